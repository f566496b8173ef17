"""Lists for people and programs: plans and obligations with their timeliness on a day."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.rights import Viewer
from engine.wishes import Condition, Narrowed, Wish, narrowed, with_occurrence
from models.columns import table_of
from models.directory import Unit
from models.obligations import Obligation, Progress, timeliness
from models.plans import Activity, Occurrence, Plan

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit = table_of(Plan), table_of(Unit)


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
    """Obligations by due day, undated ones last in any order."""
    found = narrowed(session, wish, today=today)
    dated = _dated(found)
    rows = _rows(session, found, dated, wish, today)
    if wish.limit is not None and len(rows) == wish.limit:
        return rows
    passed = wish.offset + len(rows) if rows or not wish.offset else min(wish.offset, _count(session, found, dated))
    rest = None if wish.limit is None else wish.limit - len(rows)
    left = replace(wish, limit=rest, offset=wish.offset + len(rows) - passed)
    return rows + _rows(session, found, [obligation.c.due_on.is_(None)], left, today)


def count_obligations(session: Session, wish: Wish, *, today: dt.date) -> int:
    """How many obligations a wish has in all."""
    found = narrowed(session, wish, today=today)
    return _count(session, found, _dated(found)) + _count(session, found, [obligation.c.due_on.is_(None)])


def _dated(found: Narrowed) -> list[Condition]:
    return [obligation.c.due_on >= found.since if found.since else obligation.c.due_on.is_not(None)]


def _count(session: Session, found: Narrowed, also: list[Condition]) -> int:
    statement = sa.select(sa.func.count()).select_from(found.source).where(*found.where, *also)
    return int(session.execute(statement).scalar_one())


def _rows(session: Session, found: Narrowed, also: list[Condition], wish: Wish, today: dt.date) -> list[Row]:
    """The rows in their order: first which ones, by an index alone, then what describes those few."""
    due, id_ = obligation.c.due_on, obligation.c.id
    order = (due.desc(), id_.desc()) if wish.latest_first else (due, id_)
    which = sa.select(id_).select_from(found.source).where(*found.where, *also)
    picked = which.order_by(*order).limit(wish.limit).offset(wish.offset).subquery()
    statement = _described().select_from(picked.join(joined(), id_ == picked.c.id)).order_by(*order)
    return [_row(each, today) for each in session.execute(statement)]


def _described() -> sa.Select[Any]:
    return sa.select(
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


def titled(activity: sa.FromClause, occurrence: sa.FromClause) -> sa.ColumnElement[str]:
    """An activity's title, and after it what a raised occurrence is about."""
    return sa.case((occurrence.c.subject != "", activity.c.title + ": " + occurrence.c.subject), else_=activity.c.title)


def joined() -> sa.FromClause:
    """Obligations with all that describes them."""
    return (
        with_occurrence()
        .join(activity, activity.c.id == occurrence.c.activity_id)
        .join(plan, plan.c.id == obligation.c.plan_id)
        .join(unit, unit.c.id == obligation.c.unit_id)
    )


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


def plans(session: Session, viewer: Viewer | None = None) -> list[PlanRow]:
    """All plans, or those a viewer sees something of, newest period first; ``parent`` is a number, or an id without one."""
    mother = plan.alias("mother")
    owed = sa.exists().where(obligation.c.plan_id == plan.c.id)
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
        .where(sa.true() if viewer is None or viewer.is_administrator else owed.where(viewer.visible))
        .order_by(plan.c.starts_on.desc(), plan.c.code)
    )
    return [PlanRow(*row) for row in session.execute(statement)]
