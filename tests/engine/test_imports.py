"""An import that is killed, or that meets the nightly run, is there whole or not at all."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from config.database import open_database
from engine.runs import run_nightly
from tests.engine.cast import World, deadline, described, moment, monthly, person, register, rota, timed
from tests.engine.dying import killed_before

pytestmark = pytest.mark.faults

FIRST = register(
    monthly(), rota(1), deadline("2025-11-20", lead=["cdc"]), monthly(key="bo"), timed("window", "thuong-xuyen"),
    to="2025-12-31",
)  # fmt: skip
SECOND = register(
    timed("recurring", "giao-ban", {"every": ["Q"], "due": "period_end"}), rota(2), monthly(key="them"),
    deadline("2025-11-27", lead=["cdc", "bv-mot"]), timed("window", "thuong-xuyen"), to="2025-12-31",
)  # fmt: skip
OF_DAY = "2024-11-18"


def import_second(world: World) -> None:
    world.import_(SECOND, on=OF_DAY)


def load_more(world: World) -> None:
    people = [{"code": f"nguoi-{n}", "name": f"Người {n}", "email": f"n{n}@so.example"} for n in range(20)]
    world.load(people=[*described()["people"], *people])


def night(world: World) -> None:
    run_nightly(world.sessions, world.office, now=moment(OF_DAY, "00:15"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def disturbed(request: pytest.FixtureRequest) -> World:
    """The world in which something goes wrong, with the first plan in it; ``world`` is the one that nothing disturbs."""
    made: World = request.getfixturevalue("other_world" if request.param == "sqlite" else "postgres_world")
    made.import_(FIRST)
    return made


@pytest.mark.parametrize(("work", "apart"), [(import_second, 41), (load_more, 7)])
def test_killed_at_any_point_nothing_of_it_is_there_and_the_next_try_succeeds(
    world: World, disturbed: World, work: Callable[[World], None], apart: int
) -> None:
    before, kills = disturbed.dump(), 0
    while killed_before(2 + apart * kills, disturbed, work):
        assert disturbed.dump() == before
        kills += 1
    assert kills >= 3
    world.import_(FIRST)
    work(world)
    assert disturbed.owed() == world.owed()
    people = sa.select(person.c.code).order_by(person.c.code)
    assert disturbed.rows(people) == world.rows(people)


def meeting(world: World, work: Callable[[World], None], before: str, other: Callable[[World], None]) -> None:
    """The work; just before its first statement of this kind the other begins, and has a second to come in between."""
    beside = World(open_database(world.engine.url.render_as_string(hide_password=False)), world.office)
    thread = threading.Thread(target=other, args=(beside,))

    def begin_other(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(before) and not thread.ident:
            thread.start()
            thread.join(1)

    sa.event.listen(world.engine, "before_cursor_execute", begin_other)
    work(world)
    sa.event.remove(world.engine, "before_cursor_execute", begin_other)
    assert thread.ident, f"no statement began with {before}"
    thread.join(30)
    assert not thread.is_alive()
    beside.close()


@pytest.mark.parametrize(("first", "second"), [(night, import_second), (import_second, night)])
@pytest.mark.parametrize("before", ["INSERT INTO occurrence", "INSERT INTO obligation"])
def test_an_import_and_the_night_that_meet_end_as_one_after_the_other(
    world: World, disturbed: World, first: Callable[[World], None], second: Callable[[World], None], before: str
) -> None:
    world.import_(FIRST)
    first(world)
    second(world)
    meeting(disturbed, first, before, second)
    assert disturbed.owed() == world.owed()
