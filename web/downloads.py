"""Files made for one reader: written beside the pages, sent as a download, and gone when they are sent."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from engine.watching.sheets import Sheet, write_xlsx
from models.errors import BadInputError

ROWS = 20_000  # in one file; a spreadsheet of more takes an old office PC a minute to open
Row = TypeVar("Row")
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
}


class TooManyRowsError(BadInputError):
    """Danh sách quá dài cho một tệp; hãy lọc hẹp hơn (kế hoạch, đơn vị, khoảng ngày) rồi tải lại."""


def whole(found: Callable[[int], list[Row]]) -> list[Row]:
    """All rows of a list, which is asked for them by how many it may give at most; too many for one file are refused."""
    rows = found(ROWS + 1)
    if len(rows) > ROWS:
        raise TooManyRowsError
    return rows


def spreadsheet(name: str, sheet: Sheet) -> FileResponse:
    """A table as an XLSX file of that name."""
    return download(f"{name}.xlsx", partial(write_xlsx, sheet=sheet))


def download(name: str, write: Callable[[Path], object]) -> FileResponse:
    """The file that ``write`` fills, under a name that says what it is."""
    with tempfile.NamedTemporaryFile(prefix="dondoc-", delete=False) as made:
        path = Path(made.name)
    try:
        write(path)
    except BaseException:
        path.unlink()
        raise
    media_type = TYPES[Path(name).suffix]
    return FileResponse(path, filename=name, media_type=media_type, background=BackgroundTask(path.unlink))
