"""Excuse units that left a group from what falls due after they left: who is no member owes nothing."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session

from engine.journal import record
from engine.register.expand import owed_rows, responsible
from models.columns import table_of
from models.directory import GroupMember, UnitGroup
from models.ladders import Party
from models.obligations import Obligation, Progress
from models.plans import Activity, ActivityParty, Occurrence

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
party, member, group = table_of(ActivityParty), table_of(GroupMember), table_of(UnitGroup)


def cancel_left(session: Session, plan_id: int, *, now: dt.datetime, actor: str = "hệ thống") -> int:
    """Cancel what units still owe a plan for a group that they had left by its due day; each with the reason.

    What a unit has handed in, and what it owes by another membership or in its own name, is left alone.
    """
    left = {row.id: f"rời nhóm '{row.name}' từ {row.valid_to:%d/%m/%Y}" for row in session.execute(_left(plan_id, now))}
    cancelled = {"progress": Progress.CANCELLED, "next_at": None}
    for id_, reason in left.items():
        session.execute(sa.update(obligation).where(obligation.c.id == id_).values(cancelled))
        record(session, now=now, actor=actor, action="cancel", subject="obligation", subject_id=id_, reason=reason)
    return len(left)


def _left(plan_id: int, now: dt.datetime) -> sa.Select[tuple[int, str, dt.date]]:
    joined = (
        obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
        .join(party, sa.and_(party.c.activity_id == occurrence.c.activity_id, party.c.party == Party.LEAD))
        .join(member, sa.and_(member.c.group_id == party.c.group_id, member.c.unit_id == obligation.c.unit_id))
        .join(group, group.c.id == member.c.group_id)
    )
    due = sa.func.coalesce(occurrence.c.due_on, occurrence.c.opens_on)
    in_force = owed_rows(plan_id, now).with_only_columns(occurrence.c.id, responsible())
    return (
        sa.select(obligation.c.id, group.c.name, member.c.valid_to)
        .select_from(joined)
        .where(obligation.c.plan_id == plan_id, obligation.c.progress == Progress.OPEN)
        .where(member.c.valid_to <= due, occurrence.c.unit_id.is_(None))
        .where(sa.tuple_(obligation.c.occurrence_id, obligation.c.unit_id).not_in(in_force))
        .order_by(obligation.c.id)
    )
