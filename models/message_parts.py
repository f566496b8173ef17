"""The parts of a chat message that was too long for one: which of them the provider has accepted."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime


class MessagePart(Table, table=True):
    """One part as it was (or will be) sent. ``handed_at`` without ``accepted_at``: nobody knows whether it arrived."""

    __tablename__ = "message_part"
    __table_args__ = (sa.UniqueConstraint("token", "channel", "address", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    token: str
    channel: str
    address: str
    position: int
    text: str
    about: str = ""
    handed_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    accepted_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False, index=True))
