"""A long message goes out in parts; each is noted before it leaves and when it is accepted, so that a resend repeats none.

A message that was told in half is finished as it was begun, for the rest of that day and as long as it speaks of the same
obligations; otherwise it begins anew, marked as repeated.
"""

import datetime as dt
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery.channels import Answer, Envelope
from engine.delivery.zalo.splitting import marked, parts
from models.columns import table_of
from models.message_parts import MessagePart
from models.moments import local_day

Sessions = Callable[[], AbstractContextManager[Session]]
KEPT = dt.timedelta(days=3)
LONGEST = 240.0  # seconds for all parts together: well within the lease on the message
REPEATED = "(gửi lại)"

part_ = table_of(MessagePart)


@dataclass(frozen=True)
class Part:
    """One part: its text, whether it was accepted, and whether it may have been."""

    id: int
    text: str
    is_accepted: bool
    is_in_doubt: bool


class Parts:
    """Sends one text, in parts if need be, on one channel."""

    def __init__(self, channel: str, sessions: Sessions) -> None:
        self._channel, self._sessions = channel, sessions

    def send(self, envelope: Envelope, one: Callable[[str], Answer]) -> Answer:
        """Hand all parts over in order with ``one``; the first that fails ends it, and the answer says which."""
        body = f"{envelope.subject}\n\n{envelope.text}".strip()
        pieces = parts(body)
        if len(pieces) == 1:
            return one(pieces[0])
        begun = self._begun(envelope, body, pieces)
        until = time.monotonic() + LONGEST
        said = []
        for number, part in enumerate(begun, start=1):
            if part.is_accepted:
                continue
            if time.monotonic() > until:
                return Answer(ok=False, text=f"quá lâu: mới gửi {number - 1}/{len(begun)} phần")
            answer = self._one(part, envelope.at, one)
            if not answer.ok:
                return replace(answer, text=f"phần {number}/{len(begun)}: {answer.text}")
            said.append(answer.text)
        return Answer(ok=True, text=f"{len(begun)} phần: {'; '.join(said) or 'đã nhận đủ từ lần trước'}"[:500])

    def _one(self, part: Part, at: dt.datetime, one: Callable[[str], Answer]) -> Answer:
        self._note(part, handed_at=at)
        answer = one(marked(part.text) if part.is_in_doubt else part.text)
        if answer.ok:
            self._note(part, accepted_at=at)
        elif not answer.is_unknown and not part.is_in_doubt:
            self._note(part, handed_at=None)
        return answer

    def _begun(self, envelope: Envelope, body: str, pieces: list[str]) -> list[Part]:
        """The parts as they were begun before, or as they begin now."""
        about = ",".join(map(str, envelope.about))
        here = sa.and_(
            part_.c.token == envelope.token, part_.c.channel == self._channel, part_.c.address == envelope.address
        )
        with self._sessions() as session:
            session.execute(sa.delete(part_).where(part_.c.created_at < envelope.at - KEPT))
            rows = session.execute(sa.select(part_).where(here).order_by(part_.c.position)).all()
            if rows and not (rows[0].about == about and local_day(rows[0].created_at) == local_day(envelope.at)):
                session.execute(sa.delete(part_).where(here))
                if any(row.handed_at for row in rows) and not body.startswith(REPEATED):
                    pieces = parts(f"{REPEATED} {body}")
                rows = []
            if not rows:
                keys = {"token": envelope.token, "channel": self._channel, "address": envelope.address}
                values = [
                    keys | {"position": n, "text": text, "about": about, "created_at": envelope.at}
                    for n, text in enumerate(pieces)
                ]
                session.execute(sa.insert(part_).values(values))
                rows = session.execute(sa.select(part_).where(here).order_by(part_.c.position)).all()
            return [Part(r.id, r.text, r.accepted_at is not None, r.handed_at is not None) for r in rows]

    def _note(self, part: Part, **values: dt.datetime | None) -> None:
        with self._sessions() as session:
            session.execute(sa.update(part_).where(part_.c.id == part.id).values(**values))
