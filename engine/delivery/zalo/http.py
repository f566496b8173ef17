"""One call over HTTP to Zalo, and what came back as a value: nothing here raises, and nothing shows a secret.

The bot's token stands in the path of its address. Libraries write addresses into their logs and errors, so errors are told
by their kind only, and what urllib3 logs is masked.
"""

import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.exceptions import ConnectionError as NoConnectionError
from requests.exceptions import ConnectTimeout, ProxyError, RequestException, SSLError
from urllib3.exceptions import NewConnectionError

from models.errors import ConfigurationError

CONNECT, READ = 10.0, 20.0  # seconds
MOST = 65_536  # bytes of an answer; the longest that is documented has a few hundred
SHORTEST_SECRET = 6
LOUD = ("urllib3.connectionpool", "urllib3.connection", "urllib3.poolmanager", "urllib3.util.retry")
IN_PATH = re.compile(r"/bot[^/\s'\")]+")
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Reply:
    """What came back: a status with a JSON object, or None where it was none; status 0 and the fault where nothing did.

    ``may_have_arrived``: no answer, but the request may have been read by the other side.
    """

    status: int
    body: dict[str, Any] | None = field(default=None, repr=False)
    fault: str = ""
    may_have_arrived: bool = False


class Http:
    """A kept connection to one of Zalo's services. ``secrets`` are struck out of every text that comes back."""

    def __init__(self, base: str, *, secrets: tuple[str, ...] = (), read: float = READ) -> None:
        parts = urlsplit(base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
            raise ConfigurationError(f"địa chỉ dịch vụ Zalo '{parts.hostname}' phải là https")
        _mask_logs()
        self._base, self.host, self._read = base.rstrip("/"), parts.hostname or "", read
        self._secrets = set(secrets)
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": "dondoc", "Accept-Encoding": "identity"})

    def post(
        self,
        path: str,
        *,
        data: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        read: float | None = None,
    ) -> Reply:
        """Send JSON (``data``) or a form; no redirect is followed, and an answer that is too long or slow is cut off."""
        wait = read or self._read
        try:
            with self._session.post(
                self._base + path, json=data, data=form, headers=headers, stream=True, allow_redirects=False,
                timeout=(CONNECT, wait),
            ) as response:  # fmt: skip
                return self._reply(response, time.monotonic() + wait)
        except (RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
            kind, left = type(fault).__name__, not _never_left(fault)
        return Reply(0, fault=f"{self.host}: không có trả lời ({kind})", may_have_arrived=left)

    def hide(self, *secrets: str) -> None:
        """Strike these out of every text from now on."""
        self._secrets.update(secrets)

    def clean(self, text: object) -> str:
        """What the provider said, in one line, without secrets."""
        said = " ".join(str(text).split())
        for secret in sorted(self._secrets, key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                said = said.replace(secret, "***")
        return said[:300]

    def close(self) -> None:
        self._session.close()

    def _reply(self, response: requests.Response, until: float) -> Reply:
        content = _content(response, until)
        try:
            found = json.loads(content) if content is not None else None
        except (ValueError, RecursionError):
            found = None
        body = found if isinstance(found, dict) else None
        return Reply(response.status_code, body, "" if body is not None else f"{self.host}: trả lời không đọc được")


def _content(response: requests.Response, until: float) -> bytes | None:
    """The answer's bytes; None if there are too many. A trickle ends at ``until``."""
    found = bytearray()
    while piece := response.raw.read1(8_192):
        found += piece
        if len(found) > MOST:
            return None
        if time.monotonic() > until:
            raise TimeoutError
    return bytes(found)


def _never_left(fault: Exception) -> bool:
    """Whether the request surely did not reach the other side: there was no connection to send it over."""
    if isinstance(fault, ConnectTimeout | ProxyError | SSLError | ValueError):
        return True
    reason = getattr(fault.args[0], "reason", None) if isinstance(fault, NoConnectionError) and fault.args else None
    return isinstance(reason, NewConnectionError)


class _Masking(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if IN_PATH.search(said):
            record.msg, record.args = IN_PATH.sub("/bot***", said), ()
        return True


MASKING = _Masking()


def _mask_logs() -> None:
    for name in LOUD:
        logging.getLogger(name).addFilter(MASKING)  # adds the same one only once
