"""The messages as the database holds them while they are on their way: leased, given back, recorded, counted.

A lease is a compare-and-set in one UPDATE, so that two deliverers never hold the same message. ``handed_at`` is set just
before a message leaves: a lease that ran out without it is simply free again, with it nobody knows what became of it.
"""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery.channels import Answer
from engine.dialect import Together, rows_of
from engine.escalation.switches import not_paused
from models.columns import UTCDateTime, table_of
from models.directory import Contact
from models.messages import Attempt, Message, MessageState, Notice, NoticeState

LEASE = dt.timedelta(minutes=10)
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (2, 10, 60, 4 * 60, 12 * 60))
WHILE_DOWN = dt.timedelta(minutes=2)
JITTER = 0.2
WAITING = (MessageState.PENDING, MessageState.FAILED, MessageState.UNKNOWN)
# Word for word the condition of the partial index: SQLite proves nothing about a narrower list.
INDEXED = sa.text("message.state IN ('pending', 'failed', 'unknown', 'sending')")

message, attempt, notice = table_of(Message), table_of(Attempt), table_of(Notice)
contact = table_of(Contact)


@dataclass(frozen=True)
class HandedOver:
    """A message that is about to leave or has left: what is needed to record what became of it."""

    id: int
    person_id: int
    channel: str
    address: str
    slot: str
    token: str
    tries: int


def claim(
    session: Session,
    channels: Collection[str],
    *,
    holder: str,
    count: int,
    now: dt.datetime,
    but_to: Collection[int] = (),
) -> list[Message]:
    """Lease up to ``count`` messages that are due, those that wait longest first; they outlive the session.

    ``but_to`` are people who want quiet now: only what is urgent goes to them.
    """
    due = (
        sa.select(message.c.id)
        .where(INDEXED, is_due(channels, now, but_to))
        .order_by(message.c.retry_at, message.c.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(Message)
        .where(message.c.id.in_(due), message.c.state.in_(WAITING))
        .values(state=MessageState.SENDING, leased_by=holder, leased_until=now + LEASE, handed_at=None)
        .returning(Message)
        .execution_options(synchronize_session=False)
    )
    claimed = list(session.execute(taken).scalars())
    session.expunge_all()
    return sorted(claimed, key=lambda each: (each.retry_at, each.id))


def is_due(channels: Collection[str], now: dt.datetime, but_to: Collection[int] = ()) -> sa.ColumnElement[bool]:
    """The condition that a message of these channels is to leave now."""
    due = sa.and_(message.c.state.in_(WAITING), message.c.retry_at <= now, message.c.channel.in_(channels))
    return sa.and_(due, sa.or_(message.c.is_urgent, message.c.person_id.not_in(but_to))) if but_to else due


def release(session: Session, *, holder: str) -> None:
    """Give back what this holder leased and did not hand over."""
    mine = sa.and_(INDEXED, message.c.leased_by == holder, message.c.handed_at.is_(None))
    _set_free(session, sa.and_(mine, message.c.state == MessageState.SENDING))


def reconcile(session: Session, *, now: dt.datetime) -> int:
    """Free what dead runs hold; what they had handed over is *unknown* and goes out again, marked. Gives its number.

    A message that met its end in every try allowed is dead: it may be what kills the runs. A lease that ends far ahead
    was taken before the clock was set back, and whoever took it would hold it for as long.
    """
    over = sa.or_(message.c.leased_until < now, message.c.leased_until > now + 2 * LEASE)
    lost = sa.and_(INDEXED, message.c.state == MessageState.SENDING, over)
    _set_free(session, sa.and_(lost, message.c.handed_at.is_(None)))
    worn_out = message.c.tries > len(PAUSES)
    values = {
        "state": sa.case((worn_out, MessageState.DEAD), else_=MessageState.UNKNOWN),
        "is_repeat": True,
        "retry_at": now,
        "leased_by": None,
        "leased_until": None,
    }
    rows = session.execute(
        sa.update(message).where(lost).values(values).returning(message.c.id, message.c.channel)
    ).all()
    for row in rows:
        said = "tiến trình gửi dừng trước khi ghi kết quả"
        noted = {"of": row.id, "now": now, "way": row.channel, "what": MessageState.UNKNOWN, "said": said}
        session.execute(_noted, noted)
    return len(rows)


def record(
    session: Session, handed: HandedOver, answer: Answer, *, known: Collection[str], now: dt.datetime
) -> MessageState:
    """Write down what became of a message, and give the state it is in now.

    ``known`` are the channels that can be used: a message that one address refuses for good goes to the next.
    """
    outcome, pause = judged(answer, tries=handed.tries, token=handed.token)
    noted = {"of": handed.id, "now": now, "way": handed.channel, "what": outcome, "said": answer.text}
    if outcome is MessageState.SENT:
        _sent.make(session, noted)
        return outcome
    session.execute(_noted, noted)
    gives_up = outcome is MessageState.DEAD or (answer.permanent and answer.is_down)
    if gives_up and _next_address(session, handed, answer, known, now):
        return MessageState.FAILED
    retry_at = max(answer.not_before or now, now + pause)
    values: dict[str, Any] = {"state": outcome, "retry_at": retry_at, "leased_by": None, "leased_until": None}
    if answer.is_unknown:
        values["is_repeat"] = True
    elif answer.is_down or answer.not_before:
        values["tries"] = handed.tries - 1
    session.execute(_mine(handed).values(values))
    return outcome


def judged(answer: Answer, *, tries: int, token: str) -> tuple[MessageState, dt.timedelta]:
    """The state that an answer leads to after so many tries, and how long to wait before the next.

    A channel that is out of order wears no message out: it waits until the channel is back. Nor does a channel's night.
    """
    if answer.ok:
        return MessageState.SENT, dt.timedelta()
    if answer.is_down and not answer.is_unknown:
        return MessageState.FAILED, WHILE_DOWN
    if answer.permanent:
        return MessageState.DEAD, dt.timedelta()
    if answer.not_before and not answer.is_unknown:
        return MessageState.PENDING, WHILE_DOWN
    if tries > len(PAUSES):
        return MessageState.DEAD, dt.timedelta()
    return MessageState.UNKNOWN if answer.is_unknown else MessageState.FAILED, pause_after(tries, token)


def pause_after(tries: int, token: str) -> dt.timedelta:
    """A growing pause, up to a fifth longer by the message's own token, so that a crowd does not come back at once."""
    share = int(hashlib.sha256(f"{token}/{tries}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return PAUSES[min(tries, len(PAUSES)) - 1] * (1 + JITTER * share)


def waiting(session: Session) -> int:
    """How many messages are yet to leave."""
    statement = sa.select(sa.func.count()).select_from(message).where(INDEXED, message.c.state != MessageState.SENDING)
    return int(session.execute(statement).scalar_one())


def _set_free(session: Session, which: sa.ColumnElement[bool]) -> None:
    values = {"state": MessageState.PENDING, "leased_by": None, "leased_until": None}
    session.execute(sa.update(message).where(which).values(values))


def _mine(handed: HandedOver) -> sa.Update:
    """The message, unless somebody else recorded meanwhile what became of it."""
    return sa.update(message).where(message.c.id == handed.id, message.c.state == MessageState.SENDING)


def _next_address(
    session: Session, handed: HandedOver, answer: Answer, known: Collection[str], now: dt.datetime
) -> bool:
    """Turn to the person's next address, if there is one; the one at fault is marked, so that nothing goes there again."""
    here = sa.and_(contact.c.channel == handed.channel, contact.c.address == handed.address)
    own = contact.c.person_id == handed.person_id
    if answer.bad_address:
        session.execute(sa.update(contact).where(own, here).values(is_dead=True))
    others = session.execute(sa.select(contact).where(own).order_by(contact.c.position, contact.c.id)).all()
    places = [n for n, each in enumerate(others) if (each.channel, each.address) == (handed.channel, handed.address)]
    for each in others[places[0] + 1 if places else 0 :]:
        if not each.is_dead and each.channel in known and not slot_taken(session, handed, each.channel):
            values = {"channel": each.channel, "address": each.address, "state": MessageState.PENDING, "tries": 0}
            session.execute(_mine(handed).values(**values, retry_at=now, leased_by=None, leased_until=None))
            return True
    return False


def slot_taken(session: Session, handed: HandedOver | Message, channel: str) -> bool:
    """Whether the person has another message in this slot on that channel already."""
    same = sa.and_(message.c.person_id == handed.person_id, message.c.slot == handed.slot, message.c.channel == channel)
    statement = sa.select(message.c.id).where(same, message.c.id != handed.id).limit(1)
    return session.execute(statement).first() is not None


def hand_over(session: Session, it: Message, *, holder: str, now: dt.datetime) -> HandedOver | None:
    """Store the words of a message and that it leaves now; None if its lease ran out, another has it or all is paused.

    The lease is renewed, for the hand-over itself may take long.
    """
    it.tries += 1
    words = {"its_subject": it.subject, "its_text": it.text, "its_html": it.html, "its_tries": it.tries}
    lease = {"of": it.id, "holder": holder, "now": now, "until": now + LEASE}
    if not rows_of(session.execute(_handed_over, words | lease)):
        return None
    assert it.id is not None
    return HandedOver(it.id, it.person_id, it.channel, it.address, it.slot, it.token, it.tries)


def close_empty(session: Session, it: Message, *, holder: str, now: dt.datetime) -> bool:
    """Lay a message aside in which nothing is owed any more; False if it is no longer ours."""
    return bool(rows_of(session.execute(_emptied, {"of": it.id, "holder": holder, "now": now})))


# Written once: to put a statement together for each message takes longer than to run it.
_that = message.c.id == sa.bindparam("of")
_held = sa.and_(
    _that,
    message.c.state == MessageState.SENDING,
    message.c.leased_by == sa.bindparam("holder"),
    message.c.leased_until > sa.bindparam("now"),
)
_free = {"leased_by": None, "leased_until": None}
_noted = sa.insert(attempt).values(
    message_id=sa.bindparam("of"),
    at=sa.bindparam("now"),
    channel=sa.bindparam("way"),
    outcome=sa.bindparam("what"),
    answer=sa.bindparam("said"),
)
# What was accepted is sent, whoever holds the lease by now: the truth stops a repeat.
_sent = Together(
    _noted,
    sa.update(notice)
    .where(notice.c.message_id == sa.bindparam("of"), notice.c.state == NoticeState.GROUPED)
    .values(state=NoticeState.SENT),
    sa.update(message).where(_that).values(state=MessageState.SENT, sent_at=sa.bindparam("now"), **_free),
)
_emptied = sa.update(message).where(_held).values(state=MessageState.EMPTY, **_free)
_handed_over = (
    sa.update(message)
    .where(_held, not_paused(sa.bindparam("now", type_=UTCDateTime())))
    .values(
        subject=sa.bindparam("its_subject"),
        text=sa.bindparam("its_text"),
        html=sa.bindparam("its_html"),
        tries=sa.bindparam("its_tries"),
        handed_at=sa.bindparam("now"),
        leased_until=sa.bindparam("until"),
    )
)
