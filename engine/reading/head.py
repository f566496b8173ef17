"""The head of a plan: number, issuer, day, title, period, basis and parent; a blank stays a blank."""

import datetime as dt
import re
from dataclasses import dataclass, field

from engine.reading.folding import plain
from engine.reading.outline import Node
from engine.reading.plan_period import PlanPeriod, period_of
from engine.reading.titles import PAPER, head_parts
from models.periods import Days

NUMBER = re.compile(
    r"\bSố\s*:?\s*(?P<n>\d{1,5})\s*(?P<sep>[/-])\s*(?P<rest>(?:\d{4}\s*/\s*)?[A-ZĐ][A-ZĐa-z]{0,6}(?:\s*[-./]\s*[A-ZĐ][\wĐ&]*)+|(?:\d{4}/)?KH\b)",
    re.IGNORECASE,
)
DATED = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
PLACE_DATED = re.compile(r"\W*[^\d,]{2,40},\s*ngày\s*(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})\W*$")
PAPER_NUMBER = r"\d{1,5}(?:/\d{4})?\s?[/-]\s?[A-ZĐ]+[\w]*(?:\s?[-/]\s?[A-ZĐ][A-ZĐ\w&]*)*"
PARENT_PLAN = re.compile(rf"[Kk]ế hoạch(?: hành động| thực hiện)? số\s*:?\s*(?P<n>{PAPER_NUMBER})")
BASIS = re.compile(
    rf"(?:(?:[Nn]ghị quyết|[Qq]uyết định|[Nn]ghị định|[Tt]hông tư|[Tt]hông báo|[Cc]ông văn|[Cc]hỉ thị|[Kk]ế hoạch|[Cc]hương trình|[Đđ]ề án|[Kk]ết luận|[Cc]ông điện|[Hh]ướng dẫn)\s+(?:số\s*:?\s*)?)(?P<n>{PAPER_NUMBER})"
)
ISSUER_WORDS = re.compile(
    r"^(?:sở|ubnd|ủy ban|trung tâm|chi cục|cục|bệnh viện|phòng|trường|văn phòng|ban|bộ|hội|huyện ủy|tỉnh ủy|thành ủy|công an|viện|đảng ủy|tỉnh đoàn|liên đoàn|ngân hàng|chi nhánh|kho bạc|bảo hiểm|tòa án|thanh tra|tổng công ty|công ty|học viện|đại học|thư viện|bảo tàng|đảng bộ|hạt)\b"
)
SCHOOLS = ("thcs", "thpt")
PLACES = ("tỉnh", "huyện", "quận", "xã", "phường", "thành", "phố", "thị")
HEADS = (
    "sở",
    "bộ",
    "phòng",
    "ban",
    "trung tâm",
    "chi cục",
    "cục",
    "bệnh viện",
    "văn phòng",
    "trường",
    "thanh tra",
    "viện",
    "hội",
)


@dataclass(frozen=True)
class Head:
    """What the head says; ``spoken`` is the plan's time with where it was said."""

    number: str | None = None
    title: str = ""
    issuer: str = ""
    issued_on: dt.date | None = None
    spoken: PlanPeriod = field(default_factory=PlanPeriod)
    parent: str | None = None
    basis: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: str = ""
    is_plan: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def period(self) -> Days | None:
        """The days that the plan covers."""
        return self.spoken.days


def head_of(nodes: list[Node], source: str) -> Head:
    """The head of a document from its paragraphs."""
    texts = [n.text for n in nodes if n.part == "head"][:40]
    above, title, preface = head_parts(texts)
    number, issued_on = _number(above), _issued_on(above)
    issuer = _issuer(above, " ".join(preface))
    basis = tuple(dict.fromkeys(_clean_number(m["n"]) for text in preface for m in BASIS.finditer(text)))
    return Head(
        number,
        title,
        issuer,
        issued_on,
        period_of(title, preface, nodes, issued_on),
        _parent(preface, basis),
        basis,
        tuple(n.text.strip(" ;.") for n in nodes if n.part == "recipients")[1:],
        _signer(nodes),
        _is_plan(texts, title),
    )


def _number(above: list[str]) -> str | None:
    for text in above:
        found = NUMBER.search(text)
        if found:
            return _clean_number(f"{found['n']}{found['sep']}{found['rest']}")
    return None


def _clean_number(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _issued_on(above: list[str]) -> dt.date | None:
    for text in above:
        found = DATED.search(re.sub(r"[,\s]+", " ", text))
        found = found or PLACE_DATED.match(text)
        if found:
            return day_of(*(int(n) for n in found.groups()))
    return None


def day_of(day: int, month: int, year: int) -> dt.date | None:
    """The day, None if the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _issuer(above: list[str], preface: str) -> str:
    """The issuing body as a reader names it: "Sở Y tế tỉnh Hà Tĩnh" from the two lines of the head."""
    found: list[str] = []
    for line in above:
        start = re.split(r"CỘNG H|Cộng h|Độc lập|ĐẢNG CỘNG|\bSố\s*:", line)[0].strip(" *#-_")
        if found and start.isupper() and _goes_on(start, line, found[-1]):
            found[-1] += f" {start}"
        else:
            found += _bodies_in(line)
    if found:
        place = next(
            (m for body in found if (m := re.search(r"(tỉnh|thành phố|huyện|thị xã|quận)\s.+", plain(body)))), None
        )
        own = plain(found[-1])
        if place is None or place[0] in own or len(found) == 1:
            return cased(own)
        return cased(f"{own.removesuffix(f' {place[1]}')} {place[0]}")  # "Thanh tra tỉnh" of "tỉnh Bắc Sơn"
    named = list(
        re.finditer(
            rf"(?P<w>(?:Sở|UBND|Ủy ban nhân dân|Trung tâm|Bệnh viện|Chi cục|Phòng|Trường|Văn phòng|Ban)\s[^.,;:]{{2,70}}?)\s(?:xây dựng|ban hành|lập)\s+{PAPER}",
            preface,
        )
    )
    return named[-1]["w"].split(";")[-1].strip() if named else ""


def _goes_on(start: str, line: str, name: str) -> bool:
    """Whether the left cell of the head goes on with the name above: its place, or the word that no longer fitted beside the motto."""
    if re.match(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|XÃ|PHƯỜNG|THỊ XÃ|THỊ TRẤN)\s", start):
        return not re.search(r"\s(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG)\s", name)
    return "Độc lập" in line and not ISSUER_WORDS.match(plain(start))


def _bodies_in(line: str) -> list[str]:
    text = re.split(r"\bSố\s*:|CỘNG H|Cộng h|Độc lập|ĐẢNG CỘNG", line)[0].strip(" *#-")
    if not text or not text.isupper() or not ISSUER_WORDS.match(plain(text)):
        return []
    pieces = re.split(
        r"(?<=\S)(?<!ỦY)(?<!UỶ)(?<!VĂN)(?<!CHI)(?<!TỔNG)\s+(?=(?:SỞ|CỤC|TRUNG TÂM|CHI CỤC|BỆNH VIỆN|VĂN PHÒNG|TRƯỜNG|PHÒNG(?! CHỐNG|, CHỐNG| NGỪA)|BAN|THANH TRA)\s|CÔNG AN (?:TỈNH|THÀNH|HUYỆN|QUẬN|XÃ|PHƯỜNG|THỊ)\s)",
        text,
    )
    return [p for p in pieces if ISSUER_WORDS.match(plain(p))]


def cased(text: str) -> str:
    """A name in capitals as it is written in a sentence: "Sở Y tế tỉnh Thừa Thiên Huế"."""
    words = plain(text).replace("xã hội", "xã_hội").split()
    return " ".join(_cased(word, words[:n]) for n, word in enumerate(words)).replace("_", " ")


def _cased(word: str, before: list[str]) -> str:
    """Capitals for the first word, the word after a head such as "sở", the parts of a field, and every word of a place."""
    if word in ("ubnd", "hđnd", "bhxh", "cdc", "ttyt", *SCHOOLS):
        return word.upper()
    if word in PLACES or word == "và":
        return word if before else word.capitalize()
    if any(w in PLACES or w in SCHOOLS for w in before):
        return word.capitalize()
    fresh = not before or " ".join(before) in HEADS or before[-1] in ("và", "-") or before[-1].endswith(",")
    return word.capitalize() if fresh else word


def _parent(preface: list[str], basis: tuple[str, ...]) -> str | None:
    """The plan above this one: a plan among the papers it is based on, else the first that it carries out."""
    plans = [m["n"] for text in preface for m in PARENT_PLAN.finditer(text)]
    if plans:
        return _clean_number(plans[-1])
    carried = [text for text in preface if re.match(r"\W*(?:Thực hiện|Triển khai)", text)]
    first = next((m["n"] for text in carried for m in BASIS.finditer(text)), None)
    return _clean_number(first) if first else None


def _signer(nodes: list[Node]) -> str:
    lines = [n.text.strip(" *") for n in nodes if n.part == "signature" and not n.paragraph.is_row]
    return " ".join(line for line in lines[:4] if line)[:160]


def _is_plan(texts: list[str], title: str) -> bool:
    return bool(title) or any(re.search(r"\bkế hoạch\b", plain(t)) for t in texts)
