"""Plan documents on their way to a register: the text as it stands, what the machine read, what people made of it."""

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime, enum_column


class DraftState(enum.StrEnum):
    """``reading``: the document waits for being read or could not be; ``open``: people work on it; then one of two ends."""

    READING = "reading"
    OPEN = "open"
    ACTIVATED = "activated"
    DISCARDED = "discarded"


class PlanDraft(Table, table=True):
    """An uploaded document. ``content`` is the file itself until it has been read; ``text`` is the exact source then.

    ``proposal`` is the register being made (engine/drafts), ``notes`` what the reading has to say of the whole document;
    who corrected what stands in the ledger. ``issuer_id`` and ``monitor_id`` follow the proposal: rights depend on them.
    """

    __tablename__ = "plan_draft"
    id: int | None = Field(default=None, primary_key=True)
    state: DraftState = Field(default=DraftState.READING, sa_column=enum_column(DraftState))
    account_id: int = Field(foreign_key="account.id", index=True)
    actor: str
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    file_name: str
    sha256: str
    content: bytes | None = None
    title: str = ""
    text: str = ""
    pages: list[int] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    notes: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    proposal: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    issuer_id: int | None = Field(default=None, foreign_key="unit.id")
    monitor_id: int | None = Field(default=None, foreign_key="unit.id")
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    job_id: int | None = Field(default=None, foreign_key="job.id")
    rehearsal_id: int | None = Field(default=None, foreign_key="job.id")
    ended_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    ended_by: str = ""
