"""Every word of time is accounted for: a reading used it, a rule explains it, or a person is asked about it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.reading.asides import is_occasion, is_of_a_thing, is_served, is_topic

MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:19|20)\d\d(?!\d)"
LIKE = re.compile(
    rf"\b(?:ngày |mùng |mồng )?(?<![\d/.,-])(?:\d{{1,2}} ?(?P<s>[/.-]) ?\d{{1,2}} ?(?P=s) ?(?:\d{{4}}|\d\d)(?!\d)|{DAY} ?/ ?{MONTH}(?!\d| ?[/%])(?: năm {YEAR})?)"
    rf"|\b(?:ngày |mùng |mồng )?(?<!lần )(?<!đợt )(?<!kỳ ){DAY} tháng {MONTH}(?!\d)(?: năm {YEAR}|/{YEAR})?|\b(?:ngày|mùng|mồng) ?{DAY}(?!\d)|\bngày rằm\b"
    rf"|\btháng (?:{MONTH}(?!\d)(?:/{YEAR}| năm {YEAR})?|giêng|chạp)|\bt\.? ?{MONTH}(?: ?[/.] ?{YEAR})?\b|(?<![/\d-]){MONTH} ?/ ?{YEAR}"
    rf"|\bquý (?:iv|i{{1,3}}|[1-4])\b(?:/{YEAR}| năm {YEAR})?|\b(?:6|06|sáu|9|09|chín) tháng (?:đầu|cuối)(?: năm)?"
    r"|\b(?:đầu|giữa|cuối) (?:tháng|quý|tuần|năm)\b|\btuần (?:đầu|cuối|thứ \w+|\d)|\bthứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])\b|\bchủ nhật\b"
    r"|\b(?:trong|trong vòng|trong thời gian|sau|kéo dài) (?:\d{1,2}|một|hai|ba|bốn|sáu) (?:tháng|tuần)\b(?! (?:đầu|cuối|qua|gần|một lần|/))"
)


@dataclass(frozen=True)
class Loose:
    """A word of time that no reading used; ``is_aside`` = it says when a report is about, a holiday is or a thing was made."""

    start: int
    end: int
    is_aside: bool


def loose_in(text: str, used: Iterable[tuple[int, int]]) -> list[Loose]:
    """The words of time of a folded and blanked text outside the spans that readings used."""
    spans = sorted(used)
    return [
        Loose(found.start(), found.end(), _is_aside(text, found, spans))
        for found in LIKE.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end in spans)
    ]


def _is_aside(text: str, found: re.Match[str], used: list[tuple[int, int]]) -> bool:
    place = found.start()
    if is_occasion(text, place) or is_of_a_thing(text, place):
        return True
    last = max((end for _, end in used), default=0)
    return is_topic(text, place) and (found.end() <= last or is_served(text[last:place]))
