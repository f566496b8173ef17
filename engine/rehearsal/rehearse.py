"""Run the calendar forward on a copy of the state, nothing sent: who would get what on which day.

It is the real sweep and the real grouping with another clock, and a stand-in for sending that only notes.
"""

import datetime as dt
import math
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.dialect import is_sqlite
from engine.directory.people import quiet_people
from engine.escalation.compose import Composed, compose
from engine.escalation.group import group
from engine.escalation.sweep import Sessions, sweep, swept_plans
from engine.register.expand import horizon
from engine.rehearsal.findings import Rehearsal, Told
from engine.rehearsal.imagine import hand_in
from engine.rehearsal.silence import silent_steps
from engine.upkeep import keep
from models.columns import Table, table_of
from models.directory import Person
from models.errors import BusyError
from models.ladders import Party, Role
from models.ledger import LedgerEntry
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import instant, local, local_day
from models.obligations import Obligation
from models.office import Office
from models.periods import ONE_DAY
from models.plans import Agenda, AgendaStep, Plan, PlanState
from models.switches import Switch

SLOT = dt.timedelta(minutes=15)
DIGEST_AT = dt.time(7, 30)
WAITING = (MessageState.PENDING, MessageState.FAILED)
PATIENCE = 40  # quarters of a second

obligation, notice, message = table_of(Obligation), table_of(Notice), table_of(Message)
ledger = table_of(LedgerEntry)
step, person, agenda, plan = table_of(AgendaStep), table_of(Person), table_of(Agenda), table_of(Plan)


@dataclass(frozen=True)
class Question:
    """What a rehearsal shall answer besides who hears when.

    ``since``: an instant of the first day before which nothing happens any more. ``change``: what is done to the copy
    first, another ladder say. With a ``base_url`` the messages are written in full, links and all.
    """

    since: dt.datetime | None = None
    change: Callable[[Session], object] | None = None
    base_url: str | None = None


@dataclass
class _Stage:
    """A rehearsal at work: the copy, the office, the question, and what was found so far."""

    sessions: Sessions
    office: Office
    asked: Question
    found: Rehearsal


def rehearse(
    session: Session,
    office: Office,
    *,
    first: dt.date,
    last: dt.date,
    late_share: float | None = None,
    asked: Question | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """Re-live or foresee the days ``first..last`` on a copy of what the session sees; the state itself is not touched.

    Without ``late_share`` nobody hands in anything more; with it that share of units is late, the others are in time.
    ``told`` hears after each day how many of how many are over.
    """
    found = Rehearsal(first, last, late_share, office.setup.sending.messages_per_day)
    with copy_of(session) as copy:
        stage = _Stage(partial(writing, copy), office, asked or Question(), found)
        with stage.sessions() as opened:
            begun = opened.execute(sa.select(sa.func.coalesce(sa.func.max(ledger.c.id), 0))).scalar_one()
        _set(stage)
        days = (last - first).days + 1
        for n in range(days):
            live_day(stage, first + n * ONE_DAY)
            if told:
                told(n + 1, days)
        with stage.sessions() as opened:
            found.silent = silent_steps(opened, office, first, last)
            found.ledger = written_since(opened, begun)
    return found


def written_since(session: Session, number: int) -> dict[str, int]:
    """What the ledger of the copy holds since a row of it: each action, and how often."""
    rows = sa.select(ledger.c.action, sa.func.count()).where(ledger.c.id > number).group_by(ledger.c.action)
    return dict(session.execute(rows.order_by(ledger.c.action)).tuples().all())


def _set(stage: _Stage) -> None:
    """Bring the copy to the first day; what already waits to be sent leaves at its beginning."""
    first, last, office = stage.found.first, stage.found.last, stage.office
    with stage.sessions() as opened:
        reopen(opened, first)
        opened.execute(sa.delete(table_of(Switch)))  # the question is what the ladders do, not what is paused
        keep(opened, office, now=instant(first, dt.time(0, 15), office.zone), until=horizon(last))
        if stage.asked.change:
            stage.asked.change(opened)
        note_sent(opened, stage, stage.asked.since or instant(first, DIGEST_AT, office.zone))


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
    unsent = message.c.state.in_(WAITING), message.c.created_at >= later
    session.execute(sa.update(message).where(*unsent).values(state=MessageState.EMPTY))


def live_day(stage: _Stage, day: dt.date) -> None:
    """One day: units hand in what they would if it is worked, then the digest and the sweeps."""
    office, since = stage.office, stage.asked.since
    if stage.found.late_share is not None and office.calendar.is_working(day):
        with stage.sessions() as opened:
            hand_in(opened, office, day, stage.found)
    morning = instant(day, DIGEST_AT, office.zone)
    if since is None or since <= morning:
        act(stage, morning, digest=True)
    opens, closes = (instant(day, at, office.zone) for at in (office.setup.sending.opens, office.setup.sending.closes))
    moment: dt.datetime | None = opens + SLOT * max(
        0, math.ceil(((since or opens) - opens).total_seconds() / SLOT.total_seconds())
    )
    while moment and moment <= closes:
        act(stage, moment, digest=False)
        moment = next_slot(stage.sessions, office, moment)


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


def act(stage: _Stage, moment: dt.datetime, *, digest: bool) -> None:
    """Sweep and group as the schedule does, and note the messages instead of sending them."""
    found = stage.found
    with stage.sessions() as opened:
        due, waits = _work(opened, moment, digest)
    if due:
        swept = sweep(stage.sessions, stage.office, now=moment, reliving=True)
        found.due, found.superseded = found.due + swept.due, found.superseded + swept.superseded
    if not (due or waits):
        return
    with stage.sessions() as opened:
        grouped = group(opened, stage.office, now=moment, digest=digest, reliving=True)
        found.dropped, found.superseded = found.dropped + grouped.dropped, found.superseded + grouped.collapsed
        if grouped.messages:
            note_sent(opened, stage, moment)


def _work(session: Session, moment: dt.datetime, digest: bool) -> tuple[bool, bool]:
    """Whether anything is due, and whether anything waits to be grouped: most runs of a year have nothing to do."""
    due = sa.exists().where(obligation.c.next_at <= moment)
    waits = sa.exists().where(
        notice.c.state == NoticeState.PENDING, sa.or_(sa.literal(digest), sa.not_(notice.c.is_digest))
    )
    return tuple(session.execute(sa.select(due, waits)).one())


def note_sent(session: Session, stage: _Stage, moment: dt.datetime) -> None:
    """Take every waiting message as sent and remember whom it reached with what."""
    rows = session.execute(_waiting).all()
    by_message: dict[int, list[Any]] = {}
    for row in rows:
        by_message.setdefault(row.id, []).append(row)
    for id_, some in by_message.items():
        words = _words(session, stage, id_, moment)
        if words is not None:
            stage.found.messages.append(_told(some, words, moment, stage.office))
            stage.found.told += len(some)
    waits = message.c.state.in_(WAITING)
    session.execute(sa.update(notice).where(notice.c.state == NoticeState.GROUPED).values(state=NoticeState.SENT))
    session.execute(sa.update(message).where(waits).values(state=MessageState.SENT, sent_at=moment))


def _words(session: Session, stage: _Stage, message_id: int, moment: dt.datetime) -> Composed | None:
    """The message as it would be written at this moment, if words were asked for; None if nothing in it is owed."""
    if stage.asked.base_url is None:
        return Composed("", "", "", (), "")
    letter = session.exec(select(Message).where(col(Message.id) == message_id)).one()
    return compose(session, stage.office, letter, now=moment, base_url=stage.asked.base_url)


def _told(some: list[Any], words: Composed, moment: dt.datetime, office: Office) -> Told:
    return Told(
        at=local(moment, office.zone),
        day=local_day(moment, office.zone),
        person=some[0].name,
        items=len({r.obligation_id for r in some}),
        rungs=tuple(f"{r.ladder} {r.step + 1}: {Party(r.party).value}.{Role(r.role).value}" for r in some),
        obligations=tuple(dict.fromkeys(r.obligation_id for r in some)),
        roles=frozenset(Role(r.role) for r in some),
        subject=words.subject,
        text=words.text,
        html=words.html,
    )


_waiting = (
    sa.select(message.c.id, person.c.name, notice.c.obligation_id, step.c.party, step.c.role, step.c.step)
    .add_columns(agenda.c.ladder)
    .select_from(
        message.join(person, person.c.id == message.c.person_id)
        .join(notice, notice.c.message_id == message.c.id)
        .join(step, step.c.id == notice.c.step_id)
        .join(agenda, agenda.c.id == step.c.agenda_id)
    )
    .where(message.c.state.in_(WAITING), notice.c.state == NoticeState.GROUPED)
    .order_by(message.c.id, notice.c.id)
)
