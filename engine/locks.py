"""Names that one process holds at a time, on either database; a dead holder's name falls free by itself."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import insert_into, rows_of
from models.columns import table_of
from models.errors import BusyError
from models.ledger import Lock

LOCK_FOR = dt.timedelta(minutes=15)
Sessions = Callable[[], AbstractContextManager[Session]]


@contextmanager
def locked(sessions: Sessions, name: str, *, now: dt.datetime) -> Iterator[None]:
    """Hold a name for as long as the block runs, in transactions of its own; refused while another process holds it."""
    holder = uuid.uuid4().hex
    with sessions() as session:
        take_lock(session, name, holder, now)
    try:
        yield
    finally:
        with sessions() as session:
            free_lock(session, name, holder)


def take_lock(session: Session, name: str, holder: str, now: dt.datetime) -> None:
    """Hold a name until done or 15 minutes are over; refused while another process holds it.

    A lock of longer than that was taken while the clock went wrong, and nobody can hold it.
    """
    lock = table_of(Lock)
    insert = insert_into(session, lock).values(name=name, holder=holder, until=now + LOCK_FOR)
    taken = insert.on_conflict_do_update(
        index_elements=[lock.c.name],
        set_={"holder": holder, "until": now + LOCK_FOR},
        where=sa.or_(lock.c.until <= now, lock.c.until > now + LOCK_FOR),
    )
    if not rows_of(session.execute(taken)):
        raise BusyError


def free_lock(session: Session, name: str, holder: str) -> None:
    """Give a name back; a lock that another took over meanwhile is left alone."""
    lock = table_of(Lock)
    session.execute(sa.delete(lock).where(lock.c.name == name, lock.c.holder == holder))
