"""The database's history: every change of a table is a numbered step, on SQLite and PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models import (
    accounts,
    answers,
    comments,
    credentials,
    directory,
    drafts,
    jobs,
    ledger,
    message_parts,
    messages,
    obligations,
    plans,
    switches,
)
from models.columns import Table

# every module that declares tables
ROOMS = (
    accounts,
    answers,
    comments,
    credentials,
    directory,
    drafts,
    jobs,
    ledger,
    message_parts,
    messages,
    obligations,
    plans,
    switches,
)
METADATA = Table.metadata


def _config(connection: sa.Connection | None = None) -> Config:
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.attributes["connection"] = connection
    return found


def upgrade(engine: sa.Engine) -> None:
    """Bring a database, empty or old, to the newest shape; a database that is there already is left as it is."""
    with engine.connect() as connection, foreign_keys_off(connection), connection.begin():
        command.upgrade(_config(connection), "head")


@contextmanager
def foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """SQLite checks foreign keys while a batch copies a table, so they are off meanwhile (outside a transaction)."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if not connection.invalidated:  # as one is in which Ctrl-C fell: it is closed
            raw.execute("PRAGMA foreign_keys=ON")


def is_current(engine: sa.Engine) -> bool:
    """Whether the database has the newest shape."""
    with engine.connect() as connection:
        stored = MigrationContext.configure(connection).get_current_revision()
    return stored == ScriptDirectory.from_config(_config()).get_current_head()
