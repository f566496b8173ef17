"""A small office with a few people, and the rows that a sweep and a grouping would have left for delivery."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from config.database import session
from models.columns import table_of
from models.directory import Contact, Person, Post, Unit
from models.ladders import Party, Role
from models.messages import Attempt, Message, MessageState, Notice, NoticeState
from models.moments import instant
from models.obligations import Obligation, Progress
from models.office import Office, OfficeEntry
from models.plans import Activity, Agenda, AgendaKind, AgendaStep, Occurrence, Plan
from models.working_days import vietnamese_calendar

TEMPLATES = Path(__file__).parent.parent.parent / "config" / "sample" / "templates"
CALENDAR = vietnamese_calendar([2023, 2024, 2025])
# position, working days from the due day, party, role, in a digest
RUNGS = [
    (0, -5, Party.LEAD, Role.FOCAL, False),
    (1, -1, Party.LEAD, Role.FOCAL, False),
    (1, -1, Party.LEAD, Role.HEAD, False),
    (2, 1, Party.LEAD, Role.HEAD, False),
    (2, 1, Party.MONITOR, Role.FOCAL, False),
    (3, 3, Party.MONITOR, Role.HEAD, True),
]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moment(text: str, at: str = "08:00") -> dt.datetime:
    return instant(day(text), dt.time.fromisoformat(at))


def office(**templates: str) -> Office:
    """The sample templates for an invented office; keyword arguments replace some of them (dots as ``_``)."""
    sources = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.j2")}
    sources |= {f"{name.replace('_', '.')}.j2": source for name, source in templates.items()}
    setup = OfficeEntry(name="Văn phòng Sở Y tế An Phú", contact="vanphong@soyte.example")
    return Office(setup=setup, ladders={}, calendar=CALENDAR, templates=sources)


def wordy() -> Office:
    """An office that sends the whole mail to chats too, which then goes in parts."""
    return office(message_chat=office().templates["message.txt.j2"])


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += dt.timedelta(**by)


@dataclass
class Cast:
    """Units and people with fixed names, and verbs that lay out work, notices and messages."""

    engine: sa.Engine
    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    plans: dict[str, int] = field(default_factory=dict)
    numbers: int = 0

    def __post_init__(self) -> None:
        self.sessions = partial(session, self.engine)
        for code, name in (("so", "Sở Y tế An Phú"), ("vp", "Văn phòng Sở"), ("bm", "Trung tâm Y tế Bình Minh"),
                           ("tl", "Trung tâm Y tế Tân Lập")):  # fmt: skip
            self.units[code] = self.add(Unit(code=code, name=name))
        for code, name, unit, role, title in (
            ("lan", "Lê Thị Lan", "bm", Role.FOCAL, ""),
            ("hung", "Phạm Văn Hùng", "bm", Role.HEAD, "Giám đốc"),
            ("mai", "Đỗ Thị Mai", "tl", Role.FOCAL, ""),
            ("son", "Vũ Văn Sơn", "vp", Role.HEAD, "Chánh Văn phòng"),
        ):
            self.people[code] = self.add(Person(code=code, name=name))
            self.contact(code, f"{code}@soyte.example")
            self.add(Post(unit_id=self.units[unit], role=role, title=title))
        self.plan("kh1", "4672/KH-AP", "Cải cách hành chính năm 2024")

    def add(self, row: SQLModel) -> int:
        """Store a row and give its id."""
        with self.sessions() as opened:
            opened.add(row)
            opened.flush()
            return int(row.id)  # type: ignore[attr-defined]

    def contact(self, person: str, address: str, channel: str = "email", position: int = 0) -> None:
        self.add(Contact(person_id=self.people[person], channel=channel, address=address, position=position))

    def plan(self, code: str, number: str | None, title: str) -> None:
        made = Plan(code=code, number=number, title=title, issuer_id=self.units["so"], monitor_id=self.units["vp"],
                    starts_on=day("2024-01-01"), ends_on=day("2024-12-31"))  # fmt: skip
        self.plans[code] = self.add(made)

    def owe(
        self,
        due: str,
        title: str = "Xây dựng kế hoạch cải cách hành chính",
        *,
        unit: str = "bm",
        plan: str = "kh1",
        kind: AgendaKind = AgendaKind.DUE,
        told: int = 0,
        progress: Progress = Progress.OPEN,
        **occurrence: Any,
    ) -> int:
        """An obligation due on a day, with its ladder; ``told`` is the rung it has reached."""
        self.numbers += 1
        activity = self.add(
            Activity(plan_id=self.plans[plan], key=f"viec-{self.numbers}", position=self.numbers, section="V.2",
                     source="trước ngày 10/01/2024", title=title, deliverable="kế hoạch của đơn vị", timing={})
        )  # fmt: skip
        agenda_id = self.agenda(due, kind)
        values = {"due_on": day(due), "opens_on": day("2024-01-01")} | occurrence
        made = self.add(Occurrence(activity_id=activity, key="x", agenda_id=agenda_id, **values))
        return self.add(
            Obligation(occurrence_id=made, plan_id=self.plans[plan], unit_id=self.units[unit], agenda_id=agenda_id,
                       progress=progress, due_on=day(due), told=told, created_at=moment("2024-01-01"))
        )  # fmt: skip

    def agenda(self, due: str, kind: AgendaKind = AgendaKind.DUE) -> int:
        made = self.add(Agenda(kind=kind, ladder="standard", due_on=day(due)))
        for position, days, party, role, digest in RUNGS:
            at = instant(CALENDAR.add(day(due), days), dt.time(8))
            self.add(AgendaStep(agenda_id=made, position=position, step=position, round=0, at=at, party=party,
                                role=role, is_digest=digest))  # fmt: skip
        return made

    def message(
        self,
        person: str,
        obligations: Sequence[int],
        *,
        position: int = 0,
        unit: str = "bm",
        role: Role = Role.FOCAL,
        at: str = "2024-01-08",
        digest: bool = False,
        **more: Any,
    ) -> int:
        """What grouping leaves: a pending message with the notices of one rung about some obligations."""
        self.numbers += 1
        fallback = more.pop("fallback", "")
        values: dict[str, Any] = {"channel": "email", "address": f"{person}@soyte.example", "slot": f"x{self.numbers}",
                                  "token": f"token{self.numbers:04d}", "is_digest": digest}  # fmt: skip
        made = self.add(
            Message(person_id=self.people[person], retry_at=moment(at), created_at=moment(at), **(values | more))
        )
        for each in obligations:
            self.notice(made, each, position, unit=unit, role=role, at=at, fallback=fallback, digest=digest)
        return made

    def notice(self, message: int, obligation: int, position: int, *, unit: str = "bm", role: Role = Role.FOCAL,
               at: str = "2024-01-08", fallback: str = "", digest: bool = False) -> None:  # fmt: skip
        step = table_of(AgendaStep)
        agenda = sa.select(table_of(Obligation).c.agenda_id).where(table_of(Obligation).c.id == obligation)
        found = sa.select(step.c.id).where(step.c.agenda_id == agenda.scalar_subquery(), step.c.position == position)
        self.add(
            Notice(obligation_id=obligation, step_id=self.rows(found.order_by(step.c.role != role))[0][0],
                   unit_id=self.units[unit], role=role, is_digest=digest, state=NoticeState.GROUPED,
                   message_id=message, fallback=fallback, created_at=moment(at))
        )  # fmt: skip

    def rows(self, statement: Any) -> list[Any]:
        with self.sessions() as opened:
            return [tuple(row) for row in opened.execute(statement)]

    def change(self, model: type[SQLModel], id_: int, **values: Any) -> None:
        with self.sessions() as opened:
            opened.execute(sa.update(table_of(model)).where(table_of(model).c.id == id_).values(**values))

    def read(self, message: int) -> Message:
        """The message as it is stored now."""
        with Session(self.engine) as opened:
            found = opened.get_one(Message, message)
            opened.expunge(found)
            return found

    def state(self, message: int) -> MessageState:
        return self.read(message).state

    def notices(self, message: int) -> list[NoticeState]:
        table = table_of(Notice)
        found = self.rows(sa.select(table.c.state).where(table.c.message_id == message).order_by(table.c.id))
        return [row[0] for row in found]

    def answers(self, message: int) -> list[tuple[MessageState, str]]:
        table = table_of(Attempt)
        found = sa.select(table.c.outcome, table.c.answer).where(table.c.message_id == message)
        return self.rows(found.order_by(table.c.id))
