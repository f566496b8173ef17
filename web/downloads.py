"""Files made for one reader: written beside the pages, sent as a download, and gone when they are sent."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
}


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
