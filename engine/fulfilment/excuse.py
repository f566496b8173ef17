"""A pause that the office declared excuses what falls due within it: a later day, by the decision, told to whoever leads."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.fulfilment.complete import ladder_of, subject_of
from engine.journal import record
from engine.ladders.agendas import Wanted, make_agendas
from models.columns import table_of
from models.obligations import UNFINISHED, Extension, Obligation
from models.office import Office
from models.plans import AgendaKind, Plan, PlanState

obligation = table_of(Obligation)


def excuse_paused(session: Session, office: Office, plan_id: int, *, now: dt.datetime, actor: str = "hệ thống") -> int:
    """Give what a running plan is owed within a declared pause its day after the pause; gives for how many obligations.

    What came late within the pause is excused too. The day that the plan states stays with the occurrence; a day once
    given is not taken back if the pause is.
    """
    if session.get_one(Plan, plan_id).state is not PlanState.ACTIVE:
        return 0
    count = 0
    for same in _within(session, plan_id, sorted(office.calendar.paused)):
        count += len(same)
        _excuse(session, office, same, now, actor)
    return count


def _within(session: Session, plan_id: int, paused: Sequence[dt.date]) -> list[list[Obligation]]:
    """What is due on paused days and not yet done or done late: by occurrence, due day and whether it waits to be done."""
    late = obligation.c.submitted_on > obligation.c.due_on
    waits = obligation.c.progress.in_(UNFINISHED)
    statement = select(Obligation).where(obligation.c.plan_id == plan_id, obligation.c.due_on.in_(paused))
    found: dict[tuple[object, ...], list[Obligation]] = defaultdict(list)
    for each in session.exec(statement.where(sa.or_(waits, late)).order_by(sa.asc("id"))):
        found[each.occurrence_id, each.due_on, each.progress in UNFINISHED].append(each)
    return list(found.values())


def _excuse(session: Session, office: Office, same: list[Obligation], now: dt.datetime, actor: str) -> None:
    due_on = same[0].due_on
    assert due_on
    until, reason = office.calendar.after_pause(due_on), office.calendar.paused[due_on]
    if same[0].progress in UNFINISHED:
        it = subject_of(session, int(same[0].id or 0))
        wanted = Wanted(
            ladder_of(it, office), until, None, AgendaKind.EXTENDED, now, ("lead.focal",), reason, plan=it.plan
        )
        made = make_agendas(session, office, [wanted])[0]
        for each in same:
            each.agenda_id, each.told, each.next_at = made.id, -1, made.first_at
    for each in same:
        each.due_on = until
        session.add(each)
        session.add(
            Extension(obligation_id=int(each.id or 0), due_before=due_on, due_after=until, reason=reason,
                      granted_by=actor, granted_at=now)
        )  # fmt: skip
        record(session, now=now, actor=actor, action="excuse", subject="obligation", subject_id=each.id, reason=reason,
               before={"due_on": due_on}, after={"due_on": until})  # fmt: skip
