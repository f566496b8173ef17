"""The working calendar: against the state's table of 2020 to 2026, against a slow oracle, and at Tết and swaps by hand."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.working_days import WorkingCalendar, vietnamese_calendar
from tests.models import oracle

TABLE = Path(__file__).parents[3] / "shared" / "reference" / "calendar_2020_2026.csv"
# A small office's own calendar: a week of Tết, a swap (Mon 29/4 for Sat 4/5) and a lone holiday in mid-week.
OFF = {dt.date(2024, 2, day): "Tết" for day in range(8, 15)} | {
    dt.date(2024, 4, 29): "hoán đổi",
    dt.date(2024, 4, 30): "Ngày Chiến thắng",
    dt.date(2024, 5, 1): "Quốc tế Lao động",
    dt.date(2024, 6, 12): "nghỉ riêng",
}
WORKED = {dt.date(2024, 5, 4): "làm bù cho 29/4"}
SMALL = WorkingCalendar(OFF, WORKED)

days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 8, 31))
counts = st.integers(-60, 60)


def on(text):
    return dt.date.fromisoformat(text)


@pytest.mark.seeds
@pytest.mark.skipif(not TABLE.exists(), reason="the reference table of working days does not lie beside this checkout")
def test_every_day_of_2020_to_2026_is_as_in_the_reference_table(vietnam):
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [(on(row["date"]), row["kind"]) for row in csv.DictReader(file)]
    off = {day for day, kind in rows if kind == "off"}
    worked = {day for day, kind in rows if kind == "work"}
    wrong = [
        day
        for year in range(2020, 2027)
        for day in oracle.days_of_year(year)
        if vietnam.is_working(day) != oracle.works(day, off, worked)
    ]
    assert wrong == []


class TestTheStatesCalendar:
    @pytest.mark.parametrize(
        ("before", "first_off", "last_off", "after"),
        [
            ("2020-01-22", "2020-01-23", "2020-01-29", "2020-01-30"),
            ("2021-02-09", "2021-02-10", "2021-02-16", "2021-02-17"),
            ("2022-01-28", "2022-01-29", "2022-02-06", "2022-02-07"),
            ("2023-01-19", "2023-01-20", "2023-01-26", "2023-01-27"),
            ("2024-02-07", "2024-02-08", "2024-02-14", "2024-02-15"),
            ("2025-01-24", "2025-01-25", "2025-02-02", "2025-02-03"),
            ("2026-02-13", "2026-02-14", "2026-02-22", "2026-02-23"),
        ],
    )
    def test_tet_is_off_from_its_first_to_its_last_day(self, vietnam, before, first_off, last_off, after):
        assert vietnam.is_working(on(before))
        assert vietnam.between(on(first_off), on(last_off)) == 0
        assert vietnam.is_working(on(after))
        assert vietnam.add(on(before), 1) == on(after)
        assert vietnam.add(on(after), -1) == on(before)

    @pytest.mark.parametrize(
        ("off", "worked"),
        [("2024-04-29", "2024-05-04"), ("2025-05-02", "2025-04-26"), ("2026-08-31", "2026-08-22")],
    )
    def test_a_swap_gives_a_day_off_for_a_weekend_day_worked(self, vietnam, off, worked):
        assert not vietnam.is_working(on(off))
        assert on(worked).isoweekday() == 6
        assert vietnam.is_working(on(worked))

    def test_an_ordinary_weekend_is_off(self, vietnam):
        worked = [day for day in range(3, 11) if vietnam.is_working(dt.date(2024, 6, day))]
        assert worked == [3, 4, 5, 6, 7, 10]

    def test_days_off_have_vietnamese_names(self, vietnam):
        assert vietnam.off[on("2024-09-02")] == "Quốc khánh"
        assert "Tết" in vietnam.off[on("2024-02-10")]

    def test_only_the_asked_years_are_taken(self):
        of_2025 = vietnamese_calendar([2025])
        assert {day.year for day in of_2025.off} == {2025}
        assert list(of_2025.worked) == [on("2025-04-26")]


class TestTheOfficesOwnDays:
    def test_a_day_declared_off_is_off_though_the_state_works(self):
        mended = vietnamese_calendar([2026], off={on("2026-01-02"): "hoán đổi"})
        assert vietnamese_calendar([2026]).is_working(on("2026-01-02"))
        assert not mended.is_working(on("2026-01-02"))
        assert mended.off[on("2026-01-02")] == "hoán đổi"

    def test_a_day_declared_worked_is_worked_though_it_is_a_weekend(self):
        mended = vietnamese_calendar([2026], worked={on("2026-01-10"): "làm bù"})
        assert not vietnamese_calendar([2026]).is_working(on("2026-01-10"))
        assert mended.is_working(on("2026-01-10"))

    def test_a_day_declared_worked_is_worked_though_it_is_a_holiday(self):
        mended = vietnamese_calendar([2026], worked={on("2026-11-24"): "chưa áp dụng"})
        assert not vietnamese_calendar([2026]).is_working(on("2026-11-24"))
        assert mended.is_working(on("2026-11-24"))
        assert on("2026-11-24") not in mended.off

    def test_a_day_declared_off_is_off_though_the_state_makes_it_a_working_saturday(self):
        mended = vietnamese_calendar([2024], off={on("2024-05-04"): "không hoán đổi"})
        assert vietnamese_calendar([2024]).is_working(on("2024-05-04"))
        assert not mended.is_working(on("2024-05-04"))

    def test_a_name_given_by_the_office_replaces_the_states(self):
        mended = vietnamese_calendar([2024], off={on("2024-02-10"): "Mùng một Giáp Thìn"})
        assert mended.off[on("2024-02-10")] == "Mùng một Giáp Thìn"


class TestEstimatedYears:
    @pytest.mark.parametrize(("day", "estimated"), [("2026-12-31", False), ("2027-01-01", True), ("2031-06-01", True)])
    def test_a_day_after_the_last_decided_year_is_estimated(self, vietnam, day, estimated):
        assert vietnam.is_estimated(on(day)) is estimated

    def test_the_office_moves_the_last_decided_year(self):
        moved = vietnamese_calendar([2027], decided_through=2027)
        assert not moved.is_estimated(on("2027-12-31"))
        assert moved.is_estimated(on("2028-01-01"))

    def test_an_estimated_year_has_a_tet_all_the_same(self, vietnam):
        assert not vietnam.is_working(on("2027-02-08"))


class TestCounting:
    @pytest.mark.parametrize(
        ("day", "count", "reached"),
        [
            ("2024-06-07", 1, "2024-06-10"),  # Friday
            ("2024-06-08", 1, "2024-06-10"),  # Saturday
            ("2024-06-09", -1, "2024-06-07"),  # Sunday
            ("2024-06-09", 0, "2024-06-09"),
            ("2024-06-10", 3, "2024-06-14"),  # over the lone Wednesday
            ("2024-02-07", 1, "2024-02-15"),  # over Tết
            ("2024-02-16", -5, "2024-02-02"),
            ("2024-05-03", 1, "2024-05-04"),  # onto the Saturday worked
            ("2024-05-04", 1, "2024-05-06"),
            ("2024-05-02", -1, "2024-04-26"),
        ],
    )
    def test_adding_steps_over_all_days_off(self, day, count, reached):
        assert SMALL.add(on(day), count) == on(reached)

    @pytest.mark.parametrize(
        ("first", "last", "count"),
        [
            ("2024-06-03", "2024-06-07", 5),
            ("2024-06-07", "2024-06-10", 2),
            ("2024-06-08", "2024-06-09", 0),
            ("2024-06-07", "2024-06-07", 1),
            ("2024-06-07", "2024-06-06", 0),
            ("2024-06-14", "2024-06-03", 0),
            ("2024-02-07", "2024-02-15", 2),
            ("2024-04-29", "2024-05-05", 3),
        ],
    )
    def test_between_counts_both_ends(self, first, last, count):
        assert SMALL.between(on(first), on(last)) == count

    @pytest.mark.parametrize(
        ("day", "before", "after"),
        [
            ("2024-06-07", "2024-06-07", "2024-06-07"),
            ("2024-06-08", "2024-06-07", "2024-06-10"),
            ("2024-02-08", "2024-02-07", "2024-02-15"),
            ("2024-02-14", "2024-02-07", "2024-02-15"),
            ("2024-05-04", "2024-05-04", "2024-05-04"),
            ("2024-05-05", "2024-05-04", "2024-05-06"),
        ],
    )
    def test_a_day_off_has_a_working_day_on_either_side(self, day, before, after):
        assert SMALL.on_or_before(on(day)) == on(before)
        assert SMALL.on_or_after(on(day)) == on(after)

    def test_a_calendar_without_working_days_is_found_out(self):
        first = dt.date(2023, 1, 1)
        never = WorkingCalendar({first + dt.timedelta(days=n): "nghỉ" for n in range(2000)}, {})
        with pytest.raises(ValueError, match="no working days"):
            never.add(dt.date(2024, 1, 1), 1)

    @given(days, counts)
    def test_adding_agrees_with_the_oracle(self, day, count):
        assert SMALL.add(day, count) == oracle.counted(day, count, OFF, WORKED)

    @given(days, days)
    def test_between_agrees_with_the_oracle(self, first, last):
        assert SMALL.between(first, last) == len(oracle.working_days(first, last, OFF, WORKED))

    @given(days, counts)
    def test_there_and_back_is_the_day_itself_or_the_working_day_on_that_side(self, day, count):
        back = SMALL.add(SMALL.add(day, count), -count)
        if count == 0 or SMALL.is_working(day):
            assert back == day
        else:
            assert back == (SMALL.on_or_before(day) if count > 0 else SMALL.on_or_after(day))

    @given(days, st.integers(0, 30), st.integers(0, 30))
    def test_two_steps_are_one(self, day, first, second):
        assert SMALL.add(SMALL.add(day, first), second) == SMALL.add(day, first + second)

    @given(days, st.integers(1, 60))
    def test_between_counts_what_add_added(self, day, count):
        ahead, behind = SMALL.add(day, count), SMALL.add(day, -count)
        assert SMALL.between(day + oracle.DAY, ahead) == count
        assert SMALL.between(behind, day - oracle.DAY) == count

    @given(days)
    def test_the_working_days_around_a_day_are_worked_with_none_between(self, day):
        before, after = SMALL.on_or_before(day), SMALL.on_or_after(day)
        assert SMALL.is_working(before)
        assert SMALL.is_working(after)
        assert SMALL.between(before, after) == (1 if before == after else 2)


class TestTimeLimitsFromAnEvent:
    """Bộ luật Dân sự 2015 Điều 147-148."""

    @pytest.mark.parametrize(
        ("event", "days", "end"),
        [
            ("2024-06-03", 5, "2024-06-10"),  # the event's own Monday is not counted
            ("2024-06-08", 1, "2024-06-10"),  # an event on a Saturday
            ("2024-02-06", 2, "2024-02-15"),  # over Tết
            ("2024-06-10", 2, "2024-06-13"),
        ],
    )
    def test_working_days_do_not_count_the_first_day(self, event, days, end):
        assert SMALL.limit_from(on(event), days) == on(end)

    @pytest.mark.parametrize(
        ("event", "days", "end"),
        [
            ("2024-06-03", 4, "2024-06-07"),  # ends on a Friday
            ("2024-06-03", 5, "2024-06-10"),  # would end on a Saturday
            ("2024-06-03", 6, "2024-06-10"),  # would end on a Sunday
            ("2024-06-03", 7, "2024-06-10"),  # ends on a Monday
            ("2024-02-02", 6, "2024-02-15"),  # would end in Tết
            ("2024-04-29", 5, "2024-05-04"),  # the Saturday worked
        ],
    )
    def test_calendar_days_that_end_on_a_day_off_end_on_the_next_working_day(self, event, days, end):
        assert SMALL.calendar_limit_from(on(event), days) == on(end)

    @given(days, st.integers(1, 60))
    def test_a_limit_in_working_days_is_never_shorter(self, event, count):
        assert SMALL.is_working(SMALL.limit_from(event, count))
        assert SMALL.is_working(SMALL.calendar_limit_from(event, count))
        assert SMALL.limit_from(event, count) >= SMALL.calendar_limit_from(event, count)
