"""Duties that come back: which periods, on which day, merged or not, and on which data they report."""

import datetime as dt

import pytest

from models.periods import Days
from tests.models.drafting import (
    SPRING_2020,
    TWO_YEARS,
    YEAR_2024,
    drafts,
    dues,
    on,
    only,
    recurring,
)


class TestASeries:
    def test_monthly_at_the_end_of_each_month(self):
        assert dues(recurring(every=["M"], due="period_end"), Days(on("2024-01-01"), on("2024-04-30"))) == [
            ("2024-M01", "2024-01-31"),
            ("2024-M02", "2024-02-29"),
            ("2024-M03", "2024-03-31"),
            ("2024-M04", "2024-04-30"),
        ]

    def test_before_the_18th_of_each_month(self):
        found = dues(
            recurring(every=["M"], due={"day": 18, "bound": "before"}), Days(on("2024-01-01"), on("2024-03-31"))
        )
        assert found == [("2024-M01", "2024-01-17"), ("2024-M02", "2024-02-17"), ("2024-M03", "2024-03-17")]

    def test_the_20th_of_the_last_month_of_each_quarter(self):
        assert dues(recurring(every=["Q"], due={"day": 20})) == [
            ("2024-Q1", "2024-03-20"),
            ("2024-Q2", "2024-06-20"),
            ("2024-Q3", "2024-09-20"),
            ("2024-Q4", "2024-12-20"),
        ]

    def test_the_5th_of_the_first_month(self):
        assert dues(recurring(every=["H"], due={"day": 5, "month": "first"})) == [
            ("2024-H1", "2024-01-05"),
            ("2024-H2", "2024-07-05"),
        ]

    def test_the_5th_of_the_month_after_goes_over_the_year(self):
        assert dues(recurring(every=["Q"], due={"day": 5, "month": "after"}))[-2:] == [
            ("2024-Q3", "2024-10-05"),
            ("2024-Q4", "2025-01-05"),
        ]

    def test_the_10th_of_december_of_each_year(self):
        yearly = recurring(every=["Y"], due={"day": 10, "month": 12, "bound": "before"})
        assert dues(yearly, TWO_YEARS) == [("2021-Y", "2021-12-09"), ("2022-Y", "2022-12-09")]

    @pytest.mark.parametrize(
        ("day", "due_2023", "due_2024"),
        [(28, "2023-02-28", "2024-02-28"), (29, "2023-02-28", "2024-02-29"), (30, "2023-02-28", "2024-02-29"),
         (31, "2023-02-28", "2024-02-29"), ("last", "2023-02-28", "2024-02-29")],
    )  # fmt: skip
    def test_a_day_that_february_does_not_have_is_its_last(self, day, due_2023, due_2024):
        found = dues(recurring(every=["M02"], due={"day": day}), Days(on("2023-01-01"), on("2024-12-31")))
        assert found == [("2023-M02", due_2023), ("2024-M02", due_2024)]

    @pytest.mark.parametrize(("month", "day", "due"), [("M02", 30, "2024-02-29"), ("M02", 29, "2024-02-28"),
                                                       ("M04", 31, "2024-04-30"), ("M05", 31, "2024-05-30")])  # fmt: skip
    def test_before_a_day_that_the_month_does_not_have_is_by_its_last(self, month, day, due):
        found = only(recurring(every=[month], due={"day": day, "bound": "before"}))
        assert found.due_on == on(due)

    def test_every_friday_before_four_in_the_afternoon(self):
        found = drafts(
            recurring(every=["W"], due={"weekday": "fri", "bound": "before", "at": "16:00"}), until=on("2024-01-15")
        )
        assert [(d.key, d.due_on, d.due_time) for d in found] == [
            ("2024-W01", on("2024-01-05"), dt.time(16, 0)),
            ("2024-W02", on("2024-01-12"), dt.time(16, 0)),
            ("2024-W03", on("2024-01-19"), dt.time(16, 0)),
        ]

    def test_the_last_friday_of_the_month(self):
        found = dues(recurring(every=["M"], due={"weekday": "fri"}), until=on("2024-03-31"))
        assert found == [("2024-M01", "2024-01-26"), ("2024-M02", "2024-02-23"), ("2024-M03", "2024-03-29")]

    def test_the_weeks_around_a_year_with_53(self):
        plan = Days(on("2020-12-21"), on("2021-01-15"))
        assert dues(recurring(every=["W"], due={"weekday": "thu"}), plan) == [
            ("2020-W52", "2020-12-24"),
            ("2020-W53", "2020-12-31"),
            ("2021-W01", "2021-01-07"),
            ("2021-W02", "2021-01-14"),
        ]


class TestWhichPeriodsBelongToARun:
    def test_one_that_ends_in_it_though_it_began_before(self):
        found = drafts(recurring(every=["Q"], due="period_end"), SPRING_2020)
        assert [(d.key, str(d.opens_on)) for d in found] == [
            ("2020-Q1", "2020-03-20"), ("2020-Q2", "2020-04-01"), ("2020-Q3", "2020-07-01"), ("2020-Q4", "2020-10-01"),
        ]  # fmt: skip

    def test_none_whose_day_was_over_when_it_began(self):
        monthly = recurring(every=["M"], due={"day": 19})
        assert dues(monthly, SPRING_2020)[0] == ("2020-M04", "2020-04-19")
        monthly = recurring(every=["M"], due={"day": 20})
        assert dues(monthly, SPRING_2020)[0] == ("2020-M03", "2020-03-20")

    @pytest.mark.parametrize(("end", "last"), [("2024-06-19", "2024-M05"), ("2024-06-20", "2024-M06")])
    def test_one_whose_stated_day_lies_in_it_though_it_ends_later(self, end, last):
        assert dues(recurring(every=["M"], due={"day": 20}, end=on(end)))[-1][0] == last

    @pytest.mark.parametrize("due", [None, "period_end"])
    def test_none_that_ends_later_where_no_day_in_it_is_stated(self, due):
        found = drafts(recurring(every=["M"], due=due, data_window="nd09", end=on("2024-06-29")), report_day=20)
        assert found[-1].key == "2024-M05"

    def test_the_last_friday_of_a_year_is_owed_in_the_plan_of_that_year_only(self):
        weekly = recurring(every=["W"], due={"weekday": "fri"})
        of_2022 = dues(weekly, Days(on("2022-01-01"), on("2022-12-31")))
        of_2023 = dues(weekly, Days(on("2023-01-01"), on("2023-12-31")))
        assert of_2022[-1] == ("2022-W52", "2022-12-30")
        assert of_2023[0] == ("2023-W01", "2023-01-06")
        assert len(of_2022) == len(of_2023) == 52

    def test_a_report_due_after_the_plans_end_is_owed_all_the_same(self):
        assert only(recurring(every=["Y"], due={"day": 15, "month": "after"})).due_on == on("2025-01-15")


class TestMergedSeries:
    def test_the_four_reports_of_a_year(self):
        assert dues(recurring(every=["Q", "H", "Y"], due={"day": 20})) == [
            ("2024-Q1", "2024-03-20"),
            ("2024-H1", "2024-06-20"),
            ("2024-Q3", "2024-09-20"),
            ("2024-Y", "2024-12-20"),
        ]

    @pytest.mark.parametrize(
        ("every", "plan", "count"),
        [
            (["M", "Q", "H", "9M", "Y"], SPRING_2020, 10),
            (["M", "Q", "Y"], TWO_YEARS, 24),
            (["Q", "H", "Y"], Days(on("2021-01-01"), on("2021-12-31")), 4),
            (["Q1", "H1", "Q3", "Y"], YEAR_2024, 4),
            (["H1", "Y"], YEAR_2024, 2),
        ],
    )
    def test_meetings_and_reports_as_the_five_plans_count_them(self, every, plan, count):
        assert len(drafts(recurring(every=every, due="period_end"), plan)) == count

    def test_the_long_one_names_what_it_stands_for_and_opens_with_the_shortest(self):
        year = drafts(recurring(every=["M", "Q", "Y"], due="period_end"))[-1]
        assert (year.key, year.stands_for, year.opens_on) == ("2024-Y", ("2024-Q4", "2024-M12"), on("2024-12-01"))
        assert year.rules[0] == "merge_periods: Năm 2024 gộp cả Quý IV/2024, Tháng 12/2024"

    def test_the_office_may_keep_them_apart_and_a_duty_may_overrule_the_office(self):
        series = {"every": ["Q", "Y"], "due": "period_end"}
        apart = [key for key, _ in dues(recurring(**series), merge_periods=False)]
        assert apart == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2024-Y"]
        assert len(drafts(recurring(**series, merge=False), merge_periods=True)) == 5
        assert len(drafts(recurring(**series, merge=True), merge_periods=False)) == 4


class TestWhenAPeriodOpens:
    def test_with_the_period_or_with_its_last_month(self):
        series = {"every": ["Q1"], "due": "period_end"}
        assert only(recurring(**series)).opens_on == on("2024-01-01")
        assert only(recurring(**series, opens="last_month")).opens_on == on("2024-03-01")

    def test_never_after_it_is_due(self):
        found = only(recurring(every=["Q1"], due={"day": 10, "month": "first"}, opens="last_month"))
        assert found.opens_on == found.due_on == on("2024-01-10")


class TestDataWindows:
    def test_a_report_covers_the_days_of_the_decree(self):
        found = drafts(recurring(every=["Q1", "H1", "Q3", "Y"], due=None, data_window="nd09"))
        assert [(d.key, d.data) for d in found] == [
            ("2024-Q1", Days(on("2023-12-15"), on("2024-03-14"))),
            ("2024-H1", Days(on("2023-12-15"), on("2024-06-14"))),
            ("2024-Q3", Days(on("2024-06-15"), on("2024-09-14"))),
            ("2024-Y", Days(on("2023-12-15"), on("2024-12-14"))),
        ]
        assert found[0].rules[0] == "data_window nd09: số liệu 15/12/2023-14/03/2024"

    def test_or_those_of_the_calendar(self):
        assert only(recurring(every=["Q1"], due=None, data_window="calendar")).data == Days(
            on("2024-01-01"), on("2024-03-31")
        )

    @pytest.mark.parametrize(("switch", "first"), [("nd09", "2023-12-15"), ("calendar", "2024-01-01")])
    def test_or_those_that_the_office_chose(self, switch, first):
        found = only(recurring(every=["Q1"], due=None, data_window="office"), data_window=switch)
        assert found.data is not None
        assert found.data.first == on(first)

    def test_a_meeting_covers_none(self):
        assert only(recurring(every=["Q1"], due="period_end")).data is None


class TestTheOfficesReportDay:
    def test_dates_a_report_whose_day_is_not_stated(self):
        found = drafts(recurring(every=["Q1", "H1"], due=None, data_window="nd09"), report_day=20)
        assert [(d.due_on, d.stated_on) for d in found] == [(on("2024-03-20"), None), (on("2024-06-20"), None)]
        assert found[0].rules[-1] == "report_day: quy định của cơ quan, ngày 20 tháng cuối kỳ"

    def test_is_not_for_meetings_nor_where_the_plan_states_a_day(self):
        assert only(recurring(every=["Q1"], due=None), report_day=20).due_on is None
        stated = recurring(every=["Q1"], due={"day": 25}, data_window="nd09")
        assert only(stated, report_day=20).due_on == on("2024-03-25")

    @pytest.mark.parametrize(("day", "due"), [(13, None), (14, None), (15, "2024-03-15")])
    def test_is_never_before_the_data_are_complete(self, day, due):
        found = only(recurring(every=["Q1"], due=None, data_window="nd09"), report_day=day)
        assert found.due_on == (due and on(due))

    def test_does_not_date_a_report_on_calendar_days_inside_them(self):
        found = only(recurring(every=["Q1"], due=None, data_window="calendar"), report_day=20)
        assert found.due_on is None
        assert found.rules[-1].startswith("no_date:")

    def test_dates_no_week(self):
        weekly = recurring(every=["W"], due=None, data_window="nd09")
        assert {each.due_on for each in drafts(weekly, report_day=20)} == {None}

    def test_is_the_months_last_where_the_month_is_shorter(self):
        assert only(recurring(every=["M02"], due=None, data_window="nd09"), report_day=31).due_on == on("2024-02-29")
