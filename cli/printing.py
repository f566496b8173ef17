"""How commands speak: tables for people, JSON for programs, days as each of them reads them."""

import dataclasses
import datetime as dt
import json
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.errors import BadInputError

console = Console(highlight=False)
SHORT = 14  # characters: days, numbers and codes are never broken over lines


def print_json(value: Any) -> None:
    """A value as JSON on standard output; days as ISO, dataclasses as objects."""
    json.dump(value, sys.stdout, ensure_ascii=False, default=_plain, indent=2)
    sys.stdout.write("\n")


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
    table = Table(title=title, title_justify="left", header_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
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


def say(text: str, indent: int = 0) -> None:
    """A line to the person; what does not fit goes on under ``indent``."""
    lines = textwrap.wrap(
        text, max(40, console.width - 1), subsequent_indent=" " * indent, break_on_hyphens=False, break_long_words=False
    )
    for line in lines or [""]:
        console.print(escape(line), soft_wrap=True)


def day_from(text: str) -> dt.date:
    """The day a person wrote: 2024-01-31 or 31/01/2024."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadInputError(f"'{text}' không phải ngày có thật — viết như 2024-01-31 hoặc 31/01/2024")
