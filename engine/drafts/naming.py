"""The directory as the reader of a plan compares it with the names in a document."""

import sqlalchemy as sa
from sqlmodel import Session

from engine.reading.matching import Named
from models.columns import table_of
from models.directory import GroupMember, Unit, UnitAlias, UnitGroup

unit, group, member, alias = table_of(Unit), table_of(UnitGroup), table_of(GroupMember), table_of(UnitAlias)


def names_in_documents(session: Session) -> tuple[Named, ...]:
    """Every unit and group with all the ways in which documents write its name, as the reader of a plan compares them."""
    also: dict[tuple[int | None, int | None], list[str]] = {}
    for row in session.execute(sa.select(alias.c.unit_id, alias.c.group_id, alias.c.name).order_by(alias.c.id)):
        also.setdefault((row.unit_id, row.group_id), []).append(row.name)
    codes = {row.id: row.code for row in session.execute(sa.select(unit.c.id, unit.c.code))}
    inside: dict[int, dict[str, None]] = {}
    for row in session.execute(sa.select(member.c.group_id, member.c.unit_id).order_by(member.c.position)):
        inside.setdefault(row.group_id, {})[codes[row.unit_id]] = None
    units = [
        Named(
            row.code,
            row.name,
            tuple(filter(None, (row.short_name, *also.get((row.id, None), ())))),
            codes.get(row.parent_id),
        )
        for row in session.execute(sa.select(unit).order_by(unit.c.id))
    ]
    groups = [
        Named(row.code, row.name, tuple(also.get((None, row.id), ())), None, tuple(inside.get(row.id, ())))
        for row in session.execute(sa.select(group).order_by(group.c.id))
    ]
    return (*units, *groups)
