"""A file in, its text out; what cannot be read is refused in one line that says what to do."""

from collections.abc import Callable
from pathlib import Path

from engine.reading.formats.encodings import decoded
from engine.reading.formats.portable import portable_source
from engine.reading.formats.word import word_source
from engine.reading.sources import Source
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
    size = path.stat().st_size
    if size > LARGEST:
        raise UnreadableFileError(
            f"{path.name}: tệp quá lớn ({size // 1_000_000} MB, nhận đến {LARGEST // 1_000_000} MB) — tách riêng phần kế hoạch rồi thử lại"
        )
    if size == 0:
        raise UnreadableFileError(f"{path.name}: tệp rỗng — chọn tệp khác")
    content = path.read_bytes()
    return _reader(content, path)(content, path.name)


def _reader(content: bytes, path: Path) -> Callable[[bytes, str], Source]:
    if content[:1024].lstrip().startswith(b"%PDF") or b"%PDF-" in content[:1024]:
        return portable_source
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
