"""Run the calendar forward on a copy of the state, nothing sent: who would get what on which day.

It is the real sweep and the real grouping with another clock, and a stand-in for sending that only notes. What units
would hand in is made up by fixed rules from their share of lateness, so that the same question has the same answer.
"""

import datetime as dt
import hashlib
import json
import math
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.complete import By, Handed, accept, submit
from engine.dialect import is_sqlite
from engine.expand import expand, horizon
from engine.group import group
from engine.people import quiet_people
from engine.sweep import Sessions, sweep, swept_plans
from models.columns import Table, table_of
from models.directory import Person, Unit
from models.errors import BusyError
from models.ladders import Party, Role
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import instant, local_day
from models.obligations import Obligation, Progress
from models.office import Office
from models.periods import ONE_DAY
from models.plans import Activity, Agenda, AgendaStep, Occurrence, Plan, PlanState
from models.switches import Switch

SLOT = dt.timedelta(minutes=15)
DIGEST_AT = dt.time(7, 30)
ACTOR = "diễn tập"
PATIENCE = 40  # quarters of a second

obligation, occurrence, notice = table_of(Obligation), table_of(Occurrence), table_of(Notice)
message, step, person = table_of(Message), table_of(AgendaStep), table_of(Person)
activity, agenda, unit, plan = table_of(Activity), table_of(Agenda), table_of(Unit), table_of(Plan)


@dataclass(frozen=True)
class Told:
    """One message of a rehearsal: on which day, to whom, about how many obligations, and the rungs in it."""

    day: dt.date
    person: str
    items: int
    rungs: tuple[str, ...]
    obligations: tuple[int, ...] = ()


@dataclass
class Rehearsal:
    """What would happen: every message, what was handed in, and the sums that people ask for."""

    first: dt.date
    last: dt.date
    late_share: float | None
    messages: list[Told] = field(default_factory=list)
    submitted: int = 0
    late: int = 0
    due: int = 0
    told: int = 0
    superseded: int = 0
    dropped: int = 0

    def by_day(self) -> dict[str, int]:
        """Messages of each day on which there are any."""
        return dict(sorted(Counter(m.day.isoformat() for m in self.messages).items()))

    def by_person(self) -> dict[str, int]:
        """Messages of each person, most first."""
        return dict(Counter(m.person for m in self.messages).most_common())

    def by_rung(self) -> dict[str, int]:
        """Notices of each rung."""
        return dict(sorted(Counter(rung for m in self.messages for rung in m.rungs).items()))

    def busiest(self) -> tuple[int, str, str]:
        """The most messages that one person gets on one day: how many, who, when."""
        most = Counter((m.person, m.day.isoformat()) for m in self.messages).most_common(1)
        return (most[0][1], *most[0][0]) if most else (0, "", "")

    def to_json(self) -> str:
        """The rehearsal for programs."""
        count, who, when = self.busiest()
        return json.dumps(
            {
                "from": self.first.isoformat(),
                "to": self.last.isoformat(),
                "late_share": self.late_share,
                "messages": len(self.messages),
                "notices": {"told": self.told, "superseded": self.superseded, "dropped": self.dropped},
                "submitted": self.submitted,
                "late": self.late,
                "by_day": self.by_day(),
                "by_person": self.by_person(),
                "by_rung": self.by_rung(),
                "busiest": {"messages": count, "person": who, "day": when},
            },
            ensure_ascii=False,
        )


def rehearse(
    session: Session, office: Office, *, first: dt.date, last: dt.date, late_share: float | None = None
) -> Rehearsal:
    """Re-live or foresee the days ``first..last`` on a copy of what the session sees; the state itself is not touched.

    Without ``late_share`` nobody hands in anything more; with it that share of units is late, the others are in time.
    """
    with copy_of(session) as copy:
        sessions = partial(writing, copy)
        found = Rehearsal(first, last, late_share)
        with sessions() as opened:
            reopen(opened, first)
            opened.execute(sa.delete(table_of(Switch)))  # the question is what the ladders do, not what is paused
            expand(opened, office, now=instant(first, dt.time(0, 15), office.zone), until=horizon(last))
        for n in range((last - first).days + 1):
            live_day(sessions, office, first + n * ONE_DAY, found)
    return found


@contextmanager
def writing(engine: sa.Engine) -> Iterator[Session]:
    """A session that keeps what it did."""
    with Session(engine) as opened, opened.begin():
        yield opened


@contextmanager
def copy_of(session: Session) -> Iterator[sa.Engine]:
    """The whole state in a database of its own in memory, gone afterwards."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
    try:
        if is_sqlite(session):
            with engine.connect() as target:
                _copy_pages(session.connection().connection.dbapi_connection, target.connection.dbapi_connection)
        else:
            _copy_rows(session, engine)
        yield engine
    finally:
        engine.dispose()


def _copy_pages(source: Any, target: Any) -> None:
    """Copy a SQLite database; one that is being written by this very session would be waited for without end."""
    tries = count(1)

    def patience(status: int, _left: int, _all: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and next(tries) >= PATIENCE:
            raise BusyError("đang có người ghi vào cơ sở dữ liệu — diễn tập bằng một phiên chỉ đọc, hoặc thử lại sau")

    source.backup(target, progress=patience)


def _copy_rows(session: Session, engine: sa.Engine) -> None:
    Table.metadata.create_all(engine)
    with engine.begin() as target:
        for table in Table.metadata.sorted_tables:
            rows = session.execute(sa.select(table)).mappings().partitions(5_000)
            for some in rows:
                target.execute(sa.insert(table), [dict(row) for row in some])


def reopen(session: Session, first: dt.date) -> None:
    """In the copy, what a closed plan would have told before the first day counts as told: its past is history.

    What was made after that day and still waits is of a time that has not come: it is left out.
    """
    before = instant(first, dt.time(0, 0))
    following = sa.select(sa.func.min(step.c.at)).where(step.c.agenda_id == obligation.c.agenda_id, step.c.at >= before)
    reached = sa.select(sa.func.coalesce(sa.func.max(step.c.position), -1)).where(
        step.c.agenda_id == obligation.c.agenda_id, step.c.at < before
    )
    closed = sa.select(plan.c.id).where(plan.c.state == PlanState.CLOSED)
    session.execute(
        sa.update(obligation)
        .where(obligation.c.next_at < before, obligation.c.plan_id.in_(closed))
        .values(told=reached.scalar_subquery(), next_at=following.scalar_subquery())
    )
    later = instant(first + ONE_DAY, dt.time(0, 0))
    pending = notice.c.state == NoticeState.PENDING, notice.c.created_at >= later
    session.execute(sa.update(notice).where(*pending).values(state=NoticeState.DROPPED))
    unsent = message.c.state == MessageState.PENDING, message.c.created_at >= later
    session.execute(sa.update(message).where(*unsent).values(state=MessageState.EMPTY))


def live_day(sessions: Sessions, office: Office, day: dt.date, found: Rehearsal) -> None:
    """One day: units hand in what they would, then the digest and the sweeps of a working day."""
    with sessions() as opened:
        if found.late_share is not None and office.calendar.is_working(day):
            hand_in(opened, office, day, found)
    if not office.calendar.is_working(day):
        return
    act(sessions, office, instant(day, DIGEST_AT, office.zone), found, digest=True)
    moment: dt.datetime | None = instant(day, office.setup.sending.opens, office.zone)
    closes = instant(day, office.setup.sending.closes, office.zone)
    while moment and moment <= closes:
        act(sessions, office, moment, found, digest=False)
        moment = next_slot(sessions, office, moment)


def next_slot(sessions: Sessions, office: Office, moment: dt.datetime) -> dt.datetime | None:
    """The next quarter of an hour at which a sweep finds something due or somebody's quiet is over; between is nothing."""
    day = local_day(moment, office.zone)
    with sessions() as opened:
        ends = (instant(day, quiet.end, office.zone) for quiet in quiet_people(opened).values() if quiet.end)
        openings = [each for each in ends if each > moment]
        plans = swept_plans(opened, day, reliving=True)
        soonest = sa.func.min(obligation.c.next_at, type_=obligation.c.next_at.type)
        due: dt.datetime | None = opened.execute(sa.select(soonest).where(obligation.c.plan_id.in_(plans))).scalar()
    times = [*openings, *([due] if due else [])]
    if not times:
        return None
    slots = math.ceil((min(times) - moment).total_seconds() / SLOT.total_seconds())
    return moment + SLOT * max(1, slots)


def act(sessions: Sessions, office: Office, moment: dt.datetime, found: Rehearsal, *, digest: bool) -> None:
    """Sweep and group as the schedule does, and note the messages instead of sending them."""
    swept = sweep(sessions, office, now=moment, reliving=True)
    found.due, found.superseded = found.due + swept.due, found.superseded + swept.superseded
    with sessions() as opened:
        grouped = group(opened, office, now=moment, digest=digest, reliving=True)
        found.dropped, found.superseded = found.dropped + grouped.dropped, found.superseded + grouped.collapsed
        if grouped.messages:
            note_sent(opened, office, moment, found)


def note_sent(session: Session, office: Office, moment: dt.datetime, found: Rehearsal) -> None:
    """Take every waiting message as sent and remember whom it reached with what."""
    joined = (
        message.join(person, person.c.id == message.c.person_id)
        .join(notice, notice.c.message_id == message.c.id)
        .join(step, step.c.id == notice.c.step_id)
        .join(agenda, agenda.c.id == step.c.agenda_id)
    )
    rows = session.execute(
        sa.select(message.c.id, person.c.name, notice.c.obligation_id, step.c.party, step.c.role, step.c.step)
        .add_columns(agenda.c.ladder)
        .select_from(joined)
        .where(message.c.state == MessageState.PENDING)
        .order_by(message.c.id, notice.c.id)
    ).all()
    by_message: dict[int, list[Any]] = {}
    for row in rows:
        by_message.setdefault(row.id, []).append(row)
    for some in by_message.values():
        rungs = tuple(f"{r.ladder} {r.step + 1}: {Party(r.party).value}.{Role(r.role).value}" for r in some)
        owed = tuple(dict.fromkeys(r.obligation_id for r in some))
        found.messages.append(Told(local_day(moment, office.zone), some[0].name, len(owed), rungs, owed))
        found.told += len(some)
    sent = message.c.state == MessageState.PENDING
    session.execute(sa.update(notice).where(notice.c.state == NoticeState.GROUPED).values(state=NoticeState.SENT))
    session.execute(sa.update(message).where(sent).values(state=MessageState.SENT, sent_at=moment))


def hand_in(session: Session, office: Office, day: dt.date, found: Rehearsal) -> None:
    """What units hand in on a day by the fixed rules; each is accepted at once."""
    near = sa.and_(obligation.c.due_on >= day - 45 * ONE_DAY, obligation.c.due_on <= day + 20 * ONE_DAY)
    statement = (
        sa.select(obligation.c.id, obligation.c.due_on, occurrence.c.opens_on, occurrence.c.key, unit.c.code)
        .add_columns(activity.c.timing)
        .select_from(
            obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
            .join(activity, activity.c.id == occurrence.c.activity_id)
            .join(unit, unit.c.id == obligation.c.unit_id)
        )
        .where(near, obligation.c.progress == Progress.OPEN, occurrence.c.opens_on <= day)
    )
    by = By(ACTOR, instant(day, dt.time(0, 30), office.zone))
    for row in session.execute(statement).all():
        late_by = lateness(f"{row.key}/{row.code}/{row.due_on}", found.late_share or 0)
        ready = row.due_on + late_by * ONE_DAY
        ready = office.calendar.on_or_after(ready) if late_by > 0 else office.calendar.on_or_before(ready)
        if max(row.opens_on, ready) <= day:
            handed = Handed(document=f"DT/{row.id}", on=day, quantity=reached(row.timing.get("target")))
            submit(session, office, row.id, handed, by)
            accept(session, row.id, by)
            found.submitted += 1
            found.late += day > row.due_on


def reached(target: dict[str, Any] | None) -> float | None:
    """A value that reaches a target; None where there is none."""
    return target["value"] + {">": 1, "<": -1}.get(target["op"], 0) if target else None


def lateness(name: str, late_share: float) -> int:
    """How many days late (negative: early) a unit is, always the same for the same thing: 1..30 late, 0..9 early."""
    drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    share, rest = (drawn % 10_000) / 10_000, drawn // 10_000
    return 1 + rest % 30 if share < late_share else -(rest % 10)
