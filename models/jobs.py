"""Long work that somebody waits for: what was asked, how far it is, and how it ended."""

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime, enum_column


class JobState(enum.StrEnum):
    """``broken``: the process that did it ended in the middle; like a failed one it can be started again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    BROKEN = "broken"


ENDED_BADLY = (JobState.FAILED, JobState.BROKEN)


class Job(Table, table=True):
    """One piece of long work. ``arguments`` is all that it needs, so that it can be started again from its row.

    ``done`` of ``total`` (0: nobody knows yet) and ``words`` say how far it is; ``onward`` is the page of its result.
    While it runs it is ``leased_by`` one worker; once ``leased_until`` is over, nobody works on it any more.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    arguments: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    onward: str = "/"
    state: JobState = Field(default=JobState.WAITING, sa_column=enum_column(JobState, index=True))
    done: int = 0
    total: int = 0
    words: str = ""
    account_id: int = Field(foreign_key="account.id", index=True)
    actor: str
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    started_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    ended_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    result: dict[str, Any] | None = Field(default=None, sa_column=sa.Column(sa.JSON))
    error: str = ""
    leased_by: str | None = None
    leased_until: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
