"""A pause that the office declared: its days do not count, nobody is reminded on them, and what falls due then is due later."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine.fulfilment.complete import Handed, submit
from engine.runs import run_nightly
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.columns import table_of
from models.ledger import LedgerEntry
from models.obligations import Extension, days_late
from models.office import Office
from tests.engine.cast import CALENDAR, World, by, day, deadline, moment, notice, occurrence, office, register

ledger, extension = table_of(LedgerEntry), table_of(Extension)
STORM = "Bão số 3 (12/QĐ-ST)"
FROM, TO = "2024-09-09", "2024-09-13"  # Monday to Friday


def paused(usual: Office, first: str = FROM, last: str = TO) -> Office:
    days = {day(first) + dt.timedelta(n): STORM for n in range((day(last) - day(first)).days + 1)}
    return usual.model_copy(update={"calendar": replace(CALENDAR, paused=days)})


def night(world: World, on: str = FROM) -> int:
    return int(run_nightly(world.sessions, world.office, now=moment(on, "00:15"))["excused"])


def stands(world: World, on: str) -> str:
    with world.sessions() as session:
        return obligations(session, Wish(), today=day(on))[0].timeliness


@pytest.fixture
def owing(either_world: World) -> World:
    """The CDC owes a report on the third day of a pause that has been declared since."""
    either_world.import_(register(deadline("2024-09-11", lead=["cdc"])))
    either_world.office = paused(either_world.office)
    return either_world


@pytest.mark.parametrize(
    ("due", "then"),
    [
        ("2024-09-06", "2024-09-06"),  # the Friday before
        ("2024-09-09", "2024-09-16"),
        ("2024-09-11", "2024-09-18"),
        ("2024-09-13", "2024-09-20"),
        ("2024-09-14", "2024-09-14"),  # the Saturday after
    ],
)
def test_what_falls_due_in_the_pause_gets_back_the_working_days_that_it_took(world: World, due: str, then: str) -> None:
    world.import_(register(deadline(due, lead=["cdc"])))
    world.office = paused(world.office)
    night(world)
    assert world.one("due_on") == day(then)
    assert world.rows(sa.select(occurrence.c.due_on)) == [(day(due),)]


def test_it_is_written_down_with_the_decision_once(owing: World) -> None:
    assert (night(owing), night(owing, "2024-09-10")) == (1, 0)
    columns = sa.select(extension.c.due_before, extension.c.due_after, extension.c.reason)
    assert owing.rows(columns) == [(day("2024-09-11"), day("2024-09-18"), STORM)]
    assert owing.rows(sa.select(ledger.c.reason).where(ledger.c.action == "excuse")) == [(STORM,)]


def test_it_is_on_time_by_the_later_day_and_late_after_it(owing: World) -> None:
    night(owing)
    assert (stands(owing, "2024-09-18"), stands(owing, "2024-09-19")) == ("due_soon", "overdue")


def test_what_was_handed_in_late_within_the_pause_is_on_time_after_all(world: World) -> None:
    world.import_(register(deadline("2024-09-11", lead=["cdc"])))
    world.do(submit, world.office, 1, Handed("5/BC", day("2024-09-12")), by("2024-09-12"))
    assert stands(world, "2024-09-20") == "late"
    world.office = paused(world.office)
    assert night(world, "2024-09-20") == 1
    assert stands(world, "2024-09-20") == "on_time"
    assert world.one("progress") == "submitted"


def test_nobody_is_reminded_while_it_lasts_and_afterwards_once(owing: World) -> None:
    night(owing)
    during = [owing.sweep(f"2024-09-{n:02d}", "09:00", digest=digest) for n in range(9, 14) for digest in (True, False)]
    assert sum(figures["messages"] for figures in during) == 0
    assert owing.sweep("2024-09-16", "09:00")["messages"] == 1
    assert owing.sweep("2024-09-17", "09:00")["messages"] == 2  # the day before the new due day


def test_even_what_is_urgent_is_held(world: World) -> None:
    world.office = office({"standard": [{"at": "-1 days", "to": ["lead.focal"], "urgent": True}]})
    world.import_(register(deadline("2024-09-14", lead=["cdc"])))
    world.office = paused(world.office)
    assert world.sweep("2024-09-13", "09:00")["messages"] == 0
    assert world.sweep("2024-09-14", "09:00")["messages"] == 1


def test_what_was_late_before_stays_late_and_the_paused_days_do_not_count(world: World) -> None:
    world.import_(register(deadline("2024-09-06", lead=["cdc"])))
    world.office = paused(world.office)
    assert night(world) == 0
    excused = world.office.calendar.paused
    assert [days_late(day("2024-09-06"), day(on), excused) for on in ("2024-09-06", "2024-09-13", "2024-09-16")] == [
        0,
        2,
        5,
    ]
    assert stands(world, "2024-09-13") == "overdue"


def test_a_closed_plan_is_left_as_it_was(world: World) -> None:
    world.import_(register(deadline("2024-09-11", lead=["cdc"])), on="2025-02-01")
    world.office = paused(world.office)
    assert night(world, "2025-02-03") == 0


def test_units_of_one_occurrence_share_the_new_agenda(world: World) -> None:
    world.import_(register(deadline("2024-09-11")))
    world.office = paused(world.office)
    assert night(world) == 4
    assert len({world.one("agenda_id", n) for n in range(1, 5)}) == 1
    world.sweep("2024-09-16", "09:00")
    assert world.rows(sa.select(sa.func.count()).select_from(notice).where(notice.c.state == "grouped")) == [(4,)]
