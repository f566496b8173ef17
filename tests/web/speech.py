"""What the code says to people, read from its source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "models", "engine", "cli", "flows", "web")  # where words stand that pages may show
VIETNAMESE = re.compile("[À-ỹ]")
TELLS = re.compile(r"(Error|[Ff]ault|Finding|Flag|[Pp]roblem|[Rr]efused)$")  # what is called to refuse, find or note
RULE = re.compile(r"[a-z_]+: ")
NOT_ON_PAGES = re.compile(r"/(?:cli|flows|web/api)/|/config/(?:settings|clock)")  # where nobody reads pages


class Speech(ast.NodeVisitor):
    """All strings of the code, with ``{}`` for each value in them; ``told`` is what is refused, found and noted."""

    def __init__(self) -> None:
        self.strings: set[str] = set()
        self.told: set[str] = set()
        self._tells = False

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name.endswith("Error"):
            self.told.add(ast.get_docstring(node) or "")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func)
        before, self._tells = self._tells, bool(TELLS.search(name)) and name != "ConfigurationError"
        self.generic_visit(node)
        self._tells = before

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._hear(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._hear("".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values))
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                self.visit(each.value)

    def _hear(self, words: str) -> None:
        self.strings.add(words)
        if self._tells or RULE.match(words):
            self.told.add(words)


def speech() -> Speech:
    """What all rooms say whose words reach the pages."""
    heard = Speech()
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            here = Speech()
            here.visit(ast.parse(file.read_text("utf-8")))
            heard.strings |= here.strings
            heard.told |= set() if NOT_ON_PAGES.search(file.as_posix()) else set(filter(VIETNAMESE.search, here.told))
    return heard


def of_flows() -> Iterator[str]:
    """What each flow does and what it asks, as the scheduler hands it to the pages."""
    for file in (ROOT / "flows").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("flow" in ast.unparse(each) for each in node.decorator_list):
                what, _, asked = (ast.get_docstring(node) or "").partition("Args:")
                yield from (" ".join(what.split()), *re.findall(r"^ +\w+: (.+)$", asked, re.MULTILINE))
