"""Builds a database with any number of stored obligations, set-based, so that the sweep can be measured on it.

A plan holds 100 occurrences of one duty, each owed by 200 units. A rung has just come for 250 occurrences, spread evenly
over all plans, in which a fifth of the units is late and the others are done; half of the other occurrences are done, half
lie in the months to come. Or, scattered: one obligation in so many is due, which no office has, as all that is open in an
occurrence is due at one moment.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks.databases import Databases
from benchmarks.office import add_units, invented_office, plan_numbered
from config.database import session
from engine.ladders.agendas import Wanted, make_agendas
from models.columns import Table, UTCDateTime, table_of
from models.ladders import Party
from models.obligations import Obligation
from models.plans import Activity, ActivityParty, Agenda, AgendaStep, Occurrence

NOW = dt.datetime(2024, 6, 5, 5, 0, tzinfo=dt.UTC)
UNITS = 200
OCCURRENCES = 100  # of one plan
DUE = 10_000
LATE = 5  # one in so many units of an occurrence that is told about
RECENT = [dt.date(2024, 5, 20) + dt.timedelta(days=n) for n in range(18)]  # due days with rungs before and after NOW
COMING = [dt.date(2024, 6, 20) + dt.timedelta(days=n) for n in range(190)]


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
    def every(self) -> int:
        """One in so many occurrences is told about; of scattered obligations, one in so many."""
        return self.obligations // DUE // (1 if self.scattered else LATE)

    @property
    def kind(self) -> str:
        """An SQL expression for what occurrence ``o`` is: told, done or coming."""
        if self.scattered:
            return "'told'"
        return f"CASE WHEN o % {self.every} = 0 THEN 'told' WHEN o / {self.every} % 2 = 0 THEN 'done' ELSE 'coming' END"

    @property
    def is_late(self) -> str:
        """A condition on occurrence ``o`` that is told about and unit ``u``: for as many as shall be due."""
        if self.scattered:
            return f"(o * 7919 + u * 104729) % {self.every} = 0"
        return f"(o / {self.every} + u) % {LATE} = 0"


def build(databases: Databases, engine: sa.Engine, store: Store) -> None:
    """Fill an empty database; indexes that a row would be sorted into one by one are made at the end."""
    with session(engine) as empty:
        add_units(empty.connection(), UNITS)
        make_agendas(empty, invented_office(), [Wanted("standard", day) for day in (*RECENT, *COMING)])
        for number in range(1, store.plans + 1):
            empty.add(plan_numbered(number, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
        empty.flush()
        empty.add_all([_activity(number) for number in range(1, store.plans + 1)])
        empty.flush()
        leads = [ActivityParty(activity_id=n, party=Party.LEAD, group_id=1) for n in range(1, store.plans + 1)]
        empty.add_all(leads)
        empty.add(Occurrence(id=0, activity_id=1, key="model", opens_on=NOW.date()))
        empty.flush()
        empty.add(Obligation(id=0, occurrence_id=0, plan_id=1, unit_id=1, created_at=NOW))
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
    days = {"recent": len(RECENT), "coming": len(COMING), "days": len(RECENT) + len(COMING)}
    values = {"occurrences": store.occurrences, "of_plan": OCCURRENCES, "units": UNITS, "now": NOW, **days}
    for statement in (KINDS, AGENDAS, STEPS, OWED, MOMENTS, OBLIGATIONS):
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        typed = [sa.bindparam("now", type_=UTCDateTime())] if "now" in used else []
        text = sa.text(statement.replace("{kind}", store.kind).replace("{is_late}", store.is_late))
        connection.execute(text.bindparams(*typed), used)
    for leftover in ("DROP TABLE moments", "DROP TABLE kinds", "DELETE FROM obligation WHERE id = 0"):
        connection.exec_driver_sql(leftover)


def copied(model: type[Table], source: str, **changed: str) -> str:
    """INSERT … SELECT of all columns of rows that are there, some of them changed; a new number if none is given."""
    names = [column.name for column in table_of(model).columns if column.name != "id" or "id" in changed]
    values = ", ".join(changed.get(name, f"{source}.{name}") for name in names)
    return f"INSERT INTO {table_of(model).name} ({', '.join(names)}) SELECT {values}"


# What each occurrence o is, and from which agenda (one of each day was made) its own is copied, under the number o + days.
KINDS = """CREATE TABLE kinds AS
WITH RECURSIVE n(o) AS (SELECT 1 UNION ALL SELECT o + 1 FROM n WHERE o < :occurrences), k(o, kind) AS (
  SELECT o, {kind} FROM n)
SELECT o, kind, CASE kind WHEN 'coming' THEN :recent + o % :coming + 1 ELSE o % :recent + 1 END AS model FROM k"""
AGENDAS = copied(Agenda, "a", id="o + :days") + " FROM kinds JOIN agenda a ON a.id = model"
STEPS = (
    copied(AgendaStep, "s", agenda_id="o + :days")
    + " FROM kinds JOIN agenda_step s ON s.agenda_id = model ORDER BY o, s.id"
)
OWED = copied(
    Occurrence, "t", id="o", activity_id="(o - 1) / :of_plan + 1", key="'k' || o", due_on="a.due_on", agenda_id="a.id"
) + (" FROM kinds JOIN agenda a ON a.id = o + :days JOIN occurrence t ON t.id = 0")
# For the agenda of each day: the highest rung reached, when it came, and when the next one comes.
MOMENTS = """CREATE TABLE moments AS
SELECT a.id AS model, a.due_on,
  (SELECT coalesce(max(position), -1) FROM agenda_step s WHERE s.agenda_id = a.id AND s.at <= :now) AS top,
  (SELECT max(at) FROM agenda_step s WHERE s.agenda_id = a.id AND s.at <= :now) AS reached_at,
  (SELECT min(at) FROM agenda_step s WHERE s.agenda_id = a.id AND s.at > :now) AS following_at
FROM agenda a WHERE a.id <= :days"""
# Of the late ones each tenth was not told the rung before either.
OBLIGATIONS = (
    """WITH owed(o, u, model, life) AS (
  SELECT o, u, model, CASE WHEN kind = 'told' AND {is_late} THEN 'late' ELSE kind END
  FROM kinds CROSS JOIN (SELECT unit_id AS u FROM group_member) m)
"""
    + copied(
        Obligation,
        "t",
        id="(o - 1) * :units + u",
        occurrence_id="o",
        plan_id="(o - 1) / :of_plan + 1",
        unit_id="u",
        agenda_id="o + :days",
        progress="CASE WHEN life IN ('late', 'coming') THEN 'open' ELSE 'accepted' END",
        due_on="d.due_on",
        told="CASE WHEN life = 'late' AND u % 10 = 0 AND top > 0 THEN top - 2 WHEN life = 'late' THEN top - 1 ELSE top END",
        next_at="CASE life WHEN 'late' THEN reached_at WHEN 'coming' THEN following_at END",
    )
    + " FROM owed JOIN moments d ON d.model = owed.model JOIN obligation t ON t.id = 0 ORDER BY o, u"
)
