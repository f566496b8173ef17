"""How commands speak: lines and tables for people, JSON for programs, days as each of them reads them."""

import dataclasses
import datetime as dt
import json
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.ending import unread

SHORT = 14  # characters: days, numbers and codes are never broken over lines
NARROW = 40  # columns below which lines are not made any shorter


class _Console(Console):
    """Rich, but a reader that has gone (| head) does not end the command."""

    def on_broken_pipe(self) -> None:
        unread()


console = _Console(highlight=False)


def put(text: str) -> None:
    """Text on standard output."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        unread()


def print_json(value: Any) -> None:
    """A value as JSON on standard output; days as ISO, dataclasses as objects."""
    put(json.dumps(value, ensure_ascii=False, default=_plain, indent=2) + "\n")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str = "") -> None:
    """A table; with no rows one line that says so and what to do."""
    listed = list(rows)
    if not listed:
        say(empty or f"{title}: không có")
        return
    table = Table(
        title=title or None, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    cells = [[escape(shown(cell)) for cell in row] for row in listed]
    for n, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=all(len(row[n]) <= SHORT for row in cells))
    for row in cells:
        table.add_row(*row)
    console.print(table)


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "—"
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def say(text: str = "", indent: int = 0) -> None:
    """A line to the person; what does not fit goes on under ``indent``."""
    lines = textwrap.wrap(
        text,
        max(NARROW, console.width - 1),
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    put("\n".join(lines or [""]) + "\n")


def letter(text: str, indent: int = 0) -> None:
    """A text of several lines, each wrapped under its own indent."""
    for line in text.splitlines():
        inside = len(line) - len(line.lstrip())
        say(" " * indent + line, indent=indent + inside)


def fact(name: str, text: str, *, width: int = 11) -> None:
    """A named fact under a heading: ``  Đơn vị      Trung tâm …``; without a name it belongs to the one before."""
    start = f"  {name:<{width}} "
    say(start + text, indent=len(start))


@contextmanager
def working(words: str) -> Iterator[None]:
    """Shows a person at a terminal that something takes its time; programs and files see nothing of it."""
    with _Console(stderr=True).status(words):
        yield
