"""A count of obligations by where they stand in time, and what it says in one word and one share."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.obligations import Timeliness

GRAVEST_FIRST = (
    Timeliness.OVERDUE,
    Timeliness.DUE_SOON,
    Timeliness.UNDATED,
    Timeliness.LATE,
    Timeliness.NOT_DUE,
    Timeliness.ON_TIME,
    Timeliness.NOT_OPEN,
    Timeliness.EXCUSED,
)


@dataclass
class Tally:
    """How many obligations stand where. What was excused is owed by nobody and counts in no share."""

    counts: dict[Timeliness, int] = field(default_factory=dict)

    def add(self, stand: Timeliness, count: int) -> None:
        self.counts[stand] = self.counts.get(stand, 0) + count

    def __getitem__(self, stand: Timeliness) -> int:
        return self.counts.get(stand, 0)

    @property
    def total(self) -> int:
        """All that is owed or was done."""
        return sum(self.counts.values()) - self[Timeliness.EXCUSED]

    @property
    def done(self) -> int:
        return self[Timeliness.ON_TIME] + self[Timeliness.LATE]

    @property
    def overdue(self) -> int:
        return self[Timeliness.OVERDUE]

    @property
    def rate(self) -> float | None:
        """The on-time share of what was done or should have been by now; None before anything was."""
        judged = self.done + self.overdue
        return self[Timeliness.ON_TIME] / judged if judged else None

    @property
    def worst(self) -> Timeliness:
        """The gravest place in time among all."""
        return next(stand for stand in GRAVEST_FIRST if self[stand])


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    whole = Tally()
    for tally in tallies:
        for stand, count in tally.counts.items():
            whole.add(stand, count)
    return whole
