"""One office, loaded once on a fixed morning and copied for each test, and the command as a person types it."""

import datetime as dt
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.app import main
from cli.opening import office
from cli.printing import console

NOW = dt.datetime(2026, 3, 10, 2, 0, tzinfo=dt.UTC)  # a Tuesday, nine in the morning in the office
HUE = "4672/KH-SYT"


@dataclass(frozen=True)
class Ran:
    """What became of a command: its exit code and what it said."""

    code: int
    out: str
    err: str


Dondoc = Callable[..., Ran]


def freeze(patch: pytest.MonkeyPatch) -> None:
    """The one clock that the doors read."""
    patch.setattr("config.clock.pendulum.now", lambda _zone: NOW)


@pytest.fixture(scope="session")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DONDOC_HOME into which the sample office was loaded."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DONDOC_HOME", str(home))
        freeze(patch)
        with office():
            pass
    return home


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A DONDOC_HOME that is not there yet; the current folder is the test's own."""
    home = tmp_path / "home"
    monkeypatch.setenv("DONDOC_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(console, "width", 80)
    freeze(monkeypatch)
    return home


@pytest.fixture
def home(loaded_home: Path, empty_home: Path) -> Path:
    """A DONDOC_HOME of the test's own with the sample office."""
    shutil.copytree(loaded_home, empty_home)
    return empty_home


@pytest.fixture
def dondoc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dondoc:
    """Types a command; whatever it does, it ends by SystemExit."""

    def type_in(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["dondoc", *words])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Ran(end.value.code, out, err)

    return type_in


@pytest.fixture
def query(home: Path) -> Callable[[str], list[tuple]]:
    """Asks the database itself, or changes it behind everybody's back."""

    def ask(sql: str) -> list[tuple]:
        with closing(sqlite3.connect(home / "dondoc.db", isolation_level=None)) as connection:
            return connection.execute(sql).fetchall()

    return ask


@pytest.fixture
def dump(home: Path) -> Callable[[], bytes]:
    """The whole database as it stands, byte by byte, to compare before with after."""

    def dumped() -> bytes:
        with closing(sqlite3.connect(home / "dondoc.db")) as connection:
            return connection.serialize()

    return dumped
