"""What a sweep tells, once, at the right rung, and what it leaves alone."""

from typing import Any

import pytest

from engine.escalation.sweep import sweep
from engine.fulfilment.complete import Handed, accept, send_back, submit, waive
from engine.runs import run_nightly
from tests.engine.cast import World, by, day, deadline, members, moment, monthly, office, register, undated
from tests.engine.conftest import Worlds

DUE = "2024-03-15"  # a Friday; the rungs of the standard ladder fall on 8, 14, 18, 20, 22 and 29 March, 5 and 12 April
REPORT = register(deadline(DUE, lead=["cdc"]))
HANDED = Handed("15/BC-CDC", day("2024-03-12"))


def test_each_rung_is_told_at_its_moment_and_only_once(either_world: World) -> None:
    either_world.import_(REPORT)
    told = {
        on: either_world.sweep(on)["told"]
        for on in ("2024-03-07", "2024-03-08", "2024-03-11", "2024-03-14", "2024-03-15", "2024-03-18", "2024-03-20")
    }
    assert told == {
        "2024-03-07": 0, "2024-03-08": 1, "2024-03-11": 0, "2024-03-14": 2, "2024-03-15": 0, "2024-03-18": 2,
        "2024-03-20": 1,
    }  # fmt: skip
    assert either_world.sweep("2024-03-20")["due"] == 0


@pytest.mark.parametrize(("at", "told"), [("07:29", 0), ("07:30", 1), ("07:31", 1)])
def test_a_rung_is_told_from_its_minute_on(world: World, at: str, told: int) -> None:
    world.import_(REPORT)
    assert world.sweep("2024-03-08", at)["told"] == told


def test_a_rung_speaks_to_the_posts_it_names(world: World) -> None:
    world.import_(REPORT)
    for on in ("2024-03-08", "2024-03-14", "2024-03-18", "2024-03-20", "2024-03-22"):
        world.sweep(on)
    assert [told[:4] for told in world.told()] == [
        (0, 0, "cdc", "focal"),
        (1, 0, "cdc", "focal"), (1, 0, "cdc", "head"),
        (2, 0, "cdc", "head"), (2, 0, "van-phong", "focal"),
        (3, 0, "van-phong", "head"),
        (4, 0, "so", "leader"),
    ]  # fmt: skip


def test_a_rung_is_repeated_as_often_as_the_ladder_says_and_no_more(world: World) -> None:
    world.import_(REPORT)
    for on in ("2024-03-22", "2024-03-29", "2024-04-05", "2024-04-12", "2024-04-19", "2024-06-28"):
        world.sweep(on)
    assert [told[:2] for told in world.told() if told[0] == 4] == [(4, 0), (4, 1), (4, 2), (4, 3)]
    assert world.one("next_at") is None


def test_after_two_weeks_down_over_a_month_end_only_the_highest_rung_is_told(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-29", lead=["cdc"])))
    either_world.sweep("2024-03-22")
    figures = either_world.sweep("2024-04-08")
    assert (figures["due"], figures["told"], figures["superseded"]) == (1, 1, 5)
    assert either_world.told() == [
        (0, 0, "cdc", "focal", "grouped"),
        (1, 0, "cdc", "focal", "superseded"),
        (1, 0, "cdc", "head", "superseded"),
        (2, 0, "cdc", "head", "superseded"),
        (2, 0, "van-phong", "focal", "superseded"),
        (3, 0, "van-phong", "head", "superseded"),
        (4, 0, "so", "leader", "pending"),
    ]
    assert either_world.sweep("2024-04-08")["due"] == 0


def test_after_the_downtime_the_ladder_goes_on_where_it_stands(world: World) -> None:
    world.import_(register(deadline("2024-03-29", lead=["cdc"])))
    world.sweep("2024-04-08")
    assert [world.sweep(on)["told"] for on in ("2024-04-11", "2024-04-12", "2024-04-19", "2024-04-26")] == [0, 1, 0, 1]


@pytest.mark.parametrize("batch", [1, 3, 4, 5])
def test_small_batches_tell_the_same_as_one(worlds: Worlds, batch: int) -> None:
    with worlds() as small, worlds() as large:
        for each, size in ((small, batch), (large, 5_000)):
            each.import_(register(deadline(DUE)))
            done = sweep(each.sessions, each.office, now=moment("2024-03-18"), batch=size)
            assert (done.due, done.told, done.superseded) == (4, 8, 12)
        assert small.told() == large.told()


def test_what_is_handed_in_is_told_to_its_unit_no_more(world: World) -> None:
    world.import_(REPORT)
    world.sweep("2024-03-08")
    world.do(submit, world.office, 1, HANDED, by("2024-03-12"))
    for on in ("2024-03-14", "2024-03-18", "2024-03-20", "2024-03-22"):
        world.sweep(on)
    assert [told[2:4] for told in world.told()] == [("cdc", "focal"), ("van-phong", "focal")]


def test_who_must_review_is_told_by_the_review_ladder(world: World) -> None:
    world.import_(REPORT)
    world.do(submit, world.office, 1, HANDED, by("2024-03-12"))
    assert [world.sweep(on)["told"] for on in ("2024-03-19", "2024-03-20", "2024-03-21")] == [0, 1, 0]
    assert world.told() == [(0, 0, "van-phong", "focal", "grouped")]


@pytest.mark.parametrize("how", ["accepted", "waived", "cancelled"])
def test_what_is_finished_is_told_to_nobody(either_world: World, how: str) -> None:
    either_world.import_(register(deadline(DUE, lead=["cdc"]), deadline("2024-12-20", "khac")))
    if how == "accepted":
        either_world.do(submit, either_world.office, 1, HANDED, by("2024-03-12"))
        either_world.do(accept, 1, by("2024-03-12"))
    elif how == "waived":
        either_world.do(waive, 1, by("2024-03-12"), "đơn vị đang sắp xếp lại")
    else:
        either_world.import_(register(deadline("2024-12-20", "khac")), on="2024-03-12")
    assert either_world.one("progress") == how
    assert [either_world.sweep(on)["due"] for on in ("2024-03-18", "2024-04-12")] == [0, 0]
    assert either_world.notices() == 0


def test_an_undated_obligation_is_never_due(world: World) -> None:
    world.import_(register(undated(lead=["cdc"])))
    assert world.sweep("2024-12-31")["due"] == 0


COPIED = {"copied": [{"at": "-1 working day", "to": ["cooperate.focal", "lead.focal"]}]}


def test_who_cooperates_is_copied_each_unit_once(either_world: World) -> None:
    either_world.office = office(COPIED)
    either_world.import_(
        register(deadline(DUE, lead=["ke-hoach"], cooperate=["bv-mot", "truc-thuoc"], ladder="copied"))
    )
    either_world.sweep("2024-03-14")
    assert [told[2] for told in either_world.told()] == ["bv-hai", "bv-mot", "cdc", "ke-hoach", "ttyt-ba"]


def test_a_former_member_of_a_cooperating_group_is_not_copied(either_world: World) -> None:
    either_world.office = office(COPIED)
    either_world.load(**members("cdc", {"unit": "bv-mot", "to": DUE}, {"unit": "bv-hai", "from": DUE}))
    either_world.import_(register(deadline(DUE, lead=["ke-hoach"], cooperate=["truc-thuoc"], ladder="copied")))
    either_world.sweep("2024-03-14")
    assert [told[2] for told in either_world.told()] == ["bv-hai", "cdc", "ke-hoach"]


@pytest.mark.parametrize(("reports_to", "told"), [("ke-hoach", "ke-hoach"), (None, "van-phong")])
def test_who_is_reported_to_is_told_else_the_monitor(world: World, reports_to: str | None, told: str) -> None:
    world.office = office({"up": [{"at": "+1 working day", "to": ["reports_to.head"]}]})
    world.import_(register(deadline(DUE, lead=["cdc"], reports_to=reports_to, ladder="up")))
    world.sweep("2024-03-18")
    assert [told[2:4] for told in world.told()] == [(told, "head")]


def test_two_rungs_at_one_moment_are_both_told(either_world: World) -> None:
    both = [
        {"at": "+3 working days", "to": ["lead.head"]},
        {"at": "+3 working days", "to": ["monitor.head", "lead.head"], "digest": "by unit"},
    ]
    either_world.office = office({"both": both})
    either_world.import_(register(deadline(DUE, lead=["cdc"], ladder="both")))
    assert either_world.sweep("2024-03-20")["superseded"] == 0
    assert [told[2:4] for told in either_world.told()] == [("cdc", "head"), ("van-phong", "head")]


def test_a_closed_plan_is_told_only_when_it_is_lived_again(world: World) -> None:
    world.import_(REPORT, on="2026-01-05")
    assert world.sweep("2026-01-05")["due"] == 0
    assert world.sweep("2026-01-05", as_of=moment("2024-03-08"))["told"] == 1
    assert world.sweep("2026-01-05", "08:15", as_of=moment("2025-01-02"))["due"] == 0


def test_what_a_relived_day_left_waiting_is_not_told_by_the_real_clock(world: World) -> None:
    world.import_(REPORT, on="2026-01-05")
    world.sweep("2026-01-05", as_of=moment("2024-03-20"))
    assert world.notices("pending") == 1
    assert world.sweep("2026-01-06", "07:30", digest=True)["messages"] == 0
    assert world.sweep("2026-01-06", "08:00", as_of=moment("2024-03-21", "07:30"), digest=True)["messages"] == 1


def test_a_return_starts_a_new_clock_at_once(world: World) -> None:
    world.import_(REPORT)
    world.do(submit, world.office, 1, HANDED, by("2024-03-12"))
    world.do(send_back, world.office, 1, by("2024-03-13"), "thiếu biểu số liệu")
    assert world.sweep("2024-03-13")["told"] == 2
    assert [told[:4] for told in world.told()] == [(-1, 0, "cdc", "focal"), (-1, 0, "cdc", "head")]


def test_a_night_of_expansion_between_two_sweeps_tells_nothing_again(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])))
    first = world.sweep("2024-02-01")["told"]
    run_nightly(world.sessions, world.office, now=moment("2024-02-02", "00:15"))
    assert first == 2
    assert world.sweep("2024-02-02", "07:45")["told"] == 0


def test_one_plan_closed_and_one_running_only_the_running_one_is_swept(world: World) -> None:
    old: dict[str, Any] = {"id": "kh-cu", "number": "9/KH-ST", "issued_on": "2023-01-02", "from": "2023-01-01",
                           "to": "2023-12-31"}  # fmt: skip
    world.import_(register(deadline("2023-03-15", lead=["cdc"]), **old))
    world.import_(REPORT)
    assert world.sweep("2024-04-12")["due"] == 1
