"""The office's days and hours as instants, and back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.moments import instant, local, local_day


def test_eight_in_the_office_is_one_in_utc():
    at = instant(dt.date(2024, 1, 8), dt.time(8, 0))
    assert at == dt.datetime(2024, 1, 8, 1, 0, tzinfo=dt.UTC)
    assert at.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (dt.datetime(2024, 1, 7, 16, 59, 59, tzinfo=dt.UTC), dt.date(2024, 1, 7)),
        (dt.datetime(2024, 1, 7, 17, 0, 0, tzinfo=dt.UTC), dt.date(2024, 1, 8)),
        (dt.datetime(2024, 1, 8, 16, 59, 59, tzinfo=dt.UTC), dt.date(2024, 1, 8)),
        (dt.datetime(2024, 2, 29, 17, 0, 0, tzinfo=dt.UTC), dt.date(2024, 3, 1)),
    ],
)
def test_the_day_changes_at_midnight_of_the_office(utc, day):
    found = local_day(utc)
    assert found == day
    assert type(found) is dt.date


def test_an_instant_of_another_zone_is_shown_on_the_offices_clock():
    tokyo = dt.datetime(2024, 1, 8, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    assert f"{local(tokyo):%Y-%m-%d %H:%M %z}" == "2024-01-08 08:00 +0700"


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)), st.times().map(lambda at: at.replace(microsecond=0)))
def test_there_and_back_is_the_same_day_and_hour(day, at):
    here = local(instant(day, at))
    assert (local_day(instant(day, at)), here.time()) == (day, at)
