"""What people say to each other about an obligation; like the ledger, nothing of it is altered afterwards."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime


class Comment(Table, table=True):
    """A remark on an obligation, seen by everybody who sees the obligation."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    text: str
    said_by: str
    said_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
