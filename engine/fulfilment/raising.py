"""Which events of running plans a person may raise, and raising one: from then on it is a duty with a day."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.access.rights import NotYoursError, Viewer
from engine.directory.people import holds
from engine.fulfilment.complete import raise_event, reason_given
from engine.journal import By
from engine.register.expand import member, party
from models.columns import table_of
from models.directory import Unit
from models.ladders import Party
from models.moments import local_day
from models.office import Office
from models.plans import Activity, Plan, PlanState

activity, plan, unit = table_of(Activity), table_of(Plan), table_of(Unit)
MOST = 200  # choices that a page offers


@dataclass(frozen=True)
class Raisable:
    """An event that may be raised for a unit; ``trigger`` is the plan's own word for when."""

    activity_id: int
    unit_id: int
    title: str
    unit: str
    plan: str
    trigger: str

    @property
    def key(self) -> str:
        return f"{self.activity_id}-{self.unit_id}"


def raisable(session: Session, viewer: Viewer, *, today: dt.date) -> list[Raisable]:
    """The events that this person may raise: for a unit of their own, or as the plan's monitor for any that leads."""
    lead = sa.func.coalesce(party.c.unit_id, member.c.unit_id)
    joined = (
        activity.join(plan, plan.c.id == activity.c.plan_id)
        .join(party, sa.and_(party.c.activity_id == activity.c.id, party.c.party == Party.LEAD))
        .outerjoin(member, member.c.group_id == party.c.group_id)
        .join(unit, unit.c.id == lead)
    )
    statement = (
        sa.select(activity.c.id, unit.c.id, activity.c.title, unit.c.name, sa.func.coalesce(plan.c.number, plan.c.code))
        .add_columns(activity.c.timing["trigger"].as_string(), member.c.valid_from, member.c.valid_to)
        .select_from(joined)
        .where(
            plan.c.state == PlanState.ACTIVE,
            activity.c.timing["kind"].as_string() == "event",
            ~activity.c.is_own,
            ~activity.c.is_withdrawn,
            sa.or_(lead.in_(viewer.acting), plan.c.id.in_(viewer.deciding)),
        )
        .order_by(plan.c.id, activity.c.position, unit.c.name)
        .limit(MOST)
    )
    rows = session.execute(statement).all()
    found = [Raisable(*facts) for *facts, since, until in rows if holds(since, until, today)]
    return list({each.key: each for each in found}.values())


def raise_for(session: Session, office: Office, viewer: Viewer, key: str, about: str, reason: str, by: By) -> int:
    """Raise the event that was chosen; gives the number of the obligation that follows from it."""
    choices = {each.key: each for each in raisable(session, viewer, today=local_day(by.now, office.zone))}
    chosen = choices.get(key)
    if chosen is None:
        raise NotYoursError("việc phát sinh này không thuộc đơn vị hoặc kế hoạch anh/chị phụ trách")
    return raise_event(session, office, chosen.activity_id, chosen.unit_id, by, reason_given(reason), about.strip())
