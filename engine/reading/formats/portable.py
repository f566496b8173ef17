"""PDF documents: lines and ruled tables of the text layer in the order of the page; pages of pictures go to OCR."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from engine.reading.formats.encodings import modern
from engine.reading.formats.scanned import scanned_source
from engine.reading.sources import Source, Told, untold
from models.errors import UnreadableFileError

MOST_PAGES = 120
FEWEST_LETTERS = 40  # per page; below it a page is a picture
LETTERS = 500_000
LOST = re.compile(r"[\0\ufffd]|\(cid:\d+\)")  # what stands for a letter that the font has no Unicode for
LOST_SHARE = 0.02


def portable_source(content: bytes, name: str, told: Told = untold) -> Source:
    """The text of a PDF; one that is locked, broken or far too long for a plan is refused."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            return _source(document, content, name, told)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise _locked(name) from error
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in error.args):
            raise _locked(name) from error
        raise _broken(name) from error
    except (
        PDFException,
        PSException,
        MalformedPDFException,
        struct.error,
        zlib.error,
        OverflowError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        AssertionError,
    ) as error:
        raise _broken(name) from error


def _locked(name: str) -> UnreadableFileError:
    return UnreadableFileError(f"{name}: PDF có mật khẩu — bỏ mật khẩu rồi thử lại")


def _broken(name: str) -> UnreadableFileError:
    return UnreadableFileError(f"{name}: PDF hỏng, không đọc được — xin lại tệp gốc hoặc xuất lại từ Word")


def _lost(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name}: lớp chữ của PDF hỏng, mất các chữ có dấu — xuất lại PDF từ Word, hoặc in ra rồi quét lại để máy nhận dạng chữ (OCR)"
    )


def _source(document: Any, content: bytes, name: str, told: Told) -> Source:
    count = len(document.pages)
    if count == 0:
        raise _broken(name)
    if count > MOST_PAGES:
        raise UnreadableFileError(
            f"{name}: {count} trang, quá dài cho một kế hoạch — tách riêng phần kế hoạch rồi thử lại"
        )
    pages = []
    for page in document.pages:
        pages.append("\n".join(page_lines(page)))
        page.close()
        if sum(map(len, pages)) > LETTERS:
            raise UnreadableFileError(f"{name}: quá nhiều chữ cho một kế hoạch — tách riêng phần kế hoạch rồi thử lại")
    if sum(len(text.strip()) for text in pages) < FEWEST_LETTERS * count:
        return scanned_source(content, name, told)
    if sum(len(LOST.findall(text)) for text in pages) > LOST_SHARE * sum(map(len, pages)):
        raise _lost(name)
    return joined_pages(pages, name)


def joined_pages(pages: list[str], name: str, *notes: str) -> Source:
    """Pages as one text that remembers where each begins."""
    starts, text = [], ""
    for page in pages:
        starts.append(len(text))
        text += page + "\n"
    converted, note = modern(text, name)
    return Source(converted, name, tuple(starts), (*notes, note) if note else notes)


def page_lines(page: Any) -> Iterator[str]:
    """The lines of a page from top to bottom; a ruled table as rows of cells, a wide gap as a blank line."""
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and max(len(r.cells) for r in t.rows) >= 3]
    outside = page
    for table in tables:
        outside = outside.filter(_not_in(table.bbox))
    blocks: list[tuple[float, float, list[str]]] = [
        (line["top"], line["bottom"], [line["text"]])
        for line in outside.extract_text_lines(return_chars=False, x_tolerance=2)
    ]
    blocks += [(table.bbox[1], table.bbox[3], list(_rows(table))) for table in tables]
    yield from _spaced(sorted(blocks, key=lambda block: block[0]))


def _not_in(box: tuple[float, float, float, float]) -> Any:
    """A test for what stands outside a table."""

    def stands_outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        across = (thing["x0"] + thing["x1"]) / 2
        return not (box[0] <= across <= box[2] and box[1] <= middle <= box[3])

    return stands_outside


def _rows(table: Any) -> Iterator[str]:
    for row in table.extract(x_tolerance=2):
        yield "\t".join(" ".join((cell or "").split()) for cell in row)


def _spaced(blocks: list[tuple[float, float, list[str]]]) -> Iterator[str]:
    """Blocks with a blank line where the page leaves more room than between lines."""
    heights = sorted(bottom - top for top, bottom, lines in blocks if len(lines) == 1)
    usual = heights[len(heights) // 2] if heights else 12.0
    last: float | None = None
    for top, bottom, lines in blocks:
        if last is not None and top - last > 1.1 * usual:
            yield ""
        yield from lines
        last = bottom
