"""The clock of the doors: what time it is, and what a person means by ``--as-of``."""

import datetime as dt
import re

import pendulum

from models.errors import BadInputError
from models.moments import ZONE, instant

MORNING = dt.time(9, 0)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


def now() -> dt.datetime:
    """This instant, aware and in UTC."""
    return pendulum.now("UTC")


def parse_as_of(text: str, zone: str = ZONE) -> dt.datetime:
    """The instant a person means: a day is nine in the morning there, a time without an offset is the office's."""
    try:
        if DAY.fullmatch(text.strip()):
            return instant(dt.date.fromisoformat(text.strip()), MORNING, zone)
        if MOMENT.fullmatch(text.strip()):
            return _utc(dt.datetime.fromisoformat(text.strip()), zone)
    except ValueError:
        raise BadInputError(f"'{text}' không có trong lịch — viết một ngày giờ có thật, như 2024-01-08") from None
    raise BadInputError(f"'{text}' không phải ngày giờ — viết như 2024-01-08 hoặc '2024-01-08 14:30'")


def _utc(given: dt.datetime, zone: str) -> dt.datetime:
    aware = given if given.tzinfo else given.replace(tzinfo=pendulum.timezone(zone))
    return pendulum.instance(aware).in_timezone("UTC")
