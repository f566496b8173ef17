"""Switches that an administrator throws for the whole office; there is one: no message leaves while ``paused`` is on."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime

PAUSED = "paused"


class Switch(Table, table=True):
    """A switch as it stands, by whom and why; one with ``ends_at`` counts as off from that instant on."""

    name: str = Field(primary_key=True)
    is_thrown: bool = False
    reason: str = ""
    by: str = ""
    at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    ends_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
