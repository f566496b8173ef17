"""The installed command itself: quick to start, quiet when nobody listens, and the same whatever the locale."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("dondoc")
HEAVY = ("sqlalchemy", "sqlmodel", "rich", "engine", "config", "prefect", "alembic", "jinja2")


@pytest.fixture
def around(loaded_home: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a person: a home of their own with the sample office."""
    home = tmp_path / "home"
    home.mkdir()
    with (
        closing(sqlite3.connect(loaded_home / "dondoc.db")) as source,
        closing(sqlite3.connect(home / "dondoc.db")) as copy,
    ):
        source.backup(copy)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return kept | {"DONDOC_HOME": str(home)}


def run(around: dict[str, str], *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *words], env=around, capture_output=True, encoding="utf-8", timeout=120, check=False, **more
    )  # type: ignore[call-overload]


def seconds(*command: str) -> float:
    """Processor time of a command, the best of four: a busy machine makes it longer, never shorter."""
    spent = []
    for _ in range(4):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(spent)


def test_help_takes_at_most_three_times_as_long_as_importing_typer():
    assert seconds(str(SCRIPT), "--help") <= 3 * seconds(sys.executable, "-c", "import typer")


def modules_after(around: dict[str, str], *commands: str) -> set[str]:
    """The top-level modules that are there when these commands have ended."""
    script = (
        "import json, shlex, sys\n"
        "from cli.app import main\n"
        "for line in sys.argv[1:]:\n"
        "    sys.argv = ['dondoc', *shlex.split(line)]\n"
        "    try: main()\n"
        "    except SystemExit: pass\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *commands],
        env=around,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_help_and_slips_import_nothing_heavy(around):
    found = modules_after(around, "--help", "plan --help", "done --help", "--version", "donee", "done")
    assert found & set(HEAVY) == set()


def test_no_command_imports_prefect_or_the_web(around):
    commands = (
        "plan list", "plan show svd-2026", "plan export svd-2026", "obligations", "why 1", "expand", "sweep", "deliver",
        "accept 1", "preview --days 1", "rehearse --from 2024-01-02 --to 2024-01-03", "doctor", "settings",
        "demo --as-of 2024-01-08",
    )  # fmt: skip
    assert modules_after(around, *commands) & {"prefect", "fastapi", "starlette", "uvicorn"} == set()


@pytest.mark.parametrize(
    "words",
    [["obligations", "--json"], ["doctor"], ["--help"]],
)  # fmt: skip
def test_a_reader_who_goes_early_ends_a_command_quietly(around, words):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = subprocess.run(
            [SCRIPT, *words], env=around, stdout=gone, stderr=subprocess.PIPE, timeout=120, check=False
        )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_what_nobody_reads_is_done_all_the_same(around, tmp_path):
    exported = run(around, "plan", "export", "4672/KH-SYT").stdout
    (tmp_path / "x.yaml").write_text(exported.replace("on: 2024-01-10", "on: 2024-01-20"), "utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        subprocess.run(
            [SCRIPT, "plan", "import", tmp_path / "x.yaml", "--yes"], env=around, stdout=gone, timeout=120, check=True
        )
    assert "không có gì thay đổi" in run(around, "plan", "import", str(tmp_path / "x.yaml")).stdout


def test_a_full_disk_is_told_and_is_no_success(around):
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [SCRIPT, "plan", "list"], env=around, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False
        )
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    assert "ổ đĩa đã đầy".encode() in ran.stderr


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}])
def test_vietnamese_comes_out_whatever_the_locale(around, locale):
    ran = run(around | locale, "plan", "list")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Sở Y tế Hà Tĩnh" in ran.stdout
    assert "Cách dùng" in run(around | locale, "--help").stdout


def test_a_command_works_without_a_home_or_a_login_name(around):
    ran = run({name: value for name, value in around.items() if name != "HOME"}, "plan", "list", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_closed_streams_are_no_fault(around):
    closed: list[str | Path] = ["sh", "-c", '"$0" plan list <&- >&- 2>&-', str(SCRIPT)]
    assert subprocess.run(closed, env=around, timeout=120, check=False).returncode == 0


def test_the_module_is_the_command_too(around):
    ran = subprocess.run(
        [sys.executable, "-m", "cli.app", "obligations", "--status", "no-such-status"],
        env=around, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("dondoc: ")


def test_exit_codes_reach_the_shell(around):
    assert run(around, "accept", "1").returncode == 1
    assert run(around, "accept", "abc").returncode == 2


def test_a_changed_plan_through_a_pipe_asks_nobody(around):
    text = run(around, "plan", "export", "4672/KH-SYT").stdout.replace("on: 2024-01-10", "on: 2024-01-20")
    ran = run(around, "plan", "import", "/dev/stdin", input=text)
    assert ran.returncode == 2
    assert "/dev/stdin: kế hoạch 'syt-hue-4672-2024' đã nhập với nội dung khác" in ran.stderr


def test_ctrl_c_in_the_middle_of_a_command_ends_it_with_one_line(around):
    process = subprocess.Popen(
        [SCRIPT, "demo", "--as-of", "2024-01-08"],
        env=around,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert "một ngày mẫu" in process.stdout.readline()  # it goes on to load the office, which takes seconds
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "dondoc: đã dừng giữa chừng\n")
