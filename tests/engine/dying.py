"""Work on a world in a process of its own, which ends by SIGKILL before a chosen statement or commit, or runs to its end."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import count

import sqlalchemy as sa

from config.database import open_database
from tests.engine.cast import World

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.engine.dying"])


def killed_before(step: int, world: World, work: Callable[[World], None]) -> bool:
    """Whether the work was killed before its so-manyth statement or commit; if not, it came to its end."""
    child = PROCESSES.Process(target=_work, args=(_url(world), world.office, work, step))
    child.start()
    child.join(60)
    if child.exitcode == -signal.SIGKILL:
        return True
    assert child.exitcode == 0, f"the child ended with {child.exitcode}"
    return False


def at_once(world: World, works: list[Callable[[World], None]]) -> None:
    """Each work in a process of its own, all of them together, to the end."""
    barrier = PROCESSES.Barrier(len(works))
    children = [PROCESSES.Process(target=_race, args=(_url(world), world.office, work, barrier)) for work in works]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * len(works)


def _work(url: str, office: object, work: Callable[[World], None], step: int) -> None:
    engine, counted = open_database(url), count(1)

    def one_more(*_: object) -> None:
        if next(counted) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(engine, "before_cursor_execute", one_more)
    sa.event.listen(engine, "commit", one_more)
    work(World(engine, office))  # type: ignore[arg-type]


def _race(url: str, office: object, work: Callable[[World], None], barrier: object) -> None:
    world = World(open_database(url), office)  # type: ignore[arg-type]
    with world.engine.connect():
        barrier.wait(30)  # type: ignore[attr-defined]
    work(world)
    world.close()


def _url(world: World) -> str:
    world.engine.dispose()
    return world.engine.url.render_as_string(hide_password=False)
