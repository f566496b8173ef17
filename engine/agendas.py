"""Turn ladders into agendas: the moments at which somebody is told about one due day, stored once and never rewritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.errors import ConfigurationError
from models.ladders import Anchor, Ladder, Moment, Step, moments
from models.office import Office
from models.plans import Agenda, AgendaKind, AgendaStep

ANNOUNCEMENT = -1  # the step number of a rung that tells about a change at once, before the ladder's own


@dataclass(frozen=True)
class Wanted:
    """An agenda to be made. With ``told_at`` its first rung tells ``told_to`` then, and earlier rungs fall away.

    ``note`` is said with every rung: why it was returned, extended or urged, or what was answered.
    """

    ladder: str
    due_on: dt.date
    due_time: dt.time | None = None
    kind: AgendaKind = AgendaKind.DUE
    told_at: dt.datetime | None = None
    told_to: tuple[str, ...] = ()
    note: str = ""


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
        {"kind": w.kind, "ladder": w.ladder, "due_on": w.due_on, "first_at": at, "note": w.note}
        for w, at in zip(wanted, first, strict=True)
    ]
    insert = sa.insert(table_of(Agenda)).returning(table_of(Agenda).c.id, sort_by_parameter_order=True)
    ids = list(session.execute(insert, heads).scalars())
    rows = [row for agenda_id, r in zip(ids, plans, strict=True) for row in step_rows(agenda_id, r)]
    if rows:
        session.execute(sa.insert(table_of(AgendaStep)), rows)
    return [Made(agenda_id, at) for agenda_id, at in zip(ids, first, strict=True)]


def ladder_named(office: Office, name: str) -> Ladder:
    """The office's ladder of that name."""
    if name not in office.ladders:
        raise ConfigurationError(f"không có thang đôn đốc '{name}' — có: {', '.join(sorted(office.ladders))}")
    return office.ladders[name]


def rungs(wanted: Wanted, office: Office) -> list[Moment]:
    """The rungs of one request in order of time."""
    anchor = Anchor(wanted.due_on, wanted.due_time, office.zone)
    found = moments(ladder_named(office, wanted.ladder), anchor, office.calendar)
    if wanted.told_at is None:
        return found
    first = Moment(0, ANNOUNCEMENT, 0, wanted.told_at, Step(at="0 days", to=list(wanted.told_to)))
    return [first, *(m for m in found if m.at > wanted.told_at)]


def step_rows(agenda_id: int, found: Sequence[Moment]) -> list[dict[str, Any]]:
    """The rows of an agenda: one per moment and audience; rungs of one moment are told together, nobody twice."""
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
            "is_digest": moment.told.digest is not None,
            "is_urgent": moment.told.urgent,
        }
        for (place, audience), moment in told.items()
    ]
