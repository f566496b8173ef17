"""What the administrator's pages have in common: their frame, what was typed, and how an act is answered."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Form, Query, Request, Response

from engine.access.rights import Viewer
from engine.directory.sheets import WrongCellError, day
from engine.journal import By
from models.errors import BadInputError, DondocError, NotFoundError
from web.door import Door
from web.outcomes import after, said
from web.refusals import sentence, status_of
from web.rendering import page

CLEAN = r"^[^\x00]*$"  # a NUL is more than PostgreSQL takes
Text = Annotated[str, Form(max_length=2000, pattern=CLEAN)]
LongText = Annotated[str, Form(max_length=200_000, pattern=CLEAN)]
Asked = Annotated[str, Query(max_length=200, pattern=CLEAN)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=1_000_000)]
ROWS = 100
ROOMS = (
    ("/quan-tri", "Tổng quan"),
    ("/quan-tri/danh-ba", "Danh bạ"),
    ("/quan-tri/thang", "Thang đôn đốc"),
    ("/quan-tri/lich", "Lịch làm việc"),
    ("/quan-tri/kenh", "Kênh gửi"),
    ("/quan-tri/tin", "Tin đã lập"),
    ("/quan-tri/chay", "Chạy theo yêu cầu"),
    ("/quan-tri/tai-khoan", "Tài khoản"),
    ("/quan-tri/kiem-tra", "Kiểm tra"),
    ("/quan-tri/nhat-ky", "Nhật ký"),
)


def room(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the administrator's, with what has just been done told at its top."""
    done = said(request) if request.method == "GET" else ""
    usual = {"rooms": ROOMS, "done": done, "error": "", "typed": {}}
    return page(request, f"administration/{name}.html", status=status, **(usual | values))


def answered(
    act: Callable[[], object], onward: str, done: str, again: Callable[..., Response], /, **typed: Any
) -> Response:
    """Do it and go on; what is refused is told on the page again, with what was typed still there."""
    try:
        act()
    except DondocError as error:
        status = 400 if isinstance(error, NotFoundError) else status_of(error)  # what was typed is not there
        return again(error=sentence(error), typed=typed, status=status)
    return after(onward, done)


def by(door: Door, viewer: Viewer) -> By:
    """Who acts, and when."""
    return By(viewer.name, door.clock())


def day_from(text: str, what: str) -> dt.date:
    """The day of a form field that must be there."""
    if (found := maybe_day(text)) is None:
        raise BadInputError(f"cần ghi {what} — viết như 31/01/2026")
    return found


def maybe_day(text: str) -> dt.date | None:
    """The day of a form field, if one is given: browsers send 2026-01-31, a reader without them may write 31/01/2026."""
    try:
        return day(text) if text.strip() else None
    except WrongCellError as wrong:
        raise BadInputError(f"{wrong.what} — {wrong.instead}") from None


def path_of(*parts: str) -> str:
    """An address from parts that people chose."""
    return "/quan-tri/" + "/".join(quote(part, safe="") for part in parts)
