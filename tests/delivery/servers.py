"""Mail servers with moods: real ones on a port of this machine, that refuse, hang or drop as a test wants."""

import asyncio
import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from engine.delivery.mailbox import AnyPortController
from engine.delivery.smtp import MailServer

FROM = "Đôn Đốc <dondoc@soyte.example>"


@dataclass
class Kept:
    """A mail that the server accepted (or took and never confirmed)."""

    to: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=default)

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def id(self) -> str:
        return str(self.mail["Message-ID"])

    def body(self, kind: str = "plain") -> str:
        part = self.mail.get_body((kind,))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")


@dataclass
class Moody:
    """Answers by recipient: ``moods["lan"] = "550 5.1.1 unknown"`` or one of hang, drop, take-and-drop, drop-at-rcpt."""

    moods: dict[str, str] = field(default_factory=dict)
    mood: str = ""
    kept: list[Kept] = field(default_factory=list)
    connections: int = 0
    per_connection: int | None = None

    def of(self, address: str) -> str:
        return self.moods.get(address.partition("@")[0], self.mood)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood.startswith("MAIL "):
            return self.mood.removeprefix("MAIL ")
        envelope.mail_from = address
        served = getattr(session, "served", 0)
        if self.per_connection is not None and served >= self.per_connection:
            cast(Any, server.transport).abort()
        session.served = served + 1  # type: ignore[attr-defined]
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        mood = self.of(address)
        if mood == "hang":
            await asyncio.sleep(2)
        if mood == "drop-at-rcpt":
            cast(Any, server.transport).abort()
        if mood[:1].isdigit():
            return mood
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mood = self.of(envelope.rcpt_tos[0])
        if mood.startswith("DATA "):
            return mood.removeprefix("DATA ")
        if mood != "drop":
            self.kept.append(Kept(envelope.rcpt_tos[0], cast(bytes, envelope.content)))
        if mood in ("drop", "take-and-drop"):
            cast(Any, server.transport).abort()
        if mood == "take-and-hang":
            await asyncio.sleep(2)
        return "250 2.0.0 queued as 42"


@contextmanager
def listening(moody: Moody, **options: Any) -> Iterator[MailServer]:
    """The server on a free port, for as long as the block runs."""
    controller = AnyPortController(moody, hostname="127.0.0.1", port=0, ready_timeout=30, **options)
    controller.start()
    try:
        yield MailServer("127.0.0.1", controller.port, FROM, security="plain", timeout=0.5)
    finally:
        controller.stop()


def one_login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    """Lets in the one user of the tests."""
    return AuthResult(success=(data.login, data.password) == (b"dondoc", b"mat-khau"), handled=False)


def tls_of(cert: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context
