"""Readings that the words around them put in doubt: the date of a thing, a date to choose, the date of one group."""

import re
from dataclasses import replace

from engine.reading.asides import is_of_a_thing, is_thing_before, is_topic
from engine.reading.grammar import Phrase
from engine.reading.making import Made, asked
from engine.reading.resolving import Context
from engine.reading.weighing import frame_of
from models.timings import Bound, Deadline, Recurring, Window, last_day

APPOINTED = re.compile(r"\d{1,2} ?(?:giờ|h|g|:)|(?:buổi )?(?:sáng|trưa|chiều|tối)\b")
AT_A_MEETING = re.compile(
    r"\b(?:tại|theo|sau|từ|của|ở|trong) (?:các |cuộc |buổi |phiên |kỳ )*(?:họp|hội nghị|làm việc|kết luận|chỉ đạo|ý kiến|giao ban|kiểm tra|tiếp xúc)\b[^.;:]{0,60}$"
)
WAS = re.compile(r"\s*,? ?(?:đã|vừa|vừa qua)\b")
GOES_ON = re.compile(r"\s*,? (?:phải|thì|được|chưa|mà|nếu|còn|đang|đến nay)\b")
OF_A_NOTE = re.compile(
    r"\((?!\s*(?:(?:kể |bắt đầu |tính )?(?:từ|đến|trong|trước|chậm|muộn|vào|hạn|thời|ngày|tháng|quý|tuần|năm|dự kiến|hoàn|xong|gửi|nộp|báo cáo|trình|thực hiện|định kỳ|hàng|mỗi|mốc|lần|đợt|giai đoạn|bước|riêng)\b|\d))[^()]*[^()\s][^()]*$"
)
AFTER_AN_EVENT = re.compile(
    r"\b(?:(?:sau|trước)(?: khi| kỳ| đợt| mùa| dịp)|bão|áp thấp|mưa lũ|dịch|sự cố|vụ|động đất)(?: [^\s.;:,()]+){1,10} ?$"
)
BARE = re.compile(
    r"năm học \d{4} ?- ?\d{4}|\(?(?:tháng|quý) (?:\d|[ivx]+\b)(?:(?!trước|ngày|chậm|muộn|hạn|trong|đến)[^()])*\)?"
)
TO_CHOOSE = re.compile(r"[^.;:]{0,30}?\b(?:tùy|tuỳ|căn cứ vào tình hình)\b")
BEFORE_NEXT = re.compile(r" ?trước ")
MAY = re.compile(r"\b(?:có thể|tùy|tuỳ)\b[^.;,()]{0,30}$")
ANOTHER_YEAR = re.compile(r" ?(?:của )?năm (?:liền )?(?:sau|tiếp theo|kế tiếp|liền kề|tới|trước)\b(?! ngày)")
OR = re.compile(r"[ ,]*(?:hoặc|hay)(?: là)? *")
LATEST = re.compile(r"[ ,]*(?:chậm|muộn|trễ) nhất\b")
GROUP = r"(?:các |những )?(?:xã|phường|huyện|đơn vị|trường|cơ quan|phòng|sở|ban|địa phương|tỉnh|thị trấn|cấp|trung tâm|vùng|nhóm|khối|cơ sở)\b"
OF_A_GROUP = re.compile(rf"\briêng (?:đối với )?{GROUP}[^.;()]{{0,60}}$")
FOR_A_GROUP = re.compile(rf" ?\(?(?:đối )?với {GROUP}")
RULES = {
    "of_a_thing": "of_a_thing: ngày này có thể là của hồ sơ, công trình, người được nhắc đến, không phải hạn của nhiệm vụ; phải hỏi",
    "event_time": "event_time: ngày này là của sự việc nêu trước đó, không phải hạn của nhiệm vụ; phải hỏi",
    "note": "note: ngày này nằm trong phần ghi thêm trong ngoặc về điều vừa nêu, không rõ là hạn của nhiệm vụ; phải hỏi",
    "limit_in_note": "limit_in_note: thời hạn này nằm trong phần ghi thêm trong ngoặc, không rõ là hạn của ai; phải hỏi",
    "purpose": "purpose: thời gian của việc mà nhiệm vụ phục vụ, không phải hạn của nhiệm vụ; phải hỏi",
    "no_year": "no_year: ngày này không ghi năm, ngày bên cạnh ghi năm khác; phải hỏi người phụ trách",
    "to_choose": "to_choose: nêu nhiều hạn để chọn hoặc hạn tùy đơn vị; phải hỏi người phụ trách",
    "in_a_time": "in_a_time: dãy kỳ chỉ chạy trong một đợt, một mùa mà câu không nêu ngày; phải hỏi từ ngày nào đến ngày nào",
    "other_years": "other_years: dãy kỳ không chạy trong mọi năm của kế hoạch; phải hỏi là những năm nào",
    "one_group": "one_group: hạn riêng của một nhóm, phải hỏi là những ai",
}
OTHER_YEARS = re.compile(r"\b(?:các|những) năm (?:còn lại|sau|tiếp theo|khác|kế tiếp)\b")
IN_A_TIME = re.compile(
    r"\btrong (?:suốt )?(?:thời gian|các đợt|đợt|mùa|những ngày|thời điểm|chiến dịch|các vụ|vụ|dịp|kỳ|(?:hai|ba|bốn|0?[2-9]|1\d|những|các) (?:tháng|tuần)(?! (?:trong|của) năm))"
    r" (?!(?:thực hiện|triển khai|tổ chức thực hiện|của|này|tới|qua|sớm|quy định|báo cáo|\d|¤))[^\W\d_]|\btrong (?:các |những )?tháng (?:cao điểm|hè)\b"
)
EXPECTED = re.compile(r"\bdự kiến\b[^.;,]{0,40}$")
PROVISIONAL = "provisional: ngày dự kiến, có thể thay đổi; phải soát lại"
ASIDE = ("note", "of_a_thing", "event_time", "topic", "purpose")
ALSO = re.compile(r"[^.;]*\b(?:để|nhằm|phục vụ)\b(?![^.;]*\b(?:tổng hợp|báo cáo|trình|gửi)\b)")


def doubted(text: str, phrases: list[Phrase], context: Context) -> list[Phrase]:
    """The phrases of a text; those in doubt are questions that keep the plain reading as one of the answers.

    A time said of something else is no question where the duty has a sure one of its own.
    """
    doubts = [_doubt(text, phrase, phrases) or _of_a_run(text, phrase, phrases, context) for phrase in phrases]
    pairs = list(zip(phrases, doubts, strict=True))
    sure = any(_is_timed(phrase) and not doubt for phrase, doubt in pairs)
    kept = [(phrase, doubt) for phrase, doubt in pairs if not (sure and doubt in ASIDE)]
    kept_phrases = [_asked(phrase, doubt) if doubt and (doubt != "topic") else phrase for phrase, doubt in kept]
    return [_expected(phrase) if EXPECTED.search(text[: phrase.end]) else phrase for phrase in kept_phrases]


def _of_a_run(text: str, phrase: Phrase, phrases: list[Phrase], context: Context) -> str:
    """Whether a series runs only in a season or campaign whose days neither the text nor the plan says."""
    timing = phrase.made.timing
    if any(_is_unread_frame(text, phrase, p) or _is_unread_frame(text, p, phrase) for p in phrases):
        return "in_a_time"
    if not isinstance(timing, Recurring) or timing.start or phrase.made.needs_date or context.is_campaign:
        return ""
    said = any(isinstance(p.made.timing, Window) and p.made.timing.start for p in phrases)
    if OTHER_YEARS.search(text):
        return "other_years"
    unsaid = any(p.made.kind == "window" and p.made.needs_date for p in phrases)
    return "in_a_time" if not said and (unsaid or IN_A_TIME.search(text)) else ""


def _is_unread_frame(text: str, series: Phrase, other: Phrase) -> bool:
    """Whether a series stands in several periods or in one without days, in which no timing can run."""
    return (isinstance(other.made.timing, Recurring) or other.made.needs_date) and frame_of(text, series, other)


def _expected(phrase: Phrase) -> Phrase:
    if phrase.made.needs_date:
        return phrase
    return replace(phrase, made=replace(phrase.made, is_unsure=True, rules=(*phrase.made.rules, PROVISIONAL)))


def _asked(phrase: Phrase, doubt: str) -> Phrase:
    made = phrase.made
    options = made.options if made.needs_date else ((doubt, made.timing),)
    return replace(phrase, made=asked(made.kind, RULES[doubt], options, made.bound))


def _is_timed(phrase: Phrase) -> bool:
    return phrase.made.kind in ("deadline", "window", "recurring") and not phrase.made.needs_date


def _doubt(text: str, phrase: Phrase, phrases: list[Phrase]) -> str:
    if BARE.fullmatch(text, phrase.start, phrase.end) and is_topic(text, phrase.start):
        return "topic"
    if phrase.made.kind not in ("deadline", "window"):
        return ""
    before, after = text[: phrase.start].rstrip(), text[phrase.end :]
    if OF_A_NOTE.search(before):
        return "limit_in_note" if phrase.made.bound is Bound.BEFORE else "note"
    if before.endswith("(") or text[phrase.start] == "(":
        return "event_time" if AFTER_AN_EVENT.search(before.rstrip("( ")) else ""
    if APPOINTED.match(text, phrase.start) and (AT_A_MEETING.search(before) or WAS.match(after)):
        return "event_time"
    if is_of_a_thing(text, phrase.start) or (is_thing_before(text, phrase.start) and GOES_ON.match(after)):
        return "of_a_thing"
    begins = text.startswith("bắt đầu", phrase.start)
    if not begins and any(other.end <= phrase.start and ALSO.match(text, other.end, phrase.start) for other in phrases):
        return "purpose"
    if _is_of_another_year(phrase, phrases) or (_is_from_plan(phrase.made) and ANOTHER_YEAR.match(after)):
        return "no_year"
    if any(BEFORE_NEXT.fullmatch(text, phrase.end, other.start + 6) for other in phrases if other.start > phrase.start):
        return "of_a_thing"
    if OF_A_GROUP.search(before) or (FOR_A_GROUP.match(after) and sum(map(_is_timed, phrases)) > 1):
        return "one_group"
    may = TO_CHOOSE.match(after) or MAY.search(before)
    return "to_choose" if may or _has_alternative(text, phrase, phrases) else ""


def _is_of_another_year(phrase: Phrase, phrases: list[Phrase]) -> bool:
    """Whether a day without a year was put into the plan's year while the day before it says another."""
    said = [p.made for p in phrases if p.start < phrase.start and isinstance(p.made.timing, Deadline)]
    if not said or not isinstance(phrase.made.timing, Deadline) or not _is_from_plan(phrase.made):
        return False
    before = said[-1]
    return not _is_from_plan(before) and _year(before) != _year(phrase.made)


def _year(made: Made) -> int:
    assert isinstance(made.timing, Deadline)
    return last_day(made.timing.on).year


def _is_from_plan(made: Made) -> bool:
    return any(rule.startswith("year_from_plan") for rule in made.rules)


def _has_alternative(text: str, phrase: Phrase, phrases: list[Phrase]) -> bool:
    others = [other for other in phrases if other.start != phrase.start]
    pairs = (sorted((phrase, other), key=lambda each: each.start) for other in others)
    return any(_are_alternatives(text, first, second) for first, second in pairs)


def _are_alternatives(text: str, first: Phrase, second: Phrase) -> bool:
    """Whether two dates stand side by side as "trước 31/3 hoặc trước 30/4", "trước 30/6, chậm nhất ngày 15/7"."""
    if {first.made.kind, second.made.kind} != {"deadline"}:
        return False
    between = text[first.end : second.start]
    return bool(OR.fullmatch(between)) or (not between.strip(" ,") and bool(LATEST.match(text, second.start)))
