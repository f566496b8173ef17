"""Any other service that Apprise knows, by its URL: one destination a call, its own throttle, and the URL in no log."""

import logging
import re
import threading
from types import TracebackType
from typing import Self

from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode

from engine.delivery.channels import Answer, Envelope

SECRET = re.compile(r"[:/@?&=+,;]+")
SHORTEST_SECRET = 6


class AppriseChannel:
    """Contacts of channel ``apprise``, whose address is an Apprise URL. ``pause``: seconds between two calls to one."""

    name = "apprise"

    def __init__(self, pause: float = 1.0) -> None:
        logging.getLogger("apprise").propagate = False
        logging.getLogger("urllib3").setLevel(logging.INFO)  # below, it writes down the path, where many put the token
        self._pause = pause
        self._asset = AppriseAsset(async_mode=False, secure_logging=True)
        self._known: dict[str, Apprise] = {}

    def send(self, envelope: Envelope) -> Answer:
        """Hand one message over. Apprise says yes or no and logs why: what it logs here becomes the answer."""
        with _Listening() as heard:
            service = self._service(envelope.address)
            if service is None:
                return Answer(ok=False, permanent=True, bad_address=True, text="địa chỉ Apprise không đọc được")
            ok = service.notify(body=envelope.text, title=envelope.subject, body_format=NotifyFormat.TEXT)
        return Answer(ok=bool(ok), text="" if ok else _without_secrets(heard.lines, envelope.address))

    def _service(self, url: str) -> Apprise | None:
        if url not in self._known:
            service = Apprise(asset=self._asset)
            if not service.add(url) or len(service) != 1:
                return None
            for plugin in service:
                plugin.request_rate_per_sec = self._pause
                plugin.overflow_mode = OverflowMode.SPLIT
            self._known[url] = service
        return self._known[url]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._known.clear()


class _Listening(logging.Handler):
    """Keeps what Apprise warns of in this thread, for as long as it is entered."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.lines.append(record.getMessage())

    def __enter__(self) -> Self:
        logging.getLogger("apprise").addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger("apprise").removeHandler(self)


def _without_secrets(lines: list[str], url: str) -> str:
    """The reason Apprise gave, with the URL and every longer piece of it struck out."""
    text = "; ".join(lines)
    for piece in [url, *sorted(SECRET.split(url), key=len, reverse=True)]:
        if len(piece) >= SHORTEST_SECRET:
            text = text.replace(piece, "***")
    return text[:500] or "dịch vụ không nhận"
