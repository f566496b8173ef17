"""The engine's runs as the schedule starts them: each takes our own lock, does its steps and leaves one line behind."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.delivery.outbox import waiting
from engine.escalation.group import group
from engine.escalation.sweep import sweep
from engine.escalation.switches import paused
from engine.ladders.replan import Replanned, replan, running_plans, summed
from engine.locks import locked
from engine.rehearsal.findings import Rehearsal
from engine.rehearsal.rehearse import rehearse
from engine.upkeep import Kept, keep
from models.columns import table_of
from models.errors import NotFoundError
from models.ledger import Run
from models.office import Office
from models.plans import Plan

Sessions = Callable[[], AbstractContextManager[Session]]


def run_sweep(
    sessions: Sessions,
    office: Office,
    *,
    now: dt.datetime,
    as_of: dt.datetime | None = None,
    digest: bool = False,
) -> dict[str, Any]:
    """Sweep and group once. ``now`` is the real clock; ``as_of`` is the moment to act for, closed plans included.

    Everything due and not yet told is covered, so a run that was missed or killed is made good by the next one.
    """
    moment = as_of or now
    reliving = as_of is not None
    with recorded(sessions, "digest" if digest else "sweep", now=now, as_of=moment, lock="sweep") as figures:
        swept = sweep(sessions, office, now=moment, reliving=reliving)
        figures.update(asdict(swept))
        with sessions() as session:
            figures.update(asdict(group(session, office, now=moment, digest=digest, reliving=reliving)))
            if paused(session, now=now):
                figures["held"] = waiting(session)
    return figures


def run_nightly(sessions: Sessions, office: Office, *, now: dt.datetime) -> dict[str, Any]:
    """Keep all plans in order, one by one, so that a run that dies has kept those it finished."""
    with recorded(sessions, "nightly", now=now, as_of=now, lock="expand") as figures:
        with sessions() as session:
            plans = list(session.execute(sa.select(table_of(Plan).c.id)).scalars())
        total: Counter[str] = Counter(asdict(Kept()))
        for plan_id in plans:
            with sessions() as session:
                total.update(asdict(keep(session, office, now=now, plan_ids=[plan_id])))
        figures.update(total)
    return figures


def run_replan(
    sessions: Sessions,
    office: Office,
    *,
    now: dt.datetime,
    actor: str,
    plan_id: int | None = None,
    ladder: str | None = None,
) -> Replanned:
    """Let what is open follow its ladders as they are now, plan by plan; no sweep runs meanwhile."""
    done: list[Replanned] = []
    with recorded(sessions, "replan", now=now, as_of=now, lock="sweep") as figures:
        with sessions() as session:
            plans = running_plans(session, plan_id)
        for each in plans:
            with sessions() as session:
                done.append(replan(session, office, each, now=now, actor=actor, ladder=ladder))
        figures.update(asdict(summed(done)))
    return summed(done)


def run_rehearsal(
    sessions: Sessions,
    readings: Sessions,
    office: Office,
    *,
    first: dt.date,
    last: dt.date,
    late_share: float | None,
    now: dt.datetime,
    asked_as: str,
) -> Rehearsal:
    """Rehearse, and keep what was found for the page of who asked; ``asked_as`` is how the scheduler calls the run."""
    with recorded(sessions, "rehearse", now=now, as_of=now) as figures:
        with readings() as session:
            found = rehearse(session, office, first=first, last=last, late_share=late_share)
        figures.update({**found.sums(), "asked_as": asked_as, "found": found.brief()})
    return found


def rehearsals(session: Session, *, limit: int) -> list[Run]:
    """The last rehearsals that came to their end, the newest first."""
    done = select(Run).where(Run.kind == "rehearse", col(Run.ok)).order_by(col(Run.id).desc())
    return list(session.exec(done.limit(limit)).all())


def rehearsal(session: Session, number: int) -> Run:
    """One rehearsal that came to its end."""
    found = session.get(Run, number)
    if found is None or found.kind != "rehearse" or not found.ok:
        raise NotFoundError(f"không có kết quả diễn tập số {number}")
    return found


@contextmanager
def recorded(
    sessions: Sessions, kind: str, *, now: dt.datetime, as_of: dt.datetime, lock: str | None = None
) -> Iterator[dict[str, Any]]:
    """One run: its row is written first and marked ok at the end, so that a run that died can be seen."""
    figures: dict[str, Any] = {}
    with locked(sessions, lock, now=now) if lock else nullcontext():
        with sessions() as session:
            run = Run(kind=kind, as_of=as_of, started_at=now)
            session.add(run)
            session.flush()
            run_id = run.id
        yield figures
        with sessions() as session:
            done = session.get_one(Run, run_id)
            done.ok, done.figures = True, figures
            session.add(done)


def last_ok(session: Session, kind: str) -> dt.datetime | None:
    """When a run of this kind last came to its end."""
    run = table_of(Run)
    found: dt.datetime | None = session.execute(
        sa.select(sa.func.max(run.c.started_at, type_=run.c.started_at.type)).where(run.c.kind == kind, run.c.ok)
    ).scalar()
    return found


def runs_before(session: Session, number: int | None, *, limit: int) -> list[Run]:
    """Runs of every kind, the newest first, from before that number on."""
    statement = select(Run).order_by(col(Run.id).desc()).limit(limit)
    return list(session.exec(statement.where(col(Run.id) < number) if number else statement).all())
