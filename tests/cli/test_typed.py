"""What people type, and what they are told when it cannot be."""

import datetime as dt

import pytest

from cli.typed import count_from, day_from, lived_day, moment_from, obligation_number, quantity_from, share_from
from models.errors import BadInputError, NotFoundError


@pytest.mark.parametrize("text", ["2024-01-08", "08/01/2024", "8/1/2024", "2024-1-8", " 2024-01-08 "])
def test_a_day_is_understood_as_programs_and_as_people_write_it(text):
    assert day_from(text) == dt.date(2024, 1, 8)


@pytest.mark.parametrize("text", ["31/02/2024", "2023-02-29", "00/01/2024", "01/13/2024"])
def test_a_day_that_no_calendar_has_is_refused(text):
    with pytest.raises(BadInputError, match="không có trong lịch"):
        day_from(text)


@pytest.mark.parametrize("text", ["", "mai", "08-01-2024", "08/01/24", "2024-01-08T10:00", "20240108"])
def test_what_is_no_day_is_answered_with_how_to_write_one(text):
    with pytest.raises(BadInputError, match="viết như 2024-01-31 hoặc 31/01/2024"):
        day_from(text)


@pytest.mark.parametrize(("text", "is_taken"), [("1999-12-31", False), ("2000-01-01", True), ("2099-12-31", True),
                                                ("2100-01-01", False), ("0024-01-08", False)])  # fmt: skip
def test_a_year_outside_all_plans_is_a_slip_of_the_hand(text, is_taken):
    if is_taken:
        assert day_from(text).isoformat() == text
    else:
        with pytest.raises(BadInputError, match="viết lại năm"):
            day_from(text)


def test_the_engine_is_put_only_on_days_whose_holidays_are_known():
    assert lived_day("2015-01-01") == dt.date(2015, 1, 1)
    with pytest.raises(BadInputError, match="từ năm 2015"):
        lived_day("31/12/2014")
    with pytest.raises(BadInputError, match="ngoài lịch làm việc"):
        moment_from("2060-01-01 10:00")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-01-08", "2024-01-08T02:00"),
        ("08/01/2024", "2024-01-08T02:00"),
        ("2024-01-08 14:30", "2024-01-08T07:30"),
        ("2024-01-08T14:30+00:00", "2024-01-08T14:30"),
    ],
)
def test_a_day_alone_is_nine_in_the_morning_there_and_a_time_is_the_offices(text, utc):
    assert moment_from(text).isoformat()[:16] == utc


@pytest.mark.parametrize("text", ["", "nay", "2024-01-08 25:00", "2024-01-08 14", "31/02/2024"])
def test_a_moment_that_cannot_be_is_refused(text):
    with pytest.raises(BadInputError):
        moment_from(text)


def test_a_number_of_an_obligation_is_a_number():
    assert obligation_number(" 926 ") == 926
    for text in ("", "abc", "-5", "9.5", "٣"):
        with pytest.raises(BadInputError, match="cột ID"):
            obligation_number(text)


@pytest.mark.parametrize("text", ["2147483648", "9" * 30])
def test_a_number_larger_than_any_row_has_is_simply_not_found(text):
    with pytest.raises(NotFoundError, match="không có nghĩa vụ số"):
        obligation_number(text)


@pytest.mark.parametrize(("text", "value"), [("12", 12), ("12.5", 12.5), ("12,5", 12.5), ("40%", 40), ("0", 0)])
def test_a_quantity_may_have_a_decimal_comma_or_stand_in_percent(text, value):
    assert quantity_from(text) == value


@pytest.mark.parametrize("text", ["", "nan", "inf", "-1", "hai", "1.000,5"])
def test_a_quantity_that_measures_nothing_is_refused(text):
    with pytest.raises(BadInputError, match="số đo"):
        quantity_from(text)


@pytest.mark.parametrize(("text", "value"), [("0.2", 0.2), ("0,2", 0.2), ("20%", 0.2), ("1", 1), ("100%", 1)])
def test_a_share_is_a_fraction_or_percent(text, value):
    assert share_from(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["2", "101%", "-1%", "nan", "", "%"])
def test_a_share_larger_than_the_whole_is_refused(text):
    with pytest.raises(BadInputError, match="tỷ lệ"):
        share_from(text)


@pytest.mark.parametrize("text", ["0", "61", "7.5", "-1", "", "bảy"])
def test_a_count_outside_its_limits_is_answered_with_the_limits(text):
    with pytest.raises(BadInputError, match="từ 1 đến 60"):
        count_from(text, "số ngày", least=1, most=60)
    assert count_from("60", "số ngày", least=1, most=60) == 60
