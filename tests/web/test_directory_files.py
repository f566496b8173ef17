"""The directory that comes in as a file, is looked at and brought in, and leaves again."""

import io
import re
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from config.opening import Opened
from engine.directory.workbook import template
from models.ladders import Role
from tests.web.conftest import Browser, browser_of, rows, work_off


def filled(**sheets: list[list[Any]]) -> bytes:
    book = load_workbook(io.BytesIO(template()))
    for name, lines in sheets.items():
        for line in lines:
            book[name.replace("_", " ")].append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(desk: Browser, content: bytes, name: str = "danh-ba.xlsx") -> str:
    """Send a file, wait for its check, and give the page that it leads to."""
    job = desk.fill("/quan-tri/danh-ba/nhap", files={"file": (name, content)}).headers["location"]
    work_off(desk)
    return str(desk.get(job).headers["location"])


def test_a_filled_workbook_is_looked_at_and_then_brought_in(small: Opened, desk: Browser):
    address = send(
        desk, filled(Người=[["cuc", "Cúc", "cuc@so.example"]], Vị_trí=[["to", "đầu mối", "cuc", None, None]])
    )
    page = desk.get(address).text
    assert "Cúc (cuc)" in page
    assert "cuc" not in rows(small)["person"]
    job = desk.fill(address).headers["location"]
    work_off(desk)
    assert desk.get(job).headers["location"] == "/quan-tri/danh-ba?xong=nhap"
    assert ("to", Role.FOCAL) in {key[0] for key in rows(small)["tenure"]}
    assert list((small.settings.home / "imports").iterdir()) == []


def test_a_workbook_with_faults_is_answered_cell_by_cell_and_changes_nothing(small: Opened, desk: Browser):
    before = rows(small)
    page = desk.get(send(desk, filled(Người=[["cuc", "", "x"]], Vị_trí=[["tổ", "sếp", "cuc", "40/1/2026", None]]))).text
    cells = re.findall(r'data-label="(?:Hàng|Cột)"[^>]*>([^<]+)<', page)
    assert cells == ["2", "Họ và tên", "2", "Email", "2", "Mã đơn vị", "2", "Vị trí", "2", "Từ ngày"]
    assert "chưa nhập gì" in page
    assert rows(small) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("danh-ba.xlsx", b"PK\x03\x04x", "bảng tính"),
        ("danh-ba.xls", b"\xd0\xcf\x11\xe0", "không phải bảng tính .xlsx"),
        ("danh-ba.yaml", b"\xff\x01", "tệp không phải UTF-8"),
        ("danh-ba.YML", b"units: [", "chưa nhập gì"),
        ("danh-ba.yaml", b"units: []\n", "chưa nhập gì"),
    ],
)
def test_what_is_no_directory_is_told_so(small: Opened, desk: Browser, name: str, content: bytes, said: str):
    job = desk.fill("/quan-tri/danh-ba/nhap", files={"file": (name, content)}).headers["location"]
    work_off(desk)
    answer = desk.get(job, follow_redirects=True)
    assert answer.status_code == 200
    assert said in answer.text


@pytest.mark.parametrize("content", [b"units: []\n", b"\xd0\xcf\x11\xe0", b"PK\x03\x04x"])
def test_a_broken_spreadsheet_is_told_as_one_and_not_line_by_line(desk: Browser, content: bytes):
    page = desk.get(send(desk, content, "danh-ba.xlsx")).text
    assert "không phải bảng tính .xlsx" in page
    assert 'data-label="Viết thế nào">tải tệp mẫu về rồi điền vào đó<' in page


@pytest.mark.parametrize("name", ["../../../etc/passwd", "<script>.xlsx", "..\\..\\a.xlsx", "x" * 3000, ""])
def test_a_hostile_name_of_a_file_leads_nowhere(small: Opened, desk: Browser, name: str):
    answer = desk.fill("/quan-tri/danh-ba/nhap", files={"file": (name or "a", filled(Người=[["cuc", "Cúc"]]))})
    work_off(desk)
    page = desk.get(answer.headers["location"], follow_redirects=True).text
    assert "<script>." not in page
    kept = list((small.settings.home / "imports").iterdir())
    assert [re.fullmatch(r"[0-9a-f]{32}\.xlsx", path.name) is not None for path in kept] == [True]


def test_of_two_administrators_who_import_at_once_the_second_looks_again(small: Opened, desk: Browser):
    other = browser_of(small, None, administrator=True)
    first, second = (send(desk, filled(Người=[["an", name, None]])) for name in ("An Một", "An Hai"))
    jobs = []
    for browser, address in ((desk, first), (other, second)):
        jobs.append(browser.fill(address).headers["location"])
        work_off(browser)
    assert "người khác sửa" in other.get(jobs[1]).text
    assert rows(small)["person"]["an"]["name"] == "An Một"


def test_a_yaml_directory_and_the_offices_own_come_the_same_way(small: Opened, desk: Browser):
    address = send(desk, b"people:\n  - {code: cuc, name: C}\n", "them.yaml")
    assert "C (cuc)" in desk.get(address).text
    job = desk.fill("/quan-tri/danh-ba/nhap/mau").headers["location"]
    work_off(desk)
    assert "Thay đổi sẽ ghi vào danh bạ" in desk.get(job, follow_redirects=True).text


def test_the_directory_leaves_as_a_file_and_comes_back_unchanged(desk: Browser):
    sent = desk.get("/quan-tri/danh-ba/xuat.xlsx")
    assert sent.headers["content-disposition"] == 'attachment; filename="danh-ba-20261120.xlsx"'
    for suffix in ("xlsx", "yaml"):
        content = desk.get(f"/quan-tri/danh-ba/xuat.{suffix}").content
        assert "Không có gì thay đổi" in desk.get(send(desk, content, f"danh-ba.{suffix}")).text


def test_an_empty_workbook_can_be_had(desk: Browser):
    book = load_workbook(io.BytesIO(desk.get("/quan-tri/danh-ba/mau.xlsx").content))
    assert book.sheetnames[1:] == ["Đơn vị", "Nhóm", "Người", "Vị trí", "Liên hệ", "Vắng mặt", "Sắp xếp"]
    assert isinstance(book, Workbook)
