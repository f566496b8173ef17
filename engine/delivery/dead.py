"""Dead letters: messages that no channel could deliver, and how the administrator learns of each of them once."""

import datetime as dt
import hashlib
import html
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery.channels import Channel, Envelope
from engine.escalation.switches import paused
from engine.journal import record
from engine.locks import locked
from engine.wording import masked
from models.columns import table_of
from models.directory import Person
from models.errors import BusyError
from models.ledger import LedgerEntry
from models.messages import Attempt, Message, MessageState

SHOWN = 50  # letters named in one mail; the others are counted
ALERTED = "alert"
LOCK = "dead letters"
Sessions = Callable[[], AbstractContextManager[Session]]
message, attempt, person, ledger = table_of(Message), table_of(Attempt), table_of(Person), table_of(LedgerEntry)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeadLetter:
    """A message that no channel could deliver; the address is masked."""

    message_id: int
    person: str
    channel: str
    address: str
    subject: str
    at: dt.datetime | None
    answer: str


def dead_letters(session: Session, *, untold: bool = False) -> list[DeadLetter]:
    """The messages that reached nobody, the newest first, with the last answer.

    ``untold``: only those of which the administrator has not heard since they died.
    """
    each = attempt.alias()
    last = sa.select(sa.func.max(each.c.id)).where(each.c.message_id == message.c.id).scalar_subquery()
    statement = (
        sa.select(message.c.id, person.c.name, message.c.channel, message.c.address, message.c.subject)
        .add_columns(attempt.c.at, sa.func.coalesce(attempt.c.answer, ""))
        .join(person, person.c.id == message.c.person_id)
        .outerjoin(attempt, attempt.c.id == last)
        .where(message.c.state == MessageState.DEAD, *([~_told()] if untold else []))
        .order_by(message.c.id.desc())
    )
    rows = session.execute(statement).all()
    return [
        DeadLetter(id_, name, way, masked(at), subject, when, said) for id_, name, way, at, subject, when, said in rows
    ]


def _told() -> sa.ColumnElement[bool]:
    """The condition that the administrator was told after the last try."""
    since = sa.or_(attempt.c.at.is_(None), ledger.c.at >= attempt.c.at)
    about = sa.and_(ledger.c.subject == "message", ledger.c.subject_id == message.c.id, ledger.c.action == ALERTED)
    return sa.exists().where(about, since)


def tell_administrator(
    sessions: Sessions, channel: Channel, address: str, *, office: str, now: dt.datetime
) -> list[DeadLetter]:
    """Mail what died since the last time in one letter, and give what was told; nothing while sending is paused.

    What the mail server does not take, or takes just before the process dies, is told with the next delivery.
    """
    try:
        with locked(sessions, LOCK, now=now):
            with sessions() as session:
                letters = [] if paused(session, now=now) else dead_letters(session, untold=True)
            return _told_of(sessions, channel, letters, _letter(letters, address, office, now)) if letters else []
    except BusyError:
        return []


def _told_of(sessions: Sessions, channel: Channel, letters: list[DeadLetter], letter: Envelope) -> list[DeadLetter]:
    answer = channel.send(letter)
    if not answer.ok:
        log.warning("the administrator could not be told of %d dead messages: %s", len(letters), answer.text)
        return []
    with sessions() as session:
        for each in letters:
            record(
                session, now=letter.at, actor="hệ thống", action=ALERTED, subject="message", subject_id=each.message_id
            )
    return letters


def _letter(letters: Sequence[DeadLetter], address: str, office: str, now: dt.datetime) -> Envelope:
    text = "\n".join(_lines(letters, office))
    ids = "/".join(f"{each.message_id}@{each.at}" for each in letters)
    return Envelope(
        address=address,
        person="Quản trị Đôn Đốc",
        subject=f"Đôn Đốc: {len(letters)} tin không gửi được",
        text=text,
        html=f"<pre style='white-space:pre-wrap'>{html.escape(text)}</pre>",
        token=hashlib.sha256(ids.encode()).hexdigest()[:32],
        thread="tin-khong-gui-duoc",
        at=now,
    )


def _lines(letters: Sequence[DeadLetter], office: str) -> list[str]:
    listed = [
        f"- Tin {each.message_id} gửi {each.person} ({each.channel} {each.address}): {each.subject or 'chưa soạn được'}\n"
        f"  Lý do: {each.answer or 'không rõ'}"
        for each in letters[:SHOWN]
    ]
    rest = [f"… và {len(letters) - SHOWN} tin khác."] if len(letters) > SHOWN else []
    todo = "Cần làm: sửa địa chỉ trong danh bạ, rồi 'dondoc messages resend SỐ'; hoặc 'dondoc messages cancel SỐ'."
    head = f"{office}: {len(letters)} tin không đến được ai, dù đã thử mọi địa chỉ còn dùng được của người nhận."
    return [head, "", *listed, *rest, "", todo, "Xem tất cả: dondoc messages --state dead"]
