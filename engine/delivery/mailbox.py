"""The local mailbox: a mail server on this machine that keeps what it gets in a folder, and a reader for that folder.

It stands in for the office's mail server in `dondoc start` and `dondoc demo`; nothing in it leaves the machine.
"""

import datetime as dt
import email
import os
import time
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOCAL = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """A mail as a person sees it; ``id`` is its file's name."""

    id: str
    at: dt.datetime
    to: str
    subject: str
    text: str
    html: str


class AnyPortController(Controller):
    """A controller that can take any free port: it asks the socket which one it got before it tries it."""

    def _trigger_server(self) -> None:
        sockets: Any = getattr(self.server, "sockets", ())
        self.port = int(sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


class MailboxServer:
    """An SMTP server on 127.0.0.1 that writes each mail into a Maildir; ``port`` 0 takes any that is free."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self._controller = AnyPortController(
            _Keeper(folder), hostname=LOCAL, port=port, ready_timeout=30, server_hostname="mailbox.example"
        )

    @property
    def port(self) -> int:
        """The port it listens on; known once it was started."""
        return int(self._controller.port)

    def start(self) -> None:
        """Listen from now on, in a thread of its own."""
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Keeper:
    """Writes to tmp and moves to new: whoever reads the folder never sees half a mail. What finds no room is asked to wait."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        name = f"{time.time_ns():020d}.{os.getpid()}_{next(self._numbers)}.mailbox"
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        half = self._folder / "tmp" / name
        try:
            half.write_bytes(content)
            half.rename(self._folder / "new" / name)
        except OSError as fault:
            half.unlink(missing_ok=True)
            return f"452 4.3.1 not kept: {fault.strerror}"
        return "250 2.0.0 kept in the local mailbox"


def read_mailbox(folder: Path, *, limit: int | None = None) -> list[Mail]:
    """The mails in a mailbox, the newest first, at most ``limit`` of those that came last; an absent one is empty."""
    files = (path for part in ("new", "cur") for path in (folder / part).glob("*.mailbox"))
    latest = sorted(files, key=lambda path: path.name, reverse=True)[:limit]
    return sorted((_read(path) for path in latest), key=lambda mail: (mail.at, mail.id), reverse=True)


def _read(path: Path) -> Mail:
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    return Mail(
        id=path.name,
        at=parsedate_to_datetime(mail["Date"]).astimezone(dt.UTC),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=_body(mail, "plain"),
        html=_body(mail, "html"),
    )


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
