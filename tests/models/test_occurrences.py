"""Deadlines, days off, what has no day, and the laws that hold for the occurrences of all timings."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.occurrences import Setting, occurrences, point_in, raised
from models.periods import Days, Period
from models.timings import WEEKDAYS, HolidayRule, ReadingRules
from tests.models import oracle
from tests.models.drafting import (
    VIETNAM,
    YEAR_2024,
    deadline,
    drafts,
    event,
    on,
    only,
    recurring,
    undated,
    window,
)
from tests.models.strategies import dated, due_points, reading_rules, spans, timings, without_a_day


class TestADeadline:
    def test_before_a_day_is_due_the_day_before(self):
        found = only(deadline(on=on("2024-01-10"), bound="before"))
        assert (found.key, found.due_on, found.stated_on) == ("once", on("2024-01-09"), on("2024-01-10"))
        assert found.rules == ("before_is_strict: trước ngày 10/01/2024 nên hạn là 09/01/2024",)

    def test_before_the_first_of_a_month_is_the_last_of_the_month_before(self):
        assert only(deadline(on=on("2024-11-01"), bound="before")).due_on == on("2024-10-31")
        assert only(deadline(on=on("2024-03-01"), bound="before")).due_on == on("2024-02-29")

    def test_before_a_day_means_that_day_where_the_office_reads_it_so(self):
        found = only(deadline(on=on("2024-01-10"), bound="before"), before_is_strict=False)
        assert found.due_on == found.stated_on == on("2024-01-10")
        assert found.rules == ("before_is_strict tắt: trước ngày 10/01/2024 tính cả ngày đó",)

    @pytest.mark.parametrize("strict", [True, False])
    def test_before_an_hour_is_due_that_day(self, strict):
        found = only(deadline(on=on("2024-01-10"), bound="before", at="16:00"), before_is_strict=strict)
        assert (found.due_on, found.due_time) == (on("2024-01-10"), dt.time(16, 0))
        assert found.rules == ("before_hour: trước 16:00 của chính ngày 10/01/2024",)

    @pytest.mark.parametrize("strict", [True, False])
    def test_by_a_day_includes_it(self, strict):
        found = only(deadline(on=on("2024-04-26"), at="10:00"), before_is_strict=strict)
        assert (found.due_on, found.due_time) == (on("2024-04-26"), dt.time(10, 0))
        assert found.rules == ("by_is_inclusive: kể cả ngày 26/04/2024",)

    @pytest.mark.parametrize(
        ("period", "due"),
        [("2024-M02", "2024-02-29"), ("2023-M02", "2023-02-28"), ("2026-Q2", "2026-06-30"), ("2024-Y", "2024-12-31")],
    )
    def test_within_a_period_is_due_on_its_last_day(self, period, due):
        plan = Days(dt.date(2023, 1, 1), dt.date(2026, 12, 31))
        found = only(deadline(on=period), plan)
        assert found.due_on == found.stated_on == on(due)
        assert found.rules[0] == f"period_end: hết {Period.parse(period).label} là ngày {on(due):%d/%m/%Y}"

    def test_before_a_period_is_before_its_first_day(self):
        found = only(deadline(on="2024-Q4", bound="before"))
        assert (found.due_on, found.stated_on) == (on("2024-09-30"), on("2024-10-01"))
        assert found.rules[0] == "period_start: Quý IV/2024 bắt đầu ngày 01/10/2024"

    def test_it_opens_with_the_plan_or_where_it_says(self):
        assert only(deadline(on=on("2024-10-31"))).opens_on == on("2024-01-01")
        assert only(deadline(on=on("2024-10-31"), start="2024-M09")).opens_on == on("2024-09-01")

    def test_one_due_before_the_plan_begins_opens_on_its_due_day(self):
        found = only(deadline(on=on("2023-12-30"), bound="before"))
        assert found.opens_on == found.due_on == on("2023-12-29")


class TestTheHolidayRule:
    """Tết 2024: off from Thursday 8/2 to Wednesday 14/2."""

    @pytest.mark.parametrize(
        ("stated", "kept", "previous", "following"),
        [
            ("2024-02-07", "2024-02-07", "2024-02-07", "2024-02-07"),
            ("2024-02-08", "2024-02-08", "2024-02-07", "2024-02-15"),
            ("2024-02-14", "2024-02-14", "2024-02-07", "2024-02-15"),
            ("2024-02-15", "2024-02-15", "2024-02-15", "2024-02-15"),
            ("2024-06-30", "2024-06-30", "2024-06-28", "2024-07-01"),
            ("2024-05-04", "2024-05-04", "2024-05-04", "2024-05-04"),  # a Saturday worked for 29/4
        ],
    )
    def test_a_due_day_off_is_kept_or_moved_as_the_office_says(self, stated, kept, previous, following):
        moved = [only(deadline(on=on(stated)), holiday_rule=rule).due_on for rule in ("keep", "previous", "next")]
        assert moved == [on(kept), on(previous), on(following)]

    def test_the_stated_day_stays_known_and_the_rule_names_the_holiday(self):
        found = only(deadline(on=on("2024-09-02")), holiday_rule="next")
        assert (found.due_on, found.stated_on) == (on("2024-09-04"), on("2024-09-02"))
        assert found.rules[-1] == "holiday_rule next: 02/09/2024 là ngày nghỉ (Quốc khánh)"

    def test_a_weekend_is_named_so_even_where_the_day_is_kept(self):
        assert only(deadline(on=on("2024-06-30"))).rules[-1] == "holiday_rule keep: 30/06/2024 là ngày nghỉ (cuối tuần)"

    def test_a_strict_day_is_moved_after_it_was_read(self):
        found = only(deadline(on=on("2024-07-01"), bound="before"), holiday_rule="next")
        assert (found.due_on, found.stated_on) == (on("2024-07-01"), on("2024-07-01"))

    def test_nothing_opens_after_a_due_day_that_moved_back(self):
        week_of_tet = recurring(every=["W"], due={"weekday": "fri"}, start=on("2026-02-16"), end=on("2026-02-22"))
        found = only(week_of_tet, Days(on("2026-01-01"), on("2026-12-31")), holiday_rule="previous")
        assert found.opens_on == found.due_on == on("2026-02-13")


class TestEstimatedDays:
    def test_a_due_day_is_estimated_from_the_first_undecided_year_on(self):
        plan = Days(on("2026-01-01"), on("2027-12-31"))
        found = drafts(recurring(every=["Y", "H1"], due="period_end"), plan)
        assert [(each.key, each.is_estimated) for each in found] == [
            ("2026-H1", False), ("2026-Y", False), ("2027-H1", True), ("2027-Y", True),
        ]  # fmt: skip

    def test_no_day_is_no_estimate(self):
        assert not only(undated(), Days(on("2030-01-01"), on("2030-12-31"))).is_estimated


class TestWhatHasNoDay:
    def test_an_undated_duty_waits_for_a_person(self):
        found = only(undated(suggest=on("2024-11-15"), suggest_from="báo cáo của đơn vị"))
        assert (found.key, found.opens_on, found.due_on) == ("once", on("2024-01-01"), None)
        assert found.rules == ("no_date: văn bản không nêu ngày, phải hỏi người phụ trách",)

    def test_an_event_is_nothing_until_it_is_raised(self):
        assert drafts(event(trigger="khi có vướng mắc", within=5)) == []

    def test_a_series_without_a_day_is_one_undated_duty_for_each_period(self):
        found = drafts(recurring(every=["Q1", "H1", "Q3", "Y"], due=None))
        assert [(d.key, d.due_on) for d in found] == [
            ("2024-Q1", None), ("2024-H1", None), ("2024-Q3", None), ("2024-Y", None),
        ]  # fmt: skip

    @given(without_a_day(), spans(), reading_rules(report_day=None))
    def test_no_day_is_ever_invented(self, timing, plan, rules):
        found = occurrences(timing, Setting(plan, rules, VIETNAM, plan.last))
        assert {each.due_on for each in found} <= {None}
        assert {each.stated_on for each in found} <= {None}
        assert all(any(rule.startswith("no_date:") for rule in each.rules) for each in found)

    @given(dated().filter(lambda timing: getattr(timing, "due", "") is not None), spans(), reading_rules())
    def test_and_a_stated_day_is_never_lost(self, timing, plan, rules):
        assert all(each.due_on for each in occurrences(timing, Setting(plan, rules, VIETNAM, plan.last)))


class TestARaisedEvent:
    def raise_on(self, day, within=None, **rules):
        setting = Setting(YEAR_2024, ReadingRules(**rules), VIETNAM, YEAR_2024.last)
        return raised(event(trigger="khi có vướng mắc", within=within), 3, on(day), setting)

    @pytest.mark.parametrize(
        ("day", "within", "due"),
        [
            ("2024-06-03", 1, "2024-06-04"),
            ("2024-06-03", 5, "2024-06-10"),
            ("2024-06-08", 1, "2024-06-10"),  # raised on a Saturday
            ("2024-02-07", 2, "2024-02-16"),  # over Tết
        ],
    )
    def test_is_due_in_working_days_without_the_day_it_was_raised(self, day, within, due):
        found = self.raise_on(day, within)
        assert (found.key, found.opens_on, found.due_on) == ("event-3", on(day), on(due))

    def test_the_law_is_named(self):
        assert self.raise_on("2024-06-03", 5).rules == (
            "event: trong 5 ngày làm việc kể từ 03/06/2024, không tính ngày đó (BLDS 2015 Điều 147)",
        )

    def test_the_offices_limit_holds_where_the_plan_names_none(self):
        assert self.raise_on("2024-06-03", event_days=2).due_on == on("2024-06-05")
        assert self.raise_on("2024-06-03", 1, event_days=2).due_on == on("2024-06-04")

    def test_without_any_limit_a_person_is_asked(self):
        found = self.raise_on("2024-06-03")
        assert found.due_on is None
        assert found.rules == ("no_date: không nêu thời hạn cho việc đột xuất",)

    def test_a_limit_in_an_undecided_year_is_estimated(self):
        assert not self.raise_on("2026-12-25", 4).is_estimated
        assert self.raise_on("2026-12-25", 5).is_estimated


class TestTheHorizon:
    def test_what_opens_on_its_day_is_there_and_what_opens_after_it_is_not(self):
        monthly = recurring(every=["M"], due="period_end")
        assert [d.key for d in drafts(monthly, until=on("2024-02-29"))] == ["2024-M01", "2024-M02"]
        assert [d.key for d in drafts(monthly, until=on("2024-03-01"))] == ["2024-M01", "2024-M02", "2024-M03"]

    def test_before_the_plan_begins_there_is_nothing(self):
        assert drafts(window(), until=on("2023-12-31")) == []

    @settings(max_examples=300)
    @given(timings(), spans(), reading_rules(), st.data())
    def test_a_longer_horizon_only_adds(self, timing, plan, rules, data):
        """What the shorter one gave is unchanged and in the same order, and nothing it should have given comes later."""
        near = data.draw(st.dates(dt.date(2019, 12, 1), dt.date(2030, 12, 31)))
        far = near + dt.timedelta(days=data.draw(st.integers(0, 800)))
        of_near = occurrences(timing, Setting(plan, rules, VIETNAM, near))
        of_far = occurrences(timing, Setting(plan, rules, VIETNAM, far))
        assert of_near == [each for each in of_far if each.opens_on <= near]


class TestLawsOfAllTimings:
    @given(timings(), spans(), reading_rules())
    def test_keys_are_unique_and_every_occurrence_says_by_which_rules(self, timing, plan, rules):
        found = occurrences(timing, Setting(plan, rules, VIETNAM, plan.last))
        assert len({each.key for each in found}) == len(found)
        assert all(each.rules and all(each.rules) for each in found)

    @given(timings(), spans(), reading_rules())
    def test_nothing_opens_after_it_is_due(self, timing, plan, rules):
        for each in occurrences(timing, Setting(plan, rules, VIETNAM, plan.last)):
            assert each.due_on is None or each.opens_on <= each.due_on

    @given(dated(), spans(), st.sampled_from(list(HolidayRule)))
    def test_a_day_is_moved_only_from_a_day_off_and_then_to_a_working_day(self, timing, plan, rule):
        kept = occurrences(timing, Setting(plan, ReadingRules(), VIETNAM, dt.date(2032, 1, 1)))
        moved = occurrences(timing, Setting(plan, ReadingRules(holiday_rule=rule), VIETNAM, dt.date(2032, 1, 1)))
        for before, after in zip(kept, moved, strict=True):
            if (
                before.due_on is None
                or after.due_on is None
                or VIETNAM.is_working(before.due_on)
                or rule is HolidayRule.KEEP
            ):
                assert after.due_on == before.due_on
            else:
                assert VIETNAM.is_working(after.due_on)
                assert (after.due_on < before.due_on) is (rule is HolidayRule.PREVIOUS)

    @given(st.sampled_from(["2024-M02", "2023-M02", "2024-Q1", "2024-H2", "2024-9M", "2024-Y"]), due_points())
    def test_a_due_point_names_a_day_that_a_walk_over_the_calendar_finds(self, code, due):
        year, name = int(code[:4]), code[5:]
        first, last = oracle.bounds(year, name)
        if due.weekday:
            wanted = [day for day in walk(first, last) if day.isoweekday() == WEEKDAYS.index(due.weekday) + 1][-1]
        else:
            month = {"first": first, "last": last, "after": last + oracle.DAY}[due.month]
            days = [day for day in oracle.days_of_year(month.year) if day.month == month.month]
            wanted = days[-1] if due.day == "last" else [day for day in days if day.day <= due.day][-1]
        assert point_in(Period.parse(code), due) == wanted


def walk(first, last):
    return [day for day in oracle.days_of_year(first.year) if first <= day <= last]
