"""Opens the database that a URL names: SQLite in WAL for one office, PostgreSQL for many.

SQLite is driven as SQLAlchemy documents it: pysqlite's own transactions are off and BEGIN is ours, so that a writer takes
the write lock at its beginning and never finds in the middle that somebody else wrote.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from models.errors import ConfigurationError

Sessions = Callable[[], AbstractContextManager[Session]]
BUSY = 30  # seconds a writer waits for another
BEGIN = "dondoc_begin"
CACHE = 65_536  # KiB of pages that a connection keeps; with SQLite's own 2 MB a large expansion writes pages twice
QUIET: dict[str, Any] = {"hide_parameters": True}  # an error may be logged, and its values are names and addresses


def open_database(url: str) -> Engine:
    """An engine for the URL. A new SQLite file and the folder it is in can be read by their owner only."""
    try:
        place = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "địa chỉ cơ sở dữ liệu sai — viết DONDOC_DATABASE_URL=sqlite:////đường/dẫn/dondoc.db"
        ) from None
    if place.get_backend_name() == "sqlite":
        return _sqlite(place)
    if place.get_backend_name() == "postgresql":
        return create_engine(place.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **QUIET)
    raise ConfigurationError(f"không dùng được '{place.drivername}' — viết sqlite:///… hoặc postgresql://…")


def _sqlite(place: URL) -> Engine:
    if place.database and place.database != ":memory:":
        _private_file(Path(place.database))
    engine = create_engine(place, connect_args={"timeout": BUSY}, **QUIET)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _private_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"không mở được {path} ({error.strerror}) — đặt DONDOC_HOME là thư mục ghi được"
        ) from None


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    settings = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", f"cache_size = -{CACHE}")
    for pragma in (*settings, f"busy_timeout = {BUSY * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get(BEGIN, "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def session(bind: Engine | Connection) -> Iterator[Session]:
    """A session that writes: all of it is kept at the end, or nothing. Keep it short: on SQLite others wait."""
    with Session(bind) as opened, opened.begin():
        yield opened


@contextmanager
def quick_sessions(engine: Engine) -> Iterator[Sessions]:
    """Sessions that write, for many small ones after each other: over one connection, and none waits for the disk.

    What they keep survives the process at once, and a loss of power after a moment: on PostgreSQL 0.6 s at most, the
    promise that SQLite in WAL gives all along. A connection that was lost is opened again, and waits for the disk.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET synchronous_commit = off")
            connection.commit()
            connection.detach()  # closed afterwards, for nobody else is to have it like this
        yield partial(session, connection)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, and waits for no writer; what it changes is not kept."""
    options: dict[str, Any] = {BEGIN: "DEFERRED"}
    if engine.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    with Session(engine.execution_options(**options)) as opened:
        yield opened
