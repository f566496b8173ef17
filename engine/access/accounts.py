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
from models.directory import Contact, Person
from models.errors import BadInputError, NotAllowedError, NotFoundError

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,99}")
SHORTEST = 10
FEWEST = 5  # different characters
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
    _require_without_account(session, person_id)
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
    if account.name in password.lower() or len(set(password)) < FEWEST:
        raise BadInputError("mật khẩu quá dễ đoán — đừng dùng tên đăng nhập hay lặp lại vài ký tự")
    account.password_hash = _hasher().hash(password)
    session.add(account)
    close_browsers(session, account)
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


def proven(session: Session, account_id: int, password: str) -> Account:
    """The own account, if whoever sits there knows its password: asked again before anything that opens it is changed."""
    account = session.get_one(Account, account_id)
    try:
        return checked(session, account.name, password)
    except WrongPasswordError:
        raise WrongPasswordError("mật khẩu đang dùng không đúng") from None


def sign_in(session: Session, account: Account, *, now: dt.datetime) -> str:
    """The cookie of a browser that is signed in from now on."""
    key = secrets.token_urlsafe(32)
    session.execute(sa.delete(table_of(SignIn)).where(table_of(SignIn).c.expires_at <= now))
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


def close_browsers(session: Session, account: Account) -> None:
    """Forget every browser of an account."""
    session.execute(sa.delete(table_of(SignIn)).where(table_of(SignIn).c.account_id == account.id))


def account_named(session: Session, name: str) -> Account:
    """The account of that name."""
    found = session.exec(select(Account).where(Account.name == name.strip().lower())).first()
    if found is None:
        raise NotFoundError(f"không có tài khoản '{name}' — xem 'dondoc account list'")
    return found


def hashed(key: str) -> str:
    """What is stored of a random key; it is long enough that no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def accounts(session: Session) -> list[tuple[Account, str]]:
    """Every account with the name of its person ("" without one), by name."""
    statement = select(Account, Person.name).join(Person, col(Person.id) == Account.person_id, isouter=True)
    return [(account, person or "") for account, person in session.exec(statement.order_by(Account.name))]


def disable(session: Session, account: Account, *, is_disabled: bool, now: dt.datetime, actor: str) -> None:
    """Close an account, with every browser and program that uses it, or open it again; nothing of it is lost."""
    if is_disabled and account.is_administrator and not _other_administrators(session, account):
        raise NotAllowedError(f"'{account.name}' là người quản trị duy nhất — giao quyền cho người khác trước")
    account.is_disabled = is_disabled
    session.add(account)
    close_browsers(session, account)
    action = "disable account" if is_disabled else "enable account"
    record(session, now=now, actor=actor, action=action, subject="account", subject_id=account.id)


def appoint(session: Session, account: Account, *, is_administrator: bool, now: dt.datetime, actor: str) -> None:
    """Make somebody an administrator, or no longer one; the last one stays."""
    if not is_administrator and account.is_administrator and not _other_administrators(session, account):
        raise NotAllowedError(f"'{account.name}' là người quản trị duy nhất — giao quyền cho người khác trước")
    account.is_administrator = is_administrator
    session.add(account)
    record(session, now=now, actor=actor, action="appoint", subject="account", subject_id=account.id,
           after={"is_administrator": is_administrator})  # fmt: skip


def give(session: Session, account: Account, person_id: int, *, now: dt.datetime, actor: str) -> None:
    """Say whose an account is; from its next page on it sees what that person's posts see."""
    if account.person_id != person_id:
        _require_without_account(session, person_id)
    before, account.person_id = account.person_id, person_id
    session.add(account)
    record(session, now=now, actor=actor, action="give account", subject="account", subject_id=account.id,
           before={"person_id": before}, after={"person_id": person_id})  # fmt: skip


def _require_without_account(session: Session, person_id: int | None) -> None:
    held = select(Account.name).where(Account.person_id == person_id)
    if person_id is not None and (name := session.exec(held).first()):
        raise NotAllowedError(f"người này đã có tài khoản '{name}' — mỗi người một tài khoản")


def _other_administrators(session: Session, account: Account) -> bool:
    others = select(Account.id).where(
        col(Account.is_administrator), col(Account.is_disabled).is_(False), Account.id != account.id
    )
    return session.exec(others).first() is not None


def mail_address(session: Session, account: Account) -> str | None:
    """Where mail to the owner of an account goes: the first address of the person that works."""
    statement = (
        select(Contact.address)
        .where(Contact.person_id == account.person_id, Contact.channel == "email", col(Contact.is_dead).is_(False))
        .order_by(col(Contact.position))
    )
    return session.exec(statement).first() if account.person_id else None
