"""A register in the making: what a machine read from a document, duty by duty, and what people have settled of it."""

import datetime as dt
import enum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.timings import Recurring, Timing, Undated


class Kept(BaseModel):
    """Part of a proposal: changed by copies only, so that what was there before can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Who(Kept):
    """A body as the document names it, and the code of the unit or group that it is; None while nobody knows."""

    name: str = ""
    code: str | None = None


class Standing(enum.StrEnum):
    """How far a duty has come: as the machine left it, looked at and found right, mended, added by hand."""

    READ = "read"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    ADDED = "added"


class ProposedHead(Kept):
    """The head of the plan; what the document leaves open is empty here and asked for."""

    version: int = 1
    id: str = ""
    number: str | None = None
    title: str = ""
    issuer: Who = Who()
    monitor: Who = Who()
    issued_on: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    period_rule: str = ""
    is_assumed: bool = False
    parent: str | None = None
    parent_number: str = ""
    basis: str = ""
    ladder: str = "standard"
    rules: dict[str, Any] = Field(default_factory=dict)
    note: str = ""


class ProposedDuty(Kept):
    """One duty with the place it was read from. ``number`` is its name on the page and never changes.

    ``version`` counts its corrections: who corrects says which version was seen. Nobody in ``lead``: the issuer leads.
    ``answers`` are days that may be meant where the reading had to ask.
    """

    number: int
    version: int = 1
    standing: Standing = Standing.READ
    is_removed: bool = False
    reason: str = ""
    key: str
    section: str = "—"
    source: str
    title: str
    lead: tuple[Who, ...] = ()
    cooperate: tuple[Who, ...] = ()
    reports_to: Who | None = None
    deliverable: str = ""
    tier: str = "A"
    timing: Timing
    inputs: tuple[str, ...] = ()
    ladder: str | None = None
    note: str = ""
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    answers: tuple[dt.date, ...] = ()
    span: tuple[int, int] | None = None
    page: int | None = None

    @property
    def needs_date(self) -> bool:
        """Whether no day is stated, so that a person has to set one, here or later for each obligation."""
        return isinstance(self.timing, Undated) or (isinstance(self.timing, Recurring) and self.timing.due is None)


class Proposal(Kept):
    """The whole register in the making. ``revision`` counts all corrections: it tells whether a page shows the newest."""

    revision: int = 1
    head: ProposedHead = ProposedHead()
    duties: tuple[ProposedDuty, ...] = ()
    ladders: dict[str, Any] = Field(default_factory=dict)

    @property
    def kept(self) -> tuple[ProposedDuty, ...]:
        return tuple(duty for duty in self.duties if not duty.is_removed)
