"""Importing a register again: what becomes of what is owed when days move, duties go and come back, and leads change."""

import pytest
import sqlalchemy as sa

from engine.directory.load import find_unit
from engine.fulfilment.complete import Handed, accept, extend, raise_event, send_back, set_due, submit
from models.columns import table_of
from models.ledger import LedgerEntry
from models.plans import Plan
from models.registers import Register
from tests.engine.acts import history, progress
from tests.engine.cast import (
    World,
    by,
    day,
    deadline,
    event,
    members,
    monthly,
    obligation,
    occurrence,
    register,
    rota,
    timed,
    undated,
)

ledger, plan = table_of(LedgerEntry), table_of(Plan)
DUE, LATER = "2024-03-15", "2024-04-26"
TWO = register(deadline(DUE), deadline("2024-12-20", "tong-ket"))
EVERYTHING = register(
    deadline(DUE, lead=["cdc", "truc-thuoc"], cooperate=["ke-hoach"], reports_to="so", deliverable="Báo cáo", tier="B",
             note="xem phụ lục", ladder="check"),
    timed("deadline", "theo-gio", {"on": "2024-04-27", "bound": "before", "at": "16:00"}),
    timed("deadline", "theo-quy", {"on": "2024-Q2"}),
    timed("recurring", "so-lieu", {"every": ["Q", "H", "Y"], "due": {"day": 20}, "data_window": "nd09"}),
    monthly(None, "khong-ngay", inputs=["so-lieu", "bao-cao"]),
    timed("window", "thuong-xuyen", {"from": "2024-02-01", "check": "M"}),
    timed("milestone", "chi-tieu", {"target": {"value": 40, "unit": "%"}, "by": "2024-06-30"}),
    timed("milestone", "phong-su", {"target": {"value": 2, "unit": "phóng sự"}, "by": "2024-Y"}),
    rota(), event(5), undated(),
    basis="12/QĐ-UBND", note="bản thử", rules={"merge_periods": False, "check_period": "H"},
)  # fmt: skip


def hand_in(world: World, number: int, on: str = "2024-03-01") -> None:
    world.do(submit, world.office, number, Handed("1/BC", day(on)), by(on))


def test_a_moved_day_is_told_at_once_to_the_focal_person(either_world: World) -> None:
    either_world.import_(register(deadline(DUE, lead=["cdc"])))
    either_world.sweep("2024-03-08")
    either_world.import_(register(deadline(LATER, lead=["cdc"])), on="2024-03-11", at="09:00")
    assert either_world.owed() == [("bao-cao", "once", "cdc", LATER)]
    assert either_world.sweep("2024-03-11", "09:00")["told"] == 1
    assert [told[:4] for told in either_world.told()] == [(-1, 0, "cdc", "focal"), (0, 0, "cdc", "focal")]


def test_the_ladder_follows_the_moved_day(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.import_(register(deadline(LATER, lead=["cdc"])), on="2024-03-11")
    days = ("2024-03-11", "2024-03-14", "2024-03-18", "2024-04-18", "2024-04-19", "2024-04-25")
    assert [world.sweep(on)["told"] for on in days] == [1, 0, 0, 0, 1, 2]


def test_what_was_pending_about_the_former_day_is_dropped(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.sweep("2024-03-08", "18:00")
    world.import_(register(deadline(LATER, lead=["cdc"])), on="2024-03-11", at="07:30")
    assert world.sweep("2024-03-11")["dropped"] == 1
    assert [(told[0], told[4]) for told in world.told()] == [(-1, "grouped"), (0, "dropped")]


def test_a_day_moved_into_the_past_is_late_at_once_and_climbs_on(world: World) -> None:
    world.import_(register(deadline(LATER, lead=["cdc"])))
    world.import_(register(deadline(DUE, lead=["cdc"])), on="2024-03-19")
    assert [world.sweep(on)["told"] for on in ("2024-03-19", "2024-03-20", "2024-03-22")] == [1, 1, 1]


@pytest.mark.parametrize("how", ["submitted", "accepted"])
def test_what_is_done_is_never_touched(either_world: World, how: str) -> None:
    either_world.import_(register(deadline(DUE)))
    hand_in(either_world, 1)
    if how == "accepted":
        either_world.do(accept, 1, by("2024-03-01"))
    before = either_world.obligations()[0]
    either_world.import_(register(deadline(LATER)), on="2024-03-11")
    either_world.import_(register(deadline("2024-12-20", "khac")), on="2024-03-12")
    assert either_world.obligations()[0] == before
    assert progress(either_world) == {how: 1, "cancelled": 3, "open": 4}


def test_what_is_withdrawn_is_cancelled_with_the_reason_in_the_ledger(either_world: World) -> None:
    either_world.import_(TWO)
    diff = either_world.import_(register(deadline(DUE)), on="2024-03-11")
    assert (diff.withdrawn, diff.cancelled) == (["tong-ket"], 4)
    assert progress(either_world) == {"open": 4, "cancelled": 4}
    numbers = [either_world.number_of(code, of="tong-ket") for code in ("cdc", "bv-mot", "bv-hai", "ttyt-ba")]
    assert sorted(history(either_world, "cancel")) == sorted(
        ("obligation", n, "hoạt động đã rút khỏi kế hoạch") for n in numbers
    )
    assert either_world.sweep("2025-01-06")["due"] == 4


def test_periods_that_fall_away_are_cancelled(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])))
    diff = world.import_(register(monthly(lead=["cdc"]), to="2024-06-30"), on="2024-03-11")
    assert (diff.head, diff.cancelled) == (["end"], 6)
    assert {reason for _, _, reason in history(world, "cancel")} == {"kỳ này không còn trong kế hoạch"}


def test_periods_that_come_with_a_longer_plan_are_added(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"]), to="2024-06-30"))
    world.import_(register(monthly(lead=["cdc"])), on="2024-03-11")
    assert progress(world) == {"open": 12}


def test_what_comes_back_is_owed_again(either_world: World) -> None:
    either_world.import_(TWO)
    done = either_world.number_of("cdc", of="tong-ket")
    hand_in(either_world, done)
    either_world.do(accept, done, by("2024-03-04"))
    either_world.import_(register(deadline(DUE)), on="2024-03-11")
    either_world.import_(TWO, on="2024-03-12")
    assert progress(either_world) == {"open": 7, "accepted": 1}
    assert [subject for subject, _, _ in history(either_world, "reopen")] == ["obligation"] * 3
    told = either_world.sweep("2024-03-13")
    assert told["due"] == 7, "four are reminded of the first duty, three hear that the second is owed again"


def test_another_lead_owes_and_the_former_one_does_not(either_world: World) -> None:
    either_world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    diff = either_world.import_(register(deadline(DUE, lead=["bv-mot", "bv-hai"])), on="2024-03-01")
    assert (diff.changed, diff.cancelled) == (["bao-cao"], 1)
    assert progress(either_world) == {"open": 2, "cancelled": 1}
    assert history(either_world, "cancel") == [
        ("obligation", either_world.number_of("cdc"), "đơn vị không còn chủ trì hoạt động này")
    ]


def test_a_lead_that_comes_back_owes_again(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.import_(register(deadline(DUE, lead=["bv-mot"])), on="2024-03-01")
    world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])), on="2024-03-02")
    assert progress(world) == {"open": 2}
    assert world.sweep("2024-03-08")["due"] == 2


def test_who_left_the_group_still_owes_what_fell_due_before(world: World) -> None:
    world.load(**members("cdc", {"unit": "bv-mot", "to": "2024-02-15"}))
    world.import_(register(monthly(title="Giao ban")))
    world.import_(register(monthly(title="Giao ban tháng")), on="2024-03-01")
    assert progress(world) == {"open": 13}


def test_a_day_that_a_person_set_survives_the_next_import(either_world: World) -> None:
    either_world.import_(register(undated(lead=["cdc"])))
    either_world.do(set_due, either_world.office, 1, day("2024-05-10"), by("2024-02-01"))
    either_world.import_(register(undated(lead=["cdc"], title="Việc có tên mới")), on="2024-03-01")
    either_world.import_(register(deadline(DUE)), on="2024-03-02")
    either_world.import_(register(undated(lead=["cdc"])), on="2024-03-03")
    assert [owed for owed in either_world.owed() if owed[0] == "de-xuat"] == [("de-xuat", "once", "cdc", "2024-05-10")]
    assert either_world.rows(sa.select(occurrence.c.dated_by).where(occurrence.c.id == 1)) == [("người thử",)]


def test_a_day_that_the_plan_states_at_last_takes_the_place_of_a_persons(world: World) -> None:
    world.import_(register(undated("bao-cao", lead=["cdc"])))
    world.do(set_due, world.office, 1, day("2024-05-10"), by("2024-02-01"))
    world.import_(register(deadline(LATER, lead=["cdc"])), on="2024-03-01")
    assert world.owed() == [("bao-cao", "once", "cdc", LATER)]
    assert world.rows(sa.select(occurrence.c.dated_by)) == [(None,)]


def test_a_day_that_the_plan_takes_back_is_asked_for_again(either_world: World) -> None:
    either_world.import_(register(deadline(DUE, lead=["cdc"])))
    either_world.import_(register(undated("bao-cao", lead=["cdc"])), on="2024-03-01")
    assert either_world.owed() == [("bao-cao", "once", "cdc", None)]
    assert [either_world.sweep(on)["due"] for on in ("2024-03-08", "2024-03-18")] == [0, 0]


def test_a_granted_extension_beyond_the_new_day_is_kept(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    world.do(extend, world.office, world.number_of("cdc"), day("2024-05-31"), by("2024-03-01"), "chờ số liệu")
    world.import_(register(deadline(LATER, lead=["cdc", "bv-mot"])), on="2024-03-11")
    assert [owed[2:] for owed in world.owed()] == [("bv-mot", LATER), ("cdc", "2024-05-31")]
    world.import_(register(deadline("2024-06-14", lead=["cdc", "bv-mot"])), on="2024-03-12")
    assert [owed[2:] for owed in world.owed()] == [("bv-mot", "2024-06-14"), ("cdc", "2024-06-14")]


def test_what_was_returned_keeps_its_own_clock_if_that_is_later(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    hand_in(world, 1, "2024-03-14")
    again_by = world.do(send_back, world.office, 1, by("2024-03-18"), "thiếu biểu")
    world.import_(register(deadline("2024-03-20", lead=["cdc"])), on="2024-03-19")
    assert world.one("due_on") == again_by == day("2024-03-25")


def test_an_event_that_was_raised_is_left_alone(world: World) -> None:
    world.import_(register(event(5), deadline(DUE)))
    with world.sessions() as session:
        unit_id = find_unit(session, "cdc").id
    world.do(raise_event, world.office, 1, unit_id, by("2024-03-01"), "có dịch")
    world.import_(register(event(5, title="Việc có tên mới"), deadline(DUE)), on="2024-03-04")
    assert ("dot-xuat", "event-1", "cdc", "2024-03-08") in world.owed()
    assert progress(world) == {"open": 5}


def test_an_event_of_an_activity_that_comes_back_is_owed_again(world: World) -> None:
    both = register(event(5), deadline(DUE))
    world.import_(both)
    with world.sessions() as session:
        unit_id = find_unit(session, "cdc").id
    world.do(raise_event, world.office, 1, unit_id, by("2024-03-01"), "có dịch")
    world.import_(register(deadline(DUE)), on="2024-03-04")
    assert progress(world) == {"open": 4, "cancelled": 1}
    world.import_(both, on="2024-03-05")
    assert progress(world) == {"open": 5}


def test_a_rota_that_other_units_share_from_now_on_has_each_slot_once(world: World) -> None:
    world.import_(register(rota(1, lead=["cdc", "bv-mot"]), to="2024-02-04"))
    world.import_(register(rota(1, lead=["bv-mot", "bv-hai"]), to="2024-02-04"), on="2024-01-02")
    open_ = sa.select(occurrence.c.key, obligation.c.unit_id).join(
        obligation, obligation.c.occurrence_id == occurrence.c.id
    )
    slots = world.rows(open_.where(obligation.c.progress == "open"))
    assert sorted(key for key, _ in slots) == [f"2024-W{n:02d}.1" for n in range(1, 6)]
    assert progress(world) == {"open": 5, "cancelled": 3}


def test_what_was_expanded_beyond_the_usual_horizon_is_not_withdrawn(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"]), to="2026-12-31"))
    world.expand(until="2026-12-31")
    diff = world.import_(register(monthly(lead=["cdc"], title="Giao ban tháng"), to="2026-12-31"), on="2024-02-01")
    assert diff.cancelled == 0
    assert progress(world) == {"open": 36}


def test_other_data_windows_are_stored_and_nobody_is_told(world: World) -> None:
    def report(window: str) -> Register:
        timing = {"every": ["M"], "due": {"day": 20}, "data_window": window}
        return register(timed("recurring", "so-lieu", timing, lead=["cdc"]))

    world.import_(report("nd09"))
    world.import_(report("calendar"), on="2024-01-02")
    columns = (occurrence.c.data_from, occurrence.c.data_to)
    assert world.rows(sa.select(*columns).where(occurrence.c.key == "2024-M05")) == [
        (day("2024-05-01"), day("2024-05-31"))
    ]
    assert world.sweep("2024-01-02")["due"] == 0
