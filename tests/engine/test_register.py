"""Importing a register: what is new, changed, moved, withdrawn or as it was, and what becomes of what is owed."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.directory.load import find_unit
from engine.fulfilment.complete import Handed, accept, extend, raise_event, send_back, set_due, submit
from engine.register.entries import export_register, find_plan
from engine.register.importing import diff_register
from models.columns import table_of
from models.errors import NotFoundError
from models.ledger import LedgerEntry
from models.plans import Plan, PlanState
from models.registers import Register
from tests.engine.cast import (
    World,
    activity,
    by,
    day,
    deadline,
    event,
    members,
    moment,
    monthly,
    notice,
    obligation,
    occurrence,
    office,
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


def history(world: World, action: str) -> list[tuple[Any, ...]]:
    statement = sa.select(ledger.c.subject, ledger.c.subject_id, ledger.c.reason).where(ledger.c.action == action)
    return world.rows(statement.order_by(ledger.c.id))


def progress(world: World) -> dict[str, int]:
    counted = sa.select(obligation.c.progress, sa.func.count()).group_by(obligation.c.progress)
    return {str(state): count for state, count in world.rows(counted)}


def hand_in(world: World, number: int, on: str = "2024-03-01") -> None:
    world.do(submit, world.office, number, Handed("1/BC", day(on)), by(on))


def test_the_first_import_makes_everything_new(either_world: World) -> None:
    diff = either_world.import_(TWO)
    assert (diff.is_new, diff.new, diff.moved) == (True, ["bao-cao", "tong-ket"], [])
    assert len(either_world.owed()) == 8
    assert history(either_world, "import") == [("plan", 1, "")]


def test_importing_twice_changes_nothing(either_world: World) -> None:
    either_world.import_(EVERYTHING)
    before = either_world.dump()
    diff = either_world.import_(EVERYTHING, on="2024-02-01")
    assert diff.is_empty
    assert either_world.dump() == before


def test_what_is_exported_is_what_was_imported(either_world: World) -> None:
    either_world.import_(EVERYTHING)
    with either_world.sessions() as session:
        exported = export_register(session, "01/KH-ST")
        assert export_register(session, "kh-thu") == exported
    assert exported == EVERYTHING


def test_what_was_exported_imports_as_unchanged(world: World) -> None:
    world.import_(EVERYTHING)
    with world.sessions() as session:
        exported = export_register(session, "kh-thu")
        again = Register.model_validate(exported.model_dump(mode="json", by_alias=True))
    assert world.import_(again).is_empty


def test_a_plan_that_nobody_knows_is_not_exported(world: World) -> None:
    with world.sessions() as session, pytest.raises(NotFoundError, match="không có kế hoạch 'la'"):
        find_plan(session, "la")


def test_looking_at_the_changes_writes_nothing(world: World) -> None:
    world.import_(TWO)
    before = world.dump()
    with world.sessions() as session:
        diff = diff_register(session, register(deadline(LATER)), world.office, today=day("2024-02-01"))
    assert (diff.changed, diff.withdrawn, diff.cancelled) == (["bao-cao"], ["tong-ket"], 4)
    assert [(m.key, m.before, m.after, m.obligations) for m in diff.moved] == [("once", day(DUE), day(LATER), 4)]
    assert world.dump() == before


def test_the_changes_shown_are_the_changes_made(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"]), deadline(DUE), rota(lead=["cdc"])))
    after = register(monthly({"day": 20}, lead=["cdc"]), undated(), to="2024-06-30")
    with world.sessions() as session:
        shown = diff_register(session, after, world.office, today=day("2024-02-01"))
    made = world.import_(after, on="2024-02-01")
    assert shown == made
    assert (len(made.moved), made.cancelled) == (6, 6 + 4 + 106)


@pytest.mark.parametrize(
    ("before", "after", "owed"),
    [
        ([deadline(DUE)], [deadline(DUE), deadline(LATER, "tong-ket")], 4),
        ([deadline(DUE)], [deadline(DUE), monthly(lead=["ke-hoach"])], 12),
        ([deadline(DUE)], [deadline(LATER)], 0),
        ([deadline(DUE, lead=["cdc"])], [deadline(DUE, lead=["cdc", "ke-hoach"])], 1),
        ([deadline(DUE, lead=["cdc"])], [deadline(DUE, lead=["ke-hoach"])], 1),
        ([deadline(DUE)], [deadline(DUE), undated("chua-han")], 4),
        ([deadline(DUE)], [deadline(DUE), event(5)], 0),
        ([deadline(DUE)], [deadline(DUE), rota()], 106),
        ([rota(lead=["cdc"])], [rota(lead=["ke-hoach"])], 106),
    ],
)
def test_the_obligations_shown_to_come_are_those_that_come(
    world: World, before: list[dict[str, Any]], after: list[dict[str, Any]], owed: int
) -> None:
    world.import_(register(*before))
    open_before = progress(world).get("open", 0)
    shown = world.import_(register(*after))
    assert shown.owed == owed == progress(world)["open"] - open_before + shown.cancelled


def test_what_was_withdrawn_and_comes_back_is_counted_among_what_comes(world: World) -> None:
    world.import_(TWO)
    world.import_(register(deadline(DUE)))
    assert world.import_(TWO).owed == 4


def test_a_member_that_has_left_by_then_is_not_counted(world: World) -> None:
    world.import_(register(deadline(DUE)))
    world.load(**members("cdc", {"unit": "bv-mot", "to": "2024-06-01"}))
    shown = world.import_(
        register(deadline(DUE), deadline("2024-12-20", "tong-ket"), deadline("2024-05-20", "giua-nam"))
    )
    assert shown.owed == 1 + 2


def test_a_new_activity_is_expanded_at_once(world: World) -> None:
    world.import_(register(deadline(DUE)))
    diff = world.import_(TWO, on="2024-02-01")
    assert (diff.new, diff.unchanged, diff.changed) == (["tong-ket"], ["bao-cao"], [])
    assert len(world.owed()) == 8


def test_a_changed_title_moves_nothing_and_tells_nobody(world: World) -> None:
    world.import_(register(deadline(DUE)))
    before = world.dump("activity", "ledger")
    diff = world.import_(register(deadline(DUE, title="Việc có tên mới")), on="2024-02-01")
    assert (diff.changed, diff.moved) == (["bao-cao"], [])
    assert world.dump("activity", "ledger") == before
    assert world.rows(sa.select(activity.c.title)) == [("Việc có tên mới",)]


def test_a_changed_head_is_stored(world: World) -> None:
    world.import_(register(deadline(DUE)))
    diff = world.import_(register(deadline(DUE), title="Kế hoạch đổi tên", monitor="ke-hoach"), on="2024-02-01")
    assert diff.head == ["title", "monitor"]
    world.sweep("2024-03-18")
    assert ("ke-hoach", "focal") in [told[2:4] for told in world.told()]


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


def test_an_import_touches_only_what_it_shows(world: World) -> None:
    world.import_(register(deadline("2024-03-17", lead=["cdc"]), deadline("2024-12-20", "tong-ket", lead=["cdc"])))
    world.office = office(rules={"holiday_rule": "next"})
    diff = world.import_(
        register(
            deadline("2024-03-17", lead=["cdc"]), deadline("2024-12-20", "tong-ket", lead=["cdc"], title="Việc khác")
        ),
        on="2024-02-01",
    )
    assert (diff.changed, diff.moved) == (["tong-ket"], [])
    assert world.owed()[0] == ("bao-cao", "once", "cdc", "2024-03-17")


@pytest.mark.parametrize(("on", "state"), [("2024-12-31", "active"), ("2025-01-01", "closed")])
def test_a_plan_whose_period_is_over_is_stored_closed(world: World, on: str, state: str) -> None:
    world.import_(register(deadline(DUE)), on=on)
    assert world.rows(sa.select(plan.c.state)) == [(PlanState(state),)]


def test_a_closed_plan_that_is_prolonged_is_active_again(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])), on="2025-01-15")
    world.import_(register(monthly(lead=["cdc"]), to="2025-12-31"), on="2025-01-16")
    assert world.rows(sa.select(plan.c.state)) == [(PlanState.ACTIVE,)]
    assert world.sweep("2025-01-17")["due"] > 0


def test_an_active_plan_that_ends_stays_active_until_all_is_done(world: World) -> None:
    world.import_(register(deadline("2024-12-20", lead=["cdc"])))
    world.import_(register(deadline("2024-12-20", lead=["cdc"], title="Việc có tên mới")), on="2025-01-15")
    assert world.rows(sa.select(plan.c.state)) == [(PlanState.ACTIVE,)]


def test_a_plan_with_a_parent_knows_it_by_id_and_by_number(world: World) -> None:
    world.import_(register(deadline(DUE)))
    world.import_(register(deadline(DUE), id="kh-con", number="02/KH-ST", parent="01/KH-ST"))
    with world.sessions() as session:
        assert export_register(session, "kh-con").plan.parent == "kh-thu"
    assert world.import_(register(deadline(DUE), id="kh-con", number="02/KH-ST", parent="kh-thu")).is_empty


def test_a_draft_gets_its_number_when_it_is_issued(world: World) -> None:
    world.import_(register(deadline(DUE), number=None))
    diff = world.import_(register(deadline(DUE)), on="2024-01-05")
    assert (diff.head, diff.moved) == (["number"], [])


def test_an_import_is_written_down_with_its_figures(world: World) -> None:
    world.import_(TWO)
    world.import_(register(deadline(LATER)), on="2024-02-01")
    rows = world.rows(sa.select(ledger.c.actor, ledger.c.at, ledger.c.after).where(ledger.c.action == "import"))
    assert [(actor, at) for actor, at, _ in rows] == [
        ("người thử", moment("2024-01-01")), ("người thử", moment("2024-02-01"))
    ]  # fmt: skip
    assert rows[1][2] | {"new": 0, "changed": 1, "withdrawn": 1} == rows[1][2]
    assert world.rows(sa.select(sa.func.count()).select_from(notice)) == [(0,)]
