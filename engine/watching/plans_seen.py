"""Plans as their pages show them: which ones a viewer sees, how each stands lately, and when each of its duties is next due.

A plan may owe hundreds of thousands of obligations: only those due within a month are looked at, by index.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.access.rights import Viewer
from engine.names import group_names, unit_names
from engine.register.entries import export_register
from engine.watching.wishes import standing, with_occurrence
from models.columns import table_of
from models.directory import Unit
from models.errors import NotFoundError
from models.obligations import Obligation, Timeliness
from models.plans import Activity, Occurrence, Plan, PlanState
from models.registers import ActivityEntry, Register
from models.tallies import Tally
from models.wordings import timing_words

MONTH = dt.timedelta(days=30)
owed, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit = table_of(Plan), table_of(Unit)


@dataclass(frozen=True)
class PlanSeen:
    """A plan in the list; ``duties`` counts what its register says."""

    id: int
    code: str
    number: str | None
    title: str
    issuer: str
    starts_on: dt.date
    ends_on: dt.date
    state: str
    duties: int


@dataclass(frozen=True)
class DutySeen:
    """A duty of a plan with its timing in words and its next days."""

    entry: ActivityEntry
    timing: str
    lead: tuple[str, ...]
    cooperate: tuple[str, ...]
    reports_to: str
    next_due: tuple[dt.date, ...]
    last_due: dt.date | None


def seen_by(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on plans that a viewer sees: those issued or monitored, and those by which the own units owe anything."""
    if viewer.is_administrator:
        return sa.true()
    of_units = sa.exists().where(owed.c.plan_id == plan.c.id, owed.c.unit_id.in_(viewer.units))
    given = sa.exists().where(owed.c.plan_id == plan.c.id, owed.c.id.in_(viewer.given))
    return sa.or_(plan.c.id.in_(viewer.plans), of_units, given)


def plans_seen(session: Session, viewer: Viewer) -> list[PlanSeen]:
    """The plans that a viewer sees, running ones first, the newest period first."""
    duties = (
        sa.select(sa.func.count())
        .where(activity.c.plan_id == plan.c.id, ~activity.c.is_withdrawn, ~activity.c.is_own)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            *(plan.c.id, plan.c.code, plan.c.number, plan.c.title, unit.c.name),
            *(plan.c.starts_on, plan.c.ends_on, plan.c.state, duties),
        )
        .select_from(plan.join(unit, unit.c.id == plan.c.issuer_id))
        .where(seen_by(viewer))
        .order_by(plan.c.state, plan.c.starts_on.desc(), plan.c.code)
    )
    return [PlanSeen(*row) for row in session.execute(statement)]


def lately(session: Session, plans: Sequence[int], viewer: Viewer, *, today: dt.date) -> dict[int, Tally]:
    """Where what falls due within a month before and after today stands, plan by plan, as far as the viewer may see it."""
    stand = standing(today)
    statement = (
        sa.select(owed.c.plan_id, stand, sa.func.count())
        .select_from(with_occurrence())
        .where(
            owed.c.plan_id.in_(plans), owed.c.due_on >= today - MONTH, owed.c.due_on <= today + MONTH, viewer.visible
        )
        .group_by(owed.c.plan_id, stand)
    )
    found = {plan_id: Tally() for plan_id in plans}
    for plan_id, code, count in session.execute(statement):
        found[plan_id].add(Timeliness(code), count)
    return found


def running(plans: Sequence[PlanSeen]) -> list[int]:
    """The plans that still run."""
    return [each.id for each in plans if each.state == PlanState.ACTIVE]


def seen_plan(session: Session, viewer: Viewer, code: str) -> Plan:
    """The plan, if this viewer sees it; else it is as if there were none."""
    found = session.exec(select(Plan).where(plan.c.code == code, seen_by(viewer))).first()
    if found is None:
        raise NotFoundError(f"không có kế hoạch '{code}'")
    return found


def register_seen(session: Session, found: Plan, *, today: dt.date) -> tuple[Register, list[DutySeen]]:
    """The register of a plan, and its duties with the days on which each falls due next."""
    register = export_register(session, found.code)
    names, days = unit_names(session) | group_names(session), _days(session, int(found.id or 0))
    return register, [_duty(entry, names, days.get(entry.key, []), today) for entry in register.activities]


def _duty(entry: ActivityEntry, names: dict[str, str], days: list[dt.date], today: dt.date) -> DutySeen:
    return DutySeen(
        entry,
        timing_words(entry.timing),
        tuple(names[code] for code in entry.lead),
        tuple(names[code] for code in entry.cooperate),
        names[entry.reports_to] if entry.reports_to else "",
        tuple(day for day in days if day >= today)[:2],
        max(days, default=None),
    )


def _days(session: Session, plan_id: int) -> dict[str, list[dt.date]]:
    """The days on which each activity's occurrences fall due, checks left out."""
    statement = (
        sa.select(activity.c.key, occurrence.c.due_on)
        .select_from(activity.join(occurrence, occurrence.c.activity_id == activity.c.id))
        .where(activity.c.plan_id == plan_id, occurrence.c.due_on.is_not(None), ~occurrence.c.is_check)
        .order_by(occurrence.c.due_on)
    )
    found: dict[str, list[dt.date]] = {}
    for key, day in session.execute(statement):
        found.setdefault(key, []).append(day)
    return found
