"""Files are refused with file, line, what is wrong and what to write instead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.yaml_files import LARGEST, read_yaml
from models.errors import Problem, RefusedFileError
from models.office import OfficeEntry
from models.registers import Register
from tests.config.conftest import REGISTER

Written = Callable[[str], Path]


def refusal(path: Path) -> list[Problem]:
    with pytest.raises(RefusedFileError) as caught:
        read_yaml(path, Register)
    return caught.value.problems


def told(path: Path) -> list[str]:
    """The faults without the folder, so that a test reads like the message."""
    return [str(problem).removeprefix(f"{path.parent}/") for problem in refusal(path)]


def test_a_right_file_gives_its_value_and_knows_its_lines(written: Written) -> None:
    loaded = read_yaml(written(REGISTER), Register)
    assert loaded.value.plan.number == "12/KH-ST"
    assert loaded.line_of(("plan", "number")) == 3
    assert loaded.line_of(("activities", 0)) == 10
    assert loaded.line_of(("activities", 0, "timing", "bound")) == 15


def test_the_line_of_a_part_left_out_is_that_of_what_holds_it(written: Written) -> None:
    loaded = read_yaml(written(REGISTER), Register)
    assert loaded.line_of(("activities", 0, "reports_to")) == 10
    assert loaded.line_of(("plan", "parent")) == 1


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "  title: Kế hoạch thử\n",
            "",
            "tep.yaml:1: thiếu 'title' — thêm dòng 'title: …'",
        ),
        (
            "monitor: phong",
            "monitor: phong\n  moniter: phong",
            "tep.yaml:7: không có mục 'moniter' — có phải 'monitor'?",
        ),
        (
            "to: 2024-12-31",
            "to: 2024-02-31",
            "tep.yaml:8: 'to': ngày '2024-02-31' không có trong lịch — viết một ngày có thật, năm-tháng-ngày, như 2024-02-29",
        ),
        (
            "to: 2024-12-31",
            "to: 31/12/2024",
            "tep.yaml:8: 'to': ngày '31/12/2024' viết chưa đúng kiểu — viết năm-tháng-ngày: 2024-12-31",
        ),
        (
            "on: 2024-01-10",
            "on: 2024-02-31",
            "tep.yaml:15: 'on': ngày '2024-02-31' không có trong lịch — viết một ngày có thật, năm-tháng-ngày, như 2024-02-29",
        ),
        (
            "on: 2024-01-10",
            "on: 2024-1-10",
            "tep.yaml:15: 'on': ngày '2024-1-10' viết chưa đúng kiểu — viết đủ hai chữ số: 2024-01-10",
        ),
        (
            "on: 2024-01-10",
            "on: 2024-Q5",
            "tep.yaml:15: 'on': kỳ '2024-Q5' sai — viết như 2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024-Y hoặc 2024-W14",
        ),
        (
            "bound: before",
            "bound: truoc",
            "tep.yaml:15: 'bound': 'truoc' không dùng được ở đây — viết một trong: before, by",
        ),
        (
            "kind: deadline",
            "kind: dealine",
            "tep.yaml:15: 'timing': không có kind 'dealine' — viết một trong: deadline, recurring, window, milestone, rota, event, undated",
        ),
        (
            "kind: deadline, on",
            "on",
            "tep.yaml:15: 'timing': thiếu 'kind' — thêm 'kind: …', một trong: deadline, recurring, window, milestone, rota, event, undated",
        ),
        (
            "number: 12/KH-ST",
            "number: 12",
            "tep.yaml:3: 'number': phải là chữ — đặt giá trị trong dấu nháy",
        ),
        (
            "number: 12/KH-ST",
            "number: KH-ST/12",
            "tep.yaml:3: 'number': 'KH-ST/12' không đúng dạng — viết số/KÝ HIỆU như '4672/KH-SYT', hoặc để null nếu văn bản bỏ trống",
        ),
        (
            "key: bao-cao",
            "key: Báo cáo",
            "tep.yaml:10: 'key': 'Báo cáo' không đúng dạng — viết chữ thường không dấu, số và gạch nối, như 'cdc-hue'",
        ),
        (
            "lead: [phong]",
            "lead: phong",
            "tep.yaml:14: 'lead': phải là danh sách — viết [a, b], hoặc mỗi dòng một gạch đầu dòng",
        ),
        (
            "lead: [phong]",
            "lead: []",
            "tep.yaml:14: 'lead': danh sách trống — viết ít nhất một mục",
        ),
        (
            "kind: deadline, on: 2024-01-10, bound: before",
            "kind: rota, per_week: 8",
            "tep.yaml:15: 'per_week': 8 nằm ngoài khoảng cho phép — viết số không quá 7",
        ),
        (
            "kind: deadline, on: 2024-01-10, bound: before",
            "kind: recurring, every: [M], due: {dai: 3}",
            "tep.yaml:15: không có mục 'dai' — có phải 'day'?",
        ),
        (
            "kind: deadline, on: 2024-01-10, bound: before",
            "kind: recurring, every: [M, X], due: null",
            "tep.yaml:15: 'every' mục thứ 2: 'X' không phải tên kỳ — viết W, M, Q, H, 9M, Y hoặc một kỳ trong năm như Q1, H1, M06",
        ),
        (
            "kind: deadline, on: 2024-01-10, bound: before",
            "kind: milestone, by: 2024-Y, target: {value: 40%, unit: hồ sơ}",
            "tep.yaml:15: 'value': phải là số — viết số, đơn vị ghi ở mục 'unit'",
        ),
        (
            "from: 2024-01-01",
            "from: 2025-01-01",
            "tep.yaml:1: 'plan': 'from' 2025-01-01 sau 'to' 2024-12-31 — đổi lại cho đúng thứ tự",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_to_write(
    written: Written, right: str, wrong: str, said: str
) -> None:
    assert right in REGISTER
    assert told(written(REGISTER.replace(right, wrong))) == [said]


def test_every_fault_is_told_at_once_in_the_order_of_lines(written: Written) -> None:
    text = REGISTER.replace("id: ke-hoach-thu", "id: Thử").replace("on: 2024-01-10", "on: 2024-13-01")
    assert [problem.line for problem in refusal(written(text))] == [2, 15]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan:\n\tid: x\n", "tep.yaml:2: có ký tự Tab — thay Tab bằng dấu cách, mỗi cấp hai dấu"),
        ("plan: [1,\t2]\n", "tep.yaml:1: có ký tự Tab — thay Tab bằng dấu cách, mỗi cấp hai dấu"),
        ("a: 1\nb: 2\na: 3\n", "tep.yaml:3: mục 'a' viết hai lần (lần trước ở dòng 1) — giữ một mục, xóa mục kia"),
        ("a: &x [1]\nb: *x\n", "tep.yaml:2: dùng bí danh YAML (dấu & và *) — chép lại nội dung ra chỗ cần"),
        ("a: b: c\n", "tep.yaml:1: dấu hai chấm ở chỗ không được phép — đặt câu có dấu ': ' trong dấu nháy, hoặc sửa thụt dòng"),
        ("a: [1, 2\nb: 3\n", "tep.yaml:2: thiếu dấu phẩy hoặc ngoặc đóng — viết [a, b] hoặc {a: 1, b: 2}"),
        ('a: "mở\n', "tep.yaml:2: thiếu dấu nháy đóng — đóng dấu nháy ở cuối câu"),
        ("a:\n  - b\n c: 1\n", "tep.yaml:3: thụt dòng không thẳng hàng — cho các mục cùng cấp thụt vào như nhau"),
        ("a: 1\nb\nc: 2\n", "tep.yaml:3: thiếu dấu hai chấm sau tên mục — viết 'tên: giá trị'"),
        ("a: 1\n---\nb: 2\n", "tep.yaml:2: tệp chứa hai tài liệu (dấu ---) — mỗi tệp một tài liệu"),
        ("a: !!python/name:os.system x\n", "tep.yaml:1: nhãn kiểu dữ liệu (dấu !) không dùng được — bỏ dấu ! hoặc đặt giá trị trong dấu nháy"),
        ("a: .inf\n", "tep.yaml:1: '.inf' không phải số dùng được — viết một số thường"),
        ("a: \x01\n", "tep.yaml:1: tệp có ký tự điều khiển — xóa ký tự lạ rồi lưu lại"),
        ("[" * 5000, "tep.yaml:1: lồng nhau quá sâu — kiểm tra lại thụt dòng và dấu ngoặc"),
        ("", "tep.yaml:1: tệp trống — viết nội dung theo mẫu trong thư mục config/sample"),
        ("# chỉ có chú thích\n", "tep.yaml:1: tệp trống — viết nội dung theo mẫu trong thư mục config/sample"),
        ("- a\n", "tep.yaml:1: phải là các mục con — viết mỗi dòng một 'tên: giá trị', thụt vào hai dấu cách"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_yaml_as_we_read_it_is_told_with_its_line(written: Written, text: str, said: str) -> None:
    assert told(written(text)) == [said]


def test_a_bomb_of_aliases_is_refused_before_it_grows(written: Written) -> None:
    rows = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert told(written("\n".join(rows)))[0].startswith("tep.yaml:2: dùng bí danh YAML")


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    assert told(tmp_path / "khong-co.yaml") == ["khong-co.yaml: không có tệp này — kiểm tra lại đường dẫn và tên tệp"]
    assert "không đọc được tệp" in refusal(tmp_path)[0].what


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "tệp lớn hơn 5 MB" in refusal(path)[0].what


def test_another_encoding_is_told_with_the_line_of_the_first_strange_letter(tmp_path: Path) -> None:
    path = tmp_path / "cu.yaml"
    path.write_bytes(b"a: 1\nb: " + "phòng".encode("cp1258", "replace") + b"\xff\n")
    assert str(refusal(path)[0]).endswith("cu.yaml:2: tệp không phải UTF-8 — lưu lại tệp với bảng mã UTF-8")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_text(REGISTER, "utf-8-sig")
    assert read_yaml(path, Register).value.plan.id == "ke-hoach-thu"


def test_words_of_older_yaml_stay_words(written: Written) -> None:
    assert read_yaml(written("name: no\n"), OfficeEntry).value.name == "no"
    assert read_yaml(written("name: on\n"), OfficeEntry).value.name == "on"


def test_a_clock_time_is_never_a_number_of_seconds(written: Written) -> None:
    with pytest.raises(RefusedFileError, match="'8' không phải giờ"):
        read_yaml(written("name: x\nsending: {opens: 8}\n"), OfficeEntry)
