"""The names behind codes, for lists that people choose from."""

from collections import Counter

import sqlalchemy as sa
from sqlmodel import Session

from engine.access.rights import Viewer
from models.columns import table_of
from models.directory import GroupMember, Unit, UnitGroup
from models.obligations import Obligation
from models.periods import Period
from models.plans import Activity, Occurrence, Plan

unit, group, member = table_of(Unit), table_of(UnitGroup), table_of(GroupMember)
plan, activity, occurrence = table_of(Plan), table_of(Activity), table_of(Occurrence)
obligation = table_of(Obligation)


def unit_names(session: Session, viewer: Viewer | None = None) -> dict[str, str]:
    """The name of each unit by its code, in the order of the names; for people of a unit, those that they see.

    Where several units share a name, it goes with the unit above by its short or its whole name, and failing that with
    the code.
    """
    above = unit.alias("above")
    briefly = sa.func.coalesce(sa.func.nullif(above.c.short_name, ""), above.c.name)
    statement = (
        sa.select(unit.c.id, unit.c.code, unit.c.name, briefly.label("briefly"), above.c.name.label("above"))
        .select_from(unit.outerjoin(above, above.c.id == unit.c.parent_id))
        .order_by(unit.c.name, above.c.name, unit.c.code)
    )
    rows = session.execute(statement).all()
    below = [row for row in rows if row.above]
    names = told_apart(
        {row.code: row.name for row in rows},
        {row.code: f"{row.name} ({row.briefly})" for row in below},
        {row.code: f"{row.name} ({row.above})" for row in below},
    )
    if viewer is None or viewer.is_administrator or viewer.plans:
        return names
    return {row.code: names[row.code] for row in rows if row.id in viewer.units}


def told_apart(names: dict[str, str], *clearer: dict[str, str]) -> dict[str, str]:
    """No name twice: those that several share give way to clearer ones in turn, and failing that go with their codes."""
    for instead in clearer:
        often = Counter(names.values())
        names = {code: instead.get(code, name) if often[name] > 1 else name for code, name in names.items()}
    often = Counter(names.values())
    return {code: f"{name} · {code}" if often[name] > 1 else name for code, name in names.items()}


def bare_group_names(session: Session) -> dict[str, str]:
    """The name of each group by its code, as plans write it."""
    return dict(session.execute(sa.select(group.c.code, group.c.name)).tuples().all())


def group_names(session: Session) -> dict[str, str]:
    """The name of each group by its code, with how many units have ever been in it."""
    statement = (
        sa.select(group.c.code, group.c.name, sa.func.count(member.c.unit_id.distinct()).label("size"))
        .select_from(group.outerjoin(member, member.c.group_id == group.c.id))
        .group_by(group.c.id)
        .order_by(group.c.name)
    )
    return {row.code: f"{row.name} ({row.size} đơn vị)" for row in session.execute(statement)}


def activity_names(session: Session, viewer: Viewer, plan_code: str) -> dict[str, str]:
    """Section and title of each activity of a plan by its key, in the plan's order, as far as the viewer sees them."""
    owed = _owed(session, viewer, plan_code)
    statement = sa.select(activity.c.key, activity.c.section, activity.c.title).where(activity.c.id.in_(owed))
    rows = session.execute(statement.order_by(activity.c.position, activity.c.id))
    return {row.key: f"{row.section} {row.title}" for row in rows}


def period_codes(session: Session, viewer: Viewer, plan_code: str) -> list[str]:
    """The periods that a plan's activities have, by their last day."""
    owed = _owed(session, viewer, plan_code)
    statement = sa.select(occurrence.c.period.distinct()).where(
        occurrence.c.activity_id.in_(owed), occurrence.c.period.is_not(None)
    )
    return sorted(session.scalars(statement), key=lambda code: Period.parse(code).last)


def _owed(session: Session, viewer: Viewer, plan_code: str) -> sa.Select[tuple[int]]:
    """The activities of a plan that a viewer sees: all, or those of which an obligation is seen."""
    plan_id = session.scalar(sa.select(plan.c.id).where(plan.c.code == plan_code))
    if viewer.is_administrator or plan_id in viewer.plans:
        return sa.select(activity.c.id).where(activity.c.plan_id == plan_id)
    joined = obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
    return (
        sa.select(occurrence.c.activity_id).select_from(joined).where(obligation.c.plan_id == plan_id, viewer.visible)
    )
