"""What people answer to a reminder: acknowledge, snooze, ask for more time, report a difficulty; and urges and links."""

import datetime as dt
import enum

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime, enum_column


class RequestKind(enum.StrEnum):
    """What a unit asks of its monitor."""

    EXTENSION = "extension"
    DIFFICULTY = "difficulty"


class Decision(enum.StrEnum):
    """What became of a request; a shortened extension is granted to an earlier day than asked, a moot one was overtaken."""

    GRANTED = "granted"
    SHORTENED = "shortened"
    REFUSED = "refused"
    ANSWERED = "answered"
    MOOT = "moot"


class Request(Table, table=True):
    """More time (gia hạn) or an obstacle (khó khăn, vướng mắc). ``answer_id`` is the monitor's own duty to answer it."""

    __tablename__ = "request"
    __table_args__ = (
        sa.Index(
            "ix_request_open",
            "obligation_id",
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: RequestKind = Field(sa_column=enum_column(RequestKind))
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    answer_id: int = Field(foreign_key="obligation.id", index=True)
    wanted_on: dt.date | None = None
    reason: str
    asked_by: str
    asked_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    decision: Decision | None = Field(default=None, sa_column=enum_column(Decision, nullable=True))
    granted_on: dt.date | None = None
    answer: str = ""
    decided_by: str | None = None
    decided_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))


class Quieting(Table, table=True):
    """Somebody said "đang làm" or put a reminder off: the rungs before ``quiet_until`` are passed over."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    is_snooze: bool = False
    quiet_until: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    said_by: str
    said_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class Urge(Table, table=True):
    """A person pressed "đôn đốc": logged and counted, so that it can be limited."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    note: str = ""
    urged_by: str
    urged_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class Purpose(enum.StrEnum):
    """The one thing a link is good for; to decide is a monitor's, the others are for who owes. Links name them by their
    place here: a new one goes to the end."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    SUBMIT = "submit"
    EXTENSION = "extension"
    DIFFICULTY = "difficulty"
    DECIDE = "decide"


class LinkUse(Table, table=True):
    """A link of a message that was acted on. All that a link says is signed into it; only its use is stored."""

    __tablename__ = "link_use"
    __table_args__ = (sa.UniqueConstraint("message_id", "obligation_id", "purpose"),)
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    obligation_id: int = Field(foreign_key="obligation.id")
    purpose: Purpose = Field(sa_column=enum_column(Purpose))
    used_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
