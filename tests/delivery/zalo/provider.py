"""A server on this machine that keeps Zalo to what is documented: the bot, the Official Account, its tokens, and ZNS.

It is strict: a path, header or field that is not as documented is refused, and a test can break it in the ways that matter.
"""

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

BOT = "1234567890:bi-mat-cua-bot"
APP, SECRET, FIRST = "998877", "bi-mat-cua-app", "refresh-0-bi-mat"
LIFE = dt.timedelta(hours=25)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass
class Zalo:
    """What the provider knows. ``moods`` (by address, or ``""`` for all) decide what goes wrong; ``log`` is every request."""

    clock: Callable[[], dt.datetime]
    moods: dict[str, Any] = field(default_factory=dict)
    log: list[tuple[str, Any]] = field(default_factory=list)
    told: list[tuple[str, Any]] = field(default_factory=list)
    refresh_token: str = FIRST
    access: dict[str, dt.datetime] = field(default_factory=dict)
    pairs: int = 0
    refreshes: int = 0
    oauth_mood: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    templates: dict[str, dict[str, int]] = field(default_factory=lambda: {"123": {"ten": 30, "viec": 20}})
    lock: Any = field(default_factory=threading.Lock)

    def answer(self, path: str, headers: Any, body: bytes) -> Any:
        """Status and JSON for one request, or a mood that the handler acts out."""
        if path == "/v4/oa/access_token":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return self.refresh(headers, form)
        data = json.loads(body)
        with self.lock:
            self.log.append((path, data))
        if path.startswith("/bot"):
            return self.bot(path, data)
        if path == "/v3.0/oa/message/cs":
            return self.with_token(headers, -216, lambda: self.official(data))
        if path == "/message/template":
            return self.with_token(headers, -124, lambda: self.zns(data))
        return 404, "<h1>not found</h1>"

    # the bot

    def bot(self, path: str, data: dict[str, Any]) -> Any:
        if path not in (f"/bot{BOT}/sendMessage", f"/bot{BOT}/getUpdates"):
            return self.moods.get("wrong token", (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))
        if path.endswith("getUpdates"):
            if self.updates:
                return 200, {"ok": True, "result": self.updates.pop(0)}
            return 408, {"ok": False, "error_code": 408, "description": "Request timeout"}
        assert set(data) == {"chat_id", "text"}
        if not 1 <= _utf16(data["text"]) <= 2_000:
            return 200, {"ok": False, "error_code": 400, "description": "text must be 1..2000"}
        result = {"message_id": f"m{len(self.told)}", "date": 1704675600000}
        return self.take(data["chat_id"], data["text"], {"ok": True, "result": result})

    # the Official Account

    def with_token(self, headers: Any, refused: int, then: Callable[[], Any]) -> Any:
        until = self.access.get(headers.get("access_token", ""))
        if until is None or until <= self.clock():
            return 200, {"error": refused, "message": "Access token is invalid"}
        return then()

    def official(self, data: dict[str, Any]) -> Any:
        assert set(data) == {"recipient", "message"}
        assert set(data["recipient"]) == {"user_id"}
        if not 1 <= _utf16(data["message"]["text"]) <= 2_000:
            return 200, {"error": -210, "message": "text too long"}
        done = {"error": 0, "message": "Success", "data": {"message_id": f"o{len(self.told)}"}}
        return self.take(data["recipient"]["user_id"], data["message"]["text"], done)

    def zns(self, data: dict[str, Any]) -> Any:
        if not (data["phone"].startswith("84") and data["phone"].isdigit()):
            return 200, {"error": -108, "message": "Phone number invalid"}
        if not 6 <= self.clock().astimezone(HANOI).hour < 22:
            return 200, {"error": -133, "message": "Not allowed to send at night"}
        fields = self.templates.get(data["template_id"])
        if fields is None:
            return 200, {"error": -109, "message": "Template ID invalid"}
        filled = data["template_data"]
        if set(filled) != set(fields) or not all(1 <= len(filled[n]) <= most for n, most in fields.items()):
            return 200, {"error": -112, "message": "Template data invalid"}
        return self.take(data["phone"], data, {"error": 0, "message": "Success", "data": {"msg_id": "z1"}})

    def take(self, address: str, what: Any, done: dict[str, Any]) -> Any:
        """Accept, unless a mood says otherwise. A list of moods is used up one by one."""
        mood = self.moods.get(address, self.moods.get(""))
        if isinstance(mood, list):
            mood = mood.pop(0) if mood else None
        if mood in (None, "take-and-hang", "take-and-drop", "take-and-babble"):
            with self.lock:
                self.told.append((address, what))
        return (200, done) if mood is None else mood

    # tokens

    def refresh(self, headers: Any, form: dict[str, str]) -> Any:
        """One use per refresh token; the answer to a refusal is HTTP 200 with a name and no number, as it is in life."""
        with self.lock:
            self.refreshes += 1
            if self.oauth_mood in ("hang", "drop", "babble"):
                return self.oauth_mood
            if headers.get("secret_key") != SECRET or form.get("app_id") != APP:
                return 200, {"error": -14004, "error_name": "Invalid secret key", "error_description": "secret key"}
            assert form["grant_type"] == "refresh_token"
            if form["refresh_token"] != self.refresh_token:
                said = f"{form['refresh_token']} was used"
                return 200, {"error_name": "Invalid refresh token", "error_reason": said, "error_description": said}
            self.pairs += 1
            self.refresh_token, access = f"refresh-{self.pairs}-bi-mat", f"access-{self.pairs}-bi-mat"
            self.access = {access: self.clock() + LIFE}
            mood, self.oauth_mood = self.oauth_mood, ""
        if mood == "slow":
            time.sleep(0.5)
        if mood in ("take-and-drop", "take-and-hang"):
            return mood
        return 200, {"access_token": access, "refresh_token": self.refresh_token, "expires_in": "90000"}


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        zalo: Zalo = self.server.zalo  # type: ignore[attr-defined]
        found = zalo.answer(self.path, self.headers, body)
        if isinstance(found, tuple):
            self.say(*found)
        else:
            self.act(found)

    def act(self, mood: str) -> None:
        """Behave badly: the words after "take-and-" are the same, only that the message was accepted before."""
        kind = mood.removeprefix("take-and-")
        if kind == "hang":
            time.sleep(1.5)
        elif kind == "babble":
            self.say(200, "<html>Sign in to the wireless network</html>")
        elif kind == "flood":
            self.say(200, json.dumps({"ok": True, "error": 0, "x": "y" * 200_000}))
        elif kind == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif kind == "trickle":
            self.trickle()
        self.close_connection = True

    def trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def say(self, status: int, what: Any) -> None:
        content = (what if isinstance(what, str) else json.dumps(what)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving(zalo: Zalo) -> Iterator[str]:
    """The provider on a free port, for as long as the block runs; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.zalo = zalo  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
