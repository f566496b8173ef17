"""What happens next to an obligation if nothing is done, in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.wording import audience, full_day
from models.columns import table_of
from models.moments import local_day
from models.plans import AgendaStep

step = table_of(AgendaStep)
Row = sa.Row[Any]


class Rungs:
    """The rungs of agendas, each agenda read once: it is fixed when it is made, so a run may keep what it has read."""

    def __init__(self) -> None:
        self._known: dict[int, list[Row]] = {}

    def read(self, session: Session, agendas: Iterable[int]) -> None:
        missing = set(agendas) - self._known.keys()
        if missing:
            self._known |= {id_: [] for id_ in missing}
            for row in session.execute(_rungs, {"ids": list(missing)}):
                self._known[row.agenda_id].append(row)

    def next(self, agenda_id: int, told: int, now: dt.datetime) -> list[Row]:
        """The audiences of the first rung that is neither told nor past; none if that was the last."""
        later = [rung for rung in self._known[agenda_id] if rung.position > told and rung.at > now]
        return [rung for rung in later if rung.position == later[0].position]


def next_rungs(session: Session, rungs: Rungs, shown: Sequence[Row], zone: str, now: dt.datetime) -> dict[int, str]:
    """What happens next to each obligation if nothing is done: the day, and who will be told."""
    rungs.read(session, (row.agenda_id for row in shown))
    found: dict[int, str] = {}
    for row in shown:
        if told := rungs.next(row.agenda_id, row.told, now):
            who = dict.fromkeys(audience(each.party, each.role) for each in told)
            found[row.id] = f"ngày {full_day(local_day(told[0].at, zone))} sẽ báo {' và '.join(who)}"
    return found


_rungs = (
    sa.select(step.c.agenda_id, step.c.position, step.c.at, step.c.party, step.c.role)
    .where(step.c.agenda_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(step.c.agenda_id, step.c.position, step.c.id)
)
