"""Every fault that a person can cause ends in one message and an exit code; a fault of ours stays a fault."""

import errno
import sqlite3
import sys

import pytest
import typer
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from cli import ending
from models.errors import BadInputError, BusyError, NotAllowedError


def database_fault(text: str) -> OperationalError:
    return OperationalError("SELECT 1", {}, sqlite3.OperationalError(text))


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (BadInputError("ngày sai"), 2, "ngày sai"),
        (NotAllowedError("chưa nộp"), 1, "chưa nộp"),
        (BusyError(), 1, "Một tiến trình khác đang giữ việc này"),
        (KeyboardInterrupt(), 130, "đã dừng giữa chừng"),
        (typer.Abort(), 1, "đã dừng, chưa thay đổi gì"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "ổ đĩa đã đầy"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), 1, "không đọc hoặc ghi được /x/y (Permission"),
        (database_fault("database is locked"), 1, "cơ sở dữ liệu đang bận"),
        (database_fault("attempt to write a readonly database"), 1, "cơ sở dữ liệu chỉ cho đọc"),
        (database_fault("database or disk is full"), 1, "ổ đĩa đã đầy"),
        (database_fault('could not extend file "base/5/1": No space left on device'), 1, "ổ đĩa đã đầy"),
        (database_fault("connection failed:\n  refused\tby host"), 1, "cơ sở dữ liệu không dùng được (connection failed: refused by host)"),
        (DatabaseError("x", {}, sqlite3.DatabaseError("file is not a database")), 1, "tệp cơ sở dữ liệu hỏng"),
    ],
)  # fmt: skip
def test_a_fault_has_its_words_and_its_code(capsys, error, code, said):
    assert ending.told(error) == code
    assert capsys.readouterr().err.startswith(f"dondoc: {said}")


@pytest.mark.parametrize("error", [ValueError("ours"), IntegrityError("x", {}, sqlite3.IntegrityError("y"))])
def test_a_fault_of_ours_is_raised_again(error):
    with pytest.raises(type(error)):
        ending.told(error)


def test_what_was_said_before_stands_before_the_message(capfd):
    print("trước")
    ending.complain("sau")
    captured = capfd.readouterr()
    assert captured.out == "trước\n"
    assert captured.err == "dondoc: sau\n"


def test_a_stream_that_was_closed_leads_nowhere(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["dondoc"])
    monkeypatch.setattr(sys, "stdout", None)
    assert ending.run(lambda **_: print("không ai nghe")) == 0
    sys.stdout.close()


def test_the_code_that_a_command_asks_for_is_given(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["dondoc"])
    assert ending.run(lambda **_: 3) == 3
    assert ending.run(lambda **_: None) == 0


def test_a_command_stopped_by_ctrl_c_says_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["dondoc"])
    assert ending.run(lambda **_: ending.STOPPED) == 130  # typer turns Ctrl-C into this code
    assert capsys.readouterr().err == "dondoc: đã dừng giữa chừng\n"
