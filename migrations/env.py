"""Alembic's entry: migrations run on the engine they are handed, or on the database that the settings name."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Engine
from sqlmodel.sql.sqltypes import AutoString

from config.database import open_database
from config.settings import load_settings
from migrations import METADATA


def run(connection: Connection) -> None:
    """Run the migrations on one connection; SQLite alters tables by copying them (batch)."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_string,
    )
    with context.begin_transaction():
        context.run_migrations()


def plain_string(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write SQLModel's string type as the plain one, so that old migrations need no SQLModel."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def main() -> None:
    """Find the connection: given by ``migrations.upgrade``, else opened for the ``alembic`` command."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    engine: Engine = open_database(load_settings().database_url)
    with engine.connect() as connection:
        run(connection)


main()
