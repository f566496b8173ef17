"""Lists as files for a spreadsheet: XLSX and CSV. What a person typed is only ever text there, never a formula."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from engine.watching.overview import Matrix
from engine.watching.queries import Row
from models.obligations import LABELS, PROGRESS_LABELS, Progress, Timeliness
from models.periods import Period
from models.tallies import Tally

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a formula, or what a spreadsheet takes for one, begins
Value = str | int | float | dt.date | None


@dataclass(frozen=True)
class Sheet:
    """A table to be written: headings with the width of their columns in letters, then rows of as many values."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Value]]


OBLIGATIONS = (
    ("Kế hoạch", 18), ("Mục", 10), ("Việc", 60), ("Đơn vị", 36), ("Kỳ", 18), ("Bắt đầu", 12), ("Hạn", 12),
    ("Tình trạng", 20), ("Tiến độ", 20), ("Ngày gửi", 12), ("Văn bản", 22),
)  # fmt: skip


def obligation_sheet(rows: Iterable[Row], units: dict[str, str]) -> Sheet:
    """A list of obligations in words; ``units`` are names by code."""
    return Sheet("Nghĩa vụ", OBLIGATIONS, (_obligation(row, units) for row in rows))


def _obligation(row: Row, units: dict[str, str]) -> Sequence[Value]:
    what = (row.plan, row.section, row.title, units.get(row.unit, row.unit))
    when = (Period.parse(row.period).label if row.period else None, row.opens_on, row.due_on)
    stand = (LABELS[Timeliness(row.timeliness)], PROGRESS_LABELS[Progress(row.progress)])
    return *what, *when, *stand, row.submitted_on, row.document


def matrix_sheet(found: Matrix) -> Sheet:
    """The whole matrix with its totals: the worst place in time of each cell, and how many are done of how many."""
    headings = [("Đơn vị", 36), ("Xong", 10), ("Tất cả", 10), ("Quá hạn", 10), ("Đúng hạn (%)", 12)]
    rows = [
        [line.name, *_figures(line.tally), *(_words(cell.tally) if cell else None for cell in line.cells)]
        for line in found.lines
    ]
    totals = ["Tất cả đơn vị", *_figures(found.whole), *(f"{total.done}/{total.total}" for total in found.totals)]
    return Sheet("Theo dõi", [*headings, *((column.title, 18) for column in found.columns)], [*rows, totals])


def _figures(tally: Tally) -> tuple[Value, ...]:
    return tally.done, tally.total, tally.overdue, None if tally.rate is None else round(tally.rate * 100, 1)


def _words(tally: Tally) -> str:
    label = LABELS[tally.worst]
    return label if tally.total <= 1 else f"{label} {tally.done}/{tally.total}"


def write_xlsx(path: Path, sheet: Sheet) -> None:
    """Row by row, so that a long list does not stand in memory twice."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.name)
    page.freeze_panes = "B2"
    for number, (_, width) in enumerate(sheet.headings, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_heading(page, heading) for heading, _ in sheet.headings])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    book.save(path)


def _heading(page: object, words: str) -> WriteOnlyCell:
    cell = _text(page, words)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(page: object, value: Value) -> object:
    if isinstance(value, str):
        return _text(page, value) if value.startswith(FORMULA) else ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(page, value)
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, dt.datetime) else "dd/mm/yyyy"
        return cell
    return value


def _text(page: object, words: str) -> WriteOnlyCell:
    """A cell that is text whatever it begins with, and stays so when somebody edits it."""
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", words))
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def write_csv(path: Path, sheet: Sheet) -> None:
    """With the mark by which spreadsheets know UTF-8; text that looks like a formula gets an apostrophe before it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([heading for heading, _ in sheet.headings])
        writer.writerows([_plain(value) for value in row] for row in sheet.rows)


def _plain(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
