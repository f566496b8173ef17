"""The office's files changed from the pages: checked first, whole, with the former text kept."""

import datetime as dt
import os
from pathlib import Path
from shutil import copytree

import pytest

from config.clock import parse_as_of
from config.office import load_calendar, load_office
from config.office_writing import (
    CALENDAR,
    LADDERS,
    FileChangedError,
    add_day,
    checked_ladders,
    text_of,
    why_not_writable,
    write_ladders,
)
from config.settings import SAMPLE
from models.errors import NotAllowedError, RefusedFileError
from models.office import CalendarDay

NOW = parse_as_of("2026-11-20 09:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(SAMPLE, tmp_path / "office"))


def day(on: str, name: str = "Nghỉ bù") -> CalendarDay:
    return CalendarDay(date=dt.date.fromisoformat(on), kind="off", name=name, document="9/QĐ")


def test_a_changed_ladder_is_written_whole_and_the_former_one_kept(folder: Path) -> None:
    text, seen = text_of(folder, LADDERS)
    write_ladders(folder, text.replace("-5 working days", "-4 working days", 1), seen=seen, now=NOW)
    assert load_office(folder, years=[2026]).ladders["standard"].steps[0].at == "-4 working days"
    assert (folder / "ladders.yaml.20261120T020000.bak").read_text("utf-8") == text
    assert not list(folder.glob(".*.new"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lead.focal", "lead.boss", "lead.boss"),
        ("standard:", "thuong:", "standard"),
        ("review:", "duyet:", "review"),
        ("- {at", "- {at: [", "ngoặc"),
    ],
)
def test_a_text_that_would_not_load_is_refused_and_the_file_left_alone(
    folder: Path, old: str, new: str, said: str
) -> None:
    text, seen = text_of(folder, LADDERS)
    with pytest.raises(RefusedFileError, match=said):
        write_ladders(folder, text.replace(old, new, 1), seen=seen, now=NOW)
    assert text_of(folder, LADDERS) == (text, seen)
    assert not list(folder.glob("*.bak"))


def test_line_ends_of_a_browser_become_those_of_the_file(folder: Path) -> None:
    text, seen = text_of(folder, LADDERS)
    write_ladders(folder, text.replace("\n", "\r\n"), seen=seen, now=NOW)
    assert (folder / LADDERS).read_bytes() == text.encode()


def test_what_was_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    text, seen = text_of(folder, LADDERS)
    (folder / LADDERS).write_text(text + "# khác\n", "utf-8")
    with pytest.raises(FileChangedError):
        write_ladders(folder, text, seen=seen, now=NOW)
    assert (folder / LADDERS).read_text("utf-8").endswith("# khác\n")


def test_the_sample_and_a_folder_of_somebody_else_are_not_written_to(folder: Path) -> None:
    text, seen = text_of(SAMPLE, LADDERS)
    assert "DONDOC_OFFICE" in why_not_writable(SAMPLE)
    with pytest.raises(NotAllowedError):
        write_ladders(SAMPLE, text, seen=seen, now=NOW)
    assert why_not_writable(folder) == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_says_so(folder: Path) -> None:
    folder.chmod(0o500)
    assert "không ghi được" in why_not_writable(folder)
    folder.chmod(0o700)


def test_a_day_comes_to_the_calendar_and_its_comments_stay(folder: Path) -> None:
    add_day(folder, day("2026-12-24", 'Nghỉ: "thử" #1'), now=NOW)
    text = (folder / CALENDAR).read_text("utf-8")
    comments = [line for line in (SAMPLE / CALENDAR).read_text("utf-8").splitlines() if line.lstrip().startswith("#")]
    assert [line for line in comments if line not in text] == []
    found = load_calendar(folder / CALENDAR, years=[2026])
    assert found.off[dt.date(2026, 12, 24)] == 'Nghỉ: "thử" #1 (9/QĐ)'
    assert not found.is_working(dt.date(2026, 1, 2))


def test_a_day_that_is_there_already_is_refused(folder: Path) -> None:
    with pytest.raises(RefusedFileError, match="hai lần"):
        add_day(folder, day("2026-01-02"), now=NOW)


def test_a_calendar_without_days_gets_its_first(folder: Path) -> None:
    (folder / CALENDAR).write_text("decided_through: 2026\n", "utf-8")
    add_day(folder, day("2026-12-24"), now=NOW)
    assert dt.date(2026, 12, 24) in load_calendar(folder / CALENDAR, years=[2026]).off


def test_checking_says_what_a_text_means(folder: Path) -> None:
    _, ladders = checked_ladders(folder, (folder / LADDERS).read_text("utf-8"))
    assert set(ladders) >= {"standard", "check", "review"}
