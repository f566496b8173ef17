"""Deliver: claim messages, write each as things stand now, hand it to its channel, record what came of it."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from engine.compose import Composed, compose
from engine.delivery import outbox
from engine.delivery.channels import Answer, Channel, Envelope
from engine.delivery.outbox import Claimed, HandedOver
from models.messages import Message, MessageState
from models.office import Office

BATCH = 50
FIGURES = ("sent", "failed", "dead", "unknown", "empty", "waiting")
COUNTED = {
    MessageState.PENDING: "waiting",
    MessageState.SENT: "sent",
    MessageState.FAILED: "failed",
    MessageState.DEAD: "dead",
    MessageState.UNKNOWN: "unknown",
}
Sessions = Callable[[], AbstractContextManager[Session]]
log = logging.getLogger(__name__)


def deliver(
    sessions: Sessions,
    office: Office,
    channels: Iterable[Channel],
    *,
    clock: Callable[[], dt.datetime],
    base_url: str = "",
    limit: int | None = None,
    holder: str | None = None,
) -> dict[str, int]:
    """Send what is due, at most ``limit`` messages; gives how many were sent, failed, died, are unknown, were empty, wait.

    A message is handed over outside any transaction, so nobody waits for a slow server. Messages of a channel that is
    not among ``channels`` wait. What is no fault of a channel or of one message is raised, after it was recorded.
    """
    with ExitStack() as stack:
        open_ = {channel.name: stack.enter_context(channel) for channel in channels}
        run = _Run(sessions, office, open_, clock, base_url, holder or uuid.uuid4().hex)
        with sessions() as session:
            run.figures["unknown"] += outbox.reconcile(session, now=clock())
        try:
            run.batches(limit)
        finally:
            run.release()
    with sessions() as session:
        run.figures["waiting"] = outbox.waiting(session)
    return run.figures


@dataclass
class _Run:
    sessions: Sessions
    office: Office
    channels: dict[str, Channel]
    clock: Callable[[], dt.datetime]
    base_url: str
    holder: str
    down: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))

    def batches(self, limit: int | None) -> None:
        """Batch after batch, until nothing is due, the limit is reached or every channel is out of order."""
        left = limit
        while (names := self.channels.keys() - self.down) and left != 0:
            count = BATCH if left is None else min(BATCH, left)
            with self.sessions() as session:
                claimed = outbox.claim(session, names, holder=self.holder, count=count, now=self.clock())
            if not claimed:
                return
            for each in claimed:
                if each.channel not in self.down:
                    self.one(each)
            left = None if left is None else left - len(claimed)

    def one(self, claimed: Claimed) -> None:
        """One message: written and marked as leaving in one short transaction, recorded in another."""
        prepared = self.prepare(claimed)
        if prepared is None:
            return
        handed, envelope = prepared
        try:
            answer = self.channels[handed.channel].send(envelope)
        except Exception as fault:
            self.record(handed, Answer(ok=False, is_unknown=True, text=f"{type(fault).__name__}: {fault}"[:500]))
            raise
        self.record(handed, answer)

    def prepare(self, claimed: Claimed) -> tuple[HandedOver, Envelope] | None:
        """The message as it leaves, or None: it is no longer ours, nothing in it is owed, or it cannot be written."""
        now = self.clock()
        with self.sessions() as session:
            message = outbox.held(session, claimed.id, holder=self.holder, now=now)
            if message is None:
                return None
            composed, fault = self.written(session, message, now)
            if composed is None:
                self.set_aside(session, message, fault, now)
                return None
            message.subject, message.text, message.html = composed.subject, composed.text, composed.html
            return outbox.hand_over(session, message, now=now), _envelope(message, composed, now)

    def written(self, session: Session, message: Message, now: dt.datetime) -> tuple[Composed | None, str]:
        """The words of a message, or why there are none. One that cannot be written must not hold up the others."""
        try:
            return compose(session, self.office, message, now=now, base_url=self.base_url), ""
        except SQLAlchemyError:
            raise
        except Exception as fault:  # noqa: BLE001
            log.error("message %s cannot be written: %s: %s", message.id, type(fault).__name__, fault)
            return None, f"không soạn được thư: {type(fault).__name__}: {fault}"[:500]

    def set_aside(self, session: Session, message: Message, fault: str, now: dt.datetime) -> None:
        """An empty message is done with; one that could not be written is tried again later like any that failed."""
        if fault:
            handed = outbox.hand_over(session, message, now=now)
            self.count(outbox.record(session, handed, Answer(ok=False, text=fault), known=(), now=now))
        else:
            message.leased_by = message.leased_until = None
            self.figures["empty"] += 1

    def record(self, handed: HandedOver, answer: Answer) -> None:
        with self.sessions() as session:
            state = outbox.record(session, handed, answer, known=self.channels.keys(), now=self.clock())
        self.count(state)
        if answer.is_down and handed.channel not in self.told:
            log.warning("channel %s is out of order: %s", handed.channel, answer.text)
            self.told.add(handed.channel)
        if answer.is_down and not answer.permanent:
            self.down.add(handed.channel)

    def count(self, state: MessageState) -> None:
        self.figures[COUNTED[state]] += 1

    def release(self) -> None:
        with self.sessions() as session:
            outbox.release(session, holder=self.holder)


def _envelope(message: Message, composed: Composed, now: dt.datetime) -> Envelope:
    about = composed.obligations
    return Envelope(
        address=message.address,
        person=composed.person,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        token=message.token,
        thread=f"nghia-vu-{about[0]}" if len(about) == 1 else None,
        at=now,
        about=about,
        purpose="digest" if message.is_digest else "message",
        facts=composed.facts,
    )
