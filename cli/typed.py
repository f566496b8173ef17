"""What a person typed, as a day, a moment or a number; or refused with what to write instead."""

import datetime as dt
import math
import re

from config.clock import MORNING, now, parse_as_of
from config.opening import FIRST_YEAR, YEARS_AHEAD
from models.errors import BadInputError, NotFoundError
from models.moments import ZONE, instant

DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4})", re.ASCII)
FIRST, LAST = 2000, 2099  # years of plans; what lies outside is a slip of the hand
MOST = 2**31 - 1  # the largest number of a row that every database holds


def day_from(text: str) -> dt.date:
    """The day a person wrote: 2024-01-31 or 31/01/2024."""
    found = DAY.fullmatch(text.strip())
    if found is None:
        raise BadInputError(f"'{text}' không phải ngày — viết như 2024-01-31 hoặc 31/01/2024")
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in "ymd")
    if not FIRST <= year <= LAST:
        raise BadInputError(f"'{text}' nằm ngoài các năm {FIRST}-{LAST} — viết lại năm")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise BadInputError(f"ngày '{text}' không có trong lịch — viết một ngày có thật, như 2024-02-29") from None


def lived_day(text: str) -> dt.date:
    """A day on which the engine may be put: only where the calendar knows which days are worked."""
    day, last = day_from(text), now().year + YEARS_AHEAD
    if not FIRST_YEAR <= day.year <= last:
        raise BadInputError(f"'{text}' nằm ngoài lịch làm việc — viết một ngày từ năm {FIRST_YEAR} đến năm {last}")
    return day


def moment_from(text: str, zone: str = ZONE) -> dt.datetime:
    """The moment a person means: a day is nine in the morning in the office, a time is the office's."""
    if DAY.fullmatch(text.strip()):
        return instant(lived_day(text), MORNING, zone)
    moment = parse_as_of(text, zone)
    lived_day(f"{moment:%Y-%m-%d}")
    return moment


def obligation_number(text: str) -> int:
    """The number of an obligation as lists show it."""
    if not re.fullmatch(r"[0-9]{1,30}", text.strip()):
        raise BadInputError(f"'{text}' không phải số nghĩa vụ — lấy số ở cột ID của 'dondoc obligations'")
    if int(text) > MOST:
        raise NotFoundError(f"không có nghĩa vụ số {text} — xem 'dondoc obligations'")
    return int(text)


def message_number(text: str) -> int:
    """The number of a message as its list shows it."""
    if not re.fullmatch(r"[0-9]{1,30}", text.strip()):
        raise BadInputError(f"'{text}' không phải số của tin — lấy ở cột Số của 'dondoc messages'")
    if int(text) > MOST:
        raise NotFoundError(f"không có tin số {text} — xem 'dondoc messages'")
    return int(text)


def request_number(text: str) -> int:
    """The number of a request as its list shows it."""
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise BadInputError(f"'{text}' không phải số đề nghị — lấy ở cột Số của 'dondoc requests'")
    return int(text)


def quantity_from(text: str) -> float:
    """A measured quantity: 12, 12.5, 12,5 or 40%."""
    return _number(text.strip().removesuffix("%"), text, "số đo", most=math.inf)


def share_from(text: str) -> float:
    """A share of the whole: 0.2, 0,2 or 20%."""
    bare = text.strip().removesuffix("%")
    scale = 100 if bare != text.strip() else 1
    return _number(bare, text, "tỷ lệ", most=scale) / scale


def _number(bare: str, text: str, what: str, *, most: float) -> float:
    try:
        number = float(bare.replace(",", "."))
    except ValueError:
        number = math.nan
    if math.isfinite(number) and 0 <= number <= most:
        return number
    limits = "từ 0 trở lên, như 12 hoặc 12,5" if most == math.inf else "từ 0 đến 1, hoặc từ 0% đến 100%"
    raise BadInputError(f"{what} '{text}' không dùng được — viết một số {limits}")


def count_from(text: str, what: str, *, least: int, most: int) -> int:
    """A whole number between two others."""
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()) or not least <= int(text) <= most:
        raise BadInputError(f"{what} '{text}' không dùng được — viết một số nguyên từ {least} đến {most}")
    return int(text)
