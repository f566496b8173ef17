"""A consolidation and what it waits for: which units have sent their part, and which have not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.directory import Unit
from models.obligations import Obligation, Timeliness, timeliness
from models.periods import Period
from models.plans import Activity, Occurrence

NAMED = 20  # units that a message names; the others are counted
SENT = (Timeliness.ON_TIME, Timeliness.LATE)

activity, occurrence = table_of(Activity), table_of(Occurrence)
obligation, unit = table_of(Obligation), table_of(Unit)


@dataclass(frozen=True)
class Input:
    """What a consolidation waits for from one unit."""

    unit: str
    title: str
    state: Timeliness


@dataclass(frozen=True)
class Sought:
    """A consolidation: the activities of its plan that go into it, and the period it is for, with those it stands for."""

    plan_id: int
    inputs: Sequence[str]
    period: str | None
    stands_for: Sequence[str] = ()


@dataclass(frozen=True)
class Gathered:
    """Who has sent and who has not, in words; a unit that still owes one of several parts has not."""

    sent: int
    missing: int
    sent_names: str
    missing_names: str


def inputs_of(session: Session, sought: Sought, today: dt.date) -> list[Input]:
    """Each unit's part of a consolidation, by unit; those excused are among them."""
    if not sought.inputs:
        return []
    columns = (obligation.c.progress, occurrence.c.opens_on, obligation.c.due_on, obligation.c.submitted_on)
    statement = (
        sa.select(unit.c.name, activity.c.title, *columns)
        .select_from(
            activity.join(occurrence, occurrence.c.activity_id == activity.c.id)
            .join(obligation, obligation.c.occurrence_id == occurrence.c.id)
            .join(unit, unit.c.id == obligation.c.unit_id)
        )
        .where(occurrence.c.id.in_(_occurrences(session, sought)))
        .order_by(unit.c.name, activity.c.position)
    )
    return [
        Input(name, title, timeliness(p, opens_on=o, due_on=d, submitted_on=s, today=today))
        for name, title, p, o, d, s in session.execute(statement)
    ]


def _occurrences(session: Session, sought: Sought) -> list[int]:
    """The occurrences that go into it: of the same period, merged ones included; else those that lie within its period."""
    mine = activity.c.plan_id == sought.plan_id, activity.c.key.in_(sought.inputs)
    statement = (
        sa.select(occurrence.c.id, occurrence.c.period, occurrence.c.stands_for)
        .join(activity, activity.c.id == occurrence.c.activity_id)
        .where(*mine, sa.not_(occurrence.c.is_withdrawn), sa.not_(occurrence.c.is_check))
    )
    rows = session.execute(statement).all()
    if sought.period is None:
        return [row.id for row in rows]
    wanted = {sought.period, *sought.stands_for}
    same = [row for row in rows if row.period is not None and wanted & {row.period, *row.stands_for}]
    whole = Period.parse(sought.period).days
    within = [row for row in rows if row.period and _lies_within(row.period, whole.first, whole.last)]
    return [row.id for row in rows if row.period is None] + [row.id for row in same or within]


def _lies_within(code: str, first: dt.date, last: dt.date) -> bool:
    period = Period.parse(code)
    return first <= period.first and period.last <= last


def gathered(inputs: Sequence[Input]) -> Gathered | None:
    """Who has sent and who has not; None if nothing is waited for."""
    owing = [each for each in inputs if each.state is not Timeliness.EXCUSED]
    missing = list(dict.fromkeys(each.unit for each in owing if each.state not in SENT))
    sent = [name for name in dict.fromkeys(each.unit for each in owing) if name not in missing]
    return Gathered(len(sent), len(missing), names(sent), names(missing)) if owing else None


def names(units: Sequence[str]) -> str:
    """Units by name, at most twenty; the others are counted."""
    rest = len(units) - NAMED
    return ", ".join(units[:NAMED]) + (f" và {rest} đơn vị khác" if rest > 0 else "")
