"""How a command ends: whatever a person can cause becomes one clear message on standard error and an exit code."""

import errno
import os
import re
import sys
from collections.abc import Callable
from typing import Any

import typer

from models.errors import BadInputError, DondocError

UsageError: Any = typer.BadParameter.__base__  # what all of typer's refusals are; its own click has no public name
STOPPED = 130  # what shells expect of a command that Ctrl-C ended
NOT_TEXT = re.compile("[\ud800-\udfff]")
FULL = "ổ đĩa đã đầy — giải phóng chỗ trống rồi chạy lại"
DATABASE = {
    "locked": "cơ sở dữ liệu đang bận: một tiến trình khác ghi quá lâu — thử lại sau ít phút",
    "readonly": "cơ sở dữ liệu chỉ cho đọc — cấp quyền ghi, hoặc đặt DONDOC_HOME là thư mục ghi được",
    "not a database": "tệp cơ sở dữ liệu hỏng hoặc không phải của Đôn Đốc — khôi phục từ bản sao lưu",
    "malformed": "tệp cơ sở dữ liệu hỏng — khôi phục từ bản sao lưu",
    "disk is full": FULL,
    "No space left": FULL,  # PostgreSQL's words
}
USAGE = {
    r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)": "thừa '{what}' — đặt câu có dấu cách trong dấu nháy",
    r"Option '(?P<what>.*)' requires an argument": "tùy chọn {what} cần một giá trị đi kèm",
    r"Option '(?P<what>.*)' does not take a value": "tùy chọn {what} không nhận giá trị",
}


def run(command: Callable[..., Any]) -> int:
    """The exit code of a command; whatever went wrong has been said."""
    _open_streams()
    try:
        _refuse_bytes(sys.argv[1:])
        code = command(prog_name="dondoc", standalone_mode=False)  # however it was started
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - what nobody but us can cause is raised again
        return told(error)
    if code == STOPPED:
        return told(KeyboardInterrupt())
    return code if isinstance(code, int) else 0


def _open_streams() -> None:
    """UTF-8 whatever the locale says, letters that nothing can show escaped; a closed stream leads nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open till the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _refuse_bytes(words: list[str]) -> None:
    for word in words:
        if NOT_TEXT.search(word):
            raise BadInputError(f"'{word}' không phải chữ UTF-8 — gõ lại, hoặc đổi tên tệp")


def told(error: BaseException) -> int:
    """Say what went wrong, and give the exit code; what is a fault of ours is raised again."""
    if isinstance(error, BrokenPipeError | SystemExit):  # typer exits when nobody reads its help
        unread()
        return 0
    message, code = _message(error)
    complain(message)
    return code


def _message(error: BaseException) -> tuple[str, int]:
    if isinstance(error, DondocError):
        return str(error), error.exit_code
    if isinstance(error, UsageError):
        return usage_words(error), 2
    if isinstance(error, KeyboardInterrupt):
        return "đã dừng giữa chừng", STOPPED
    if isinstance(error, typer.Abort):
        return "đã dừng, chưa thay đổi gì", 1
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return FULL, 1
    if isinstance(error, OSError):
        place = f" {error.filename}" if error.filename else ""
        return f"không đọc hoặc ghi được{place} ({error.strerror or error})", 1
    return _database_words(error), 1


def usage_words(error: Any) -> str:
    """What is wrong with the words of a command, and where to look."""
    path = error.ctx.command_path if error.ctx else "dondoc"
    return f"{_wrong_words(error)}\nXem cách dùng: {path} --help"


def _wrong_words(error: Any) -> str:
    kind, param = type(error).__name__, getattr(error, "param", None)
    if kind == "MissingParameter" and param is not None:
        name = max(param.opts, key=len) if param.param_type_name == "option" else param.metavar or param.name
        return f"thiếu {name}" + (f" — {param.help}" if getattr(param, "help", None) else "")
    if kind == "NoSuchOption":
        near = f" — có phải {', '.join(sorted(error.possibilities))}?" if error.possibilities else ""
        return f"không có tùy chọn {error.option_name}{near}"
    said = error.format_message()
    for pattern, words in USAGE.items():
        if found := re.search(pattern, said):
            return words.format(**found.groupdict())
    return f"sai cách dùng ({said})"


def _database_words(error: BaseException) -> str:
    """A database that is away, locked, broken or out of room is no fault of ours to trace; anything else is raised."""
    if "sqlalchemy" not in sys.modules:
        raise error
    from sqlalchemy.exc import DatabaseError, OperationalError

    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        raise error
    said = " ".join(str(error.orig).split())
    unknown = f"cơ sở dữ liệu không dùng được ({said}) — xem 'dondoc settings', mục database_url"
    return next((words for part, words in DATABASE.items() if part in said), unknown)


def complain(message: str) -> None:
    """A message on standard error, after all that was said before it; nobody may be listening."""
    try:
        sys.stdout.flush()
    except OSError:
        unread()
    try:
        print(f"dondoc: {message}", file=sys.stderr, flush=True)
    except OSError:
        return


def unread() -> None:
    """The reader of standard output has gone (| head): the rest of the command is done all the same, unread."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
