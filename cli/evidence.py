"""Keep files that prove a completion: stored by the hash of their content under DONDOC_HOME/evidence."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import BadInputError

LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file that was read and can be stored: its name as the person knows it, and its content."""

    name: str
    content: bytes = field(repr=False)

    @property
    def entry(self) -> tuple[str, str, int]:
        """What a submission remembers of it: name, hash and size."""
        return self.name, hashlib.sha256(self.content).hexdigest(), len(self.content)


def read_files(names: Iterable[str]) -> list[File]:
    """All files, or a refusal that names the first that cannot be evidence; nothing is stored yet."""
    return [File(Path(name).name, _content(Path(name))) for name in dict.fromkeys(names)]


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise BadInputError(f"{path} không phải tệp — nêu tên một tệp")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadInputError(f"không đọc được tệp {path} ({error.strerror}) — kiểm tra lại đường dẫn") from None
    if len(content) > LARGEST:
        raise BadInputError(f"{path} lớn hơn {LARGEST // 2**20} MiB — nén lại hoặc chia nhỏ")
    if not content:
        raise BadInputError(f"{path} là tệp trống — nêu tệp có nội dung")
    return content


def store_files(home: Path, files: Iterable[File]) -> None:
    """Put files into the store; one that is there already is left alone. Called before the submission is committed."""
    for file in files:
        _, digest, _ = file.entry
        kept = home / "evidence" / digest[:2] / digest
        if not kept.exists():
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(kept, file.content)


def _write(kept: Path, content: bytes) -> None:
    """The whole content under its name, or nothing: a reader never sees half a file, nor does a power cut leave one."""
    part = kept.with_suffix(f".{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(kept)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
