"""The keys of other programs: made by an account's owner, good for what that account may do, and kept as a hash only."""

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.access.accounts import hashed
from engine.access.rights import Viewer, viewer_of
from engine.journal import By, record
from models.accounts import Account, ApiToken
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError

PREFIX = "dondoc_"  # by which people, and programs that look for lost keys, know one
LONGEST = 100  # letters of a label
MOST = 20  # keys of one account
token = table_of(ApiToken)


@dataclass(frozen=True)
class TokenRow:
    """A key as its owner sees it; the key itself cannot be shown again."""

    id: int
    label: str
    may_write: bool
    created_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class Caller:
    """A program that asks: by which key, and as whom."""

    token_id: int
    label: str
    may_write: bool
    viewer: Viewer

    @property
    def actor(self) -> str:
        """The name in the ledger: whose rights they were, and that a program used them."""
        return f"{self.viewer.name} (qua chương trình '{self.label}')"


def make_token(session: Session, account: Account, label: str, by: By, *, may_write: bool) -> str:
    """A new key of an account, which is told this once."""
    label = label.strip()
    if not label or len(label) > LONGEST:
        raise BadInputError(f"cần đặt tên cho mã truy cập, tối đa {LONGEST} ký tự — viết tên chương trình sẽ dùng nó")
    if len(tokens_of(session, int(account.id or 0))) >= MOST:
        raise NotAllowedError(f"đã có {MOST} mã truy cập — thu hồi mã không dùng nữa trước")
    key = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(
        key_hash=hashed(key), account_id=int(account.id or 0), label=label, may_write=may_write, created_at=by.now
    )
    session.add(made)
    session.flush()
    record(session, now=by.now, actor=by.actor, action="make token", subject="token", subject_id=made.id,
           after={"account": account.name, "label": label, "may_write": may_write})  # fmt: skip
    return key


def tokens_of(session: Session, account_id: int) -> list[TokenRow]:
    """The keys of an account that are still good, newest first."""
    statement = (
        sa.select(token.c.id, token.c.label, token.c.may_write, token.c.created_at, token.c.used_at)
        .where(token.c.account_id == account_id, token.c.revoked_at.is_(None))
        .order_by(token.c.id.desc())
    )
    return [TokenRow(*row) for row in session.execute(statement)]


def revoke_token(session: Session, account_id: int, token_id: int, by: By) -> None:
    """Close one of an account's own keys; whoever holds it is a stranger from now on."""
    found = session.get(ApiToken, token_id)
    if found is None or found.account_id != account_id or found.revoked_at:
        raise NotFoundError(f"không có mã truy cập số {token_id}")
    found.revoked_at = by.now
    session.add(found)
    record(session, now=by.now, actor=by.actor, action="revoke token", subject="token", subject_id=token_id)


def caller_by(session: Session, key: str, *, today: dt.date) -> Caller | None:
    """Who asks with this key, with the rights that the account has today; None if it opens nothing."""
    statement = (
        select(ApiToken, Account)
        .join(Account, col(Account.id) == ApiToken.account_id)
        .where(
            ApiToken.key_hash == hashed(key), col(ApiToken.revoked_at).is_(None), col(Account.is_disabled).is_(False)
        )
    )
    found = session.exec(statement).first()
    if found is None:
        return None
    held, account = found
    viewer = viewer_of(session, account, today=today)
    return Caller(int(held.id or 0), held.label, held.may_write, viewer)
