"""What waits for one person: duties of the own units, and as a monitor what others sent or asked.

Every list is cut and every count stops at a limit, so that the page costs the same however much is stored.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.queries import Row, Wish, activity, joined, obligation, obligations, occurrence, plan, titled, unit
from engine.rights import Viewer
from models.answers import Request, RequestKind
from models.columns import table_of
from models.obligations import UNFINISHED, Progress
from models.plans import PlanState

SHOWN = 50  # rows of one section
COUNTED = 10_000  # overdue obligations that an overview counts
UNITS = 12  # units that an overview names
request = table_of(Request)
# The values stand in the statement itself: a database uses a partial index only where it sees that its condition holds.
UNFINISHED_NOW = obligation.c.progress.in_(
    sa.bindparam("unfinished", value=list(UNFINISHED), expanding=True, literal_execute=True)
)
SUBMITTED_NOW = obligation.c.progress == sa.bindparam(
    "submitted", value=Progress.SUBMITTED, type_=obligation.c.progress.type, literal_execute=True
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
        sections = (self.returned, self.overdue, self.soon, self.fresh, self.reviews, self.undated)
        return not any(section.rows for section in sections) and not self.questions


def waiting_for(session: Session, viewer: Viewer, *, today: dt.date, soon_days: int = 7) -> Waiting:
    """Everything that waits for this person today."""
    due, soon = obligation.c.due_on, today + dt.timedelta(days=soon_days)
    mine = sa.and_(_acting(viewer), ~activity.c.is_own)
    still_open = sa.and_(mine, obligation.c.progress == Progress.OPEN)
    begun = occurrence.c.opens_on <= today
    conditions = {
        "returned": sa.and_(mine, obligation.c.progress == Progress.RETURNED),
        "overdue": sa.and_(still_open, due < today),
        "soon": sa.and_(still_open, due >= today, due <= soon),
        "fresh": sa.and_(still_open, due > soon, begun),
        "reviews": sa.and_(_deciding(viewer), SUBMITTED_NOW),
        "undated": sa.and_(_deciding(viewer), UNFINISHED_NOW, due.is_(None), begun, _is_first_of_its_occurrence()),
    }
    return Waiting(
        **{name: _section(session, name, condition, today) for name, condition in conditions.items()},
        questions=_questions(session, viewer) if viewer.deciding else [],
        late=_late(session, viewer, today) if watches(viewer) else None,
    )


def watches(viewer: Viewer) -> bool:
    """Whether somebody looks after more than the work of the own units."""
    return viewer.is_administrator or bool(viewer.plans or viewer.units - viewer.acting)


def _acting(viewer: Viewer) -> sa.ColumnElement[bool]:
    return sa.or_(obligation.c.unit_id.in_(viewer.acting), obligation.c.id.in_(viewer.given))


def _deciding(viewer: Viewer) -> sa.ColumnElement[bool]:
    return obligation.c.plan_id.in_(viewer.deciding)


def _is_first_of_its_occurrence() -> sa.ColumnElement[bool]:
    """One obligation stands for all that get their day together."""
    other = obligation.alias("other")
    first = sa.select(sa.func.min(other.c.id)).where(other.c.occurrence_id == obligation.c.occurrence_id)
    return obligation.c.id == first.scalar_subquery()


def _section(session: Session, name: str, condition: sa.ColumnElement[bool], today: dt.date) -> Section:
    found = obligations(session, Wish(running=True, within=condition, limit=SHOWN + 1), today=today)
    return Section(name, found[:SHOWN], len(found) > SHOWN)


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
        .where(plan.c.state == PlanState.ACTIVE, UNFINISHED_NOW, obligation.c.due_on < today, viewer.visible)
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
    return Late(found[:UNITS], total, total >= COUNTED)
