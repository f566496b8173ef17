"""What was typed on the form of a deed: kept word for word so that a refused form can be shown again, and read."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Annotated

from fastapi import File, Form, UploadFile

from engine.fulfilment.answers import Said
from engine.fulfilment.evidence import MOST, received_file
from engine.fulfilment.evidence import File as Stored
from models.errors import BadInputError

NO_NUL = r"^[^\x00]*$"  # a NUL is more than PostgreSQL takes
Short = Annotated[str, Form(max_length=100, pattern=NO_NUL)]
Long = Annotated[str, Form(max_length=2000, pattern=NO_NUL)]
Uploads = Annotated[list[UploadFile], File()]


@dataclass(frozen=True)
class Filled:
    """The fields of all deeds; each form has some of them."""

    document: Short = ""
    on: Short = ""
    quantity: Short = ""
    until: Short = ""
    days: Short = ""
    reason: Long = ""
    submission: Short = ""
    tiep: Long = ""

    def said(self, files: list[Stored]) -> Said:
        """What was meant, or a refusal that says what to write instead."""
        return Said(
            self.document,
            day_from(self.on),
            number_from(self.quantity),
            day_from(self.until),
            count_from(self.days) or 1,
            self.reason,
            tuple(file.entry for file in files),
            count_from(self.submission),
        )


def received(uploads: list[UploadFile]) -> list[Stored]:
    """The files that came with a form; a field left empty sends one without a name."""
    sent = [upload for upload in uploads if upload.filename]
    if len(sent) > MOST:
        raise BadInputError(f"gửi {len(sent)} tệp một lần — nhiều nhất {MOST} tệp, hãy nén lại")
    return [received_file(str(upload.filename), upload.file) for upload in sent]


def day_from(text: str) -> dt.date | None:
    """The day of a form field: browsers send 2024-01-31, a reader without them may write 31/01/2024."""
    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadInputError(f"'{text}' không phải ngày có thật — viết như 31/01/2024")


def number_from(text: str) -> float | None:
    """The number of a form field, with a point or a comma."""
    if not text.strip():
        return None
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise BadInputError(f"'{text}' không phải số — viết như 42 hoặc 42,5")
    return found


def count_from(text: str) -> int | None:
    """The whole number of a form field."""
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 10):
        raise BadInputError(f"'{text}' không phải số nguyên — viết như 3")
    return int(text)
