"""Scanned pages: rendered and read by tesseract with its Vietnamese data, both from Debian packages."""

import io
import shutil
import subprocess

import pypdfium2

from engine.reading.sources import Source, Told, untold
from models.errors import OcrMissingError, UnreadableFileError

DPI = 300
MOST_PAGES = 40
SECONDS = 120  # for one page


def scanned_source(content: bytes, name: str, told: Told = untold) -> Source:
    """The text that OCR finds on the pages of a PDF; says which packages to install where it cannot."""
    program = tesseract()
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(f"{name}: PDF hỏng, không đọc được — quét lại tài liệu") from error
    if len(document) > MOST_PAGES:
        raise UnreadableFileError(
            f"{name}: {len(document)} trang quét, nhận đến {MOST_PAGES} — tách riêng phần kế hoạch rồi thử lại"
        )
    pages = []
    for number in range(len(document)):
        told(number, len(document))
        pages.append(_page_text(document, number, program, name))
    if sum(len(page.strip()) for page in pages) < 100:
        raise UnreadableFileError(f"{name}: ảnh quét không nhận ra chữ — quét lại rõ hơn (300 dpi)")
    starts, text = [], ""
    for page in pages:
        starts.append(len(text))
        text += page + "\n"
    return Source(text, name, tuple(starts), ("ocr: chữ do máy nhận dạng từ ảnh quét, cần soát lại",))


def tesseract() -> str:
    """The program with Vietnamese data."""
    program = shutil.which("tesseract")
    if not program:
        raise OcrMissingError
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    if "vie" not in listed.stdout.split() + listed.stderr.split():
        raise OcrMissingError
    return program


def _page_text(document: pypdfium2.PdfDocument, number: int, program: str, name: str) -> str:
    picture = document[number].render(scale=DPI / 72, grayscale=True).to_pil()
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    command = [program, "stdin", "stdout", "-l", "vie", "--psm", "4", "--dpi", str(DPI)]
    try:
        done = subprocess.run(
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={"OMP_THREAD_LIMIT": "1", "PATH": ""},
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableFileError(f"{name}: trang {number + 1} không nhận dạng được — quét lại trang này") from error
    return done.stdout.decode("utf-8", errors="replace")
