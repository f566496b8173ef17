"""A message as mail: headers that any client unfolds to the very same Vietnamese, text and HTML beside each other.

Python's own folding loses a space where a line of encoded words ends at a word (seen in 3.11: "tế, cáo" came back as
"tế,cáo"), so headers are encoded here: whole characters, the spaces inside the encoded words (RFC 2047, section 6.2).
"""

import base64
import datetime as dt
import re
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from engine.delivery.channels import Envelope
from engine.delivery.smtp import MailServer
from models.moments import ZONE, local

ENCODED = 42  # bytes of UTF-8 in one encoded word; with its frame it stays below the 75 that RFC 2047 allows


class ReadyPolicy(EmailPolicy):
    """Headers go out as they were written here. A line end in one is refused unless it is our folding."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        _one_line(str(value).replace("\r\n ", ""))
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value  # written here a moment ago: reading it again as a header costs more than all the rest


POLICY = ReadyPolicy(linesep="\r\n", refold_source="none")


def as_mail(envelope: Envelope, server: MailServer) -> bytes:
    """The whole mail in bytes; a line end smuggled into a name or subject raises ``ValueError``."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = named(server.sender_name, server.sender)
    mail["To"] = named(envelope.person, envelope.address)
    mail["Subject"] = encoded(envelope.subject)
    mail["Date"] = format_datetime(_office_time(envelope.at))
    mail["Message-ID"] = f"<{_one_line(envelope.token)}@{server.domain}>"
    if envelope.thread:
        mail["In-Reply-To"] = mail["References"] = f"<{_one_line(envelope.thread)}@{server.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = f'multipart/alternative; boundary="=_{envelope.token}"'
    mail.attach(_part("plain", envelope.text))
    mail.attach(_part("html", envelope.html))
    return mail.as_bytes()


def named(name: str, address: str) -> str:
    """A mailbox with its display name."""
    return f"{encoded(name, always=True)}\r\n <{_one_line(address)}>" if name else f"<{_one_line(address)}>"


def encoded(text: str, *, always: bool = False) -> str:
    """A header's text: short plain ASCII as it is, anything else as encoded words on lines of their own."""
    _one_line(text)
    if text.isascii() and text.isprintable() and len(text) <= 60 and "=?" not in text and not always:
        return text
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode('ascii')}?=" for piece in _pieces(text))


def _pieces(text: str) -> list[bytes]:
    """Runs of whole words with the spaces after them, words too long for a line in runs of whole characters.

    Each run can be read by itself; cut inside a word, Python's reader of display names puts a space there.
    """
    pieces = [b""]
    for word in re.findall(r"\S+\s*|\s+", text):
        parts = [word] if len(word.encode("utf-8", "replace")) <= ENCODED else list(word)
        for one in (part.encode("utf-8", "replace") for part in parts):
            if len(pieces[-1]) + len(one) > ENCODED:
                pieces.append(b"")
            pieces[-1] += one
    return pieces


def _part(subtype: str, content: str) -> EmailMessage:
    part = EmailMessage(policy=POLICY)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "base64"
    lines = "\r\n".join(content.splitlines()) + "\r\n"
    part.set_payload(base64.encodebytes(lines.encode("utf-8", "replace")).decode("ascii"))
    return part


def _one_line(text: str) -> str:
    if any(end in text for end in "\r\n\0"):
        raise ValueError("line end in a header")
    return text


def _office_time(at: dt.datetime) -> dt.datetime:
    here = local(at, ZONE)
    return dt.datetime(*here.timetuple()[:6], tzinfo=dt.timezone(here.utcoffset() or dt.timedelta()))
