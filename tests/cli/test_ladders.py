"""Ladders at the command line: a plan's own, the preview, two ladder files side by side, and re-planning what is open."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import SAMPLE
from tests.cli.conftest import Dondoc

OTHER = """\
standard:
  - {at: -3 working days, to: [lead.focal]}
  - {at: +2 working days, to: [issuer.leader], digest: by unit, severity: high}
"""
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
  ladder: gap
ladders:
  gap:
    - {at: -1 working day, to: [lead.focal], severity: high}
    - {at: +1 working day, to: [issuer.leader], repeat: every 2 working days, at most: 3}
  theo-gio:
    steps:
      - {at: -2 hours, to: [lead.focal], urgent: true}
    hour: "09:00"
activities:
  - key: bao-cao
    section: "1"
    source: trước ngày 10/04/2026
    title: Báo cáo thứ nhất
    lead: [dvtt-svd]
    ladder: theo-gio
    timing: {kind: deadline, on: 2026-04-10, bound: before}
"""


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    path = tmp_path / "cua-toi.yaml"
    path.write_text(OWN, "utf-8")
    return path


@pytest.fixture
def changed_office(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample's folder with a standard ladder that climbs otherwise."""
    folder = tmp_path / "office"
    shutil.copytree(SAMPLE, folder)
    ladders = (SAMPLE / "ladders.yaml").read_text("utf-8")
    before, _, after = ladders.partition("standard:\n")
    rest = after[after.index("\n\n") :]
    (folder / "ladders.yaml").write_text(before + OTHER + rest, "utf-8")
    monkeypatch.setenv("DONDOC_OFFICE", str(folder))
    return folder


def test_what_is_exported_with_its_ladders_is_what_was_imported(own: Path, dondoc: Dondoc, tmp_path: Path) -> None:
    assert dondoc("plan", "import", str(own)).code == 0
    out = dondoc("plan", "export", "cua-toi").out
    (tmp_path / "again.yaml").write_text(out, "utf-8")
    assert '- {at: "-1 working day", to: [lead.focal], severity: high}' in out
    assert "không có gì thay đổi" in dondoc("plan", "import", str(tmp_path / "again.yaml")).out


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("at: -1 working day", "at: -1 week", ":13: 'at': '-1 week' không phải khoảng cách — viết như '-5 working days'"),
        ("to: [issuer.leader]", "to: [issuer.focal]", ":14: 'to' mục thứ 1: không có người nhận 'issuer.focal' — viết một"),
        ("severity: high", "severity: urgent", ":13: 'severity': 'urgent' không dùng được ở đây — viết một trong: normal, high"),
        (", at most: 3", "", ":14: 'gap' mục thứ 2: bước có 'repeat' cần 'at most' lớn hơn 1"),
        ("  ladder: gap", "  ladder: nhanh", ":10: không có thang đôn đốc 'nhanh' — viết một trong: answer, check, gap, review"),
        ("    ladder: theo-gio", "    ladder: gio", ":25: không có thang đôn đốc 'gio' — viết một trong: answer, check, gap"),
    ],
)  # fmt: skip
def test_a_bad_ladder_of_a_plan_is_refused_with_line_and_reason(
    own: Path, dondoc: Dondoc, dump: Callable[[], list[str]], right: str, wrong: str, said: str
) -> None:
    own.write_text(OWN.replace(right, wrong, 1), "utf-8")
    before = dump()
    ran = dondoc("plan", "import", str(own))
    assert (ran.code, dump()) == (2, before)
    assert f"{own}{said}" in ran.err


def test_a_changed_ladder_of_a_plan_is_part_of_the_diff(own: Path, dondoc: Dondoc) -> None:
    dondoc("plan", "import", str(own))
    own.write_text(OWN.replace("at most: 3", "at most: 5"), "utf-8")
    assert "ladders" in dondoc("plan", "import", str(own), "--dry-run").out


def test_with_the_ladders_in_force_there_is_nothing_to_plan_anew(home: Path, dondoc: Dondoc) -> None:
    ran = dondoc("replan")
    assert (ran.code, ran.out) == (0, "Lịch nhắc của việc đang mở đã đúng với thang đôn đốc, không có gì để đổi.\n")


def test_a_dry_run_shows_the_difference_and_changes_nothing(
    changed_office: Path, dondoc: Dondoc, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    ran = dondoc("replan", "--dry-run")
    assert (ran.code, dump()) == (0, before)
    assert "Việc đang mở sẽ được nhắc khác đi" in ran.out
    assert "Từng bậc" in ran.out
    assert "7 ngày tới: " in ran.out


def test_where_nobody_can_answer_nothing_is_changed(
    changed_office: Path, dondoc: Dondoc, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    ran = dondoc("replan")
    assert (ran.code, dump()) == (2, before)
    assert "thang mới chỉ dùng cho các kỳ lập sau — thêm --yes" in ran.err


def test_confirmed_it_is_done_once(changed_office: Path, dondoc: Dondoc) -> None:
    first = json.loads(dondoc("replan", "--yes", "--by", "Người Thử", "--json").out)
    assert first["applied"]
    assert first["replanned"] == sum(each["obligations"] for each in first["differences"]) > 0
    again = json.loads(dondoc("replan", "--yes", "--json").out)
    assert (again["applied"], again["differences"]) == (False, [])


def test_a_ladder_that_is_not_there_is_refused(home: Path, dondoc: Dondoc) -> None:
    ran = dondoc("replan", "--ladder", "nhanh")
    assert ran.code == 2
    assert "không có thang đôn đốc 'nhanh' — viết một trong: answer, check, review, standard" in ran.err


def test_the_preview_names_day_hour_person_and_subject(home: Path, dondoc: Dondoc) -> None:
    said = json.loads(dondoc("preview", "--days", "1", "--as-of", "2024-01-08", "--json").out)
    first = said["list"][0]
    assert (first["day"], first["time"]) == ("2024-01-08", "09:00")
    assert first["subject"].startswith("Hạn 09/01/2024 (thứ Ba): ")
    assert "text" not in first
    assert said["messages"] == len(said["list"])
    assert first["person"] in dondoc("preview", "--days", "1", "--as-of", "2024-01-08").out


def test_the_full_preview_shows_the_messages_as_they_will_be_read(home: Path, dondoc: Dondoc) -> None:
    out = dondoc("preview", "--days", "1", "--as-of", "2024-01-08", "--full").out
    assert "  Kính gửi ông/bà " in out
    assert "Ông/bà nhận thư này với vai trò:" in out


def test_two_ladder_files_are_rehearsed_side_by_side(home: Path, dondoc: Dondoc, tmp_path: Path) -> None:
    (tmp_path / "khac.yaml").write_text(OTHER, "utf-8")
    days = ("rehearse", "--from", "2024-01-02", "--to", "2024-01-31", "--ladders", str(tmp_path / "khac.yaml"))
    said = json.loads(dondoc(*days, "--json").out)
    assert said["by_rung"] != said["other"]["by_rung"]
    assert min(said["other"]["first_heard"].values()) < min(said["first_heard"].values())
    out = dondoc(*days).out
    assert "So sánh" in out
    assert "Lãnh đạo nghe lần đầu" in out


def test_a_bad_ladder_file_to_compare_with_is_refused(home: Path, dondoc: Dondoc, tmp_path: Path) -> None:
    path = tmp_path / "khac.yaml"
    path.write_text(OTHER.replace("-3 working days", "3 tuần"), "utf-8")
    ran = dondoc("rehearse", "--from", "2024-01-02", "--to", "2024-01-05", "--ladders", str(path))
    assert ran.code == 2
    assert f"{path}:2: 'at': '3 tuần' không phải khoảng cách" in ran.err
