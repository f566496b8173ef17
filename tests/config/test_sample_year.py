"""The running plan shows every state on any day of any year, weekends, Tết, New Year and the last of December included."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.office import load_office
from config.sample_year import HandedIn, running_history, running_plan
from config.yaml_writing import write_yaml
from models.occurrences import Setting, occurrences
from models.office import Directory, Office
from models.registers import Register
from models.timing_problems import problems_in
from models.timings import Deadline, Event, Milestone, Undated, Window
from tests.config.conftest import SAMPLE, YEARS

OFFICE = load_office(SAMPLE, years=YEARS)
CALENDAR = OFFICE.calendar
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
SAMPLED = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(0, 3 * 365 + 1, 13)]
EDGES = [
    dt.date(2024, 1, 1),
    dt.date(2024, 2, 29),
    dt.date(2024, 12, 31),
    dt.date(2025, 1, 29),
    dt.date(2026, 2, 18),
    dt.date(2026, 12, 31),
]


def deadlines(plan: Register) -> dict[str, dt.date]:
    return {
        each.key: each.timing.on
        for each in plan.activities
        if isinstance(each.timing, Deadline) and isinstance(each.timing.on, dt.date)
    }


def owed(plan: Register, directory: Directory) -> dict[str, set[str]]:
    """The units that owe each duty."""
    groups = {group.code: [member.unit for member in group.members] for group in directory.groups}
    return {each.key: {unit for code in each.lead for unit in groups.get(code, [code])} for each in plan.activities}


def working_days_late(due_on: dt.date, today: dt.date) -> int:
    return CALENDAR.between(due_on + dt.timedelta(days=1), today)


@pytest.mark.parametrize("today", [*SAMPLED, *EDGES])
def test_the_plan_of_any_day_can_be(today: dt.date) -> None:
    plan = running_plan(today, CALENDAR)
    days, rules = plan.plan.days, OFFICE.setup.rules
    assert today in days
    assert all(day in days for day in deadlines(plan).values())
    for each in plan.activities:
        setting = Setting(days, rules, CALENDAR, plan.plan.end)
        assert problems_in(each.timing, setting, earliest=plan.plan.earliest) == []


@given(DAYS)
@example(dt.date(2024, 1, 1))
@example(dt.date(2024, 12, 31))
def test_something_is_late_at_each_rung_and_something_is_due_soon(today: dt.date) -> None:
    plan = running_plan(today, CALENDAR)
    late = [working_days_late(day, today) for day in deadlines(plan).values() if day < today]
    ahead = [CALENDAR.between(today + dt.timedelta(days=1), day) for day in deadlines(plan).values() if day >= today]
    assert late == [12, 5, 3, 1]
    assert ahead == [1, 5]


@given(DAYS)
def test_what_was_handed_in_is_owed_and_lies_in_the_past(directory: Directory, today: dt.date) -> None:
    plan = running_plan(today, CALENDAR)
    units = owed(plan, directory)
    for sent in running_history(today, CALENDAR):
        assert sent.unit in units[sent.activity]
        assert plan.plan.start <= sent.submitted_on <= today
        assert CALENDAR.is_working(sent.submitted_on)


@given(DAYS)
def test_some_were_on_time_some_late_and_of_each_late_duty_somebody_has_sent_nothing(
    directory: Directory, today: dt.date
) -> None:
    plan, history = running_plan(today, CALENDAR), running_history(today, CALENDAR)
    days, units = deadlines(plan), owed(plan, directory)
    assert {sent.submitted_on <= days[sent.activity] for sent in history} == {True, False}
    for key in days:
        assert units[key] - {sent.unit for sent in history if sent.activity == key}, key


@given(DAYS)
def test_the_standing_duties_show_the_other_states(today: dt.date) -> None:
    plan = running_plan(today, CALENDAR)
    assert {Undated, Window, Milestone, Event} <= {type(each.timing) for each in plan.activities}
    setting = Setting(plan.plan.days, OFFICE.setup.rules, CALENDAR, plan.plan.end)
    drafts = {each.key: occurrences(each.timing, setting) for each in plan.activities}
    assert any(draft.is_check for draft in drafts["cong-khai-thu-tuc"])
    assert all(draft.due_on and draft.due_on >= today for draft in drafts["giao-ban"])


def test_nobody_hands_in_one_duty_twice(office: Office) -> None:
    sent = [(each.activity, each.unit) for each in running_history(dt.date(2026, 3, 2), office.calendar)]
    assert len(set(sent)) == len(sent)


def test_on_new_year_the_plan_reaches_back_into_december(office: Office) -> None:
    plan = running_plan(dt.date(2025, 1, 1), office.calendar)
    assert plan.plan.start == dt.date(2024, 12, 3)
    assert deadlines(plan)["so-lieu-truc-tuyen"] == dt.date(2024, 12, 30)
    assert deadlines(plan)["de-xuat-kinh-phi"] == dt.date(2025, 1, 2)


def test_on_the_last_day_of_the_year_the_plan_reaches_into_january(office: Office) -> None:
    plan = running_plan(dt.date(2024, 12, 31), office.calendar)
    assert plan.plan.end == dt.date(2025, 1, 15)
    assert deadlines(plan)["tong-hop-kinh-phi"] == dt.date(2025, 1, 8)
    assert running_history(dt.date(2024, 12, 31), office.calendar)[-1] == HandedIn(
        "de-xuat-kinh-phi", "ttra-svd", "06/TTr", dt.date(2024, 12, 30)
    )


def test_the_plan_can_be_written_and_every_unit_in_it_exists(directory: Directory, office: Office) -> None:
    plan = running_plan(dt.date(2026, 5, 20), office.calendar)
    units = {unit.code for unit in directory.units}
    assert set().union(*owed(plan, directory).values()) <= units
    assert "number: 01/2026/KH-SVD" in write_yaml(plan)
