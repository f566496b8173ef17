"""A directory out of a workbook: every fault at its cell, nothing half imported, nothing hostile let in."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from engine.directory.changes import ChangedMeanwhileError, compare, laid_over
from engine.directory.importing import bring_in, proposed
from engine.directory.rows import PARTS, Rows, stored_rows
from engine.directory.sheets import SHEETS
from engine.directory.words import Told
from engine.directory.workbook import check, read_workbook, template, written
from models.columns import table_of
from models.directory import Person
from models.errors import RefusedWorkbookError, UnreadableFileError
from tests.engine.cast import World, by, described, directory

HEADS = {sheet.name: [column.head for column in sheet.columns] for sheet in SHEETS}


def workbook(**sheets: list[list[Any]]) -> bytes:
    """A workbook with lines under the heads of its sheets; a name's underscore is a space."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        title = name.replace("_", " ")
        cells = book.create_sheet(title)
        for line in (HEADS.get(title, []), *lines):
            cells.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults(world: World, content: bytes) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(RefusedWorkbookError) as refused:
        world.do(lambda session: proposed(session, read_workbook(content)))
    return [(each.sheet, each.row, each.column, each.what) for each in refused.value.faults]


def test_a_written_directory_reads_back_as_it_is(world: World) -> None:
    whole = described()
    whole["units"][3] |= {"aliases": ["CDC", "Trung tâm KSBT"], "from": "2020-01-01", "to": "2030-01-01"}
    whole["people"][3]["contacts"] = [{"channel": "zalobot", "address": "z1"}]
    whole["absences"] = [{"person": "cdc-focal", "from": "2024-03-01", "to": "2024-03-05", "stand_in": "cdc-head"}]
    whole["successions"] = [{"unit": "bv-mot", "kind": "dissolved", "on": "2024-07-01", "decision": "9/QĐ"}]
    world.load(**whole)
    stored = world.do(stored_rows)
    assert world.do(lambda session: proposed(session, read_workbook(written(stored)))).changes == []
    nothing: Rows = {name: {} for name in PARTS}
    read = read_workbook(written(stored))
    assert compare(stored, laid_over(nothing, read.rows)) == []


def test_a_channel_is_written_by_its_name_and_read_by_its_code_too(world: World) -> None:
    content = workbook(Liên_hệ=[["cdc-head", "zalo bot", "z1"], ["bv-mot-head", "ZNS", "0912345679"]])
    assert world.do(lambda session: proposed(session, read_workbook(content))).told == [
        Told("contact", "add", "cdc-head: Zalo Bot, z1", (("thứ tự", "—", "2"),)),
        Told("contact", "add", "bv-mot-head: Tin Zalo theo số điện thoại (ZNS), 0912345679", (("thứ tự", "—", "2"),)),
    ]


def test_a_new_unit_with_its_people_comes_from_five_sheets(world: World) -> None:
    content = workbook(
        Đơn_vị=[["ttyt-moi", "Trung tâm Y tế Mới", None, "TTYT Mới; Trung tâm Mới", "so", "01/01/2024", None]],
        Nhóm=[["truc-thuoc", "Các đơn vị trực thuộc", None, "ttyt-moi", None, None]],
        Người=[["le-thi-moi", "Lê Thị Mới", "moi@so.example"]],
        Vị_trí=[["ttyt-moi", "Đầu mối", "le-thi-moi", dt.date(2024, 1, 1), None]],
        Liên_hệ=[["le-thi-moi", "zns", "0912345679"]],
    )
    found = world.do(lambda session: proposed(session, read_workbook(content)))
    world.do(lambda session: bring_in(session, read_workbook(content), found.mark, by("2024-01-01"), "danh-ba.xlsx"))
    rows = world.do(stored_rows)
    assert rows["unit"]["ttyt-moi"]["parent_id"] == "so"
    assert rows["member"]["truc-thuoc", "ttyt-moi", None]["position"] == 4
    assert [key[1:] for key in rows["contact"] if key[0] == "le-thi-moi"] == [
        ("email", "moi@so.example"), ("zns", "0912345679"),
    ]  # fmt: skip


def test_all_faults_are_told_at_once_each_at_its_cell(world: World) -> None:
    content = workbook(
        Đơn_vị=[["TTYT Mới", "Trung tâm", None, None, None, "31/02/2024", None], ["vong-a", "A", None, None, "vong-a"]],
        Người=[["a", "", "khong-phai-thu"], ["b", "Bê", None], ["b", "Bê nữa", None]],
        Vị_trí=[["cdc", "giám đốc", "a", None, None], ["cdcc", "đầu mối", "b", "05/01/2024", "01/01/2024"]],
        Vắng_mặt=[["cdc-head", "05/01/2024", None, None]],
    )
    assert faults(world, content) == [
        ("Đơn vị", 2, "Mã đơn vị", "mã 'TTYT Mới' không dùng được"),
        ("Đơn vị", 2, "Từ ngày", "ngày '31/02/2024' không có trong lịch"),
        ("Đơn vị", 3, "Thuộc đơn vị", "'vong-a' nằm dưới chính nó"),
        ("Người", 2, "Họ và tên", "ô trống"),
        ("Người", 2, "Email", "'khong-phai-thu' không phải địa chỉ thư"),
        ("Người", 4, "", "người này đã có ở hàng 3"),
        ("Vị trí", 2, "Vị trí", "'giám đốc' không dùng được ở đây"),
        ("Vị trí", 3, "Mã đơn vị", "không có đơn vị 'cdcc'"),
        ("Vị trí", 3, "Đến hết ngày", "ngày kết thúc trước ngày bắt đầu"),
        ("Vắng mặt", 2, "Đến hết ngày", "ô trống"),
    ]


def test_each_fault_says_what_to_write_instead(world: World) -> None:
    content = workbook(Vị_trí=[["cdcc", "đầu mối", "cdc-head", None, None]], Đơn_vị=[["Trạm Y tế", "Trạm"]])
    with pytest.raises(RefusedWorkbookError) as refused:
        world.do(lambda session: proposed(session, read_workbook(content)))
    assert [each.instead for each in refused.value.faults] == [
        "viết chữ thường không dấu, như 'tram-y-te'", "có phải 'cdc'?",
    ]  # fmt: skip


def test_nothing_of_a_workbook_with_one_fault_is_imported(world: World) -> None:
    content = workbook(Người=[["moi-mot", "Mới Một", None], ["moi-hai", "", None]])
    faults(world, content)
    person = table_of(Person)
    assert world.rows(sa.select(person.c.id).where(person.c.code == "moi-mot")) == []


def test_an_address_belongs_to_one_person(world: World) -> None:
    content = workbook(Người=[["moi", "Mới", "HEAD@so.example"]])
    assert faults(world, content) == [
        ("Người", 2, "", "địa chỉ 'HEAD@so.example' là của nhiều người: moi, so-head"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Trang_lạ": [["a"]]}, [("Trang lạ", None, "", "không có trang này")]),
        ({"Người": []}, [("Đơn vị", None, "", "không có hàng nào")]),
    ],
)
def test_a_workbook_that_is_not_a_directory_is_told_so(world: World, sheets: dict[str, Any], said: list[Any]) -> None:
    assert faults(world, workbook(**sheets)) == said


def test_a_head_that_nobody_knows_and_a_needed_one_that_is_missing_are_told(world: World) -> None:
    book = load_workbook(io.BytesIO(workbook(Người=[["a", "An", None]])))
    book["Người"]["B1"] = "Tên tuổi"
    out = io.BytesIO()
    book.save(out)
    assert faults(world, out.getvalue()) == [
        ("Người", 1, "Tên tuổi", "không có cột này"),
        ("Người", 1, "Họ và tên", "thiếu cột này"),
    ]


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://la.example","x")', "=cmd|'/C calc'!A0"])
def test_a_formula_is_refused_and_never_worked_out(world: World, formula: str) -> None:
    assert faults(world, workbook(Người=[["a", formula, None]])) == [("Người", 2, "Họ và tên", "ô này là công thức")]


@settings(max_examples=25)
@given(st.sampled_from("=+-@\t|").flatmap(lambda first: st.text(max_size=20).map(lambda rest: first + rest)))
def test_what_looks_like_a_formula_is_written_as_words(name: str) -> None:
    name = " ".join("".join(each for each in name if each.isprintable()).split()) or "="
    rows: Rows = {each: {} for each in PARTS} | {"person": {"a": {"name": name, "quiet": None}}}
    book = load_workbook(io.BytesIO(written(rows)))
    cell = book["Người"]["B2"]
    assert (cell.data_type, cell.value) == ("s", name)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for n in range(11):
            archive.writestr(f"xl/{n}.xml", b"\0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không phải bảng tính"),
        (b"PK\x03\x04rubbish", "không phải bảng tính"),
        (b"\xd0\xcf\x11\xe0 old", "không phải bảng tính"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        read_workbook(content)


def test_an_archive_that_would_fill_the_memory_is_not_opened() -> None:
    with pytest.raises(UnreadableFileError, match="nén bất thường"):
        read_workbook(bomb())


def altered(content: bytes, old: str, new: str) -> bytes:
    """A workbook whose first sheet was changed behind the spreadsheet's back."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            raw = source.read(part)
            if part == "xl/worksheets/sheet1.xml":
                assert old.encode() in raw
                raw = raw.replace(old.encode(), new.encode())
            archive.writestr(part, raw)
    return out.getvalue()


@pytest.mark.parametrize("row", [1_000_000, 99_999_999_999])
def test_a_row_with_a_huge_number_neither_hangs_nor_gets_lost(world: World, row: int) -> None:
    content = altered(workbook(Người=[["a", "An", None], ["b", None, None]]), 'r="3"', f'r="{row}"')
    assert faults(world, content)[-1][:2] in {("Người", 1_000_000), ("Người", 1_048_577)}


def test_entities_of_a_hostile_sheet_are_not_followed(world: World) -> None:
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet '
    content = altered(workbook(Người=[["a", "An", None]]), "<worksheet ", evil)
    found = read_workbook(content)
    assert found.rows["person"] == {"a": {"name": "An"}}


def test_the_template_is_read_as_empty_and_explains_each_column() -> None:
    with pytest.raises(RefusedWorkbookError, match="không có hàng nào"):
        read_workbook(template())
    guide = load_workbook(io.BytesIO(template())).worksheets[0]
    assert guide.max_row == 1 + sum(len(sheet.columns) for sheet in SHEETS)


def test_every_example_of_the_template_can_be_read() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.example:
                column.read(column.example)


def test_of_two_administrators_the_second_must_look_again(world: World) -> None:
    first, second = (read_workbook(workbook(Người=[["cdc-head", name, None]])) for name in ("Một", "Hai"))
    marks = [world.do(lambda session, said=said: proposed(session, said)).mark for said in (first, second)]
    world.do(lambda session: bring_in(session, first, marks[0], by("2024-01-01"), "một.xlsx"))
    with pytest.raises(ChangedMeanwhileError):
        world.do(lambda session: bring_in(session, second, marks[1], by("2024-01-01"), "hai.xlsx"))


def test_ten_thousand_people_are_checked_and_compared(world: World) -> None:
    people = [[f"nguoi-{n}", f"Người {n}", f"n{n}@so.example"] for n in range(10_000)]
    found = read_workbook(workbook(Người=people))
    check(found, rows := laid_over(world.do(stored_rows), found.rows))
    assert len(rows["person"]) == 10_000 + len(described()["people"])
    assert len(directory().people) == 15
