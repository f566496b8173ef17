"""Lines put together to the paragraphs that the writer wrote: wrapped lines joined, page furniture left out."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.reading.folding import UPPER
from engine.reading.markup import rows_of_markup
from engine.reading.passages import MARKUP, Passage, cleaned, joined, raw_passage
from engine.reading.repair import Damage, Repair, damage_of, mended

ROMAN = re.compile(
    r"(?:PHẦN\s+|Phần\s+|MỤC\s+|CHƯƠNG\s+|Chương\s+)?(?P<label>X{0,2}(?:IX|IV|V?I{1,3}|V|X))\s*(?:[.:)](?!\w)|[-–](?=\s)|(?=\s+[A-ZĐ]{2}))\s*(?=\S)"
)
CAPITAL = re.compile(rf"(?P<label>[A-HĐ])\s*[.)/]\s+(?=[{UPPER}]{{2}})")
NUMBER = re.compile(
    r"(?P<label>\d{1,2}(?:\.\d{1,2}){0,3})(?:\s?[.)]|/(?=\s)|(?<=\.\d)(?=\s)|(?<=\.\d\d)(?=\s))(?!\d)\s*(?=\D|$)"
)
LETTER = re.compile(r"(?P<label>[a-zđ])\s?(?:[.)]|/(?=\s))(?=\s*\S)(?!\w\.)")
LOST_LETTER = re.compile(rf"(?P<label>[a-eđghiklm])(?:,? {{1,3}})(?=[{UPPER}]\w)")
BULLET = re.compile(r"(?P<label>[-–—•*●▪■○→]|\+|−)(?:\s+(?=\S)|(?=[^\W\d]))")
ENDS = re.compile(r"[.;:…!?]\s*$|\./\.?\s*$")
MONTH = re.compile(r"(?:tháng|quý)\s*(?:\d{1,2}|[ivx]{1,4})(?:\s*(?:/|-|năm)\s*20\d\d)?\s*[:.]?", re.IGNORECASE)
FURNITURE = re.compile(r"\s*(?:trang\s*)?[-–]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?[-–]?\s*$", re.IGNORECASE)
OPENING = re.compile(
    r"(?:Trong quá trình|Trên đây là|Căn cứ (?:Kế|Quyết|Nghị|Luật|Chỉ|Công|Thông)|Thực hiện (?:Kế|Quyết|Nghị|Chỉ|Công) |Yêu cầu |Đề nghị "
    r"|Nơi nhận|Thời gian|Giao |PHỤ LỤC|Phụ lục|Kính gửi|KẾ HOẠCH$|CHƯƠNG TRÌNH$|PHƯƠNG ÁN$|CHỈ THỊ$)"
)
CUT_TIME = re.compile(r"\b(?:ngày|tháng|quý) \| (?:\d{1,2}(?!\d|[.)] )|(?:IV|I{1,3})\b)")  # over the end of a line
ROW_LINES = 20  # a page has more lines than a row of a stacked table
LEVELS = {"capital": 0, "roman": 1, "number": 2, "letter": 5, "month": 6, "bullet": 7, "plus": 8, "text": 9, "row": 10}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its marker ("V", "2", "a", "-"), how deep that stands, and its text without the marker."""

    level: int
    label: str
    passage: Passage
    cells: tuple[Passage, ...] = ()
    gap: int = 0

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def is_row(self) -> bool:
        return bool(self.cells)

    @property
    def is_capitals(self) -> bool:
        """Whether it is written in capitals, as headings are."""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


@dataclass(frozen=True)
class Line:
    """One line of the source, cleaned; ``gap`` counts the blank lines before it."""

    passage: Passage
    gap: int
    cells: tuple[Passage, ...]
    is_strong: bool = False


@dataclass(frozen=True)
class Text:
    """A document's paragraphs with what was mended in them."""

    source: str
    paragraphs: tuple[Paragraph, ...]
    repairs: tuple[Repair, ...]
    damage: Damage
    lines: tuple[Line, ...]


def text_of(source: str) -> Text:
    """The paragraphs of a document's text."""
    damage = damage_of(source)
    repairs: list[Repair] = []
    lines = _without_furniture(list(_lines(source, damage, repairs)))
    paragraphs = tuple(_paragraphs(lines, damage))
    return Text(source, paragraphs, tuple(repairs), damage, tuple(lines))


def _lines(source: str, damage: Damage, repairs: list[Repair]) -> Iterator[Line]:
    """The lines of a source; the rows of an HTML table stand as lines of cells."""
    place = 0
    for row in rows_of_markup(source):
        yield from _plain_lines(source, place, row.start, damage, repairs)
        cells = tuple(cleaned(mended(cell, damage)[0]) for cell in row.cells)
        if any(cell.text for cell in cells):
            yield Line(joined(cell for cell in cells if cell.text), 0, cells)
        place = row.end
    yield from _plain_lines(source, place, len(source), damage, repairs)


def _plain_lines(source: str, start: int, end: int, damage: Damage, repairs: list[Repair]) -> Iterator[Line]:
    gap = 0
    for raw in source[start:end].splitlines(keepends=True):
        part, start = raw_passage(source, start, start + len(raw)), start + len(raw)
        if not MARKUP.sub("", raw).strip():
            gap += not raw.strip()
            continue
        fixed, found = mended(part, damage)
        repairs.extend(found)
        yield Line(cleaned(fixed), gap, _cells(fixed), is_strong=raw.lstrip().startswith(("#", "**")))
        gap = 0


def _cells(line: Passage) -> tuple[Passage, ...]:
    """The cells of a table row: cut by tabs, or by the pipes of Markdown."""
    text = line.text.strip("\r\n")
    if text.count("\t") >= 2:
        return _cut(line, "\t")
    if text.strip().startswith("|") and text.count("|") >= 3:
        cells = _cut(line, "|")
        return (
            ()
            if all(set(c.text) <= set("-: ") for c in cells)
            else cells[1:-1]
            if text.strip().endswith("|")
            else cells[1:]
        )
    return ()


def _cut(line: Passage, at: str) -> tuple[Passage, ...]:
    cells, start = [], 0
    for end in [i for i, c in enumerate(line.text) if c == at] + [len(line.text)]:
        cells.append(cleaned(line[start:end]))
        start = end + 1
    return tuple(cells)


def _without_furniture(lines: list[Line]) -> list[Line]:
    """Without page numbers and without what stands at the head or foot of every page."""
    numbers = {n for n, line in enumerate(lines) if FURNITURE.fullmatch(line.passage.text) and not line.cells}
    if _are_rows(sorted(numbers), lines):
        return [line for line in lines if not set(line.passage.text) <= set("-_=*~. #")]
    beside = Counter(lines[n].passage.text for m in numbers for n in (m - 1, m + 1) if 0 <= n < len(lines))
    repeated = {text for text, count in beside.items() if count >= 3}
    near = {n for m in numbers for n in (m - 1, m + 1) if 0 <= n < len(lines) and lines[n].passage.text in repeated}
    return [
        line
        for n, line in enumerate(lines)
        if n not in numbers | near and not set(line.passage.text) <= set("-_=*~. #")
    ]


def _are_rows(numbers: list[int], lines: list[Line]) -> bool:
    """Whether lines of a bare number count rows and not pages: from 1 on, a few lines apart."""
    counts = [lines[n].passage.text.strip() for n in numbers]
    gaps = sorted(b - a for a, b in pairwise(numbers))
    return counts[:2] in (["1", "2"], ["01", "02"]) and gaps[len(gaps) // 2] < ROW_LINES


def marker_of(text: str, damage: Damage) -> tuple[int, str, int] | None:
    """Level, label and length of a paragraph's marker, None without one."""
    text = text.lstrip("# ")
    for name, pattern in (
        ("roman", ROMAN),
        ("capital", CAPITAL),
        ("number", NUMBER),
        ("letter", LETTER),
        ("bullet", BULLET),
    ):
        found = pattern.match(text)
        if found:
            return _level(name, found["label"], text), _label(found["label"]), found.end()
    found = LOST_LETTER.match(text) if damage.is_damaged else None
    return (LEVELS["letter"], found["label"], found.end()) if found else None


def _level(name: str, label: str, text: str) -> int:
    if name == "number":
        return LEVELS["number"] + min(label.count("."), 2)
    return LEVELS["plus"] if label == "+" else LEVELS[name]


def _label(label: str) -> str:
    return "-" if BULLET.match(label + "x") else label


def _paragraphs(lines: list[Line], damage: Damage) -> Iterator[Paragraph]:
    width = _width(lines)
    group: list[Line] = []
    for line in lines:
        if line.cells:
            if group:
                yield _paragraph(group, damage)
            group = []
            yield Paragraph(LEVELS["row"], "", joined(c for c in line.cells if c.text), line.cells, line.gap)
        elif group and _continues(group, line, width, damage):
            group.append(line)
        else:
            if group:
                yield _paragraph(group, damage)
            group = [line]
    if group:
        yield _paragraph(group, damage)


def _width(lines: list[Line]) -> int:
    """The width at which a document's lines were wrapped; 0 if they are not."""
    lengths = sorted(len(line.passage.text) for line in lines if not line.cells)
    if not lengths:
        return 0
    widest = lengths[int(len(lengths) * 0.95)] if len(lengths) > 5 else lengths[-1]
    return widest if widest <= 135 else 0


def _continues(group: list[Line], line: Line, width: int, damage: Damage) -> bool:
    """Whether a line goes on with the paragraph before it."""
    text, before = line.passage.text, group[-1].passage.text
    if marker_of(text, damage) and not _is_cut_number(before, text):
        return False
    if text[0].islower() or text[0] in ",;)%" or CUT_TIME.search(f"{before} | {text}"):
        return True
    if line.is_strong or group[-1].is_strong or not width or line.gap > 2 or OPENING.match(text):
        return False
    if ENDS.search(before):
        return not (MONTH.fullmatch(text) or len(before) < 0.8 * width or line.gap > 1)
    if _is_upper(before) != _is_upper(text):
        return False
    return len(before) > 0.62 * width or _is_upper(before)


def _is_cut_number(before: str, text: str) -> bool:
    """A line that begins with "2024. " or "18." only because a date or number was wrapped there."""
    cut = re.search(r"(?:ngày|tháng|năm|số|quý|khoản|điều|mức|độ|và|,|-|/)\s*$", before, re.IGNORECASE)
    return bool(cut and re.match(r"\d|[IVX]+\b", text)) or bool(re.match(r"\d{4}", text))


def _is_upper(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _paragraph(group: list[Line], damage: Damage) -> Paragraph:
    whole = joined(line.passage for line in group).stripped()
    whole = whole.stripped("# ")
    found = marker_of(whole.text, damage)
    if not found:
        level = LEVELS["month" if MONTH.fullmatch(whole.text) else "text"]
        return Paragraph(level, "", whole, gap=group[0].gap)
    level, label, length = found
    rest = whole[length:].stripped()
    again = BULLET.match(rest.text) if level == LEVELS["bullet"] else None
    if again and rest.text.startswith("+"):
        level, rest = LEVELS["plus"], rest[again.end() :].stripped()
    return Paragraph(level, label, rest, gap=group[0].gap)
