"""Files of every kind, and files that must be refused in one line with exit code 2."""

import io
import shutil
import unicodedata
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from engine.reading.formats import files
from engine.reading.formats.encodings import TCVN3, from_tcvn3, from_vni
from engine.reading.formats.files import source_of
from engine.reading.formats.syllables import is_syllable
from engine.reading.formats.word import shown
from models.errors import BadInputError, UnreadableFileError

TEXT = (
    "KẾ HOẠCH\nCông tác năm 2024\nCác đơn vị thực hiện nhiệm vụ được giao và báo cáo trong năm, theo kế hoạch của Sở.\n"
    * 3
)


def refused(path):
    with pytest.raises(BadInputError) as caught:
        source_of(path)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_text_is_read_in_any_of_its_forms(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert source_of(path).text.startswith("KẾ HOẠCH")


def test_legacy_tcvn3_text_is_converted_and_noted(tmp_path):
    back = {new: old for old, new in TCVN3.items()}
    path = tmp_path / "abc.txt"
    path.write_bytes("".join(back.get(c, c) for c in TEXT.lower()).encode("latin-1"))
    source = source_of(path)
    assert "các đơn vị thực hiện nhiệm vụ" in source.text
    assert source.notes


@pytest.mark.parametrize(
    ("legacy", "modern"),
    [("coâng vaên", "công văn"), ("thöïc hieän", "thực hiện"), ("ñôn vò", "đơn vị"), ("naêm", "năm")],
)
def test_vni_pairs_become_letters(legacy, modern):
    assert from_vni(legacy) == modern


VNI_TONES = dict(zip("\u0301\u0300\u0309\u0303\u0323", "ùøûõï", strict=True))
VNI_HATTED = dict(zip(["", *VNI_TONES], "âáàåãä", strict=True))
VNI_BREVED = dict(zip(["", *VNI_TONES], "êéèúüë", strict=True))
VNI_I = dict(zip(VNI_TONES, "íìæóò", strict=True))


def in_vni(letter):
    """One letter as the VNI fonts store it."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in VNI_TONES), "")
    if letter == "đ":
        return "ñ"
    if "\u031b" in marks:
        return {"o": "ô", "u": "ö"}[base] + VNI_TONES.get(tone, "")
    if "\u0302" in marks:
        return base + VNI_HATTED[tone]
    if "\u0306" in marks:
        return base + VNI_BREVED[tone]
    if base + tone == "y\u0323":
        return "î"
    return VNI_I[tone] if base == "i" and tone else base + VNI_TONES.get(tone, "")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_whole_plan_in_vni_is_read_as_the_plan(tmp_path, encoding):
    text = (Path(__file__).parent / "written" / "thuong-mai-2021.txt").read_text(encoding="utf-8")
    text = unicodedata.normalize("NFC", text.replace("–", "-").replace("“", '"').replace("”", '"'))
    legacy = "".join(in_vni(c) if c.islower() else in_vni(c.lower()).upper() if c.isupper() else c for c in text)
    path = tmp_path / "vni.txt"
    path.write_bytes(legacy.encode(encoding))
    source = source_of(path)
    assert source.text.split() == text.split()
    assert source.notes


def test_tcvn3_letters_become_letters():
    assert from_tcvn3("thùc hiÖn nhiÖm vô") == "thực hiện nhiệm vụ"


def test_a_word_document_keeps_numbers_merged_cells_and_order(tmp_path):
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Việc thứ nhất", style="List Number")
    document.add_paragraph("Việc thứ hai", style="List Number")
    table = document.add_table(2, 3)
    for n, text in enumerate(("TT", "Nội dung", "Chủ trì")):
        table.rows[0].cells[n].text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[2]).text = "Nhóm việc"
    document.save(str(tmp_path / "a.docx"))
    lines = source_of(tmp_path / "a.docx").text.splitlines()
    assert lines[:5] == ["KẾ HOẠCH", "1. Việc thứ nhất", "2. Việc thứ hai", "TT\tNội dung\tChủ trì", "Nhóm việc\t\t"]


@pytest.mark.parametrize(
    ("count", "kind", "text"),
    [(4, "upperRoman", "IV"), (9, "lowerRoman", "ix"), (3, "lowerLetter", "c"), (12, "decimal", "12")],
)
def test_automatic_numbers_are_written_as_word_writes_them(count, kind, text):
    assert shown(count, kind) == text


def test_a_missing_an_empty_and_a_huge_file_are_refused(tmp_path, monkeypatch):
    assert "không có tệp" in refused(tmp_path / "none.txt")
    (tmp_path / "empty.txt").write_bytes(b"")
    assert "rỗng" in refused(tmp_path / "empty.txt")
    monkeypatch.setattr(files, "LARGEST", 10)
    (tmp_path / "big.txt").write_text("x" * 50)
    assert "quá lớn" in refused(tmp_path / "big.txt")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 150_000_000)
    assert "bất thường" in refused(path)


def test_a_broken_a_foreign_and_an_old_document_are_refused(tmp_path):
    foreign = io.BytesIO()
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("a.txt", "x")
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", "<not xml")
        archive.writestr("[Content_Types].xml", "<Types/>")
    for name, content in {
        "a.docx": foreign.getvalue(),
        "b.docx": broken.getvalue(),
        "c.docx": b"PK\x03\x04" + b"\0" * 30,
        "d.docx": b"plain",
        "e.pdf": b"%PDF-1.4 broken",
        "f.doc": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "g.txt": b"\0\1\2\3" * 200,
        "h.txt": bytes(range(128, 256)) * 40,
    }.items():
        (tmp_path / name).write_bytes(content)
        assert refused(tmp_path / name).startswith(name)


def test_a_pdf_with_a_password_says_so(tmp_path):
    path = tmp_path / "locked.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(100, 700, "locked")
    canvas.save()
    assert "mật khẩu" in refused(path)


def test_a_pdf_whose_text_layer_lost_its_letters_says_so(tmp_path):
    path = tmp_path / "lost.pdf"
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(path))
    canvas.setFont("Vera", 12)
    for place in range(700, 500, -20):
        canvas.drawString(100, place, "Văn phòng Sở tổng hợp kết quả, báo cáo định kỳ mỗi quý")
    canvas.save()
    assert "lớp chữ của PDF hỏng" in refused(path)


@pytest.mark.skipif(not shutil.which("tesseract"), reason="apt-get install tesseract-ocr tesseract-ocr-vie")
def test_a_pdf_that_lost_its_letters_and_still_shows_them_is_read_from_its_picture(tmp_path):
    apart = Path(__file__).parent / "apart"
    path = tmp_path / "seen.pdf"
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(path), pagesize=A4)
    picture = pypdfium2.PdfDocument(apart / "scanned.pdf")[0].render(scale=200 / 72, grayscale=True).to_pil()
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    layer = canvas.beginText(50, 700)
    layer.setFont("Vera", 12)
    layer.setTextRenderMode(3)
    layer.textLines(["Văn phòng Sở tổng hợp kết quả, báo cáo định kỳ mỗi quý"] * 6)
    canvas.drawText(layer)
    canvas.save()
    source = source_of(path)
    assert "KẾ HOẠCH" in source.text
    assert any(note.startswith("text_layer") for note in source.notes)


@pytest.mark.parametrize("word", ["nghiệm", "Quyết", "Huế", "giám", "tháng", "xã", "đơn"])
def test_vietnamese_words_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["quyllt", "nghiêc", "Killm", "tãnp", "plan"])
def test_letters_guessed_from_boxes_are_no_syllables(word):
    assert not is_syllable(word)


def test_a_pdf_of_hundreds_of_pages_is_refused(tmp_path):
    path = tmp_path / "law.pdf"
    canvas = Canvas(str(path))
    for _ in range(130):
        canvas.drawString(100, 700, "trang")
        canvas.showPage()
    canvas.save()
    assert "quá dài" in refused(path)


def test_reading_leaves_no_file_behind(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    source_of(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_is_refused_as_a_folder(tmp_path):
    with pytest.raises(UnreadableFileError, match="là thư mục"):
        source_of(tmp_path)
