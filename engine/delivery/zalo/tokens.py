"""The access token of an Official Account: valid for 25 hours, renewed with a refresh token that can be used once.

Whoever renews holds a lease on the stored pair; the others wait for what that brings. The new pair is stored before it is
used. If a process dies between the provider's answer and storing, the pair is lost and nothing can get it back: the old
refresh token is then refused, which is recorded and stays visible until an administrator sets a new one.
"""

import datetime as dt
import logging
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from engine.delivery.channels import Answer
from engine.delivery.zalo import credentials
from engine.delivery.zalo.codes import TOO_MANY, error_of, out_of_order
from engine.delivery.zalo.credentials import Pair
from engine.delivery.zalo.http import READ, Http, Reply
from engine.delivery.zalo.progress import Sessions
from models.moments import local

NAME = "zalooa"
OAUTH = "https://oauth.zaloapp.com"
LIFE = dt.timedelta(hours=25)
MARGIN = dt.timedelta(hours=1)
SOON = dt.timedelta(minutes=10)  # a pair this new that is refused was not refused for its age
AGAIN = dt.timedelta(hours=1)  # between two tries with a refresh token that was refused
MEANWHILE = dt.timedelta(minutes=5)  # between two tries while the old access token still holds
LOST = "nếu app id và secret key đúng thì phải lấy lại refresh token của Zalo OA và đặt DONDOC_ZALO_OA_REFRESH_TOKEN"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OfficialAccount:
    """The app that an Official Account has let in, and the first refresh token that came of it."""

    app_id: str
    secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    oauth: str = OAUTH
    read: float = READ


@dataclass(frozen=True)
class Token:
    """An access token that may be used now; ``version`` names the pair it belongs to."""

    access: str = field(repr=False)
    version: int


class Tokens:
    """Hands out access tokens, and renews them. ``patience``: seconds to wait for somebody else who is renewing."""

    def __init__(self, account: OfficialAccount, sessions: Sessions, *, patience: float = 45.0) -> None:
        self._account, self._sessions, self._patience = account, sessions, patience
        self._http = Http(account.oauth, secrets=(account.secret, account.refresh_token), read=account.read)
        self._holder = uuid.uuid4().hex
        self._known: tuple[Token, dt.datetime] | None = None

    def __repr__(self) -> str:
        return f"Tokens({self._http.host})"

    def current(self, now: dt.datetime) -> Token | Answer:
        """A token to use, or the answer for every message that needs one."""
        if self._known and now < self._known[1]:
            return self._known[0]
        with self._sessions() as session:
            credentials.adopt(session, NAME, self._account.refresh_token, now=now)
        pair = self._read()
        if pair.is_valid(now, MARGIN):
            return self._usable(pair)
        found = self._renew(pair, now)
        if isinstance(found, Answer) and pair.expires_at and pair.is_valid(now):
            found = Token(pair.access_token, pair.version)  # the old one will do for a while
            self._known = found, min(pair.expires_at, now + MEANWHILE)
        return found

    def instead_of(self, token: Token, now: dt.datetime) -> Token | Answer:
        """Another token after the provider refused this one: what is stored meanwhile, or a renewed one."""
        self._known = None
        pair = self._read()
        if pair.version != token.version and pair.is_valid(now):
            return self._usable(pair)
        if pair.refreshed_at > now - SOON and pair.access_token:
            return out_of_order("Zalo không nhận access token vừa làm mới — xem quyền của ứng dụng với OA", now)
        return self._renew(pair, now)

    def close(self) -> None:
        self._http.close()

    def store(self, pair: Pair, access: str, refresh: str, expires_at: dt.datetime, now: dt.datetime) -> None:
        """Keep the new pair, in a transaction of its own. If somebody set another one meanwhile, that one stays."""
        with self._sessions() as session:
            credentials.replace(
                session, NAME, pair.version, access=access, refresh=refresh, expires_at=expires_at, now=now
            )

    def _renew(self, pair: Pair, now: dt.datetime) -> Token | Answer:
        if pair.refused_at and now < pair.refused_at + AGAIN:
            return out_of_order(pair.refusal, now)
        with self._sessions() as session:
            is_ours = credentials.lease(session, NAME, pair.version, holder=self._holder, now=now)
        return self._asked(pair, now) if is_ours else self._awaited(pair, now)

    def _asked(self, pair: Pair, now: dt.datetime) -> Token | Answer:
        """Ask the provider for a new pair. From here to the end of ``store`` the only pair there is may be in this process."""
        self._http.hide(pair.refresh_token, pair.access_token)
        account = self._account
        form = {"refresh_token": pair.refresh_token, "app_id": account.app_id, "grant_type": "refresh_token"}
        reply = self._http.post("/v4/oa/access_token", form=form, headers={"secret_key": account.secret})
        got = _pair_in(reply)
        if got is None:
            return self._without_pair(pair, reply, now)
        access, refresh, life = got
        self._http.hide(access, refresh)
        self.store(pair, access, refresh, now + life, now)
        return self._usable(self._read())

    def _without_pair(self, pair: Pair, reply: Reply, now: dt.datetime) -> Answer:
        """No new pair: the refresh token was refused, or nobody answered, in which case it may be used up all the same."""
        if _is_refusal(reply):
            return self._refused(pair, reply, now)
        is_owed = reply.may_have_arrived or reply.status == 200
        with self._sessions() as session:
            credentials.give_back(session, NAME, pair.version, owed=now if is_owed else pair.asked_at)
        said = reply.fault or f"HTTP {reply.status}"
        return Answer(ok=False, is_down=True, text=f"không làm mới được access token của Zalo OA: {said}")

    def _refused(self, pair: Pair, reply: Reply, now: dt.datetime) -> Answer:
        why = f"Zalo từ chối refresh token ({self._words(reply)})"
        if pair.asked_at:
            why += f"; lần làm mới lúc {local(pair.asked_at).format('HH:mm DD/MM/YYYY')} mất trả lời, mã đã dùng mà chưa kịp lưu"
        why = f"{why}; {LOST}"
        with self._sessions() as session:
            is_last = credentials.refused(session, NAME, pair.version, why=why, now=now)
        if not is_last:
            return Answer(ok=False, is_down=True, text="refresh token vừa được thay trong lúc làm mới")
        log.error("%s", why)
        return out_of_order(why, now)

    def _awaited(self, pair: Pair, now: dt.datetime) -> Token | Answer:
        """What somebody else brings who is renewing just now."""
        until = time.monotonic() + self._patience
        while time.monotonic() < until:
            found = self._read()
            if found.version != pair.version and found.is_valid(now):
                return self._usable(found)
            if found.refused_at and found.refused_at != pair.refused_at:
                return out_of_order(found.refusal, now)
            if found.leased_until is None:
                break
            time.sleep(0.1)
        return Answer(ok=False, is_down=True, text="access token của Zalo OA đang được một tiến trình khác làm mới")

    def _read(self) -> Pair:
        with self._sessions() as session:
            found = credentials.read(session, NAME)
        assert found is not None
        return found

    def _usable(self, pair: Pair) -> Token:
        token = Token(pair.access_token, pair.version)
        if pair.expires_at is not None:
            self._known = token, pair.expires_at - MARGIN
        return token

    def _words(self, reply: Reply) -> str:
        body = reply.body or {}
        code = error_of(body)
        said = next(
            (body[n] for n in ("error_description", "error_reason", "error_name", "message") if body.get(n)), ""
        )
        return f"mã {code if code is not None else f'HTTP {reply.status}'}: {self._http.clean(said)}"


def _pair_in(reply: Reply) -> tuple[str, str, dt.timedelta] | None:
    """Access token, refresh token and how long the first holds, if the answer has them."""
    body: dict[str, Any] = reply.body or {}
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if reply.status != 200 or not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
        return None
    seconds = error_of(body, "expires_in") or 0
    return access, refresh, dt.timedelta(seconds=seconds) if 0 < seconds <= 90 * 86_400 else LIFE


def _is_refusal(reply: Reply) -> bool:
    """Whether the provider says no. It does so with HTTP 200 too, with or without a number."""
    body = reply.body or {}
    says_no = bool(body.get("error_name")) or error_of(body) not in (None, 0)
    return says_no and reply.status < 500 and reply.status != TOO_MANY
