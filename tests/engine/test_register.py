"""Importing a register: what is new, changed, withdrawn or as it was, what is exported, and the plan itself."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.register.entries import export_register, find_plan
from engine.register.importing import diff_register
from models.columns import table_of
from models.errors import NotFoundError
from models.ledger import LedgerEntry
from models.plans import Plan, PlanState
from models.registers import Register
from tests.engine.acts import history, progress
from tests.engine.cast import (
    World,
    activity,
    day,
    deadline,
    event,
    members,
    moment,
    monthly,
    notice,
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
