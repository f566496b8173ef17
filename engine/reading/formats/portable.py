"""PDF documents: lines and ruled tables of the text layer in the order of the page; pages of pictures go to OCR."""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from engine.reading.formats.columns import Block, blocks_in
from engine.reading.formats.encodings import modern
from engine.reading.formats.scanned import scanned_source
from engine.reading.formats.syllables import share_of_syllables
from engine.reading.sources import Source, Told, untold
from models.errors import OcrMissingError, UnreadableFileError

MOST_PAGES = 120
FEWEST_LETTERS = 40  # per page; below it a page is a picture
LETTERS = 500_000
LOST = re.compile(r"[\0\ufffd]|\(cid:\d+\)")  # what stands for a letter that the font has no Unicode for
LOST_SHARE = 0.02
READABLE = 0.85  # of the words of a page seen as a picture are syllables, if the picture shows letters


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


def _lost(name: str, *, is_seen: bool) -> UnreadableFileError:
    instead = (
        "xuất lại PDF từ Word; ảnh của trang cũng không hiện đủ chữ để nhận dạng"
        if is_seen
        else "xuất lại PDF từ Word, hoặc cài tesseract-ocr và tesseract-ocr-vie để máy nhận dạng chữ từ ảnh của trang"
    )
    return UnreadableFileError(f"{name}: lớp chữ của PDF hỏng, mất các chữ có dấu — {instead}")


def _source(document: Any, content: bytes, name: str, told: Told) -> Source:
    count = len(document.pages)
    if count == 0:
        raise _broken(name)
    if count > MOST_PAGES:
        raise UnreadableFileError(
            f"{name}: {count} trang, quá dài cho một kế hoạch — tách riêng phần kế hoạch rồi thử lại"
        )
    pages: list[str] = []
    columns: list[Block] = []
    for page in document.pages:
        tables, columns = _tables_and_columns(page, columns)
        pages.append("\n".join(page_lines(page, tables, columns)))
        page.close()
        if sum(map(len, pages)) > LETTERS:
            raise UnreadableFileError(f"{name}: quá nhiều chữ cho một kế hoạch — tách riêng phần kế hoạch rồi thử lại")
    if sum(len(text.strip()) for text in pages) < FEWEST_LETTERS * count:
        return scanned_source(content, name, told)
    if sum(len(LOST.findall(text)) for text in pages) > LOST_SHARE * sum(map(len, pages)):
        return _seen(content, name, told)
    return joined_pages(pages, name)


def _seen(content: bytes, name: str, told: Told) -> Source:
    """The text of pages whose text layer is damaged, read from their pictures; refused where those show no letters either."""
    try:
        source = scanned_source(content, name, told)
    except OcrMissingError as error:
        raise _lost(name, is_seen=False) from error
    if share_of_syllables(source.text) < READABLE:
        raise _lost(name, is_seen=True)
    return replace(source, notes=(*source.notes, "text_layer: lớp chữ của PDF hỏng, đã nhận dạng chữ từ ảnh của trang"))


def joined_pages(pages: list[str], name: str, *notes: str) -> Source:
    """Pages as one text that remembers where each begins."""
    starts, text = [], ""
    for page in pages:
        starts.append(len(text))
        text += page + "\n"
    converted, note = modern(text, name)
    return Source(converted, name, tuple(starts), (*notes, note) if note else notes)


def _tables_and_columns(page: Any, before: list[Block]) -> tuple[list[Any], list[Block]]:
    """The ruled tables of a page, and what stands outside them in columns without lines."""
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and max(len(r.cells) for r in t.rows) >= 3]
    words = _outside(page, tables).extract_words(x_tolerance=2)
    return tables, list(blocks_in(words, before[-1] if before and not tables else None))


def page_lines(page: Any, tables: list[Any], columns: list[Block]) -> Iterator[str]:
    """The lines of a page from top to bottom; a table as rows of cells, a wide gap as a blank line."""
    blocks: list[tuple[float, float, list[str]]] = [
        (line["top"], line["bottom"], [line["text"]])
        for line in _outside(page, tables).extract_text_lines(return_chars=False, x_tolerance=2)
        if not any(block.top <= (line["top"] + line["bottom"]) / 2 <= block.bottom for block in columns)
    ]
    blocks += [(block.top, block.bottom, list(block.lines)) for block in columns]
    blocks += [(table.bbox[1], table.bbox[3], list(_rows(table))) for table in tables]
    yield from _spaced(sorted(blocks, key=lambda block: block[0]))


def _outside(page: Any, tables: list[Any]) -> Any:
    for table in tables:
        page = page.filter(_not_in(table.bbox))
    return page


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
