"""A plan that is taken up late: what is long overdue is told at the highest rung at once, unless the office says from when."""

import pytest
import sqlalchemy as sa

from engine.fulfilment.answers import urge
from engine.ladders.replan import replan_all
from engine.register.backlog import begin_telling, untold
from models.columns import table_of
from models.ledger import LedgerEntry
from tests.engine.cast import STANDARD, World, by, day, monthly, office, register

ledger = table_of(LedgerEntry)
TODAY = "2024-07-01"


@pytest.fixture
def late(either_world: World) -> World:
    """A plan of the year, imported in July: six monthly reports are overdue, of which nobody was told."""
    either_world.import_(register(monthly(lead=["cdc"])), on=TODAY)
    return either_world


def test_what_is_overdue_and_untold_is_counted(late: World) -> None:
    assert late.do(untold, 1, day(TODAY)) == 6
    late.sweep(TODAY)
    assert late.do(untold, 1, day(TODAY)) == 0


def test_from_the_day_on_everything_is_told_and_before_it_nothing(late: World) -> None:
    assert late.do(begin_telling, 1, day("2024-06-01"), by(TODAY)) == 5
    figures = late.sweep("2024-07-03", digest=True)
    assert (figures["due"], figures["told"]) == (1, 1)
    assert late.rows(sa.select(ledger.c.reason).where(ledger.c.action == "tell from")) == [
        ("chỉ nhắc việc có hạn từ 01/06/2024",)
    ]


def test_whoever_urges_starts_the_reminders_again(late: World) -> None:
    late.do(begin_telling, 1, day(TODAY), by(TODAY))
    late.do(urge, late.office, late.number_of("cdc", "2024-M03"), by(TODAY))
    assert late.sweep(TODAY, "09:00")["told"] == 2


def test_a_changed_ladder_does_not_bring_back_what_is_not_told(late: World) -> None:
    late.do(begin_telling, 1, day(TODAY), by(TODAY))
    late.office = office({"standard": [*STANDARD, {"at": "+2 working days", "to": ["lead.head"]}]})
    with late.sessions() as session:
        replan_all(session, late.office, now=by(TODAY).now, actor="quản trị")
    assert late.sweep(TODAY, "09:00")["due"] == 0


def test_a_closed_plan_brings_no_backlog(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])), on="2025-02-01")
    assert world.do(untold, 1, day("2025-02-01")) == 0
