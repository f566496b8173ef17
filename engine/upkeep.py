"""What the night keeps in order in a plan: the horizon full, deadlines out of declared pauses, leavers of groups excused."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.fulfilment.excuse import excuse_paused
from engine.register.expand import expand
from engine.register.leaving import cancel_left
from models.office import Office
from models.plans import Plan


@dataclass
class Kept:
    """What was added, cancelled or excused; all zero where everything was in order."""

    plans: int = 0
    occurrences: int = 0
    obligations: int = 0
    cancelled: int = 0
    excused: int = 0


def keep(
    session: Session,
    office: Office,
    *,
    now: dt.datetime,
    until: dt.date | None = None,
    plan_ids: Sequence[int] | None = None,
) -> Kept:
    """Bring plans (all, unless some are named) to where they belong on this day; doing it again changes nothing."""
    done = Kept()
    for plan_id in session.exec(select(Plan.id).order_by(sa.asc("id"))).all() if plan_ids is None else plan_ids:
        added = expand(session, office, now=now, until=until, plan_ids=[int(plan_id or 0)])
        done.plans += added.plans
        done.occurrences += added.occurrences
        done.obligations += added.obligations
        done.cancelled += cancel_left(session, int(plan_id or 0), now=now)
        done.excused += excuse_paused(session, office, int(plan_id or 0), now=now)
    return done
