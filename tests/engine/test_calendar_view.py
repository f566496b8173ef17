"""The year of the calendar: weeks from Monday, days off, days worked instead."""

import datetime as dt

from engine.watching.calendar_view import Day, special, year
from models.working_days import WorkingCalendar

CALENDAR = WorkingCalendar(
    off={dt.date(2026, 1, 1): "Tết", dt.date(2026, 1, 2): "Hoán đổi (12/VP)", dt.date(2027, 1, 1): "Tết"},
    worked={dt.date(2026, 1, 10): "Làm bù (12/VP)"},
)


def test_a_month_stands_in_weeks_with_what_each_day_is() -> None:
    january = year(CALENDAR, 2026)[0]
    first, second = january.weeks[:2]
    assert first[:3] == [None, None, None]
    assert first[3] == Day(dt.date(2026, 1, 1), "off", "Tết")
    assert [each.kind for each in second if each] == ["", "", "", "", "", "worked", "weekend"]
    assert january.working == 21


def test_every_day_of_the_year_is_there_once() -> None:
    days = [each.on for month in year(CALENDAR, 2024) for week in month.weeks for each in week if each]
    assert days == [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(366)]


def test_special_days_are_those_of_the_year_in_their_order() -> None:
    assert [(f"{each.on:%d/%m}", each.kind) for each in special(CALENDAR, 2026)] == [
        ("01/01", "off"), ("02/01", "off"), ("10/01", "worked"),
    ]  # fmt: skip
