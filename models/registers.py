"""The register of a plan as reviewed data: what a YAML register may say, checked before anything touches a table."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from models.ladders import Ladders
from models.periods import Days
from models.timings import ReadingRules, Strict, Timing

CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NUMBER = r"^\d{1,5}(/\d{4})?/[^\s/]+(-[^\s/]+)*$"


class PlanEntry(Strict):
    """The head of a register. ``number`` is null for a draft whose number is blank: a blank is never guessed."""

    id: str = Field(pattern=CODE)
    number: str | None = Field(default=None, pattern=NUMBER)
    title: str = Field(min_length=3)
    issuer: str
    monitor: str
    issued_on: dt.date | None = None
    start: dt.date = Field(alias="from")
    end: dt.date = Field(alias="to")
    parent: str | None = None
    basis: str = ""
    ladder: str = "standard"
    rules: dict[str, Any] = Field(default_factory=dict)
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "PlanEntry":
        if self.start > self.end:
            raise ValueError(f"'from' {self.start} sau 'to' {self.end} — đổi lại cho đúng thứ tự")
        return self

    @field_validator("rules")
    @classmethod
    def _known_rules(cls, value: dict[str, Any]) -> dict[str, Any]:
        ReadingRules.model_validate(value)
        return value

    @property
    def days(self) -> Days:
        return Days(self.start, self.end)

    @property
    def earliest(self) -> dt.date:
        """The first day on which anything in the plan can be due: its day of issue or its beginning."""
        return min(self.start, self.issued_on or self.start)

    def reading_rules(self, office: ReadingRules) -> ReadingRules:
        """The office's switches with the plan's own over them."""
        return office.model_copy(update=ReadingRules.model_validate(self.rules).model_dump(include=set(self.rules)))


class ActivityEntry(Strict):
    """One duty: who leads (codes of units or groups), what, when, and the phrase it was read from."""

    key: str = Field(pattern=CODE)
    section: str
    source: str = Field(min_length=2)
    title: str = Field(min_length=3)
    lead: list[str] = Field(min_length=1)
    cooperate: list[str] = Field(default_factory=list)
    reports_to: str | None = None
    deliverable: str = ""
    tier: Literal["A", "B", "C"] = "A"
    inputs: list[str] = Field(default_factory=list)
    ladder: str | None = None
    note: str = ""
    timing: Timing


class Register(Strict):
    """A plan and its duties, and the ladders it brings along; one with the name of an office's ladder stands in its stead."""

    plan: PlanEntry
    ladders: Ladders = Field(default_factory=dict)
    activities: list[ActivityEntry] = Field(min_length=1)
