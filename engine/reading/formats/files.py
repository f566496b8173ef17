"""A file in, its text out; what cannot be read is refused in one line that says what to do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.reading.formats.encodings import decoded
from engine.reading.formats.portable import portable_source
from engine.reading.formats.word import word_source
from engine.reading.sources import Source, Told, untold
from models.errors import NotFoundError, UnreadableFileError

LARGEST = 40_000_000  # bytes; a scanned plan of 40 pages has about 20 MB
KINDS = ".txt, .md, .docx, .pdf"


def source_of(path: Path) -> Source:
    """The text of a file; the kind is known by its first bytes, so a wrong ending does no harm."""
    if path.is_dir():
        raise UnreadableFileError(
            f"{path}: là thư mục, không phải tệp — ghi tên tệp kế hoạch ({KINDS}) trong thư mục đó"
        )
    if not path.is_file():
        raise NotFoundError(f"{path}: không có tệp này — kiểm tra lại đường dẫn")
    check_size(path.stat().st_size, path.name)
    return source_from(path.read_bytes(), path.name)


def source_from(content: bytes, name: str, told: Told = untold) -> Source:
    """The text of a file's content; ``told`` hears how many pages of a scan are done."""
    check_size(len(content), name)
    return _reader(content, Path(name), told)(content, name)


def check_kind(content: bytes, name: str) -> None:
    """Refuse at once what is no document of a kind that can be read; its inside is not looked at."""
    check_size(len(content), name)
    _reader(content, Path(name), untold)


def check_size(size: int, name: str) -> None:
    """Refuse an empty file, and one larger than any plan is."""
    if size > LARGEST:
        raise UnreadableFileError(
            f"{name}: tệp quá lớn ({size // 1_000_000} MB, nhận đến {LARGEST // 1_000_000} MB) — tách riêng phần kế hoạch rồi thử lại"
        )
    if size == 0:
        raise UnreadableFileError(f"{name}: tệp rỗng — chọn tệp khác")


def _reader(content: bytes, path: Path, told: Told) -> Callable[[bytes, str], Source]:
    if content[:1024].lstrip().startswith(b"%PDF") or b"%PDF-" in content[:1024]:
        return partial(portable_source, told=told)
    if content.startswith(b"PK"):
        return word_source
    if content.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise UnreadableFileError(
            f"{path.name}: định dạng .doc/.rtf cũ — mở bằng Word hoặc LibreOffice và lưu thành .docx"
        )
    if path.suffix.lower() in (".docx", ".pdf"):
        raise UnreadableFileError(f"{path.name}: tệp hỏng, không đúng định dạng {path.suffix} — xin lại tệp gốc")
    return text_source


def text_source(content: bytes, name: str) -> Source:
    """A plain or Markdown file; legacy TCVN3 and VNI text is converted and noted, anything else unreadable is refused."""
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError(f"{name}: không phải tệp văn bản — nhận {KINDS}")
    text, note = decoded(content, name)
    pages = (0, *(n + 1 for n, c in enumerate(text) if c == "\f"))
    return Source(text, name, pages, (note,) if note else ())
