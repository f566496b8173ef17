"""More time: the new day, the rungs towards it, and the day that was before."""

import pytest
import sqlalchemy as sa

from models.columns import table_of
from models.errors import BadInputError
from models.obligations import Extension
from models.plans import AgendaStep
from tests.engine.acts import DUE, REPORT, give_back, hand_in, prolong, stands
from tests.engine.cast import World, day, deadline, obligation, occurrence, register, timed

extension, step = table_of(Extension), table_of(AgendaStep)


def test_an_extension_gives_a_new_day_and_keeps_the_original_one(either_world: World) -> None:
    either_world.import_(REPORT)
    prolong(either_world, "2024-04-26")
    assert either_world.one("due_on") == day("2024-04-26")
    assert either_world.rows(sa.select(occurrence.c.due_on)) == [(day(DUE),)]
    columns = (extension.c.due_before, extension.c.due_after, extension.c.reason, extension.c.granted_by)
    assert either_world.rows(sa.select(*columns)) == [(day(DUE), day("2024-04-26"), "chờ số liệu", "người thử")]
    hand_in(either_world, "2024-04-26")
    assert stands(either_world, "2024-04-27") == ("submitted", "on_time")


def test_an_extension_plans_the_rungs_anew_and_tells_at_once(world: World) -> None:
    world.import_(REPORT)
    world.sweep("2024-03-08")
    prolong(world, "2024-04-26", on="2024-03-11")
    days = ("2024-03-11", "2024-03-14", "2024-03-18", "2024-04-18", "2024-04-19", "2024-04-25", "2024-05-02")
    assert [world.sweep(on)["told"] for on in days] == [1, 0, 0, 0, 1, 2, 2]


def test_an_extension_of_one_unit_is_nobody_elses(world: World) -> None:
    world.import_(register(deadline(DUE)))
    prolong(world, "2024-04-26")
    assert [row[0] for row in world.rows(sa.select(obligation.c.due_on).order_by(obligation.c.id))] == [
        day("2024-04-26"), day(DUE), day(DUE), day(DUE),
    ]  # fmt: skip


def test_what_is_overdue_can_be_prolonged(world: World) -> None:
    world.import_(REPORT)
    prolong(world, "2024-04-26", on="2024-04-01")
    assert stands(world, "2024-04-01") == ("open", "not_due")


@pytest.mark.parametrize(
    ("until", "on", "why"),
    [
        ("2024-03-15", "2024-03-01", "không muộn hơn"),
        ("2024-03-14", "2024-03-01", "không muộn hơn"),
        ("2024-04-01", "2024-04-02", "là ngày đã qua"),
    ],
)
def test_an_extension_to_a_day_that_cannot_be_is_refused(world: World, until: str, on: str, why: str) -> None:
    world.import_(REPORT)
    before = world.dump()
    with pytest.raises(BadInputError, match=why):
        prolong(world, until, on)
    assert world.dump() == before


@pytest.mark.parametrize("change", ["extend", "return"])
def test_a_progress_check_stays_on_the_ladder_of_checks(world: World, change: str) -> None:
    world.import_(register(timed("window", "thuong-xuyen", lead=["cdc"])))
    assert world.one("due_on") == day("2024-03-31")
    if change == "extend":
        prolong(world, "2024-04-26")
    else:
        hand_in(world, "2024-03-28")
        give_back(world, "2024-03-29")
    agenda = sa.select(obligation.c.agenda_id).where(obligation.c.id == 1).scalar_subquery()
    rungs = world.rows(sa.select(step.c.step, step.c.party).where(step.c.agenda_id == agenda).order_by(step.c.position))
    assert {str(party) for _, party in rungs} == {"lead"}
