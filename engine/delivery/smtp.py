"""A kept connection to the mail server, and what its replies mean for the message that was on its way."""

import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Literal

from engine.delivery.channels import Answer, is_mail_address
from models.errors import ConfigurationError

Security = Literal["plain", "starttls", "tls"]
Reply = tuple[int, bytes]
CLOSING = 421
POLICY = re.compile(rb"5\.7\.\d")  # RFC 3463: refused by a rule of the server; the mailbox itself may be sound


@dataclass(frozen=True)
class MailServer:
    """Where mail leaves from, and as whom ("Đôn Đốc <dondoc@soyte.example>").

    ``security`` is never weakened: without STARTTLS on offer nothing is sent.
    """

    host: str
    port: int
    mail_from: str
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    timeout: float = 30.0

    def __post_init__(self) -> None:
        if not is_mail_address(self.sender) or not self.mail_from.isprintable():
            raise ConfigurationError(f"địa chỉ gửi '{self.mail_from}' sai — viết như 'Đôn Đốc <dondoc@soyte.example>'")

    @cached_property
    def sender(self) -> str:
        return parseaddr(self.mail_from)[1]

    @cached_property
    def sender_name(self) -> str:
        return parseaddr(self.mail_from)[0]

    @cached_property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


class RefusedError(Exception):
    """The server said no to one command; the connection is still good."""

    def __init__(self, command: str, reply: Reply) -> None:
        self.command, self.reply = command, reply
        super().__init__(said(reply))


class Connection:
    """One SMTP connection for many messages, opened when first needed and again once if the server dropped it."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._tls = _tls(server)

    def send(self, address: str, data: bytes) -> Answer:
        """Hand one message over and say what became of it; ``data`` has CRLF line ends."""
        is_kept = self._smtp is not None
        try:
            smtp = self._smtp or self._connect()
        except (OSError, smtplib.SMTPException) as fault:
            return Answer(ok=False, is_down=True, text=_words(fault))
        try:
            self._announce(smtp, address)
        except RefusedError as refusal:
            if refusal.reply[0] == CLOSING:
                return self._lost(refusal, address, data, is_kept)
            return self._refused(refusal)
        except (OSError, smtplib.SMTPException) as fault:
            return self._lost(fault, address, data, is_kept)
        return self._content(smtp, data)

    def close(self) -> None:
        """Say goodbye if anybody still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        smtp = self._greeted()
        try:
            smtp.ehlo()
            if server.security == "starttls":
                smtp.starttls(context=self._tls)
                smtp.ehlo()
            if server.username is not None:
                smtp.login(server.username, server.password or "")
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _greeted(self) -> smtplib.SMTP:
        server = self.server
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=server.domain, timeout=server.timeout, context=self._tls
            )
        return smtplib.SMTP(server.host, server.port, local_hostname=server.domain, timeout=server.timeout)

    def _announce(self, smtp: smtplib.SMTP, address: str) -> None:
        """Sender, recipient, and the wish to send: up to here nothing has left our hands."""
        for command, rest, wanted in (
            ("MAIL", f"FROM:<{self.server.sender}>", 250),
            ("RCPT", f"TO:<{address}>", 250),
            ("DATA", "", 354),
        ):
            code, text = smtp.docmd(command, rest)
            if code != wanted and not (command == "RCPT" and code == 251):
                raise RefusedError(command, (code, text))

    def _content(self, smtp: smtplib.SMTP, data: bytes) -> Answer:
        """The message itself. Once it is on its way, a lost connection leaves open whether it arrived."""
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
            reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            self._drop()
            return Answer(ok=False, is_unknown=True, is_down=_timed_out(fault), text=_words(fault))
        if reply[0] == 250:
            return Answer(ok=True, text=said(reply))
        return Answer(ok=False, permanent=reply[0] >= 500, text=said(reply))

    def _lost(self, fault: Exception, address: str, data: bytes, is_kept: bool) -> Answer:
        """The connection went before the message left: try once on a new one, unless this was new or the server hangs."""
        self._drop()
        hangs = _timed_out(fault)
        if is_kept and not hangs:
            return self.send(address, data)
        return Answer(ok=False, is_down=hangs, text=_words(fault))

    def _refused(self, refusal: RefusedError) -> Answer:
        """What a refusal means: of our sender, a fault of the channel; of the recipient, of the address, if for good."""
        self._forget_message()
        for_good = refusal.reply[0] >= 500
        if refusal.command == "MAIL" and for_good:
            return Answer(ok=False, is_down=True, text=str(refusal))
        bad = for_good and refusal.command == "RCPT" and not POLICY.match(refusal.reply[1])
        return Answer(ok=False, permanent=for_good, bad_address=bad, text=str(refusal))

    def _forget_message(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def said(reply: Reply) -> str:
    """A reply as the server gave it: "550 5.1.1 no such user"."""
    code, text = reply
    return f"{code} {' '.join(text.decode('utf-8', 'replace').split())}"[:500]


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        text = fault.smtp_error
        return said((fault.smtp_code, text if isinstance(text, bytes) else text.encode()))
    return f"{type(fault).__name__}: {fault}"[:500]


def _timed_out(fault: BaseException) -> bool:
    """smtplib wraps a timeout in a lost connection and keeps the cause as context."""
    return isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError)


def _tls(server: MailServer) -> ssl.SSLContext | None:
    if server.security == "plain":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except (OSError, ssl.SSLError) as fault:
        raise ConfigurationError(f"không đọc được chứng chỉ '{server.ca_file}': {fault}") from fault
