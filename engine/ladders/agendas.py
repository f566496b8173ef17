"""Turn ladders into agendas: the moments at which somebody is told about one due day, stored once and never rewritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.errors import ConfigurationError
from models.ladder_changes import ANNOUNCEMENT
from models.ladders import LADDERS, Anchor, Ladder, Moment, Role, Step, moments
from models.moments import local_day
from models.office import Office
from models.plans import Agenda, AgendaKind, AgendaStep, Plan


@dataclass(frozen=True)
class Wanted:
    """An agenda to be made. With ``told_at`` its first rung tells ``told_to`` then, and earlier rungs fall away.

    With a ``plan`` its own ladders come before the office's, and no rung falls before there was a plan. ``note`` is said
    with every rung: why it was returned, extended or urged, or what was answered.
    """

    ladder: str
    due_on: dt.date
    due_time: dt.time | None = None
    kind: AgendaKind = AgendaKind.DUE
    told_at: dt.datetime | None = None
    told_to: tuple[str, ...] = ()
    note: str = ""
    plan: Plan | None = None


@dataclass(frozen=True)
class Made:
    """A stored agenda and the instant of its first rung."""

    id: int
    first_at: dt.datetime | None


def make_agendas(session: Session, office: Office, wanted: Sequence[Wanted]) -> list[Made]:
    """Store one agenda for each request, in their order."""
    if not wanted:
        return []
    plans = [rungs(each, office) for each in wanted]
    first = [r[0].at if r else None for r in plans]
    heads = [
        {
            "kind": w.kind,
            "ladder": w.ladder,
            "due_on": w.due_on,
            "first_at": at,
            "note": w.note,
            "left_out": left_out(w, office),
        }
        for w, at in zip(wanted, first, strict=True)
    ]
    insert = sa.insert(table_of(Agenda)).returning(table_of(Agenda).c.id, sort_by_parameter_order=True)
    ids = list(session.execute(insert, heads).scalars())
    rows = [row for agenda_id, r in zip(ids, plans, strict=True) for row in step_rows(agenda_id, r)]
    if rows:
        session.execute(sa.insert(table_of(AgendaStep)), rows)
    return [Made(agenda_id, at) for agenda_id, at in zip(ids, first, strict=True)]


def ladder_named(office: Office, name: str, plan: Plan | None = None) -> Ladder:
    """The ladder of that name: the plan's own if it brought one along, else the office's."""
    if plan and name in plan.ladders:
        return LADDERS.validate_python({name: plan.ladders[name]})[name]
    if name not in office.ladders:
        known = sorted(office.ladders.keys() | (plan.ladders.keys() if plan else set()))
        raise ConfigurationError(f"không có thang đôn đốc '{name}' — có: {', '.join(known)}")
    return office.ladders[name]


def rungs(wanted: Wanted, office: Office) -> list[Moment]:
    """The rungs of one request in order of time."""
    found = [moment for moment in _all_moments(wanted, office) if not _too_early(moment, wanted, office)]
    if wanted.told_at is None:
        return found
    first = Moment(0, ANNOUNCEMENT, 0, wanted.told_at, Step(at="0 days", to=list(wanted.told_to)))
    return [first, *(m for m in found if m.at > wanted.told_at)]


def _all_moments(wanted: Wanted, office: Office) -> list[Moment]:
    anchor = Anchor(wanted.due_on, wanted.due_time, office.zone)
    return moments(ladder_named(office, wanted.ladder, wanted.plan), anchor, office.calendar)


def _too_early(moment: Moment, wanted: Wanted, office: Office) -> bool:
    return wanted.plan is not None and local_day(moment.at, office.zone) < wanted.plan.earliest


def left_out(wanted: Wanted, office: Office) -> list[str]:
    """The rungs that would have come before there was a plan, in words."""
    if wanted.plan is None or wanted.kind is not AgendaKind.DUE:
        return []
    since = f"{wanted.plan.earliest:%d/%m/%Y}"
    return [
        f"bậc {moment.step + 1} ({moment.told.at}) rơi vào {local_day(moment.at, office.zone):%d/%m/%Y}, "
        f"trước khi có kế hoạch ({since}), nên không lập"
        for moment in _all_moments(wanted, office)
        if _too_early(moment, wanted, office)
    ]


def step_rows(agenda_id: int, found: Sequence[Moment]) -> list[dict[str, Any]]:
    """The rows of an agenda: one per moment and audience; rungs of one moment are told together, nobody twice.

    A leader is told in digests only, whatever the ladder says.
    """
    position = {at: n for n, at in enumerate(sorted({moment.at for moment in found}))}
    told: dict[tuple[int, str], Moment] = {}
    for moment in found:
        for audience in moment.told.to:
            told.setdefault((position[moment.at], audience), moment)
    return [
        {
            "agenda_id": agenda_id,
            "position": place,
            "step": moment.step,
            "round": moment.round,
            "at": moment.at,
            "party": audience.split(".")[0],
            "role": audience.split(".")[1],
            "is_digest": moment.told.digest is not None or audience.endswith(f".{Role.LEADER}"),
            "is_urgent": moment.told.urgent,
            "severity": moment.told.severity,
        }
        for (place, audience), moment in told.items()
    ]
