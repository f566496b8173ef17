"""What a changed ladder means for an agenda in force: what was told stays told, and is never told again.

A rung that both have at one instant is the same rung. Of the others, those that speak to one post on the same side of
the due day are the same rung moved, in order of time: who was reminded five days before is not reminded again because
the ladder now says three. A ladder reaches back only to the last rung that was told.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.ladders import Severity

ANNOUNCEMENT = -1  # the step number of a rung that tells about a change at once, before the ladder's own


@dataclass(frozen=True)
class Rung:
    """One rung of an agenda for one audience; ``position`` orders the rungs of an agenda in force."""

    at: dt.datetime
    audience: str
    position: int = -1
    step: int = 0
    round: int = 0
    is_digest: bool = False
    is_urgent: bool = False
    severity: Severity = Severity.NORMAL

    @property
    def manner(self) -> tuple[object, ...]:
        """How it is told."""
        return self.is_digest, self.is_urgent, self.severity


@dataclass(frozen=True)
class Change:
    """What still has to be told by the ladder as it is now (``ahead``), and how that differs from the agenda in force."""

    ahead: tuple[Rung, ...] = ()
    appear: tuple[Rung, ...] = ()
    vanish: tuple[Rung, ...] = ()
    moved: tuple[tuple[Rung, Rung], ...] = ()
    altered: tuple[Rung, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.appear or self.vanish or self.moved or self.altered)


@dataclass
class _Sorted:
    appear: list[Rung] = field(default_factory=list)
    moved: list[tuple[Rung, Rung]] = field(default_factory=list)
    altered: list[Rung] = field(default_factory=list)
    ahead: list[Rung] = field(default_factory=list)
    stays: set[Rung] = field(default_factory=set)


def compare(in_force: Sequence[Rung], told: int, ladder: Iterable[Rung], due_at: dt.datetime) -> Change:
    """How an agenda of which the rungs up to position ``told`` were told changes by the ladder as it is now."""
    announced = [rung for rung in in_force if rung.step == ANNOUNCEMENT]
    climbed = [rung for rung in in_force if rung.step != ANNOUNCEMENT]
    since = max((r.at for r in in_force if r.position <= told or r.step == ANNOUNCEMENT), default=None)
    found = _Sorted(ahead=[rung for rung in announced if rung.position > told])
    for rung, before in pairs(climbed, list(ladder), due_at):
        if (since is None or rung.at > since) and not (before and before.position <= told):
            _sort(found, rung, before)
    vanish = tuple(rung for rung in climbed if rung.position > told and rung not in found.stays)
    ahead = sorted(found.ahead, key=lambda rung: rung.at)
    return Change(tuple(ahead), tuple(found.appear), vanish, tuple(found.moved), tuple(found.altered))


def _sort(found: _Sorted, rung: Rung, before: Rung | None) -> None:
    found.ahead.append(rung)
    if before is None:
        found.appear.append(rung)
        return
    found.stays.add(before)
    if before.at != rung.at:
        found.moved.append((before, rung))
    elif before.manner != rung.manner:
        found.altered.append(rung)


def pairs(in_force: Sequence[Rung], ladder: Sequence[Rung], due_at: dt.datetime) -> list[tuple[Rung, Rung | None]]:
    """Each rung of the ladder with the one in force that it stands for, if there is one."""
    exact = {(rung.at, rung.audience): rung for rung in in_force}
    found = {n: exact.pop((rung.at, rung.audience), None) for n, rung in enumerate(ladder)}
    left: dict[tuple[str, bool], list[Rung]] = defaultdict(list)
    for rung in sorted(exact.values(), key=lambda rung: rung.at):
        left[rung.audience, rung.at <= due_at].append(rung)
    for n in sorted((n for n, before in found.items() if before is None), key=lambda n: ladder[n].at):
        same = left[ladder[n].audience, ladder[n].at <= due_at]
        found[n] = same.pop(0) if same else None
    return [(rung, found[n]) for n, rung in enumerate(ladder)]
