"""Tables whose cells were stacked one under another in the text layer: rows found again by their numbers, cells by what they say."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine.reading.actors import names_in, starts_actor
from engine.reading.decoys import blanked
from engine.reading.folding import fold, plain
from engine.reading.grammar import phrases_of
from engine.reading.paragraphs import Line
from engine.reading.passages import Passage, joined
from engine.reading.resolving import Context
from engine.reading.tables import Row
from engine.reading.terms import terms_of

COLUMN = re.compile(r"nội dung|nhiệm vụ|chủ trì|thời gian|sản phẩm|kết quả|phối hợp|thực hiện|hình thức|tiến độ")
START = re.compile(r"(?P<n>\d{1,3})\s?[.)]?(?:\s+(?P<rest>\S.*))?$")
UNFINISHED = re.compile(r"(?:(?<!trực )thuộc|của|các|và|với|tại|trên|cơ quan|phòng|sở|ban)$", re.IGNORECASE)
WANTS_NUMBER = re.compile(r"(?:quý|tháng|năm|ngày|số|,)$", re.IGNORECASE)
NUMBERED = re.compile(r"(?:I{1,3}|IV|\d{1,2})\b")
FEWEST = 2
AFTER = re.compile(r"(?:X{0,2}(?:IX|IV|V?I{1,3}|V|X))\s*[.:]\s*[^\W\d]{2}|Nơi nhận|Ghi chú:")


@dataclass(frozen=True)
class Stacked:
    """The rows of a stacked table and the span of the source on which it stands."""

    rows: tuple[Row, ...] = ()
    start: int = 0
    end: int = 0


def stacked_table(lines: list[Line]) -> Stacked:
    """The stacked table among lines; without rows where there is none."""
    head = _header(lines)
    if head is None:
        return Stacked()
    first, start = head
    end = next((n for n in range(start, len(lines)) if AFTER.match(lines[n].passage.text)), len(lines))
    bodies = list(_bodies(lines[start:end]))
    if len(bodies) < FEWEST:
        return Stacked()
    often = Counter(line.passage.text for _, body in bodies for line in body[1:])
    rows = tuple(_row(number, body, often) for number, body in bodies)
    if sum("lead" in row.cells for row in rows) < len(rows) / 2:
        return Stacked()
    return Stacked(rows, lines[first].passage.span[0], lines[end - 1].passage.span[1])


def _header(lines: list[Line]) -> tuple[int, int] | None:
    """The first line of the column heads, which stand on a few short lines, and the line of row 1 after them."""
    for n, line in enumerate(lines):
        found = START.match(line.passage.text)
        if found and found["n"] in ("1", "01") and not line.cells:
            above = range(max(0, n - 8), n)
            heads = {k: plain(lines[k].passage.text) for k in above if len(lines[k].passage.text) < 100}
            begin = next((k for k, head in heads.items() if re.match(r"(?:s?tt|số tt)\b", head)), None)
            if begin is not None and len(set(COLUMN.findall(" ".join(heads[k] for k in heads if k >= begin)))) >= 3:
                return begin, n
    return None


def _bodies(lines: list[Line]) -> Iterator[tuple[str, list[Line]]]:
    wanted = 1
    body: list[Line] = []
    for line in lines:
        found = START.match(line.passage.text)
        if found and int(found["n"]) == wanted and not _goes_on(body):
            if body:
                yield str(wanted - 1), body
            rest = line.passage[found.start("rest") :] if found["rest"] else None
            body = [Line(rest, line.gap, ())] if rest else []
            wanted += 1
        else:
            body.append(line)
    if body and wanted > 1:
        yield str(wanted - 1), body


def _goes_on(body: list[Line]) -> bool:
    return bool(body) and bool(WANTS_NUMBER.search(body[-1].passage.text))


def _row(number: str, body: list[Line], often: Counter[str]) -> Row:
    time = _time_place(body)
    if time is None:
        return Row(number, {"what": joined(line.passage for line in body)})
    first, last, rest = time
    lead = _lead_place(body, first)
    content = body[: _form_place(body[:lead], often)]
    form = body[len(content) : lead]
    product, more = _product([*([Line(rest, 0, ())] if rest else []), *body[last:]])
    cells = {
        "what": joined([*(line.passage for line in content), *more]),
        "form": joined(line.passage for line in form),
        "lead": joined(line.passage for line in body[lead:first]),
        "time": _time_cell(body, first, last, rest),
        "product": product,
    }
    return Row(number, {role: cell for role, cell in cells.items() if cell.text})


def _time_cell(body: list[Line], first: int, last: int, rest: Passage | None) -> Passage:
    whole = joined(line.passage for line in body[first:last])
    return whole[: len(whole) - len(rest)].stripped() if rest else whole


def _time_place(body: list[Line]) -> tuple[int, int, Passage | None] | None:
    """Which lines are the cell of times: first, last, and what follows it on its own line."""
    for first in range(len(body) - 1, 0, -1):
        if not _is_after_lead(body, first):
            continue
        for count in (2, 1):
            whole = joined(line.passage for line in body[first : first + count])
            length = leading_time(whole.text)
            if length == len(whole.text):
                return first, min(first + count, len(body)), None
            if length and count == 1:
                return first, first + 1, whole[length:].stripped()
    return None


def _is_after_lead(body: list[Line], first: int) -> bool:
    text = body[first].passage.text
    is_day = "/" in text and text[:1].isdigit() and leading_time(text) == len(text)
    return (text[:1].isupper() or is_day) and _lead_place(body, first) < first


def leading_time(text: str) -> int:
    """How many letters at the beginning of a text are a time limit and nothing else."""
    folded = fold(text)
    clean, _ = blanked(folded.text)
    terms = terms_of(clean)
    length = 0
    while length < len(terms) and terms[length].letter not in "_()":
        length += 1
    while length:
        found = list(phrases_of(terms[:length], Context(column=True)))
        if found and found[-1].end >= terms[length - 1].end - 1:
            return folded.source_span(0, terms[length - 1].end)[1] + _stop(
                text, folded.source_span(0, terms[length - 1].end)[1]
            )
        length -= 1
    return 0


def _stop(text: str, place: int) -> int:
    return len(text[place:]) - len(text[place:].lstrip(" .;"))


def _lead_place(body: list[Line], time: int) -> int:
    """Where the cell of names before a cell of times begins; ``time`` itself if there is none."""
    best = time
    for first in range(time - 1, max(-1, time - 8), -1):
        texts = [line.passage.text for line in body[first:time]]
        if not _is_list(texts):
            continue
        best = first
    return best


def _is_list(texts: list[str]) -> bool:
    whole = " ".join(texts)
    if not starts_actor(whole) or not whole[0].isupper() or not names_in(whole):
        return False
    before = ""
    for text in texts:
        fresh = text[0].isupper() and starts_actor(text)
        if before and fresh and not before.endswith((";", ",")) and not UNFINISHED.search(before):
            return False
        before = f"{before} {text}".strip()
    return len(whole) < 300


def _form_place(content: list[Line], often: Counter[str]) -> int:
    """Where the second column begins: at a line that several rows repeat."""
    for n, line in enumerate(content[1:], start=1):
        if often[line.passage.text] >= 3 and line.passage.text[0].isupper():
            return n
    return len(content)


def _product(lines: list[Line]) -> tuple[Passage, list[Passage]]:
    """The last cell, and what a page break threw behind it that belongs to the first."""
    broken = next(
        (n for n, line in enumerate(lines) if n and line.gap == 0 and line.passage.text[:1].islower()), len(lines)
    )
    cell = [line.passage for line in lines[:broken]]
    tail = [line.passage for line in lines[broken:]]
    if cell and tail and WANTS_NUMBER.search(cell[-1].text):
        place = next((n for n, part in enumerate(tail) if NUMBERED.match(part.text)), None)
        if place is not None:
            return joined([*cell, *tail[place:]]), tail[:place]
    return joined(cell), tail
