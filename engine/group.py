"""Group pending notices into messages: one per person, channel and sending slot, within working hours and daily limits."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import rows_of
from engine.people import Recipient, directory_on
from engine.sweep import swept_plans
from models.columns import table_of
from models.ladders import Role
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import instant, local, local_day
from models.obligations import UNFINISHED, Obligation, Progress
from models.office import Office
from models.plans import Agenda, AgendaKind, AgendaStep, Plan
from models.timings import WEEKDAYS

notice, message, obligation = table_of(Notice), table_of(Message), table_of(Obligation)
plan, step, agenda = table_of(Plan), table_of(AgendaStep), table_of(Agenda)
MORNING = dt.time(9, 0)
CHUNK = 500  # bound parameters in one statement


@dataclass
class Grouped:
    """How many messages were made, and what waits: for a later slot or digest, or for a post that reaches nobody."""

    messages: int = 0
    notices: int = 0
    dropped: int = 0
    waiting: int = 0
    unaddressed: int = 0


@dataclass(frozen=True)
class Waiting:
    """A pending notice as grouping needs it."""

    id: int
    unit_id: int
    role: Role
    monitor_id: int
    is_digest: bool
    is_urgent: bool


def group(
    session: Session, office: Office, *, now: dt.datetime, digest: bool = False, reliving: bool = False
) -> Grouped:
    """Make messages of what is pending: single rungs in a sweep, digests (``digest=True``) in the digest run.

    Outside working hours only urgent notices leave; the others wait, none is lost. What a closed plan was left with
    when it was lived again waits until it is ``reliving``.
    """
    done = Grouped(dropped=drop_finished(session))
    pending = pending_notices(session, swept_plans(session, local_day(now, office.zone), reliving))
    ready = [w for w in pending if w.is_digest == digest and may_leave(w, office, now)]
    done.waiting = len(pending) - len(ready)
    if not ready:
        return done
    people = directory_on(session, local_day(now, office.zone))
    by_person: dict[Recipient, list[tuple[Waiting, str]]] = defaultdict(list)
    for each in ready:
        found = people.recipient(each.unit_id, each.role, each.monitor_id)
        if found is None:
            done.unaddressed += 1
        else:
            key = Recipient(found.person_id, found.channel, found.address)
            by_person[key].append((each, found.fallback))
    _write_messages(session, office, by_person, now, done)
    return done


def drop_finished(session: Session) -> int:
    """Drop pending notices about what is finished meanwhile, or whose obligation now follows another agenda."""
    waits = sa.or_(
        sa.and_(agenda.c.kind != AgendaKind.REVIEW, obligation.c.progress.in_(UNFINISHED)),
        sa.and_(agenda.c.kind == AgendaKind.REVIEW, obligation.c.progress == Progress.SUBMITTED),
    )
    followed = sa.and_(step.c.id == notice.c.step_id, agenda.c.id == step.c.agenda_id)
    owed = sa.and_(obligation.c.id == notice.c.obligation_id, obligation.c.agenda_id == agenda.c.id)
    still = sa.exists().where(followed, owed, waits).correlate(notice)
    statement = sa.update(notice).where(notice.c.state == NoticeState.PENDING, ~still)
    return rows_of(session.execute(statement.values(state=NoticeState.DROPPED)))


def pending_notices(session: Session, plans: Sequence[int]) -> list[Waiting]:
    """The notices of these plans that no message holds yet, oldest first."""
    columns = (notice.c.id, notice.c.unit_id, notice.c.role, plan.c.monitor_id, notice.c.is_digest, notice.c.is_urgent)
    joined = notice.join(obligation, obligation.c.id == notice.c.obligation_id).join(
        plan, plan.c.id == obligation.c.plan_id
    )
    waits = notice.c.state == NoticeState.PENDING, plan.c.id.in_(plans)
    statement = sa.select(*columns).select_from(joined).where(*waits)
    return [Waiting(*row) for row in session.execute(statement.order_by(notice.c.id))]


def may_leave(each: Waiting, office: Office, now: dt.datetime) -> bool:
    """Whether a notice may leave now: urgent always, others on working days in working hours, leaders on their day."""
    if each.is_urgent:
        return True
    here, today, sending = local(now, office.zone), local_day(now, office.zone), office.setup.sending
    if not office.calendar.is_working(today) or not sending.opens <= here.time() <= sending.closes:
        return False
    return not each.is_digest or each.role is not Role.LEADER or today == leaders_day(today, office)


def leaders_day(today: dt.date, office: Office) -> dt.date:
    """The last day on which leaders were due their digest: the chosen weekday, or the next working day after it."""
    since = (today.weekday() - WEEKDAYS.index(office.setup.sending.leaders_on)) % 7
    return office.calendar.on_or_after(today - dt.timedelta(days=since))


def last_sending_moment(office: Office, moment: dt.datetime) -> dt.datetime:
    """This moment if messages may leave now, else the last working morning: a first look on a Sunday shows mail too."""
    here, today, sending = local(moment, office.zone), local_day(moment, office.zone), office.setup.sending
    if office.calendar.is_working(today) and sending.opens <= here.time() <= sending.closes:
        return moment
    day = today if here.time() > sending.closes else today - dt.timedelta(days=1)
    return instant(office.calendar.on_or_before(day), MORNING, office.zone)


def _write_messages(
    session: Session,
    office: Office,
    by_person: dict[Recipient, list[tuple[Waiting, str]]],
    now: dt.datetime,
    done: Grouped,
) -> None:
    today = local_day(now, office.zone)
    sent_today = messages_on(session, today)
    for who, items in by_person.items():
        key, urgent = (who.person_id, who.channel), any(w.is_urgent for w, _ in items)
        number = sent_today.get(key, 0) + 1
        if number > office.setup.sending.messages_per_day and not urgent:
            done.waiting += len(items)
            continue
        sent_today[key] = number
        _write_message(session, who, f"{today.isoformat()}#{number}", items, now)
        done.messages += 1
        done.notices += len(items)


def messages_on(session: Session, today: dt.date) -> dict[tuple[int, str], int]:
    """How many messages each person already has in the slots of a day, by channel."""
    first, after = f"{today.isoformat()}#", f"{today.isoformat()}$"
    statement = (
        sa.select(message.c.person_id, message.c.channel, sa.func.count())
        .where(message.c.slot >= first, message.c.slot < after)
        .group_by(message.c.person_id, message.c.channel)
    )
    return {(person, channel): count for person, channel, count in session.execute(statement)}


def _write_message(
    session: Session, who: Recipient, slot: str, items: list[tuple[Waiting, str]], now: dt.datetime
) -> None:
    made = Message(
        person_id=who.person_id,
        channel=who.channel,
        address=who.address,
        slot=slot,
        token=token_of(who.person_id, who.channel, slot),
        is_digest=all(w.is_digest for w, _ in items),
        state=MessageState.PENDING,
        retry_at=now,
        created_at=now,
    )
    session.add(made)
    session.flush()
    by_reason: dict[str, list[int]] = defaultdict(list)
    for waiting, fallback in items:
        by_reason[fallback].append(waiting.id)
    for fallback, ids in by_reason.items():
        for some in _chunks(ids):
            values = {"message_id": made.id, "state": NoticeState.GROUPED, "fallback": fallback}
            session.execute(sa.update(notice).where(notice.c.id.in_(some)).values(values))


def token_of(person_id: int, channel: str, slot: str) -> str:
    """The message's own name, the same however often it is sent; it makes the Message-ID."""
    return hashlib.sha256(f"{person_id}/{channel}/{slot}".encode()).hexdigest()[:32]


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK))
