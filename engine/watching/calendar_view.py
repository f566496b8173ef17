"""The year of the working calendar as a reader sees it: month by month, with what each special day is."""

import calendar as months
import datetime as dt
from dataclasses import dataclass

from models.working_days import WorkingCalendar


@dataclass(frozen=True)
class Day:
    """A day of the year: "" for a working day, else off, weekend or worked (a weekend day made up for)."""

    on: dt.date
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday to Sunday; None where the week belongs to another month."""

    number: int
    weeks: list[list[Day | None]]
    working: int


def year(calendar: WorkingCalendar, number: int) -> list[Month]:
    """The twelve months."""
    return [_month(calendar, number, month) for month in range(1, 13)]


def _month(calendar: WorkingCalendar, number: int, month: int) -> Month:
    weeks = [
        [_day(calendar, dt.date(number, month, day)) if day else None for day in week]
        for week in months.monthcalendar(number, month)
    ]
    return Month(month, weeks, sum(calendar.is_working(each.on) for week in weeks for each in week if each))


def _day(calendar: WorkingCalendar, on: dt.date) -> Day:
    if on in calendar.worked:
        return Day(on, "worked", calendar.worked[on])
    if on in calendar.off:
        return Day(on, "off", calendar.off[on])
    return Day(on, "weekend" if on.weekday() >= 5 else "")


def special(calendar: WorkingCalendar, number: int) -> list[Day]:
    """The days of a year that differ from an ordinary week, in their order."""
    days = {**calendar.off, **calendar.worked}
    return [_day(calendar, on) for on in sorted(days) if on.year == number]
