"""Who left a group owes nothing that falls due after that; what was done, or is owed another way, stays."""

import pytest
import sqlalchemy as sa

from engine.fulfilment.complete import Handed, submit
from engine.runs import run_nightly
from models.columns import table_of
from models.ledger import LedgerEntry
from tests.engine.cast import World, by, day, deadline, members, moment, monthly, obligation, register

ledger = table_of(LedgerEntry)
LEFT = members("cdc", {"unit": "bv-mot", "to": "2024-06-15"})


def night(world: World, on: str = "2024-06-16") -> int:
    return int(run_nightly(world.sessions, world.office, now=moment(on, "00:15"))["cancelled"])


def standing(world: World, unit: str, progress: str) -> list[str]:
    numbers = [world.number_of(unit, f"2024-M{n:02d}") for n in range(1, 13)]
    states = world.rows(
        sa.select(obligation.c.progress).where(obligation.c.id.in_(numbers)).order_by(obligation.c.due_on)
    )
    return [f"M{n:02d}" for n, (state,) in enumerate(states, start=1) if state == progress]


@pytest.fixture
def owing(either_world: World) -> World:
    either_world.load(**members("cdc", "bv-mot"))
    either_world.import_(register(monthly()))
    either_world.load(**LEFT)
    return either_world


def test_what_falls_due_after_leaving_is_cancelled_in_the_night_with_the_reason(owing: World) -> None:
    assert night(owing) == 7
    assert standing(owing, "bv-mot", "cancelled") == [f"M{n:02d}" for n in range(6, 13)]
    reasons = owing.rows(sa.select(ledger.c.reason).where(ledger.c.action == "cancel").distinct())
    assert reasons == [("rời nhóm 'Các đơn vị trực thuộc' từ 15/06/2024",)]
    assert standing(owing, "cdc", "cancelled") == []


def test_the_next_night_has_nothing_left_to_cancel(owing: World) -> None:
    night(owing)
    before = owing.dump("run", "lock")
    assert night(owing, "2024-06-17") == 0
    assert owing.dump("run", "lock") == before


def test_what_was_handed_in_before_stays(owing: World) -> None:
    june = owing.number_of("bv-mot", "2024-M06")
    owing.do(submit, owing.office, june, Handed("5/BC", day("2024-06-10")), by("2024-06-10"))
    assert night(owing) == 6
    assert owing.one("progress", june) == "submitted"


def test_what_a_unit_leads_in_its_own_name_too_is_still_owed(world: World) -> None:
    world.load(**members("cdc", "bv-mot"))
    world.import_(register(monthly(lead=["truc-thuoc", "bv-mot"])))
    world.load(**LEFT)
    assert night(world) == 0


def test_who_comes_back_owes_what_falls_due_after_that(world: World) -> None:
    world.load(**members("cdc", "bv-mot"))
    world.import_(register(deadline("2024-06-20", "truoc"), deadline("2024-09-20", "sau")))
    world.load(**members("cdc", {"unit": "bv-mot", "to": "2024-06-15"}, {"unit": "bv-mot", "from": "2024-09-01"}))
    assert night(world) == 1
    assert world.one("progress", world.number_of("bv-mot", of="sau")) == "open"
