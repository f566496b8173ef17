"""Read the files that a command names as proof of a completion."""

from collections.abc import Iterable
from pathlib import Path

from engine.fulfilment.evidence import File, checked_file
from models.errors import BadInputError


def read_files(names: Iterable[str]) -> list[File]:
    """All files, or a refusal that names the first that cannot be evidence; nothing is stored yet."""
    return [_read(Path(name)) for name in dict.fromkeys(names)]


def _read(path: Path) -> File:
    try:
        if path.exists() and not path.is_file():
            raise BadInputError(f"{path} không phải tệp — nêu tên một tệp")
        with path.open("rb") as file:
            return checked_file(path.name, file)
    except OSError as error:
        raise BadInputError(f"không đọc được tệp {path} ({error.strerror}) — kiểm tra lại đường dẫn") from None
