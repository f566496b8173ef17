"""The stored pair of tokens: adopted from the settings, leased by whoever refreshes it, replaced by compare-and-set."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field, fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import insert_into, rows_of
from models.columns import table_of
from models.credentials import Credential

LEASE = dt.timedelta(minutes=2)  # longer than a call to the provider may take

credential = table_of(Credential)


@dataclass(frozen=True)
class Pair:
    """The pair as it was read; ``version`` says which one it is."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    refreshed_at: dt.datetime
    expires_at: dt.datetime | None
    version: int
    leased_until: dt.datetime | None
    asked_at: dt.datetime | None
    refused_at: dt.datetime | None
    refusal: str

    def is_valid(self, now: dt.datetime, margin: dt.timedelta = dt.timedelta()) -> bool:
        """Whether the access token still holds so long after ``now``."""
        return bool(self.access_token) and self.expires_at is not None and self.expires_at > now + margin


def adopt(session: Session, name: str, first: str, *, now: dt.datetime) -> None:
    """Take the refresh token of the settings, if it was never taken before: at the beginning, or when one was lost.

    A process that still runs with older settings brings nothing back: what was adopted once is known for good.
    """
    mark = hashlib.sha256(first.encode()).hexdigest()[:16]
    fresh = {"refresh_token": first, "access_token": "", "refreshed_at": now, "expires_at": None}
    fresh |= {"leased_by": None, "leased_until": None, "asked_at": None, "refused_at": None, "refusal": ""}
    row = {"name": name, "version": 0, "adopted": [mark]} | fresh
    if rows_of(session.execute(insert_into(session, credential).values(row).on_conflict_do_nothing())):
        return
    here = credential.c.name == name
    found = session.execute(sa.select(credential.c.adopted, credential.c.version).where(here)).one()
    if mark not in found.adopted:
        values = fresh | {"adopted": [*found.adopted, mark], "version": found.version + 1}
        session.execute(_at(name, found.version).values(values))


def read(session: Session, name: str) -> Pair | None:
    """The pair as it is stored now."""
    columns = [credential.c[each.name] for each in fields(Pair)]
    row = session.execute(sa.select(*columns).where(credential.c.name == name)).one_or_none()
    return Pair(*row) if row else None


def lease(session: Session, name: str, version: int, *, holder: str, now: dt.datetime) -> bool:
    """Become the one who refreshes this version; False if somebody else is at it or was."""
    free = sa.or_(credential.c.leased_until.is_(None), credential.c.leased_until < now)
    values = {"leased_by": holder, "leased_until": now + LEASE, "asked_at": now}
    return bool(rows_of(session.execute(_at(name, version).where(free).values(values))))


def replace(
    session: Session, name: str, version: int, *, access: str, refresh: str, expires_at: dt.datetime, now: dt.datetime
) -> bool:
    """Store the new pair in the place of the version it was got with; False if that is no longer the stored one."""
    values = {"access_token": access, "refresh_token": refresh, "refreshed_at": now, "expires_at": expires_at}
    values |= {"version": version + 1, "asked_at": None, "refused_at": None, "refusal": ""}
    return bool(rows_of(session.execute(_at(name, version).values(values | _free()))))


def refused(session: Session, name: str, version: int, *, why: str, now: dt.datetime) -> bool:
    """Note that the provider will not take this refresh token; False if it is no longer the stored one."""
    values = {"refused_at": now, "refusal": why, "asked_at": None}
    return bool(rows_of(session.execute(_at(name, version).values(values | _free()))))


def give_back(session: Session, name: str, version: int, *, owed: dt.datetime | None) -> None:
    """End the lease without a result; ``owed`` is when an answer was missed that may have used the token up."""
    session.execute(_at(name, version).values({"asked_at": owed} | _free()))


def _free() -> dict[str, Any]:
    return {"leased_by": None, "leased_until": None}


def _at(name: str, version: int) -> sa.Update:
    statement = sa.update(credential).where(credential.c.name == name, credential.c.version == version)
    return statement.execution_options(preserve_rowcount=True)
