"""Guessing made slow: refused sign-ins are counted by name and by address, and after a few both must wait.

A right password is refused too while its name waits, so that waiting tells a guesser nothing.
"""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session

from models.accounts import FailedSignIn
from models.columns import table_of
from models.errors import NotAllowedError

WITHIN = dt.timedelta(minutes=15)
BY_NAME, BY_ADDRESS = 5, 30
KEPT = dt.timedelta(days=1)
failed = table_of(FailedSignIn)


class TooManyTriesError(NotAllowedError):
    """Đã thử sai nhiều lần; xin đợi 15 phút rồi thử lại, hoặc bấm 'Quên mật khẩu'."""


def refuse_guessing(session: Session, name: str, address: str, *, now: dt.datetime) -> None:
    """Raise while too many tries of this name, or from this address, were refused of late."""
    lately = failed.c.failed_at > now - WITHIN, failed.c.failed_at <= now
    for same, most in ((failed.c.name == name, BY_NAME), (failed.c.address == address, BY_ADDRESS)):
        counted = sa.select(sa.func.count()).select_from(failed).where(same, *lately)
        if session.execute(counted).scalar_one() >= most:
            raise TooManyTriesError


def note_failure(session: Session, name: str, address: str, *, now: dt.datetime) -> None:
    """Count a refused try; old ones are forgotten on the way."""
    session.execute(sa.delete(failed).where(failed.c.failed_at < now - KEPT))
    session.execute(sa.insert(failed).values(name=name[:100], address=address, failed_at=now))


def forget_failures(session: Session, name: str) -> None:
    """A sign-in that succeeded clears its name."""
    session.execute(sa.delete(failed).where(failed.c.name == name))
