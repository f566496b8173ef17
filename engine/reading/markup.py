"""Tables written as HTML, as converters leave them in Markdown: rows with their spanned cells laid out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.reading.passages import Passage, raw_passage

ROW = re.compile(r"<tr\b[^<>]{0,200}>(?P<inside>.*?)</tr\s*>", re.IGNORECASE | re.DOTALL)
CELL = re.compile(
    r"<t[dh]\b(?P<says>[^<>]{0,300})>(?P<inside>.*?)(?=</t[dh]\s*>|<t[dh]\b|$)", re.IGNORECASE | re.DOTALL
)
SPAN = re.compile(r"(?P<which>row|col)span\s*=\s*[\"']?(?P<n>\d{1,2})", re.IGNORECASE)
TABLE_END = re.compile(r"</table", re.IGNORECASE)
WIDEST = 40


@dataclass(frozen=True)
class MarkupRow:
    """One row: where it stands in the source, and its cells."""

    start: int
    end: int
    cells: tuple[Passage, ...]


def rows_of_markup(source: str) -> Iterator[MarkupRow]:
    """The rows of all HTML tables of a source; a cell over several rows stands in each, over several columns in the first."""
    if "<tr" not in source.lower():
        return
    carried: dict[int, tuple[int, Passage]] = {}
    last = 0
    for row in ROW.finditer(source):
        if TABLE_END.search(source, last, row.start()):
            carried = {}
        cells = _laid_out(source, row, carried)
        last = row.end()
        if len(cells) > 1:
            yield MarkupRow(row.start(), row.end(), tuple(cells))


def _laid_out(source: str, row: re.Match[str], carried: dict[int, tuple[int, Passage]]) -> list[Passage]:
    cells: list[Passage] = []
    for found in CELL.finditer(source, row.start("inside"), row.end("inside")):
        _carry_down(cells, carried)
        spans = {m["which"].lower(): int(m["n"]) for m in SPAN.finditer(found["says"])}
        cell = raw_passage(source, *found.span("inside"))
        if spans.get("row", 1) > 1:
            carried[len(cells)] = (spans["row"] - 1, cell)
        cells += [cell, *[Passage("", ())] * (min(spans.get("col", 1), WIDEST) - 1)]
    _carry_down(cells, carried)
    return cells[:WIDEST]


def _carry_down(cells: list[Passage], carried: dict[int, tuple[int, Passage]]) -> None:
    """Puts in the cells that begin in a row above."""
    while len(cells) in carried:
        place = len(cells)
        left, cell = carried.pop(place)
        cells.append(cell)
        if left > 1:
            carried[place] = (left - 1, cell)
