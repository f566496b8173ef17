"""Columns on a page with no lines between them: tables known by their header, and text set in two columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from engine.reading.paragraphs import FURNITURE
from engine.reading.passages import Passage
from engine.reading.tables import header_roles

Word = dict[str, Any]
Gutter = tuple[float, float]
NUMBER = re.compile(r"\d{1,3}[.)]?$")
WIDE = 0.8  # of a line's height: a wider gap in a line parts columns and not words
NARROWEST = 0.5  # of a line's height: what is left free between two columns at least
FAR = 2.5  # of a line's height: what stands farther below belongs to something else
FEWEST_LINES = 5  # of text in two columns; a head or a signature has less
NARROW = 0.4  # of the other column: what is narrower is a column of numbers
FULL = 0.9  # of the widest room between lines: room between rows
FILLED = 0.75  # of a column's width; cells of a table leave more free
END = re.compile(r"\W*nơi nhận", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """Lines that stand for a stretch of a page: rows with their cells parted by tabs, or one column after the other.

    ``open_to`` = the gutters of a table that reaches to the foot of the page and may go on over it.
    """

    top: float
    bottom: float
    lines: tuple[str, ...]
    open_to: tuple[Gutter, ...] = ()


@dataclass(frozen=True)
class Line:
    """The words of one line from left to right."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        return float(min(word["top"] for word in self.words))

    @property
    def bottom(self) -> float:
        return float(max(word["bottom"] for word in self.words))

    @property
    def text(self) -> str:
        return " ".join(word["text"] for word in self.words)

    @property
    def gutters(self) -> list[Gutter]:
        """The wide gaps between its words."""
        wide = WIDE * (self.bottom - self.top)
        return [(a["x1"], b["x0"]) for a, b in pairwise(self.words) if b["x0"] - a["x1"] > wide]


def blocks_in(words: Sequence[Word], before: Block | None = None) -> Iterator[Block]:
    """The tables without lines and the stretches of two columns among the words of a page; ``before`` = the last block of the page before."""
    lines = [line for line in lines_of(words) if not FURNITURE.fullmatch(line.text)]
    taken, block = _continued(lines, before.open_to if before else ())
    if block:
        yield block
    place = taken
    while place < len(lines):
        taken, block = _table_at(lines, place) or _two_columns_at(lines, place) or (0, None)
        if block:
            yield block
        place += taken or 1


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Words put together to lines from top to bottom; half a line lower is another line."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each["top"] + each["bottom"]):
        height = word["bottom"] - word["top"]
        last = groups[-1][0] if groups else None
        if last and abs(word["top"] + word["bottom"] - last["top"] - last["bottom"]) < 0.7 * height:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Line(tuple(sorted(group, key=lambda each: float(each["x0"])))) for group in groups]


def _table_at(lines: list[Line], place: int) -> tuple[int, Block] | None:
    """The table whose header begins here: three columns or more that every line below keeps to."""
    start = next((n for n in range(place, min(place + 3, len(lines))) if len(lines[n].gutters) >= 2), None)
    if start is None or any(_is_far(lines[n], lines[n + 1]) for n in range(place, start)):
        return None
    stop, _ = _reach(lines, place, lines[start].gutters)
    if stop - place < 2 or len(gutters := _strips(lines[place:stop])) < 2:
        return None
    rows = _cells(lines[place:stop], gutters, is_headed=True)
    if len(rows) < 2 or not header_roles(Passage(cell, ()) for cell in rows[0]):
        return None
    return stop - place, _block(lines, place, stop, rows, gutters)


def _continued(lines: list[Line], gutters: Sequence[Gutter]) -> tuple[int, Block | None]:
    """The rows at the head of a page that go on with the table of the page before."""
    stop = _reach(lines, 0, list(gutters))[0] if gutters else 0
    rows = _cells(lines[:stop], gutters, is_headed=False) if stop else []
    if not rows or sum(map(bool, rows[0])) < 2:
        return 0, None
    return stop, _block(lines, 0, stop, rows, gutters)


def _block(lines: list[Line], place: int, stop: int, rows: list[list[str]], gutters: Sequence[Gutter]) -> Block:
    texts = tuple("\t".join(row) for row in rows)
    return Block(lines[place].top, lines[stop - 1].bottom, texts, tuple(gutters) if stop == len(lines) else ())


def _reach(lines: list[Line], place: int, gutters: list[Gutter]) -> tuple[int, list[Gutter]]:
    """How far down lines keep to some columns, and what is left free between them."""
    for stop in range(place, len(lines)):
        line = lines[stop]
        if END.match(line.text) or (stop > place and _is_far(lines[stop - 1], line)):
            return stop, gutters
        kept = _kept_free(line, gutters)
        if kept is None:
            return stop, gutters
        gutters = kept
    return len(lines), gutters


def _strips(lines: list[Line]) -> list[Gutter]:
    """The stretches from left to right in which no word of any line stands, as wide as between columns."""
    words = sorted((word for line in lines for word in line.words), key=lambda each: float(each["x0"]))
    wide = WIDE * median([word["bottom"] - word["top"] for word in words])
    strips, reached = [], float(words[0]["x1"])
    for word in words:
        if word["x0"] - reached > wide:
            strips.append((reached, float(word["x0"])))
        reached = max(reached, word["x1"])
    return strips


def _is_far(above: Line, below: Line) -> bool:
    return below.top - above.bottom > FAR * (below.bottom - below.top)


def _kept_free(line: Line, gutters: list[Gutter]) -> list[Gutter] | None:
    """The gutters with what a line leaves free of them, None if a word of it stands across one."""
    kept = []
    for left, right in gutters:
        for word in line.words:
            if word["x1"] <= left or word["x0"] >= right:
                continue
            if word["x0"] - left < right - word["x1"]:
                left = word["x1"]
            else:
                right = word["x0"]
        if right - left < NARROWEST * (line.bottom - line.top):
            return None
        kept.append((left, right))
    return kept


def _cells(lines: list[Line], gutters: Sequence[Gutter], *, is_headed: bool) -> list[list[str]]:
    edges = [(left + right) / 2 for left, right in gutters]
    rows = _rows(lines, edges, is_headed=is_headed)
    return [[_cell(row, edges, column) for column in range(len(edges) + 1)] for row in rows]


def _rows(lines: list[Line], edges: list[float], *, is_headed: bool) -> list[list[Word]]:
    """The words of each row; a row's number may stand at its top or in its middle, so rows part where the page leaves most room."""
    words = [word for line in lines for word in line.words]
    first = lines_of([word for word in words if word["x1"] <= edges[0]])
    numbers = [line.words[0] for line in first if NUMBER.match(line.text)]
    bands = _bands(words)
    cuts = _cuts_at(numbers, bands) if numbers else _wide_bands(bands)
    if numbers and not is_headed and not _ends_a_row(bands, numbers[0]):
        del cuts[0]
    ends = [*cuts, float("inf")]
    rows: list[list[Word]] = [[] for _ in ends]
    for word in words:
        rows[next(n for n, end in enumerate(ends) if word["top"] < end)].append(word)
    return [row for row in rows if row]


def _bands(words: list[Word]) -> list[Gutter]:
    """The stretches from top to bottom in which no word of any column stands."""
    bands, reached = [], float("inf")
    for word in sorted(words, key=lambda each: float(each["top"])):
        if word["top"] > reached:
            bands.append((reached, word["top"]))
        reached = word["bottom"] if reached == float("inf") else max(reached, word["bottom"])
    return bands


def _cuts_at(numbers: list[Word], bands: list[Gutter]) -> list[float]:
    """Where each numbered row begins: in the widest band above its number, the lowest of equals, else at the number."""
    cuts, above = [], float("-inf")
    for number in numbers:
        between = [band for band in bands if above <= band[0] and band[1] <= number["top"] + 1]
        widest = max(between, key=lambda band: (round(band[1] - band[0]), band[1]), default=None)
        cuts.append((widest[0] + widest[1]) / 2 if widest else number["top"] - 1)
        above = number["bottom"] - 1
    return cuts


def _ends_a_row(bands: list[Gutter], number: Word) -> bool:
    """Whether the page leaves as much room above a number as between rows, so that what stands there belongs to the row before."""
    widest = max((below - above for above, below in bands), default=0.0)
    least = max(FULL * widest, NARROWEST * (number["bottom"] - number["top"]))
    return any(below <= number["top"] + 1 and below - above > least for above, below in bands)


def _wide_bands(bands: list[Gutter]) -> list[float]:
    """Rows without numbers part where the page leaves clearly more room than between lines."""
    usual = median([bottom - top for top, bottom in bands]) if bands else 0.0
    narrow = min((bottom - top for top, bottom in bands), default=0.0)
    return [(top + bottom) / 2 for top, bottom in bands if bottom - top > max(1.5 * narrow, 0.9 * usual)]


def _cell(row: list[Word], edges: list[float], column: int) -> str:
    left, right = [float("-inf"), *edges][column], [*edges, float("inf")][column]
    inside = [word for word in row if left <= (word["x0"] + word["x1"]) / 2 < right]
    return " ".join(line.text for line in lines_of(inside))


def _two_columns_at(lines: list[Line], place: int) -> tuple[int, Block] | None:
    """Text in two columns that begins here, each line of both filled as prose is: the left one is read before the right."""
    beside = _strips(lines[place : place + 2 * FEWEST_LINES])
    reaches = [_reach(lines, place, [gutter]) for gutter in (*lines[place].gutters, *beside)]
    if not reaches:
        return None
    stop, gutters = max(reaches, key=lambda each: each[0])
    middle = sum(gutters[0]) / 2
    left, right = (_side(lines[place:stop], middle, right=right) for right in (False, True))
    if min(len(left), len(right)) < FEWEST_LINES or not _is_prose(left) or not _is_prose(right):
        return None
    if min(map(_width, (left, right))) < NARROW * max(map(_width, (left, right))):
        return None
    texts = (*(line.text for line in left), *(line.text for line in right))
    return stop - place, Block(lines[place].top, lines[stop - 1].bottom, texts)


def _side(lines: list[Line], middle: float, *, right: bool) -> list[Line]:
    halves = [tuple(word for word in line.words if (word["x0"] > middle) is right) for line in lines]
    return [Line(half) for half in halves if half]


def _width(lines: list[Line]) -> float:
    return float(max(line.words[-1]["x1"] for line in lines) - min(line.words[0]["x0"] for line in lines))


def _is_prose(lines: list[Line]) -> bool:
    """Whether most lines fill their column, as those of text do."""
    return median([_width([line]) for line in lines]) > FILLED * _width(lines)
