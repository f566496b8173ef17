"""What happens next to an obligation if nothing is done, in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.wording import audience, full_day
from models.columns import table_of
from models.moments import local_day
from models.plans import AgendaStep

step = table_of(AgendaStep)
Row = sa.Row[Any]


@dataclass(frozen=True)
class Rung:
    """A rung and what is said of it while it is still to come."""

    position: int
    at: dt.datetime
    words: str


class Rungs:
    """The rungs of agendas, each agenda read once: it is fixed when it is made, so a run may keep what it has read."""

    def __init__(self) -> None:
        self._known: dict[int, list[Rung]] = {}

    def read(self, session: Session, agendas: Iterable[int], zone: str) -> None:
        missing = set(agendas) - self._known.keys()
        if missing:
            self._known |= {id_: [] for id_ in missing}
            rows = session.execute(_rungs, {"ids": list(missing)})
            for (agenda_id, position, at), same in groupby(rows, lambda row: (row.agenda_id, row.position, row.at)):
                who = dict.fromkeys(audience(row.party, row.role) for row in same)
                words = f"ngày {full_day(local_day(at, zone))} sẽ báo {' và '.join(who)}"
                self._known[agenda_id].append(Rung(position, at, words))

    def next(self, agenda_id: int, told: int, now: dt.datetime) -> str:
        """What is said of the first rung that is neither told nor past; nothing if that was the last."""
        return next((rung.words for rung in self._known[agenda_id] if rung.position > told and rung.at > now), "")


def next_rungs(session: Session, rungs: Rungs, shown: Sequence[Row], zone: str, now: dt.datetime) -> dict[int, str]:
    """What happens next to each obligation if nothing is done: the day, and who will be told."""
    rungs.read(session, (row.agenda_id for row in shown), zone)
    return {row.id: rungs.next(row.agenda_id, row.told, now) for row in shown}


_rungs = (
    sa.select(step.c.agenda_id, step.c.position, step.c.at, step.c.party, step.c.role)
    .where(step.c.agenda_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(step.c.agenda_id, step.c.position, step.c.id)
)
