"""The commands that read, in the shapes that programs are promised."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cli.reading import explain, read_file
from models.errors import BadInputError, NotAPlanError
from models.registers import Register

WRITTEN = Path(__file__).parents[1] / "reading" / "written"
PLAN_KEYS = {"number", "title", "issuer", "issued_on", "from", "to", "parent", "monitor"}
DUTY_KEYS = {
    *("section", "source", "lead", "lead_units", "cooperate", "reports_to", "kind", "first", "last"),
    *("due", "periods", "needs_date", "target", "deliverable", "confidence", "rules"),
}
TIMING_KEYS = {"kind", "first", "last", "due", "every", "bound", "needs_date", "rules", "readings"}


def test_plan_read_gives_json_in_the_promised_shape(capsys):
    read_file(str(WRITTEN / "thuong-mai-2021.txt"), as_json=True, output=None)
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"plan", "duties"}
    assert set(found["plan"]) == PLAN_KEYS
    assert all(set(duty) == DUTY_KEYS for duty in found["duties"])
    assert found["plan"]["number"] == "312/KH-SCT"


def test_plan_read_writes_a_draft_register(tmp_path, capsys):
    read_file(str(WRITTEN / "thuong-mai-2021.txt"), as_json=False, output=str(tmp_path / "a.yaml"))
    register = Register.model_validate(YAML(typ="safe").load((tmp_path / "a.yaml").read_text(encoding="utf-8")))
    assert register.plan.number == "312/KH-SCT"
    assert "plan import" in capsys.readouterr().out


def test_plan_read_shows_people_a_table(capsys):
    read_file(str(WRITTEN / "thien-tai-2023.txt"), as_json=False, output=None)
    assert "9 nhiệm vụ" in capsys.readouterr().out


def test_a_file_that_is_no_plan_is_refused_and_nothing_is_written(tmp_path):
    letter = tmp_path / "thu.txt"
    letter.write_text("Kính gửi Quý cơ quan, " * 40, encoding="utf-8")
    with pytest.raises(NotAPlanError):
        read_file(str(letter), as_json=False, output=str(tmp_path / "a.yaml"))
    assert not (tmp_path / "a.yaml").exists()


def test_timing_gives_one_object_for_one_duty_and_a_list_for_two(capsys):
    explain("trước ngày 31/12/2026", start=None, end=None, as_json=True)
    one = json.loads(capsys.readouterr().out)
    assert set(one) == TIMING_KEYS
    assert one["due"] == ["2026-12-30"]
    assert [(r["switch"], r["chosen"], r["due"]) for r in one["readings"]] == [
        ("before_is_strict", True, ["2026-12-30"]),
        ("before_is_strict", False, ["2026-12-31"]),
    ]
    explain("định kỳ hàng năm (trước ngày 10/12) hoặc đột xuất", start="2024-01-01", end="2024-12-31", as_json=True)
    assert [each["kind"] for each in json.loads(capsys.readouterr().out)] == ["recurring", "event"]


def test_timing_says_in_words_what_it_does_not_know(capsys):
    explain("trong quý II", start=None, end=None, as_json=False)
    assert "Chưa có hạn" in capsys.readouterr().out


def test_half_a_plan_is_wrong_usage():
    with pytest.raises(BadInputError, match="--from"):
        explain("trong quý II", start="2024-01-01", end=None, as_json=False)


@pytest.mark.parametrize("where", ["", "khong-co/a.yaml"])
def test_a_draft_is_refused_in_one_line_where_it_cannot_be_written(tmp_path, where):
    with pytest.raises(BadInputError):
        read_file(str(WRITTEN / "thuong-mai-2021.txt"), as_json=False, output=str(tmp_path / where))
