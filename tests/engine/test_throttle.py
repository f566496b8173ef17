"""Guessing made slow: how many tries are let through, of whom, for how long, and however many come at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import sqlalchemy as sa

from engine.access.throttle import BY_ADDRESS, BY_NAME, WITHIN, TooManyTriesError, count_try, forget_failures
from models.accounts import FailedSignIn
from models.columns import table_of
from tests.engine.cast import World, moment

NOW = moment("2024-01-08")
SECOND = dt.timedelta(seconds=1)
failed = table_of(FailedSignIn)


def passes(world: World, name: str = "an", address: str = "10.0.0.1", at: dt.datetime = NOW) -> bool:
    try:
        world.do(count_try, name, address, now=at)
    except TooManyTriesError:
        return False
    return True


def test_after_five_tries_a_name_waits_wherever_it_comes_from_and_others_do_not(either_world: World) -> None:
    assert [passes(either_world, address=f"10.0.0.{n}") for n in range(BY_NAME + 1)] == [True] * BY_NAME + [False]
    assert passes(either_world, "binh")


def test_after_thirty_tries_an_address_waits_whatever_the_name(world: World) -> None:
    assert [passes(world, f"n{n}") for n in range(BY_ADDRESS + 1)] == [True] * BY_ADDRESS + [False]
    assert passes(world, "n0", "10.0.0.2")


@pytest.mark.parametrize(("later", "expected"), [(WITHIN - SECOND, False), (WITHIN, True)])
def test_the_wait_ends_a_quarter_of_an_hour_after_the_tries_and_trying_meanwhile_does_not_lengthen_it(
    world: World, later: dt.timedelta, expected: bool
) -> None:
    for at in [NOW] * BY_NAME + [NOW + WITHIN / 2]:
        passes(world, at=at)
    assert passes(world, at=NOW + later) is expected


def test_who_got_in_begins_anew(world: World) -> None:
    for _ in range(BY_NAME):
        passes(world)
    world.do(forget_failures, "an")
    assert passes(world)


def test_tries_are_forgotten_after_a_day(world: World) -> None:
    passes(world)
    passes(world, "binh", at=NOW + dt.timedelta(days=1, seconds=1))
    assert world.rows(sa.select(failed.c.name)) == [("binh",)]


def test_a_try_waits_for_one_that_is_being_counted_elsewhere(either_world: World) -> None:
    for _ in range(BY_NAME - 1):
        passes(either_world)
    with ThreadPoolExecutor() as elsewhere:
        with either_world.sessions() as session:
            count_try(session, "an", "10.0.0.2", now=NOW)
            second = elsewhere.submit(passes, either_world)
            assert wait([second], timeout=0.3).not_done
        assert second.result(30) is False
