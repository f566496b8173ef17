"""Files that prove a completion: stored by the hash of their content in the home folder's ``evidence``, given back by it."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from sqlmodel import Session

from models.errors import BadInputError, NotFoundError
from models.obligations import Evidence, Submission

LARGEST = 50 * 1024 * 1024  # bytes of one file
MOST = 10  # files of one submission
LONGEST = 150  # letters of a name
KINDS = frozenset(
    {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "txt", "csv", "xml"}
    | {"jpg", "jpeg", "png", "tif", "tiff", "heic", "zip", "rar", "7z", "eml", "msg"}
)


@dataclass(frozen=True)
class File:
    """A file that was read and can be stored: its name as the person knows it, and its content."""

    name: str
    content: bytes = field(repr=False)

    @property
    def entry(self) -> tuple[str, str, int]:
        """What a submission remembers of it: name, hash and size."""
        return self.name, hashlib.sha256(self.content).hexdigest(), len(self.content)


def checked_file(name: str, stream: BinaryIO) -> File:
    """A file of a fitting size, or a refusal that names it; of one too large no more is read than shows that it is."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadInputError(f"{name} lớn hơn {LARGEST // 2**20} MiB — nén lại hoặc chia nhỏ")
    if not content:
        raise BadInputError(f"tệp '{name}' trống — nêu tệp có nội dung")
    return File(name, content)


def received_file(name: str, stream: BinaryIO) -> File:
    """A file that a stranger's computer names: only the last part of the name counts, and only known kinds are taken."""
    bare = PureWindowsPath(PurePosixPath(name).name).name
    bare = "".join(letter for letter in bare if letter.isprintable()).strip()
    kind = bare.rpartition(".")[2].lower()
    if kind not in KINDS:
        raise BadInputError(f"không nhận tệp '{bare}' — gửi văn bản, bảng tính, ảnh hoặc tệp nén ({_like()})")
    return checked_file(f"{bare.rpartition('.')[0][:LONGEST]}.{kind}", stream)


def _like() -> str:
    return ", ".join(f".{kind}" for kind in ("pdf", "docx", "xlsx", "jpg", "zip"))


def store_files(home: Path, files: Iterable[File]) -> None:
    """Put files into the store; one that is there already is left alone. Called before the submission is committed."""
    for file in files:
        kept = _place(home, file.entry[1])
        if not kept.exists():
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(kept, file.content)


def stored_file(session: Session, home: Path, obligation_id: int, evidence_id: int) -> tuple[str, Path]:
    """The name and the place of a file handed in for that obligation; a number of another's is as if there were none."""
    found = session.get(Evidence, evidence_id)
    if found is None or session.get_one(Submission, found.submission_id).obligation_id != obligation_id:
        raise NotFoundError(f"nghĩa vụ {obligation_id} không có tệp số {evidence_id}")
    place = _place(home, found.sha256)
    if not place.is_file():
        raise NotFoundError(f"tệp '{found.name}' không còn trong kho — báo người quản trị khôi phục từ bản sao lưu")
    return found.name, place


def _place(home: Path, digest: str) -> Path:
    return home / "evidence" / digest[:2] / digest


def _write(kept: Path, content: bytes) -> None:
    """The whole content under its name, or nothing: a reader never sees half a file, nor does a power cut leave one."""
    part = kept.with_suffix(f".{secrets.token_hex(4)}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(kept)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
