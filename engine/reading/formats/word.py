"""Word documents: paragraphs with their automatic numbers, tables with merged cells, in the order of the page."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

from engine.reading.formats.encodings import modern
from engine.reading.sources import Source
from engine.reading.tables import role_of
from models.errors import UnreadableFileError

LARGEST = 120_000_000  # bytes unpacked
MOST_PARTS = 4000
RATIO = 200
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def word_source(content: bytes, name: str) -> Source:
    """The text of a .docx; a zip bomb, a broken or a foreign archive is refused before it is unpacked."""
    _check_archive(content, name)
    try:
        document = docx.Document(io.BytesIO(content))
        text = "\n".join(_lines(document))
    except (KeyError, ValueError, ParseError, XMLSyntaxError, zipfile.BadZipFile, AttributeError) as error:
        raise UnreadableFileError(f"{name}: tệp .docx hỏng — mở bằng Word, lưu lại rồi thử lại") from error
    text, note = modern(text, name)
    return Source(text, name, (0,), (note,) if note else ())


def _check_archive(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError(f"{name}: tệp hỏng, không mở được — xin lại tệp gốc") from error
    if not any(part.filename == "word/document.xml" for part in parts):
        raise UnreadableFileError(f"{name}: không phải tài liệu Word — nhận .txt, .md, .docx, .pdf")
    unpacked = sum(part.file_size for part in parts)
    if (
        unpacked > LARGEST
        or len(parts) > MOST_PARTS
        or any(p.file_size > 1_000_000 and p.file_size > RATIO * max(1, p.compress_size) for p in parts)
    ):
        raise UnreadableFileError(f"{name}: tệp nén bất thường, không mở vì an toàn — xin lại tệp gốc")


def _lines(document: Any) -> Iterator[str]:
    numbering = Numbering.of(document)
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            text = block.text.replace("\t", " ").strip()
            yield from (f"{numbering.label(block)}{text}".split("\n") if text else [""])
        else:
            yield from _rows(block, numbering)


def _rows(table: Table, numbering: "Numbering") -> Iterator[str]:
    """A table of three columns or more, or with heads that say what it holds, as rows; any other is layout: its cells as lines."""
    rows = [_cells(row, numbering) for row in table.rows]
    wide = max((len(row) for row in rows), default=0)
    is_data = wide >= 3 or (bool(rows) and wide == 2 and all(role_of(" ".join(cell)) for cell in rows[0]))
    for row in rows:
        if is_data:
            cells = [" ".join(" ".join(cell).split()) for cell in row]
            yield "\t".join([*cells, *[""] * (3 - len(cells))])
        else:
            yield from (line for cell in row for line in cell)
    yield ""


def _cells(row: Any, numbering: "Numbering") -> list[list[str]]:
    """The cells of a row as lines; a cell merged over columns stands once, one merged over rows in each of them."""
    cells, seen = [], None
    for cell in row.cells:
        lines = [f"{numbering.label(p)}{p.text}".strip() for p in cell.paragraphs]
        cells.append(
            [] if cell._tc is seen else list(dict.fromkeys(part for line in lines for part in line.split("\n") if part))
        )
        seen = cell._tc
    return cells


@dataclass
class Numbering:
    """The numbers that Word writes before paragraphs and does not store in them."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any) -> "Numbering":
        """The lists that a document defines."""
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return cls()
        abstract = {a.get(qn("w:abstractNumId")): _levels(a) for a in root.findall(qn("w:abstractNum"))}
        links = {
            n.get(qn("w:numId")): n.find(qn("w:abstractNumId")).get(qn("w:val")) for n in root.findall(qn("w:num"))
        }
        return cls({number: abstract.get(link, {}) for number, link in links.items()})

    def label(self, paragraph: Any) -> str:
        """As in "II. ", "a) ", "- " where Word shows one, else nothing."""
        number, level = _place(paragraph)
        kind, pattern, start = self.levels.get(number, {}).get(level, ("", "", 1))
        if not kind or kind == "none" or not paragraph.text.strip():
            return ""
        if kind == "bullet":
            return "- "
        counts = self.counts[number]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [d for d in counts if d > level]:
            del counts[deeper]
        for above in range(level):
            pattern = pattern.replace(
                f"%{above + 1}", shown(counts.get(above, 1), self.levels[number].get(above, ("decimal", "", 1))[0])
            )
        return pattern.replace(f"%{level + 1}", shown(counts[level], kind)) + " "


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    return {
        int(level.get(qn("w:ilvl"))): (
            _value(level, "w:numFmt"),
            _value(level, "w:lvlText"),
            int(_value(level, "w:start") or 1),
        )
        for level in abstract.findall(qn("w:lvl"))
    }


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _place(paragraph: Any) -> tuple[str, int]:
    """Which list and level a paragraph is in, by itself or by its style."""
    for properties in (paragraph._p.pPr, paragraph.style.element.pPr if paragraph.style is not None else None):
        number = properties.find(qn("w:numPr")) if properties is not None else None
        if number is not None:
            return _value(number, "w:numId"), int(_value(number, "w:ilvl") or 0)
    return "", 0


def shown(count: int, kind: str) -> str:
    """A count as Word writes it."""
    if kind in ("upperRoman", "lowerRoman"):
        text = ""
        for value, letters in ROMAN:
            text, count = text + letters * (count // value), count % value
        return text if kind == "upperRoman" else text.lower()
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if kind == "lowerLetter" else letter.upper()
    return str(count)
