"""When a person is left alone: weekdays, hours that may run over midnight, and days on leave."""

import datetime as dt

import pytest
from pydantic import ValidationError

from models.quiet import Quiet

FRIDAY, SATURDAY, MONDAY = dt.date(2024, 3, 8), dt.date(2024, 3, 9), dt.date(2024, 3, 11)
OPENS, CLOSES = dt.time(7, 30), dt.time(17, 0)


def quiet(**said: object) -> Quiet:
    return Quiet.model_validate(said)


@pytest.mark.parametrize(
    ("at", "held"),
    [("17:29", False), ("17:30", True), ("23:59", True), ("00:00", True), ("07:59", True), ("08:00", False)],
)
def test_quiet_hours_run_over_midnight(at: str, held: bool) -> None:
    assert quiet(**{"from": "17:30", "to": "08:00"}).holds(FRIDAY, dt.time.fromisoformat(at)) is held


@pytest.mark.parametrize(("at", "held"), [("11:29", False), ("11:30", True), ("12:59", True), ("13:00", False)])
def test_quiet_hours_may_lie_within_the_day(at: str, held: bool) -> None:
    assert quiet(**{"from": "11:30", "to": "13:00"}).holds(FRIDAY, dt.time.fromisoformat(at)) is held


def test_a_quiet_weekday_is_quiet_all_day() -> None:
    it = quiet(days=["sat", "fri"])
    assert [it.holds(day, dt.time(9)) for day in (FRIDAY, SATURDAY, MONDAY)] == [True, True, False]


def test_days_on_leave_count_from_the_first_to_the_last() -> None:
    it = quiet(dates=[{"from": "2024-03-08", "to": "2024-03-11"}])
    days = [dt.date(2024, 3, n) for n in (7, 8, 11, 12)]
    assert [it.holds(day, dt.time(9)) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("said", "opening"),
    [
        ({"from": "17:30", "to": "08:00"}, dt.time(8)),
        ({"from": "11:30", "to": "13:00"}, OPENS),
        ({"from": "07:00", "to": "17:00"}, CLOSES),
        ({"from": "07:00", "to": "17:01"}, None),
        ({"days": ["fri"]}, None),
        ({}, OPENS),
    ],
)
def test_the_first_open_time_of_a_day(said: dict[str, object], opening: dt.time | None) -> None:
    assert quiet(**said).opening(FRIDAY, OPENS, CLOSES) == opening


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"from": "17:30"}, "thiếu một đầu"),
        ({"from": "17:30", "to": "17:30"}, "cùng là 17:30"),
        ({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, "cả bảy ngày"),
        ({"dates": [{"from": "2024-03-11", "to": "2024-03-08"}]}, "đổi lại cho đúng thứ tự"),
        ({"from": "17", "to": "08:00"}, "không phải giờ"),
    ],
)
def test_a_quiet_that_makes_no_sense_is_refused(said: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        quiet(**said)
