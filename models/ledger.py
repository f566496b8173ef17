"""The ledger: one append-only row for every change (who, when, what, before, after); and the record of runs."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime


class LedgerEntry(Table, table=True):
    """A change that happened; the database refuses to alter or delete one."""

    __tablename__ = "ledger"
    __table_args__ = (
        sa.Index("ix_ledger_subject", "subject", "subject_id", "at"),
        sa.Index("ix_ledger_actor", "actor", "at"),
        sa.Index("ix_ledger_at", "at"),
        sa.Index("ix_ledger_kind", "subject", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    actor: str
    action: str
    subject: str
    subject_id: int | None = None
    reason: str = ""
    before: dict[str, Any] | None = Field(default=None, sa_column=sa.Column(sa.JSON))
    after: dict[str, Any] | None = Field(default=None, sa_column=sa.Column(sa.JSON))


class Run(Table, table=True):
    """One line per run of the engine (due, told, sent, failed, unknown), so that its silence can be noticed."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    as_of: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    started_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    ok: bool = False
    figures: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))


class Lock(Table, table=True):
    """A name that one process holds until a moment; a dead holder's lock falls free by itself."""

    name: str = Field(primary_key=True)
    holder: str = ""
    until: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
