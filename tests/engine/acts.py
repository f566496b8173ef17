"""What people do with the first obligation of a world, and how it stands afterwards."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from engine.fulfilment.complete import Handed, extend, send_back, submit
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.columns import table_of
from models.ledger import LedgerEntry
from tests.engine.cast import World, by, day, deadline, obligation, register

ledger = table_of(LedgerEntry)
DUE = "2024-03-15"
REPORT = register(deadline(DUE, lead=["cdc"]))


def hand_in(world: World, on: str = "2024-03-12", number: int = 1, **more: Any) -> Any:
    """Hand in on a day, recorded on that day."""
    recorded = more.pop("recorded", on)
    return world.do(submit, world.office, number, Handed(f"{on}/BC", day(on), **more), by(recorded))


def give_back(world: World, on: str, reason: str = "thiếu biểu") -> dt.date:
    again_by: dt.date = world.do(send_back, world.office, 1, by(on), reason)
    return again_by


def prolong(world: World, until: str, on: str = "2024-03-01", reason: str = "chờ số liệu") -> None:
    world.do(extend, world.office, 1, day(until), by(on), reason)


def stands(world: World, on: str, number: int = 1) -> tuple[str, str]:
    """Progress and timeliness of an obligation on a day."""
    with world.sessions() as session:
        (row,) = (row for row in obligations(session, Wish(), today=day(on)) if row.id == number)
    return row.progress, row.timeliness


def written(world: World) -> list[Any]:
    """What the ledger holds about obligations: who, what, why, before and after."""
    columns = (ledger.c.actor, ledger.c.action, ledger.c.subject_id, ledger.c.reason, ledger.c.before, ledger.c.after)
    return world.rows(sa.select(*columns).where(ledger.c.subject == "obligation").order_by(ledger.c.id))


def history(world: World, action: str) -> list[tuple[Any, ...]]:
    statement = sa.select(ledger.c.subject, ledger.c.subject_id, ledger.c.reason).where(ledger.c.action == action)
    return world.rows(statement.order_by(ledger.c.id))


def progress(world: World) -> dict[str, int]:
    counted = sa.select(obligation.c.progress, sa.func.count()).group_by(obligation.c.progress)
    return {str(state): count for state, count in world.rows(counted)}
