"""Group pending notices into messages: one per person, channel and sending slot, within working hours and daily limits."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import rows_of
from engine.directory.people import Directory, Recipient, directory_on, quiet_people
from engine.escalation.slots import Slot, Waiting
from engine.escalation.sweep import swept_plans
from engine.escalation.switches import paused
from models.columns import table_of
from models.directory import Contact
from models.ladders import Party
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import instant
from models.obligations import UNFINISHED, Obligation, Progress
from models.office import Office
from models.plans import Agenda, AgendaKind, AgendaStep, Plan

notice, message, obligation = table_of(Notice), table_of(Message), table_of(Obligation)
plan, step, agenda, contact = table_of(Plan), table_of(AgendaStep), table_of(Agenda), table_of(Contact)
CHUNK = 500  # bound parameters in one statement

UNSENT = (MessageState.PENDING, MessageState.FAILED)
NOT_ARRIVED = (*UNSENT, MessageState.DEAD)

Item = tuple[Waiting, str]
Held = dict[tuple[int, str, bool], int]


@dataclass
class Grouped:
    """How many messages were made, and what waits: for a later slot or digest, or for a post that reaches nobody.

    ``collapsed`` are rungs that waited so long that the next one for the same post came: only the highest is told.
    """

    messages: int = 0
    notices: int = 0
    dropped: int = 0
    waiting: int = 0
    unaddressed: int = 0
    collapsed: int = 0


def group(
    session: Session, office: Office, *, now: dt.datetime, digest: bool = False, reliving: bool = False
) -> Grouped:
    """Make messages of what is pending: single rungs in a sweep, digests (``digest=True``) in the digest run.

    Outside working hours and in a person's quiet only urgent notices leave; the others wait, none is lost. What a closed
    plan was left with when it was lived again waits until it is ``reliving``, and then only what waited at that moment is
    touched. While sending is paused what comes is added to the messages that are held.
    """
    done = Grouped(dropped=drop_finished(session))
    slot = Slot(office, now, digest, quiet_people(session))
    people = directory_on(session, slot.today, office.channels)
    if not reliving:
        find_readers_anew(session, people, office.channels)
    pending = pending_notices(session, swept_plans(session, slot.today, reliving))
    pending = [each for each in pending if each.created_at <= now or not reliving]
    ready = [each for each in pending if slot.may_take(each)]
    done.waiting = len(pending) - len(ready)
    if ready:
        _write_messages(session, slot, _by_person(people, slot, ready, done), done)
    return done


def _by_person(people: Directory, slot: Slot, ready: Iterable[Waiting], done: Grouped) -> dict[Recipient, list[Item]]:
    found: dict[Recipient, list[Item]] = defaultdict(list)
    for each in ready:
        who = recipient_of(people, each)
        if who is None:
            done.unaddressed += 1
        elif not slot.takes(each, who.person_id):
            done.waiting += 1
        else:
            found[Recipient(who.person_id, who.channel, who.address)].append((each, who.fallback))
    return found


def recipient_of(people: Directory, each: Waiting) -> Recipient | None:
    """Who is told: for the lead's posts whoever was given the obligation, else who answers for the post."""
    given = people.delegate(each.obligation_id, each.role) if each.party is Party.LEAD else None
    return given or people.recipient(each.unit_id, each.role, each.monitor_id)


def drop_finished(session: Session) -> int:
    """Drop pending notices about what is finished meanwhile, or whose obligation now follows another agenda."""
    statement = sa.update(notice).where(notice.c.state == NoticeState.PENDING, ~still_owed())
    return rows_of(session.execute(statement.values(state=NoticeState.DROPPED)))


def still_owed() -> sa.ColumnElement[bool]:
    """The condition that what a notice is about still waits to be done, and by the agenda that the notice is from."""
    waits = sa.or_(
        sa.and_(agenda.c.kind != AgendaKind.REVIEW, obligation.c.progress.in_(UNFINISHED)),
        sa.and_(agenda.c.kind == AgendaKind.REVIEW, obligation.c.progress == Progress.SUBMITTED),
    )
    followed = sa.and_(step.c.id == notice.c.step_id, agenda.c.id == step.c.agenda_id)
    owed = sa.and_(obligation.c.id == notice.c.obligation_id, obligation.c.agenda_id == agenda.c.id)
    return sa.exists().where(followed, owed, waits).correlate(notice)


def pending_notices(session: Session, plans: Collection[int]) -> list[Waiting]:
    """The notices of these plans that no message holds yet, oldest first."""
    wanted = set(plans)
    return [each for each in _read(session, notice.c.state == NoticeState.PENDING) if each.plan_id in wanted]


def _read(session: Session, *which: sa.ColumnElement[bool]) -> list[Waiting]:
    """Notices with what is known of them; plans are not joined, as SQLite would begin with them and walk all they hold."""
    joined = notice.join(step, step.c.id == notice.c.step_id).join(
        obligation, obligation.c.id == notice.c.obligation_id
    )
    monitor = sa.select(plan.c.monitor_id).where(plan.c.id == obligation.c.plan_id).scalar_subquery()
    columns = (notice.c.id, notice.c.obligation_id, obligation.c.plan_id, monitor, step.c.agenda_id, notice.c.unit_id)
    more = (step.c.party, notice.c.role, step.c.position, step.c.at)
    kind = (notice.c.created_at, notice.c.is_digest, notice.c.is_urgent)
    statement = sa.select(*columns, *more, *kind).select_from(joined).where(*which)
    return [Waiting(*row) for row in session.execute(statement.order_by(notice.c.id))]


def find_readers_anew(session: Session, people: Directory, channels: Collection[str]) -> int:
    """Take out of messages that have not left what somebody else is to read by now, or what has no way to leave.

    So a handover, an absence or a delegation counts from its day on, and an address that was taken from the directory, or
    whose channel is no longer set up, holds nothing.
    """
    unsent = sa.and_(message.c.id == notice.c.message_id, message.c.state.in_(UNSENT))
    own = [contact.c[name] == message.c[name] for name in ("person_id", "channel", "address")]
    readers = notice.join(message, unsent).outerjoin(contact, sa.and_(*own))
    columns = sa.select(notice.c.id, message.c.person_id, message.c.channel, contact.c.id.label("contact"))
    rows = session.execute(columns.select_from(readers).where(notice.c.state == NoticeState.GROUPED)).all()
    reader = {row.id: row.person_id for row in rows}
    moved = {row.id for row in rows if row.contact is None or row.channel not in channels}
    for each in _by_id(session, [id_ for id_ in reader if id_ not in moved]):
        who = recipient_of(people, each)
        if who and who.person_id != reader[each.id]:
            moved.add(each.id)
    return sum(find_anew(session, notice.c.id.in_(some)) for some in _chunks(sorted(moved)))


def find_anew(session: Session, *which: sa.ColumnElement[bool]) -> int:
    """Take notices out of messages that have not arrived, so that the next grouping finds who is told; gives how many.

    A message that holds nothing more is laid aside. What is on its way is left alone.
    """
    joined = message.join(notice, notice.c.message_id == message.c.id).join(step, step.c.id == notice.c.step_id)
    open_ = sa.and_(message.c.state.in_(NOT_ARRIVED), notice.c.state == NoticeState.GROUPED, *which)
    locked = sa.select(notice.c.id, message.c.id).select_from(joined).where(open_).with_for_update(of=message)
    rows = session.execute(locked).all()
    _change(session, [row[0] for row in rows], {"state": NoticeState.PENDING, "message_id": None, "fallback": ""})
    holds_some = sa.exists().where(notice.c.message_id == message.c.id, notice.c.state == NoticeState.GROUPED)
    emptied = sa.update(message).where(message.c.id.in_({row[1] for row in rows}), ~holds_some)
    session.execute(emptied.values(state=MessageState.EMPTY))
    return len(rows)


def lower_rungs(items: Iterable[Waiting]) -> set[int]:
    """The notices above which a higher rung of the same agenda speaks to the same post."""
    by_post: dict[tuple[object, ...], list[Waiting]] = defaultdict(list)
    for each in items:
        by_post[each.agenda_id, each.obligation_id, each.unit_id, each.role].append(each)
    tops = {post: max(each.position for each in same) for post, same in by_post.items()}
    return {each.id for post, same in by_post.items() for each in same if each.position < tops[post]}


def _write_messages(session: Session, slot: Slot, by_person: dict[Recipient, list[Item]], done: Grouped) -> None:
    had, held = messages_on(session, slot.office, slot.today), held_messages(session, now=slot.now)
    for who, items in by_person.items():
        is_digest, is_urgent = all(w.is_digest for w, _ in items), any(w.is_urgent for w, _ in items)
        into = held.get((who.person_id, who.channel, is_digest))
        there = notices_in(session, into) if into else []
        number, count = had.get(who.person_id, (0, 0))
        if into is None and count >= slot.office.setup.sending.messages_per_day and not is_urgent:
            done.waiting += len(items)
            continue
        if into is None:
            had[who.person_id] = number + 1, count + 1
            into = _write_message(session, who, f"{slot.today.isoformat()}#{number + 1}", is_digest, slot.now)
            done.messages += 1
        _fill(session, into, items, there, done)
        if is_urgent:
            session.execute(sa.update(message).where(message.c.id == into).values(is_urgent=True))


def messages_on(session: Session, office: Office, today: dt.date) -> dict[int, tuple[int, int]]:
    """For each person the messages made for the slots of a day, and those that count for it: also older ones sent in it.

    They are counted over all channels: a message may move from one to another, and its token must stay its own.
    """
    first, after = f"{today.isoformat()}#", f"{today.isoformat()}$"
    made = sa.and_(message.c.slot >= first, message.c.slot < after)
    came_late = message.c.sent_at >= instant(today, dt.time(0), office.zone)
    number = sa.func.sum(sa.case((made, 1), else_=0))
    statement = sa.select(message.c.person_id, number, sa.func.count()).where(sa.or_(made, came_late))
    rows = session.execute(statement.group_by(message.c.person_id))
    return {person: (number, count) for person, number, count in rows}


def held_messages(session: Session, *, now: dt.datetime) -> Held:
    """While sending is paused, the messages that were never tried, by person, channel and kind; none otherwise."""
    if paused(session, now=now) is None:
        return {}
    columns = (message.c.person_id, message.c.channel, message.c.is_digest, message.c.id)
    untried = sa.and_(message.c.state == MessageState.PENDING, message.c.tries == 0)
    statement = sa.select(*columns).where(untried).order_by(message.c.id).with_for_update(skip_locked=True)
    return {(person, channel, digest): id_ for person, channel, digest, id_ in session.execute(statement)}


def _write_message(session: Session, who: Recipient, slot: str, is_digest: bool, now: dt.datetime) -> int:
    made = Message(
        person_id=who.person_id,
        channel=who.channel,
        address=who.address,
        slot=slot,
        token=token_of(who.person_id, who.channel, slot),
        is_digest=is_digest,
        state=MessageState.PENDING,
        retry_at=now,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return int(made.id or 0)


def notices_in(session: Session, message_id: int) -> list[Waiting]:
    """The notices that a message is to tell."""
    return _read(session, notice.c.message_id == message_id, notice.c.state == NoticeState.GROUPED)


def _fill(session: Session, message_id: int, items: list[Item], there: list[Waiting], done: Grouped) -> None:
    """Put notices into a message beside those that are there; of one post's rungs only the highest stays."""
    lower = lower_rungs([*there, *(waiting for waiting, _ in items)])
    by_reason: dict[str, list[int]] = defaultdict(list)
    for waiting, fallback in items:
        by_reason[fallback].append(waiting.id)
    for fallback, ids in by_reason.items():
        values = {"message_id": message_id, "state": NoticeState.GROUPED, "fallback": fallback}
        _change(session, ids, values)
    _change(session, sorted(lower), {"message_id": None, "state": NoticeState.SUPERSEDED, "fallback": ""})
    done.notices += len(items) - len(lower)
    done.collapsed += len(lower)


def token_of(person_id: int, channel: str, slot: str) -> str:
    """The message's own name, the same however often it is sent; it makes the Message-ID."""
    return hashlib.sha256(f"{person_id}/{channel}/{slot}".encode()).hexdigest()[:32]


def _by_id(session: Session, ids: list[int]) -> list[Waiting]:
    return [each for some in _chunks(ids) for each in _read(session, notice.c.id.in_(some))]


def _change(session: Session, ids: list[int], values: dict[str, object]) -> None:
    for some in _chunks(ids):
        session.execute(sa.update(notice).where(notice.c.id.in_(some)).values(values))


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK)]
