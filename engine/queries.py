"""Lists for people and programs: plans and obligations with their timeliness on a day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.directory import Unit
from models.obligations import Obligation, Progress, Timeliness, timeliness
from models.plans import Activity, Occurrence, Plan, PlanState

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit = table_of(Plan), table_of(Unit)
FINISHED = (Progress.SUBMITTED, Progress.ACCEPTED)


@dataclass(frozen=True)
class Wish:
    """Which obligations to list; None means all. ``status`` is a progress or a timeliness value.

    ``running``: only those of plans that are not closed. ``within``: a condition on obligations, as a viewer's rights are.
    """

    plan: str | None = None
    unit: str | None = None
    status: str | None = None
    due_before: dt.date | None = None
    running: bool = False
    within: sa.ColumnElement[bool] | None = None
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Row:
    """One obligation as lists show it; the fields and their order are the ``--json`` contract."""

    id: int
    plan: str
    activity: str
    section: str
    title: str
    unit: str
    period: str | None
    opens_on: dt.date
    due_on: dt.date | None
    data_from: dt.date | None
    data_to: dt.date | None
    progress: str
    timeliness: str
    submitted_on: dt.date | None
    document: str | None


def obligations(session: Session, wish: Wish, *, today: dt.date) -> list[Row]:
    """Obligations by due day, undated ones last."""
    statement = (
        sa.select(
            obligation.c.id,
            sa.func.coalesce(plan.c.number, plan.c.code).label("plan"),
            activity.c.key.label("activity"),
            activity.c.section,
            titled(activity, occurrence).label("title"),
            unit.c.code.label("unit"),
            occurrence.c.period,
            occurrence.c.opens_on,
            obligation.c.due_on,
            occurrence.c.data_from,
            occurrence.c.data_to,
            obligation.c.progress,
            obligation.c.submitted_on,
            obligation.c.document,
        )
        .select_from(joined())
        .where(*conditions(wish, today))
        .order_by(obligation.c.due_on.is_(None), obligation.c.due_on, obligation.c.id)
        .limit(wish.limit)
        .offset(wish.offset)
    )
    return [_row(found, today) for found in session.execute(statement)]


def count_obligations(session: Session, wish: Wish, *, today: dt.date) -> int:
    """How many obligations a wish has in all."""
    statement = sa.select(sa.func.count()).select_from(joined()).where(*conditions(wish, today))
    return int(session.execute(statement).scalar_one())


def titled(activity: sa.FromClause, occurrence: sa.FromClause) -> sa.ColumnElement[str]:
    """An activity's title, and after it what a raised occurrence is about."""
    return sa.case((occurrence.c.subject != "", activity.c.title + ": " + occurrence.c.subject), else_=activity.c.title)


def joined() -> sa.FromClause:
    """Obligations with all that describes them."""
    return (
        obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
        .join(activity, activity.c.id == occurrence.c.activity_id)
        .join(plan, plan.c.id == obligation.c.plan_id)
        .join(unit, unit.c.id == obligation.c.unit_id)
    )


def conditions(wish: Wish, today: dt.date) -> list[sa.ColumnElement[bool]]:
    """A wish as conditions on the joined tables."""
    found: list[sa.ColumnElement[bool]] = []
    if wish.plan:
        found.append(sa.or_(plan.c.code == wish.plan, plan.c.number == wish.plan))
    if wish.running:
        found.append(plan.c.state == PlanState.ACTIVE)
    if wish.within is not None:
        found.append(wish.within)
    if wish.unit:
        found.append(unit.c.code == wish.unit)
    if wish.due_before:
        found.append(obligation.c.due_on < wish.due_before)
    if wish.status in {p.value for p in Progress}:
        found.append(obligation.c.progress == Progress(wish.status))
    elif wish.status:
        found.append(time_condition(Timeliness(wish.status), today))
    return found


def time_condition(wanted: Timeliness, today: dt.date, soon_days: int = 7) -> sa.ColumnElement[bool]:
    """``models.obligations.timeliness`` as a condition of the database; a test holds the two together."""
    due, soon = obligation.c.due_on, today + dt.timedelta(days=soon_days)
    done = obligation.c.progress.in_(FINISHED)
    excused = obligation.c.progress.in_((Progress.WAIVED, Progress.CANCELLED))
    waits = sa.and_(~done, ~excused)
    late = sa.and_(due.is_not(None), sa.func.coalesce(obligation.c.submitted_on, today) > due)
    later = sa.and_(waits, due > soon)
    return {
        Timeliness.EXCUSED: excused,
        Timeliness.LATE: sa.and_(done, late),
        Timeliness.ON_TIME: sa.and_(done, ~late),
        Timeliness.UNDATED: sa.and_(waits, due.is_(None)),
        Timeliness.OVERDUE: sa.and_(waits, due < today),
        Timeliness.DUE_SOON: sa.and_(waits, due >= today, due <= soon),
        Timeliness.NOT_OPEN: sa.and_(later, occurrence.c.opens_on > today),
        Timeliness.NOT_DUE: sa.and_(later, occurrence.c.opens_on <= today),
    }[wanted]


def _row(found: Any, today: dt.date) -> Row:
    progress, submitted_on = Progress(found.progress), found.submitted_on
    stand = timeliness(progress, opens_on=found.opens_on, due_on=found.due_on, submitted_on=submitted_on, today=today)
    return Row(**{**found._mapping, "progress": progress.value, "timeliness": stand.value})


@dataclass(frozen=True)
class PlanRow:
    """One plan as ``plan list --json`` shows it."""

    id: str
    number: str | None
    title: str
    issuer: str
    start: dt.date
    end: dt.date
    state: str
    parent: str | None


def plans(session: Session) -> list[PlanRow]:
    """All plans, newest period first; ``parent`` is the parent's number, or its id if it has none."""
    mother = plan.alias("mother")
    statement = (
        sa.select(
            plan.c.code,
            plan.c.number,
            plan.c.title,
            unit.c.name,
            plan.c.starts_on,
            plan.c.ends_on,
            plan.c.state,
            sa.func.coalesce(mother.c.number, mother.c.code),
        )
        .select_from(plan.join(unit, unit.c.id == plan.c.issuer_id).outerjoin(mother, mother.c.id == plan.c.parent_id))
        .order_by(plan.c.starts_on.desc(), plan.c.code)
    )
    return [PlanRow(*row) for row in session.execute(statement)]
