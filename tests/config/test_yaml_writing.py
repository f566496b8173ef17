"""What is written reads back equal, and looks as a person would write it."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.office import read_plans
from config.yaml_files import plain_data, read_yaml
from config.yaml_writing import write_yaml
from models.office import Directory
from models.registers import ActivityEntry, PlanEntry, Register
from models.timings import Deadline, Window
from tests.config.conftest import REGISTER, SAMPLE

PLANS = {plan.path.stem: plan for plan in read_plans(SAMPLE)}


def again(register: Register, folder: Path) -> Register:
    path = folder / "lai.yaml"
    path.write_text(write_yaml(register), "utf-8")
    return read_yaml(path, Register).value


@pytest.mark.parametrize("name", PLANS)
def test_every_plan_of_the_sample_reads_back_equal(name: str, tmp_path: Path) -> None:
    assert again(PLANS[name].value, tmp_path) == PLANS[name].value


def test_the_directory_reads_back_equal(directory: Directory, tmp_path: Path) -> None:
    path = tmp_path / "danh-ba.yaml"
    path.write_text(write_yaml(directory), "utf-8")
    assert read_yaml(path, Directory).value == directory


def test_a_register_is_written_as_the_sample_is(tmp_path: Path) -> None:
    path = tmp_path / "thu.yaml"
    path.write_text(REGISTER, "utf-8")
    assert write_yaml(read_yaml(path, Register).value) == REGISTER


def test_a_duty_without_a_stated_day_says_null(tmp_path: Path) -> None:
    reports = next(a for a in PLANS["syt-hatinh-3652-2021"].value.activities if a.key == "bao-cao-dinh-ky")
    assert "due: null" in write_yaml(reports)


def test_one_day_in_two_places_is_written_twice() -> None:
    plan = PLANS["syt-hue-4672-2024"].value.plan
    timing = Deadline(on=plan.end)
    entry = ActivityEntry(key="a", section="I", source="hết năm", title="Việc", lead=["x"], timing=timing)
    assert "&" not in write_yaml(Register(plan=plan, activities=[entry]))


TEXT = st.text(st.characters(codec="utf-8"), min_size=3) | st.text("?-:,[]{}#&*!|>'\"%@` \n\t0~a", min_size=3)


@given(TEXT)
@example("?00")
@example("00\x85")
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    plan = PLANS["syt-hue-4672-2024"].value.plan
    entry = ActivityEntry(key="a", section=text, source=text, title=text, lead=[text], timing=Window())
    register = Register(plan=PlanEntry.model_validate(plan.model_dump() | {"note": text}), activities=[entry])
    assert again(register, tmp_path_factory.mktemp("chu")) == register


def test_notes_keep_their_lines(tmp_path: Path) -> None:
    plan = PLANS["syt-hue-4672-2024"].value.plan.model_copy(update={"note": "dòng một\n\ndòng hai\n"})
    register = Register(plan=plan, activities=PLANS["syt-hue-4672-2024"].value.activities)
    assert again(register, tmp_path).plan.note == "dòng một\n\ndòng hai\n"
    assert plain_data(tmp_path / "lai.yaml")[0]["plan"]["number"] == "4672/KH-SYT"
