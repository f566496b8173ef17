"""What a register may say about time: each kind is read, and what cannot be is refused in Vietnamese."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.periods import DataWindow, Days, Frequency
from models.timings import (
    Bound,
    Deadline,
    DuePoint,
    Event,
    HolidayRule,
    Milestone,
    ReadingRules,
    Recurring,
    Rota,
    Target,
    Timing,
    Undated,
    Window,
    first_day,
    last_day,
)
from tests.models.strategies import timings

ANY: TypeAdapter = TypeAdapter(Timing)
PLAN = Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def read(**said):
    return ANY.validate_python(said)


def refusal(**said):
    with pytest.raises(ValidationError) as refused:
        read(**said)
    return str(refused.value)


class TestEveryKindIsRead:
    def test_a_deadline_on_a_day(self):
        timing = read(kind="deadline", on="2024-01-10", bound="before")
        assert timing == Deadline(on=dt.date(2024, 1, 10), bound=Bound.BEFORE)

    def test_a_deadline_at_an_hour(self):
        assert read(kind="deadline", on="2020-04-27", at="10:00").at == dt.time(10, 0)

    def test_a_deadline_at_the_end_of_a_period_is_inclusive_unless_it_says_otherwise(self):
        timing = read(kind="deadline", on="2026-Q2")
        assert (timing.on, timing.bound) == ("2026-Q2", Bound.BY)

    def test_a_series_with_a_day_in_the_last_month(self):
        timing = read(kind="recurring", every=["Q1", "H1", "Q3", "Y"], due={"day": 20}, data_window="nd09")
        assert timing == Recurring(
            every=["Q1", "H1", "Q3", "Y"], due=DuePoint(day=20, month="last"), data_window=DataWindow.ND09
        )

    def test_a_weekly_series_on_a_weekday_before_an_hour(self):
        timing = read(kind="recurring", every=["W"], due={"weekday": "fri", "bound": "before", "at": "16:00"})
        assert timing.due == DuePoint(weekday="fri", bound=Bound.BEFORE, at=dt.time(16, 0))

    @pytest.mark.parametrize(("day", "month"), [(1, 1), (29, 2), (30, 4), (31, 12), ("last", 2), (31, "first")])
    def test_a_series_on_a_day_that_some_year_has(self, day, month):
        timing = read(kind="recurring", every=["Y"], due={"day": day, "month": month})
        assert (timing.due.day, timing.due.month) == (day, month)

    @pytest.mark.parametrize("name", ["W01", "W53", "M01", "M12", "Q4", "H2", "9M", "Y"])
    def test_a_series_of_one_period_a_year(self, name):
        assert read(kind="recurring", every=[name], due=None).every == [name]

    def test_a_series_whose_day_the_plan_does_not_state(self):
        assert read(kind="recurring", every=["M"], due=None).due is None

    def test_a_window_may_start_and_end_where_it_says(self):
        timing = read(kind="window", **{"from": "2021-M01", "to": "2022-12-15"})
        assert timing == Window(start="2021-M01", end=dt.date(2022, 12, 15))

    def test_a_milestone_by_a_day(self):
        timing = read(kind="milestone", target={"value": 40, "unit": "%"}, by="2020-12-31")
        assert timing == Milestone(target=Target(value=40, unit="%"), by=dt.date(2020, 12, 31))

    def test_a_milestone_that_holds_from_a_day(self):
        timing = read(kind="milestone", target={"value": 100, "unit": "%"}, holds_from="2020-06-01", check="M")
        assert (timing.holds_from, timing.check) == (dt.date(2020, 6, 1), Frequency.MONTH)

    def test_a_rota(self):
        assert read(kind="rota", per_week=2, **{"from": "2020-04-01"}) == Rota(per_week=2, start=dt.date(2020, 4, 1))

    def test_an_event_with_and_without_a_limit(self):
        assert read(kind="event", trigger="khi có vướng mắc") == Event(trigger="khi có vướng mắc", within=None)
        assert read(kind="event", trigger="khi có yêu cầu", within=5).within == 5

    def test_an_undated_duty_with_advice(self):
        timing = read(kind="undated", suggest="2024-11-15", suggest_from="báo cáo của đơn vị đến hạn 31/10")
        assert timing == Undated(suggest=dt.date(2024, 11, 15), suggest_from="báo cáo của đơn vị đến hạn 31/10")

    @given(timings())
    def test_what_is_stored_as_json_is_read_back_as_it_was(self, timing):
        assert ANY.validate_python(ANY.dump_python(timing, mode="json")) == timing
        assert ANY.validate_python(ANY.dump_python(timing, mode="json", by_alias=True)) == timing
        assert ANY.validate_json(ANY.dump_json(timing, exclude_defaults=False)) == timing


class TestWhatCannotBeIsRefused:
    @pytest.mark.parametrize(
        ("said", "message"),
        [
            ({"kind": "deadline", "on": "2024-6M"}, "kỳ '2024-6M' sai — viết như 2024-M03"),
            ({"kind": "deadline", "on": "2024-W53"}, "kỳ '2024-W53' không có trong năm 2024"),
            ({"kind": "deadline", "on": "2024-01-10", "at": 16}, "'16' không phải giờ — viết như '16:00'"),
            ({"kind": "deadline", "on": "2024-01-10", "at": "8"}, "'8' không phải giờ"),
            ({"kind": "deadline", "on": "2024-01-10", "at": "16:00Z"}, "'16:00Z' không phải giờ"),
            (
                {"kind": "deadline", "on": "2024-01-10", "at": dt.time(16, tzinfo=dt.UTC)},
                "'16:00:00+00:00' không phải giờ",
            ),
            ({"kind": "recurring", "every": ["6M"], "due": None}, "'6M' không phải tên kỳ — viết W, M, Q"),
            ({"kind": "recurring", "every": ["M13"], "due": None}, "'M13' không phải tên kỳ"),
            ({"kind": "recurring", "every": ["M00"], "due": None}, "'M00' không phải tên kỳ"),
            ({"kind": "recurring", "every": ["W54"], "due": None}, "'W54' không phải tên kỳ"),
            ({"kind": "recurring", "every": ["2024-M03"], "due": None}, "'2024-M03' không phải tên kỳ"),
            ({"kind": "recurring", "every": ["M"], "due": {}}, "hạn trong kỳ cần đúng một trong hai"),
            (
                {"kind": "recurring", "every": ["M"], "due": {"day": 5, "weekday": "fri"}},
                "hạn trong kỳ cần đúng một trong hai",
            ),
            ({"kind": "recurring", "every": ["M"], "due": {"day": 0}}, "ngày 0 không có trong tháng nào"),
            ({"kind": "recurring", "every": ["M"], "due": {"day": 32}}, "ngày 32 không có trong tháng nào"),
            ({"kind": "recurring", "every": ["Y"], "due": {"day": 1, "month": 13}}, "tháng 13 không có"),
            ({"kind": "recurring", "every": ["Y"], "due": {"day": 30, "month": 2}}, "ngày 30/2 không có"),
            ({"kind": "recurring", "every": ["Y"], "due": {"day": 31, "month": 4}}, "ngày 31/4 không có"),
            (
                {"kind": "recurring", "every": ["M"], "due": {"weekday": "fri", "month": "after"}},
                "'month' không dùng với 'weekday'",
            ),
            ({"kind": "recurring", "every": ["W"], "due": {"day": 5}}, "hạn hằng tuần phải là một thứ"),
            ({"kind": "recurring", "every": ["M", "W14"], "due": {"day": 5}}, "hạn hằng tuần phải là một thứ"),
            ({"kind": "window", "from": "2024-05-02", "to": "2024-05-01"}, "'from' 2024-05-02 sau 'to' 2024-05-01"),
            ({"kind": "window", "from": "2024-Q3", "to": "2024-M06"}, "'from' 2024-Q3 sau 'to' 2024-M06"),
            ({"kind": "milestone", "target": {"value": 1, "unit": "%"}}, "chỉ tiêu cần đúng một trong hai"),
            (
                {
                    "kind": "milestone",
                    "target": {"value": 1, "unit": "%"},
                    "by": "2024-Y",
                    "holds_from": "2024-06-01",
                },
                "chỉ tiêu cần đúng một trong hai",
            ),
        ],
    )
    def test_with_a_message_in_vietnamese(self, said, message):
        assert message in refusal(**said)

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"kind": "sometime"},
            {"kind": "deadline"},
            {"kind": "deadline", "on": "2024-02-31"},
            {"kind": "deadline", "on": "2023-02-29"},
            {"kind": "deadline", "on": "10/01/2024"},
            {"kind": "deadline", "on": "2024-01-10", "bound": "around"},
            {"kind": "deadline", "on": "2024-01-10", "at": "25:00"},
            {"kind": "deadline", "on": "2024-01-10", "due": "2024-01-10"},
            {"kind": "recurring", "every": ["M"]},
            {"kind": "recurring", "every": [], "due": None},
            {"kind": "recurring", "every": "M", "due": None},
            {"kind": "recurring", "every": ["M"], "due": "some_day"},
            {"kind": "recurring", "every": ["M"], "due": {"weekday": "friday"}},
            {"kind": "window", "check": "D"},
            {"kind": "milestone", "target": {"value": math.nan, "unit": "%"}, "by": "2024-Y"},
            {"kind": "milestone", "target": {"value": 40}, "by": "2024-Y"},
            {"kind": "rota", "per_week": 0},
            {"kind": "rota", "per_week": 8},
            {"kind": "event"},
            {"kind": "event", "trigger": "khi có", "within": 0},
            {"kind": "event", "trigger": "khi có", "within": 61},
            {"kind": "undated", "on": "2024-01-10"},
        ],
    )
    def test_whatever_is_missing_unknown_or_out_of_range(self, said):
        refusal(**said)

    def test_a_timing_cannot_be_changed_once_read(self):
        timing = read(kind="deadline", on="2024-01-10")
        with pytest.raises(ValidationError):
            timing.on = dt.date(2024, 1, 11)


class TestTheRun:
    def test_where_nothing_is_said_it_is_the_plans_own(self):
        assert Window().span(PLAN) == PLAN

    def test_a_period_as_a_beginning_is_its_first_day_and_as_an_end_its_last(self):
        assert Window(start="2024-Q2", end="2024-M06").span(PLAN) == Days(dt.date(2024, 4, 1), dt.date(2024, 6, 30))
        assert (first_day("2024-M02"), last_day("2024-M02")) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))

    def test_an_open_end_runs_to_the_plans_end(self):
        assert Window(start=dt.date(2024, 3, 20)).span(PLAN) == Days(dt.date(2024, 3, 20), PLAN.last)

    def test_a_run_of_one_day_is_in_order(self):
        day = dt.date(2024, 5, 1)
        assert Window(start=day, end=day).span(PLAN) == Days(day, day)


class TestATarget:
    @pytest.mark.parametrize(
        ("op", "below", "at", "above"),
        [
            (">=", False, True, True),
            (">", False, False, True),
            ("=", False, True, False),
            ("<=", True, True, False),
            ("<", True, False, False),
        ],
    )
    def test_is_met_below_at_and_above_its_value(self, op, below, at, above):
        target = Target(value=40, op=op, unit="%")
        assert [target.is_met(measured) for measured in (39.9, 40, 40.1)] == [below, at, above]

    def test_is_a_least_value_unless_it_says_otherwise(self):
        assert Target(value=2, unit="phóng sự").op == ">="

    @given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
    def test_at_least_is_the_same_as_not_below(self, value, measured):
        def met(op):
            return Target(value=value, op=op, unit="%").is_met(measured)

        assert met(">=") is not met("<")
        assert met("<=") is not met(">")
        assert met("=") is (met(">=") and met("<="))


class TestReadingRules:
    def test_the_defaults_are_those_of_the_design(self):
        assert ReadingRules() == ReadingRules(
            before_is_strict=True,
            merge_periods=True,
            data_window=DataWindow.ND09,
            holiday_rule=HolidayRule.KEEP,
            check_period=Frequency.QUARTER,
            event_days=None,
            report_day=None,
        )

    @pytest.mark.parametrize("said", [{"report_day": 1}, {"report_day": 31}, {"event_days": 1}, {"event_days": 60}])
    def test_the_first_and_last_values_of_a_switch_are_read(self, said):
        assert ReadingRules.model_validate(said).model_dump(include=set(said)) == said

    @pytest.mark.parametrize(
        "said",
        [
            {"report_day": 0},
            {"report_day": 32},
            {"event_days": 0},
            {"event_days": 61},
            {"holiday_rule": "skip"},
            {"strict": True},
        ],
    )
    def test_an_unknown_switch_or_value_is_refused(self, said):
        with pytest.raises(ValidationError):
            ReadingRules.model_validate(said)
