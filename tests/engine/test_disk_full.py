"""The disk fills up at any point of the work: it fails as a whole, and when there is room it ends as if undisturbed."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from config.database import open_database
from tests.disks import SmallDisk
from tests.engine.cast import World, described, monthly, new_world, person, register, rota
from tests.engine.test_faults import due_at_many, tell

pytestmark = pytest.mark.faults

OUT_OF_ROOM = "disk is full|No space left"
MOST = 60
LARGE_PLAN = register(monthly(), rota(3), *(monthly(key=f"bao-cao-{n}") for n in range(20)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def crowded(request: pytest.FixtureRequest, disk: SmallDisk) -> Iterator[World]:
    """The cast in a database that lies on the small disk."""
    if request.param == "sqlite":
        made = new_world(f"sqlite:///{disk.folder}/dondoc.db")
        yield made
        made.close()
    else:
        yield from _on_postgres(request, disk)


def _on_postgres(request: pytest.FixtureRequest, disk: SmallDisk) -> Iterator[World]:
    keeper, postgres = request.getfixturevalue("keeper"), request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_cast")
    with keeper.connect() as connection:
        owner = os.stat(connection.exec_driver_sql("SHOW data_directory").scalar_one())
        os.chown(disk.folder, owner.st_uid, owner.st_gid)
        connection.exec_driver_sql(f"CREATE TABLESPACE crowded LOCATION '{disk.folder}'")
        connection.exec_driver_sql(f"CREATE DATABASE crowded TEMPLATE {template} TABLESPACE crowded")
    made = World(open_database(postgres.set(database="crowded").render_as_string(hide_password=False)))
    yield made
    made.close()
    with keeper.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE crowded WITH (FORCE)")
        connection.exec_driver_sql("DROP TABLESPACE crowded")


def with_less_and_less_missing(disk: SmallDisk, work: Callable[[], object], *, by: int = 96 * 1024) -> int:
    """Try the work with no room at all, then with a little more each time, until it succeeds; how often it failed."""
    failed = 0
    while True:
        disk.fill(but=failed * by)
        try:
            work()
        except sa.exc.OperationalError as fault:
            if not re.search(OUT_OF_ROOM, str(fault.orig)) or failed == MOST:
                raise
            failed += 1
        else:
            return failed
        finally:
            disk.free()


def test_a_sweep_that_runs_out_of_room_tells_everybody_once_in_the_end(
    world: World, crowded: World, disk: SmallDisk
) -> None:
    due_at_many(world)
    tell(world)
    due_at_many(crowded)
    assert with_less_and_less_missing(disk, lambda: tell(crowded)) >= 2
    assert crowded.state() == world.state()
    assert crowded.messages() == world.messages()


def test_an_import_that_runs_out_of_room_leaves_nothing_of_itself(
    world: World, crowded: World, disk: SmallDisk
) -> None:
    world.import_(LARGE_PLAN)
    before, left = crowded.dump(), []

    def import_it() -> None:
        left.append(crowded.dump())
        crowded.import_(LARGE_PLAN)

    assert with_less_and_less_missing(disk, import_it) >= 2
    assert all(each == before for each in left)
    assert crowded.owed() == world.owed()


def test_a_directory_that_runs_out_of_room_is_loaded_whole_or_not_at_all(crowded: World, disk: SmallDisk) -> None:
    people = [{"code": f"nguoi-{n}", "name": f"Người {n}", "email": f"n{n}@so.example"} for n in range(500)]
    before, left = crowded.dump(), []

    def load() -> None:
        left.append(crowded.dump())
        crowded.load(people=[*described()["people"], *people])

    assert with_less_and_less_missing(disk, load, by=32 * 1024) >= 2
    assert all(each == before for each in left)
    assert crowded.rows(sa.select(sa.func.count()).select_from(person)) == [(len(described()["people"]) + 500,)]
