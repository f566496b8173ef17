"""Runs: one at a time by a lock of ours, each leaving one line, and a dead one that can be seen."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from engine.locks import LOCK_FOR, free_lock, take_lock
from engine.runs import last_ok, recorded, rehearsal, rehearsals, run_nightly, run_rehearsal, run_sweep
from models.columns import table_of
from models.errors import BusyError, NotFoundError
from models.ledger import Lock, Run
from tests.engine.cast import World, day, deadline, moment, monthly, register
from tests.engine.dying import at_once, killed_before

run, lock = table_of(Run), table_of(Lock)
NOW = moment("2024-03-08")


def lines(world: World) -> list[tuple[Any, ...]]:
    return world.rows(sa.select(run.c.kind, run.c.ok).order_by(run.c.id))


def test_a_run_leaves_one_line_with_its_figures(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-15")))
    figures = either_world.sweep("2024-03-08")
    assert figures == {
        "due": 4, "told": 4, "superseded": 0, "messages": 4, "notices": 4, "dropped": 0, "waiting": 0, "unaddressed": 0,
        "collapsed": 0,
    }  # fmt: skip
    columns = (run.c.kind, run.c.ok, run.c.started_at, run.c.as_of, run.c.figures)
    assert either_world.rows(sa.select(*columns)) == [("sweep", True, NOW, NOW, figures)]


def test_a_run_for_another_moment_says_so(world: World) -> None:
    as_of = moment("2024-03-08")
    run_sweep(world.sessions, world.office, now=moment("2026-01-05"), as_of=as_of, digest=True)
    assert world.rows(sa.select(run.c.kind, run.c.started_at, run.c.as_of)) == [("digest", moment("2026-01-05"), as_of)]


def test_the_night_counts_what_it_added(either_world: World) -> None:
    either_world.import_(register(monthly(), to="2025-12-31"))
    night = run_nightly(either_world.sessions, either_world.office, now=moment("2024-03-08", "00:15"))
    assert night == {"plans": 1, "occurrences": 2, "obligations": 8, "cancelled": 0, "excused": 0}


@pytest.mark.parametrize("work", [run_sweep, run_nightly])
def test_while_one_run_is_at_work_another_is_told_that_it_is_busy(either_world: World, work: Any) -> None:
    name = "sweep" if work is run_sweep else "expand"
    either_world.do(take_lock, name, "ai đó", NOW)
    with pytest.raises(BusyError):
        work(either_world.sessions, either_world.office, now=NOW + LOCK_FOR - dt.timedelta(seconds=1))
    assert lines(either_world) == [], "nothing ran"


def test_the_lock_of_a_dead_run_falls_free(either_world: World) -> None:
    either_world.do(take_lock, "sweep", "đã chết", NOW)
    run_sweep(either_world.sessions, either_world.office, now=NOW + LOCK_FOR)
    assert lines(either_world) == [("sweep", True)]


def test_a_lock_taken_while_the_clock_was_years_ahead_holds_nobody_up(either_world: World) -> None:
    either_world.do(take_lock, "sweep", "lạc giờ", moment("2031-01-01"))
    run_sweep(either_world.sessions, either_world.office, now=NOW)
    assert lines(either_world) == [("sweep", True)]


def test_a_lock_is_given_back_at_the_end_of_a_run(world: World) -> None:
    world.sweep("2024-03-08")
    world.sweep("2024-03-08")
    assert world.rows(sa.select(lock.c.name)) == []


def test_a_lock_that_another_took_over_is_left_alone(world: World) -> None:
    world.do(take_lock, "sweep", "chậm", NOW)
    world.do(take_lock, "sweep", "mới", NOW + LOCK_FOR)
    world.do(free_lock, "sweep", "chậm")
    assert world.rows(sa.select(lock.c.holder)) == [("mới",)]


def test_sweeps_and_nights_do_not_wait_for_each_other(world: World) -> None:
    world.do(take_lock, "expand", "ai đó", NOW)
    world.sweep("2024-03-08")
    assert lines(world) == [("sweep", True)]


def test_a_run_that_fails_is_not_ok_and_gives_its_lock_back(either_world: World) -> None:
    def fails() -> None:
        with recorded(either_world.sessions, "sweep", now=NOW, as_of=NOW, lock="sweep") as figures:
            figures["due"] = 3
            raise RuntimeError("hỏng giữa chừng")

    with pytest.raises(RuntimeError, match="hỏng giữa chừng"):
        fails()
    assert lines(either_world) == [("sweep", False)]
    assert either_world.rows(sa.select(lock.c.name)) == []


@pytest.mark.faults
def test_a_run_that_was_killed_is_not_ok(world: World) -> None:
    world.import_(register(deadline("2024-03-15")))
    assert killed_before(8, world, sweep_now)
    assert lines(world) == [("sweep", False)]
    assert world.do(last_ok, "sweep") is None


@pytest.mark.faults
@pytest.mark.parametrize("there", ["world", pytest.param("postgres_world", marks=pytest.mark.postgres)])
def test_of_runs_at_one_moment_those_that_find_the_lock_taken_do_nothing(
    there: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(there)
    world.import_(register(*(deadline("2024-03-15", f"viec-{n}") for n in range(20))))
    at_once(world, [sweep_or_busy] * 3)
    assert len(world.told()) == 80
    assert all(ok for _, ok in lines(world))
    assert world.rows(sa.select(lock.c.name)) == []


def test_the_last_good_run_is_known_by_its_kind(either_world: World) -> None:
    for on in ("2024-03-07", "2024-03-08"):
        either_world.sweep(on)
    assert either_world.do(last_ok, "sweep") == NOW
    assert either_world.do(last_ok, "nightly") is None


def test_a_rehearsal_keeps_what_it_found_under_the_name_it_was_asked_for(world: World) -> None:
    world.import_(register(deadline("2024-03-15")))
    days = {"first": day("2024-03-01"), "last": day("2024-03-31")}
    found = run_rehearsal(
        world.sessions, world.readings, world.office, **days, late_share=None, now=NOW, asked_as="r1"
    )  # fmt: skip
    with world.readings() as session:
        [line] = rehearsals(session, limit=5)
        assert rehearsal(session, line.id or 0) is line
        kept = line.figures
    assert kept == {**found.sums(), "asked_as": "r1", "found": found.brief()}
    assert kept["messages"] == len(found.messages) > 0
    assert len(kept["found"]["silent"]) == len(found.silent) > 0


def test_a_run_of_another_kind_is_no_rehearsal(world: World) -> None:
    world.sweep("2024-03-08")
    assert world.do(rehearsals, limit=5) == []
    with pytest.raises(NotFoundError):
        world.do(rehearsal, 1)


def sweep_now(world: World) -> None:
    run_sweep(world.sessions, world.office, now=NOW)


def sweep_or_busy(world: World) -> None:
    try:
        sweep_now(world)
    except BusyError:
        return
