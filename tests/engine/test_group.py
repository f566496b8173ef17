"""How what is pending becomes messages: one per person and slot, within the hours, the days and the measure of the office."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.escalation.group import group
from engine.escalation.slots import last_sending_moment, leaders_day
from engine.fulfilment.complete import Handed, accept, extend, submit, waive
from engine.rehearsal.rehearse import rehearse
from tests.engine.cast import (
    World,
    by,
    day,
    deadline,
    described,
    message,
    moment,
    notice,
    office,
    register,
    timed,
)

DUE = "2024-03-15"
BEFORE = [{"at": "-1 working day", "to": ["lead.focal"]}]
HOURLY = {"standard": [{"at": "-1 hours", "to": ["lead.focal"]}]}
URGENT = {"standard": [{"at": "-1 hours", "to": ["lead.focal"], "urgent": True}]}
LEADERS = {"standard": [{"at": "+1 days", "to": ["issuer.leader"], "digest": "by unit"}]}


def at_hour(hour: str, key: str = "bao-cao", on: str = DUE) -> dict[str, Any]:
    """A duty of the CDC that is due before an hour."""
    timing = {"on": on, "bound": "before", "at": hour}
    return timed("deadline", key, timing, lead=["cdc"])


def test_all_that_one_person_is_told_in_a_slot_is_one_message(either_world: World) -> None:
    either_world.import_(register(*(deadline(DUE, f"viec-{n}", lead=["cdc", "bv-mot"]) for n in range(3))))
    assert either_world.sweep("2024-03-08")["messages"] == 2
    assert either_world.messages() == [
        ("bv-mot-focal@so.example", "2024-03-08#1", 3),
        ("cdc-focal@so.example", "2024-03-08#1", 3),
    ]


def test_one_person_with_two_posts_gets_one_message(world: World) -> None:
    whole = described()
    for each in whole["units"]:
        if each["code"] in ("bv-mot", "bv-hai"):
            each["posts"]["focal"] = "cdc-focal"
    world.load(**whole)
    world.import_(register(deadline(DUE)))
    world.sweep("2024-03-08")
    assert world.messages() == [
        ("cdc-focal@so.example", "2024-03-08#1", 3),
        ("ttyt-ba-focal@so.example", "2024-03-08#1", 1),
    ]


def test_grouping_again_makes_no_second_message(either_world: World) -> None:
    either_world.import_(register(deadline(DUE)))
    either_world.sweep("2024-03-08")
    with either_world.sessions() as session:
        again = group(session, either_world.office, now=moment("2024-03-08"))
    assert (again.messages, again.notices, len(either_world.messages())) == (0, 0, 4)


@pytest.mark.parametrize(
    ("on", "at", "leave"),
    [
        ("2024-03-08", "07:29", False),
        ("2024-03-08", "07:30", True),
        ("2024-03-08", "17:00", True),
        ("2024-03-08", "17:01", False),
        ("2024-03-09", "09:00", False),
        ("2024-04-18", "09:00", False),
        ("2024-05-04", "09:00", True),
    ],
    ids=["before", "opens", "closes", "after", "saturday", "giỗ Tổ", "a saturday worked"],
)
def test_messages_leave_in_working_hours_of_working_days(world: World, on: str, at: str, leave: bool) -> None:
    world.office = office({"standard": [{"at": "-20 working days", "to": ["lead.focal"]}]})
    world.import_(register(deadline("2024-02-28", lead=["cdc"])))
    figures = world.sweep(on, at)
    assert (figures["messages"], figures["waiting"]) == ((1, 0) if leave else (0, 1))


def test_the_hours_are_those_that_the_office_set(world: World) -> None:
    world.office = office({"standard": BEFORE}, sending={"opens": "09:00", "closes": "10:00"})
    world.import_(register(deadline(DUE, lead=["cdc"])))
    assert [world.sweep("2024-03-14", at)["messages"] for at in ("08:59", "10:01", "10:00")] == [0, 0, 1]


def test_what_is_urgent_leaves_at_any_hour(world: World) -> None:
    world.office = office(URGENT)
    world.import_(register(at_hour("22:00", on="2024-03-16")))
    assert world.sweep("2024-03-16", "21:00")["messages"] == 1


def test_nobody_gets_more_messages_a_day_than_the_office_allows(world: World) -> None:
    world.office = office(HOURLY)
    world.import_(register(*(at_hour(f"{hour}:00", f"viec-{hour}") for hour in (10, 12, 14))))
    found = [world.sweep(DUE, at) for at in ("09:00", "11:00", "13:00", "16:45")]
    assert [figures["messages"] for figures in found] == [1, 1, 0, 0]
    assert [figures["waiting"] for figures in found] == [0, 0, 1, 1]
    assert world.sweep("2024-03-18", "07:30")["messages"] == 1


def test_what_waited_for_the_next_day_is_one_message_then(world: World) -> None:
    world.office = office(HOURLY, sending={"messages_per_day": 1})
    world.import_(register(*(at_hour(f"{hour}:00", f"viec-{hour}") for hour in (10, 12, 14))))
    for at in ("09:00", "11:00", "13:00"):
        world.sweep(DUE, at)
    world.sweep("2024-03-18", "07:30")
    assert [found[1:] for found in world.messages()] == [(f"{DUE}#1", 1), ("2024-03-18#1", 2)]


def test_what_is_urgent_leaves_beyond_the_measure_of_the_day(world: World) -> None:
    world.office = office(URGENT, sending={"messages_per_day": 1})
    world.import_(register(*(at_hour(f"{hour}:00", f"viec-{hour}") for hour in (10, 12))))
    assert [world.sweep(DUE, at)["messages"] for at in ("09:00", "11:00")] == [1, 1]


def test_a_digest_waits_for_the_digest_of_the_morning(world: World) -> None:
    world.import_(register(deadline(DUE, "viec-1", lead=["cdc"]), deadline(DUE, "viec-2", lead=["bv-mot"])))
    assert world.sweep("2024-03-20")["messages"] == 0
    figures = world.sweep("2024-03-21", "07:30", digest=True)
    assert (figures["messages"], figures["notices"]) == (1, 2)
    assert world.messages() == [("van-phong-head@so.example", "2024-03-21#1", 2)]


def test_the_digest_leaves_single_rungs_to_the_sweep(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    assert world.sweep("2024-03-08", "07:30", digest=True)["messages"] == 0
    assert world.sweep("2024-03-08", "07:30")["messages"] == 1


@pytest.mark.parametrize(
    ("today", "on"),
    [
        ("2024-03-18", "2024-03-18"),
        ("2024-03-19", "2024-03-18"),
        ("2024-03-22", "2024-03-18"),
        ("2024-01-02", "2024-01-02"),
        ("2024-01-03", "2024-01-02"),
        ("2024-09-04", "2024-09-04"),
        ("2024-05-02", "2024-05-02"),
    ],
)
def test_the_leaders_day_is_monday_or_the_next_working_day(today: str, on: str) -> None:
    assert leaders_day(day(today), office()) == day(on)


@pytest.mark.parametrize(
    ("today", "on"),
    [("2024-02-07", "2024-02-02"), ("2024-02-15", "2024-02-15"), ("2024-02-16", "2024-02-16")],
)
def test_a_leaders_friday_within_tet_is_the_first_working_day_after_it(today: str, on: str) -> None:
    assert leaders_day(day(today), office(sending={"leaders_on": "fri"})) == day(on)


def test_leaders_hear_once_a_week(world: World) -> None:
    world.office = office(LEADERS)
    world.import_(register(*(deadline(f"2024-03-{n}", f"viec-{n}", lead=["cdc"]) for n in (12, 13, 14, 18))))
    week = ("2024-03-13", "2024-03-14", "2024-03-15", "2024-03-18", "2024-03-19", "2024-03-22", "2024-03-25")
    figures = {on: world.sweep(on, "07:30", digest=True) for on in week}
    assert {on: found["notices"] for on, found in figures.items() if found["messages"]} == {
        "2024-03-18": 3, "2024-03-25": 1,
    }  # fmt: skip


def test_on_a_monday_off_leaders_hear_on_the_next_working_day(world: World) -> None:
    world.office = office(LEADERS)
    world.import_(register(deadline("2024-08-30", lead=["cdc"])))
    found = {on: world.sweep(on, "07:30", digest=True)["messages"] for on in ("2024-09-02", "2024-09-03", "2024-09-04")}
    assert found == {"2024-09-02": 0, "2024-09-03": 0, "2024-09-04": 1}


def test_what_was_finished_before_it_left_is_dropped(either_world: World) -> None:
    either_world.import_(register(deadline(DUE, lead=["cdc"])))
    either_world.sweep("2024-03-14", "18:00")
    either_world.do(waive, 1, by("2024-03-15", "07:00"), "đơn vị đã giải thể")
    figures = either_world.sweep("2024-03-15", "08:00")
    assert (figures["dropped"], figures["messages"], either_world.notices("pending")) == (2, 0, 0)


def test_a_reviewer_who_has_accepted_meanwhile_is_not_asked_to(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.do(submit, world.office, 1, Handed("15/BC-CDC", day("2024-03-12")), by("2024-03-12"))
    world.sweep("2024-03-20", "18:00")
    world.do(accept, 1, by("2024-03-20", "18:30"))
    figures = world.sweep("2024-03-21", "08:00")
    assert (figures["dropped"], figures["messages"]) == (1, 0)


@pytest.mark.parametrize(
    ("on", "at", "shown"),
    [
        ("2024-03-15", "08:15", ("2024-03-15", "08:15")),
        ("2024-03-15", "06:00", ("2024-03-14", "09:00")),
        ("2024-03-15", "18:00", ("2024-03-15", "09:00")),
        ("2024-03-17", "10:00", ("2024-03-15", "09:00")),
        ("2024-03-18", "07:29", ("2024-03-15", "09:00")),
    ],
)
def test_a_look_outside_the_hours_shows_the_last_working_morning(on: str, at: str, shown: tuple[str, str]) -> None:
    assert last_sending_moment(office(), moment(on, at)) == moment(*shown)


def test_what_was_told_about_a_former_day_is_dropped_when_the_day_changes(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.sweep("2024-03-14", "18:00")
    world.do(extend, world.office, 1, day("2024-04-15"), by("2024-03-15", "07:00"), "chờ số liệu")
    figures = world.sweep("2024-03-15", "08:00")
    assert (figures["dropped"], figures["messages"]) == (2, 1)
    assert world.told()[0] == (-1, 0, "cdc", "focal", "grouped")


def test_the_reason_for_telling_somebody_else_is_kept_with_the_notice(world: World) -> None:
    whole = described() | {
        "absences": [{"person": "cdc-focal", "stand_in": "bv-mot-head", "from": "2024-03-01", "to": "2024-03-31"}]
    }
    world.load(**whole)
    world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    world.sweep("2024-03-08")
    statement = sa.select(message.c.address, notice.c.fallback).join(notice, notice.c.message_id == message.c.id)
    assert sorted(world.rows(statement)) == [
        ("bv-mot-focal@so.example", ""),
        ("bv-mot-head@so.example", "thay cdc-focal đang vắng"),
    ]


def test_what_reaches_nobody_waits_and_is_counted_until_somebody_is_there(world: World) -> None:
    whole = described()
    for each in whole["units"]:
        if each["code"] in ("cdc", "van-phong"):
            each["posts"] = {}
    world.load(**whole)
    world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    figures = world.sweep("2024-03-08")
    assert (figures["messages"], figures["unaddressed"], world.notices("pending")) == (1, 1, 1)
    world.load()
    figures = world.sweep("2024-03-11")
    assert (figures["messages"], figures["unaddressed"], world.notices("pending")) == (1, 0, 0)


def test_the_person_is_found_when_the_message_is_made(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.sweep("2024-03-08", "06:00")
    whole = described()
    for each in whole["units"]:
        if each["code"] == "cdc":
            each["posts"]["focal"] = "ke-hoach-focal"
    world.load(**whole)
    world.sweep("2024-03-08", "08:00")
    assert world.messages() == [("ke-hoach-focal@so.example", "2024-03-08#1", 1)]


def test_nothing_is_lost_between_sweep_and_message(world: World) -> None:
    world.import_(register(*(deadline(f"2024-03-{n:02d}", f"viec-{n}") for n in range(1, 29))))
    for n in range(1, 31):
        world.sweep(f"2024-03-{n:02d}", "07:30", digest=True)
        world.sweep(f"2024-03-{n:02d}", "08:00")
    held = sum(count for _, _, count in world.messages())
    assert held > 300
    assert world.notices() == held + world.notices("pending") + world.notices("superseded")


def test_living_a_past_day_again_leaves_what_waits_today_alone(world: World) -> None:
    world.office = office({"standard": [{"at": "-5 working days", "to": ["lead.focal"], "digest": "by unit"}]})
    world.import_(register(deadline(DUE)))
    world.sweep("2024-03-08", "08:00")
    before = world.dump("run", "lock")
    assert world.notices("pending") == 4
    world.sweep("2024-03-08", "08:00", as_of=moment("2024-03-06", "07:30"), digest=True)
    assert world.dump("run", "lock") == before


@pytest.mark.parametrize(("urgent", "sent"), [(True, 1), (False, 0)])
def test_on_a_day_off_only_what_is_urgent_leaves(world: World, urgent: bool, sent: int) -> None:
    step = {"at": "-1 days", "to": ["lead.focal"], "urgent": urgent}
    world.office = office({"standard": [step]})
    world.import_(register(deadline("2024-04-30", lead=["cdc"], key="truoc-le"), deadline("2024-03-18", lead=["cdc"])))
    assert world.sweep("2024-03-17", "09:00")["messages"] == sent  # a Sunday
    assert world.notices("pending") == 1 - sent
    assert world.sweep("2024-03-18", "07:30")["messages"] == 1 - sent


@pytest.mark.parametrize(("urgent", "days"), [(True, ["2024-03-17"]), (False, ["2024-03-18"])])
def test_a_rehearsal_lives_through_days_off_too(world: World, urgent: bool, days: list[str]) -> None:
    world.office = office({"standard": [{"at": "-1 days", "to": ["lead.focal"], "urgent": urgent}]})
    world.import_(register(deadline("2024-03-18", lead=["cdc"])))
    with world.readings() as session:
        found = rehearse(session, world.office, first=day("2024-03-11"), last=day("2024-03-20"))
    assert list(found.by_day()) == days
