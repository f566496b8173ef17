"""A directory out of a workbook, with every fault at its cell; and a workbook out of a directory, or an empty one to fill in."""

import difflib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from engine.directory.rows import PARTS, Key, Rows
from engine.directory.sheets import GUIDE, SHEETS, Column, Sheet, Values, WrongCellError, folded
from engine.directory.words import PART_LABELS
from models.errors import CellFault, RefusedWorkbookError, UnreadableFileError
from models.periods import ONE_DAY

LARGEST = 20_000_000  # bytes as sent
UNPACKED = 200_000_000
MOST_FILES = 2000
MOST_ROWS = 50_000  # of one sheet that hold something
LAST_ROW = 1_048_576  # of any spreadsheet
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Place:
    """The line of a sheet that says something."""

    sheet: Sheet
    row: int

    def fault(self, to: str, what: str, instead: str = "") -> CellFault:
        """A fault in the cell that fills this column of the row."""
        head = next((each.head for each in self.sheet.columns if each.to == to), "")
        return CellFault(self.sheet.name, self.row, head, what, instead)


@dataclass
class Read:
    """What a workbook says: rows with the place of each, and the faults found so far."""

    rows: Rows = field(default_factory=lambda: {name: {} for name in PARTS})
    places: dict[tuple[str, Key], Place] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)

    def add(self, part: str, values: Values, place: Place) -> None:
        """One row; said twice it must be said alike, and only a group may be named in several lines."""
        kind = PARTS[part]
        key = kind.key_of(values)
        given = {name: values[name] for name in kind.values if name in values}
        first = self.places.setdefault((part, key), place)
        if first is not place and part not in REPEATED:
            where = f"hàng {first.row}" + ("" if first.sheet is place.sheet else f" trang '{first.sheet.name}'")
            self.faults.append(place.fault("", f"{PART_LABELS[part].lower()} này đã có ở {where}", "giữ một hàng"))
        elif first is not place and self.rows[part][key] != given:
            self.faults.append(
                place.fault("name", f"nhóm '{key}' mang tên khác ở hàng {first.row}", "viết cùng một tên")
            )
        self.rows[part][key] = given


REPEATED = ("group", "group_alias", "post", "contact")


def read_workbook(content: bytes) -> Read:
    """What a workbook says, checked cell by cell; a file that is no workbook is refused at once."""
    _check_archive(content)
    found = Read()
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        for sheet in book.worksheets:
            _read_sheet(sheet, found)
    except (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError) as error:
        raise UnreadableFileError("bảng tính hỏng — mở bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx") from error
    if not found.faults and not any(found.rows.values()):
        heads = ", ".join(f"'{each.name}'" for each in SHEETS)
        raise RefusedWorkbookError(
            [CellFault(SHEETS[0].name, None, "", "không có hàng nào", f"điền các trang {heads}")]
        )
    return found


def _check_archive(content: bytes) -> None:
    """A spreadsheet is an archive; one that would fill the memory when opened is refused before it is."""
    if len(content) > LARGEST:
        raise UnreadableFileError(f"tệp lớn hơn {LARGEST // 1_000_000} MB — chia thành nhiều tệp")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError("không phải bảng tính .xlsx — tải tệp mẫu về rồi điền vào đó") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFileError("không phải bảng tính .xlsx — tải tệp mẫu về rồi điền vào đó")
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > UNPACKED:
        raise UnreadableFileError("tệp nén bất thường, không mở vì an toàn — lưu lại bằng Excel hoặc LibreOffice")


def _read_sheet(cells: Any, found: Read) -> None:
    sheet = next((each for each in SHEETS if folded(each.name) == folded(cells.title)), None)
    lines = _lines(cells, str(cells.title), found)
    if sheet is None:
        if folded(cells.title) != folded(GUIDE) and next(lines, None):
            names = ", ".join(each.name for each in SHEETS)
            found.faults.append(CellFault(cells.title, None, "", "không có trang này", f"đặt tên một trong: {names}"))
        return
    _, head = next(lines, (1, []))
    columns = _columns(sheet, head, found)
    if any(column.required and column not in columns.values() for column in sheet.columns):
        return
    for number, line in lines:
        _read_line(Place(sheet, number), columns, line, found)


def _lines(cells: Any, name: str, found: Read) -> Iterator[tuple[int, list[Any]]]:
    """The lines that hold something, each with its number; how long a sheet says it is is not believed."""
    cells.reset_dimensions()
    count = 0
    for number, line in enumerate(cells.iter_rows(max_col=50), 1):
        if number > LAST_ROW or count > MOST_ROWS:
            found.faults.append(CellFault(name, number, "", f"quá {MOST_ROWS} hàng", "chia thành nhiều tệp"))
            return
        if any(cell.value not in (None, "") for cell in line):
            count += 1
            yield number, list(line)


def _columns(sheet: Sheet, head: list[Any], found: Read) -> dict[int, Column]:
    """Which column stands where; heads that nobody knows and needed ones that are missing are faults."""
    known = {folded(each.head): each for each in sheet.columns}
    columns = {}
    for n, cell in enumerate(head):
        name = str(cell.value or "").strip().rstrip("*").strip()
        if folded(name) in known:
            columns[n] = known[folded(name)]
        elif name:
            heads = ", ".join(each.head for each in sheet.columns)
            found.faults.append(CellFault(sheet.name, 1, name, "không có cột này", f"hàng đầu ghi: {heads}"))
    missing = [each for each in sheet.columns if each.required and each not in columns.values()]
    found.faults += [
        CellFault(sheet.name, 1, each.head, "thiếu cột này", "thêm vào hàng đầu của trang") for each in missing
    ]
    return columns


def _read_line(place: Place, columns: dict[int, Column], line: list[Any], found: Read) -> None:
    """One line: its cells, and what they say together if all can be read."""
    before = len(found.faults)
    values = {}
    for n, column in columns.items():
        cell = line[n] if n < len(line) else None
        try:
            if (value := _value(cell)) is not None:
                values[column.to] = column.read(value)
            elif column.required:
                raise WrongCellError("ô trống", f"viết {column.head.lower()}, như '{column.example}'")
        except WrongCellError as wrong:
            found.faults.append(place.fault(column.to, wrong.what, wrong.instead))
    if len(found.faults) == before:
        _say(place, values, found)


def _say(place: Place, values: Values, found: Read) -> None:
    try:
        for part, row in place.sheet.says(values):
            found.add(part, row, place)
    except WrongCellError as wrong:
        found.faults.append(place.fault("address", wrong.what, wrong.instead))


def _value(cell: Any) -> Any:
    """What stands in a cell; a formula is not looked into."""
    value = cell.value if cell is not None else None
    if cell is not None and cell.data_type == "f":
        raise WrongCellError("ô này là công thức", "chép lại dạng giá trị (Paste Special, Values)")
    if cell is not None and cell.data_type == "e":
        raise WrongCellError(f"ô báo lỗi {value}", "viết giá trị đúng")
    return None if isinstance(value, str) and not value.strip() else value


def check(found: Read, rows: Rows) -> None:
    """Refuse the workbook with all its faults, those between rows included; ``rows`` is the directory as it would be."""
    faults = [*found.faults, *_unknown(found, rows), *_between(found, rows)]
    order = {sheet.name: n for n, sheet in enumerate(SHEETS)}
    if faults:
        raise RefusedWorkbookError(sorted(faults, key=lambda each: (order.get(each.sheet, -1), each.row or 0)))


def _unknown(found: Read, rows: Rows) -> Iterator[CellFault]:
    """Codes that lead nowhere."""
    for (name, key), place in found.places.items():
        values = PARTS[name].named(key) | found.rows[name][key]
        for column, part in PARTS[name].refers.items():
            code = values.get(column)
            if part != "post" and code is not None and code not in rows[part]:
                near = difflib.get_close_matches(str(code), map(str, rows[part]), n=1)
                instead = f"có phải '{near[0]}'?" if near else f"thêm vào trang '{PART_LABELS[part]}', hoặc sửa mã"
                yield place.fault(column, f"không có {PART_LABELS[part].lower()} '{code}'", instead)


def _between(found: Read, rows: Rows) -> Iterator[CellFault]:
    """What is wrong between rows: two things of one code, one address of two people, circles, days in the wrong order."""
    owners: dict[str, set[str]] = {}
    for person, channel, address in rows["contact"]:
        owners.setdefault(f"{channel} {address}".lower(), set()).add(person)
    for (name, key), place in found.places.items():
        if name == "unit" and key in rows["group"]:
            yield place.fault("code", f"mã '{key}' đã là mã nhóm", "đặt mã khác")
        if name == "unit" and _is_over_itself(key, rows):
            yield place.fault("parent_id", f"'{key}' nằm dưới chính nó", "sửa đơn vị cấp trên cho thành cây")
        if name == "contact" and len(others := owners[f"{key[1]} {key[2]}".lower()]) > 1:
            yield place.fault(
                "address", f"địa chỉ '{key[2]}' là của nhiều người: {', '.join(sorted(others))}", "giữ ở một người"
            )
        start, end = _span(name, key, found.rows[name][key])
        if start and end and start >= end:
            yield place.fault("valid_to", "ngày kết thúc trước ngày bắt đầu", "đổi lại cho đúng thứ tự")


def _is_over_itself(code: str, rows: Rows) -> bool:
    above, here = set(), rows["unit"][code].get("parent_id")
    while here in rows["unit"] and here not in above:
        above.add(here)
        here = rows["unit"][here].get("parent_id")
    return code in above


def _span(name: str, key: Key, values: Values) -> tuple[Any, Any]:
    """The first day of a row and the first one after it."""
    if name == "absence":
        return key[1], values["last_on"] + ONE_DAY
    all_ = PARTS[name].named(key) | values
    return all_.get("valid_from"), all_.get("valid_to")


def template() -> bytes:
    """An empty workbook to fill in: heads, and a sheet that explains each column with an example."""
    book = Workbook()
    guide = book.active
    guide.title = GUIDE
    _fill(guide, ["Trang", "Cột", "Bắt buộc", "Ví dụ", "Cách viết"], [
        [sheet.name, column.head, "có" if column.required else "", column.example, column.hint]
        for sheet in SHEETS
        for column in sheet.columns
    ])  # fmt: skip
    for sheet in SHEETS:
        _fill(book.create_sheet(sheet.name), _heads(sheet), [])
    return _saved(book)


def written(rows: Rows) -> bytes:
    """The directory as a workbook that reads back as it is."""
    book = Workbook()
    book.remove(book.active)
    for sheet in SHEETS:
        lines = ([_shown(column, values) for column in sheet.columns] for values in sheet.lines(rows))
        _fill(book.create_sheet(sheet.name), _heads(sheet), lines)
    return _saved(book)


def _heads(sheet: Sheet) -> list[str]:
    return [f"{each.head} *" if each.required else each.head for each in sheet.columns]


def _shown(column: Column, values: Values) -> Any:
    value = values.get(column.to)
    return value - ONE_DAY if value and column.to == "valid_to" else value


def _fill(cells: Any, head: list[str], lines: Iterable[list[Any]]) -> None:
    """Write lines; words that look like a formula stay words."""
    for n, line in enumerate([head, *lines], 1):
        for m, value in enumerate(line, 1):
            cell = cells.cell(n, m, value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif value is not None:
                cell.number_format = "DD/MM/YYYY"
    for m, _ in enumerate(head, 1):
        cells.cell(1, m).font = Font(bold=True)
        cells.cell(1, m).alignment = Alignment(wrap_text=True, vertical="top")
        cells.column_dimensions[get_column_letter(m)].width = 24
    cells.freeze_panes = "A2"


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
