"""How each channel stands: what went through it of late, its last fault, what waits for it; and one message to try it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery.channels import Answer, Channel, Envelope
from engine.delivery.outbox import WAITING
from engine.journal import By, record
from engine.wording import masked
from models.columns import table_of
from models.directory import Contact, Person
from models.errors import NotAllowedError
from models.messages import Attempt, Message, MessageState
from models.office import CHANNEL_LABELS, ChannelName, Office

attempt, message, contact = table_of(Attempt), table_of(Message), table_of(Contact)
LATELY = dt.timedelta(days=7)
ALL: tuple[ChannelName, ...] = ("email", "zalobot", "zalooa", "zns", "apprise")
PERIOD_LABELS = {"second": "giây", "minute": "phút", "hour": "giờ", "day": "ngày"}


@dataclass(frozen=True)
class Stand:
    """One channel: whether it is set up, what went through it in the last week, its last fault, what waits, its rate."""

    name: str
    is_open: bool
    sent: int
    failed: int
    waiting: int
    last_sent_at: dt.datetime | None
    last_fault_at: dt.datetime | None
    last_fault: str
    rate: str

    @property
    def is_ailing(self) -> bool:
        """Whether the last thing that happened on it was a fault."""
        return self.last_fault_at is not None and (self.last_sent_at is None or self.last_sent_at < self.last_fault_at)


def channels_stand(session: Session, office: Office, open_: Iterable[Channel], *, now: dt.datetime) -> list[Stand]:
    """All channels, those that are set up first."""
    names = {channel.name for channel in open_}
    counts = _counts(session, now - LATELY)
    waits = (
        sa.select(message.c.channel, sa.func.count()).where(message.c.state.in_(WAITING)).group_by(message.c.channel)
    )
    waiting = dict(session.execute(waits).tuples().all())
    return [
        Stand(
            name, name in names,
            sent=counts.get((name, MessageState.SENT), 0),
            failed=sum(n for (channel, outcome), n in counts.items() if channel == name and outcome != MessageState.SENT),
            waiting=waiting.get(name, 0),
            last_sent_at=_last(session, name, is_fault=False)[0],
            last_fault_at=(fault := _last(session, name, is_fault=True))[0],
            last_fault=fault[1],
            rate=_rate(office.setup.sending.rates.get(name)),
        )
        for name in sorted(ALL, key=lambda each: each not in names)
    ]  # fmt: skip


def _rate(text: str | None) -> str:
    """A rate in words: "120 per minute" is "120 tin mỗi phút"."""
    if text is None:
        return ""
    count, _, period = text.split(" ")
    return f"{count} tin mỗi {PERIOD_LABELS[period]}"


def _counts(session: Session, since: dt.datetime) -> dict[tuple[str, MessageState], int]:
    columns = (attempt.c.channel, attempt.c.outcome)
    rows = sa.select(*columns, sa.func.count()).where(attempt.c.channel.in_(ALL), attempt.c.at >= since)
    return {(channel, outcome): count for channel, outcome, count in session.execute(rows.group_by(*columns))}


def _last(session: Session, name: str, *, is_fault: bool) -> tuple[dt.datetime | None, str]:
    """When something last went through, or did not, and what the provider said."""
    through = attempt.c.outcome == MessageState.SENT
    which = (attempt.c.channel == name, sa.not_(through) if is_fault else through)
    rows = sa.select(attempt.c.at, attempt.c.answer).where(*which).order_by(attempt.c.at.desc()).limit(1)
    found = session.execute(rows).one_or_none()
    return (found.at, found.answer) if found else (None, "")


def own_address(session: Session, person_id: int | None, channel: str) -> tuple[str, str]:
    """The person's name and first address on a channel; refused if there is none to send to."""
    if person_id is None:
        raise NotAllowedError("tài khoản này chưa gắn với người nào trong danh bạ — gắn ở trang Tài khoản, rồi thử lại")
    person = session.get_one(Person, person_id)
    own = sa.select(contact.c.address).where(contact.c.person_id == person_id, contact.c.channel == channel)
    address = session.execute(own.order_by(contact.c.is_dead, contact.c.position)).scalars().first()
    if address is None:
        label = CHANNEL_LABELS.get(channel, channel)
        raise NotAllowedError(f"{person.name} chưa có địa chỉ {label} trong danh bạ — thêm địa chỉ rồi thử lại")
    return person.name, address


def try_channel(channel: Channel, office: Office, person: str, address: str, by: By) -> Answer:
    """Send one real message to an address, outside the queue, and give the provider's answer."""
    words = f"Tin thử từ Đôn Đốc, {office.setup.name}. Nhận được tin này là kênh gửi dùng được; không cần trả lời."
    envelope = Envelope(
        address=address, person=person, subject="Tin thử từ Đôn Đốc", text=words, html=f"<p>{words}</p>",
        token=uuid.uuid4().hex, thread=None, at=by.now, facts={"person": person, "subject": "Tin thử", "title": "Tin thử"},
    )  # fmt: skip
    with channel:
        return channel.send(envelope)


def note_trial(session: Session, name: str, address: str, answer: Answer, by: By) -> None:
    """Write down that a channel was tried, and what came of it."""
    record(
        session, now=by.now, actor=by.actor, action="try", subject="channel", reason=name,
        after={"address": masked(address), "ok": answer.ok, "answer": answer.text[:500]},
    )  # fmt: skip
