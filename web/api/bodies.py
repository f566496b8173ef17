"""What the interface takes: the bodies of actions, read strictly, and their words for the engine."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Base64Bytes, BaseModel, BeforeValidator, ConfigDict, Field

from engine.fulfilment.answers import Said
from engine.fulfilment.evidence import LARGEST, MOST, File, received_file
from models.errors import BadInputError

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
YEARS = range(2000, 2101)  # working days are not counted beyond them
WITHOUT_NUL = r"^[^\x00]*$"  # a NUL is more than PostgreSQL takes


def _as_written(given: Any) -> Any:
    """A day is written as text: pydantic would also take seconds since 1970 for one."""
    if not isinstance(given, str) or not ISO_DAY.fullmatch(given):
        raise ValueError("phải là ngày có thật, viết như 2026-01-31")
    return given


def _within_years(day: dt.date) -> dt.date:
    if day.year not in YEARS:
        raise BadInputError(f"ngày {day:%d/%m/%Y} quá xa — viết một ngày từ năm {YEARS[0]} đến năm {YEARS[-1]}")
    return day


def _as_number(given: Any) -> Any:
    """A number is written as one: pydantic would also take text and true for one."""
    if isinstance(given, bool | str):
        raise ValueError("phải là số")
    return given


AnyDay = Annotated[dt.date, BeforeValidator(_as_written)]
Day = Annotated[AnyDay, AfterValidator(_within_years)]
Text = Annotated[str, Field(max_length=2000, pattern=WITHOUT_NUL)]
Name = Annotated[str, Field(max_length=100, pattern=WITHOUT_NUL)]
Number = BeforeValidator(_as_number)


class Given(BaseModel):
    """The body of an action, which ``said`` puts into the words of the engine; a field that it has not is refused."""

    model_config = ConfigDict(extra="forbid")


class Attached(Given):
    """A file of a submission."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=WITHOUT_NUL)]
    content: Annotated[Base64Bytes, Field(description=f"Nội dung, base64; cả yêu cầu không quá {LARGEST // 2**20} MiB")]


class Submitting(Given):
    """A document that is handed in; without a day it is today's."""

    document: Name
    on: Day | None = None
    quantity: Annotated[float, Field(ge=-1e12, le=1e12), Number] | None = None
    note: Text = ""
    files: Annotated[list[Attached], Field(max_length=MOST)] = []

    def stored(self) -> list[File]:
        """The files as they are kept."""
        return [received_file(file.name, io.BytesIO(file.content)) for file in self.files]

    def said(self, files: Sequence[File]) -> Said:
        entries = tuple(file.entry for file in files)
        return Said(self.document, self.on, self.quantity, reason=self.note, files=entries)


class Nothing(Given):
    """An action that needs no more words."""


class Snoozing(Given):
    """Working days for which no reminder comes."""

    days: Annotated[int, Field(ge=1, le=20), Number]

    def said(self) -> Said:
        return Said(days=self.days)


class Asking(Given):
    """More time, until when and why."""

    until: Day
    reason: Text

    def said(self) -> Said:
        return Said(until=self.until, reason=self.reason)


class Dating(Given):
    """A day that a person sets."""

    until: Day
    reason: Text = ""

    def said(self) -> Said:
        return Said(until=self.until, reason=self.reason)


class Reasoned(Given):
    """An action that is not done without words."""

    reason: Text

    def said(self) -> Said:
        return Said(reason=self.reason)


class Noted(Given):
    """An action to which something may be said."""

    reason: Text = ""

    def said(self) -> Said:
        return Said(reason=self.reason)


class Reviewed(Given):
    """A decision about what was handed in; with the number of the submission it is refused if a newer one replaced it."""

    reason: Text = ""
    submission: Annotated[int, Field(ge=1, lt=2**31), Number] | None = None

    def said(self) -> Said:
        return Said(reason=self.reason, submission=self.submission)


class Raising(Given):
    """An event that has come about: which, what it is about, and why; ``event`` is the ``key`` of one that may be raised."""

    event: Name
    about: Name = ""
    reason: Text
