"""A message as mail: headers that any client unfolds to the very same Vietnamese, text and HTML beside each other.

Python's own folding loses a space where a line of encoded words ends at a word (seen in 3.11: "tế, cáo" came back as
"tế,cáo"), so headers are encoded here: whole characters, the spaces inside the encoded words (RFC 2047, section 6.2).
"""

import base64
import datetime as dt
import re
from email.utils import format_datetime

from engine.delivery.channels import Envelope
from engine.delivery.smtp import MailServer
from models.moments import ZONE, local

ENCODED = 42  # bytes of UTF-8 in one encoded word; with its frame it stays below the 75 that RFC 2047 allows


def as_mail(envelope: Envelope, server: MailServer) -> bytes:
    """The whole mail in bytes; a line end smuggled into a name or subject raises ``ValueError``.

    Written out here: Python's message classes take as long for it as the server for the mail.
    """
    headers = {
        "From": named(server.sender_name, server.sender),
        "To": named(envelope.person, envelope.address),
        "Subject": encoded(envelope.subject),
        "Date": format_datetime(_office_time(envelope.at)),
        "Message-ID": f"<{_one_line(envelope.token)}@{server.domain}>",
    }
    if envelope.thread:
        headers["In-Reply-To"] = headers["References"] = f"<{_one_line(envelope.thread)}@{server.domain}>"
    boundary = f"=_{envelope.token}"
    headers |= {
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    parts = (_part("plain", envelope.text), _part("html", envelope.html))
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"{_lines(headers)}\r\n{body}--{boundary}--\r\n".encode("ascii")


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


def _part(subtype: str, content: str) -> str:
    headers = {"Content-Type": f'text/{subtype}; charset="utf-8"', "Content-Transfer-Encoding": "base64"}
    lines = "\r\n".join(content.splitlines()) + "\r\n"
    coded = base64.encodebytes(lines.encode("utf-8", "replace")).decode("ascii")
    return f"{_lines(headers)}\r\n" + coded.replace("\n", "\r\n")


def _lines(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def _one_line(text: str) -> str:
    if any(end in text for end in "\r\n\0"):
        raise ValueError("line end in a header")
    return text


def _office_time(at: dt.datetime) -> dt.datetime:
    here = local(at, ZONE)
    return dt.datetime(*here.timetuple()[:6], tzinfo=dt.timezone(here.utcoffset() or dt.timedelta()))
