"""The words around a command: Vietnamese headings, one worked example, and what to type instead of a misspelt name."""

import difflib
import re
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from models.errors import BadInputError

SECTIONS = BEGIN, OWED, ANSWERS, TELL, KEEP = "Bắt đầu", "Nghĩa vụ", "Trả lời và đề nghị", "Nhắc việc", "Quản trị"
HEADINGS = {"Options": "Tùy chọn", "Arguments": "Tham số", "Commands": "Lệnh"}
NOTES = {
    r"\[required\]": "[bắt buộc]",
    r"Show this message and exit\.": "In phần trợ giúp này.",
    r"\[env var:\s+(\w+)\]": r"[biến môi trường \1]",
    r" <str>$": "",  # the words that people type are all of one type to them
    r"\[OPTIONS\]": "[TÙY_CHỌN]",
    r"COMMAND \[ARGS\]\.\.\.": "LỆNH …",
    r"[{}]": "",
}

_Context: Any = TyperCommand.context_class  # typer's own click has no public name
_Formatter: Any = _Context.formatter_class


class Formatter(_Formatter):  # type: ignore[misc]
    """Typer's page of help with Vietnamese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows the command's shape."""
        super().write_usage(prog, _translated(args), prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(HEADINGS.get(heading, heading))

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        """Options, arguments or commands with what they are for."""
        super().write_dl([(_translated(name), _translated(words)) for name, words in rows], *args, **more)


def _translated(words: str) -> str:
    for english, ours in NOTES.items():
        words = re.sub(english, ours, words)
    return words


class Context(_Context):  # type: ignore[misc]
    """A command's context that formats its help our way."""

    formatter_class = Formatter


class Command(TyperCommand):
    """A command whose help we format."""

    context_class = Context


class Group(TyperGroup):
    """Commands in sections; alone it shows its help, a misspelt command is answered with the nearest one."""

    context_class = Context

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without any word: the help, as for --help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of that name."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.commands, n=1)
            instead = f"có phải '{near[0]}'?" if near else f"xem '{ctx.command_path} --help'"
            raise BadInputError(f"không có lệnh '{name}' — {instead}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands, each section under its heading, in the order in which they were written down."""
        sections: dict[str, list[tuple[str, str]]] = {name: [] for name in SECTIONS}
        widest = max(map(len, self.commands))
        for name, command in self.commands.items():
            panel = getattr(command, "rich_help_panel", None)
            rows = sections.setdefault(panel if isinstance(panel, str) else "Lệnh", [])
            rows.append((name.ljust(widest), command.get_short_help_str(limit=200)))
        for heading, rows in sections.items():
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def commands(app: typer.Typer, *, section: str | None = None) -> Callable[..., Any]:
    """A decorator that adds commands to an app, each with an example of its use, in a section of the list of commands."""
    usual = section

    def command(example: str, *, name: str | None = None, section: str | None = None) -> Any:
        lines = "\n".join(f"  {line}" for line in example.splitlines())
        panel = section or usual
        return app.command(name, cls=Command, epilog=f"\b\nVí dụ:\n{lines}", rich_help_panel=panel)

    return command
