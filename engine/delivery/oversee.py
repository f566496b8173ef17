"""What an administrator does with messages: see them, send one again, take one out of the queue."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery.dead import ALERTED
from engine.delivery.outbox import WAITING, slot_taken
from engine.dialect import rows_of
from engine.escalation.group import still_owed
from engine.escalation.switches import paused
from engine.journal import By, record
from engine.wording import masked
from models.columns import table_of
from models.directory import Contact, Person, Unit
from models.errors import BadInputError, BusyError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from models.messages import Attempt, Message, MessageState, Notice, NoticeState
from models.obligations import Obligation
from models.plans import Activity, AgendaStep, Occurrence

message, notice, attempt, person = table_of(Message), table_of(Notice), table_of(Attempt), table_of(Person)
contact, ledger, unit, step = table_of(Contact), table_of(LedgerEntry), table_of(Unit), table_of(AgendaStep)
obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
HELD = "held"
LABELS = {
    MessageState.PENDING: "chờ gửi",
    MessageState.SENDING: "đang gửi",
    MessageState.SENT: "đã gửi",
    MessageState.FAILED: "sẽ thử lại",
    MessageState.DEAD: "không gửi được",
    MessageState.UNKNOWN: "không rõ, sẽ gửi lại",
    MessageState.EMPTY: "rỗng, không gửi",
    MessageState.CANCELLED: "đã hủy",
}
NOTICE_LABELS = {
    NoticeState.PENDING: "chờ soạn",
    NoticeState.GROUPED: "sẽ báo",
    NoticeState.SENT: "đã báo",
    NoticeState.SUPERSEDED: "nhường bậc cao hơn",
    NoticeState.DROPPED: "đã bỏ",
}
CHANGES = {"resend": "gửi lại", "cancel": "hủy", ALERTED: "báo người quản trị"}


@dataclass(frozen=True)
class Listed:
    """A message as lists show it; the address is masked."""

    id: int
    state: MessageState
    person: str
    channel: str
    address: str
    subject: str
    notices: int
    tries: int
    is_digest: bool
    is_repeat: bool
    created_at: dt.datetime
    retry_at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True)
class Part:
    """One notice in a message: the obligation, whom it was meant for, and what became of it."""

    obligation_id: int
    title: str
    unit: str
    role: str
    rung: int
    state: NoticeState
    fallback: str


@dataclass(frozen=True)
class Shown:
    """All about one message; the words are those of its last try, none before the first."""

    message: Listed
    text: str
    parts: list[Part]
    attempts: list[dict[str, Any]]
    history: list[dict[str, Any]]


def messages(
    session: Session,
    *,
    now: dt.datetime,
    state: str | None = None,
    person_id: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Listed]:
    """Messages, the newest first, or those ``before`` one. ``state`` ``held``: all that wait while sending is paused."""
    states = [each.value for each in MessageState]
    if state not in (None, HELD, *states):
        raise BadInputError(f"không có trạng thái '{state}' — viết một trong: {', '.join([*states, HELD])}")
    if state == HELD and paused(session, now=now) is None:
        return []
    which: list[sa.ColumnElement[bool]] = [message.c.state.in_(WAITING if state == HELD else [state])] if state else []
    which += [message.c.person_id == person_id] if person_id else []
    which += [message.c.id < before] if before else []
    return _listed(session, _statement().where(*which).order_by(message.c.id.desc()).limit(limit))


def _statement() -> sa.Select[Any]:
    held = sa.select(sa.func.count()).where(notice.c.message_id == message.c.id).scalar_subquery()
    first = (message.c.id, message.c.state, person.c.name, message.c.channel, message.c.address, message.c.subject)
    rest = (message.c.tries, message.c.is_digest, message.c.is_repeat, message.c.created_at, message.c.retry_at)
    joined = message.join(person, person.c.id == message.c.person_id)
    return sa.select(*first, held, *rest, message.c.sent_at).select_from(joined)


def _listed(session: Session, statement: sa.Select[Any]) -> list[Listed]:
    return [
        Listed(id_, state, name, channel, masked(address), *rest)
        for id_, state, name, channel, address, *rest in session.execute(statement)
    ]


def message_shown(session: Session, number: int) -> Shown:
    """One message with what is in it, each try and each change by a person."""
    stored = _stored(session, number)
    tries = sa.select(attempt.c.at, attempt.c.channel, attempt.c.outcome, attempt.c.answer)
    changes = sa.select(ledger.c.at, ledger.c.actor, ledger.c.action, ledger.c.reason)
    about = sa.and_(ledger.c.subject == "message", ledger.c.subject_id == number)
    return Shown(
        message=_listed(session, _statement().where(message.c.id == number))[0],
        text=stored.text,
        parts=_parts(session, number),
        attempts=_dicts(session, tries.where(attempt.c.message_id == number).order_by(attempt.c.id)),
        history=_dicts(session, changes.where(about).order_by(ledger.c.id)),
    )


def _dicts(session: Session, statement: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(statement).mappings()]


def _parts(session: Session, number: int) -> list[Part]:
    joined = (
        notice.join(step, step.c.id == notice.c.step_id)
        .join(obligation, obligation.c.id == notice.c.obligation_id)
        .join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
        .join(activity, activity.c.id == occurrence.c.activity_id)
        .join(unit, unit.c.id == notice.c.unit_id)
    )
    columns = (obligation.c.id, activity.c.title, unit.c.name, notice.c.role, step.c.step + 1, notice.c.state)
    statement = sa.select(*columns, notice.c.fallback).select_from(joined).where(notice.c.message_id == number)
    return [Part(*row) for row in session.execute(statement.order_by(notice.c.id))]


def resend(session: Session, number: int, by: By, reason: str = "") -> None:
    """Send a message again under its own token and marked as a repeat; a dead one goes to the person's next address.

    Of one that was sent only what is still owed is told again.
    """
    it = _stored(session, number)
    if it.state not in (MessageState.SENT, MessageState.FAILED, MessageState.DEAD):
        raise NotAllowedError(
            f"tin {number} {LABELS[it.state]}: chỉ gửi lại được tin đã gửi, sẽ thử lại hoặc không gửi được"
        )
    to = _next_address(session, it) if it.state is MessageState.DEAD else {}
    values = {"state": MessageState.PENDING, "is_repeat": True, "tries": 0, "retry_at": by.now}
    _change(session, it, values | to)
    if it.state is MessageState.SENT:
        again = sa.and_(notice.c.message_id == number, notice.c.state == NoticeState.SENT, still_owed())
        if not rows_of(session.execute(sa.update(notice).where(again).values(state=NoticeState.GROUPED))):
            raise NotAllowedError(f"mọi việc trong tin {number} đã xong, không còn gì để nhắc lại")
    _note(session, it, by, "resend", reason, {"state": MessageState.PENDING, "channel": to.get("channel", it.channel)})


def _next_address(session: Session, it: Message) -> dict[str, str]:
    """The living address after the one at which a message died, else the first there is."""
    own = sa.select(contact).where(contact.c.person_id == it.person_id).order_by(contact.c.position, contact.c.id)
    rows = session.execute(own).all()
    here = next((n for n, each in enumerate(rows) if (each.channel, each.address) == (it.channel, it.address)), -1)
    for each in [*rows[here + 1 :], *rows[: here + 1]]:
        if not each.is_dead and not slot_taken(session, it, each.channel):
            return {"channel": each.channel, "address": each.address}
    name = session.get_one(Person, it.person_id).name
    raise NotAllowedError(f"{name} không còn địa chỉ nào dùng được — sửa địa chỉ trong danh bạ rồi gửi lại")


def cancel(session: Session, number: int, by: By, reason: str) -> None:
    """Take a message out of the queue: what it was to tell is dropped, the rungs to come are not."""
    it = _stored(session, number)
    if not reason.strip():
        raise BadInputError("cần nêu lý do hủy")
    if it.state not in (MessageState.PENDING, MessageState.FAILED, MessageState.DEAD):
        raise NotAllowedError(
            f"tin {number} {LABELS[it.state]}: chỉ hủy được tin chờ gửi, sẽ thử lại hoặc không gửi được"
        )
    _change(session, it, {"state": MessageState.CANCELLED})
    grouped = sa.and_(notice.c.message_id == number, notice.c.state == NoticeState.GROUPED)
    session.execute(sa.update(notice).where(grouped).values(state=NoticeState.DROPPED))
    _note(session, it, by, "cancel", reason, {"state": MessageState.CANCELLED})


def _stored(session: Session, number: int) -> Message:
    """The message as it is now, out of reach of what is done to it."""
    found = session.get(Message, number)
    if found is None:
        raise NotFoundError(f"không có tin số {number} — xem 'dondoc messages'")
    session.expunge(found)
    return found


def _change(session: Session, it: Message, values: dict[str, Any]) -> None:
    """Change a message unless a deliverer took it meanwhile."""
    same = sa.and_(message.c.id == it.id, message.c.state == it.state)
    if not rows_of(session.execute(sa.update(message).where(same).values(values))):
        raise BusyError(f"tin {it.id} vừa được gửi đi; xem lại bằng 'dondoc messages show {it.id}'")


def _note(session: Session, it: Message, by: By, action: str, reason: str, after: dict[str, Any]) -> None:
    before = {"state": it.state, "channel": it.channel}
    record(
        session, now=by.now, actor=by.actor, action=action, subject="message", subject_id=it.id,
        reason=reason.strip(), before=before, after=after,
    )  # fmt: skip
