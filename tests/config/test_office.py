"""An office folder is loaded as a whole or refused with file, line and what to write."""

import datetime as dt
from pathlib import Path

import pytest

from config.office import load_directory, load_office, read_plans
from models.errors import RefusedFileError
from models.ladders import Role
from tests.config.conftest import DIRECTORY, REGISTER


def refused(folder: Path, load: str = "directory") -> list[str]:
    calls = {
        "directory": lambda: load_directory(folder),
        "office": lambda: load_office(folder, years=[2024]),
        "plans": lambda: read_plans(folder),
    }
    with pytest.raises(RefusedFileError) as caught:
        calls[load]()
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def change(folder: Path, name: str, right: str, wrong: str) -> None:
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")


def test_an_office_is_one_value(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "message.txt.j2").write_text("Kính gửi {{ tên }}", "utf-8")
    office = load_office(folder, years=[2024])
    assert office.setup.name == "Văn phòng thử"
    assert sorted(office.ladders) == ["check", "review", "standard"]
    assert office.templates == {"message.txt.j2": "Kính gửi {{ tên }}"}


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        (
            "office",
            "name: Văn phòng thử\n",
            "name: x\ncheck_ladder: nhe\n",
            "office.yaml:2: không có thang đôn đốc 'nhe' — viết một trong: standard, check, review",
        ),
        (
            "office",
            "name: Văn phòng thử\n",
            "name: x\nreview:\n  ladder: nhe\n",
            "office.yaml:3: không có thang đôn đốc 'nhe' — viết một trong: standard, check, review",
        ),
        (
            "office",
            "name: Văn phòng thử\n",
            "name: x\nzone: Asia/Hanoi\n",
            "office.yaml:2: không có múi giờ 'Asia/Hanoi' — viết như 'Asia/Ho_Chi_Minh'",
        ),
        (
            "office",
            "name: Văn phòng thử\n",
            "name: x\nrules: {before_strict: true}\n",
            "office.yaml:2: không có mục 'before_strict' — có phải 'before_is_strict'?",
        ),
        (
            "ladders",
            "standard:",
            "thuong:",
            "ladders.yaml:1: thiếu thang 'standard' — thêm thang 'standard': kế hoạch không nêu thang thì dùng nó",
        ),
        (
            "ladders",
            "at: -1 working day",
            "at: -1 week",
            "ladders.yaml:2: 'at': '-1 week' không phải khoảng cách — viết như '-5 working days', '+3 working days', '-2 hours'",
        ),
        (
            "ladders",
            "to: [lead.focal]",
            "to: [lead.focal], digets: by unit",
            "ladders.yaml:2: không có mục 'digets' — có phải 'digest'?",
        ),
        (
            "calendar",
            "decided_through: 2026\n",
            "decided_through: 2026\ndays:\n"
            + 2 * "  - {date: 2026-01-02, kind: off, name: nghỉ, document: 1/VB}\n",
            "calendar.yaml:4: ngày 2026-01-02 viết hai lần — giữ một dòng",
        ),
        (
            "calendar",
            "decided_through: 2026\n",
            "decided_through: 2026\npauses:\n  - {from: 2026-09-11, to: 2026-09-07, name: bão, document: 1/QĐ}\n",
            "calendar.yaml:3: 'pauses' mục thứ 1: từ 11/09/2026 đến 07/09/2026 là ngược — đổi lại cho đúng thứ tự",
        ),
        (
            "calendar",
            "decided_through: 2026\n",
            "decided_through: 2026\npauses:\n  - {from: 2026-09-07, to: 2027-09-11, name: bão, document: 1/QĐ}\n",
            "calendar.yaml:3: 'pauses' mục thứ 1: tạm dừng dài hơn 366 ngày — xem lại năm, hoặc chia làm nhiều đợt",
        ),
        (
            "calendar",
            "decided_through: 2026\n",
            "decided_through: 2026\npauses:\n  - {from: 2026-09-07, to: 2026-09-11, name: bão}\n",
            "calendar.yaml:3: thiếu 'document' — thêm dòng 'document: …'",
        ),
    ],
)  # fmt: skip
def test_a_wrong_office_is_told_with_its_line(folder: Path, name: str, right: str, wrong: str, said: str) -> None:
    change(folder, name, right, wrong)
    assert refused(folder, "office") == [said]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("parent: so", "parent: soo", "directory/so.yaml:7: không có đơn vị 'soo' — có phải 'so'?"),
        ("focal: binh", "focal: bin", "directory/so.yaml:4: không có người 'bin' — có phải 'binh'?"),
        ("members: [phong]", "members: [phongg]", "directory/so.yaml:11: không có đơn vị 'phongg' — có phải 'phong'?"),
        (
            "people:",
            "absences:\n  - {person: an, stand_in: chi, from: 2024-01-01, to: 2024-01-02}\npeople:",
            "directory/so.yaml:13: không có người 'chi' — thêm người này vào danh bạ, hoặc sửa mã",
        ),
        (
            "people:",
            "successions:\n  - {unit: phong, successor: ban, kind: renamed, on: 2024-01-01, decision: 1/QĐ}\npeople:",
            "directory/so.yaml:13: không có đơn vị 'ban' — thêm đơn vị này vào danh bạ, hoặc sửa mã",
        ),
        ("    name: Sở Thử", "    name: Sở Thử\n    parent: phong", "directory/so.yaml:4: 'so' nằm dưới chính nó — sửa 'parent' cho thành cây"),
        ("focal: binh", "focal: {person: binh, from: 2024-02-01, to: 2024-01-01}", "directory/so.yaml:4: 'from' 2024-02-01 sau 'to' 2024-01-01 — đổi lại cho đúng thứ tự"),
        ("email: an@so.example", "contacts: [{channel: zns, address: '12'}]", "directory/so.yaml:13: 'contacts' mục thứ 1: địa chỉ zns không đúng dạng — viết số điện thoại như 0912345678"),
        ("email: an@so.example", "email: an.so.example", "directory/so.yaml:13: 'email': 'an.so.example' không đúng dạng — viết một địa chỉ như 'an.nguyen@cdc-hue.example'"),
        ("head: an", "truong: an", "directory/so.yaml:4: 'truong': 'truong' không dùng được ở đây — viết một trong: head, deputy, focal, office_lead, leader"),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_told_with_its_line(folder: Path, right: str, wrong: str, said: str) -> None:
    change(folder, "directory/so", right, wrong)
    assert refused(folder)[0] == said


def test_a_pause_makes_all_its_days_days_off(folder: Path) -> None:
    pauses = "pauses:\n  - {from: 2026-09-07, to: 2026-09-09, name: bão, document: 1/QĐ}\n"
    change(folder, "calendar", "decided_through: 2026\n", "decided_through: 2026\n" + pauses)
    calendar = load_office(folder, years=[2026]).calendar
    days = [dt.date(2026, 9, n) for n in range(6, 11)]
    assert [calendar.is_working(each) for each in days] == [False, False, False, False, True]
    assert calendar.why_off(days[1]) == "bão (1/QĐ)"


def test_a_code_used_in_two_files_names_both_places(folder: Path) -> None:
    (folder / "directory" / "tinh.yaml").write_text("units:\n  - {code: phong, name: Phòng khác}\n", "utf-8")
    [said] = refused(folder)
    what = f"mã đơn vị hoặc nhóm 'phong' đã có ở {folder}/directory/so.yaml:5"
    assert said == f"directory/tinh.yaml:2: {what} — đặt tên khác, hoặc bỏ một trong hai"


def test_a_group_may_not_bear_the_code_of_a_unit(folder: Path) -> None:
    change(folder, "directory/so", "code: cac-phong", "code: phong")
    assert "mã đơn vị hoặc nhóm 'phong' đã có ở" in refused(folder)[0]


def test_one_person_has_one_entry_and_one_address(folder: Path) -> None:
    change(folder, "directory/so", "email: binh@so.example", "email: An@so.example")
    assert "địa chỉ 'an@so.example' đã có ở" in refused(folder)[0]
    change(folder, "directory/so", "code: binh, name", "code: an, name")
    assert any("mã người 'an' đã có ở" in said for said in refused(folder))


def test_units_over_themselves_in_a_ring_are_all_named(folder: Path) -> None:
    ring = "units:\n" + "".join(f"  - {{code: v{n}, name: V, parent: v{(n + 1) % 3}}}\n" for n in range(3))
    (folder / "directory" / "vong.yaml").write_text(ring, "utf-8")
    assert [said.split(" — ")[0] for said in refused(folder)] == [
        f"directory/vong.yaml:{n + 2}: 'v{n}' nằm dưới chính nó" for n in range(3)
    ]


def test_an_office_without_a_directory_is_refused(folder: Path) -> None:
    (folder / "directory" / "so.yaml").unlink()
    assert refused(folder) == ["directory: không có tệp danh bạ nào — thêm ít nhất một tệp .yaml"]


def test_an_empty_directory_file_is_refused(folder: Path) -> None:
    (folder / "directory" / "so.yaml").write_text("units: []\n", "utf-8")
    assert refused(folder) == ["directory/so.yaml:1: tệp danh bạ trống — viết ít nhất một mục 'units', 'groups' hoặc 'people'"]  # fmt: skip


def test_files_of_a_directory_may_name_one_another(folder: Path) -> None:
    (folder / "directory" / "a.yaml").write_text("units:\n  - {code: to, name: Tổ, parent: so}\n", "utf-8")
    directory = load_directory(folder)
    assert [unit.code for unit in directory.units] == ["to", "so", "phong"]
    assert directory.units[1].posts[Role.HEAD][0].person == "an"


def register(folder: Path, name: str, parent: str | None = None, number: str | None = None) -> None:
    text = REGISTER.replace("id: ke-hoach-thu", f"id: {name}").replace(
        "number: 12/KH-ST", f"number: {number or 'null'}"
    )
    if parent:
        text = text.replace("issuer:", f"parent: {parent}\n  issuer:")
    (folder / "plans" / f"{name}.yaml").write_text(text, "utf-8")


def test_a_parent_comes_before_the_plans_under_it_by_id_or_number(folder: Path) -> None:
    (folder / "plans" / "thu.yaml").unlink()
    register(folder, "a", parent="b")
    register(folder, "b", parent="7/KH-UBND")
    register(folder, "c", number="7/KH-UBND")
    assert [plan.path.stem for plan in read_plans(folder)] == ["c", "b", "a"]


def test_a_parent_kept_elsewhere_orders_nothing(folder: Path) -> None:
    register(folder, "a", parent="99/KH-UBND")
    assert [plan.path.stem for plan in read_plans(folder)] == ["a", "thu"]


def test_plans_over_themselves_are_refused(folder: Path) -> None:
    register(folder, "a", parent="b")
    register(folder, "b", parent="a")
    assert refused(folder, "plans") == [
        "plans/a.yaml:5: kế hoạch là cấp trên của chính nó — sửa 'parent' của một trong các kế hoạch"
    ]


def test_the_folder_of_the_tests_is_right(folder: Path) -> None:
    assert len(load_directory(folder).people) == DIRECTORY.count("email")
