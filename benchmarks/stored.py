"""Builds a database with any number of stored obligations, set-based, so that the sweep can be measured on it.

A plan holds 100 occurrences of one duty, each owed by 200 units. The due ones are late units of occurrences whose rungs
have come: a tenth of the units of 500 occurrences, spread evenly over all plans; or, scattered, one in so many of all.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.databases import Databases
from benchmarks.office import add_units, invented_office, plan_numbered
from config.database import session
from engine.agendas import Wanted, make_agendas
from models.columns import UTCDateTime, table_of
from models.ladders import Party
from models.obligations import Obligation
from models.plans import Activity, ActivityParty

NOW = dt.datetime(2024, 6, 5, 5, 0, tzinfo=dt.UTC)
UNITS = 200
OCCURRENCES = 100  # of one plan
DUE = 10_000
LATE = 10  # one in so many units of an occurrence that is told about
DAYS = [dt.date(2024, 5, 20) + dt.timedelta(days=n) for n in range(18)]  # due days with rungs before and after NOW


@dataclass(frozen=True)
class Store:
    """How much is stored, and how the due ones lie in it."""

    obligations: int
    scattered: bool = False

    @property
    def occurrences(self) -> int:
        return self.obligations // UNITS

    @property
    def plans(self) -> int:
        return self.occurrences // OCCURRENCES

    @property
    def is_due(self) -> str:
        """An SQL condition on occurrence ``o`` and unit ``u`` that holds for as many as shall be due."""
        if self.scattered:
            return f"(o * 7919 + u * 104729) % {self.obligations // DUE} = 0"
        every = self.occurrences * UNITS // LATE // DUE
        return f"o % {every} = 0 AND (o / {every} + u) % {LATE} = 0"


def build(databases: Databases, engine: sa.Engine, store: Store) -> None:
    """Fill an empty database; indexes that a row would be sorted into one by one are made at the end."""
    with session(engine) as empty:
        add_units(empty.connection(), UNITS)
        make_agendas(empty, invented_office(), [Wanted("standard", day) for day in DAYS])
        for number in range(1, store.plans + 1):
            empty.add(plan_numbered(number, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
        empty.flush()
        empty.add_all([_activity(number) for number in range(1, store.plans + 1)])
        empty.flush()
        leads = [ActivityParty(activity_id=n, party=Party.LEAD, group_id=1) for n in range(1, store.plans + 1)]
        empty.add_all(leads)
    with engine.connect() as connection:
        without_foreign_keys(connection)
        with connection.begin():
            fill(connection, store)
    databases.analyze(engine)


def _activity(number: int) -> Activity:
    return Activity(
        id=number,
        plan_id=number,
        key="viec",
        section="I",
        source="thường xuyên",
        title="Việc",
        timing={"kind": "event", "trigger": "khi có"},
    )


def without_foreign_keys(connection: sa.Connection) -> None:
    """What is stored here refers to what is there; to look it up row by row would take most of the time."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw
        raw.cursor().execute("PRAGMA foreign_keys = OFF")
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")
        connection.commit()


def fill(connection: sa.Connection, store: Store) -> None:
    """Occurrences with their agendas and steps, then the obligations."""
    obligation = table_of(Obligation)
    for index in obligation.indexes:
        index.drop(connection)
    for statement in (AGENDAS, STEPS, OCCURRENCES_SQL, MOMENTS, OBLIGATIONS):
        values = {"days": len(DAYS), "occurrences": store.occurrences, "of_plan": OCCURRENCES, "now": NOW}
        _execute(connection, statement.replace("{is_due}", store.is_due), values)
    connection.exec_driver_sql("DROP TABLE moments")
    for index in obligation.indexes:
        index.create(connection)


def _execute(connection: sa.Connection, statement: str, values: dict[str, object]) -> None:
    text = sa.text(statement)
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    typed = [sa.bindparam(name, type_=UTCDateTime()) for name in used if name == "now"]
    connection.execute(text.bindparams(*typed), used)


NUMBERS = "WITH RECURSIVE n(o) AS (SELECT 1 UNION ALL SELECT o + 1 FROM n WHERE o < :occurrences) "
# The first agendas are those of the days; occurrence o gets a copy of one of them with the number o + days.
AGENDAS = f"""{NUMBERS}
INSERT INTO agenda (id, kind, ladder, due_on, first_at)
SELECT o + :days, a.kind, a.ladder, a.due_on, a.first_at FROM n JOIN agenda a ON a.id = o % :days + 1"""
STEPS = f"""{NUMBERS}
INSERT INTO agenda_step (agenda_id, position, step, round, at, party, role, is_digest, is_urgent)
SELECT o + :days, s.position, s.step, s.round, s.at, s.party, s.role, s.is_digest, s.is_urgent
FROM n JOIN agenda_step s ON s.agenda_id = o % :days + 1 ORDER BY o, s.id"""
OCCURRENCES_SQL = f"""{NUMBERS}
INSERT INTO occurrence (id, activity_id, key, stands_for, opens_on, due_on, is_check, is_estimated, rules, agenda_id,
  is_withdrawn)
SELECT o, (o - 1) / :of_plan + 1, 'k' || o, '[]', a.due_on, a.due_on, false, false, '[]', a.id, false
FROM n JOIN agenda a ON a.id = o + :days"""
# For each agenda of a day: the highest rung reached, when it came, and when the next one comes.
MOMENTS = """CREATE TABLE moments AS
SELECT a.id, (SELECT max(position) FROM agenda_step s WHERE s.agenda_id = a.id AND s.at <= :now) AS top,
  (SELECT max(at) FROM agenda_step s WHERE s.agenda_id = a.id AND s.at <= :now) AS reached_at,
  (SELECT min(at) FROM agenda_step s WHERE s.agenda_id = a.id AND s.at > :now) AS following_at
FROM agenda a WHERE a.id <= :days"""
# Besides the due ones, every second unit has done its work and the others were told what has come so far.
OBLIGATIONS = f"""{NUMBERS}, owed(o, u, is_due) AS (
  SELECT n.o, m.unit_id, ({{is_due}}) FROM n CROSS JOIN (SELECT unit_id, unit_id AS u FROM group_member) m)
INSERT INTO obligation (id, occurrence_id, plan_id, unit_id, agenda_id, progress, due_on, told, next_at, created_at)
SELECT (o - 1) * {UNITS} + u, o, (o - 1) / :of_plan + 1, u, o + :days,
  CASE WHEN is_due OR u % 2 = 0 THEN 'open' ELSE 'accepted' END,
  a.due_on,
  CASE WHEN is_due THEN top - 1 ELSE top END,
  CASE WHEN is_due THEN reached_at WHEN u % 2 = 0 THEN following_at END,
  :now
FROM owed JOIN moments ON moments.id = o % :days + 1 JOIN agenda a ON a.id = moments.id ORDER BY o, u"""
