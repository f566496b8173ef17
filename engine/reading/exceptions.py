"""What a series leaves out or does otherwise in one period: "trừ quý IV", "riêng tháng 12 trước ngày 20", "(tháng 02 gửi trước …)"."""

import datetime as dt
import re
from dataclasses import replace

from engine.reading.grammar import Phrase
from engine.reading.making import Made
from models.timings import Bound, Deadline, DuePoint, Recurring

MONTHS = r"tháng (?P<months>\d{1,2}(?!\d|/\d)(?:(?: ?, ?| và | hoặc )(?:tháng )?\d{1,2}(?![\d/]))*)"
QUARTERS = r"quý (?P<quarters>(?:iv|i{1,3}|[1-4])\b(?:(?: ?, ?| và )(?:quý )?(?:iv|i{1,3}|[1-4])\b)*)"
LEFT_OUT = re.compile(
    r"\b(?P<how>ngoại trừ|trừ|không kể|không bao gồm|không gồm|riêng|đối với riêng)(?: đối với| báo cáo| kỳ| của| các| vào| trong)*"
    rf" (?:{MONTHS}|{QUARTERS}|(?P<other>tháng|quý|kỳ|năm|6 tháng|dịp|tuần|lần)\b)"
    r"|\briêng (?:đối với )?(?P<who>[^.;()\d]{2,60}?) (?:trước|chậm nhất|muộn nhất|gửi|báo cáo)(?: là| vào)?(?: ngày)? ?\d"
    r"|\b(?:từ tháng \d{1,2}|các tháng [^.;,()\d]{2,20}) (?:thì )?(?:trước|chậm nhất)(?: là| vào)?(?: ngày)? \d{1,2}(?![\d/])"
    rf"|\((?P<inside>tháng \d{{1,2}}(?![\d,/]))(?=:? [^()\d]{{0,30}}(?:trước|chậm nhất|muộn nhất|gửi|báo cáo|ngày))"
)
DAY = re.compile(r"(?P<before>trước )?(?:ngày )(?P<day>\d{1,2})(?![\d/.-])(?! tháng)")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
RULE = "exception: dãy kỳ này có ngoại lệ mà máy không đọc chắc, phải hỏi người phụ trách"


def excepted(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """The series before an exception without the periods excepted; where that is not clear the series is a question."""
    found = LEFT_OUT.search(text)
    before = [p for p in phrases if found and p.start < found.start() and _is_dated(p.made)]
    after = [p for p in phrases if found and p.start >= found.end() and _is_dated(p.made)]
    if not found or not (before or (after and not found["inside"])):
        return phrases
    if not before:
        whole = replace(after[0], start=found.start())
        return [_split(whole, [], "", found)[0] if p is after[0] else p for p in phrases]
    taken, stop = before[-1], _end_of(text, found)
    inside = [p for p in phrases if found.start() <= p.start < stop]
    others = [p for p in phrases if p is not taken and p not in inside]
    split = _split(replace(taken, end=max(taken.end, stop)), inside, text[found.end() : stop], found)
    return sorted([*split, *others], key=lambda p: p.start)


def _is_dated(made: Made) -> bool:
    return isinstance(made.timing, Recurring) and made.timing.due is not None and not made.needs_date


def _end_of(text: str, found: re.Match[str]) -> int:
    """An exception reaches to the end of its clause, one in brackets to the closing one."""
    opened = text.rfind("(", 0, found.end())
    closed = text.find(")", found.end())
    if opened >= 0 and closed >= 0 and ")" not in text[opened : found.start()]:
        return closed
    how = found["how"] or ""
    if "trừ" in how or "không" in how:
        return found.end() + len(re.match(r"[^,;.()]*", text[found.end() :])[0])  # type: ignore[index]
    return len(text)


def _split(taken: Phrase, inside: list[Phrase], tail: str, found: re.Match[str]) -> list[Phrase]:
    rest = _without(taken.made, found)
    own = _own_day(found, tail)
    is_left_out = "trừ" in (found["how"] or "") or "không" in (found["how"] or "")
    firm = [p for p in inside if isinstance(p.made.timing, Deadline) and isinstance(p.made.timing.on, dt.date)]
    if rest is None or not (is_left_out or own or firm):
        return [replace(taken, made=replace(taken.made, timing=_undue(taken.made), needs_date=True, rules=(RULE,)))]
    if is_left_out:
        return [replace(taken, made=rest)]
    others = firm or ([Phrase(own, found.start(), found.end())] if own else [])
    return [replace(taken, made=rest), *others]


def _undue(made: Made) -> Recurring:
    assert isinstance(made.timing, Recurring)
    return made.timing.model_copy(update={"due": None})


def _without(made: Made, found: re.Match[str]) -> Made | None:
    """The series with the other periods by name; None where the exception is of another kind of period."""
    assert isinstance(made.timing, Recurring)
    unit, names = _excepted_names(found)
    of_unit = {"M": [f"M{n:02d}" for n in range(1, 13)], "Q": [f"Q{n}" for n in range(1, 5)]}.get(unit, [])
    if not names or made.timing.every != [unit] or not set(names) < set(of_unit):
        return None
    rule = f"exception: bỏ các kỳ ngoại lệ {', '.join(names)}"
    kept = [name for name in of_unit if name not in names]
    return replace(made, timing=made.timing.model_copy(update={"every": kept}), rules=(*made.rules, rule))


def _excepted_names(found: re.Match[str]) -> tuple[str, list[str]]:
    months = re.findall(r"\d+", found["months"] or found["inside"] or "")
    quarters = re.findall(r"\b(?:iv|i{1,3}|[1-4])\b", found["quarters"] or "")
    if months:
        return "M", [f"M{int(n):02d}" for n in months]
    return "Q", [f"Q{ROMAN.get(n) or int(n)}" for n in quarters]


def _own_day(found: re.Match[str], tail: str) -> Made | None:
    """The day that the excepted month has of its own: "riêng tháng 12 trước ngày 20"."""
    unit, names = _excepted_names(found)
    day = DAY.search(tail)
    if not day or unit != "M" or not names or not 1 <= int(day["day"]) <= 28:
        return None
    bound = Bound.BEFORE if day["before"] else Bound.BY
    due = DuePoint(day=int(day["day"]), bound=bound)
    return Made("recurring", Recurring(every=names, due=due), bound, rules=("exception: kỳ ngoại lệ có hạn riêng",))
