"""Which parts go into a consolidation: those of its period, merged ones as one, else those that lie within it."""

from typing import Any

import pytest

from engine.fulfilment.complete import Handed, submit
from engine.register.consolidation import Gathered, Input, Sought, gathered, inputs_of, names
from models.obligations import Timeliness
from tests.engine.cast import World, by, day, deadline, register, timed

QUARTERLY = timed("recurring", "phan", {"every": ["Q", "H", "Y"], "due": "period_end"}, lead=["cdc"])
MONTHLY = timed("recurring", "phan", {"every": ["M"], "due": "period_end"}, lead=["cdc"])


def periods(world: World, period: str | None, stands_for: tuple[str, ...] = ()) -> int:
    return len(world.do(inputs_of, Sought(1, ["phan"], period, stands_for), day("2024-01-02")))


@pytest.mark.parametrize(
    ("part", "period", "stands_for", "count"),
    [
        (QUARTERLY, "2024-Q1", (), 1),
        (QUARTERLY, "2024-Q2", (), 1),  # sent as the half-year's report
        (QUARTERLY, "2024-H1", ("2024-Q2",), 1),
        (QUARTERLY, "2024-Y", (), 1),
        (MONTHLY, "2024-Q1", (), 3),
        (MONTHLY, "2024-M02", (), 1),
        (MONTHLY, "2023-Q4", (), 0),
        (MONTHLY, None, (), 12),
        (deadline("2024-03-15", "phan", lead=["cdc"]), "2024-Q3", (), 1),  # a part without a period is due to all
    ],
)
def test_the_parts_of_a_period(world: World, part: Any, period: str, stands_for: tuple[str, ...], count: int) -> None:
    world.import_(register(part))
    assert periods(world, period, stands_for) == count


def test_a_part_that_was_handed_in_counts_as_sent(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-15", "phan")))
    either_world.do(submit, either_world.office, 2, Handed("1/BC", day("2024-03-12")), by("2024-03-12"))
    found = either_world.do(inputs_of, Sought(1, ["phan"], None), day("2024-03-13"))
    assert gathered(found) == Gathered(
        1, 3, found[[each.state for each in found].index(Timeliness.ON_TIME)].unit,
        names([each.unit for each in found if each.state is not Timeliness.ON_TIME]),
    )  # fmt: skip


def test_a_unit_that_still_owes_one_of_two_parts_has_not_sent() -> None:
    parts = [
        Input("A", "một", Timeliness.ON_TIME),
        Input("A", "hai", Timeliness.OVERDUE),
        Input("B", "một", Timeliness.LATE),
    ]
    assert gathered(parts) == Gathered(1, 1, "B", "A")


def test_who_was_excused_is_neither_waited_for_nor_named() -> None:
    assert gathered([Input("A", "một", Timeliness.EXCUSED)]) is None
