"""Deliver: claim messages, write each as things stand now, hand it to its channel, record what came of it."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from engine.delivery import outbox
from engine.delivery.channels import Answer, Channel, Envelope
from engine.delivery.claiming import claim
from engine.delivery.dead import tell_administrator
from engine.delivery.outbox import HandedOver
from engine.escalation.coming import Rungs
from engine.escalation.compose import Composed, compose
from engine.escalation.switches import paused
from engine.escalation.templates import check_templates
from engine.fulfilment.links import Signer
from models.messages import Message, MessageState
from models.office import Office

BATCH = 50
PATIENCE = dt.timedelta(minutes=5)
FIGURES = ("sent", "failed", "dead", "unknown", "empty", "waiting", "held")
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
    signer: Signer | None = None,
    administrator: str | None = None,
    limit: int | None = None,
    holder: str | None = None,
    wait: Callable[[float], None] | None = None,
) -> dict[str, int]:
    """Send what is due, at most ``limit`` messages; gives how many were sent, failed, died, are unknown, were empty, wait.

    While sending is paused nothing leaves, and what waits is ``held``. Where a channel's rate is used up, ``wait``
    (seconds) is called, for five minutes in all at most; without it, and beyond that, the rest is left to the next run.
    With a ``signer`` messages carry links by which they can be answered. Messages of a channel that is not among
    ``channels`` wait. The ``administrator`` (an address) hears by mail of what died. What is no fault of a channel or of
    one message is raised, after it was recorded; a fault in a template before anything is tried.
    """
    check_templates(office)
    with ExitStack() as stack:
        open_ = {channel.name: stack.enter_context(channel) for channel in channels}
        run = _Run(sessions, office, open_, clock, base_url, signer, holder or uuid.uuid4().hex, wait)
        with sessions() as session:
            run.figures["unknown"] += outbox.reconcile(session, now=clock())
        try:
            run.batches(limit)
        finally:
            run.close()
        if administrator and (mail := open_.get("email")):
            tell_administrator(sessions, mail, administrator, office=office.setup.name, now=clock())
    return run.figures


@dataclass
class _Run:
    """One run. ``left`` is the message that has left our hands and is not recorded yet: the next transaction begins with it.

    So each message costs one transaction: what became of the one before, and the words of the next.
    """

    sessions: Sessions
    office: Office
    channels: dict[str, Channel]
    clock: Callable[[], dt.datetime]
    base_url: str
    signer: Signer | None
    holder: str
    wait: Callable[[float], None] | None = None
    patience: dt.timedelta = PATIENCE
    left: tuple[HandedOver, Answer] | None = None
    down: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    rungs: Rungs = field(default_factory=Rungs)
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction that first records what has left; if it fails, that is still to be recorded."""
        state = None
        with self.sessions() as session:
            if self.left is not None:
                known = self.channels.keys()
                state = outbox.record(session, *self.left, known=known, now=self.clock())
            yield session
        if state is not None:
            self.left = None
            self.count(state)

    def batches(self, limit: int | None) -> None:
        """Batch after batch, until nothing is due, the limit is reached or every channel is out of order."""
        rest = limit
        while (names := self.channels.keys() - self.down) and rest != 0:
            count = BATCH if rest is None else min(BATCH, rest)
            with self.transaction() as session:
                found = claim(session, self.office, names, holder=self.holder, count=count, now=self.clock())
            if not found.messages and not self.waited_until(found.free_at):
                return
            for each in found.messages:
                if each.channel not in self.down and (prepared := self.prepare(each)):
                    self.send(*prepared)
            rest = None if rest is None else rest - len(found.messages)

    def waited_until(self, moment: dt.datetime | None) -> bool:
        """Wait for the moment; False if there is none, no way to wait, or it is too far off. Nothing is leased meanwhile."""
        pause = max(dt.timedelta(), moment - self.clock()) if moment else PATIENCE
        if moment is None or self.wait is None or pause > self.patience:
            return False
        self.patience -= pause
        self.wait(pause.total_seconds())
        return True

    def send(self, handed: HandedOver, envelope: Envelope) -> None:
        """Hand a message over, outside any transaction: nobody waits for a slow server."""
        try:
            answer = self.channels[handed.channel].send(envelope)
        except Exception as fault:
            self.left = handed, Answer(ok=False, is_unknown=True, text=f"{type(fault).__name__}: {fault}"[:500])
            raise
        self.left = handed, answer
        if answer.is_down and handed.channel not in self.told:
            log.warning("channel %s is out of order: %s", handed.channel, answer.text)
            self.told.add(handed.channel)
        if answer.is_down and not answer.permanent:
            self.down.add(handed.channel)

    def prepare(self, message: Message) -> tuple[HandedOver, Envelope] | None:
        """The message as it leaves, or None: it is no longer ours, nothing in it is owed, or it cannot be written."""
        with self.transaction() as session:
            now = self.clock()
            composed, fault = self.written(session, message, now)
            if composed is None:
                self.set_aside(session, message, fault, now)
                return None
            message.subject, message.text, message.html = composed.subject, composed.text, composed.html
            handed = outbox.hand_over(session, message, holder=self.holder, now=now)
            return (handed, _envelope(message, composed, now)) if handed else None

    def written(self, session: Session, message: Message, now: dt.datetime) -> tuple[Composed | None, str]:
        """The words of a message, or why there are none. One that cannot be written must not hold up the others."""
        try:
            return compose(
                session, self.office, message, now=now, base_url=self.base_url, rungs=self.rungs, signer=self.signer
            ), ""
        except SQLAlchemyError:
            raise
        except Exception as fault:  # noqa: BLE001
            log.error("message %s cannot be written: %s: %s", message.id, type(fault).__name__, fault)
            return None, f"không soạn được thư: {type(fault).__name__}: {fault}"[:500]

    def set_aside(self, session: Session, message: Message, fault: str, now: dt.datetime) -> None:
        """An empty message is done with; one that could not be written is tried again later like any that failed."""
        if not fault:
            self.figures["empty"] += outbox.close_empty(session, message, holder=self.holder, now=now)
        elif handed := outbox.hand_over(session, message, holder=self.holder, now=now):
            self.count(outbox.record(session, handed, Answer(ok=False, text=fault), known=(), now=now))

    def count(self, state: MessageState) -> None:
        self.figures[COUNTED[state]] += 1

    def close(self) -> None:
        """Record the last, give back what did not leave, and count what waits or is held."""
        with self.transaction() as session:
            outbox.release(session, holder=self.holder)
        with self.sessions() as session:
            is_paused = paused(session, now=self.clock()) is not None
            self.figures["held" if is_paused else "waiting"] = outbox.waiting(session)


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
