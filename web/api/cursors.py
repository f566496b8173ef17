"""Where a list was cut, as a word that a program hands back: opaque to it, and good however many rows there are."""

import base64
import binascii
import datetime as dt

from engine.watching.queries import Place
from models.errors import BadInputError

LARGEST = 2**31


class BadCursorError(BadInputError):
    """Dấu trang 'after' không đúng — lấy nguyên giá trị 'next' của trang trước."""


def cursor_of(number: int, due_on: dt.date | None = None) -> str:
    """The word for a place in a list."""
    text = f"{due_on or ''}.{number}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place | None:
    """The place that a word stands for; None is the beginning."""
    if cursor is None:
        return None
    try:
        day, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(".")
        place = Place(dt.date.fromisoformat(day) if day else None, int(number))
    except (ValueError, binascii.Error):
        raise BadCursorError from None
    if not 0 < place.id < LARGEST or cursor_of(place.id, place.due_on) != cursor:
        raise BadCursorError
    return place


def number_of(cursor: str | None) -> int | None:
    """The number that a word stands for in a list by number."""
    place = place_of(cursor)
    return place.id if place else None
