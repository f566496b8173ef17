"""A register as a workbook: one row per duty, for people who go on working in a spreadsheet."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from engine.plans_seen import DutySeen
from models.registers import PlanEntry

COLUMNS = (
    ("Mục", 10), ("Nhiệm vụ", 60), ("Chủ trì", 36), ("Phối hợp", 36), ("Gửi về", 24), ("Thời hạn", 36),
    ("Hạn tới", 12), ("Sản phẩm", 24), ("Câu chữ trong văn bản", 60), ("Ghi chú", 30), ("Khóa", 30),
)  # fmt: skip


def workbook_of(head: PlanEntry, duties: Sequence[DutySeen]) -> bytes:
    """The workbook as a file. Text stays text: a title that begins with = is no formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nhiệm vụ")
    for number, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.freeze_panes = "C3"
    sheet.append([_cell(sheet, f"{head.number or head.id} · {head.title}", bold=True)])
    sheet.append([_cell(sheet, name, bold=True) for name, _ in COLUMNS])
    for duty in duties:
        sheet.append([_cell(sheet, value) for value in _row(duty)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(duty: DutySeen) -> list[Any]:
    entry = duty.entry
    next_due: dt.date | None = next(iter(duty.next_due), None)
    return [
        entry.section, entry.title, "; ".join(duty.lead), "; ".join(duty.cooperate), duty.reports_to, duty.timing,
        next_due, entry.deliverable, entry.source, entry.note, entry.key,
    ]  # fmt: skip


def _cell(sheet: WriteOnlyWorksheet, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value) if is_text else value)
    if is_text:
        cell.data_type = "s"
    if isinstance(value, dt.date):
        cell.number_format = "DD/MM/YYYY"
    cell.alignment, cell.font = Alignment(wrap_text=not bold, vertical="top"), Font(bold=bold)
    return cell
