"""Links by which the owner of an account sets its password: for a new account, or because the old one is forgotten.

A link is good once and for some time: it is signed over the password as it stands, so setting one spends every link.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from models.accounts import Account
from models.errors import NotAllowedError

SALT = "dondoc.password"
INVITED = dt.timedelta(days=7)
FORGOTTEN = dt.timedelta(hours=1)


class SpentLinkError(NotAllowedError):
    """Liên kết đặt mật khẩu này đã dùng, đã hết hạn hoặc bị cắt mất khi chép; xin liên kết mới ở trang đăng nhập."""


@dataclass(frozen=True)
class PasswordLinks:
    """Writes such links and reads them back; ``key`` is the office's secret, ``base_url`` where its pages are."""

    key: str
    base_url: str

    def url(self, account: Account, until: dt.datetime) -> str:
        """The address to hand to the owner of the account, and to nobody else."""
        token = self._serializer.dumps([account.id, int(until.timestamp()), _standing(account)])
        return f"{self.base_url.rstrip('/')}/dat-mat-khau/{token}"

    def account(self, session: Session, token: str, *, now: dt.datetime) -> Account:
        """The account whose password this link may set now."""
        try:
            account_id, until, standing = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise SpentLinkError from None
        account = session.get(Account, account_id)
        if account is None or account.is_disabled or now.timestamp() >= until or standing != _standing(account):
            raise SpentLinkError
        return account

    @property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=SALT)


def _standing(account: Account) -> str:
    return hashlib.sha256((account.password_hash or "none").encode()).hexdigest()[:16]
