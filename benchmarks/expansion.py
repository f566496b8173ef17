"""Expansion against the bare INSERT … SELECT of the same rows into the same tables, and expansion again with nothing new.

python -m benchmarks.expansion [--occurrences 1000] [--units 1000] [--database sqlite|postgres|both] [--rounds N]
"""

import argparse
import datetime as dt
import math
import sys
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.figures import Held, median, median_ratio, show, timed
from benchmarks.office import add_units, invented_office, plan_numbered
from config.database import session
from engine.register.expand import add_occurrences, expand
from models.columns import table_of
from models.ladders import Party
from models.obligations import Obligation
from models.office import Office
from models.plans import Activity, ActivityParty, Agenda, AgendaStep, Occurrence, Plan

NOW = dt.datetime(2024, 1, 2, 1, 0, tzinfo=dt.UTC)
ROUNDS = {"sqlite": 3, "postgres": 1}
FRIDAYS = 50  # occurrences of one activity
GIVEN = (Agenda, AgendaStep, Occurrence)  # what the bare statements copy; obligations they join


@dataclass(frozen=True)
class Size:
    """How much is expanded."""

    occurrences: int
    units: int

    def __str__(self) -> str:
        return f"{self.occurrences:,} x {self.units:,}"


@dataclass(frozen=True)
class Round:
    """Seconds of one round: expansion, expansion again, the bare statements."""

    first: float
    again: float
    bare: float


def prepare(engine: sa.Engine, size: Size) -> None:
    """A plan of weekly duties of 50 weeks, each owed by all units; the last duty takes what is left over."""
    with session(engine) as empty:
        add_units(empty.connection(), size.units)
        empty.add(plan_numbered(1, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
        empty.flush()
        for number in range(1, math.ceil(size.occurrences / FRIDAYS) + 1):
            empty.add(_activity(number, min(FRIDAYS, size.occurrences - (number - 1) * FRIDAYS)))
            empty.flush()
            empty.add(ActivityParty(activity_id=number, party=Party.LEAD, group_id=1))


def _activity(number: int, weeks: int) -> Activity:
    end = dt.date(2024, 1, 1) + dt.timedelta(weeks=weeks, days=-1)
    timing = {"kind": "recurring", "every": ["W"], "due": {"weekday": "fri"}, "to": end.isoformat()}
    return Activity(
        id=number,
        plan_id=1,
        key=f"viec-{number}",
        position=number,
        section="I",
        source="thứ Sáu hằng tuần",
        title=f"Việc {number}",
        timing=timing,
    )


def measure(databases: Databases, size: Size, ours_first: bool) -> Round:
    """One round, each way in a database of its own."""
    office = invented_office()
    if ours_first:
        first, again = measure_ours(databases, office, size)
        return Round(first, again, measure_bare(databases, office, size))
    bare = measure_bare(databases, office, size)
    return Round(*measure_ours(databases, office, size), bare)


def measure_ours(databases: Databases, office: Office, size: Size) -> tuple[float, float]:
    """Seconds of the engine's whole expansion, and of the same again."""
    with databases.fresh() as engine:
        prepare(engine, size)
        times = []
        for new in (size.occurrences * size.units, 0):
            databases.rest(engine)
            times.append(timed(lambda: _expand(engine, office)))
            check(engine, size, times, new)
    return times[0], times[1]


def _expand(engine: sa.Engine, office: Office) -> None:
    with session(engine) as opened_session:
        expand(opened_session, office, now=NOW)


def check(engine: sa.Engine, size: Size, times: list[float], new: int) -> None:
    """Both ways must have made the same number of rows, else their times say nothing."""
    with engine.connect() as connection:
        stored = connection.scalar(sa.select(sa.func.count()).select_from(table_of(Obligation)))
    if stored != size.occurrences * size.units:
        raise SystemExit(f"{stored} obligations instead of {size}")


def measure_bare(databases: Databases, office: Office, size: Size) -> float:
    """Seconds of the bare statements: occurrences and agendas copied row by row, obligations joined."""
    with databases.fresh() as engine:
        prepare(engine, size)
        with session(engine) as given:
            add_occurrences(given, office, given.get_one(Plan, 1), dt.date(2025, 1, 1))
        set_aside(engine)
        databases.rest(engine)
        taken = timed(lambda: insert_bare(engine))
        check(engine, size, [taken], 0)
    return taken


def set_aside(engine: sa.Engine) -> None:
    """Move the rows that will be copied back into tables without keys."""
    with engine.begin() as connection:
        for model in GIVEN:
            name = table_of(model).name
            connection.exec_driver_sql(f"CREATE TABLE given_{name} AS SELECT * FROM {name}")
        for name in ("occurrence", "agenda_step", "agenda"):
            connection.exec_driver_sql(f"DELETE FROM {name}")


def insert_bare(engine: sa.Engine) -> None:
    """What a person would type who knows every row already."""
    with engine.begin() as connection:
        for model in GIVEN:
            name = table_of(model).name
            connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM given_{name}")
        connection.exec_driver_sql(
            "INSERT INTO obligation (occurrence_id, plan_id, unit_id, agenda_id, progress, due_on, told, next_at, created_at)"
            " SELECT o.id, 1, m.unit_id, o.agenda_id, 'open', o.due_on, -1, a.first_at, '2024-01-02 01:00:00'"
            + ("" if engine.dialect.name == "sqlite" else "::timestamptz")
            + " FROM occurrence o JOIN agenda a ON a.id = o.agenda_id CROSS JOIN group_member m WHERE m.group_id = 1"
        )


def run(kind: str, size: Size, rounds: int) -> list[Held]:
    """All rounds in one kind of database."""
    with opened(kind) as databases:
        measured = [measure(databases, size, ours_first=n % 2 == 0) for n in range(rounds)]
    first, again, bare = (median([getattr(r, name) for r in measured]) for name in ("first", "again", "bare"))
    share = median_ratio([(r.first, r.bare) for r in measured])
    repeat = median_ratio([(r.first, r.again) for r in measured])
    return [
        Held(f"{kind}: speed against the bare INSERT", str(size), f"{first:.2f} s", f"{bare:.2f} s", share, 0.6),
        Held(
            f"{kind}: again, nothing new", str(size), f"{again:.2f} s", f"{first:.2f} s", repeat, 0.25, at_least=False
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.expansion", description=__doc__.splitlines()[0])
    parser.add_argument("--occurrences", type=int, default=1000)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--rounds", type=int, help="pairs to measure (usually 3 on SQLite, 1 on PostgreSQL)")
    given = parser.parse_args()
    kinds = KINDS if given.database == "both" else (given.database,)
    size = Size(given.occurrences, given.units)
    return show("Expansion", [row for kind in kinds for row in run(kind, size, given.rounds or ROUNDS[kind])])


if __name__ == "__main__":
    sys.exit(main())
