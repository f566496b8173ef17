"""How many calls a key may make in a minute: counted in its row, so that all processes that answer keep to it together."""

import datetime as dt
import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock

import sqlalchemy as sa
from sqlmodel import Session

from models.accounts import ApiToken
from models.columns import UTCDateTime, table_of

MINUTE = dt.timedelta(minutes=1)
PORTIONS = 10  # of a minute's calls
token = table_of(ApiToken)


def count_calls(session: Session, token_id: int, count: int, *, now: dt.datetime) -> tuple[dt.datetime, int]:
    """Count calls ahead; gives when the key's minute began and how many were counted in it before.

    A minute that begins far ahead was begun before the clock was set back, and is over.
    """
    lasts = sa.and_(token.c.first_call_at > now - MINUTE, token.c.first_call_at < now + MINUTE)
    counted = (
        sa.update(token)
        .where(token.c.id == token_id)
        .values(
            first_call_at=sa.case((lasts, token.c.first_call_at), else_=sa.literal(now, UTCDateTime())),
            calls=sa.case((lasts, token.c.calls), else_=0) + count,
            used_at=now,
        )
        .returning(token.c.first_call_at, token.c.calls)
    )
    began_at, calls = session.execute(counted).one()
    return began_at, calls - count


@dataclass
class Portion:
    """What a process may still answer in a key's minute before it has to count again; ``is_last`` if none is left to count."""

    began_at: dt.datetime
    left: int
    is_last: bool


@dataclass
class Allowance:
    """``most`` calls of one key within a minute that begins with its first call, whichever process answers.

    A process counts calls in portions of a tenth, so that few of them have to write; what it does not use of one is lost
    to the others until the minute is over.
    """

    most: int
    sessions: Callable[[], AbstractContextManager[Session]]
    clock: Callable[[], dt.datetime]
    _held: dict[int, Portion] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, token_id: int) -> int:
        """Count a call; gives the seconds to wait if it is one too many, else 0."""
        now = self.clock()
        while (seconds := self._spend(token_id, now)) is None:
            self._take(token_id, now)
        return seconds

    def _spend(self, token_id: int, now: dt.datetime) -> int | None:
        """As ``wait``; None if it has to be counted first."""
        with self._lock:
            held = self._held.get(token_id)
            if held is None or abs(now - held.began_at) >= MINUTE or not (held.left or held.is_last):
                return None
            if not held.left:
                return math.ceil((held.began_at + MINUTE - now).total_seconds())
            held.left -= 1
            return 0

    def _take(self, token_id: int, now: dt.datetime) -> None:
        size = math.ceil(self.most / PORTIONS)
        with self.sessions() as session:
            began_at, before = count_calls(session, token_id, size, now=now)
        found = min(size, max(0, self.most - before))
        with self._lock:
            held = self._held.get(token_id)
            left = held.left if held and held.began_at == began_at else 0
            self._held[token_id] = Portion(began_at, left + found, is_last=not found)
