"""Who may enter the pages: accounts of people in the directory, their sign-ins, and the keys of other programs.

What opens a door (password, cookie, token, feed address) is kept as a hash only.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime


class Account(Table, table=True):
    """A way into the pages. What it allows follows from the person's posts; ``is_administrator`` adds administering.

    ``password_hash`` None: nobody can sign in by password until one is set. ``totp_step`` is the last step of the second
    factor that was used, so that a code works once.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", unique=True)
    is_administrator: bool = False
    is_disabled: bool = False
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_step: int = 0
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class SignIn(Table, table=True):
    """A browser that is signed in, known by the hash of its cookie."""

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    signed_in_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    expires_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class FailedSignIn(Table, table=True):
    """A sign-in that was refused, counted by name and by address so that guessing becomes slow."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (sa.Index("ix_failed_sign_in_name", "name", "failed_at"),)
    id: int | None = Field(default=None, primary_key=True)
    name: str
    address: str = Field(index=True)
    failed_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class ApiToken(Table, table=True):
    """A program that acts in an account's name: with the rights of that account, and only reading if so made.

    ``calls`` are those of the minute that began at ``first_call_at``.
    """

    __tablename__ = "api_token"
    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    label: str
    may_write: bool = False
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    used_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    revoked_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    first_call_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    calls: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class ApiAnswer(Table, table=True):
    """What a program was answered, so that a request which it sends again is done once; ``answer`` is empty while it is done."""

    __tablename__ = "api_answer"
    __table_args__ = (sa.UniqueConstraint("token_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    token_id: int = Field(foreign_key="api_token.id")
    key: str
    request_hash: str
    answer: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    answered_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False, index=True))


class Feed(Table, table=True):
    """A secret calendar address of a person or a unit; it shows due days and nothing else."""

    id: int | None = Field(default=None, primary_key=True)
    key_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    revoked_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
