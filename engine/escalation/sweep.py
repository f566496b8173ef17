"""The sweep: tell what is due now, in set-based batches whose cost follows what is due and not what is stored.

An obligation is due when its ``next_at`` has come. All rungs of its agenda up to now become notices in one INSERT: the
highest is told, the ones below it that were missed are recorded as superseded. One UPDATE moves ``next_at`` on.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import insert_into, is_sqlite, rows_of, seek_by_index
from models.columns import UTCDateTime, table_of
from models.directory import GroupMember
from models.ladders import Party
from models.messages import Notice, NoticeState
from models.moments import local_day
from models.obligations import Obligation
from models.office import Office
from models.plans import Activity, ActivityParty, AgendaStep, Occurrence, Plan, PlanState

BATCH = 5_000
Sessions = Callable[[], AbstractContextManager[Session]]

obligation, step, notice = table_of(Obligation), table_of(AgendaStep), table_of(Notice)
occurrence, activity, plan = table_of(Occurrence), table_of(Activity), table_of(Plan)
party, member = table_of(ActivityParty), table_of(GroupMember)
# What is due, with the one unit behind each party to it. No key and no index: a planner without statistics must not think
# of going through all obligations to seek in this.
due_now = sa.Table(
    "due_now",
    sa.MetaData(),
    *(sa.Column(name, sa.Integer) for name in ("obligation_id", "agenda_id", "told", "activity_id")),
    *(sa.Column(party.value, sa.Integer) for party in Party if party is not Party.COOPERATE),
    sa.Column("due_on", sa.Date),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)
# How far the agendas of what is due have come: the highest rung reached, and the moment of the one after it.
reached = sa.Table(
    "reached",
    sa.MetaData(),
    sa.Column("agenda_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("top", sa.Integer),
    sa.Column("next_at", UTCDateTime()),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DELETE ROWS",
)


@dataclass
class Swept:
    """How many obligations were due, and how many rungs were told or recorded as superseded."""

    due: int = 0
    told: int = 0
    superseded: int = 0


def sweep(sessions: Sessions, office: Office, *, now: dt.datetime, reliving: bool = False, batch: int = BATCH) -> Swept:
    """Tell everything due at ``now``, batch by batch, each in a transaction of its own.

    ``reliving`` also takes closed plans whose period holds ``now``: an ``--as-of`` run or a rehearsal.
    """
    done = Swept()
    with sessions() as session:
        plans = swept_plans(session, local_day(now, office.zone), reliving)
    while plans:
        with sessions() as session:
            due = _sweep_batch(session, plans, now, batch, done)
        if due < batch:
            break
    return done


def swept_plans(session: Session, today: dt.date, reliving: bool) -> list[int]:
    """The plans a sweep looks at: the active ones, and when reliving the closed ones whose period holds the day."""
    live = plan.c.state == PlanState.ACTIVE
    inside = sa.and_(plan.c.starts_on <= today, plan.c.ends_on >= today)
    return list(session.execute(sa.select(plan.c.id).where(sa.or_(live, inside) if reliving else live)).scalars())


def _sweep_batch(session: Session, plans: Sequence[int], now: dt.datetime, batch: int, done: Swept) -> int:
    seek_by_index(session)
    due = take_due(session, plans, now, batch)
    if due:
        done.told += write_notices(session, now, superseded=False)
        done.superseded += write_notices(session, now, superseded=True)
        move_on(session)
    done.due += due
    return due


def take_due(session: Session, plans: Sequence[int], now: dt.datetime, batch: int) -> int:
    """Note the obligations due now and how far their agendas have come; on PostgreSQL rows that others hold are left."""
    for table in (due_now, reached):
        session.execute(sa.schema.CreateTable(table, if_not_exists=True))
        session.execute(sa.delete(table))
    picked = due_rows().where(obligation.c.plan_id.in_(plans), obligation.c.next_at <= now).limit(batch)
    if not is_sqlite(session):
        picked = picked.with_for_update(skip_locked=True, of=obligation)
    due = rows_of(session.execute(insert_into(session, due_now).from_select(picked.selected_columns.keys(), picked)))
    if due:
        moments = reached_rows(now)
        session.execute(sa.insert(reached).from_select(moments.selected_columns.keys(), moments))
    return due


def due_rows() -> sa.Select[tuple[object, ...]]:
    """Obligations with who is behind each party: the lead, the monitor, the issuer, and who is reported to."""
    joined = (
        obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
        .join(activity, activity.c.id == occurrence.c.activity_id)
        .join(plan, plan.c.id == obligation.c.plan_id)
    )
    return sa.select(
        obligation.c.id.label("obligation_id"),
        obligation.c.agenda_id,
        obligation.c.told,
        activity.c.id.label("activity_id"),
        obligation.c.unit_id.label(Party.LEAD),
        plan.c.monitor_id.label(Party.MONITOR),
        plan.c.issuer_id.label(Party.ISSUER),
        sa.func.coalesce(activity.c.reports_to_id, plan.c.monitor_id).label(Party.REPORTS_TO),
        obligation.c.due_on,
    ).select_from(joined)


def reached_rows(now: dt.datetime) -> sa.Select[tuple[object, ...]]:
    """The highest rung up to now, and the moment of the next one, of each agenda that something due follows."""
    has_come = step.c.at <= now
    return (
        sa.select(
            step.c.agenda_id,
            sa.func.max(sa.case((has_come, step.c.position))).label("top"),
            sa.func.min(sa.case((~has_come, step.c.at))).label("next_at"),
        )
        .where(step.c.agenda_id.in_(sa.select(due_now.c.agenda_id)))
        .group_by(step.c.agenda_id)
    )


def write_notices(session: Session, now: dt.datetime, *, superseded: bool) -> int:
    """Insert a notice per rung and post, of the highest rungs or of those below; one that is there is left alone."""
    state = NoticeState.SUPERSEDED if superseded else NoticeState.PENDING
    values = {
        "obligation_id": due_now.c.obligation_id,
        "step_id": step.c.id,
        "unit_id": told_unit(),
        "role": step.c.role,
        "is_digest": step.c.is_digest,
        "is_urgent": step.c.is_urgent,
        "state": sa.literal(state.value),
        "fallback": sa.literal(""),
        "created_at": sa.literal(now, type_=UTCDateTime()),
    }
    rows = sa.select(*values.values()).select_from(due_rungs(superseded)).where(told_unit().is_not(None))
    insert = insert_into(session, notice).from_select(list(values), rows)
    return rows_of(session.execute(insert.on_conflict_do_nothing()))


def due_rungs(superseded: bool) -> sa.FromClause:
    """What is due joined to its highest rungs or to those it missed, and these to who cooperates on the due day if copied."""
    rung = step.c.position == reached.c.top
    if superseded:
        rung = sa.and_(step.c.position > due_now.c.told, step.c.position < reached.c.top)
    helps = sa.and_(
        step.c.party == Party.COOPERATE, party.c.activity_id == due_now.c.activity_id, party.c.party == Party.COOPERATE
    )
    belongs = sa.and_(
        member.c.group_id == party.c.group_id,
        sa.or_(member.c.valid_from.is_(None), member.c.valid_from <= due_now.c.due_on),
        sa.or_(member.c.valid_to.is_(None), member.c.valid_to > due_now.c.due_on),
    )
    rungs = due_now.join(reached, reached.c.agenda_id == due_now.c.agenda_id)
    rungs = rungs.join(step, sa.and_(step.c.agenda_id == due_now.c.agenda_id, rung))
    return rungs.outerjoin(party, helps).outerjoin(member, belongs)


def told_unit() -> sa.ColumnElement[int]:
    """The unit that a rung speaks to: the one behind its party, or in turn each that cooperates."""
    alone = [(step.c.party == column.name, column) for column in due_now.c if column.name in list(Party)]
    return sa.case(*alone, else_=sa.func.coalesce(party.c.unit_id, member.c.unit_id))


def move_on(session: Session) -> None:
    """Remember the rung reached and set the next moment of each due obligation; none left means nothing more to tell."""
    session.execute(
        sa.update(obligation)
        .values(told=reached.c.top, next_at=reached.c.next_at)
        .where(obligation.c.id == due_now.c.obligation_id, reached.c.agenda_id == due_now.c.agenda_id)
    )
