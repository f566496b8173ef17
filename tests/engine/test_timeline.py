"""The timeline: twelve months of a year and more of longer plans, due days as marks, runs from when to when, days off."""

import datetime as dt
from typing import Any

import pytest

from engine.access.rights import Viewer
from engine.fulfilment.complete import Handed, submit
from engine.watching.queries import plans
from engine.watching.timeline import Timeline, timeline
from engine.watching.wishes import Wish
from tests.engine.cast import CALENDAR, World, by, day, deadline, monthly, register, timed, undated
from tests.engine.test_rights import viewer

TODAY = day("2024-03-15")
EVERYBODY = Viewer(0, "ai đó", None, is_administrator=True)


def drawn(world: World, *activities: dict[str, Any], who: Viewer = EVERYBODY, **head: Any) -> Timeline:
    world.import_(register(*activities, **head))
    return shown(world, who)


def shown(world: World, who: Viewer = EVERYBODY) -> Timeline:
    with world.readings() as session:
        (plan,) = plans(session)
        return timeline(session, Wish(plan=plan.id, within=who.visible), plan, CALENDAR, today=TODAY)


def test_a_year_has_twelve_months_and_today_is_in_one(world: World) -> None:
    found = drawn(world, deadline("2024-03-10"))
    assert [month.days.first for month in found.months] == [dt.date(2024, n, 1) for n in range(1, 13)]
    assert [month.days.first.month for month in found.months if month.is_now] == [3]


def test_a_longer_plan_has_more(world: World) -> None:
    assert len(drawn(world, deadline("2025-11-10"), to="2025-12-31").months) == 24


def test_days_off_in_a_row_are_one_holiday(world: World) -> None:
    found = drawn(world, deadline("2024-03-10"))
    (tet,) = found.months[1].holidays
    assert (tet.days.first, tet.days.last) == (day("2024-02-08"), day("2024-02-14"))
    assert [month.holidays for month in found.months if month.days.first.month == 7] == [[]]


def test_a_due_day_is_a_mark_with_the_gravest_of_its_units(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-10", lead=["cdc", "bv-mot"])))
    number = either_world.number_of("cdc")
    either_world.do(submit, either_world.office, number, Handed("2/BC", day("2024-03-08")), by("2024-03-08"))
    ((lane,),) = [shown(either_world).lanes]
    ((mark,),) = [slot.marks for slot in lane.slots if slot.marks]
    assert (mark.due_on, mark.tally.worst, mark.tally.done, mark.tally.total) == (day("2024-03-10"), "overdue", 1, 2)
    assert mark.only is None


def test_a_duty_that_lasts_runs_from_when_to_when(either_world: World) -> None:
    lasting = timed("window", "lien-tuc", {"from": "2024-02-15", "to": "2024-06-10"}, lead=["cdc"])
    (lane,) = drawn(either_world, lasting).lanes
    assert [n for n, slot in enumerate(lane.slots, start=1) if slot.runs] == [2, 3, 4, 5, 6]
    assert [slot.begins for slot in lane.slots if slot.begins] == [day("2024-02-15")]
    assert [slot.ends for slot in lane.slots if slot.ends] == [day("2024-06-10")]


def test_a_recurring_duty_has_a_mark_each_time_and_no_run(world: World) -> None:
    (lane,) = drawn(world, monthly({"day": 20}, lead=["cdc"])).lanes
    assert [[mark.due_on.day for mark in slot.marks] for slot in lane.slots] == [[20]] * 12
    assert not any(slot.runs for slot in lane.slots)


def test_what_has_no_day_is_counted_beside(world: World) -> None:
    (lane,) = drawn(world, undated(lead=["cdc"])).lanes
    assert lane.undated == 1
    assert not any(slot.marks for slot in lane.slots)


def test_by_month_is_the_same_the_other_way_round(world: World) -> None:
    found = drawn(world, deadline("2024-03-10", lead=["cdc"]), monthly({"day": 20}, lead=["cdc"]))
    due = {month.days.first.month: [(lane.key, len(marks)) for lane, marks in lanes] for month, lanes in found.by_month}
    assert due[3] == [("bao-cao", 1), ("giao-ban", 1)]
    assert due[4] == [("giao-ban", 1)]


@pytest.mark.parametrize(("person", "keys"), [("cdc-focal", ["bao-cao"]), ("bv-mot-focal", ["rieng"])])
def test_a_unit_sees_the_lanes_of_what_it_owes(world: World, person: str, keys: list[str]) -> None:
    world.import_(register(deadline("2024-03-10", lead=["cdc"]), deadline("2024-03-10", "rieng", lead=["bv-mot"])))
    assert [lane.key for lane in shown(world, viewer(world, person)).lanes] == keys
