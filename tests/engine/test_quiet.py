"""People who want quiet are told at their next open slot; what is urgent comes at once, and nothing is lost."""

from typing import Any

import pytest

from engine.escalation.slots import next_opening
from engine.watching.doctor import examine
from models.quiet import Quiet
from tests.engine.cast import STANDARD, World, day, deadline, described, moment, office, register

DUE = "2024-03-15"
EVENING: dict[str, Any] = {"from": "17:30", "to": "08:00"}
LEADERS = {"standard": [{"at": "+1 days", "to": ["issuer.leader"], "digest": "by unit"}]}
DIGEST = {"standard": [{"at": "-1 working day", "to": ["lead.focal"], "digest": "by unit"}]}
URGENT = {"standard": [{"at": "-1 working day", "to": ["lead.focal"], "urgent": True}]}


def quiet(world: World, person: str = "cdc-focal", **said: Any) -> None:
    whole = described()
    for each in whole["people"]:
        if each["code"] == person:
            each["quiet"] = said
    world.load(**whole)


def sent(world: World, *slots: tuple[str, str], digest: bool = False) -> list[int]:
    return [world.sweep(on, at, digest=digest)["messages"] for on, at in slots]


def test_outside_their_hours_people_wait_and_others_do_not(either_world: World) -> None:
    quiet(either_world, **EVENING)
    either_world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    assert sent(either_world, ("2024-03-08", "07:30"), ("2024-03-08", "07:45"), ("2024-03-08", "08:00")) == [1, 0, 1]
    assert either_world.notices("pending") == 0


def test_on_a_quiet_weekday_and_on_leave_people_wait(world: World) -> None:
    quiet(world, days=["fri"], dates=[{"from": "2024-03-11", "to": "2024-03-12"}])
    world.import_(register(deadline(DUE, lead=["cdc"])))
    slots = [(f"2024-03-{n:02d}", "09:00") for n in (8, 11, 12, 13)]
    assert sent(world, *slots) == [0, 0, 0, 1]


def test_what_is_urgent_is_told_in_the_quiet_too(world: World) -> None:
    world.office = office(URGENT)
    quiet(world, days=["thu"])
    world.import_(register(deadline(DUE, lead=["cdc"])))
    assert sent(world, ("2024-03-14", "09:00")) == [1]


def test_of_rungs_that_waited_only_the_highest_is_told(world: World) -> None:
    quiet(world, dates=[{"from": "2024-03-08", "to": "2024-03-14"}])
    world.import_(register(deadline(DUE, lead=["cdc"])))
    for n in (8, 11, 12, 13, 14):
        world.sweep(f"2024-03-{n:02d}", "09:00")
    figures = world.sweep("2024-03-15", "09:00")
    assert (figures["messages"], figures["notices"], figures["collapsed"]) == (1, 1, 1)
    focal = [told for told in world.told() if told[3] == "focal"]
    assert focal == [(0, 0, "cdc", "focal", "superseded"), (1, 0, "cdc", "focal", "grouped")]


def test_a_digest_that_the_quiet_kept_from_its_run_comes_with_the_first_open_slot(world: World) -> None:
    world.office = office(DIGEST)
    quiet(world, **EVENING)
    world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    assert sent(world, ("2024-03-14", "07:30"), digest=True) == [1]
    assert sent(world, ("2024-03-14", "07:45"), ("2024-03-14", "08:00"), ("2024-03-14", "08:15")) == [0, 1, 0]


def test_a_leader_who_is_away_on_the_day_hears_on_the_first_day_back(world: World) -> None:
    world.office = office(LEADERS)
    quiet(world, "so-leader", days=["mon"])
    world.import_(register(deadline("2024-03-14", lead=["cdc"])))
    days = [(f"2024-03-{n}", "07:30") for n in (15, 18, 19, 20)]
    assert sent(world, *days, digest=True) == [0, 0, 1, 0]


def test_the_next_opening_is_in_the_hours_of_both() -> None:
    it, here = Quiet.model_validate({"days": ["fri"], **EVENING}), office()
    assert next_opening(it, here, moment("2024-03-07", "16:00")) == moment("2024-03-07", "16:00")
    assert next_opening(it, here, moment("2024-03-07", "17:30")) == moment("2024-03-11", "08:00")


def test_who_can_never_be_told_has_no_opening() -> None:
    it = Quiet.model_validate({"from": "07:00", "to": "17:30"})
    assert next_opening(it, office(), moment("2024-03-07")) is None


@pytest.mark.parametrize(("last", "told"), [("2024-03-15", False), ("2024-03-18", True)])
def test_doctor_names_who_is_quiet_for_more_than_a_working_week(world: World, last: str, told: bool) -> None:
    quiet(world, dates=[{"from": "2024-03-11", "to": last}])
    with world.sessions() as session:
        found = examine(session, office({"standard": STANDARD}), now=moment("2024-03-11"), is_current=True)
    assert any("cdc-focal: không nhận tin thường đến 19/03/2024" in each.what for each in found) is told
    assert day(last).weekday() < 5
