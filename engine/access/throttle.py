"""Guessing made slow: tries to sign in are counted by name and by address, and after a few that failed both must wait.

A right password is refused too while its name waits, so that waiting tells a guesser nothing.
"""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import one_at_a_time
from models.accounts import FailedSignIn
from models.columns import table_of
from models.errors import NotAllowedError

WITHIN = dt.timedelta(minutes=15)
BY_NAME, BY_ADDRESS = 5, 30
KEPT = dt.timedelta(days=1)
failed = table_of(FailedSignIn)


class TooManyTriesError(NotAllowedError):
    """Đã thử sai nhiều lần; xin đợi 15 phút rồi thử lại, hoặc bấm 'Quên mật khẩu'."""


def count_try(session: Session, name: str, address: str, *, now: dt.datetime) -> None:
    """Count a try as failed before it is made, or raise while too many of this name, or from this address, failed of late.

    To look first and count afterwards would let all pass that try at once. Old ones are forgotten on the way.
    """
    one_at_a_time(session, "tries to sign in")
    lately = failed.c.failed_at > now - WITHIN, failed.c.failed_at <= now
    for same, most in ((failed.c.name == name, BY_NAME), (failed.c.address == address, BY_ADDRESS)):
        counted = sa.select(sa.func.count()).select_from(failed).where(same, *lately)
        if session.execute(counted).scalar_one() >= most:
            raise TooManyTriesError
    session.execute(sa.delete(failed).where(failed.c.failed_at < now - KEPT))
    session.execute(sa.insert(failed).values(name=name[:100], address=address, failed_at=now))


def forget_failures(session: Session, name: str) -> None:
    """A sign-in that succeeded clears its name, and what it counted against the address."""
    session.execute(sa.delete(failed).where(failed.c.name == name))
