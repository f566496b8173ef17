"""Killed in the middle with SIGKILL and started again, the engine ends where it would have ended undisturbed."""

import datetime as dt
from functools import partial

import pytest

from engine.escalation.group import group
from engine.escalation.sweep import sweep
from engine.runs import run_nightly
from tests.engine.cast import World, deadline, moment, monthly, register, rota, timed
from tests.engine.dying import at_once, killed_before

pytestmark = pytest.mark.faults

PLANS = 4


def several_plans(world: World) -> None:
    """Plans of two years, imported when the horizon ended early in them, so that the night has something to add."""
    for n in range(PLANS):
        plan = register(
            monthly(), rota(1), deadline("2025-11-20", lead=["cdc"]), timed("window", "thuong-xuyen"),
            id=f"kh-{n}", number=f"{n + 1}/KH-ST", to="2025-12-31",
        )  # fmt: skip
        world.import_(plan, on="2024-01-01")


def night(world: World, minutes: int = 0) -> None:
    now = moment("2024-11-18", "00:15") + dt.timedelta(minutes=minutes)
    run_nightly(world.sessions, world.office, now=now)


def sweep_in_small_batches(world: World) -> None:
    sweep(world.sessions, world.office, now=moment("2024-04-01"), batch=5)


def tell(world: World, at: str = "08:00") -> None:
    """A sweep of many small batches, then the grouping."""
    now = moment("2024-04-01", at)
    sweep(world.sessions, world.office, now=now, batch=5)
    with world.sessions() as session:
        group(session, world.office, now=now)


def due_at_many(world: World) -> None:
    """One hundred and twenty obligations, some of them due at their third rung."""
    world.import_(register(*(deadline(f"2024-03-{n:02d}", f"viec-{n}") for n in range(1, 31))))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def disturbed(request: pytest.FixtureRequest) -> World:
    """The world in which processes are killed; ``world`` is the one that nothing disturbs."""
    made: World = request.getfixturevalue("other_world" if request.param == "sqlite" else "postgres_world")
    return made


def test_an_expansion_killed_again_and_again_ends_as_if_undisturbed(world: World, disturbed: World) -> None:
    several_plans(world)
    night(world)
    several_plans(disturbed)
    seen, kills = {len(disturbed.obligations())}, 0
    while killed_before(
        4 + 7 * kills, disturbed, partial(night, minutes=kills * 16)
    ):  # a dead run's lock is free again
        seen.add(len(disturbed.obligations()))
        kills += 1
    assert kills >= 6
    assert len(seen) >= 3, "no kill fell between the first and the last plan"
    assert disturbed.state() == world.state()


def test_a_sweep_killed_again_and_again_tells_everybody_once(world: World, disturbed: World) -> None:
    due_at_many(world)
    tell(world)
    due_at_many(disturbed)
    seen, kills = set(), 0
    while killed_before(5 + 11 * kills, disturbed, tell):
        seen.add(disturbed.notices())
        kills += 1
    assert kills >= 6
    assert len(seen) >= 3, "no kill fell between the first and the last batch"
    assert disturbed.state() == world.state()
    assert disturbed.messages() == world.messages()


def test_four_sweepers_at_once_tell_nobody_twice(world: World, disturbed: World) -> None:
    due_at_many(world)
    tell(world)
    due_at_many(disturbed)
    at_once(disturbed, [sweep_in_small_batches] * 4)
    tell(disturbed)
    assert disturbed.state() == world.state()
