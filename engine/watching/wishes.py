"""What somebody wishes to see of all obligations, as conditions that a database with millions of them answers quickly.

A list goes through an index by due day and passes over what is not wished, so everything a wish names is first turned
into numbers (of plans, units, activities), and the days on which running plans owe nothing yet are not looked at.
"""

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlmodel import Session

from engine.access.rights import below
from engine.reading.folding import unmarked
from models.columns import table_of
from models.directory import GroupMember, Unit, UnitGroup
from models.obligations import FINISHED, WAITING, Obligation, Progress, Timeliness
from models.plans import Activity, Occurrence, Plan, PlanState

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit, group, member = table_of(Plan), table_of(Unit), table_of(UnitGroup), table_of(GroupMember)
Condition = sa.ColumnElement[bool]
WAITS = "waiting"  # of ``Wish.status``: not handed in and not excused


class Sort(enum.StrEnum):
    """In which order a list stands; what has no day comes last in any."""

    DAY = "day"
    LATEST = "latest"
    STATE = "state"  # the most pressing first
    UNIT = "unit"
    PLAN = "plan"
    DUTY = "duty"  # as the plan has them; for lists of one plan


@dataclass(frozen=True)
class Wish:
    """Which obligations to list; None means all. ``status`` is a progress or a timeliness value, or ``WAITS``.

    ``running``: only those of plans that are not closed. ``within``: a condition on obligations, as a viewer's rights are,
    or on their occurrences and activities; ``sees_little`` if it leaves only what an index finds at once.
    ``below``: the unit with all that stand under it. ``due_before`` is the first day that is no longer wished.
    """

    plan: str | None = None
    unit: str | None = None
    status: str | None = None
    due_before: dt.date | None = None
    running: bool = False
    within: Condition | None = None
    limit: int | None = None
    offset: int = 0
    below: bool = False
    group: str | None = None
    due_from: dt.date | None = None
    activity: str | None = None
    period: str | None = None
    text: str | None = None
    sort: Sort = Sort.DAY
    sees_little: bool = False


@dataclass(frozen=True)
class Narrowed:
    """A wish in numbers: conditions on what ``source`` holds. What has a day has none before ``since``.

    ``plans`` and ``units`` are those that it names; None means any.
    """

    where: list[Condition]
    since: dt.date | None
    source: sa.FromClause
    plans: list[int] | None
    units: set[int] | None

    @property
    def dated(self) -> Condition:
        """What has a day."""
        return obligation.c.due_on >= self.since if self.since else obligation.c.due_on.is_not(None)


def narrowed(session: Session, wish: Wish, *, today: dt.date) -> Narrowed:
    """A wish as conditions that a database answers by index."""
    plans, units = _plans(session, wish), _units(session, wish, today)
    several = plans is not None and len(plans) > 1
    return Narrowed(
        list(_conditions(session, wish, plans, units, today)),
        _first_due(session, plans) if plans and several else None,
        _source(wish),
        plans,
        units,
    )


def _source(wish: Wish) -> sa.FromClause:
    """Obligations, with what describes them only as far as the wish speaks of it."""
    spoken_of = {each.table for each in visitors.iterate(_within(wish)) if isinstance(each, sa.Column)}
    if activity in spoken_of:
        return with_activity()
    is_opening_asked = wish.status in (Timeliness.NOT_OPEN, Timeliness.NOT_DUE)
    return with_occurrence() if is_opening_asked or occurrence in spoken_of else obligation


def _within(wish: Wish) -> Condition:
    return sa.true() if wish.within is None else wish.within


def with_occurrence() -> sa.FromClause:
    """Obligations, each with its occurrence."""
    return obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)


def with_activity() -> sa.FromClause:
    """Obligations, each with its occurrence and activity."""
    return with_occurrence().join(activity, activity.c.id == occurrence.c.activity_id)


def _conditions(
    session: Session, wish: Wish, plans: list[int] | None, units: set[int] | None, today: dt.date
) -> Iterator[Condition]:
    if plans is not None:
        yield _of_plans(plans)
    yield _within(wish)
    if units is not None:
        yield obligation.c.unit_id.in_(units)
    if wish.due_from:
        yield obligation.c.due_on >= wish.due_from
    if wish.due_before:
        yield obligation.c.due_on < wish.due_before
    if wish.activity or wish.period or wish.text:
        yield obligation.c.occurrence_id.in_(_occurrences(session, wish, plans))
    if wish.status:
        yield status_condition(wish.status, today)


def _plans(session: Session, wish: Wish) -> list[int] | None:
    if not (wish.plan or wish.running):
        return None
    statement = sa.select(plan.c.id)
    if wish.plan:
        statement = statement.where(sa.or_(plan.c.code == wish.plan, plan.c.number == wish.plan))
    if wish.running:
        statement = statement.where(plan.c.state == PlanState.ACTIVE)
    return list(session.scalars(statement))


def _of_plans(plans: list[int]) -> Condition:
    """One plan is looked up in its index; many are passed over in order of the day, which the sum makes SQLite do."""
    return obligation.c.plan_id == plans[0] if len(plans) == 1 else (obligation.c.plan_id + 0).in_(plans)


def _first_due(session: Session, plans: list[int]) -> dt.date | None:
    """The first due day of the plans: what others owed before it need not be passed over."""
    first = sa.select(sa.func.min(obligation.c.due_on)).where(obligation.c.plan_id == plan.c.id).scalar_subquery()
    earliest: dt.date | None = session.scalar(sa.select(sa.func.min(first)).where(plan.c.id.in_(plans)))
    return earliest


def _units(session: Session, wish: Wish, today: dt.date) -> set[int] | None:
    wished: list[set[int]] = []
    if wish.unit:
        own = set(session.scalars(sa.select(unit.c.id).where(unit.c.code == wish.unit)))
        wished.append(below(session, own) if wish.below else own)
    if wish.group:
        wished.append(set(session.scalars(_members(wish.group, today))))
    return set.intersection(*wished) if wished else None


def _members(code: str, today: dt.date) -> sa.Select[tuple[int]]:
    holds = sa.and_(
        sa.func.coalesce(member.c.valid_from, today) <= today,
        sa.or_(member.c.valid_to.is_(None), member.c.valid_to > today),
    )
    joined = member.join(group, group.c.id == member.c.group_id)
    return sa.select(member.c.unit_id).select_from(joined).where(group.c.code == code, holds)


def _occurrences(session: Session, wish: Wish, plans: list[int] | None) -> sa.Select[tuple[int]]:
    found = sa.select(occurrence.c.id)
    if wish.period:
        found = found.where(occurrence.c.period == wish.period)
    if plans is not None or wish.activity:
        found = found.where(occurrence.c.activity_id.in_(_activities(wish, plans)))
    if wish.text:
        found = found.where(_speaks_of(session, wish.text, _activities(wish, plans)))
    return found


def _activities(wish: Wish, plans: list[int] | None) -> sa.Select[tuple[int]]:
    statement = sa.select(activity.c.id)
    if plans is not None:
        statement = statement.where(activity.c.plan_id.in_(plans))
    if wish.activity:
        statement = statement.where(activity.c.key == wish.activity)
    return statement


def _speaks_of(session: Session, text: str, among: sa.Select[tuple[int]]) -> Condition:
    """Activities whose title has the words, and raised events about them; letters count without their marks."""
    wanted = unmarked(text)
    titles = session.execute(sa.select(activity.c.id, activity.c.title).where(activity.c.id.in_(among)))
    titled = [id_ for id_, title in titles if wanted in unmarked(title)]
    subjects = session.execute(sa.select(occurrence.c.id, occurrence.c.subject).where(occurrence.c.subject != ""))
    raised = [id_ for id_, subject in subjects if wanted in unmarked(subject)]
    return sa.or_(occurrence.c.activity_id.in_(titled), occurrence.c.id.in_(raised))


def status_condition(status: str, today: dt.date) -> Condition:
    """A progress, a place in time or ``WAITS`` as a condition."""
    if status == WAITS:
        return waits()
    if status in {each.value for each in Progress}:
        return obligation.c.progress == Progress(status)
    return time_condition(Timeliness(status), today)


def waits() -> Condition:
    """Not handed in and not excused, in the words of the partial index."""
    return sa.literal_column(f"obligation.{WAITING}", sa.Boolean())


def time_condition(wanted: Timeliness, today: dt.date, soon_days: int = 7) -> Condition:
    """``models.obligations.timeliness`` as a condition of the database; a test holds the two together."""
    due, soon = obligation.c.due_on, today + dt.timedelta(days=soon_days)
    later = due_later(today, soon_days)
    done = obligation.c.progress.in_(FINISHED)
    late = sa.and_(due.is_not(None), sa.func.coalesce(obligation.c.submitted_on, today) > due)
    return {
        Timeliness.EXCUSED: obligation.c.progress.in_((Progress.WAIVED, Progress.CANCELLED)),
        Timeliness.LATE: sa.and_(done, late),
        Timeliness.ON_TIME: sa.and_(done, ~late),
        Timeliness.UNDATED: sa.and_(waits(), due.is_(None)),
        Timeliness.OVERDUE: sa.and_(waits(), due < today),
        Timeliness.DUE_SOON: sa.and_(waits(), due >= today, due <= soon),
        Timeliness.NOT_OPEN: sa.and_(later, occurrence.c.opens_on > today),
        Timeliness.NOT_DUE: sa.and_(later, occurrence.c.opens_on <= today),
    }[wanted]


def due_later(today: dt.date, soon_days: int = 7) -> Condition:
    """Waited for, but not soon: whether its period has begun or not."""
    return sa.and_(waits(), obligation.c.due_on > today + dt.timedelta(days=soon_days))


def standing(today: dt.date) -> sa.ColumnElement[str]:
    """The place in time of each obligation, as a column to group by."""
    return sa.case(*((time_condition(each, today), each.value) for each in Timeliness))
