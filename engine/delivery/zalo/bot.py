"""The Zalo Bot platform: one call per message, the token in the path of the address."""

import re
from dataclasses import dataclass, field
from typing import Any

from engine.delivery.channels import Answer, Envelope
from engine.delivery.zalo.codes import NOT_FOUND, TOO_MANY, UNAUTHORISED, error_of, out_of_order, without_answer
from engine.delivery.zalo.http import READ, Http, Reply
from engine.delivery.zalo.progress import Parts, Sessions
from models.errors import ConfigurationError

BASE = "https://bot-api.zaloplatforms.com"
TOKEN = re.compile(r"[A-Za-z0-9:_.-]{6,400}")
CHAT = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
IDLE = 408
POLL = 30


@dataclass(frozen=True)
class Bot:
    """A bot, as whoever made it in Zalo was told."""

    token: str = field(repr=False)
    base: str = BASE
    read: float = READ

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.token):
            raise ConfigurationError("token của Zalo bot sai dạng — chép lại nguyên chuỗi mà Zalo Bot Manager gửi")


@dataclass(frozen=True)
class Heard:
    """Somebody wrote to the bot: the chat to answer in, and the name they go by."""

    chat_id: str
    name: str = field(repr=False)
    text: str = field(repr=False)


class BotSender:
    """Sends as a bot. After "too many" it rests for the remainder of the run."""

    def __init__(self, bot: Bot, sessions: Sessions) -> None:
        self._http = Http(bot.base, secrets=(bot.token, f"bot{bot.token}"), read=bot.read)
        self._path = f"/bot{bot.token}"
        self._parts = Parts("zalobot", sessions)
        self._rests = False

    def __repr__(self) -> str:
        return f"BotSender({self._http.host})"

    def send(self, envelope: Envelope) -> Answer:
        """Send one message to the chat in ``address``, in parts if it is long."""
        if not CHAT.fullmatch(envelope.address):
            return Answer(ok=False, permanent=True, bad_address=True, text="chat_id không hợp lệ")
        if self._rests:
            return Answer(ok=False, is_down=True, text="nghỉ: Zalo vừa báo gửi quá nhanh")
        return self._parts.send(envelope, lambda text: self._one(envelope, text))

    def next_heard(self, wait: int = POLL) -> Heard | None:
        """The next thing somebody wrote to the bot, None if nobody did meanwhile; for learning chat ids.

        Zalo gives nothing here while a webhook is set.
        """
        reply = self._http.post(f"{self._path}/getUpdates", data={"timeout": str(wait)}, read=wait + 10)
        if IDLE in (reply.status, error_of(reply.body, "error_code")):
            return None
        if not _accepted(reply):
            raise ConfigurationError(f"Zalo bot không cho đọc tin: {self._words(reply)}")
        return _heard((reply.body or {}).get("result"))

    def close(self) -> None:
        self._http.close()

    def _one(self, envelope: Envelope, text: str) -> Answer:
        reply = self._http.post(f"{self._path}/sendMessage", data={"chat_id": envelope.address, "text": text})
        if _accepted(reply):
            return Answer(ok=True, text=self._http.clean(_result(reply).get("message_id", "ok")))
        if self._is_unauthorised(reply):
            return out_of_order(f"{self._words(reply)} — xem DONDOC_ZALO_BOT_TOKEN", envelope.at)
        if TOO_MANY in (reply.status, error_of(reply.body, "error_code")):
            self._rests = True
        return without_answer(reply, says="ok") or Answer(ok=False, text=self._words(reply))

    def _is_unauthorised(self, reply: Reply) -> bool:
        """A wrong token is a wrong path, which may be answered by whoever serves pages: no JSON, not found."""
        if UNAUTHORISED in (reply.status, error_of(reply.body, "error_code")):
            return True
        return reply.status == NOT_FOUND and reply.body is None

    def _words(self, reply: Reply) -> str:
        code = error_of(reply.body, "error_code")
        if reply.body is None or code is None:
            return f"HTTP {reply.status}: {reply.fault or 'trả lời không có mã'}"
        return f"mã {code}: {self._http.clean(reply.body.get('description', ''))}"


def _accepted(reply: Reply) -> bool:
    return reply.status == 200 and reply.body is not None and reply.body.get("ok") is True


def _result(reply: Reply) -> dict[str, Any]:
    found = (reply.body or {}).get("result")
    return found if isinstance(found, dict) else {}


def _heard(result: object) -> Heard | None:
    """What one update says; None where it is no message."""
    message = result.get("message") if isinstance(result, dict) else None
    if not isinstance(message, dict):
        return None
    chat, sender = message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or not isinstance(chat.get("id"), str):
        return None
    name = sender.get("display_name", "") if isinstance(sender, dict) else ""
    return Heard(chat["id"], str(name), str(message.get("text", "")))
