"""The Zalo Official Account: text to a follower, the access token in a header, errors inside of HTTP 200."""

import re
from collections.abc import Mapping
from typing import Any

from engine.delivery.channels import Answer, Envelope
from engine.delivery.zalo import codes
from engine.delivery.zalo.codes import Meaning
from engine.delivery.zalo.http import READ, Http, Reply
from engine.delivery.zalo.progress import Parts, Sessions
from engine.delivery.zalo.tokens import Token, Tokens

BASE = "https://openapi.zalo.me"
USER = re.compile(r"[0-9]{6,25}")


class Call:
    """Calls with an access token; one that is refused is renewed, once, and the call made again."""

    def __init__(self, tokens: Tokens, base: str, table: codes.Table, *, read: float = READ) -> None:
        self.http = Http(base, read=read)
        self._tokens, self._table = tokens, table
        self._rests = False

    def __call__(self, path: str, data: Mapping[str, Any], envelope: Envelope) -> Answer:
        """Make the call for one message. After "too fast" it rests for the remainder of the run."""
        if self._rests:
            return Answer(ok=False, is_down=True, text="nghỉ: Zalo vừa báo gửi quá nhanh")
        token = self._tokens.current(envelope.at)
        if isinstance(token, Answer):
            return token
        reply = self._post(path, data, token)
        if codes.meaning_of(reply, self._table) is Meaning.TOKEN:
            token = self._tokens.instead_of(token, envelope.at)
            if isinstance(token, Answer):
                return token
            reply = self._post(path, data, token)
        return self._answer(reply, envelope)

    def close(self) -> None:
        self.http.close()
        self._tokens.close()

    def _post(self, path: str, data: Mapping[str, Any], token: Token) -> Reply:
        self.http.hide(token.access)
        return self.http.post(path, data=data, headers={"access_token": token.access})

    def _answer(self, reply: Reply, envelope: Envelope) -> Answer:
        if unanswered := codes.without_answer(reply, says="error"):
            return unanswered
        meaning = codes.meaning_of(reply, self._table)
        if meaning is None:
            result = (reply.body or {}).get("data")
            found = result if isinstance(result, dict) else {}
            return Answer(ok=True, text=self.http.clean(found.get("message_id") or found.get("msg_id") or "ok"))
        self._rests = meaning is Meaning.RATE
        return codes.as_answer(meaning, codes.in_words(reply, self._table, self.http), envelope.at)


class OfficialAccountSender:
    """Sends as an Official Account to its followers (tin tư vấn)."""

    def __init__(self, tokens: Tokens, sessions: Sessions, *, base: str = BASE, read: float = READ) -> None:
        self._call = Call(tokens, base, codes.OFFICIAL_ACCOUNT, read=read)
        self._parts = Parts("zalooa", sessions)

    def send(self, envelope: Envelope) -> Answer:
        """Send one message to the user id in ``address``, in parts if it is long."""
        if not USER.fullmatch(envelope.address):
            return Answer(ok=False, permanent=True, bad_address=True, text="user_id của Zalo OA không hợp lệ")
        return self._parts.send(envelope, lambda text: self._one(envelope, text))

    def close(self) -> None:
        self._call.close()

    def _one(self, envelope: Envelope, text: str) -> Answer:
        data = {"recipient": {"user_id": envelope.address}, "message": {"text": text}}
        return self._call("/v3.0/oa/message/cs", data, envelope)
