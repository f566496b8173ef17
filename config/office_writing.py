"""Changes the office's own files from the pages: checked like any file, written whole, the former one kept beside it."""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from config.office import checked_office, load_calendar
from config.settings import SAMPLE
from config.yaml_files import read_text
from models.errors import BusyError, NotAllowedError
from models.ladders import Ladders
from models.office import CalendarDay, OfficeEntry

LADDERS, CALENDAR = "ladders.yaml", "calendar.yaml"


class FileChangedError(BusyError):
    """Tệp vừa được người khác sửa; mở lại trang để lấy nội dung mới rồi sửa tiếp."""


def why_not_writable(folder: Path) -> str:
    """Why the pages may not change the files of this folder; "" if they may."""
    if folder == SAMPLE:
        return "đang dùng thư mục cơ quan mẫu của phần mềm — chép thư mục đó ra chỗ khác rồi đặt DONDOC_OFFICE"
    if not os.access(folder, os.W_OK):
        return f"máy chủ không ghi được vào thư mục {folder} — cho phép ghi, hoặc sửa tệp trên máy chủ"
    return ""


def text_of(folder: Path, name: str) -> tuple[str, str]:
    """The text of a file of the office and the mark of this very text."""
    text = read_text(folder / name)
    return text, mark(text)


def mark(text: str) -> str:
    """A short name of a text, to tell whether it is still the one that was looked at."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def checked_ladders(folder: Path, text: str) -> tuple[OfficeEntry, Ladders]:
    """The ladders that a text says, checked as they would be when the office is loaded."""
    with tempfile.TemporaryDirectory() as trial:
        (Path(trial) / LADDERS).write_text(text.replace("\r\n", "\n"), "utf-8")
        return checked_office(folder / "office.yaml", Path(trial) / LADDERS)


def write_ladders(folder: Path, text: str, *, seen: str, now: dt.datetime) -> None:
    """Put a checked text in place of the ladder file, if that is still the one that was ``seen``."""
    checked_ladders(folder, text)
    _replace(folder, LADDERS, seen, now, lambda _before: text.replace("\r\n", "\n"))


def add_day(folder: Path, day: CalendarDay, *, now: dt.datetime) -> None:
    """Write one more day into the calendar file; its comments stay."""
    _, seen = text_of(folder, CALENDAR)
    _replace(folder, CALENDAR, seen, now, lambda before: _with_day(before, day))


def _with_day(text: str, day: CalendarDay) -> str:
    yaml = YAML(typ="rt")
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(text)
    line = CommentedMap(date=day.date, kind=day.kind, name=day.name, document=day.document)
    line.fa.set_flow_style()
    data.setdefault("days", []).append(line)
    with tempfile.TemporaryDirectory() as trial:
        path = Path(trial) / CALENDAR
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(data, file)
        load_calendar(path, years=[day.date.year])
        return path.read_text("utf-8")


def _replace(folder: Path, name: str, seen: str, now: dt.datetime, change: Callable[[str], str]) -> None:
    """Keep the file as it was beside it, and put the new one in its place in one step."""
    if why := why_not_writable(folder):
        raise NotAllowedError(why)
    before, known = text_of(folder, name)
    if known != seen:
        raise FileChangedError
    path, new = folder / name, folder / f".{name}.{os.getpid()}.new"
    try:
        new.write_text(change(before), "utf-8")
        (folder / f"{name}.{now:%Y%m%dT%H%M%S}.bak").write_text(before, "utf-8")
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
