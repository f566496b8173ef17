"""Lists for people and programs: plans and obligations with their timeliness on a day."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.dialect import walk_in_order
from engine.watching.orders import Order, order_of
from engine.watching.wishes import Condition, Narrowed, Sort, Wish, narrowed, with_activity
from engine.wording import titled
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
    """Obligations in the order of the wish, by due day unless it says another; undated ones last in any."""
    listing = _listing(session, wish, today)
    rows: list[Row] = []
    offset = wish.offset
    for part in listing.order.parts:
        left = None if wish.limit is None else wish.limit - len(rows)
        if left == 0:
            break
        found = listing.rows(part, limit=left, offset=offset)
        offset = 0 if found or not offset else offset - listing.passed(part, offset)
        rows += found
    return rows


@dataclass(frozen=True)
class Place:
    """Where a list by due day was cut: the day (None among the undated) and the number of the last row."""

    due_on: dt.date | None
    id: int


def obligations_from(session: Session, wish: Wish, place: Place | None, *, today: dt.date) -> list[Row]:
    """The next obligations after a place, by due day and the undated last by number; as quick at the end as at the start."""
    if place is None:
        return obligations(session, wish, today=today)
    listing, due, id_ = _listing(session, replace(wish, sort=Sort.DAY), today), obligation.c.due_on, obligation.c.id
    if place.due_on is None:
        return listing.rows([due.is_(None), id_ > place.id], limit=wish.limit)
    after = sa.tuple_(due, id_) > sa.tuple_(sa.literal(place.due_on), sa.literal(place.id))
    rows = listing.rows([after], limit=wish.limit)
    return rows + listing.rows([due.is_(None)], limit=None if wish.limit is None else wish.limit - len(rows))


def obligation_row(session: Session, obligation_id: int, *, today: dt.date) -> Row:
    """One obligation as lists show it."""
    return obligations(session, Wish(within=obligation.c.id == obligation_id), today=today)[0]


def count_obligations(session: Session, wish: Wish, *, today: dt.date) -> int:
    """How many obligations a wish has in all."""
    found = narrowed(session, wish, today=today)
    counted = sa.select(sa.func.count()).select_from(found.source)
    halves = (found.dated, obligation.c.due_on.is_(None))
    return sum(int(session.execute(counted.where(*found.where, each)).scalar_one()) for each in halves)


@dataclass(frozen=True)
class _Listing:
    """A wish at work: its rows part by part, in its order."""

    session: Session
    found: Narrowed
    order: Order
    today: dt.date

    def rows(self, part: list[Condition], *, limit: int | None, offset: int = 0) -> list[Row]:
        """The rows in their order: first which ones, by an index alone, then what describes those few."""
        picked = self._which(part).order_by(*self.order.by).limit(limit).offset(offset).subquery()
        described = _described().select_from(picked.join(joined(), obligation.c.id == picked.c.id))
        return [_row(each, self.today) for each in self.session.execute(described.order_by(*self.order.by))]

    def passed(self, part: list[Condition], at_most: int) -> int:
        """How many rows a part has; of more than ``at_most`` only so many are counted."""
        statement = sa.select(sa.func.count()).select_from(self._which(part).limit(at_most).subquery())
        return int(self.session.execute(statement).scalar_one())

    def _which(self, part: list[Condition]) -> sa.Select[tuple[int]]:
        return sa.select(obligation.c.id).select_from(self.order.source).where(*self.found.where, *part)


def _listing(session: Session, wish: Wish, today: dt.date) -> _Listing:
    found = narrowed(session, wish, today=today)
    order = order_of(found, wish, today=today)
    if order.walks:
        walk_in_order(session)
    return _Listing(session, found, order, today)


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


def joined() -> sa.FromClause:
    """Obligations with all that describes them."""
    return with_activity().join(plan, plan.c.id == obligation.c.plan_id).join(unit, unit.c.id == obligation.c.unit_id)


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
