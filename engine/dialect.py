"""The few places where SQLite and PostgreSQL want other words for the same statement."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session


def is_sqlite(session: Session) -> bool:
    """Whether this session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


class unsought(FunctionElement[int]):  # noqa: N801 - reads as a word of SQL
    """A number by which SQLite shall not look a row up, so that it takes the rows in their order; PostgreSQL knows by itself."""

    inherit_cache = True
    type = sa.Integer()


@compiles(unsought)
def _as_it_is(element: unsought, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(unsought, "sqlite")
def _summed(element: unsought, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more) + " + 0"


def insert_into(session: Session, table: sa.Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the words of the session's database; its rows can be counted afterwards."""
    statement = sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)
    return statement.execution_options(preserve_rowcount=True)  # else PostgreSQL's count is gone with the cursor


def rows_of(result: Any) -> int:
    """How many rows a statement touched."""
    return max(0, int(result.rowcount))


class Together:
    """Changes put together once and made often: one trip to PostgreSQL for all of them, one after the other on SQLite.

    None of them sees what the others do. A parameter's name must not be that of a column.
    """

    def __init__(self, *changes: Any) -> None:
        *first, last = self._each = changes
        self._at_once = last.add_cte(*(change.cte(f"change_{n}") for n, change in enumerate(first)))

    def make(self, session: Session, values: dict[str, Any]) -> None:
        for statement in self._each if is_sqlite(session) else (self._at_once,):
            session.execute(statement, values)


def one_at_a_time(session: Session, name: str) -> None:
    """Wait until no other transaction holds this name, and hold it to the end of ours; on SQLite writers do so anyway."""
    if not is_sqlite(session):
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))


def seek_by_index(session: Session) -> None:
    """Keep PostgreSQL from reading a whole table for some of its rows, until this transaction ends.

    It does not know how little is in a table just made, and of one just filled it may know nothing yet.
    """
    if not is_sqlite(session):
        session.execute(sa.text("SET LOCAL enable_seqscan = off"))


def walk_in_order(session: Session) -> None:
    """Keep PostgreSQL from gathering all for the first rows of it, until this transaction ends."""
    if not is_sqlite(session):
        session.execute(sa.text("SET LOCAL enable_material = off"))
