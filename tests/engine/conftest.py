"""The worlds of the engine's tests: the cast in a database of its own, copied from one that was made once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count

import pytest
from sqlalchemy import URL, Engine

from config.database import open_database
from tests.engine.cast import World, new_world
from tests.engine.draft_bench import Bench

NUMBERS = count(1)
Worlds = Callable[[], AbstractContextManager[World]]


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Opens a fresh SQLite file with the cast, as often as a test asks."""
    folder = tmp_path_factory.mktemp("worlds")
    new_world(f"sqlite:///{folder}/first.db").close()

    @contextmanager
    def fresh() -> Iterator[World]:
        file = folder / f"{next(NUMBERS)}.db"
        yield from _opened(f"sqlite:///{shutil.copy(folder / 'first.db', file)}")
        for left in folder.glob(f"{file.name}*"):
            left.unlink()

    return fresh


@pytest.fixture
def world(worlds: Worlds) -> Iterator[World]:
    """The cast in a fresh SQLite file."""
    with worlds() as made:
        yield made


@pytest.fixture
def other_world(worlds: Worlds) -> Iterator[World]:
    """The cast once more in a fresh SQLite file, to compare with."""
    with worlds() as made:
        yield made


@pytest.fixture(scope="session")
def keeper(postgres: URL) -> Iterator[Engine]:
    """Makes and drops databases on the PostgreSQL server."""
    engine = open_database(_text(postgres)).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # what is lost with the machine may be lost: the tests kill clients only
        for switch in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {switch} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_cast(postgres: URL, keeper: Engine) -> str:
    """The PostgreSQL database with the cast from which the others are copied."""
    with keeper.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE cast_first")
    new_world(_text(postgres.set(database="cast_first"))).close()
    return "cast_first"


@pytest.fixture
def postgres_world(postgres: URL, keeper: Engine, postgres_cast: str) -> Iterator[World]:
    """The cast in a fresh PostgreSQL database."""
    name = f"cast_{next(NUMBERS)}"
    with keeper.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {postgres_cast}")
    yield from _opened(_text(postgres.set(database=name)))
    with keeper.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["world", pytest.param("postgres_world", marks=pytest.mark.postgres)])
def either_world(request: pytest.FixtureRequest) -> World:
    """The test runs twice: on SQLite and on PostgreSQL."""
    made: World = request.getfixturevalue(request.param)
    return made


def _opened(url: str) -> Iterator[World]:
    made = World(open_database(url))
    yield made
    made.close()


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world)


@pytest.fixture
def either_bench(either_world: World) -> Bench:
    return Bench(either_world)
