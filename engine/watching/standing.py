"""How the office's engine stands, in a few figures that are quick to get however much is stored."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery.outbox import waiting
from engine.escalation.switches import paused
from engine.runs import last_ok
from models.accounts import Account
from models.columns import table_of
from models.directory import Person, Unit
from models.ledger import Run
from models.messages import Message, MessageState
from models.office import Office
from models.plans import Plan, PlanState

unit, person, plan, account = table_of(Unit), table_of(Person), table_of(Plan), table_of(Account)
message, run = table_of(Message), table_of(Run)


@dataclass(frozen=True)
class Standing:
    """Counts of what is set up, what waits to be sent, and when a sweep last came to its end."""

    units: int
    people: int
    plans: int
    accounts: int
    waiting: int
    dead: int
    pause: str
    swept_at: dt.datetime | None


@dataclass(frozen=True)
class RunKind:
    """One kind of run: when it last came to its end, and how the last one went."""

    kind: str
    last_ok: dt.datetime | None
    started_at: dt.datetime
    ok: bool
    figures: dict[str, object]


def standing(session: Session, office: Office, *, now: dt.datetime) -> Standing:
    """The figures of the moment."""

    def count(table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
        return int(session.execute(sa.select(sa.func.count()).select_from(table).where(*which)).scalar_one())

    pause = paused(session, now=now)
    return Standing(
        units=count(unit),
        people=count(person),
        plans=count(plan, plan.c.state == PlanState.ACTIVE),
        accounts=count(account, sa.not_(account.c.is_disabled)),
        waiting=waiting(session),
        dead=count(message, message.c.state == MessageState.DEAD),
        pause=pause.words(office.zone) if pause else "",
        swept_at=last_ok(session, "sweep"),
    )


def runs(session: Session) -> list[RunKind]:
    """The last run of each kind."""
    newest = sa.select(sa.func.max(run.c.id)).group_by(run.c.kind)
    rows = session.execute(sa.select(run).where(run.c.id.in_(newest)).order_by(run.c.started_at.desc())).mappings()
    return [
        RunKind(row["kind"], last_ok(session, row["kind"]), row["started_at"], row["ok"], row["figures"])
        for row in rows
    ]
