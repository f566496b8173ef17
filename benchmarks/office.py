"""An invented office of any size to measure with: its units in one group, its ladders and its calendar."""

import datetime as dt

import sqlalchemy as sa

from models.columns import table_of
from models.directory import GroupMember, Unit, UnitGroup
from models.ladders import Ladder
from models.office import Office, OfficeEntry
from models.plans import Plan
from models.working_days import vietnamese_calendar

STANDARD = [
    {"at": "-5 working days", "to": ["lead.focal"]},
    {"at": "-1 working day", "to": ["lead.focal", "lead.head"]},
    {"at": "+1 working day", "to": ["lead.head", "monitor.focal"]},
    {"at": "+3 working days", "to": ["monitor.head"], "digest": "by unit"},
    {"at": "+5 working days", "to": ["issuer.leader"], "digest": "by unit", "repeat": "every 5 working days", "at most": 4},
]  # fmt: skip


def invented_office() -> Office:
    """The standard ladder over the country's calendar."""
    return Office(
        setup=OfficeEntry(name="Sở Thử", check_ladder="standard"),
        ladders={"standard": Ladder.model_validate(STANDARD)},
        calendar=vietnamese_calendar(range(2022, 2028)),
    )


def add_units(connection: sa.Connection, count: int) -> None:
    """Units 1 to ``count`` in group 1."""
    units = [{"id": n, "code": f"u{n}", "name": f"Đơn vị {n}"} for n in range(1, count + 1)]
    connection.execute(sa.insert(table_of(Unit)), units)
    connection.execute(sa.insert(table_of(UnitGroup)), [{"id": 1, "code": "tat-ca", "name": "Các đơn vị"}])
    members = [{"group_id": 1, "unit_id": n, "position": n} for n in range(1, count + 1)]
    connection.execute(sa.insert(table_of(GroupMember)), members)


def plan_numbered(number: int, starts_on: dt.date, ends_on: dt.date) -> Plan:
    """A plan that unit 1 issued and unit 2 monitors."""
    return Plan(
        id=number,
        code=f"kh-{number}",
        title=f"Kế hoạch {number}",
        issuer_id=1,
        monitor_id=2,
        starts_on=starts_on,
        ends_on=ends_on,
    )
