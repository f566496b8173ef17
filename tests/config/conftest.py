"""An office folder of its own for each test, small and right, so that a test spoils one thing in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.office import load_directory, load_office
from models.office import Directory, Office

SAMPLE = Path(__file__).parents[2] / "config" / "sample"
YEARS = range(2019, 2030)

OFFICE = "name: Văn phòng thử\n"
LADDERS = """\
standard:
  - {at: -1 working day, to: [lead.focal]}
check:
  - {at: -1 working day, to: [lead.focal]}
review:
  - {at: 0, to: [monitor.focal]}
"""
CALENDAR = "decided_through: 2026\n"
DIRECTORY = """\
units:
  - code: so
    name: Sở Thử
    posts: {head: an, focal: binh}
  - code: phong
    name: Phòng Thử
    parent: so
groups:
  - code: cac-phong
    name: Các phòng
    members: [phong]
people:
  - {code: an, name: Lê An, email: an@so.example}
  - {code: binh, name: Vũ Bình, email: binh@so.example}
"""
REGISTER = """\
plan:
  id: ke-hoach-thu
  number: 12/KH-ST
  title: Kế hoạch thử
  issuer: so
  monitor: phong
  from: 2024-01-01
  to: 2024-12-31
activities:
  - key: bao-cao
    section: II.1
    source: trước ngày 10/01/2024
    title: Gửi báo cáo
    lead: [phong]
    timing: {kind: deadline, on: 2024-01-10, bound: before}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small office."""
    (tmp_path / "directory").mkdir()
    (tmp_path / "plans").mkdir()
    files = {"office": OFFICE, "ladders": LADDERS, "calendar": CALENDAR}
    files |= {"directory/so": DIRECTORY, "plans/thu": REGISTER}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """A file with a text."""

    def write(text: str) -> Path:
        path = tmp_path / "tep.yaml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def office() -> Office:
    """The sample office."""
    return load_office(SAMPLE, years=YEARS)


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The sample's directory."""
    return load_directory(SAMPLE)
