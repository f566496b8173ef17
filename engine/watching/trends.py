"""Figures over time for charts and their tables: on time by month, overdue by age, targets against what was measured."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.watching.wishes import Wish, narrowed, standing, with_occurrence
from models.columns import table_of
from models.obligations import Obligation, Timeliness
from models.plans import Activity, Occurrence
from models.tallies import Tally
from models.timings import Target

AGES = {"1–7 ngày": (1, 7), "8–30 ngày": (8, 30), "31–90 ngày": (31, 90), "trên 90 ngày": (91, None)}  # both included
Days = Mapping[tuple[dt.date, Timeliness], int]
obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)


@dataclass(frozen=True)
class Measured:
    """A milestone's target and what the units measured last: how many did, how many reach it, and the mean."""

    key: str
    title: str
    target: Target
    units: int
    reaching: int
    mean: float | None

    @property
    def share(self) -> float | None:
        """The mean as a share of the target, where the target is not nought."""
        return self.mean / self.target.value if self.mean is not None and self.target.value else None


def by_day(session: Session, wish: Wish, *, today: dt.date) -> Days:
    """How many obligations of each due day stand where; what the figures by month and by age are made of."""
    stand, due = standing(today), obligation.c.due_on
    statement = (
        sa.select(due, stand, sa.func.count())
        .select_from(with_occurrence())
        .where(*narrowed(session, wish, today=today).where, due.is_not(None))
        .group_by(due, stand)
    )
    return {(day, Timeliness(code)): count for day, code, count in session.execute(statement)}


def by_month(days: Days) -> dict[dt.date, Tally]:
    """The tally of each month by its first day; months between that owe nothing are not left out."""
    if not days:
        return {}
    months = {day.replace(day=1) for day, _ in days}
    found = {month: Tally() for month in _all_months(min(months), max(months))}
    for (day, stand), count in days.items():
        found[day.replace(day=1)].add(stand, count)
    return found


def _all_months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def overdue_by_age(days: Days, *, today: dt.date) -> dict[str, int]:
    """How many obligations have been overdue for how long."""
    late = {(today - day).days: count for (day, stand), count in days.items() if stand is Timeliness.OVERDUE}
    return {
        label: sum(count for age, count in late.items() if least <= age <= (most or age))
        for label, (least, most) in AGES.items()
    }


def measured(session: Session, wish: Wish, *, today: dt.date) -> list[Measured]:
    """The milestones of what is wished, each unit counted with what it measured last."""
    found = narrowed(session, wish, today=today)
    joined = with_occurrence().join(activity, activity.c.id == occurrence.c.activity_id)
    is_milestone = activity.c.timing["kind"].as_string() == "milestone"
    statement = (
        sa.select(activity.c.key, activity.c.title, activity.c.timing, obligation.c.unit_id, obligation.c.quantity)
        .select_from(joined)
        .where(*found.where, is_milestone)
        .order_by(activity.c.position, obligation.c.due_on, obligation.c.id)
    )
    targets: dict[str, tuple[str, Target]] = {}
    latest: dict[str, dict[int, float]] = {}
    for key, title, timing, unit_id, quantity in session.execute(statement):
        if key not in targets:
            targets[key], latest[key] = (title, Target.model_validate(timing["target"])), {}
        if quantity is not None:
            latest[key][unit_id] = quantity
    return [_measured(key, title, target, list(latest[key].values())) for key, (title, target) in targets.items()]


def _measured(key: str, title: str, target: Target, values: list[float]) -> Measured:
    reaching = sum(map(target.is_met, values))
    return Measured(key, title, target, len(values), reaching, sum(values) / len(values) if values else None)
