"""Accounts: made by an administrator, opened by a password, kept open by a cookie of which only the hash is stored."""

import datetime as dt
import hashlib
import re
import secrets
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlmodel import Session, col, select

from engine.journal import record
from models.accounts import Account, SignIn
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,99}")
SHORTEST = 10
STAYS = dt.timedelta(hours=12)


class WrongPasswordError(NotAllowedError):
    """Tên đăng nhập hoặc mật khẩu không đúng."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password opens, checked for unknown names so that they take as long as known ones."""
    return _hasher().hash(secrets.token_hex(16))


def make_account(
    session: Session, name: str, *, person_id: int | None, is_administrator: bool = False, now: dt.datetime, actor: str
) -> Account:
    """A new account without a password; ``name`` is what its owner types, in small letters."""
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise BadInputError(f"tên đăng nhập '{name}' không dùng được — viết chữ thường không dấu, như 'an.nguyen'")
    if session.exec(select(Account).where(Account.name == name)).first():
        raise NotAllowedError(f"đã có tài khoản '{name}'")
    made = Account(name=name, person_id=person_id, is_administrator=is_administrator, created_at=now)
    session.add(made)
    session.flush()
    record(session, now=now, actor=actor, action="make account", subject="account", subject_id=made.id,
           after={"name": name, "is_administrator": is_administrator})  # fmt: skip
    return made


def set_password(session: Session, account: Account, password: str, *, now: dt.datetime, actor: str) -> None:
    """A new password; every browser that was signed in has to do so again."""
    if len(password) < SHORTEST:
        raise BadInputError(f"mật khẩu quá ngắn — viết ít nhất {SHORTEST} ký tự")
    account.password_hash = _hasher().hash(password)
    session.add(account)
    session.execute(sa.delete(table_of(SignIn)).where(table_of(SignIn).c.account_id == account.id))
    record(session, now=now, actor=actor, action="set password", subject="account", subject_id=account.id)


def checked(session: Session, name: str, password: str) -> Account:
    """The account of that name, if the password opens it; why not is never told."""
    account = session.exec(select(Account).where(Account.name == name.strip().lower())).first()
    known = account.password_hash if account and not account.is_disabled else None
    try:
        _hasher().verify(known or _nobody(), password)
    except VerifyMismatchError:
        raise WrongPasswordError from None
    if account is None or known is None:
        raise WrongPasswordError
    return account


def sign_in(session: Session, account: Account, *, now: dt.datetime) -> str:
    """The cookie of a browser that is signed in from now on."""
    key = secrets.token_urlsafe(32)
    session.add(SignIn(key_hash=hashed(key), account_id=int(account.id or 0), signed_in_at=now, expires_at=now + STAYS))
    return key


def signed_in(session: Session, key: str, *, now: dt.datetime) -> Account | None:
    """The account behind a cookie, if it is still good."""
    statement = (
        select(Account)
        .join(SignIn, col(SignIn.account_id) == Account.id)
        .where(SignIn.key_hash == hashed(key), SignIn.expires_at > now, col(Account.is_disabled).is_(False))
    )
    return session.exec(statement).first()


def sign_out(session: Session, key: str) -> None:
    """Forget a browser."""
    session.execute(sa.delete(table_of(SignIn)).where(table_of(SignIn).c.key_hash == hashed(key)))


def account_named(session: Session, name: str) -> Account:
    """The account of that name."""
    found = session.exec(select(Account).where(Account.name == name.strip().lower())).first()
    if found is None:
        raise NotFoundError(f"không có tài khoản '{name}' — xem 'dondoc account list'")
    return found


def hashed(key: str) -> str:
    """What is stored of a random key; it is long enough that no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()
