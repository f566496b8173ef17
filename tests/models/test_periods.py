"""Periods against a slow oracle, year by year, and the merging of overlapping series."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInputError
from models.periods import (
    DataWindow,
    Days,
    Frequency,
    MergedPeriod,
    Period,
    last_of_month,
    merged,
    periods_ending_in,
)
from tests.models import oracle

YEARS = range(2020, 2031)
CODES = [(year, name) for year in YEARS for name in oracle.all_names(year)]
YEAR_2024 = Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31))

periods = st.sampled_from(CODES).map(lambda pair: Period.parse(f"{pair[0]}-{pair[1]}"))
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
spans = st.tuples(days, days).map(lambda pair: Days(min(pair), max(pair)))
series = st.lists(st.sampled_from(["W", "M", "Q", "H", "9M", "Y", "Q1", "H1", "M06", "W53"]), min_size=1, max_size=5)


def codes(found):
    return [period.code for period in found]


def merged_codes(found):
    return [(each.period.code, codes(each.stands_for)) for each in found]


@pytest.mark.parametrize("year", YEARS)
class TestEveryPeriodOfAYear:
    def test_its_code_is_read_back_as_itself(self, year):
        for name in oracle.all_names(year):
            assert Period.parse(f"{year}-{name}").code == f"{year}-{name}"

    def test_its_name_within_the_year_means_the_same(self, year):
        for name in oracle.all_names(year):
            assert Period.named(year, name) == Period.parse(f"{year}-{name}")

    def test_its_days_are_those_of_the_oracle(self, year):
        for name in oracle.all_names(year):
            period = Period.parse(f"{year}-{name}")
            assert (period.first, period.last) == oracle.bounds(year, name), name
            assert period.days == Days(*oracle.bounds(year, name))

    def test_its_label_is_what_a_reader_knows(self, year):
        for name in oracle.all_names(year):
            assert Period.parse(f"{year}-{name}").label == oracle.label(year, name)

    def test_the_calendar_window_is_the_period_itself(self, year):
        for name in oracle.all_names(year):
            window = Period.parse(f"{year}-{name}").covers(DataWindow.CALENDAR)
            assert (window.first, window.last) == oracle.bounds(year, name)

    def test_the_decrees_window_is_row_for_row_that_of_the_decree(self, year):
        for name in oracle.NAMES_OF_YEAR:
            window = Period.parse(f"{year}-{name}").covers(DataWindow.ND09)
            assert (window.first, window.last) == oracle.decree_window(year, name), name

    def test_the_decree_knows_no_weekly_window(self, year):
        for name in oracle.weeks_of_year(year):
            period = Period.parse(f"{year}-{name}")
            assert period.covers(DataWindow.ND09) == period.days

    def test_the_periods_of_one_frequency_follow_each_other_without_a_gap(self, year):
        for name in ("W", "M", "Q", "H", "Y"):
            found = periods_ending_in([name], Days(dt.date(year, 1, 1), dt.date(year + 1, 12, 31)))
            for before, after in pairwise(found):
                assert after.first == before.last + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2024-M02", "2024-02-01", "2024-02-29"),
        ("2023-M02", "2023-02-01", "2023-02-28"),
        ("2024-9M", "2024-01-01", "2024-09-30"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-W01", "2021-01-04", "2021-01-10"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2025-W01", "2024-12-30", "2025-01-05"),
    ],
)
def test_months_and_weeks_that_are_easily_wrong(code, first, last):
    period = Period.parse(code)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_only_2020_and_2026_have_a_week_53():
    assert [year for year in YEARS if Period.named(year, "W52").last < dt.date(year, 12, 28)] == [2020, 2026]
    for year in YEARS:
        if year in (2020, 2026):
            assert Period.named(year, "W53").number == 53
        else:
            with pytest.raises(BadInputError, match=f"kỳ '{year}-W53' không có trong năm {year}"):
                Period.parse(f"{year}-W53")


@pytest.mark.parametrize(
    "code",
    [
        "", "2024", "2024-", "2024-M", "2024-M3", "2024-M00", "2024-M13", "2024-Q0", "2024-Q5", "2024-H3", "2024-6M",
        "2024-9M1", "2024-Y1", "2024-W00", "2024-W54", "2024-W1", "2024-m03", "24-M03", "2024/M03", " 2024-M03",
        "2024-M03 ", "2024-M03\n", "0000-Y", "0000-W01", "9999-Y", "٢٠٢٤-M03", "2024-M٠٣", "2024-01-10",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(code):
    with pytest.raises(BadInputError):
        Period.parse(code)


def test_the_refusal_says_what_to_write_instead():
    with pytest.raises(BadInputError, match=r"kỳ '2024-6M' sai — viết như 2024-M03, 2024-Q1"):
        Period.parse("2024-6M")


def test_a_run_of_days_holds_both_its_ends():
    run = Days(dt.date(2024, 2, 28), dt.date(2024, 3, 1))
    held = [day for day in oracle.days_of_year(2024) if day in run]
    assert held == [dt.date(2024, 2, 28), dt.date(2024, 2, 29), dt.date(2024, 3, 1)]


@given(st.integers(2020, 2030), st.integers(1, 12))
def test_the_last_of_a_month_is_followed_by_a_first(year, month):
    last = last_of_month(year, month)
    assert (last.year, last.month) == (year, month)
    assert (last + dt.timedelta(days=1)).day == 1


class TestPeriodsEndingInASpan:
    def test_a_period_counts_when_its_last_day_lies_in_the_span(self):
        def found(first, last):
            return codes(periods_ending_in(["M"], Days(dt.date(2024, *first), dt.date(2024, *last))))

        assert found((3, 30), (3, 30)) == []
        assert found((3, 31), (3, 31)) == ["2024-M03"]
        assert found((3, 20), (4, 29)) == ["2024-M03"]
        assert found((3, 20), (4, 30)) == ["2024-M03", "2024-M04"]
        assert found((4, 1), (4, 29)) == []

    def test_they_come_by_last_day_and_the_shorter_first(self):
        assert codes(periods_ending_in(["Y", "H", "Q"], YEAR_2024)) == [
            "2024-Q1", "2024-Q2", "2024-H1", "2024-Q3", "2024-Q4", "2024-H2", "2024-Y",
        ]  # fmt: skip

    def test_a_name_of_one_period_comes_once_a_year(self):
        span = Days(dt.date(2020, 1, 1), dt.date(2022, 12, 31))
        assert codes(periods_ending_in(["H1", "M06"], span)) == [
            "2020-M06", "2020-H1", "2021-M06", "2021-H1", "2022-M06", "2022-H1",
        ]  # fmt: skip

    def test_a_name_given_twice_or_meant_by_another_counts_once(self):
        assert codes(periods_ending_in(["Q", "Q", "Q1"], YEAR_2024)) == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]

    def test_week_53_comes_only_in_the_years_that_have_one(self):
        span = Days(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
        assert codes(periods_ending_in(["W53"], span)) == ["2020-W53", "2026-W53"]

    def test_the_first_week_of_a_year_may_be_one_of_the_year_before(self):
        new_year = Days(dt.date(2021, 1, 1), dt.date(2021, 1, 10))
        assert codes(periods_ending_in(["W"], new_year)) == ["2020-W53", "2021-W01"]

    def test_a_span_that_runs_backwards_holds_nothing(self):
        assert periods_ending_in(["W", "M", "Y"], Days(dt.date(2024, 3, 2), dt.date(2024, 3, 1))) == []

    @given(series, spans)
    def test_all_of_them_end_in_it_each_once(self, names, span):
        found = periods_ending_in(names, span)
        assert len(set(found)) == len(found)
        assert all(span.first <= period.last <= span.last for period in found)


class TestMerging:
    @pytest.mark.parametrize(
        ("names", "first", "last", "count"),
        [
            (["Q", "H", "Y"], "2021-01-01", "2021-12-31", 4),
            (["Q1", "H1", "Q3", "Y"], "2024-01-01", "2024-12-31", 4),
            (["M", "Q", "H", "9M", "Y"], "2021-01-01", "2021-12-31", 12),
            (["M", "Q", "H", "9M", "Y"], "2020-03-20", "2020-12-31", 10),
            (["M", "Q", "Y"], "2021-01-01", "2022-12-31", 24),
            (["H1", "Y"], "2024-01-01", "2024-12-31", 2),
        ],
    )
    def test_overlapping_series_are_one_as_the_plans_count_them(self, names, first, last, count):
        span = Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        found = merged(periods_ending_in(names, span))
        assert len(found) == count
        assert [each.period.last for each in found] == oracle.ends_in(names, span.first, span.last)

    def test_the_longest_of_one_day_stands_for_the_others(self):
        assert merged_codes(merged(periods_ending_in(["M", "Q", "H", "9M", "Y"], YEAR_2024))) == [
            ("2024-M01", []),
            ("2024-M02", []),
            ("2024-Q1", ["2024-M03"]),
            ("2024-M04", []),
            ("2024-M05", []),
            ("2024-H1", ["2024-Q2", "2024-M06"]),
            ("2024-M07", []),
            ("2024-M08", []),
            ("2024-9M", ["2024-Q3", "2024-M09"]),
            ("2024-M10", []),
            ("2024-M11", []),
            ("2024-Y", ["2024-H2", "2024-Q4", "2024-M12"]),
        ]

    def test_a_week_that_ends_with_the_month_stays_a_week(self):
        june_2024 = Days(dt.date(2024, 6, 24), dt.date(2024, 6, 30))
        assert merged_codes(merged(periods_ending_in(["W", "M"], june_2024))) == [("2024-W26", []), ("2024-M06", [])]

    def test_a_period_given_twice_does_not_stand_for_itself(self):
        june = Period.parse("2024-M06")
        assert merged([june, june]) == [MergedPeriod(june)]

    @given(st.lists(periods, max_size=30))
    def test_no_end_day_is_lost_or_invented(self, given_periods):
        found = merged(given_periods)
        assert {each.period.last for each in found} == {period.last for period in given_periods}
        for each in found:
            assert {other.last for other in each.stands_for} <= {each.period.last}

    @given(st.lists(periods, max_size=30))
    def test_every_period_is_there_exactly_once(self, given_periods):
        there = [period for each in merged(given_periods) for period in (each.period, *each.stands_for)]
        assert sorted(there, key=str) == sorted(set(given_periods), key=str)

    @given(st.lists(periods, max_size=30))
    def test_merging_what_is_merged_changes_nothing(self, given_periods):
        once = [each.period for each in merged(given_periods)]
        assert [each.period for each in merged(once)] == once

    @given(st.lists(periods, max_size=15), st.randoms())
    def test_the_order_given_does_not_matter(self, given_periods, random):
        shuffled = list(given_periods)
        random.shuffle(shuffled)
        assert merged(shuffled) == merged(given_periods)


@given(series, spans)
def test_the_ends_in_a_span_are_those_of_the_oracle(names, span):
    found = {period.last for period in periods_ending_in(names, span)}
    assert sorted(found) == oracle.ends_in(names, span.first, span.last)


def test_the_only_one_of_its_year_needs_no_number():
    assert Period(2024, Frequency.YEAR) == Period.parse("2024-Y")
    assert Period(2024, Frequency.NINE_MONTHS) == Period.parse("2024-9M")


def test_the_frequencies_are_the_letters_of_the_codes():
    assert [frequency.value for frequency in Frequency] == ["W", "M", "Q", "H", "9M", "Y"]
