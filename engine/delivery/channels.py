"""What a channel is: it takes one message for one address and answers, as a value, what became of it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


@dataclass(frozen=True)
class Envelope:
    """One message to one address. ``token`` names it for good: a resend bears the same; ``thread`` joins mails.

    ``about`` are the obligations it speaks of; ``purpose`` and ``facts`` are for channels that fill in a form of their own.
    """

    address: str = field(repr=False)
    person: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    token: str
    thread: str | None
    at: dt.datetime
    about: tuple[int, ...] = ()
    purpose: str = "message"
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Answer:
    """What became of a message, in the provider's words.

    ``permanent``: never try this again; ``bad_address``: the address itself is at fault, no other message to it will
    fare better; ``is_unknown``: it may have arrived, for the connection broke before the answer came; ``is_down``: the
    channel itself is out of order (server away, password refused), which is no fault of the message. Both ``is_down`` and
    ``permanent``: out of order until a person mends it; the message goes to the person's next address, or waits.
    ``not_before``: not to be tried again before then (a channel's night); the wait wears no message out.
    """

    ok: bool
    permanent: bool = False
    text: str = ""
    bad_address: bool = False
    is_unknown: bool = False
    is_down: bool = False
    not_before: dt.datetime | None = None


class Channel(Protocol):
    """A way to people; entered before the first message of a run and left after the last."""

    @property
    def name(self) -> str:
        """The name by which contacts and messages ask for it."""
        ...

    def send(self, envelope: Envelope) -> Answer:
        """Hand over one message; faults of the channel come back as values, anything else is raised."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def is_mail_address(text: str) -> bool:
    """Whether this is one plain mail address; line ends, lists and display names are not."""
    return ADDRESS.fullmatch(text) is not None
