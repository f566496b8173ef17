"""The office as its folder says it now, whoever changed a file and whenever."""

from pathlib import Path
from shutil import copytree

import pytest

from config.opening import OfficeFolder, office_of
from config.settings import SAMPLE, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An office of its own, as the sample is."""
    copytree(SAMPLE, tmp_path / "office")
    return Settings(home=tmp_path, office=tmp_path / "office")


def rewrite(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_an_unchanged_folder_is_not_read_again(settings: Settings) -> None:
    office = office_of(settings)
    assert OfficeFolder(settings, office).office() is office


def test_a_changed_file_and_a_new_template_are_in_force_at_once(settings: Settings) -> None:
    folder = OfficeFolder(settings, office_of(settings))
    rewrite(
        settings.office / "calendar.yaml",
        "days:\n",
        "days:\n  - {date: 2026-12-01, kind: off, name: Thử, document: 9/QĐ}\n",
    )
    (settings.office / "templates" / "them.txt.j2").write_text("x", "utf-8")
    found = folder.office()
    assert "9/QĐ" in str(found.calendar.off)
    assert found.templates["them.txt.j2"] == "x"
    assert folder.office() is found


def test_a_file_with_a_fault_changes_nothing_until_it_is_mended(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    folder = OfficeFolder(settings, office := office_of(settings))
    rewrite(settings.office / "ladders.yaml", "lead.focal", "lead.boss")
    assert folder.office() is office
    assert "ladders.yaml" in caplog.text
    rewrite(settings.office / "ladders.yaml", "lead.boss", "lead.head")
    assert folder.office().ladders != office.ladders
