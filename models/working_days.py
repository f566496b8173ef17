"""The working calendar: which days an office works, Vietnamese holidays with swap days (hoán đổi ngày làm việc).

Weekends and holidays are off (Bộ luật Lao động 2019 Điều 111-112); a swap makes a working day off and a weekend day
worked, by a document that the office's calendar file names. Tết and the swaps are decided year by year: later years are
*estimated* and shown as such.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import holidays

from models.periods import ONE_DAY

REACH = 400  # days; a search for a working day that goes further means that the calendar is broken


@dataclass(frozen=True)
class WorkingCalendar:
    """Days off besides weekends, weekend days worked, and the last year whose holidays are decided.

    ``paused`` are days on which by a decision of the office no deadline runs; they are off, whatever else they are.
    """

    off: dict[dt.date, str] = field(default_factory=dict)
    worked: dict[dt.date, str] = field(default_factory=dict)
    decided_through: int = 2026
    paused: dict[dt.date, str] = field(default_factory=dict)

    def is_working(self, day: dt.date) -> bool:
        """Whether the office works on this day."""
        return day not in self.paused and self._is_worked(day)

    def _is_worked(self, day: dt.date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.off

    def why_off(self, day: dt.date) -> str:
        """What a day off is off for: a pause, a holiday, or the weekend."""
        return self.paused.get(day) or self.off.get(day, "cuối tuần")

    def after_pause(self, day: dt.date) -> dt.date:
        """The due day that takes the place of one within a pause: as many working days are given back as were taken."""
        taken, first = 0, day
        while first in self.paused:
            taken += self._is_worked(first)
            first -= ONE_DAY
        return self.add(day, max(1, taken))

    def is_estimated(self, day: dt.date) -> bool:
        """Whether the holidays of this day's year are not yet decided."""
        return day.year > self.decided_through

    def on_or_before(self, day: dt.date) -> dt.date:
        """The day itself if worked, else the last working day before it."""
        return day if self.is_working(day) else self.add(day, -1)

    def on_or_after(self, day: dt.date) -> dt.date:
        """The day itself if worked, else the first working day after it."""
        return day if self.is_working(day) else self.add(day, 1)

    def add(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day`` (before it, if negative); ``day`` itself is never counted."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left, limit = abs(count), REACH + 3 * abs(count)
        while left:
            day += step
            limit -= 1
            if limit < 0:
                raise ValueError(f"no working day near {day}: the calendar has no working days")
            left -= self.is_working(day)
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie in ``first..last``, both included; 0 if ``last`` is earlier."""
        return sum(self.is_working(dt.date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1))

    def limit_from(self, event_on: dt.date, days: int) -> dt.date:
        """The end of "trong N ngày làm việc kể từ ngày …": the event's own day is not counted (BLDS 2015 Điều 147)."""
        return self.add(event_on, days)

    def calendar_limit_from(self, event_on: dt.date, days: int) -> dt.date:
        """The end of "trong N ngày kể từ ngày …": ending on a day off it moves to the next working day (Điều 148)."""
        return self.on_or_after(event_on + days * ONE_DAY)


def vietnamese_calendar(
    years: Iterable[int],
    *,
    off: dict[dt.date, str] | None = None,
    worked: dict[dt.date, str] | None = None,
    decided_through: int = 2026,
    paused: dict[dt.date, str] | None = None,
) -> WorkingCalendar:
    """The state's calendar for some years, with the office's own days laid over it.

    ``holidays`` lists worked weekend days of neighbouring years too: only days of the asked years are taken. A day
    named in ``off`` is off even if the package calls it worked, and the other way round.
    """
    wanted = set(years)
    table = holidays.country_holidays("VN", years=wanted, language="vi")
    days_off = {day: str(name) for day, name in table.items() if day.year in wanted} | (off or {})
    extra: set[dt.date] = getattr(table, "weekend_workdays", set())
    days_worked = {day: "làm bù" for day in extra if day.year in wanted} | (worked or {})
    return WorkingCalendar(
        off={d: n for d, n in days_off.items() if d not in (worked or {})},
        worked={d: n for d, n in days_worked.items() if d not in (off or {})},
        decided_through=decided_through,
        paused=paused or {},
    )
