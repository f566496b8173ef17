"""What a person means by a day or a time."""

import datetime as dt

import pytest

from config.clock import now, parse_as_of
from models.errors import BadInputError


def test_now_is_aware_and_utc() -> None:
    before = dt.datetime.now(dt.UTC)
    assert before <= now() <= dt.datetime.now(dt.UTC)
    assert now().utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-01-08", "2024-01-08T02:00:00+00:00"),
        (" 2024-01-08 ", "2024-01-08T02:00:00+00:00"),
        ("2024-01-08 14:30", "2024-01-08T07:30:00+00:00"),
        ("2024-01-08T14:30:15", "2024-01-08T07:30:15+00:00"),
        ("2024-01-08T14:30:00+00:00", "2024-01-08T14:30:00+00:00"),
        ("2024-01-08T14:30:00Z", "2024-01-08T14:30:00+00:00"),
        ("2024-01-08T00:30+09:00", "2024-01-07T15:30:00+00:00"),
        ("2024-02-29", "2024-02-29T02:00:00+00:00"),
    ],
)
def test_a_day_is_nine_in_the_morning_and_a_time_is_the_offices_own(text: str, instant: str) -> None:
    assert parse_as_of(text) == dt.datetime.fromisoformat(instant)
    assert parse_as_of(text).utcoffset() == dt.timedelta(0)


def test_another_office_has_another_morning() -> None:
    assert parse_as_of("2024-07-01", "Europe/Paris") == dt.datetime(2024, 7, 1, 7, tzinfo=dt.UTC)
    assert parse_as_of("2024-07-01 09:00", "Europe/Paris") == dt.datetime(2024, 7, 1, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13-01", "2024-01-08 25:00", "2024-01-08T10:00+99:00"])
def test_a_day_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="không có trong lịch"):
        parse_as_of(text)


@pytest.mark.parametrize("text", ["", "hôm nay", "08/01/2024", "20240108", "2024-W02-1", "2024-1-8", "2024-01-08T"])
def test_what_is_no_day_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(BadInputError, match="viết như 2024-01-08"):
        parse_as_of(text)
