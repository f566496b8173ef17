"""Who was told what, and why: the notices with their rungs, duty by duty, for people who look back."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.wording import PARTIES, titled
from models.columns import table_of
from models.directory import Person, Unit
from models.ladders import ROLE_LABELS, Party, Role
from models.messages import Attempt, Message, MessageState, Notice, NoticeState
from models.obligations import Obligation
from models.plans import Activity, Agenda, AgendaKind, AgendaStep, Occurrence, Plan

message, notice, person, step = table_of(Message), table_of(Notice), table_of(Person), table_of(AgendaStep)
obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit, agenda, attempt = table_of(Plan), table_of(Unit), table_of(Agenda), table_of(Attempt)
TOLD = (NoticeState.GROUPED, NoticeState.SENT)
ANNOUNCED = 0  # the rung by which a new day or a return is told at once, before the ladder's first


@dataclass
class Duty:
    """A duty that was told about: its day, the rung, to which posts, for how many units, reaching which people.

    ``fallbacks`` are the reasons why somebody else than the holder of a post was told; ``obligations`` its numbers.
    """

    plan: str
    section: str
    title: str
    due_on: dt.date | None
    rung: int
    is_review: bool
    posts: set[tuple[Party, Role]] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    fallbacks: set[str] = field(default_factory=set)
    obligations: set[int] = field(default_factory=set)


def duties_told(session: Session) -> list[Duty]:
    """What messages hold, by duty, due day and rung; the plans in order, the most overdue first."""
    return _duties(session, TOLD)


def duties_waiting(session: Session) -> list[Duty]:
    """What is to be told but waits for a working hour or a digest, in the same order; whom it reaches is not known yet."""
    return _duties(session, (NoticeState.PENDING,))


def _duties(session: Session, states: tuple[NoticeState, ...]) -> list[Duty]:
    found: dict[tuple[object, ...], Duty] = {}
    for row in session.execute(_statement(states)):
        is_review = row.kind == AgendaKind.REVIEW
        key = (row.plan, row.section, row.title, row.due_on, row.step, is_review)
        duty = found.setdefault(key, Duty(row.plan, row.section, row.title, row.due_on, row.step + 1, is_review))
        _add(duty, row)
    return list(found.values())


def _add(duty: Duty, row: Any) -> None:
    duty.posts.add((Party(row.party), Role(row.role)))
    duty.units.add(row.unit)
    duty.obligations.add(row.obligation)
    if row.person:
        duty.people.add(row.person)
    if row.fallback:
        duty.fallbacks.add(row.fallback)


def _statement(states: tuple[NoticeState, ...]) -> sa.Select[tuple[object, ...]]:
    joined = (
        notice.outerjoin(message, message.c.id == notice.c.message_id)
        .outerjoin(person, person.c.id == message.c.person_id)
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
        .add_columns(agenda.c.kind, step.c.role, unit.c.name.label("unit"), person.c.name.label("person"))
        .add_columns(notice.c.fallback, obligation.c.id.label("obligation"))
        .select_from(joined)
        .where(notice.c.state.in_(states))
        .order_by(name, obligation.c.due_on, activity.c.position, step.c.position, notice.c.id)
    )


def posts_words(posts: set[tuple[Party, Role]]) -> str:
    """Posts in words, those of one unit together: "đầu mối và thủ trưởng đơn vị chủ trì; đầu mối đơn vị theo dõi"."""
    by_party: dict[Party, list[str]] = defaultdict(list)
    for party, role in sorted(posts):
        by_party[party].append(ROLE_LABELS[role])
    return "; ".join(f"{' và '.join(roles)} {PARTIES[party]}" for party, roles in by_party.items())


def rung_words(rung: int) -> str:
    """A rung by its number on the ladder; what was told at once stands on none."""
    return "báo ngay" if rung == ANNOUNCED else f"bậc {rung}"


def refusals_since(session: Session, moment: dt.datetime) -> list[str]:
    """What providers answered since a moment where they did not take a message, each answer once."""
    failed = attempt.c.outcome != MessageState.SENT
    statement = sa.select(attempt.c.answer).where(attempt.c.at >= moment, failed).order_by(attempt.c.id)
    return list(dict.fromkeys(session.execute(statement).scalars()))
