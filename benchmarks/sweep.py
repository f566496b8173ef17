"""The sweep per due obligation, from few to many stored, and against the bare SQL that does the same writes.

python -m benchmarks.sweep [--large] [--scattered] [--database sqlite|postgres|both] [--rounds N]
"""

import argparse
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.figures import Held, show, timed
from benchmarks.office import invented_office
from benchmarks.stored import DUE, NOW, Store, build
from config.database import session
from engine.escalation.sweep import BATCH, sweep
from models.columns import UTCDateTime
from models.office import Office

SIZES = (100_000, 1_000_000)
LARGE = (*SIZES, 5_000_000)
FLAT = 1.3
ROUNDS = {"sqlite": 9, "postgres": 3}
# What the sweep has to write, worked out beforehand: the notices, and how far each due obligation is then.
GIVEN = """CREATE TABLE given_notice AS
SELECT o.id AS obligation_id, s.id AS step_id,
  CASE s.party WHEN 'lead' THEN o.unit_id WHEN 'monitor' THEN p.monitor_id ELSE p.issuer_id END AS unit_id,
  s.role, s.is_digest, s.is_urgent,
  CASE WHEN s.position = (SELECT max(position) FROM agenda_step h WHERE h.agenda_id = o.agenda_id AND h.at <= :now)
    THEN 'pending' ELSE 'superseded' END AS state
FROM obligation o JOIN agenda_step s ON s.agenda_id = o.agenda_id JOIN plan p ON p.id = o.plan_id
WHERE o.next_at <= :now AND s.position > o.told AND s.at <= :now ORDER BY o.id, s.id"""
NEXT = """CREATE TABLE given_next AS
SELECT o.id,
  (SELECT max(position) FROM agenda_step s WHERE s.agenda_id = o.agenda_id AND s.at <= :now) AS told,
  (SELECT min(at) FROM agenda_step s WHERE s.agenda_id = o.agenda_id AND s.at > :now) AS next_at
FROM obligation o WHERE o.next_at <= :now ORDER BY o.id"""
BARE = (
    """INSERT INTO notice (obligation_id, step_id, unit_id, role, is_digest, is_urgent, state, fallback, created_at)
SELECT obligation_id, step_id, unit_id, role, is_digest, is_urgent, state, '', :now FROM given_notice
WHERE obligation_id BETWEEN :first AND :last""",
    """UPDATE obligation SET told = g.told, next_at = g.next_at FROM given_next g
WHERE obligation.id = g.id AND g.id BETWEEN :first AND :last""",
)
WRITTEN = "SELECT obligation_id, step_id, unit_id, role, state FROM {} ORDER BY 1, 2, 3, 4"
MOVED = "SELECT o.id, o.told, o.next_at FROM obligation o JOIN given_next g ON g.id = o.id ORDER BY 1"


@dataclass
class Measured:
    """A store, and the seconds of each round on it."""

    store: Store
    engine: sa.Engine
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def prepare(databases: Databases, stack: ExitStack, store: Store) -> Measured:
    """Build a store and work out what there is to be written."""
    engine = stack.enter_context(databases.fresh())
    build(databases, engine, store)
    with engine.begin() as connection:
        for statement in (GIVEN, NEXT):
            connection.execute(_at_now(statement), {"now": NOW})
        due = connection.scalar(sa.text("SELECT count(*) FROM given_next"))
        connection.exec_driver_sql("CREATE INDEX given_notice_id ON given_notice (obligation_id)")
        connection.exec_driver_sql("CREATE INDEX given_next_id ON given_next (id)")
    if due != DUE:
        raise SystemExit(f"{due} due instead of {DUE}")
    databases.analyze(engine)
    return Measured(store, engine)


def _at_now(statement: str) -> sa.TextClause:
    return sa.text(statement).bindparams(sa.bindparam("now", type_=UTCDateTime()))


def sweep_ours(engine: sa.Engine, office: Office) -> None:
    """The engine's own."""
    swept = sweep(partial(session, engine), office, now=NOW)
    if swept.due != DUE:
        raise SystemExit(f"{swept.due} swept instead of {DUE}")


def sweep_bare(engine: sa.Engine, spans: list[tuple[int, int]]) -> None:
    """The same writes without looking anything up, in transactions of the same size."""
    for first, last in spans:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":  # it would at times read all obligations to change a few
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.execute(_at_now(BARE[0]), {"first": first, "last": last, "now": NOW})
            connection.execute(sa.text(BARE[1]), {"first": first, "last": last})


def spans_of(engine: sa.Engine) -> list[tuple[int, int]]:
    """The first and last obligation of each batch."""
    with engine.connect() as connection:
        ids = list(connection.execute(sa.text("SELECT id FROM given_next ORDER BY id")).scalars())
    return [(ids[n], ids[min(n + BATCH, len(ids)) - 1]) for n in range(0, len(ids), BATCH)]


def measure(databases: Databases, base: sa.Engine, ours: bool) -> float:
    """Seconds of one way on a copy of the store."""
    with databases.copy(base) as engine:
        office, spans = invented_office(), spans_of(engine)
        taken = timed(lambda: sweep_ours(engine, office) if ours else sweep_bare(engine, spans))
        check(engine)
    return taken


def check(engine: sa.Engine) -> None:
    """What was written must be what was to be written, else the times say nothing."""
    with engine.connect() as connection:
        rows = [connection.execute(sa.text(WRITTEN.format(t))).all() for t in ("notice", "given_notice")]
        moved = connection.execute(sa.text(MOVED)).all()
        wanted = connection.execute(sa.text("SELECT id, told, next_at FROM given_next ORDER BY 1")).all()
    if rows[0] != rows[1] or moved != wanted:
        raise SystemExit("other rows were written than those to be written")


def run(kind: str, stores: list[Store], rounds: int) -> list[Held]:
    """All rounds in one kind of database, the sizes in turn within each round."""
    with opened(kind) as databases, ExitStack() as stack:
        all_measured = [prepare(databases, stack, store) for store in stores]
        for number in range(rounds):
            for each in all_measured:
                for ours in (True, False) if number % 2 == 0 else (False, True):
                    (each.ours if ours else each.bare).append(measure(databases, each.engine, ours))
    return [row for each in all_measured for row in rows(kind, each, all_measured[0])]


def rows(kind: str, measured: Measured, smallest: Measured) -> list[Held]:
    """Two numbers of one size: against the bare SQL, and against the smallest size; each by its fastest round.

    A sweep takes a tenth of a second, and whatever else this machine does meanwhile only ever adds to it.
    """
    ours, bare, fewest = min(measured.ours), min(measured.bare), min(smallest.ours)
    size = f"{DUE:,} of {measured.store.obligations:,}"
    found = [Held(f"{kind}: speed against the bare SQL", size, _each(ours), _each(bare), bare / ours, 0.5)]
    if measured is not smallest:
        what = f"{kind}: per due, against {smallest.store.obligations:,} stored"
        found.append(Held(what, size, _each(ours), _each(fewest), ours / fewest, FLAT, at_least=False))
    return found


def _each(seconds: float) -> str:
    return f"{seconds / DUE * 1e6:.1f} µs"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="5 million stored too (minutes, 5 GB of disk)")
    parser.add_argument(
        "--scattered", action="store_true", help="due ones one by one all over the store: the worst case"
    )
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--rounds", type=int, help="pairs to measure (usually 9 on SQLite, 3 on PostgreSQL)")
    given = parser.parse_args()
    kinds = KINDS if given.database == "both" else (given.database,)
    stores = [Store(size, given.scattered) for size in (LARGE if given.large else SIZES)]
    return show("Sweep", [row for kind in kinds for row in run(kind, stores, given.rounds or ROUNDS[kind])])


if __name__ == "__main__":
    sys.exit(main())
