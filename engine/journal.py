"""Who acts, and writing what they change into the append-only ledger."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models.ledger import LedgerEntry


@dataclass(frozen=True)
class By:
    """Who acts and when; every change has a name on it."""

    actor: str
    now: dt.datetime


def record(
    session: Session,
    *,
    now: dt.datetime,
    actor: str,
    action: str,
    subject: str,
    subject_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """One row: who did what to which thing, when and why; days and enums are written as plain text."""
    session.add(
        LedgerEntry(
            at=now,
            actor=actor,
            action=action,
            subject=subject,
            subject_id=subject_id,
            reason=reason,
            before=_plain(before),
            after=_plain(after),
        )
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {k: v if isinstance(v, int | float | str | bool | None | list) else str(v) for k, v in values.items()}
