"""Builds an office whose pages can be measured: plans of 40 duties owed by 250 units each, one in ten running this year.

What lay before today is mostly done, some of it late, some waits for the monitor and some is overdue; a running plan
looks the same whether one plan is stored or a hundred.
"""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.databases import Databases
from benchmarks.office import add_units, invented_office, plan_numbered
from benchmarks.stored import without_foreign_keys
from config.database import session
from engine.ladders.agendas import Wanted, make_agendas
from models.columns import UTCDateTime, table_of
from models.directory import Person, Post, Tenure, Unit
from models.ladders import Party, Role
from models.plans import Activity, ActivityParty, Occurrence, Plan, PlanState

NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
UNITS = 250
DUTIES = 40  # of one plan, each due on one day
OF_PLAN = UNITS * DUTIES
RUNNING = 10  # one plan in so many
LEADER = 1  # the unit whose leader looks at the pages
PEOPLE = 50  # focal persons, of the units after the first two


def build(databases: Databases, engine: sa.Engine, plans: int) -> None:
    """Fill an empty database with so many plans of ``OF_PLAN`` obligations, and with the people who look at them."""
    with session(engine) as empty:
        add_units(empty.connection(), UNITS)
        empty.execute(sa.update(table_of(Unit)).where(table_of(Unit).c.id > 2).values(parent_id=1))
        empty.add_all([_plan(number) for number in range(1, plans + 1)])
        empty.flush()
        days = sorted({due_on(number, duty) for number in range(1, plans + 1) for duty in range(DUTIES)})
        made = make_agendas(empty, invented_office(), [Wanted("standard", day) for day in days])
        agendas = dict(zip(days, (each.id for each in made), strict=True))
        for number in range(1, plans + 1):
            empty.execute(sa.insert(table_of(Activity)), [_activity(number, duty) for duty in range(DUTIES)])
            empty.execute(sa.insert(table_of(Occurrence)), [_occurrence(number, n, agendas) for n in range(DUTIES)])
        leads = [{"activity_id": n, "party": Party.LEAD, "group_id": 1} for n in range(1, plans * DUTIES + 1)]
        empty.execute(sa.insert(table_of(ActivityParty)), leads)
        _add_people(empty)
    with engine.connect() as connection:
        without_foreign_keys(connection)
        with connection.begin():
            text = sa.text(OBLIGATIONS).bindparams(sa.bindparam("now", type_=UTCDateTime()))
            connection.execute(text, {"now": NOW, "today": TODAY, "duties": DUTIES, "units": UNITS})
    databases.analyze(engine)


def year_of(number: int) -> int:
    """The year of a plan: each tenth runs now, the others are over."""
    return TODAY.year if number % RUNNING == 1 else TODAY.year - 1 - number % 9


def due_on(number: int, duty: int) -> dt.date:
    """The day of a duty, spread over the year."""
    return dt.date(year_of(number), 1, 1) + dt.timedelta(days=9 * duty + 5)


def _plan(number: int) -> Plan:
    year = year_of(number)
    made = plan_numbered(number, dt.date(year, 1, 1), dt.date(year, 12, 31))
    made.number, made.state = f"{number}/KH-ST", PlanState.ACTIVE if year == TODAY.year else PlanState.CLOSED
    return made


def _activity(number: int, duty: int) -> dict[str, object]:
    deadline = {"kind": "deadline", "on": due_on(number, duty).isoformat()}
    target = {"kind": "milestone", "by": due_on(number, duty).isoformat(), "target": {"value": 80, "unit": "%"}}
    return {
        "id": (number - 1) * DUTIES + duty + 1,
        "plan_id": number,
        "key": f"viec-{duty}",
        "position": duty,
        "section": f"{duty // 10 + 1}.{duty % 10 + 1}",
        "source": "hạn nêu trong kế hoạch",
        "tier": "A",
        "title": f"Báo cáo kết quả nhiệm vụ số {duty + 1} của các đơn vị trực thuộc",
        "timing": target if duty % 10 == 0 else deadline,
        "deliverable": "",
        "inputs": [],
        "note": "",
        "is_own": False,
        "is_withdrawn": False,
    }


def _occurrence(number: int, duty: int, agendas: dict[dt.date, int]) -> dict[str, object]:
    id_, due = (number - 1) * DUTIES + duty + 1, due_on(number, duty)
    return {
        "id": id_,
        "activity_id": id_,
        "key": "once",
        "opens_on": due - dt.timedelta(days=20),
        "due_on": due,
        "period": f"{due.year}-Q{(due.month + 2) // 3}",
        "agenda_id": agendas[due],
        "stands_for": [],
        "rules": [],
        "is_check": False,
        "is_estimated": False,
        "subject": "",
        "is_withdrawn": False,
    }


def _add_people(empty: Session) -> None:
    posts = [(LEADER, Role.LEADER), *((unit, Role.FOCAL) for unit in range(3, 3 + PEOPLE))]
    for number, (unit, role) in enumerate(posts, start=1):
        empty.add_all([Person(id=number, code=f"nguoi-{number}", name=f"Người {number}"),
                       Post(id=number, unit_id=unit, role=role)])  # fmt: skip
        empty.flush()
        empty.add(Tenure(post_id=number, person_id=number))


# ``h`` scatters lives over units and duties: of what was due 6 in 100 are overdue, 4 handed in, 5 done late.
OBLIGATIONS = """INSERT INTO obligation
  (id, occurrence_id, plan_id, unit_id, agenda_id, progress, due_on, told, submitted_on, document, quantity, created_at)
SELECT (id - 1) * :units + unit_id, id, (id - 1) / :duties + 1, unit_id, agenda_id,
  CASE WHEN due_on >= :today AND h > 4 OR h > 93 THEN 'open' WHEN h > 89 THEN 'submitted' ELSE 'accepted' END,
  due_on, -1,
  CASE WHEN due_on >= :today AND h > 4 OR h > 93 THEN NULL WHEN h > 84 AND h < 90 THEN :today ELSE opens_on END,
  CASE WHEN due_on >= :today AND h > 4 OR h > 93 THEN NULL ELSE h || '/BC-DV' END, h, :now
FROM (SELECT o.id, o.agenda_id, o.due_on, o.opens_on, m.unit_id, (o.id * 7919 + m.unit_id * 104729) % 100 AS h
      FROM occurrence o CROSS JOIN (SELECT unit_id FROM group_member) m) owed ORDER BY 1"""
