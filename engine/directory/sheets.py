"""The directory as a workbook: its sheets and columns, how each cell is read, and what may stand in it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.directory.rows import Rows
from engine.directory.words import KIND_LABELS
from models.errors import DondocError
from models.ladders import ROLE_LABELS
from models.office import ADDRESSES, CHANNEL_LABELS, MAIL
from models.periods import ONE_DAY
from models.registers import CODE

DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
LONGEST = 500

Values = dict[str, Any]
Said = Iterator[tuple[str, Values]]


class WrongCellError(DondocError):
    """Một ô không đọc được."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(what)
        self.what, self.instead = what, instead


def folded(text: Any) -> str:
    """A name without marks, case and doubled spaces, to compare what people type."""
    plain = unicodedata.normalize("NFD", str(text).replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).casefold().split())


def text(value: Any) -> str:
    """The words of a cell; a number that a spreadsheet made of them is words again."""
    if isinstance(value, dt.date):
        raise WrongCellError(f"'{value:%d/%m/%Y}' là ngày", "đặt định dạng ô là chữ (Text) rồi gõ lại")
    said = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    said = " ".join(unicodedata.normalize("NFC", said).split())
    if len(said) > LONGEST or not said.isprintable():
        raise WrongCellError("chữ quá dài hoặc có ký tự lạ", f"viết không quá {LONGEST} ký tự thường")
    return said


def code(value: Any) -> str:
    """A code of a unit, a group or a person."""
    said = text(value)
    if not re.fullmatch(CODE, said):
        raise WrongCellError(f"mã '{said}' không dùng được", f"viết chữ thường không dấu, như '{_as_code(said)}'")
    return said


def _as_code(said: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", folded(said)).strip("-") or "cdc-hue"


def day(value: Any) -> dt.date:
    """A day: a date cell, or words like 31/01/2026."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = DAY.fullmatch(str(value).strip())
    if not found:
        raise WrongCellError(f"'{value}' không phải ngày", "viết ngày/tháng/năm, như 31/01/2026")
    dd, mm, yyyy, year, month, day_ = found.groups()
    try:
        return dt.date(int(yyyy or year), int(mm or month), int(dd or day_))
    except ValueError:
        raise WrongCellError(f"ngày '{value}' không có trong lịch", "viết một ngày có thật, như 28/02/2026") from None


def last_day(value: Any) -> dt.date:
    """The first day on which a thing no longer holds, of the last one on which it does."""
    return day(value) + ONE_DAY


def one_of(labels: dict[Any, str]) -> Callable[[Any], Any]:
    """A reader of a cell that holds one of some words, or the code of one as in the files of the office's folder."""
    known = {folded(word): value for value, label in labels.items() for word in (value, label)}

    def read(value: Any) -> Any:
        if (found := known.get(folded(value))) is None:
            raise WrongCellError(f"'{value}' không dùng được ở đây", f"viết một trong: {', '.join(labels.values())}")
        return found

    return read


def mail(value: Any) -> str:
    said = text(value)
    if not re.fullmatch(MAIL, said):
        raise WrongCellError(f"'{said}' không phải địa chỉ thư", "viết một địa chỉ như 'an.nguyen@don-vi.example'")
    return said


def names(value: Any) -> list[str]:
    """Several names, with semicolons between."""
    return list(dict.fromkeys(each.strip() for each in text(value).split(";") if each.strip()))


@dataclass(frozen=True)
class Column:
    """A column: its head, the row's column that it fills, how a cell is read, an example and a hint for the template."""

    head: str
    to: str
    read: Callable[[Any], Any]
    example: str = ""
    hint: str = ""
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its columns, what a line of it says, and the lines that say what is stored."""

    name: str
    columns: tuple[Column, ...]
    says: Callable[[Values], Said]
    lines: Callable[[Rows], Iterator[Values]]


UNIT = Column("Mã đơn vị", "unit_id", code, "ttyt-mau", "Mã đã có ở trang Đơn vị hoặc trong danh bạ", required=True)
PERSON = Column("Mã người", "person_id", code, "le-thi-mau", "Mã đã có ở trang Người hoặc trong danh bạ", required=True)
SINCE = Column("Từ ngày", "valid_from", day, "01/01/2026", "Để trống nếu không rõ")
UNTIL = Column("Đến hết ngày", "valid_to", last_day, "", "Để trống nếu đang còn")


def _unit(values: Values) -> Said:
    aliases = values.pop("aliases", [])
    yield "unit", values
    yield from (("alias", {"unit_id": values["code"], "name": name}) for name in aliases)


def _unit_lines(rows: Rows) -> Iterator[Values]:
    aliases = _grouped(rows, "alias")
    for key, values in rows["unit"].items():
        yield {"code": key, "aliases": "; ".join(aliases.get(key, [])), **values}


def _group(values: Values) -> Said:
    group = values["group_id"]
    yield "group", {"code": group, "name": values.pop("name")}
    yield from (("group_alias", {"group_id": group, "name": name}) for name in values.pop("aliases", []))
    yield "member", {"valid_from": None, **values}


def _group_lines(rows: Rows) -> Iterator[Values]:
    aliases = _grouped(rows, "group_alias")
    for (group, unit, start), values in sorted(
        rows["member"].items(), key=lambda each: (each[0][0], each[1]["position"])
    ):
        yield {"group_id": group, "name": rows["group"][group]["name"], "aliases": "; ".join(aliases.get(group, [])),
               "unit_id": unit, "valid_from": start, **values}  # fmt: skip


def _grouped(rows: Rows, part: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for owner, name in rows[part]:
        found.setdefault(owner, []).append(name)
    return found


def _person(values: Values) -> Said:
    address = values.pop("email", None)
    yield "person", values
    if address:
        yield "contact", {"person_id": values["code"], "channel": "email", "address": address}


def _person_lines(rows: Rows) -> Iterator[Values]:
    yield from ({"code": key, **values} for key, values in rows["person"].items())


def _tenure(values: Values) -> Said:
    post = {"unit_id": values.pop("unit_id"), "role": values.pop("role")}
    yield "post", post
    yield "tenure", {"post_id": tuple(post.values()), "valid_from": None, **values}


def _tenure_lines(rows: Rows) -> Iterator[Values]:
    for ((unit, role), person, start), values in rows["tenure"].items():
        yield {"unit_id": unit, "role": ROLE_LABELS[role], "person_id": person, "valid_from": start, **values}


def _contact(values: Values) -> Said:
    pattern, like = ADDRESSES[values["channel"]]
    if not re.fullmatch(pattern, values["address"]):
        raise WrongCellError(f"địa chỉ {CHANNEL_LABELS[values['channel']]} không đúng dạng", f"viết {like}")
    yield "contact", values


def _contact_lines(rows: Rows) -> Iterator[Values]:
    for (person, channel, address), _ in sorted(rows["contact"].items(), key=lambda each: each[1]["position"]):
        yield {"person_id": person, "channel": CHANNEL_LABELS[channel], "address": address}


def _absence(values: Values) -> Said:
    yield "absence", values


def _absence_lines(rows: Rows) -> Iterator[Values]:
    yield from (
        {"person_id": person, "first_on": start, **values} for (person, start), values in rows["absence"].items()
    )


def _succession(values: Values) -> Said:
    yield "succession", {"successor_id": None, **values}


def _succession_lines(rows: Rows) -> Iterator[Values]:
    for (unit, on, successor), values in rows["succession"].items():
        yield {"unit_id": unit, "effective_on": on, "successor_id": successor, **values,
               "kind": KIND_LABELS[values["kind"]]}  # fmt: skip


ALIASES = Column("Tên gọi khác", "aliases", names, "Trung tâm Y tế Mẫu; TTYT Mẫu", "Ngăn nhau bằng dấu chấm phẩy")
SHEETS = (
    Sheet("Đơn vị", (
        Column("Mã đơn vị", "code", code, "ttyt-mau", "Chữ thường không dấu, số, gạch nối; không đổi về sau", required=True),
        Column("Tên đơn vị", "name", text, "Trung tâm Y tế huyện Mẫu", required=True),
        Column("Tên gọn", "short_name", text, "TTYT Mẫu"),
        ALIASES,
        Column("Thuộc đơn vị", "parent_id", code, "so-mau", "Mã đơn vị cấp trên; để trống nếu không có"),
        SINCE, UNTIL,
    ), _unit, _unit_lines),
    Sheet("Nhóm", (
        Column("Mã nhóm", "group_id", code, "truc-thuoc", "Mỗi đơn vị trong nhóm một hàng", required=True),
        Column("Tên nhóm", "name", text, "Các đơn vị trực thuộc", required=True),
        ALIASES, UNIT, SINCE, UNTIL,
    ), _group, _group_lines),
    Sheet("Người", (
        Column("Mã người", "code", code, "le-thi-mau", "Chữ thường không dấu, số, gạch nối; không đổi về sau", required=True),
        Column("Họ và tên", "name", text, "Lê Thị Mẫu", required=True),
        Column("Email", "email", mail, "le.mau@don-vi.example"),
    ), _person, _person_lines),
    Sheet("Vị trí", (
        UNIT,
        Column("Vị trí", "role", one_of(ROLE_LABELS), "đầu mối", f"Một trong: {', '.join(ROLE_LABELS.values())}", required=True),
        PERSON, SINCE, UNTIL,
    ), _tenure, _tenure_lines),
    Sheet("Liên hệ", (
        PERSON,
        Column("Kênh", "channel", one_of(CHANNEL_LABELS), "Thư điện tử", f"Một trong: {', '.join(CHANNEL_LABELS.values())}", required=True),
        Column("Địa chỉ", "address", text, "le.mau@don-vi.example", "Thử theo thứ tự từ trên xuống", required=True),
    ), _contact, _contact_lines),
    Sheet("Vắng mặt", (
        PERSON,
        Column("Từ ngày", "first_on", day, "02/03/2026", required=True),
        Column("Đến hết ngày", "last_on", day, "06/03/2026", required=True),
        Column("Người thay", "stand_in_id", code, "tran-van-mau", "Mã người"),
    ), _absence, _absence_lines),
    Sheet("Sắp xếp", (
        UNIT,
        Column("Hình thức", "kind", one_of(KIND_LABELS), "sáp nhập", f"Một trong: {', '.join(KIND_LABELS.values())}", required=True),
        Column("Ngày hiệu lực", "effective_on", day, "01/07/2026", required=True),
        Column("Số quyết định", "decision", text, "12/QĐ-UBND", required=True),
        Column("Đơn vị nhận", "successor_id", code, "ttyt-moi", "Mã đơn vị; để trống khi giải thể"),
    ), _succession, _succession_lines),
)  # fmt: skip
GUIDE = "Hướng dẫn"  # a sheet for the reader; nothing in it is read
