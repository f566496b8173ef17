"""Days on which something is held: "tổ chức khai giảng ngày 05/9" needs no word of limit, the event is due that day."""

import re
from collections.abc import Iterable
from dataclasses import replace

from engine.reading.accounting import Loose
from engine.reading.grammar import Phrase, phrases_of
from engine.reading.resolving import Context
from engine.reading.terms import terms_of

PAPER = r"(?:báo cáo|kết quả|số liệu|kế hoạch|quyết định|công văn|thực hiện|theo|của|từ|về|từng|kỷ niệm|chào mừng)\b"
HELD = re.compile(
    r"\b(?:tổ chức|khai mạc|bế mạc|diễn ra|phát động|ra quân|khai giảng|họp|gặp mặt|bầu cử|thi|thi đấu|chung kết|chấm|tổng duyệt|trao giải|bốc thăm|khánh thành|ra mắt|tiến hành)"
    rf"(?: (?!{PAPER})[^\s.;:,()¤]+){{0,10}} $"
)
NOT_HELD = re.compile(
    r"\b(?:báo cáo|kết quả|số liệu|tình hình|việc|tại|sau|cuộc|buổi|phiên|đã|được|rà soát|đánh giá|kiểm tra|theo)\b[^.;:]*$"
)
DAY = re.compile(r"ngày \d{1,2}(?: ?/|-| tháng)")


def held_on(text: str, loose: Iterable[Loose], context: Context) -> list[Phrase]:
    """The days that no reading used and on which the text says something is held."""
    days = [each for each in loose if DAY.match(text, each.start) and _is_held(text[: each.start])]
    return [phrase for each in days for phrase in _read(text, each, replace(context, column=True))]


def _is_held(before: str) -> bool:
    """Whether the sentence orders that something be held, and does not speak of something that was."""
    verb = HELD.search(before)
    return verb is not None and not NOT_HELD.search(before[: verb.start()])


def _read(text: str, day: Loose, context: Context) -> Iterable[Phrase]:
    for phrase in phrases_of(terms_of(text[day.start : day.end]), context):
        yield Phrase(phrase.made, day.start + phrase.start, day.start + phrase.end)
