"""The names behind codes, for lists that people choose from."""

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.directory import GroupMember, Unit, UnitGroup

unit, group, member = table_of(Unit), table_of(UnitGroup), table_of(GroupMember)


def unit_names(session: Session) -> dict[str, str]:
    """The name of each unit by its code, in the order of the names."""
    statement = sa.select(unit.c.code, unit.c.name).order_by(unit.c.name)
    return {row.code: row.name for row in session.execute(statement)}


def group_names(session: Session) -> dict[str, str]:
    """The name of each group by its code, with how many units have ever been in it."""
    statement = (
        sa.select(group.c.code, group.c.name, sa.func.count(member.c.unit_id.distinct()).label("size"))
        .select_from(group.outerjoin(member, member.c.group_id == group.c.id))
        .group_by(group.c.id)
        .order_by(group.c.name)
    )
    return {row.code: f"{row.name} ({row.size} đơn vị)" for row in session.execute(statement)}
