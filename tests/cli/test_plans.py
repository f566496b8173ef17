"""Plans at the command line: list, show, export, and import with its diff and its refusals."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import HUE, Dondoc

OWN = """\
plan:
  id: cua-toi
  number: 55/KH-SVD
  title: Kế hoạch của tôi
  issuer: svd
  monitor: vp-svd
  issued_on: 2026-03-02
  from: 2026-03-02
  to: 2026-12-31
activities:
  - key: bao-cao
    section: "1"
    source: trước ngày 10/04/2026
    title: Báo cáo thứ nhất
    lead: [dvtt-svd]
    timing: {kind: deadline, on: 2026-04-10, bound: before}
"""
KEYS = ["id", "number", "title", "issuer", "from", "to", "state", "parent"]


@pytest.fixture
def register(home, dondoc: Dondoc, tmp_path: Path) -> Path:
    """The register of the plan of Huế as it was exported."""
    path = tmp_path / "hue.yaml"
    assert dondoc("plan", "export", HUE, "-o", str(path)).code == 0
    return path


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_the_list_for_programs_has_the_keys_of_the_contract_in_their_order(home, dondoc: Dondoc):
    plans = json.loads(dondoc("plan", "list", "--json").out)
    assert [list(plan) for plan in plans] == [KEYS] * 6
    (hue,) = [plan for plan in plans if plan["number"] == HUE]
    assert hue == {
        "id": "syt-hue-4672-2024", "number": HUE, "title": "Tuyên truyền cải cách hành chính ngành Y tế năm 2024",
        "issuer": "Sở Y tế tỉnh Thừa Thiên Huế", "from": "2024-01-01", "to": "2024-12-31", "state": "closed",
        "parent": None,
    }  # fmt: skip
    parents = {plan["id"]: plan["parent"] for plan in plans if plan["parent"]}
    assert parents == {"syt-thanhhoa-dvc-2021-2022": "ubnd-thanhhoa-dvc-2021-2022"}
    assert [plan["id"] for plan in plans if plan["state"] == "active"] == ["svd-2026"]


def test_the_list_for_people_shows_what_to_type_for_each_plan(home, dondoc: Dondoc):
    out = dondoc("plan", "list").out
    assert "4672/KH-SYT — Tuyên truyền" in out
    assert "  id syt-hue-4672-2024\n" in out
    assert "(chưa có số) — " in out
    assert "đang chạy" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("name", [HUE, "syt-hue-4672-2024"])
def test_a_plan_is_shown_by_its_number_or_its_id_within_80_columns(home, dondoc: Dondoc, name):
    out = dondoc("plan", "show", name).out
    assert max(map(len, out.splitlines())) <= 80
    for told in (
        "  Ban hành    Sở Y tế tỉnh Thừa Thiên Huế, ngày 29/12/2023\n",
        "đã hết kỳ: không nhắc nữa",
        "  Câu chữ     “trước ngày 10/01/2024”\n",
        "  Chủ trì     Các đơn vị trực thuộc (23 đơn vị)\n",
        "  Hiểu là     chưa có ngày (gợi ý 15/11/2024",
        "  Ghi chú     Văn bản không nêu ai làm; hiểu là Sở Y tế.",
        "  Khóa        ke-hoach-don-vi\n",
        "25 nhiệm vụ.",
    ):
        assert told in out


def test_a_running_plan_is_not_called_over(home, dondoc: Dondoc):
    assert "đã hết kỳ" not in dondoc("plan", "show", "svd-2026").out


def test_a_plan_for_programs_is_its_register(home, dondoc: Dondoc):
    shown = json.loads(dondoc("plan", "show", HUE, "--json").out)
    assert shown["plan"]["from"] == "2024-01-01"
    assert len(shown["activities"]) == 25


@pytest.mark.parametrize("words", [["show"], ["export"]])
@pytest.mark.parametrize("name", ["99/KH-X", "", "svd"])
def test_an_unknown_plan_is_answered_with_where_to_look(home, dondoc: Dondoc, words, name):
    ran = dondoc("plan", *words, name)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"dondoc: không có kế hoạch '{name}' — xem 'dondoc plan list'\n"


def test_each_plan_exported_and_imported_again_changes_nothing(home, dondoc: Dondoc, dump, tmp_path):
    before = dump()
    for plan in json.loads(dondoc("plan", "list", "--json").out):
        path = tmp_path / f"{plan['id']}.yaml"
        path.write_text(dondoc("plan", "export", plan["id"]).out, "utf-8")
        ran = dondoc("plan", "import", str(path))
        assert ran.code == 0
        assert "không có gì thay đổi" in ran.out
    assert dump() == before


def test_an_export_that_cannot_be_written_says_so(home, dondoc: Dondoc, tmp_path):
    ran = dondoc("plan", "export", HUE, "-o", str(tmp_path / "khong-co" / "x.yaml"))
    assert ran.code == 2
    assert "không ghi được" in ran.err


def test_a_dry_run_shows_the_moved_day_and_changes_nothing(register, dondoc: Dondoc, dump):
    changed(register, "on: 2024-01-10", "on: 2024-01-20")
    before = dump()
    ran = dondoc("plan", "import", str(register), "--dry-run")
    assert ran.code == 0
    assert "Sửa         1: ke-hoach-don-vi" in ran.out
    assert re.search(r"ke-hoach-don-vi\s+—\s+09/01/2024\s+19/01/2024\s+23", ran.out)
    assert dump() == before


def test_in_a_pipe_a_changed_plan_is_refused_without_yes(register, dondoc: Dondoc, dump):
    changed(register, "on: 2024-01-10", "on: 2024-01-20")
    before = dump()
    ran = dondoc("plan", "import", str(register))
    assert ran.code == 2
    assert "đã nhập với nội dung khác, chưa thay đổi gì" in ran.err
    assert "thêm --yes để áp dụng" in ran.err
    assert dump() == before


def test_with_yes_a_changed_plan_is_applied_in_the_name_given(register, dondoc: Dondoc, query):
    changed(register, "on: 2024-01-10", "on: 2024-01-20")
    assert dondoc("plan", "import", str(register), "--yes", "--by", "Lê Văn thư").code == 0
    due = {row["due_on"] for row in listed(dondoc) if row["activity"] == "ke-hoach-don-vi"}
    assert due == {"2024-01-19"}
    assert query("SELECT actor, subject FROM ledger WHERE action = 'import' ORDER BY id DESC LIMIT 1") == [
        ("Lê Văn thư", "plan")
    ]
    assert "không có gì thay đổi" in dondoc("plan", "import", str(register), "--yes").out


def listed(dondoc: Dondoc) -> list[dict]:
    return json.loads(dondoc("obligations", "--plan", HUE, "--json").out)


def test_at_a_terminal_the_answer_decides(register, dondoc: Dondoc, monkeypatch, dump):
    changed(register, "on: 2024-01-10", "on: 2024-01-20")
    before = dump()
    monkeypatch.setattr("cli.plans.sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("cli.plans.typer.prompt", lambda *_, **__: "k")
    ran = dondoc("plan", "import", str(register))
    assert (ran.code, ran.err) == (1, "dondoc: đã dừng, chưa thay đổi gì\n")
    assert dump() == before
    monkeypatch.setattr("cli.plans.typer.prompt", lambda *_, **__: "Có")
    assert dondoc("plan", "import", str(register)).code == 0
    assert dump() != before


def test_a_new_plan_is_imported_at_once_and_expanded(home, dondoc: Dondoc, tmp_path):
    (tmp_path / "moi.yaml").write_text(OWN, "utf-8")
    ran = dondoc("plan", "import", "moi.yaml")
    assert ran.code == 0
    assert "(mới)" in ran.out
    rows = json.loads(dondoc("obligations", "--plan", "55/KH-SVD", "--json").out)
    assert {(row["activity"], row["due_on"]) for row in rows} == {("bao-cao", "2026-04-09")}
    assert len(rows) == 7


def test_a_withdrawn_duty_is_cancelled_and_named(register, dondoc: Dondoc):
    text = register.read_text("utf-8")
    start, after = text.index("  - key: ke-hoach-don-vi"), text.index("  - key: so-ket-tong-ket")
    register.write_text(text[:start] + text[after:], "utf-8")
    assert "Rút         1: ke-hoach-don-vi" in dondoc("plan", "import", str(register), "--yes").out
    rows = [row for row in listed(dondoc) if row["activity"] == "ke-hoach-don-vi"]
    assert {row["progress"] for row in rows} == {"cancelled"}


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "unknown unit": (
        lambda text: text.replace("issuer: svd\n", "issuer: svx\n"),
        "tep.yaml:5: không có đơn vị 'svx' trong danh bạ — có phải 'svd'?",
    ),
    "unknown group": (
        lambda text: text.replace("dvtt-svd", "dvtt-svx"),
        "tep.yaml:15: không có đơn vị hay nhóm 'dvtt-svx' trong danh bạ — có phải 'dvtt-svd'?",
    ),
    "two activities with one key": (
        lambda text: text + text[text.index("  - key") :],
        "tep.yaml:17: hai hoạt động cùng khóa 'bao-cao' — đặt khóa khác cho một trong hai",
    ),
    "a period outside the plan": (
        lambda text: text.replace("{kind: deadline, on: 2026-04-10, bound: before}", "{kind: window, to: 2027-Y}"),
        "tep.yaml:16: 'to' 31/12/2027 sau khi kế hoạch kết thúc 31/12/2026 — ",
    ),
    "a day that does not exist": (
        lambda text: text.replace("2026-04-10", "2026-02-31"),
        "tep.yaml:16: 'on': ngày '2026-02-31' không có trong lịch — viết một ngày có thật",
    ),
    "a day as people write it": (
        lambda text: text.replace("2026-04-10", "10/04/2026"),
        "tep.yaml:16: 'on': ngày '10/04/2026' viết chưa đúng kiểu — viết năm-tháng-ngày: 2026-04-10",
    ),
    "due before the plan": (
        lambda text: text.replace("on: 2026-04-10", "on: 2026-02-10"),
        "tep.yaml:16: hạn 09/02/2026 trước khi có kế hoạch (02/03/2026) — ",
    ),
    "a tab": (
        lambda text: text.replace("  number", "\tnumber"),
        "tep.yaml:3: có ký tự Tab — thay Tab bằng dấu cách",
    ),
    "a duplicate key": (
        lambda text: text.replace("  monitor:", "  issuer: svd\n  monitor:"),
        "tep.yaml:6: mục 'issuer' viết hai lần (lần trước ở dòng 5) — giữ một mục",
    ),
    "a number in the wrong shape": (
        lambda text: text.replace("55/KH-SVD", "KH-SVD 55"),
        "tep.yaml:3: 'number': 'KH-SVD 55' không đúng dạng — viết số/KÝ HIỆU như '4672/KH-SYT'",
    ),
    "a number under another id": (
        lambda text: text.replace("55/KH-SVD", "01/2026/KH-SVD"),
        "tep.yaml:2: số 01/2026/KH-SVD đã nhập với id 'svd-2026' — viết id: svd-2026",
    ),
    "an id under another number": (
        lambda text: text.replace("id: cua-toi", "id: syt-hue-4672-2024"),
        "tep.yaml:2: id 'syt-hue-4672-2024' đã là kế hoạch số 4672/KH-SYT, không phải 55/KH-SVD — đặt id khác",
    ),
    "a plan that ends before it begins": (
        lambda text: text.replace("to: 2026-12-31", "to: 2025-12-31"),
        "'from' 2026-03-02 sau 'to' 2025-12-31 — đổi lại cho đúng thứ tự",
    ),
    "a misspelt key": (
        lambda text: text.replace("source:", "sourse:"),
        "tep.yaml:13: không có mục 'sourse' — có phải 'source'?",
    ),
    "an unknown ladder": (
        lambda text: text.replace("  to: 2026-12-31\n", "  to: 2026-12-31\n  ladder: cao\n"),
        "tep.yaml:10: không có thang đôn đốc 'cao' — viết một trong: ",
    ),
    "an unknown parent": (
        lambda text: text.replace("  to: 2026-12-31\n", "  to: 2026-12-31\n  parent: 1/KH-X\n"),
        "tep.yaml:10: chưa có kế hoạch cha '1/KH-X' — nhập kế hoạch cha trước",
    ),
    "an empty file": (lambda text: "", "tep.yaml:1: tệp trống — "),
    "a file that is no register": (lambda text: "xin chào", "tep.yaml:1: phải là các mục con — "),
    "a bracket left open": (lambda text: "plan: [\n", "tep.yaml:2: thiếu giá trị hoặc ngoặc đóng — "),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_bad_register_is_refused_as_a_whole_with_file_line_and_what_to_write(
    home, dondoc: Dondoc, dump, tmp_path, fault
):
    spoil, told = REFUSED[fault]
    (tmp_path / "tep.yaml").write_text(spoil(OWN), "utf-8")
    before = dump()
    ran = dondoc("plan", "import", "tep.yaml", "--yes")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert dump() == before


def test_all_faults_of_a_register_are_told_at_once(home, dondoc: Dondoc, tmp_path):
    spoilt = OWN.replace("issuer: svd\n", "issuer: svx\n").replace("on: 2026-04-10", "on: 2026-02-10")
    (tmp_path / "tep.yaml").write_text(spoilt, "utf-8")
    err = dondoc("plan", "import", "tep.yaml").err
    assert re.findall(r"tep\.yaml:(\d+):", err) == ["5", "16"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OWN.encode("utf-16"), "tep.yaml:1: tệp không phải UTF-8 — lưu lại tệp với bảng mã UTF-8"),
        (OWN.encode() + b"# \xe1\xbb", "tep.yaml:17: tệp không phải UTF-8"),
        (b"#" * 5_000_001, "tep.yaml: tệp lớn hơn 5 MB — chia thành nhiều tệp"),
        (None, "tep.yaml: không có tệp này — kiểm tra lại đường dẫn và tên tệp"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(home, dondoc: Dondoc, dump, tmp_path, content, told):
    if content is not None:
        (tmp_path / "tep.yaml").write_bytes(content)
    before = dump()
    ran = dondoc("plan", "import", "tep.yaml", "--yes")
    assert ran.code == 2
    assert ran.err.startswith(f"dondoc: {told}")
    assert dump() == before


@pytest.mark.parametrize("path", [".", "/dev/zero"])
def test_a_folder_and_a_device_without_end_are_no_register(home, dondoc: Dondoc, path):
    ran = dondoc("plan", "import", path)
    assert ran.code == 2
    assert ran.err.startswith(f"dondoc: {path}: ")


def test_a_register_may_come_through_a_pipe(home, dondoc: Dondoc):
    reading, writing = os.pipe()
    os.write(writing, OWN.encode())
    os.close(writing)
    try:
        assert dondoc("plan", "import", f"/dev/fd/{reading}").code == 0
    finally:
        os.close(reading)


def test_a_plan_taken_up_late_says_what_the_next_sweep_will_tell(home, dondoc: Dondoc, tmp_path: Path):
    late = tmp_path / "muon.yaml"
    late.write_text(OWN.replace("2026-04-10", "2026-03-06").replace("10/04", "06/03"), "utf-8")
    said = "7 việc đã quá hạn mà chưa nhắc ai: lần quét tới báo thẳng bậc cao nhất."
    assert said in dondoc("plan", "import", str(late), "--dry-run").out
    assert said in dondoc("plan", "import", str(late)).out
    spared = dondoc("plan", "import", str(late), "--tell-from", "2026-03-10").out
    assert "7 việc có hạn trước ngày 10/03/2026 vẫn còn nợ nhưng không nhắc ai." in spared


def test_a_plan_taken_up_in_time_says_nothing_of_the_kind(home, dondoc: Dondoc, tmp_path: Path):
    own = tmp_path / "dung.yaml"
    own.write_text(OWN, "utf-8")
    assert "quá hạn" not in dondoc("plan", "import", str(own)).out
