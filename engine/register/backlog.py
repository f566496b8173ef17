"""What a plan that is taken up late brings along: work whose day is past, and of which nobody was told."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import rows_of
from engine.journal import By, record
from models.columns import table_of
from models.obligations import UNFINISHED, Obligation
from models.plans import AgendaStep, Plan, PlanState

obligation, step, plan = table_of(Obligation), table_of(AgendaStep), table_of(Plan)


def untold(session: Session, plan_id: int, before: dt.date) -> int:
    """How many obligations of a running plan were due before a day, and would be told at their highest rung at once."""
    running = sa.exists().where(plan.c.id == plan_id, plan.c.state == PlanState.ACTIVE)
    statement = sa.select(sa.func.count()).select_from(obligation).where(_untold(plan_id, before), running)
    return int(session.execute(statement).scalar_one())


def begin_telling(session: Session, plan_id: int, day: dt.date, by: By) -> int:
    """Let reminders of a plan begin with what is due from a day on; gives of how many obligations nobody is told.

    They stay owed and overdue in every list; whoever urges, prolongs or returns one starts its reminders again.
    """
    last = sa.select(sa.func.max(step.c.position)).where(step.c.agenda_id == obligation.c.agenda_id)
    passed = {"told": sa.func.coalesce(last.scalar_subquery(), -1), "next_at": None}
    count = rows_of(session.execute(sa.update(obligation).where(_untold(plan_id, day)).values(passed)))
    record(session, now=by.now, actor=by.actor, action="tell from", subject="plan", subject_id=plan_id,
           reason=f"chỉ nhắc việc có hạn từ {day:%d/%m/%Y}", after={"obligations": count})  # fmt: skip
    return count


def _untold(plan_id: int, before: dt.date) -> sa.ColumnElement[bool]:
    waits = sa.and_(obligation.c.progress.in_(UNFINISHED), obligation.c.next_at.is_not(None), obligation.c.told < 0)
    return sa.and_(obligation.c.plan_id == plan_id, obligation.c.due_on < before, waits)
