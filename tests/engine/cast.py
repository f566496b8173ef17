"""The cast of the engine's tests: one small department, its ladder and its calendar, in a real database file."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from config.database import open_database, session
from engine.load import load_directory
from engine.register import RegisterDiff, apply_register
from engine.runs import run_sweep
from migrations import upgrade
from models.columns import table_of
from models.messages import Notice
from models.moments import instant
from models.obligations import Obligation
from models.office import Directory, Office, OfficeEntry
from models.registers import Register
from models.working_days import vietnamese_calendar

STANDARD = [
    {"at": "-5 working days", "to": ["lead.focal"]},
    {"at": "-1 working day", "to": ["lead.focal", "lead.head"]},
    {"at": "+1 working day", "to": ["lead.head", "monitor.focal"]},
    {"at": "+3 working days", "to": ["monitor.head"], "digest": "by unit"},
    {"at": "+5 working days", "to": ["issuer.leader"], "digest": "by unit", "repeat": "every 5 working days",
     "at most": 4},
]  # fmt: skip
CHECK = [{"at": "-3 working days", "to": ["lead.focal"]}]
REVIEW = [{"at": "+1 working day", "to": ["monitor.focal"]}]
UNITS = ("van-phong", "ke-hoach", "cdc", "bv-mot", "bv-hai", "ttyt-ba")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moment(text: str, at: str = "08:00") -> dt.datetime:
    """That clock time of that day in the office."""
    return instant(day(text), dt.time.fromisoformat(at))


def directory() -> Directory:
    """A Sở with two offices, a CDC, two hospitals and a centre; every unit has a head and a focal person."""
    units: list[dict[str, Any]] = [
        {"code": "so", "name": "Sở Thử", "posts": {"leader": "so-leader", "office_lead": "so-cvp", "head": "so-head"}}
    ]
    people = [
        {"code": f"so-{role}", "name": f"Sở {role}", "email": f"{role}@so.example"}
        for role in ("leader", "cvp", "head")
    ]
    for code in UNITS:
        posts = {role: f"{code}-{role}" for role in ("head", "focal")}
        units.append({"code": code, "name": f"Đơn vị {code}", "parent": "so", "posts": posts})
        people += [{"code": p, "name": p, "email": f"{p}@so.example"} for p in posts.values()]
    groups = [{"code": "truc-thuoc", "name": "Các đơn vị trực thuộc", "members": list(UNITS[2:])}]
    return Directory.model_validate({"units": units, "groups": groups, "people": people})


def office(**setup: Any) -> Office:
    """The office of the tests; keyword arguments replace parts of its setup."""
    return Office(
        setup=OfficeEntry.model_validate({"name": "Sở Thử", **setup}),
        ladders={"standard": STANDARD, "check": CHECK, "review": REVIEW},  # type: ignore[dict-item]
        calendar=vietnamese_calendar(range(2019, 2029)),
    )


def register(*activities: dict[str, Any], **head: Any) -> Register:
    """A register of the year 2024 with the given activities; each needs only a key and a timing."""
    plan = {"id": "kh-thu", "number": "01/KH-ST", "title": "Kế hoạch thử", "issuer": "so", "monitor": "van-phong",
            "issued_on": "2023-12-29", "from": "2024-01-01", "to": "2024-12-31"}  # fmt: skip
    usual = {"section": "I.1", "source": "trước ngày", "title": "Việc thử", "lead": ["truc-thuoc"]}
    return Register.model_validate({"plan": plan | head, "activities": [usual | each for each in activities]})


def deadline(on: str, key: str = "bao-cao", **more: Any) -> dict[str, Any]:
    """An activity due on a day."""
    return {"key": key, "timing": {"kind": "deadline", "on": on}} | more


@dataclass
class World:
    """A database with the cast in it, and the verbs a test needs."""

    engine: sa.Engine
    office: Office = field(default_factory=office)

    def __post_init__(self) -> None:
        self.sessions: Callable[[], AbstractContextManager[Session]] = partial(session, self.engine)

    def import_(self, wanted: Register, on: str = "2024-01-01") -> RegisterDiff:
        with self.sessions() as opened:
            return apply_register(opened, wanted, self.office, now=moment(on), actor="người thử")

    def sweep(self, on: str, at: str = "08:00", **more: Any) -> dict[str, Any]:
        return run_sweep(self.sessions, self.office, now=moment(on, at), **more)

    def rows(self, statement: Any) -> list[Any]:
        with self.sessions() as opened:
            return [tuple(row) for row in opened.execute(statement)]

    def obligations(self) -> list[Any]:
        table = table_of(Obligation)
        return self.rows(sa.select(table).order_by(table.c.id))

    def one(self, column: str, number: int = 1) -> Any:
        """A column of the obligation with that number."""
        table = table_of(Obligation)
        return self.rows(sa.select(table.c[column]).where(table.c.id == number))[0][0]

    def notices(self, state: str | None = None) -> int:
        table = table_of(Notice)
        where = [table.c.state == state] if state else []
        return int(self.rows(sa.select(sa.func.count()).select_from(table).where(*where))[0][0])

    def close(self) -> None:
        self.engine.dispose()


def new_world(url: str) -> World:
    """The cast in an empty database."""
    engine = open_database(url)
    upgrade(engine)
    made = World(engine)
    with made.sessions() as opened:
        load_directory(opened, directory(), now=moment("2024-01-01"))
    return made
