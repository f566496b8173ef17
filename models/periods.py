"""Reporting periods (kỳ báo cáo): their codes, their days, what a merged one stands for, and which days a report covers.

Codes: ``2024-M03 2024-Q1 2024-H1 2024-9M 2024-Y 2024-W14`` (weeks are ISO weeks).
"""

import calendar
import datetime as dt
import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.errors import BadInputError

ONE_DAY = dt.timedelta(days=1)
WORDS = {
    "W": "Tuần {n}",
    "M": "Tháng {n}",
    "Q": "Quý {n}",
    "H": "6 tháng {n} năm",
    "9M": "9 tháng đầu năm",
    "Y": "Năm",
}
CODE = re.compile(r"(?P<year>[12]\d{3})-(?P<name>W\d{2}|M\d{2}|Q[1-4]|H[12]|9M|Y)", re.ASCII)


class Frequency(enum.StrEnum):
    """How often a duty comes back."""

    WEEK = "W"
    MONTH = "M"
    QUARTER = "Q"
    HALF = "H"
    NINE_MONTHS = "9M"
    YEAR = "Y"


RANK = {frequency: rank for rank, frequency in enumerate(Frequency)}
COUNT = {
    Frequency.MONTH: 12,
    Frequency.QUARTER: 4,
    Frequency.HALF: 2,
    Frequency.NINE_MONTHS: 1,
    Frequency.YEAR: 1,
}
MONTHS = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.HALF: 6,
    Frequency.NINE_MONTHS: 9,
    Frequency.YEAR: 12,
}


class DataWindow(enum.StrEnum):
    """Which days a report covers (chốt số liệu): by Nghị định 09/2019/NĐ-CP Điều 12, or the calendar period itself."""

    ND09 = "nd09"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Days:
    """A run of days, both ends included, as a person reads it."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Period:
    """One period of one year; ``number`` counts within the year and is 1 where there is only one."""

    year: int
    frequency: Frequency
    number: int = 1

    @classmethod
    def parse(cls, code: str) -> "Period":
        """Read a code; refuses what is not one, week 53 of a year with 52 weeks included."""
        found = CODE.fullmatch(code)
        if not found:
            raise BadInputError(f"kỳ '{code}' sai — viết như 2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024-Y hoặc 2024-W14")
        return cls.named(int(found["year"]), found["name"])

    @classmethod
    def named(cls, year: int, name: str) -> "Period":
        """The period of a year from its name within the year: ``M03 Q1 H1 9M Y W14``."""
        frequency = Frequency(name if name in ("9M", "Y") else name[0])
        period = cls(year, frequency, 1 if name in ("9M", "Y") else int(name[1:]))
        if not 1 <= period.number <= count_in(year, frequency):
            raise BadInputError(f"kỳ '{year}-{name}' không có trong năm {year}")
        return period

    @property
    def code(self) -> str:
        return f"{self.year}-{self.name}"

    @property
    def name(self) -> str:
        if self.frequency in (Frequency.NINE_MONTHS, Frequency.YEAR):
            return self.frequency.value
        width = 2 if self.frequency in (Frequency.MONTH, Frequency.WEEK) else 1
        return f"{self.frequency.value}{self.number:0{width}d}"

    @property
    def first(self) -> dt.date:
        if self.frequency is Frequency.WEEK:
            return dt.date.fromisocalendar(self.year, self.number, 1)
        return dt.date(self.year, (self.number - 1) * MONTHS[self.frequency] + 1, 1)

    @property
    def last(self) -> dt.date:
        if self.frequency is Frequency.WEEK:
            return dt.date.fromisocalendar(self.year, self.number, 7)
        return last_of_month(self.year, self.number * MONTHS[self.frequency])

    @property
    def days(self) -> Days:
        return Days(self.first, self.last)

    @property
    def label(self) -> str:
        """The name a Vietnamese reader knows: "Quý III/2024", "6 tháng đầu năm 2024"."""
        if self.frequency is Frequency.HALF:
            return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}"
        number = ["I", "II", "III", "IV"][self.number - 1] if self.frequency is Frequency.QUARTER else self.number
        joint = " " if self.frequency in (Frequency.NINE_MONTHS, Frequency.YEAR) else "/"
        return WORDS[self.frequency].format(n=number) + f"{joint}{self.year}"

    def covers(self, window: DataWindow) -> Days:
        """The days a report on this period covers; a week always covers itself (the decree knows no weekly window)."""
        if window is DataWindow.CALENDAR or self.frequency is Frequency.WEEK:
            return self.days
        month_before = self.first - ONE_DAY
        return Days(month_before.replace(day=15), self.last.replace(day=14))


def last_of_month(year: int, month: int) -> dt.date:
    """The last day of a month, leap years included."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def count_in(year: int, frequency: Frequency) -> int:
    """How many periods of a frequency a year has; an ISO year has 52 or 53 weeks."""
    if frequency is Frequency.WEEK:
        return dt.date(year, 12, 28).isocalendar().week
    return COUNT[frequency]


def periods_ending_in(names: Iterable[str], days: Days) -> list[Period]:
    """All periods whose last day lies in ``days``, by last day.

    A name is a frequency (``M`` every month) or one period of each year (``Q1``, ``H1``, ``M06``). A series that starts
    on 20 March has a March meeting: a period belongs to a span when it *ends* in it.
    """
    found = {
        period
        for name in names
        for year in range(days.first.year - 1, days.last.year + 2)
        for period in of_year(year, name)
        if period.last in days
    }
    return sorted(found, key=lambda p: (p.last, RANK[p.frequency]))


def of_year(year: int, name: str) -> list[Period]:
    """The periods of one year that a name means."""
    if name in {frequency.value for frequency in Frequency}:
        frequency = Frequency(name)
        return [Period(year, frequency, n) for n in range(1, count_in(year, frequency) + 1)]
    if name == "W53" and count_in(year, Frequency.WEEK) < 53:
        return []
    return [Period.named(year, name)]


@dataclass(frozen=True)
class MergedPeriod:
    """A period and the shorter ones that end on the same day and are done by doing it."""

    period: Period
    stands_for: tuple[Period, ...] = ()


def merged(periods: Iterable[Period]) -> list[MergedPeriod]:
    """Overlapping series as one: of the periods that end on one day the longest stands for the others.

    "hàng quý, 6 tháng, năm" is four reports a year: 6 tháng stands for quý II, năm for quý IV. Weeks never merge.
    """
    by_end: dict[tuple[dt.date, bool], list[Period]] = {}
    for period in set(periods):
        by_end.setdefault((period.last, period.frequency is Frequency.WEEK), []).append(period)
    ordered = (sorted(same, key=lambda p: RANK[p.frequency], reverse=True) for same in by_end.values())
    result = [MergedPeriod(same[0], tuple(same[1:])) for same in ordered]
    return sorted(result, key=lambda m: (m.period.last, RANK[m.period.frequency]))
