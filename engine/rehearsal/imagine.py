"""What units would hand in, made up by fixed rules from their share of lateness: the same question has the same answer."""

import datetime as dt
import hashlib
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.escalation.group import CHUNK
from engine.fulfilment.complete import Handed, accept, settle, submit
from engine.journal import By
from engine.rehearsal.findings import Rehearsal
from models.columns import table_of
from models.directory import Unit
from models.moments import instant
from models.obligations import Obligation, Progress
from models.office import Office
from models.periods import ONE_DAY
from models.plans import Activity, Occurrence, Plan

ACTOR = "diễn tập"

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
plan, unit = table_of(Plan), table_of(Unit)


def hand_in(session: Session, office: Office, day: dt.date, found: Rehearsal) -> None:
    """What units hand in on a day by the fixed rules; each is accepted at once.

    What the day's work belongs to is read beforehand and held: the verbs then find it without asking the database.
    """
    coming = [row for row in session.execute(_near(day)).all() if handed_on(row, office, found) <= day]
    held = _belongings(session, [row.id for row in coming])
    by = By(ACTOR, instant(day, dt.time(0, 30), office.zone))
    for row in coming:
        if row.is_own:
            settle(session, row.id, by, "")
        else:
            submit(session, office, row.id, Handed(f"DT/{row.id}", day, reached(row.timing.get("target"))), by)
            accept(session, row.id, by)
        found.submitted += 1
        found.late += day > row.due_on
    held.clear()


def _near(day: dt.date) -> sa.Select[Any]:
    """What is open on a day and due around it; duties to answer come first, for handing in withdraws what was asked."""
    near = sa.and_(obligation.c.due_on >= day - 45 * ONE_DAY, obligation.c.due_on <= day + 20 * ONE_DAY)
    return (
        sa.select(obligation.c.id, obligation.c.due_on, occurrence.c.opens_on, occurrence.c.key, unit.c.code)
        .add_columns(activity.c.timing, activity.c.is_own)
        .select_from(
            obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
            .join(activity, activity.c.id == occurrence.c.activity_id)
            .join(unit, unit.c.id == obligation.c.unit_id)
        )
        .where(near, obligation.c.progress == Progress.OPEN, occurrence.c.opens_on <= day)
        .order_by(activity.c.is_own.desc())
    )


def handed_on(row: Any, office: Office, found: Rehearsal) -> dt.date:
    """The day on which a unit is ready to hand in: early or late by the fixed rules, not before it opens.

    What is ready on a day off is handed in before it, unless it is late.
    """
    late_by = lateness(f"{row.key}/{row.code}/{row.due_on}", found.late_share or 0)
    ready = row.due_on + late_by * ONE_DAY
    ready = office.calendar.on_or_after(ready) if late_by > 0 else office.calendar.on_or_before(ready)
    day: dt.date = max(row.opens_on, ready)
    return day


def reached(target: dict[str, Any] | None) -> float | None:
    """A value that reaches a target; None where there is none."""
    return target["value"] + {">": 1, "<": -1}.get(target["op"], 0) if target else None


def _belongings(session: Session, ids: list[int]) -> list[Any]:
    """Obligations with their occurrences, activities and plans."""
    joined = (
        sa.select(Obligation, Occurrence, Activity, Plan)
        .join(Occurrence, occurrence.c.id == obligation.c.occurrence_id)
        .join(Activity, activity.c.id == occurrence.c.activity_id)
        .join(Plan, plan.c.id == activity.c.plan_id)
    )
    chunks = (ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK))
    return [row for some in chunks for row in session.execute(joined.where(obligation.c.id.in_(some)))]


def lateness(name: str, late_share: float) -> int:
    """How many days late (negative: early) a unit is, always the same for the same thing: 1..30 late, 0..9 early."""
    drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    share, rest = (drawn % 10_000) / 10_000, drawn // 10_000
    return 1 + rest % 30 if share < late_share else -(rest % 10)
