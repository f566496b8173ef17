"""What cannot be in a plan of given days is named; what can is let pass."""

import datetime as dt

import pytest
from hypothesis import given

from models.occurrences import Setting, occurrences
from models.periods import Days
from models.timing_problems import problems_in
from models.timings import ReadingRules
from tests.models.drafting import VIETNAM, deadline, event, milestone, recurring, rota, undated, window
from tests.models.strategies import spans, timings

PLAN = Days(dt.date(2024, 1, 15), dt.date(2024, 12, 31))
ISSUED = dt.date(2023, 12, 29)
TARGET = {"value": 40, "unit": "%"}


def problems(timing, earliest=ISSUED, **rules):
    return problems_in(timing, Setting(PLAN, ReadingRules(**rules), VIETNAM, PLAN.last), earliest=earliest)


@pytest.mark.parametrize(
    "timing",
    [
        deadline(on="2023-12-29"),
        deadline(on="2023-12-30", bound="before"),
        deadline(on="2024-Q4"),
        deadline(on="2025-01-15"),  # a closing report after the plan's end
        recurring(every=["Q"], due="period_end"),
        recurring(every=["Y"], due={"day": 5, "month": "after"}),
        recurring(every=["M"], due={"day": 1, "month": "first", "bound": "before"}),
        window(),
        window(**{"from": "2024-01-01", "to": "2024-12-31"}),
        window(**{"from": "2023-12-29"}),
        window(start="2024-12-31"),
        window(end="2024-01-15"),
        deadline(on="2024-04-01", start="2024-04-01"),
        milestone(target=TARGET, by="2024-Y"),
        milestone(target=TARGET, holds_from="2024-12-31"),
        rota(per_week=2),
        event(trigger="khi có vướng mắc"),
        undated(),
    ],
)
def test_what_can_be_is_let_pass(timing):
    assert problems(timing) == []


@pytest.mark.parametrize(
    ("timing", "problem"),
    [
        (deadline(on="2023-12-28"), "hạn 28/12/2023 trước khi có kế hoạch (29/12/2023)"),
        (deadline(on="2023-12-29", bound="before"), "hạn 28/12/2023 trước khi có kế hoạch (29/12/2023)"),
        (deadline(on="2023-Q3"), "hạn 30/09/2023 trước khi có kế hoạch (29/12/2023)"),
        (deadline(on="2024-03-01", start="2024-04-01"), "hạn 01/03/2024 trước 'from' 01/04/2024"),
        (deadline(on="2025-Q1"), "kỳ 2025-Q1 sau khi kế hoạch kết thúc 31/12/2024"),
        (milestone(target=TARGET, by="2023-06-30"), "hạn 30/06/2023 trước khi có kế hoạch (29/12/2023)"),
        (milestone(target=TARGET, by="2025-Y"), "kỳ 2025-Y sau khi kế hoạch kết thúc 31/12/2024"),
        (milestone(target=TARGET, holds_from="2023-06-01"), "hạn 01/06/2023 trước khi có kế hoạch (29/12/2023)"),
        (milestone(target=TARGET, holds_from="2025-01-01"), "'holds_from' 01/01/2025 sau ngày cuối 31/12/2024"),
        (
            milestone(target=TARGET, holds_from="2024-07-01", end="2024-06-30"),
            "'holds_from' 01/07/2024 sau ngày cuối 30/06/2024",
        ),
        (window(start="2023-12-28"), "'from' 28/12/2023 trước khi có kế hoạch (29/12/2023)"),
        (window(start="2025-01-01"), "'from' 01/01/2025 sau khi kế hoạch kết thúc 31/12/2024"),
        (window(end="2025-01-01"), "'to' 01/01/2025 sau khi kế hoạch kết thúc 31/12/2024"),
        (window(end="2024-01-14"), "'to' 14/01/2024 trước khi kế hoạch bắt đầu 15/01/2024"),
        (undated(start="2025-Q1"), "'from' 01/01/2025 sau khi kế hoạch kết thúc 31/12/2024"),
        (recurring(every=["Y"], due="period_end", end="2024-12-30"), "không có kỳ nào nằm trong thời gian kế hoạch"),
        (recurring(every=["M01"], due={"day": 14}), "không có kỳ nào nằm trong thời gian kế hoạch"),
        (recurring(every=["Q"], due={"day": 20, "month": 3}), "hạn 20/03/2024 trước khi Quý II/2024 bắt đầu"),
        (rota(per_week=2, start="2024-02-08", end="2024-02-14"), "không có kỳ nào nằm trong thời gian kế hoạch"),
    ],
)
def test_what_cannot_be_is_named(timing, problem):
    assert problems(timing) == [problem]


def test_a_day_before_the_plan_is_judged_as_the_office_reads_it():
    first_day = deadline(on=str(ISSUED), bound="before")
    assert problems(first_day, before_is_strict=True) != []
    assert problems(first_day, before_is_strict=False) == []


def test_a_plan_not_yet_issued_begins_with_its_first_day():
    assert problems(deadline(on="2024-01-14"), earliest=PLAN.first) != []
    assert problems(deadline(on="2024-01-15"), earliest=PLAN.first) == []


def test_two_faults_are_both_named():
    assert problems(window(start="2023-01-01", end="2025-01-01")) == [
        "'from' 01/01/2023 trước khi có kế hoạch (29/12/2023)",
        "'to' 01/01/2025 sau khi kế hoạch kết thúc 31/12/2024",
    ]


@given(timings(), spans())
def test_where_no_problem_is_named_every_occurrence_lies_in_order(timing, plan):
    setting = Setting(plan, ReadingRules(), VIETNAM, plan.last)
    if not problems_in(timing, setting, earliest=plan.first):
        for each in occurrences(timing, setting):
            assert plan.first <= each.opens_on <= plan.last
            assert each.due_on is None or each.due_on >= plan.first
