"""The matrix: the gravest word and the count of each cell, totals, columns in the plan's order, and only what one sees."""

import pytest

from engine.access.rights import Viewer
from engine.fulfilment.complete import Handed, submit
from engine.watching.overview import Across, Matrix, matrix, plan_to_watch
from engine.watching.wishes import Wish
from models.errors import NotFoundError
from models.obligations import Timeliness
from tests.engine.cast import World, by, day, deadline, described, monthly, register
from tests.engine.test_rights import viewer

TODAY = day("2024-03-15")
EVERYBODY = Viewer(0, "ai đó", None, is_administrator=True)


@pytest.fixture
def filled(either_world: World) -> World:
    """A monthly duty of the CDC and a deadline of the whole group; the CDC was late in January and on time with the other."""
    either_world.import_(
        register(
            monthly(lead=["cdc"], title="Giao ban", section="I.1"),
            deadline("2024-03-10", "som", title="Gửi số liệu", section="I.2"),
        )
    )
    january, sent = (either_world.number_of("cdc", key, of) for key, of in (("2024-M01", "giao-ban"), ("once", "som")))
    either_world.do(submit, either_world.office, january, Handed("1/BC", day("2024-02-05")), by("2024-02-05"))
    either_world.do(submit, either_world.office, sent, Handed("2/BC", day("2024-03-08")), by("2024-03-08"))
    return either_world


def seen(world: World, across: Across = Across.ACTIVITY, who: Viewer = EVERYBODY, **wish: str) -> Matrix:
    with world.readings() as session:
        return matrix(session, Wish(plan="kh-thu", within=who.visible, **wish), across, today=TODAY)  # type: ignore[arg-type]


def cells(found: Matrix) -> dict[str, list[str | None]]:
    return {
        line.code: [f"{cell.tally.worst} {cell.tally.done}/{cell.tally.total}" if cell else None for cell in line.cells]
        for line in found.lines
    }


def test_a_cell_says_the_gravest_of_its_periods_and_how_many_are_done(filled: World) -> None:
    found = seen(filled)
    assert [column.title for column in found.columns] == ["I.1 Giao ban", "I.2 Gửi số liệu"]
    assert cells(found) == {
        "bv-hai": [None, "overdue 0/1"],
        "bv-mot": [None, "overdue 0/1"],
        "cdc": ["overdue 1/12", "on_time 1/1"],
        "ttyt-ba": [None, "overdue 0/1"],
    }


def test_totals_stand_under_columns_and_beside_units(filled: World) -> None:
    found = seen(filled)
    assert [(total.done, total.total, total.rate) for total in found.totals] == [(1, 12, 0), (1, 4, 0.25)]
    assert {line.code: line.tally.total for line in found.lines} == {"cdc": 13, "bv-mot": 1, "bv-hai": 1, "ttyt-ba": 1}
    assert (found.whole.done, found.whole.total) == (2, 16)


def test_a_cell_of_one_obligation_knows_its_number(filled: World) -> None:
    by_code = {line.code: line for line in seen(filled).lines}
    (none, sent) = by_code["cdc"].cells
    assert none
    assert none.only is None
    assert sent
    assert sent.only == filled.number_of("cdc", "once", "som")


def test_periods_are_columns_in_the_order_of_their_days(filled: World) -> None:
    found = seen(filled, Across.PERIOD)
    assert [column.code for column in found.columns] == [*(f"2024-M{n:02}" for n in range(1, 13)), ""]
    assert cells(found)["cdc"][:3] == ["late 1/1", "overdue 0/1", "not_due 0/1"]


def test_filters_narrow_cells_and_totals_alike(filled: World) -> None:
    found = seen(filled, status=Timeliness.LATE.value)
    assert cells(found) == {"cdc": ["late 1/1"]}
    assert found.whole.total == 1


def test_a_unit_sees_its_own_line_only(filled: World) -> None:
    assert list(cells(seen(filled, who=viewer(filled, "bv-mot-focal")))) == ["bv-mot"]


def test_units_are_ordered_by_the_numbers_in_their_names(world: World) -> None:
    units = [{"code": f"t{n}", "name": f"Trạm {n}", "parent": "so"} for n in (10, 2, 1)]
    world.load(units=[*described()["units"], *units])
    world.import_(register(deadline("2024-03-10", lead=["t1", "t2", "t10"])))
    assert [line.code for line in seen(world).lines] == ["t1", "t2", "t10"]


def test_the_plan_first_shown_is_that_of_what_waits_longest(filled: World) -> None:
    filled.import_(register(deadline("2024-02-20", "xua", lead=["bv-mot"]), id="kh-hai", number="02/KH-ST"))
    with filled.readings() as session:
        chosen = {
            who: plan_to_watch(session, viewer(filled, who), "", today=TODAY) for who in ("bv-mot-focal", "cdc-focal")
        }
    assert {who: plan.id if plan else None for who, plan in chosen.items()} == {
        "bv-mot-focal": "kh-hai",
        "cdc-focal": "kh-thu",
    }


def test_a_plan_of_which_one_sees_nothing_is_as_if_it_were_none(filled: World) -> None:
    filled.import_(register(deadline("2024-02-20", "xua", lead=["bv-mot"]), id="kh-hai", number="02/KH-ST"))
    with filled.readings() as session, pytest.raises(NotFoundError):
        plan_to_watch(session, viewer(filled, "cdc-focal"), "02/KH-ST", today=TODAY)


def test_with_nothing_there_is_no_plan_to_watch(world: World) -> None:
    with world.readings() as session:
        assert plan_to_watch(session, EVERYBODY, "", today=TODAY) is None
