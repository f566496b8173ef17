"""Tables of duties: what each column holds, rows split over pages put together, and tables whose cells were stacked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from engine.reading.folding import plain
from engine.reading.paragraphs import Paragraph
from engine.reading.passages import Passage, joined

ROLES: tuple[tuple[str, str], ...] = (
    ("no", r"(?:s?t ?t|số tt|số thứ tự|stt\.?|#)"),
    ("cooperate", r".*phối hợp.*"),
    ("start", r".*(?:bắt đầu|khởi công|từ ngày).*"),
    ("end", r".*(?:kết thúc|đến ngày).*"),
    ("time", r".*(?:thời gian|thời hạn|tiến độ|thời điểm|lộ trình|hạn hoàn thành|ngày hoàn thành|lịch|tần suất|chu kỳ|số lần|kỳ hạn).*|định kỳ|kỳ báo cáo|hoàn thành|hạn|tháng|quý|tuần|ngày(?:, tháng)?|tháng[/,] ?năm"),
    ("lead", r".*(?:chủ trì|phụ trách|đầu mối|đơn vị thực hiện|cơ quan thực hiện|người thực hiện|bộ phận thực hiện|trách nhiệm|phân công|đơn vị tham mưu|tổ chức thực hiện|(?:đơn vị|cơ quan|người|bộ phận) (?:gửi|nộp|lập|báo cáo)).*|thực hiện|đơn vị|cơ quan"),
    ("product", r".*(?:sản phẩm|kết quả|đầu ra|số lượng).*"),
    ("target", r".*(?:chỉ tiêu|mục tiêu).*"),
    ("aside", r".*(?:ghi chú|địa điểm|kinh phí|nguồn|đối tượng|thành phần|căn cứ|số trang|đơn vị tính|đvt).*"),
    ("form", r".*(?:hình thức|phương thức|cách thức|giải pháp).*"),
    ("what", r".*(?:nội dung|nhiệm vụ|hoạt động|công việc|công tác|tên|chuyên đề|đơn vị được).*"),
    ("mark", r"(?:t|tháng )\d{1,2}|quý (?:iv|i{1,3}|[1-4])|q[1-4]|(?:i|ii|iii|iv|[1-9]|1[0-2])"),
)  # fmt: skip
COLUMNS = tuple((role, re.compile(pattern)) for role, pattern in ROLES)
COMPLETED = re.compile(r"hoàn thành|\bhạn\b|\bxong\b")
FORMER = re.compile(r"\b(?:cũ|đã giao|được giao|ban đầu|trước đây|đã duyệt|đã phê duyệt|theo kế hoạch)\b")
ROW_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Ea-eđ])[.)]?$")
BARE = re.compile(r"^(?=(?:\d{1,2}|[IVX]+)(?:\s*[,;-]\s*(?:\d{1,2}|[IVX]+))*\s*(?:$|/\s*20\d\d$))")
PER_ROW = 20000


@dataclass(frozen=True)
class Row:
    """One row: its number and its cells by what they hold."""

    number: str
    cells: dict[str, Passage]
    group: str = ""
    marks: tuple[str, ...] = ()

    def text(self, role: str) -> str:
        """What a column holds, empty if it holds nothing."""
        return self.cells[role].text if role in self.cells else ""


@dataclass
class Table:
    """The rows under one header, as they are collected."""

    roles: list[str]
    heads: list[str]
    rows: list[Row] = field(default_factory=list)
    group: str = ""


def role_of(head: str) -> str:
    """What a column with this head holds."""
    text = plain(head).strip(" .:*")
    return next((role for role, pattern in COLUMNS if text and pattern.fullmatch(text)), "")


def roles_of(heads: Iterable[str]) -> list[str]:
    """What the columns hold; beside a column of beginnings the one of completion is that of ends.

    Of several columns of times those of the former ones ("thời hạn đã giao" beside "thời hạn mới") say nothing.
    """
    named = [(head, role_of(head)) for head in heads]
    if any(role == "time" and not FORMER.search(plain(head)) for head, role in named):
        named = [(head, "aside" if role == "time" and FORMER.search(plain(head)) else role) for head, role in named]
    roles = {role for _, role in named}
    ends = "start" in roles and "end" not in roles
    return ["end" if ends and role == "time" and COMPLETED.search(plain(head)) else role for head, role in named]


def header_roles(cells: Iterable[Passage]) -> list[str] | None:
    """The columns of a header row; None if the row is not one."""
    texts = [c.text for c in cells]
    roles = roles_of(t if len(t.split()) <= 9 else "" for t in texts)
    filled = [(role, t) for role, t in zip(roles, texts, strict=True) if t]
    known = {r for r in roles if r}
    telling = known & {"lead", "time", "start", "end", "cooperate", "product"}
    if sum(bool(role) for role, _ in filled) < 0.6 * len(filled) or len(filled) < 2:
        return None
    enough = ("what" in known and (telling or roles.count("mark") >= 3)) or len(telling) >= 3
    return roles if enough else None


def tables_in(paragraphs: Iterable[Paragraph]) -> list[Table]:
    """The tables of duties among paragraphs, a table that goes on over a page as one."""
    tables: list[Table] = []
    current: Table | None = None
    for paragraph in paragraphs:
        if not paragraph.is_row:
            if current and len(paragraph.text) > 250:
                current = None
            continue
        roles = header_roles(paragraph.cells)
        if roles and current and _same(roles, current.roles):
            continue
        if roles:
            current = Table(roles, [c.text for c in paragraph.cells])
            tables.append(current)
        elif current:
            _add(current, paragraph.cells)
    return [table for table in tables if table.rows]


def _same(roles: list[str], others: list[str]) -> bool:
    return [r for r in roles if r] == [r for r in others if r]


def _add(table: Table, cells: tuple[Passage, ...]) -> None:
    if not table.rows and not _number(table, cells) and _is_second_header(cells):
        second = roles_of(c.text for c in _fitted(cells, table))
        table.roles = [role or old for role, old in zip(second, table.roles, strict=False)]
        return
    if _is_column_numbers(cells):
        return
    filled = [c for c in cells if c.text]
    number = _number(table, cells)
    if len(filled) <= (2 if number else 1) and not (
        table.rows and not number and filled and filled[0].text[0].islower()
    ):
        only = [c for c in filled if c.text.strip(".) ") != number]
        if only and "what" in table.roles and _is_group(table, cells, only[0]):
            table.group = number or table.group
            return
    row = _row(table, _fitted(cells, table), number)
    if table.rows and not number and "no" in table.roles and _goes_on(row):
        table.rows[-1] = _merged(table.rows[-1], row)
    elif row.cells:
        table.rows.append(row)


def _is_second_header(cells: tuple[Passage, ...]) -> bool:
    roles = roles_of(c.text for c in cells if c.text)
    return bool(roles) and all(r in ("start", "end", "mark", "lead", "cooperate") for r in roles)


def _is_column_numbers(cells: tuple[Passage, ...]) -> bool:
    texts = [c.text.strip("() .") for c in cells]
    return len(texts) > 2 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _fitted(cells: tuple[Passage, ...], table: Table) -> list[Passage]:
    """As many cells as columns; short rows are filled up with empty ones."""
    return [*cells[: len(table.roles)], *[Passage("", ())] * (len(table.roles) - len(cells))]


def _number(table: Table, cells: tuple[Passage, ...]) -> str:
    place = table.roles.index("no") if "no" in table.roles else None
    if place is None or place >= len(cells):
        return ""
    found = ROW_NUMBER.match(cells[place].text.strip())
    return found[1] if found else ""


def _is_group(table: Table, cells: tuple[Passage, ...], only: Passage) -> bool:
    """Whether a row is a heading within the table: nothing but a title."""
    return not only.text[0].islower()


def _row(table: Table, cells: list[Passage], number: str) -> Row:
    found: dict[str, list[Passage]] = {}
    marks = []
    for role, head, cell in zip(table.roles, table.heads, cells, strict=False):
        if role == "mark":
            marks += [head] if cell.text.strip().lower() in ("x", "✓", "v", "√", "+", "●", "•") else []
        elif role and role != "no" and cell.text and cell not in found.get(role, []):
            found.setdefault(role, []).append(_with_unit(cell, head) if role == "time" else cell)
    whole = {role: joined(parts)[:PER_ROW] for role, parts in found.items()}
    return Row(number or str(len(table.rows) + 1), whole, table.group, tuple(marks))


def _with_unit(cell: Passage, head: str) -> Passage:
    """A bare number in a column headed "Tháng" or "Quý" is a month or a quarter."""
    unit = plain(head).strip(" .:*")
    return cell.substituted(BARE, f"{unit} ") if unit in ("tháng", "quý") else cell


def _goes_on(row: Row) -> bool:
    """Whether a row without a number only continues the one before."""
    text = row.text("what")
    return not text or text[0].islower() or len(row.cells) <= 2 or not {"lead", "time", "start"} & set(row.cells)


def _merged(row: Row, more: Row) -> Row:
    cells = {
        role: joined([row.cells[role], more.cells[role]])
        if role in row.cells and role in more.cells
        else (row.cells.get(role) or more.cells[role])
        for role in {**row.cells, **more.cells}
    }
    return replace(row, cells=cells, marks=row.marks + more.marks)


def rows_of(tables: Iterable[Table]) -> Iterator[Row]:
    """All rows of some tables."""
    for table in tables:
        yield from table.rows
