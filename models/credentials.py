"""Keys that a provider changes while we use them; kept in the database, because the old one is dead once the new one is out."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime


class Credential(Table, table=True):
    """An access token and the refresh token that gets the next pair, once.

    ``version`` grows with every pair: whoever writes must have read the pair it replaces. ``leased_by`` is who asks the
    provider for a new pair just now; ``asked_at`` stands while an answer is owed, so that a lost one can be told.
    ``adopted`` are the fingerprints of the first tokens that were set by hand, so that an old one never comes back.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    access_token: str = Field(default="", repr=False)
    refresh_token: str = Field(default="", repr=False)
    refreshed_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    expires_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    version: int = 0
    adopted: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    leased_by: str | None = None
    leased_until: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    asked_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    refused_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    refusal: str = ""
