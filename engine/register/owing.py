"""Counts what a register would have units owe that they do not owe yet, before anything of it is stored."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.directory.load import ids_by_code
from engine.register.expand import Turn, whose_turn
from engine.register.occurrences import as_dated, is_raised
from models.columns import table_of
from models.directory import GroupMember, Unit, UnitGroup
from models.obligations import Obligation, Progress
from models.occurrences import Draft
from models.plans import Activity, Occurrence
from models.registers import ActivityEntry
from models.timings import Rota

owed, occurrence, member = table_of(Obligation), table_of(Occurrence), table_of(GroupMember)


def newly_owed(session: Session, entry: ActivityEntry, drafts: Sequence[Draft], stored: Activity | None) -> int:
    """How many obligations an activity would make or open again, of the units that lead it on the days of its occurrences."""
    turns, already = _turns(session, entry.lead), _owed(session, stored)
    known = session.exec(select(Occurrence).where(Occurrence.activity_id == stored.id)).all() if stored else ()
    there = {one.key: one for one in known}
    is_rota = isinstance(entry.timing, Rota)
    slots = [_slot(turns, n, draft, there.get(draft.key), is_rota) for n, draft in enumerate(drafts)]
    slots += [(one.key, one.due_on or one.opens_on, one.unit_id) for one in known if is_raised(one)]
    return sum(len(_owing(turns, on, unit_id) - already[key]) for key, on, unit_id in slots)


def _slot(
    turns: Sequence[Turn], n: int, draft: Draft, one: Occurrence | None, is_rota: bool
) -> tuple[str, dt.date, int | None]:
    """An occurrence, the day that decides who leads, and who alone owes it: a slot of a rota stays with who still leads."""
    dated = as_dated(one, draft) if one else draft
    keeps = one.unit_id if one else None
    if is_rota and keeps not in {turn.unit_id for turn in turns}:
        keeps = whose_turn(turns, n, dated.due_on)
    return draft.key, dated.due_on or dated.opens_on, keeps


def _owing(turns: Sequence[Turn], on: dt.date, unit_id: int | None) -> set[int]:
    return {unit_id} if unit_id else {turn.unit_id for turn in turns if turn.holds(on)}


def _turns(session: Session, codes: Sequence[str]) -> list[Turn]:
    """The units that a register's leads stand for, in turn, with the days of their membership."""
    units, groups = ids_by_code(session, Unit), ids_by_code(session, UnitGroup)
    statement = sa.select(member.c.unit_id, member.c.valid_from, member.c.valid_to).order_by(member.c.position)
    found: list[Turn] = []
    for code in dict.fromkeys(codes):
        if code in units:
            found.append(Turn(units[code], None, None))
        else:
            rows = session.execute(statement.where(member.c.group_id == groups[code]))
            found += [Turn(*row) for row in rows]
    return found


def _owed(session: Session, stored: Activity | None) -> defaultdict[str, set[int]]:
    """The units that owe an activity or have done it, by occurrence; what was cancelled is not owed."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    if stored:
        joined = owed.join(occurrence, occurrence.c.id == owed.c.occurrence_id)
        live = occurrence.c.activity_id == stored.id, owed.c.progress != Progress.CANCELLED
        for key, unit_id in session.execute(
            sa.select(occurrence.c.key, owed.c.unit_id).select_from(joined).where(*live)
        ):
            found[key].add(unit_id)
    return found
