"""Documents that are none, that are too much, or that want to be more than text."""

import io
import re
import zipfile

import pytest

from config.opening import Opened
from tests.web.conftest import browser_of
from tests.web.drafting import MONITOR, page_of, read, sent
from tests.web.plan_document import PLAN


def test_a_hostile_title_stays_text(office: Opened):
    there = browser_of(office, MONITOR)
    nasty = "<script>alert(1)</script>"
    draft = read(
        there,
        PLAN.replace("năm 2027\n", f"năm 2027 {nasty}\n").replace("xây dựng tài liệu", f"xây dựng {nasty} tài liệu"),
    )
    there.fill(f"{draft}/nhiem-vu/1", {"version": "1", "title": nasty + " rà soát", "lead": nasty, "way": "keep"})
    for path in ("/ke-hoach", draft, f"{draft}?xem=tat-ca", f"{draft}/nhiem-vu/1", f"{draft}/doi-chieu"):
        page = there.get(path).text
        assert nasty not in page
        assert page.count("<script") == page.count('<script src="/')


def bomb() -> bytes:
    """A small archive that unpacks to half a gigabyte."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(500):
            part.write(b" " * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rong.txt", b"", "tệp rỗng"),
        ("cu.doc", b"\xd0\xcf\x11\xe0" + b"x" * 100, "lưu thành .docx"),
        ("gia.pdf", b"khong phai pdf", "tệp hỏng"),
    ],
)
def test_what_is_no_document_is_refused_at_the_form(office: Opened, name: str, content: bytes, words: str):
    answer = sent(browser_of(office, MONITOR), content, name)
    assert answer.status_code == 400
    assert words in answer.text
    assert 'type="file"' in answer.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bom.docx", None, "tệp nén bất thường"),
        ("anh.txt", b"\x89PNG\r\n" + b"\0" * 500, "không phải tệp văn bản"),
        ("thu.txt", "Kính gửi anh, chiều nay họp nhé. ".encode() * 20, "không phải kế hoạch"),
    ],
)
def test_what_cannot_be_read_says_why_in_the_reader_s_words(
    office: Opened, name: str, content: bytes | None, words: str
):
    there = browser_of(office, MONITOR)
    waiting = read(there, bomb() if content is None else content, name)
    page = page_of(there, waiting)
    assert words in page
    back = re.search(r'href="(/ke-hoach/ban-thao/\d+)"', page)
    assert back
    assert words in page_of(there, back[1])
    assert there.fill(f"{back[1]}/huy").status_code == 303


def test_a_file_too_large_for_a_plan_is_refused(office: Opened):
    answer = sent(browser_of(office, MONITOR), b"x" * 40_000_001, "lon.txt")
    assert answer.status_code in (400, 413)
    assert "quá lớn" in answer.text


def test_a_name_with_folders_is_only_a_name(office: Opened):
    there = browser_of(office, MONITOR)
    page = page_of(there, read(there, PLAN, "../../etc/kế hoạch.txt"))
    assert "<small>kế hoạch.txt ·" in page
