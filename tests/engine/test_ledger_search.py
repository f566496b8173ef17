"""The ledger is shown in words, whatever the code writes into it."""

import ast
from pathlib import Path

import pytest

from engine.watching.ledger_search import DONE, SUBJECTS

ROOT = Path(__file__).parents[2]


def written(keyword: str) -> set[str]:
    """What calls of ``record`` anywhere give for one of its arguments, where it is said outright."""
    found: set[str] = set()
    for file in (path for room in ("engine", "web", "cli") for path in (ROOT / room).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record":
                given = next(each.value for each in call.keywords if each.arg == keyword)
                found |= {str(given.value)} if isinstance(given, ast.Constant) else set()
    return found


@pytest.mark.parametrize(("keyword", "words"), [("action", DONE), ("subject", SUBJECTS)])
def test_whatever_is_written_into_the_ledger_has_its_words(keyword: str, words: dict[str, str]) -> None:
    found = written(keyword)
    assert len(found) > 10
    assert found <= set(words)
