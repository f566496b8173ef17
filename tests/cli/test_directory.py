"""The office changes its directory's files and loads them again: shown, asked, applied as a whole, history kept."""

import json
import shutil
from pathlib import Path

import pytest

from config.settings import SAMPLE
from tests.cli.conftest import Dondoc

FOCAL = "      focal: tran-thi-kim-hang"


@pytest.fixture
def svd(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of the office's own directory, which was loaded as it is."""
    office = tmp_path / "office"
    shutil.copytree(SAMPLE, office)
    monkeypatch.setenv("DONDOC_OFFICE", str(office))
    return office / "directory" / "svd.yaml"


def change(path: Path, right: str, wrong: str) -> None:
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")


def test_an_unchanged_directory_changes_nothing(dondoc: Dondoc, svd: Path, dump):
    before = dump()
    assert dondoc("directory", "load").out == "Danh bạ đang dùng đã đúng như tệp, không có gì thay đổi.\n"
    assert dump() == before


def test_changes_are_shown_and_without_a_yes_nothing_is_done(dondoc: Dondoc, svd: Path, dump):
    change(svd, FOCAL, "      focal: nong-khanh-hoa")
    before = dump()
    shown = dondoc("directory", "load")
    assert (shown.code, "thêm --yes để áp dụng" in shown.err) == (2, True)
    assert "đầu mối vp-svd: Trần Thị Kim Hằng" in shown.out
    assert "(thôi từ 10/03/2026), Nông Khánh Hoa" in " ".join(shown.out.split())
    assert dondoc("directory", "load", "--dry-run").out.endswith("Chưa thay đổi gì (--dry-run).\n")
    assert dump() == before


def test_with_a_yes_they_are_applied_once(dondoc: Dondoc, svd: Path, query):
    change(svd, FOCAL, "      focal: nong-khanh-hoa")
    applied = json.loads(dondoc("directory", "load", "--yes", "--by", "quản trị", "--json").out)
    assert (applied["applied"], [each["kind"] for each in applied["changes"]]) == (True, ["Chức danh"])
    assert query("SELECT actor FROM ledger WHERE subject = 'directory' ORDER BY id DESC LIMIT 1") == [("quản trị",)]
    assert json.loads(dondoc("directory", "load", "--yes", "--json").out) == {"applied": False, "changes": []}


def test_a_file_against_a_handover_is_refused_with_its_line_until_the_export_is_taken_over(
    dondoc: Dondoc, svd: Path, dump
):
    dondoc("handover", "tran-thi-kim-hang", "nong-khanh-hoa", "--on", "2026-03-16")
    line = svd.read_text("utf-8")[: svd.read_text("utf-8").index(FOCAL)].count("\n") + 1
    before = dump()
    refused = dondoc("directory", "load", "--yes")
    assert refused.code == 2
    assert f"svd.yaml:{line}: Trần Thị Kim Hằng thôi từ 16/03/2026, sau đó là Nông Khánh Hoa" in refused.err
    assert dump() == before
    for each in svd.parent.glob("*.yaml"):
        each.unlink()
    dondoc("directory", "export", "-o", str(svd))
    assert "không có gì thay đổi" in dondoc("directory", "load").out


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (FOCAL, "      focal: ai-do", "không có người 'ai-do'"),
        (FOCAL, "      focal: {person: nong-khanh-hoa, from: 2026-13-01}", "svd.yaml:"),
        ("  - code: vp-svd", "  - code: svd", "mã đơn vị hoặc nhóm 'svd' đã có ở"),
    ],
)
def test_a_wrong_file_is_refused_as_a_whole(dondoc: Dondoc, svd: Path, dump, right: str, wrong: str, said: str):
    change(svd, right, wrong)
    before = dump()
    refused = dondoc("directory", "load", "--yes")
    assert (refused.code, said in refused.err) == (2, True)
    assert dump() == before
