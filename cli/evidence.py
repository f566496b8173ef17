"""Keep files that prove a completion: stored by the hash of their content under DONDOC_HOME/evidence."""

import hashlib
import os
from pathlib import Path

from models.errors import BadInputError

LARGEST = 50 * 1024 * 1024


def store_files(home: Path, names: list[str]) -> list[tuple[str, str, int]]:
    """Copy files into the store; gives name, hash and size of each. Nothing is stored if one of them is refused."""
    contents = [(Path(name).name, _content(Path(name))) for name in names]
    return [(name, _store(home / "evidence", content), len(content)) for name, content in contents]


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise BadInputError(f"{path} không phải tệp")
        if size > LARGEST:
            raise BadInputError(f"{path} lớn {size // 2**20} MiB — minh chứng tối đa {LARGEST // 2**20} MiB")
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"không đọc được tệp {path} ({error.strerror})") from None


def _store(folder: Path, content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    kept = folder / name[:2] / name
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(content)
        part.replace(kept)
    return name
