"""The second factor of a sign-in: six digits from an app on the owner's phone (TOTP, RFC 6238), each good once."""

import datetime as dt
from dataclasses import dataclass

import pyotp
from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session

from engine.journal import record
from models.accounts import Account
from models.errors import BadInputError, NotAllowedError

STEP = 30  # seconds that a code lasts
LEEWAY = 1  # steps that a phone's clock may be wrong, either way
PENDING = dt.timedelta(minutes=5)
SALT = "dondoc.second"


class WrongCodeError(BadInputError):
    """Mã xác thực không đúng hoặc đã dùng; xem lại mã trên điện thoại rồi thử lại."""


class TooLateError(NotAllowedError):
    """Đã quá năm phút từ lúc gõ mật khẩu; xin đăng nhập lại từ đầu."""


def new_secret() -> str:
    """A secret for an app, not in force until a code of it was seen."""
    return pyotp.random_base32()


def address_of(account: Account, secret: str, office: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=f"Đôn Đốc · {office}")


def turn_on(session: Session, account: Account, secret: str, code: str, *, now: dt.datetime) -> None:
    """From now on every sign-in asks for a code; the first one proves that the app has the secret."""
    account.totp_step = _step(secret, code, after=0, now=now)
    account.totp_secret = secret
    session.add(account)
    record(session, now=now, actor=account.name, action="second factor on", subject="account", subject_id=account.id)


def turn_off(session: Session, account: Account, *, now: dt.datetime, actor: str) -> None:
    """Ask for the password only, again."""
    account.totp_secret, account.totp_step = None, 0
    session.add(account)
    record(session, now=now, actor=actor, action="second factor off", subject="account", subject_id=account.id)


def check_code(session: Session, account: Account, code: str, *, now: dt.datetime) -> None:
    """Refuse a wrong code, and a right one that was used before."""
    assert account.totp_secret
    account.totp_step = _step(account.totp_secret, code, after=account.totp_step, now=now)
    session.add(account)


def _step(secret: str, code: str, *, after: int, now: dt.datetime) -> int:
    totp, this = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    typed = "".join(code.split())
    for step in range(this - LEEWAY, this + LEEWAY + 1):
        if step > after and pyotp.utils.strings_equal(typed, totp.at(step * STEP)):
            return step
    raise WrongCodeError


@dataclass(frozen=True)
class Pending:
    """Between password and code: a signed word, good for five minutes, that the password of an account was right."""

    key: str

    def token(self, account: Account, *, now: dt.datetime) -> str:
        return str(self._serializer.dumps([account.id, int((now + PENDING).timestamp())]))

    def account(self, session: Session, token: str, *, now: dt.datetime) -> Account:
        """The account that still has to show its code."""
        try:
            account_id, until = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise TooLateError from None
        account = session.get(Account, account_id)
        if account is None or account.is_disabled or not account.totp_secret or now.timestamp() >= until:
            raise TooLateError
        return account

    @property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=SALT)
