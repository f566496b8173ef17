"""An empty database is filled from the office's folder: all of it in one go, or nothing."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.loading import Holdings, holdings, load_if_empty, load_running_year
from cli.opening import office
from config.office import load_directory
from config.opening import Opened
from config.settings import SAMPLE
from engine.directory.load import load_directory as store_directory
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.errors import RefusedFileError
from models.moments import instant, local_day
from tests.cli.conftest import NOW, Dondoc

SMALL = {
    "office": "name: Văn phòng thử\n",
    "ladders": """\
standard: [{at: -1 working day, to: [lead.focal]}]
check: [{at: -1 working day, to: [lead.focal]}]
review: [{at: 0, to: [monitor.focal]}]
answer: [{at: 0, to: [monitor.focal]}]
""",
    "calendar": "decided_through: 2026\n",
    "directory/so": """\
units:
  - {code: so, name: Sở Thử, posts: {head: an, focal: an}}
  - {code: phong, name: Phòng Thử, parent: so}
people:
  - {code: an, name: Lê An, email: an@so.example}
""",
    "plans/mot": """\
plan: {id: mot, number: 1/KH-ST, title: Kế hoạch một, issuer: so, monitor: so, from: 2026-01-01, to: 2026-12-31}
activities:
  - key: bao-cao
    section: I
    source: trước ngày 10/04/2026
    title: Gửi báo cáo
    lead: [phong]
    timing: {kind: deadline, on: 2026-04-10, bound: before}
""",
}


@pytest.fixture
def small(tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """An office of two units and one plan, set as ours; keyword arguments replace its files."""

    def made(**files: str) -> Path:
        folder = tmp_path / "office"
        for name, text in (SMALL | {name.replace("__", "/"): text for name, text in files.items()}).items():
            path = folder / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        monkeypatch.setenv("DONDOC_OFFICE", str(folder))
        return folder

    return made


@pytest.fixture
def opened_small(small) -> Iterator[Opened]:
    """The small office with an empty database that has all tables."""
    small()
    with office(fill=False) as here:
        yield here


def held(here: Opened) -> Holdings:
    with here.readings() as session:
        return holdings(session)


def test_an_empty_database_is_filled_once(opened_small: Opened):
    assert load_if_empty(opened_small, now=NOW) is True
    assert held(opened_small) == Holdings(units=2, plans=1, occurrences=1, obligations=1)
    assert load_if_empty(opened_small, now=NOW) is False
    assert held(opened_small) == Holdings(units=2, plans=1, occurrences=1, obligations=1)


@pytest.fixture(scope="module")
def directory_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample office of which only the directory was loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DONDOC_HOME", str(tmp_path_factory.mktemp("directory") / "home"))
        with office(fill=False) as here:
            with here.sessions() as session:
                store_directory(session, load_directory(SAMPLE), now=NOW)
            yield here


@pytest.mark.parametrize("day", [
    "2020-01-01", "2020-01-29", "2020-02-29", "2020-12-31", "2021-01-04", "2021-01-29", "2021-02-12", "2021-04-01",
    "2022-07-08", "2023-01-20", "2023-10-09", "2024-01-01", "2024-02-29", "2024-12-31", "2025-01-27", "2026-01-30",
])  # fmt: skip
def test_on_any_day_the_running_year_shows_every_state(directory_only: Opened, day):
    now = instant(dt.date.fromisoformat(day), dt.time(9, 0))
    with directory_only.readings() as session:  # what it writes is not kept
        load_running_year(session, directory_only, now)
        rows = obligations(session, Wish(), today=local_day(now))
    assert {"submitted", "open"} <= {row.progress for row in rows}
    assert {"on_time", "late", "overdue", "due_soon", "undated"} <= {row.timeliness for row in rows}


def test_only_the_sample_office_is_given_a_plan_of_the_running_year(home, dondoc: Dondoc, query):
    assert query("SELECT count(*) FROM plan WHERE state = 'active'") == [(1,)]


def test_a_plan_that_cannot_be_is_told_with_its_line_and_nothing_is_loaded(small, dondoc: Dondoc):
    folder = small(plans__mot=SMALL["plans/mot"].replace("lead: [phong]", "lead: [phongg]"))
    ran = dondoc("plan", "list")
    assert (ran.code, ran.out) == (2, "")
    path = folder / "plans" / "mot.yaml"
    assert ran.err.startswith(f"dondoc: {path}:7: không có đơn vị hay nhóm 'phongg' trong danh bạ — có phải 'phong'?")
    with office(fill=False) as here:
        assert held(here) == Holdings(0, 0, 0, 0)


def test_a_directory_that_leads_nowhere_is_refused_before_anything_is_loaded(small):
    small(directory__so=SMALL["directory/so"].replace("parent: so", "parent: sx"))
    with office(fill=False) as here:
        with pytest.raises(RefusedFileError, match=r"so\.yaml:3: không có đơn vị 'sx'"):
            load_if_empty(here, now=NOW)
        assert held(here) == Holdings(0, 0, 0, 0)


def test_a_file_mended_after_a_refusal_is_loaded_by_the_next_command(small, dondoc: Dondoc):
    small(plans__mot="xin chào")
    assert dondoc("plan", "list").code == 2
    small()
    ran = dondoc("plan", "list")
    assert ran.code == 0
    assert "1/KH-ST — Kế hoạch một" in ran.out


def test_an_office_without_directory_files_begins_empty_and_goes_on(small, dondoc: Dondoc):
    folder = small()
    (folder / "directory" / "so.yaml").unlink()
    assert (first := dondoc("plan", "list")).code == 0
    assert "đã nạp cơ quan" not in first.err
    small()
    assert "đã nạp cơ quan" in dondoc("plan", "list").err


def test_whoever_fills_the_database_is_told_from_where(small, dondoc: Dondoc):
    folder = small()
    assert dondoc("plan", "list").err == f"dondoc: cơ sở dữ liệu trống, đã nạp cơ quan từ {folder}\n"
    assert dondoc("plan", "list").err == ""


def test_two_first_commands_at_once_fill_it_once(small):
    small()
    faults: list[BaseException] = []

    def first() -> None:
        try:
            with office():
                pass
        except BaseException as fault:  # noqa: BLE001 - shown by the test
            faults.append(fault)

    threads = [threading.Thread(target=first) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with office(fill=False) as here:
        assert held(here) == Holdings(units=2, plans=1, occurrences=1, obligations=1)


def test_looking_waits_for_nobody_who_writes(home, dondoc: Dondoc, monkeypatch):
    monkeypatch.setattr("config.database.BUSY", 0.1)
    with office() as here, here.engine.connect() as writer, writer.begin():
        writer.execute(sa.text("UPDATE unit SET name = name"))
        for words in (["plan", "list"], ["obligations"], ["plan", "show", "svd-2026"], ["doctor"], ["preview"]):
            assert dondoc(*words).code in (0, 1), words
        ran = dondoc("waive", "1", "--reason", "x")
    assert ran.code == 1
    assert ran.err.startswith("dondoc: cơ sở dữ liệu đang bận")


def test_a_database_of_a_newer_version_is_left_alone(home, dondoc: Dondoc):
    with office() as here, here.engine.connect() as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    ran = dondoc("plan", "list")
    assert (ran.code, ran.out) == (2, "")
    assert "một phiên bản mới hơn phần mềm này" in ran.err


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DONDOC_HOME", "/proc/khong-the", "không mở được /proc/khong-the/dondoc.db"),
        ("DONDOC_OFFICE", "/khong-co", "/khong-co/office.yaml: không có tệp này"),
        ("DONDOC_DATABASE_URL", "mysql://x", "biến DONDOC_DATABASE_URL: "),
        ("DONDOC_WEB_PORT", "abc", "biến DONDOC_WEB_PORT: "),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(
    empty_home, dondoc: Dondoc, monkeypatch, variable, value, told
):
    monkeypatch.setenv(variable, value)
    ran = dondoc("plan", "list")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"dondoc: {told}")


def test_a_database_server_that_is_away_is_told_in_one_line(empty_home, dondoc: Dondoc, monkeypatch):
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x")
    ran = dondoc("plan", "list")
    assert ran.code == 1
    assert ran.err.startswith("dondoc: cơ sở dữ liệu không dùng được (")
    assert ran.err.count("\n") == 1


def test_a_file_that_is_no_database_is_left_alone(empty_home, dondoc: Dondoc):
    empty_home.mkdir()
    (empty_home / "dondoc.db").write_bytes(b"thu tu, khong phai co so du lieu" * 100)
    ran = dondoc("plan", "list")
    assert ran.code == 1
    assert ran.err.startswith("dondoc: tệp cơ sở dữ liệu hỏng hoặc không phải của Đôn Đốc")
    assert (empty_home / "dondoc.db").read_bytes().startswith(b"thu tu")
