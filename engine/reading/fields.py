"""Named fields of a task as offices write them under it: "Đơn vị chủ trì: …", "Thời gian hoàn thành: …", "Sản phẩm: …"."""

import re

from engine.reading.actors import subject_of
from engine.reading.passages import Passage
from engine.reading.timings import is_only_time

KEYS: tuple[tuple[str, str], ...] = (
    ("cooperate", r"(?:các )?(?:đơn vị|cơ quan|bộ phận|thành phần)?\s*phối hợp(?: thực hiện| tổ chức)?"),
    ("lead", r"(?:các )?(?:đơn vị|cơ quan|bộ phận|phòng|cấp|người)?\s*(?:chủ trì|đầu mối|chịu trách nhiệm|phụ trách)(?: thực hiện| tham mưu| triển khai| tổ chức| chính)?|(?:đơn vị|cơ quan|người|bộ phận) (?:tổ chức )?thực hiện|phân công thực hiện|trách nhiệm thực hiện"),
    ("time", r"(?:thời gian|thời hạn|tiến độ|thời điểm|lộ trình)(?: [^\W\d]+){0,4}|hạn(?: hoàn thành| cuối| gửi| báo cáo| nộp)?|hoàn thành"),
    ("product", r"(?:sản phẩm|kết quả|đầu ra|dự kiến kết quả)(?: [^\W\d]+){0,4}"),
    ("aside", r"(?:địa điểm|thành phần|kinh phí|nguồn kinh phí|đối tượng|hình thức|số lượng|nội dung|ghi chú|phương pháp|thời kỳ|niên độ)(?: [^\W\d]+){0,3}"),
)  # fmt: skip
KEY = re.compile(
    r"(?:^|(?<=[.;,(–-]\s)|(?<=[.;(–-])|(?<=\)\s))\s*(?P<key>"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in KEYS)
    + r")\s*:\s*",
    re.IGNORECASE,
)
STRICT = ("lead", "cooperate", "time", "product")
HANDED = re.compile(
    r"^(?:\(?\s*)(?:Giao|Phân công) (?P<lead>[^.;:]{4,90}?) (?:chủ trì|làm đầu mối)(?:,? phối hợp (?:với |cùng )?(?P<cooperate>[^.;:]{4,160}?))?(?: (?:tổ chức |triển khai )?thực hiện| tham mưu)?[.;)]*$"
)

LIMIT = re.compile(
    r"(?:^|(?<=[.;])\s+)(?:Hoàn thành|Thực hiện|Xong)(?: xong)? (?P<time>(?:xong )?(?:trước|trong|chậm nhất|muộn nhất|từ|đến)\b[^.;:]*)[.;]*$",
    re.IGNORECASE,
)
CHAIRED = re.compile(
    r"(?:^|(?<=[.;] ))(?P<lead>[^.;:,()]{4,90}?) chủ trì(?:,? (?:tham mưu|thực hiện|tổ chức|triển khai))*"
    r"(?:,? (?:và )?(?:phối hợp (?:với |cùng )?(?P<with>[^.;:]{4,160}?)|(?P<beside>[^.;:]{4,120}?) phối hợp)(?: (?:tổ chức |triển khai )?thực hiện)?)?(?:[.;)]+(?=\s)|[.;)]*$)"
)


NOTE_OF_WHO_AND_WHEN = re.compile(r"\s*\((?P<inside>[^()]{8,160})\)[.;]*$")
DOER = re.compile(
    r"\s*\((?:do |giao )?(?P<lead>[^()]{4,120}?) (?:chủ trì(?:,? (?:thực hiện|tham mưu|tổ chức))?|thực hiện|phụ trách|đảm nhận|đảm nhiệm)\)[.;]*$"
)


def fields_in(part: Passage) -> tuple[Passage, dict[str, Passage]]:
    """The text before the first field, and the fields; a text without a field of who, when or what comes back whole."""
    if (note := NOTE_OF_WHO_AND_WHEN.search(part.text)) and (named := _who_and_when(part[slice(*note.span("inside"))])):
        left, others = fields_in(part[: note.start()])
        return left, others | named
    if (doer := DOER.search(part.text)) and _is_names(doer["lead"]):
        left, others = fields_in(part[: doer.start()])
        return left, others | {"lead": part[slice(*doer.span("lead"))]}
    if chair := _chair_in(part.text):
        rest = part[chair.end() :] if chair.start() == 0 else part[: chair.start()]
        left, others = fields_in(rest.stripped())
        return left, others | _chaired(part, chair)
    if (limit := LIMIT.search(part.text)) and is_only_time(limit["time"]):
        left, others = fields_in(part[: limit.start()])
        return left, {"time": part[slice(*limit.span("time"))], **others}
    found = list(KEY.finditer(part.text))
    handed = HANDED.match(part.text)
    if handed:
        return part[:0], {name: part[slice(*handed.span(name))] for name in ("lead", "cooperate") if handed[name]}
    if not any(_name(m) in STRICT for m in found):
        return part, {}
    first = next(m for m in found if _name(m) in STRICT)
    used = [m for m in found if m.start() >= first.start() or (m.start() == 0)]
    fields: dict[str, Passage] = {}
    for n, match in enumerate(used):
        end = used[n + 1].start() if n + 1 < len(used) else len(part)
        fields.setdefault(_name(match), part[match.end() : end].stripped(" .;,()-–"))
    return part[: used[0].start()].stripped(" .;,(-–"), {name: value for name, value in fields.items() if value.text}


def _who_and_when(inside: Passage) -> dict[str, Passage]:
    """A name and a time after it in one pair of brackets: "(Phòng Bảo trợ xã hội, trước ngày 28/02)"."""
    for comma in re.finditer(r"(?: (?:chủ trì|thực hiện|phụ trách))?[,;:] ", inside.text):
        who, when = inside[: comma.start()], inside[comma.end() :]
        if _is_names(who.text) and is_only_time(when.text):
            return {"lead": who, "time": when}
    return {}


def _chair_in(text: str) -> re.Match[str] | None:
    """The sentence that only says who is in charge, at the beginning or the end: "Phòng A chủ trì, Phòng B phối hợp."."""
    for found in CHAIRED.finditer(text):
        names = [found[name] for name in ("lead", "with", "beside") if found[name]]
        if (found.start() == 0 or found.end() == len(text)) and all(map(_is_names, names)):
            return found
    return None


def _is_names(text: str) -> bool:
    subject = subject_of(text)
    return subject is not None and subject.rest == len(text)


def _chaired(part: Passage, chair: re.Match[str]) -> dict[str, Passage]:
    spans = {"lead": chair.span("lead"), "cooperate": chair.span("with" if chair["with"] else "beside")}
    return {name: part[start:end] for name, (start, end) in spans.items() if start >= 0}


def _name(match: re.Match[str]) -> str:
    return next(name for name, _ in KEYS if match[name])
