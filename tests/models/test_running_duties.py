"""Duties that run for a time: windows with their checks, milestones, and the slots of a rota."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.periods import Days
from models.timings import Target
from tests.models.drafting import (
    SPRING_2020,
    TWO_YEARS,
    drafts,
    dues,
    milestone,
    on,
    only,
    rota,
    window,
)
from tests.models.strategies import spans

PERCENT_40 = Target(value=40, unit="%")


class TestAWindow:
    def test_through_the_year_is_asked_quarterly_and_due_at_the_end(self):
        found = drafts(window())
        assert [(d.key, str(d.opens_on), str(d.due_on), d.is_check) for d in found] == [
            ("2024-Q1", "2024-01-01", "2024-03-31", True),
            ("2024-Q2", "2024-04-01", "2024-06-30", True),
            ("2024-Q3", "2024-07-01", "2024-09-30", True),
            ("end", "2024-01-01", "2024-12-31", False),
        ]

    def test_from_and_to_a_month_over_two_years(self):
        found = dues(window(start="2021-M01", end="2022-M12", check="H"), TWO_YEARS)
        assert found == [
            ("2021-H1", "2021-06-30"), ("2021-H2", "2021-12-31"), ("2022-H1", "2022-06-30"), ("end", "2022-12-31"),
        ]  # fmt: skip

    def test_an_open_end_is_marked_and_runs_to_the_plans_end(self):
        end = drafts(window(start=on("2020-03-20")), SPRING_2020)[-1]
        assert end.due_on == on("2020-12-31")
        assert end.rules == ("open_end: không nêu ngày kết thúc, tính đến hết kế hoạch 31/12/2020",)

    def test_a_stated_end_is_named(self):
        end = drafts(window(end=on("2024-05-15")))[-1]
        assert (end.due_on, end.rules) == (on("2024-05-15"), ("window_end: thực hiện đến hết ngày 15/05/2024",))

    def test_the_office_chooses_the_check_period_and_the_duty_overrules_it(self):
        assert [d.key for d in drafts(window(), check_period="H")] == ["2024-H1", "end"]
        assert [d.key for d in drafts(window(check="9M"), check_period="H")] == ["2024-9M", "end"]

    @pytest.mark.parametrize(
        ("end", "keys"),
        [("2024-06-29", ["2024-Q1"]), ("2024-06-30", ["2024-Q1"]), ("2024-07-01", ["2024-Q1", "2024-Q2"])],
    )
    def test_no_check_falls_on_the_day_of_its_end(self, end, keys):
        assert [d.key for d in drafts(window(end=on(end))) if d.is_check] == keys

    def test_the_first_check_covers_what_is_left_of_its_period(self):
        first = drafts(window(start=on("2024-02-20")))[0]
        assert (first.key, first.opens_on, first.due_on) == ("2024-Q1", on("2024-02-20"), on("2024-03-31"))

    def test_a_window_shorter_than_a_check_period_is_only_due_at_its_end(self):
        assert dues(window(start=on("2024-04-10"), end=on("2024-05-20"))) == [("end", "2024-05-20")]


class TestAMilestone:
    def test_by_a_day_is_due_once(self):
        found = only(milestone(target=PERCENT_40, by=on("2020-12-31")), SPRING_2020)
        assert (found.key, found.opens_on, found.due_on) == ("target", on("2020-03-20"), on("2020-12-31"))
        assert not found.is_check

    def test_by_the_end_of_a_period(self):
        assert dues(milestone(target=PERCENT_40, by="2020-Q2"), SPRING_2020) == [("target", "2020-06-30")]

    def test_before_a_day_is_strict_here_too(self):
        assert dues(milestone(target=PERCENT_40, by=on("2024-07-01"), bound="before")) == [("target", "2024-06-30")]

    def test_that_holds_from_a_day_is_due_then_and_measured_again(self):
        found = drafts(milestone(target=PERCENT_40, holds_from=on("2020-06-01")), SPRING_2020)
        assert [(d.key, str(d.opens_on), str(d.due_on), d.is_check) for d in found] == [
            ("target", "2020-03-20", "2020-06-01", False),
            ("2020-Q2", "2020-06-01", "2020-06-30", True),
            ("2020-Q3", "2020-07-01", "2020-09-30", True),
            ("end", "2020-06-01", "2020-12-31", True),
        ]

    def test_that_holds_until_a_day_is_measured_last_on_that_day(self):
        found = dues(milestone(target=PERCENT_40, holds_from=on("2024-01-15"), end=on("2024-05-31"), check="M"))
        assert found == [
            ("target", "2024-01-15"), ("2024-M01", "2024-01-31"), ("2024-M02", "2024-02-29"),
            ("2024-M03", "2024-03-31"), ("2024-M04", "2024-04-30"), ("end", "2024-05-31"),
        ]  # fmt: skip


class TestARota:
    """Tết 2020: off from Thursday 23/1 to Wednesday 29/1."""

    def slots(self, per_week, first, last):
        plan = Days(on(first), on(last))
        return [(d.key, str(d.opens_on), str(d.due_on)) for d in drafts(rota(per_week=per_week), plan)]

    def test_two_days_a_week_from_the_first_of_april_2020(self):
        assert self.slots(2, "2020-04-01", "2020-04-12") == [
            ("2020-W14.1", "2020-04-01", "2020-04-03"),  # Thursday 2/4 is Giỗ Tổ
            ("2020-W14.2", "2020-04-01", "2020-04-03"),
            ("2020-W15.1", "2020-04-06", "2020-04-10"),
            ("2020-W15.2", "2020-04-06", "2020-04-10"),
        ]

    def test_in_the_weeks_of_tet_there_are_no_more_slots_than_days_worked(self):
        assert self.slots(4, "2020-01-20", "2020-02-02") == [
            ("2020-W04.1", "2020-01-20", "2020-01-22"),
            ("2020-W04.2", "2020-01-20", "2020-01-22"),
            ("2020-W04.3", "2020-01-20", "2020-01-22"),
            ("2020-W05.1", "2020-01-30", "2020-01-31"),
            ("2020-W05.2", "2020-01-30", "2020-01-31"),
        ]

    def test_a_week_that_is_all_off_has_none(self):
        slots = self.slots(2, "2026-02-09", "2026-03-01")
        assert [key for key, _, _ in slots] == ["2026-W07.1", "2026-W07.2", "2026-W09.1", "2026-W09.2"]

    def test_the_week_over_new_year_is_one_week_of_the_old_year(self):
        assert self.slots(1, "2020-12-28", "2021-01-08") == [
            ("2020-W53.1", "2020-12-28", "2020-12-31"),
            ("2021-W01.1", "2021-01-04", "2021-01-08"),
        ]

    def test_a_run_that_ends_in_mid_week_has_slots_in_the_days_it_has(self):
        assert self.slots(3, "2024-06-03", "2024-06-11") == [
            ("2024-W23.1", "2024-06-03", "2024-06-07"),
            ("2024-W23.2", "2024-06-03", "2024-06-07"),
            ("2024-W23.3", "2024-06-03", "2024-06-07"),
            ("2024-W24.1", "2024-06-10", "2024-06-11"),
            ("2024-W24.2", "2024-06-10", "2024-06-11"),
        ]

    def test_a_saturday_worked_counts(self):
        assert self.slots(7, "2024-04-29", "2024-05-05") == [
            ("2024-W18.1", "2024-05-02", "2024-05-04"),
            ("2024-W18.2", "2024-05-02", "2024-05-04"),
            ("2024-W18.3", "2024-05-02", "2024-05-04"),
        ]

    @given(spans(longest=500), st.integers(1, 7), st.dates(dt.date(2020, 1, 1), dt.date(2028, 1, 1)))
    def test_a_longer_horizon_only_appends_so_that_turns_stay_as_they_are(self, plan, per_week, until):
        near = drafts(rota(per_week=per_week), plan, until)
        assert drafts(rota(per_week=per_week), plan, until + dt.timedelta(days=200))[: len(near)] == near
