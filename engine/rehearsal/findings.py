"""What a rehearsal found: every message with its day and reader, the load on each person, what floods and what is silent."""

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from models.ladders import Role

FLOOD = 50  # items that one person can be asked to read in a day
WORST = 100  # floods that are kept of a rehearsal


@dataclass(frozen=True)
class Told:
    """One message: when, to whom, about how many obligations, and the rungs in it; its words if they were asked for."""

    at: dt.datetime
    day: dt.date
    person: str
    items: int
    rungs: tuple[str, ...]
    obligations: tuple[int, ...] = ()
    roles: frozenset[Role] = frozenset()
    subject: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True)
class Load:
    """What one person gets on one day."""

    person: str
    day: dt.date
    messages: int
    items: int


@dataclass(frozen=True)
class Silent:
    """A step of a ladder that told nobody, and why."""

    ladder: str
    step: int
    at: str
    audience: str
    why: str


@dataclass
class Rehearsal:
    """What would happen: every message, what was handed in, and the sums that people ask for.

    ``ledger`` is what the copy's ledger holds of it, by action.
    """

    first: dt.date
    last: dt.date
    late_share: float | None
    cap: int = 2
    messages: list[Told] = field(default_factory=list)
    silent: list[Silent] = field(default_factory=list)
    ledger: dict[str, int] = field(default_factory=dict)
    submitted: int = 0
    late: int = 0
    due: int = 0
    told: int = 0
    superseded: int = 0
    dropped: int = 0

    def by_day(self) -> dict[str, int]:
        """Messages of each day on which there are any."""
        return dict(sorted(Counter(m.day.isoformat() for m in self.messages).items()))

    def by_person(self) -> dict[str, int]:
        """Messages of each person, most first."""
        return dict(Counter(m.person for m in self.messages).most_common())

    def by_rung(self) -> dict[str, int]:
        """Notices of each rung."""
        return dict(sorted(Counter(rung for m in self.messages for rung in m.rungs).items()))

    def load(self) -> list[Load]:
        """What each person gets on each day, the most first."""
        messages, items = Counter[tuple[str, dt.date]](), Counter[tuple[str, dt.date]]()
        for m in self.messages:
            messages[m.person, m.day] += 1
            items[m.person, m.day] += m.items
        found = [Load(person, day, count, items[person, day]) for (person, day), count in messages.items()]
        return sorted(found, key=lambda each: (-each.messages, -each.items, each.day, each.person))

    def floods(self, most_items: int = FLOOD) -> list[Load]:
        """Days on which somebody gets more messages than the office allows, or more items than one can read."""
        return [each for each in self.load() if each.messages > self.cap or each.items > most_items]

    def busiest(self) -> tuple[int, str, str]:
        """The most messages that one person gets on one day: how many, who, when."""
        most = Counter((m.person, m.day.isoformat()) for m in self.messages).most_common(1)
        return (most[0][1], *most[0][0]) if most else (0, "", "")

    def first_heard(self) -> dict[str, str]:
        """The first day on which each leader hears of anything."""
        found: dict[str, str] = {}
        for m in self.messages:
            if Role.LEADER in m.roles:
                found.setdefault(m.person, m.day.isoformat())
        return dict(sorted(found.items()))

    def sums(self) -> dict[str, int]:
        """What can be counted of it; no names."""
        return {
            "due": self.due,
            "told": self.told,
            "superseded": self.superseded,
            "dropped": self.dropped,
            "submitted": self.submitted,
            "late": self.late,
            "messages": len(self.messages),
            "people": len(self.by_person()),
            "busiest": self.busiest()[0],
        }

    def brief(self) -> dict[str, Any]:
        """What is kept of it for a page: the days, the busiest person and day, the worst floods and every silent step."""
        facts, floods = self.facts(), self.floods()
        kept = {name: facts[name] for name in ("from", "to", "late_share", "busiest", "silent")}
        return kept | {"floods": [_plain(each) for each in floods[:WORST]], "flooded": len(floods)}

    def facts(self) -> dict[str, Any]:
        """The rehearsal for programs."""
        count, who, when = self.busiest()
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "late_share": self.late_share,
            "messages": len(self.messages),
            "notices": {"told": self.told, "superseded": self.superseded, "dropped": self.dropped},
            "submitted": self.submitted,
            "late": self.late,
            "by_day": self.by_day(),
            "by_person": self.by_person(),
            "by_rung": self.by_rung(),
            "busiest": {"messages": count, "person": who, "day": when},
            "load": [_plain(each) for each in self.load()],
            "floods": [_plain(each) for each in self.floods()],
            "silent": [asdict(each) for each in self.silent],
            "first_heard": self.first_heard(),
            "ledger": self.ledger,
        }


def _plain(each: Load) -> dict[str, Any]:
    return asdict(each) | {"day": each.day.isoformat()}
