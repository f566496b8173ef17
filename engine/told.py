"""Who was told what, and why: the messages with the rungs in them, for people who look back."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session

from engine.explain import PARTY_LABELS
from engine.people import ROLE_LABELS
from engine.queries import titled
from models.columns import table_of
from models.directory import Person, Unit
from models.ladders import Party, Role
from models.messages import Message, Notice, NoticeState
from models.obligations import Obligation
from models.plans import Activity, Agenda, AgendaKind, AgendaStep, Occurrence, Plan

message, notice, person, step = table_of(Message), table_of(Notice), table_of(Person), table_of(AgendaStep)
obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit, agenda = table_of(Plan), table_of(Unit), table_of(Agenda)


@dataclass
class Duty:
    """A duty that was told about: its day, the rung, to which posts, for how many units, reaching which people."""

    plan: str
    section: str
    title: str
    due_on: dt.date | None
    rung: int
    is_review: bool
    posts: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    fallbacks: set[str] = field(default_factory=set)


def duties_told(session: Session) -> list[Duty]:
    """What messages hold, by duty, due day and rung; the plans in order, the most overdue first."""
    found: dict[tuple[object, ...], Duty] = {}
    for row in session.execute(_statement()):
        is_review = row.kind == AgendaKind.REVIEW
        key = (row.plan, row.section, row.title, row.due_on, row.step, is_review)
        duty = found.setdefault(key, Duty(row.plan, row.section, row.title, row.due_on, row.step + 1, is_review))
        duty.posts.add(f"{ROLE_LABELS[Role(row.role)]} {PARTY_LABELS[Party(row.party)]}")
        duty.units.add(row.unit)
        duty.people.add(row.person)
        if row.fallback:
            duty.fallbacks.add(row.fallback)
    return list(found.values())


def _statement() -> sa.Select[tuple[object, ...]]:
    joined = (
        notice.join(message, message.c.id == notice.c.message_id)
        .join(person, person.c.id == message.c.person_id)
        .join(step, step.c.id == notice.c.step_id)
        .join(agenda, agenda.c.id == step.c.agenda_id)
        .join(obligation, obligation.c.id == notice.c.obligation_id)
        .join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
        .join(activity, activity.c.id == occurrence.c.activity_id)
        .join(plan, plan.c.id == obligation.c.plan_id)
        .join(unit, unit.c.id == obligation.c.unit_id)
    )
    name = sa.func.coalesce(plan.c.number, plan.c.code).label("plan")
    return (
        sa.select(
            name,
            activity.c.section,
            titled(activity, occurrence).label("title"),
            obligation.c.due_on,
            step.c.step,
            step.c.party,
        )
        .add_columns(
            agenda.c.kind, step.c.role, unit.c.name.label("unit"), person.c.name.label("person"), notice.c.fallback
        )
        .select_from(joined)
        .where(notice.c.state.in_((NoticeState.GROUPED, NoticeState.SENT)))
        .order_by(name, obligation.c.due_on, activity.c.position, step.c.position, notice.c.id)
    )


def messages_by_state(session: Session) -> dict[str, int]:
    """How many messages are in each state."""
    counts: dict[str, int] = defaultdict(int)
    for state, count in session.execute(sa.select(message.c.state, sa.func.count()).group_by(message.c.state)):
        counts[str(state.value)] = count
    return dict(counts)
