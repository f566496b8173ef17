"""The cast of the engine's tests: one small department, its ladder and its calendar, in a real database."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from config.database import open_database, reading, session
from engine.directory.load import load_directory
from engine.journal import By
from engine.register.expand import Expanded, expand
from engine.register.importing import RegisterDiff, apply_register
from engine.runs import run_sweep
from migrations import upgrade
from models.columns import Table, table_of
from models.directory import Contact, Person, Unit
from models.ladders import Ladder
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import instant
from models.obligations import Obligation
from models.office import Directory, Office, OfficeEntry
from models.plans import Activity, Agenda, AgendaStep, Occurrence
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
CALENDAR = vietnamese_calendar(range(2019, 2029))
PERSON = "người thử"

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
unit, notice, step, message = table_of(Unit), table_of(Notice), table_of(AgendaStep), table_of(Message)
agenda, person, contact = table_of(Agenda), table_of(Person), table_of(Contact)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moment(text: str, at: str = "08:00") -> dt.datetime:
    """That clock time of that day in the office."""
    return instant(day(text), dt.time.fromisoformat(at))


def by(on: str, at: str = "08:00", actor: str = PERSON) -> By:
    """Somebody who acts at that time of that day."""
    return By(actor, moment(on, at))


def described() -> dict[str, Any]:
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
    return {"units": units, "groups": groups, "people": people}


def directory(**more: Any) -> Directory:
    """The cast as a directory; keyword arguments replace or add whole parts of it."""
    return Directory.model_validate(described() | more)


def members(*of: str | dict[str, Any]) -> dict[str, Any]:
    """The part of a directory that gives the group other members."""
    return {"groups": [{"code": "truc-thuoc", "name": "Các đơn vị trực thuộc", "members": list(of)}]}


def office(ladders: dict[str, Any] | None = None, **setup: Any) -> Office:
    """The office of the tests; keyword arguments replace parts of its setup."""
    named = {"standard": STANDARD, "check": CHECK, "review": REVIEW} | (ladders or {})
    return Office(
        setup=OfficeEntry.model_validate({"name": "Sở Thử", **setup}),
        ladders={name: Ladder.model_validate(steps) for name, steps in named.items()},
        calendar=CALENDAR,
    )


def register(*activities: dict[str, Any], **head: Any) -> Register:
    """A register of the year 2024 with the given activities; each needs only a key and a timing."""
    plan = {"id": "kh-thu", "number": "01/KH-ST", "title": "Kế hoạch thử", "issuer": "so", "monitor": "van-phong",
            "issued_on": "2023-12-29", "from": "2024-01-01", "to": "2024-12-31"}  # fmt: skip
    usual = {"section": "I.1", "source": "trước ngày", "title": "Việc thử", "lead": ["truc-thuoc"]}
    return Register.model_validate({"plan": plan | head, "activities": [usual | each for each in activities]})


def timed(kind: str, key: str, timing: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An activity with a timing of that kind."""
    return {"key": key, "timing": {"kind": kind} | (timing or {})} | more


def deadline(on: str, key: str = "bao-cao", **more: Any) -> dict[str, Any]:
    """An activity due on a day."""
    return timed("deadline", key, {"on": on}, **more)


def monthly(due: Any = "period_end", key: str = "giao-ban", **more: Any) -> dict[str, Any]:
    """An activity of every month."""
    return timed("recurring", key, {"every": ["M"], "due": due}, **more)


def rota(per_week: int = 2, key: str = "truc", **more: Any) -> dict[str, Any]:
    """Duty days shared out in turn."""
    return timed("rota", key, {"per_week": per_week}, **more)


def undated(key: str = "de-xuat", **more: Any) -> dict[str, Any]:
    """An activity for which the plan states no day."""
    return timed("undated", key, **more)


def event(within: int | None = None, key: str = "dot-xuat", **more: Any) -> dict[str, Any]:
    """An activity that follows from something that comes about."""
    return timed("event", key, {"trigger": "khi có yêu cầu"} | ({"within": within} if within else {}), **more)


@dataclass
class World:
    """A database with the cast in it, and the verbs a test needs."""

    engine: sa.Engine
    office: Office = field(default_factory=office)

    def __post_init__(self) -> None:
        self.sessions: Callable[[], AbstractContextManager[Session]] = partial(session, self.engine)
        self.readings: Callable[[], AbstractContextManager[Session]] = partial(reading, self.engine)

    def import_(self, wanted: Register, on: str = "2024-01-01", at: str = "08:00") -> RegisterDiff:
        with self.sessions() as opened:
            return apply_register(opened, wanted, self.office, now=moment(on, at), actor=PERSON)

    def expand(self, on: str = "2024-01-01", until: str | None = None) -> Expanded:
        with self.sessions() as opened:
            return expand(opened, self.office, now=moment(on), until=day(until) if until else None)

    def load(self, **more: Any) -> None:
        """The cast again, with parts of it replaced."""
        with self.sessions() as opened:
            load_directory(opened, directory(**more), now=moment("2024-01-01"))

    def sweep(self, on: str, at: str = "08:00", **more: Any) -> dict[str, Any]:
        return run_sweep(self.sessions, self.office, now=moment(on, at), **more)

    def do(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """One of the engine's verbs in a session of its own."""
        with self.sessions() as opened:
            return verb(opened, *args, **more)

    def rows(self, statement: Any) -> list[Any]:
        with self.sessions() as opened:
            return [tuple(row) for row in opened.execute(statement)]

    def obligations(self) -> list[Any]:
        return self.rows(sa.select(obligation).order_by(obligation.c.id))

    def owed(self) -> list[tuple[str, str, str, str | None]]:
        """Every obligation: activity, occurrence, unit and the day in force."""
        joined = (
            obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
            .join(activity, activity.c.id == occurrence.c.activity_id)
            .join(unit, unit.c.id == obligation.c.unit_id)
        )
        columns = (activity.c.key, occurrence.c.key, unit.c.code, obligation.c.due_on)
        found = self.rows(sa.select(*columns).select_from(joined))
        return sorted((a, o, u, d.isoformat() if d else None) for a, o, u, d in found)

    def one(self, column: str, number: int = 1) -> Any:
        """A column of the obligation with that number."""
        return self.rows(sa.select(obligation.c[column]).where(obligation.c.id == number))[0][0]

    def number_of(self, unit_code: str, key: str = "once", of: str | None = None) -> int:
        """The obligation of a unit for an occurrence (of an activity)."""
        joined = obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id).join(
            activity, activity.c.id == occurrence.c.activity_id
        )
        wanted = [occurrence.c.key == key, unit.c.code == unit_code, *([activity.c.key == of] if of else [])]
        joined = joined.join(unit, unit.c.id == obligation.c.unit_id)
        ((found,),) = self.rows(sa.select(obligation.c.id).select_from(joined).where(*wanted))
        return int(found)

    def notices(self, state: str | None = None) -> int:
        where = [notice.c.state == state] if state else []
        return int(self.rows(sa.select(sa.func.count()).select_from(notice).where(*where))[0][0])

    def told(self, *, obligation_id: int | None = None) -> list[tuple[int, int, str, str, str]]:
        """Every notice: step and round of the ladder, unit, role and state."""
        joined = notice.join(step, step.c.id == notice.c.step_id).join(unit, unit.c.id == notice.c.unit_id)
        columns = (step.c.step, step.c.round, unit.c.code, notice.c.role, notice.c.state)
        where = [notice.c.obligation_id == obligation_id] if obligation_id else []
        found = self.rows(sa.select(*columns).select_from(joined).where(*where))
        return sorted((n, r, u, str(role), str(state)) for n, r, u, role, state in found)

    def messages(self) -> list[tuple[str, str, int]]:
        """Every message: to whom, in which slot, and how many notices it carries."""
        joined = message.join(notice, notice.c.message_id == message.c.id)
        columns = (message.c.address, message.c.slot, sa.func.count())
        found = self.rows(sa.select(*columns).select_from(joined).group_by(message.c.id))
        return sorted(found)

    def mark_sent(self, at: dt.datetime) -> None:
        """What delivery does once a message has left."""
        with self.sessions() as opened:
            sent = {"state": MessageState.SENT, "sent_at": at}
            opened.execute(sa.update(message).where(message.c.state == MessageState.PENDING).values(sent))
            grouped = notice.c.state == NoticeState.GROUPED
            opened.execute(sa.update(notice).where(grouped).values(state=NoticeState.SENT))

    def state(self) -> dict[str, list[Any]]:
        """What is owed and what is told, free of numbers and times of writing, so that two worlds can be compared."""
        owed = (
            obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
            .join(activity, activity.c.id == occurrence.c.activity_id)
            .join(unit, unit.c.id == obligation.c.unit_id)
        )
        names = (activity.c.plan_id, activity.c.key, occurrence.c.key, unit.c.code)
        facts = (obligation.c.due_on, obligation.c.progress, obligation.c.told, obligation.c.next_at)
        rungs = owed.outerjoin(step, step.c.agenda_id == obligation.c.agenda_id)
        told = owed.join(notice, notice.c.obligation_id == obligation.c.id).join(step, step.c.id == notice.c.step_id)
        found = {
            "owed": sa.select(*names, *facts).select_from(owed),
            "rungs": sa.select(*names, step.c.position, step.c.at, step.c.party, step.c.role).select_from(rungs),
            "told": sa.select(*names, step.c.position, notice.c.unit_id, notice.c.role, notice.c.state).select_from(
                told
            ),
        }
        return {name: sorted(map(repr, self.rows(statement))) for name, statement in found.items()}

    def dump(self, *without: str) -> dict[str, list[Any]]:
        """Every row of every table, so that two moments or two databases can be compared."""
        tables = [table for table in Table.metadata.sorted_tables if table.name not in without]
        return {table.name: sorted(map(repr, self.rows(sa.select(table)))) for table in tables}

    def close(self) -> None:
        self.engine.dispose()


def new_world(url: str) -> World:
    """The cast in an empty database."""
    engine = open_database(url)
    upgrade(engine)
    made = World(engine)
    made.load()
    return made
