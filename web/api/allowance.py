"""How many calls a key may make in a minute, counted in the memory of the process that answers them."""

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MINUTE = dt.timedelta(minutes=1)


@dataclass
class Allowance:
    """``most`` calls of one key within a minute that begins with its first call."""

    most: int
    clock: Callable[[], dt.datetime]
    _begun: dict[int, tuple[dt.datetime, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, token_id: int) -> int:
        """Count a call; gives the seconds to wait if it is one too many, else 0."""
        now = self.clock()
        with self._lock:
            since, count = self._begun.get(token_id, (now, 0))
            if not since <= now < since + MINUTE:
                since, count = now, 0
            self._begun[token_id] = since, count + 1
        return math.ceil((since + MINUTE - now).total_seconds()) if count >= self.most else 0
