"""To whom something is sent or reported, and the office at which it arrives."""

import re
from dataclasses import replace

from engine.reading.actor_words import DETERMINER, HEAD, NOT_ACTORS
from engine.reading.actors import starts_actor
from engine.reading.candidates import Candidate
from engine.reading.timings import Understood

EITHERS = "receivers_date: ngày này có thể là hạn của nơi nhận, phải soát lại"
HIDDEN = re.compile(
    r"\bđể\s+(?:kịp thời\s+)?(?P<what>tổng hợp,?\s+(?:báo cáo|trình|tham mưu|gửi)[^.;]{3,160})", re.IGNORECASE
)
RECIPIENT = re.compile(
    r"(?:[Gg]ửi|[Bb]áo cáo|[Nn]ộp|[Tt]rình|[Pp]hản ánh|[Đđ]ề xuất)(?:(?![.;]).){0,160}?(?:\bvề|\bcho|\btới|\blên|\bđến|\bqua|\bgửi|\btrình|báo cáo) (?=(?P<who>"
    + DETERMINER
    + HEAD
    + r"\b))",
    re.IGNORECASE,
)
SENT = re.compile(
    r"(?:gửi|gởi|nộp|chuyển)(?: [^.;,]{0,60}?)?\s(?:về|cho|tới|đến)(?: cho)? (?=(?P<who>" + DETERMINER + HEAD + r"\b))",
    re.IGNORECASE,
)
DIRECT = re.compile(
    r"(?:báo cáo|trình|gửi|đề xuất)(?: kết quả)? (?=(?P<who>" + DETERMINER + HEAD + r"\b))", re.IGNORECASE
)


def recipient_in(text: str) -> str | None:
    """To whom a report goes, with the office it goes through: "Sở Y tế (qua Văn phòng)"."""
    text = re.split(r"\s(?:để|nhằm)\s+(?:kịp thời\s+)?tổng hợp", text)[0] or text
    for pattern in (SENT, DIRECT, RECIPIENT):
        for found in pattern.finditer(text):
            who = _recipient_at(text, found.end())
            if who:
                return who
    return None


def _recipient_at(text: str, start: int) -> str | None:
    if NOT_ACTORS.match(text[start:]):
        return None
    stop = re.compile(
        r"\s(?:để|trước|theo|xem xét|chậm nhất|định kỳ|thẩm định|phê duyệt|ban hành|công bố|giải quyết|và chỉ đạo|khi|trong|vào|đúng|hàng|hằng|kết quả|về|bố trí|quyết định|kịp thời|\d)|[.;:]|\s\((?!qua|thông qua|đầu mối)|, (?!phòng|qua|Sở|Bộ|UBND|Trung tâm|Văn phòng|Ban )"
    ).search(text, start)
    end = stop.start() if stop else len(text)
    who = text[start:end].strip(" ,")
    who = who.rstrip(")") + ")" * who.count("(")
    return who if 3 < len(who) <= 120 else None


def receiving_unit(recipient: str) -> str:
    """The office at which something arrives: the one in brackets or named by "qua", else the one named."""
    through = re.search(r"(?:\(|\bqua |, )\s*(?:qua |thông qua )?(?P<who>[^()]{3,90}?)\)?$", recipient)
    if through and starts_actor(through["who"]):
        return through["who"].strip()
    return recipient.strip()


def senders(candidate: Candidate, timings: list[Understood]) -> list[Understood]:
    """The times without the receiver's; the only time of a sentence that ends in "… để tổng hợp trình UBND trước 20/7" may be either's."""
    kept = [t for t in timings if not is_receivers(candidate, t)]
    return [replace(t, is_unsure=True, rules=(*t.rules, EITHERS)) if _is_served(candidate, t) else t for t in kept]


def is_receivers(candidate: Candidate, timing: Understood) -> bool:
    """Whether a time is that of what the receiver does next: in brackets after it, or a second time ("… để tổng hợp trình UBND (trước 20/7)")."""
    found = HIDDEN.search(candidate.text)
    if not found or not _is_served(candidate, timing):
        return False
    before = candidate.text[found.start() : timing.start + 1]
    is_second = any(t.end and t.end <= found.start() and not t.is_vague for t in candidate.timings)
    return is_second or before.count("(") > before.count(")")


def _is_served(candidate: Candidate, timing: Understood) -> bool:
    """Whether a time stands in what the receiver is to do."""
    found = HIDDEN.search(candidate.text)
    return found is not None and timing in candidate.timings and found.start() < timing.start < found.end()
