"""What waits for one person: duties of the own units, and as a monitor what others sent or asked.

Every list is cut and every count stops at a limit, so that the page costs the same however much is stored.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.watching.queries import Row, activity, joined, obligation, obligations, occurrence, plan, unit
from engine.watching.wishes import Wish
from engine.wording import titled
from models.answers import Request, RequestKind
from models.columns import table_of
from models.obligations import UNFINISHED, Progress
from models.plans import PlanState

SHOWN = 50  # rows of one section
COUNTED = 2_000  # overdue obligations that an overview counts
UNITS = 12  # units that an overview names
SECTIONS = ("returned", "overdue", "soon", "fresh", "reviews", "undated")
request = table_of(Request)
# The values stand in the statement itself: a database uses a partial index only where it sees that its condition holds.
UNFINISHED_NOW = obligation.c.progress.in_(
    sa.bindparam("unfinished", value=list(UNFINISHED), expanding=True, literal_execute=True)
)
SUBMITTED_NOW, RETURNED_NOW = (
    obligation.c.progress
    == sa.bindparam(each.value, value=each, type_=obligation.c.progress.type, literal_execute=True)
    for each in (Progress.SUBMITTED, Progress.RETURNED)
)


@dataclass(frozen=True)
class Section:
    """Obligations of one kind, at most ``SHOWN`` of them; ``has_more`` if there are others."""

    name: str
    rows: list[Row]
    has_more: bool = False

    @property
    def count(self) -> str:
        return f"{len(self.rows)}{'+' if self.has_more else ''}"


@dataclass(frozen=True)
class Question:
    """A request of a unit that waits for the monitor's answer; ``answer_by`` is the monitor's own day."""

    obligation_id: int
    kind: RequestKind
    title: str
    unit: str
    asked_by: str
    asked_at: dt.datetime
    wanted_on: dt.date | None
    reason: str
    answer_by: dt.date | None


@dataclass(frozen=True)
class Late:
    """How much of what a viewer sees is overdue, unit by unit, the most first."""

    units: list[tuple[str, str, int]]  # code, name, overdue
    more: int  # units that are not named
    total: int
    is_cut: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, in the order of urgency; ``late`` for those who watch over others."""

    returned: Section
    overdue: Section
    soon: Section
    fresh: Section
    reviews: Section
    undated: Section
    questions: list[Question]
    late: Late | None

    @property
    def is_nothing(self) -> bool:
        return not self.questions and not any(getattr(self, name).rows for name in SECTIONS)


def waiting_for(session: Session, viewer: Viewer, *, today: dt.date, soon_days: int = 7) -> Waiting:
    """Everything that waits for this person today."""
    numbers = dict.fromkeys(SECTIONS, ()) | _own(session, viewer, today, today + dt.timedelta(days=soon_days))
    if viewer.deciding:
        numbers |= {"reviews": _reviews(session, viewer), "undated": _undated(session, viewer, today)}
    wanted = obligation.c.id.in_([number for found in numbers.values() for number in found[:SHOWN]])
    rows = {row.id: row for row in obligations(session, Wish(within=wanted), today=today)}
    return Waiting(
        **{name: _section(name, found, rows) for name, found in numbers.items()},
        questions=_questions(session, viewer) if viewer.deciding else [],
        late=_late(session, viewer, today) if watches(viewer) else None,
    )


def watches(viewer: Viewer) -> bool:
    """Whether somebody looks after more than the work of the own units."""
    return viewer.is_administrator or bool(viewer.plans or viewer.units - viewer.acting)


def _section(name: str, numbers: Sequence[int], rows: dict[int, Row]) -> Section:
    return Section(name, [rows[number] for number in numbers[:SHOWN]], len(numbers) > SHOWN)


def _own(session: Session, viewer: Viewer, today: dt.date, soon: dt.date) -> dict[str, Sequence[int]]:
    """What the own units still owe, by section, the nearest day first: numbers only, one more than is shown."""
    due, is_open = obligation.c.due_on, obligation.c.progress == Progress.OPEN
    conditions = {
        "returned": RETURNED_NOW,
        "overdue": sa.and_(is_open, due < today),
        "soon": sa.and_(is_open, due >= today, due <= soon),
        "fresh": sa.and_(is_open, due > soon, occurrence.c.opens_on <= today),
    }
    mine = _numbers(joined()).where(_acting(viewer), ~activity.c.is_own)
    ordered = mine.order_by(due, obligation.c.id)
    return {name: session.execute(ordered.where(which)).scalars().all() for name, which in conditions.items()}


def _acting(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The work of the own units; without single obligations given to the person the index by unit gives it in order."""
    of_units = obligation.c.unit_id.in_(viewer.acting)
    return sa.or_(of_units, obligation.c.id.in_(viewer.given)) if viewer.given else of_units


def _reviews(session: Session, viewer: Viewer) -> Sequence[int]:
    """What was handed in and waits for this reviewer, the longest waiting first."""
    statement = (
        _numbers(obligation.join(plan, plan.c.id == obligation.c.plan_id))
        .where(_deciding(viewer), SUBMITTED_NOW)
        .order_by(obligation.c.submitted_on, obligation.c.id)
    )
    return session.execute(statement).scalars().all()


def _undated(session: Session, viewer: Viewer, today: dt.date) -> Sequence[int]:
    """What has begun without a due day; one obligation stands for all of its occurrence, as they get their day together."""
    statement = (
        _numbers(joined(), sa.func.min(obligation.c.id))
        .where(_deciding(viewer), UNFINISHED_NOW, obligation.c.due_on.is_(None), occurrence.c.opens_on <= today)
        .group_by(obligation.c.occurrence_id)
        .order_by(sa.func.min(obligation.c.id))
    )
    return session.execute(statement).scalars().all()


def _numbers(among: sa.FromClause, number: sa.ColumnElement[int] = obligation.c.id) -> sa.Select[tuple[int]]:
    return sa.select(number).select_from(among).where(_is_running()).limit(SHOWN + 1)


def _is_running() -> sa.ColumnElement[bool]:
    return plan.c.state == PlanState.ACTIVE


def _deciding(viewer: Viewer) -> sa.ColumnElement[bool]:
    return obligation.c.plan_id.in_(viewer.deciding)


def _questions(session: Session, viewer: Viewer) -> list[Question]:
    answer = obligation.alias("answer")
    statement = (
        sa.select(
            obligation.c.id.label("obligation_id"),
            request.c.kind,
            titled(activity, occurrence).label("title"),
            unit.c.name.label("unit"),
            request.c.asked_by,
            request.c.asked_at,
            request.c.wanted_on,
            request.c.reason,
            answer.c.due_on.label("answer_by"),
        )
        .select_from(
            joined()
            .join(request, request.c.obligation_id == obligation.c.id)
            .join(answer, answer.c.id == request.c.answer_id)
        )
        .where(request.c.decision.is_(None), _deciding(viewer))
        .order_by(request.c.asked_at)
        .limit(SHOWN)
    )
    return [Question(**row._mapping) for row in session.execute(statement)]


def _late(session: Session, viewer: Viewer, today: dt.date) -> Late:
    """Overdue obligations by unit; beyond ``COUNTED`` nobody needs the exact number."""
    overdue = (
        sa.select(obligation.c.unit_id)
        .select_from(obligation.join(plan, plan.c.id == obligation.c.plan_id))
        .where(_is_running(), UNFINISHED_NOW, obligation.c.due_on < today, viewer.visible)
        .limit(COUNTED)
        .subquery()
    )
    count = sa.func.count().label("count")
    statement = (
        sa.select(unit.c.code, unit.c.name, count)
        .select_from(overdue.join(unit, unit.c.id == overdue.c.unit_id))
        .group_by(unit.c.id, unit.c.code, unit.c.name)
        .order_by(count.desc(), unit.c.name)
    )
    found = [(code, name, number) for code, name, number in session.execute(statement)]
    total = sum(number for _, _, number in found)
    return Late(found[:UNITS], max(0, len(found) - UNITS), total, total >= COUNTED)
