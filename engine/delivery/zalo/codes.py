"""What Zalo's codes mean for a message. A code that is not in these tables is taken as passing, and recorded."""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import Any

from engine.delivery.channels import Answer
from engine.delivery.zalo.http import Http, Reply

UNTIL_MENDED = dt.timedelta(hours=1)
AFTER_NIGHT_CODE = dt.timedelta(minutes=15)


class Meaning(enum.Enum):
    """``OURS``: nothing helps until the office sees to it (a package, money, a template); ``RATE``: too fast."""

    PASSING = enum.auto()
    RATE = enum.auto()
    FOR_GOOD = enum.auto()
    BAD_ADDRESS = enum.auto()
    TOKEN = enum.auto()
    OURS = enum.auto()
    NIGHT = enum.auto()


Table = Mapping[int, tuple[Meaning, str]]

OFFICIAL_ACCOUNT: Table = {
    -216: (Meaning.TOKEN, "access token không dùng được"),
    -32: (Meaning.RATE, "gửi quá nhanh"),
    -211: (Meaning.PASSING, "hết hạn mức"),
    -218: (Meaning.PASSING, "hết hạn mức"),
    -311: (Meaning.PASSING, "hết hạn mức"),
    -213: (Meaning.BAD_ADDRESS, "người nhận chưa quan tâm OA"),
    -217: (Meaning.BAD_ADDRESS, "người nhận chặn OA"),
    -230: (Meaning.FOR_GOOD, "người nhận không nhắn với OA trong 7 ngày"),
    -305: (Meaning.FOR_GOOD, "đã quá 48 giờ"),
    -224: (Meaning.OURS, "gói dịch vụ của OA không cho gửi"),
}
ZNS: Table = {
    -124: (Meaning.TOKEN, "access token không dùng được"),
    -108: (Meaning.BAD_ADDRESS, "số điện thoại không hợp lệ"),
    -118: (Meaning.BAD_ADDRESS, "số này không có tài khoản Zalo"),
    -109: (Meaning.OURS, "mẫu ZNS không đúng"),
    -131: (Meaning.OURS, "mẫu ZNS chưa được duyệt"),
    -115: (Meaning.OURS, "tài khoản ZNS hết tiền"),
    -133: (Meaning.NIGHT, "Zalo không nhận ZNS từ 22:00 đến 06:00"),
    -144: (Meaning.PASSING, "hết hạn mức"),
    -147: (Meaning.PASSING, "hết hạn mức"),
}
UNAUTHORISED, NOT_FOUND, TOO_MANY = 401, 404, 429


def meaning_of(reply: Reply, table: Table) -> Meaning | None:
    """What an answer of the Official Account or of ZNS means; None: accepted. HTTP 200 alone says nothing."""
    code = error_of(reply.body)
    if code == 0 and reply.status == 200:
        return None
    if reply.status == TOO_MANY:
        return Meaning.RATE
    known = table.get(code) if code is not None and reply.status < 500 else None
    return known[0] if known else Meaning.PASSING


def error_of(body: Mapping[str, Any] | None, name: str = "error") -> int | None:
    """The code in an answer, which some services write as text."""
    try:
        return int((body or {})[name])
    except (KeyError, TypeError, ValueError):
        return None


def in_words(reply: Reply, table: Table, http: Http) -> str:
    """A failure for the record: code, what it means, and what the provider said."""
    if reply.body is None:
        return f"HTTP {reply.status}: {reply.fault}"
    code = error_of(reply.body)
    status = f"HTTP {reply.status}" if reply.status != 200 else ""
    if code is None:
        return f"{status}: trả lời không có mã"
    meant = table[code][1] if code in table else "mã lạ"
    said = http.clean(reply.body.get("message", ""))
    return ": ".join(filter(None, (status, f"mã {code}", meant, said)))


def without_answer(reply: Reply, *, says: str) -> Answer | None:
    """The answer for a request that was not answered, or not in a form that ``says`` whether it was accepted."""
    if reply.status == 0:
        return Answer(ok=False, is_down=True, is_unknown=reply.may_have_arrived, text=reply.fault)
    if 200 <= reply.status < 300 and says not in (reply.body or {}):
        text = reply.fault or "trả lời không nói đã nhận hay chưa"
        return Answer(ok=False, is_down=True, is_unknown=True, text=f"HTTP {reply.status}: {text}")
    if 300 <= reply.status < 400:
        return Answer(ok=False, is_down=True, text=f"HTTP {reply.status}: chuyển hướng, không theo")
    return None


def as_answer(meaning: Meaning, text: str, at: dt.datetime) -> Answer:
    """The answer that deliver understands. ``TOKEN`` comes here only when a new token was refused as well."""
    if meaning in (Meaning.OURS, Meaning.TOKEN):
        return out_of_order(text, at)
    if meaning is Meaning.NIGHT:
        return Answer(ok=False, not_before=at + AFTER_NIGHT_CODE, text=text)
    for_good = meaning in (Meaning.FOR_GOOD, Meaning.BAD_ADDRESS)
    return Answer(ok=False, permanent=for_good, bad_address=meaning is Meaning.BAD_ADDRESS, text=text)


def out_of_order(text: str, at: dt.datetime) -> Answer:
    """Until a person mends it: the message goes to the next address or waits; whether it is mended is tried hourly."""
    return Answer(ok=False, permanent=True, is_down=True, not_before=at + UNTIL_MENDED, text=text)
