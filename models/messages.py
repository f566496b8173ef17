"""Notices (one rung told about one obligation to one post), the messages they are grouped into, and each try to send one."""

import datetime as dt
import enum

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime, enum_column
from models.ladders import Role


class NoticeState(enum.StrEnum):
    """``superseded``: a higher rung was due at the same sweep; ``dropped``: done before it could be sent."""

    PENDING = "pending"
    GROUPED = "grouped"
    SENT = "sent"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


class Notice(Table, table=True):
    """A rung told to a post about one obligation; the person is found when it is sent."""

    __table_args__ = (
        sa.UniqueConstraint("obligation_id", "step_id", "unit_id", "role"),
        sa.Index(
            "ix_notice_pending",
            "is_digest",
            "created_at",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    step_id: int = Field(foreign_key="agenda_step.id")
    unit_id: int = Field(foreign_key="unit.id")
    role: Role = Field(sa_column=enum_column(Role))
    is_digest: bool = False
    is_urgent: bool = False
    state: NoticeState = Field(default=NoticeState.PENDING, sa_column=enum_column(NoticeState))
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    fallback: str = ""
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class MessageState(enum.StrEnum):
    """``unknown``: the process died between handing over and recording; ``empty``: all in it was done meanwhile.

    ``cancelled``: an administrator took it out of the queue.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    CANCELLED = "cancelled"


class Message(Table, table=True):
    """What one person receives on one channel in one slot. ``handed_at`` is set just before it leaves our hands."""

    __table_args__ = (
        sa.UniqueConstraint("person_id", "channel", "slot"),
        sa.Index(
            "ix_message_waiting",
            "retry_at",
            sqlite_where=sa.text("state IN ('pending', 'failed', 'unknown', 'sending')"),
            postgresql_where=sa.text("state IN ('pending', 'failed', 'unknown', 'sending')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    channel: str
    address: str
    slot: str
    token: str = Field(unique=True)
    is_digest: bool = False
    state: MessageState = Field(default=MessageState.PENDING, sa_column=enum_column(MessageState))
    subject: str = ""
    text: str = ""
    html: str = ""
    tries: int = 0
    is_repeat: bool = False
    retry_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    leased_by: str | None = None
    leased_until: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    handed_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    sent_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    is_urgent: bool = False


class Attempt(Table, table=True):
    """One try to hand a message over, and what the provider answered."""

    __table_args__ = (sa.Index("ix_attempt_channel_at", "channel", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    channel: str
    outcome: MessageState = Field(sa_column=enum_column(MessageState))
    answer: str = ""
