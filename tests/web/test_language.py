"""The pages in two languages: whatever a template or a table of labels says has its English, and nothing else is kept."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi.routing import APIRoute

from config.opening import Opened
from engine.delivery.oversee import LABELS as MESSAGE_LABELS
from engine.directory_words import FIELD_LABELS, KIND_LABELS, PART_LABELS
from engine.dossier import DECISION_LABELS, REQUEST_LABELS
from engine.drafts.flags import LABELS as DOUBTS
from engine.drafts.timing import EVERY, MONTHS, WAYS
from engine.explain import ACTIONS, PARTY_LABELS
from engine.ledger_search import DONE as WHAT_WAS_DONE
from engine.ledger_search import SUBJECTS
from engine.people import ROLE_LABELS
from engine.run_words import FIGURES, RUNS
from models.obligations import LABELS, PROGRESS_LABELS
from models.office import CHANNEL_LABELS
from models.wordings import AMOUNTS, WEEKDAY_NAMES
from tests.web.conftest import browser_of
from web.api.app import ROOMS as INTERFACE
from web.api.problems import meanings
from web.filters import SORTS_OF_PLAN, STATUSES
from web.language import LOCALE
from web.outcomes import DONE
from web.pages.administration.checkup import LEVELS, MENDED_AT, SOURCES
from web.pages.administration.flows import TITLES
from web.pages.administration.room import ROOMS as ROOMS_OF_ADMINISTRATION
from web.refusals import OTHERWISE, WORDS
from web.rendering import ADMINISTERED, BRIEFLY, PLACES, TEMPLATES
from web.scheduler import RUN_STATES

ROOT = Path(__file__).parents[2]
ROOMS_OF_CODE = ("models", "engine", "web")  # where words stand that templates translate by the filter ``words``
TABLES = (
    ACTIONS,
    BRIEFLY,
    DECISION_LABELS,
    DONE,
    LABELS,
    PARTY_LABELS,
    PROGRESS_LABELS,
    REQUEST_LABELS,
    ROLE_LABELS,
    SORTS_OF_PLAN,
    STATUSES,
    WORDS,
    *(AMOUNTS, DOUBTS, EVERY, MONTHS, WAYS, WEEKDAY_NAMES),
)
ADMINISTRATION = (CHANNEL_LABELS, FIELD_LABELS, FIGURES, KIND_LABELS, MESSAGE_LABELS, PART_LABELS, RUN_STATES, RUNS,
                  SUBJECTS, WHAT_WAS_DONE, dict(ROOMS_OF_ADMINISTRATION), LEVELS, SOURCES, TITLES)  # fmt: skip


@pytest.fixture(scope="module")
def in_templates() -> set[str]:
    """All that templates say through ``_`` and ``trans``."""
    method = [("**.html", "jinja2.ext.babel_extract")]
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trimmed": "true"}}
    found: set[str] = set()
    for _file, _line, words, _comments, _context in extract_from_dir(TEMPLATES, method, options):
        found |= {words} if isinstance(words, str) else set(words)
    return found


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    with (LOCALE / "en.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, abort_invalid=True) if entry.id}


def literals() -> Iterator[str]:
    """Every string that stands in the code."""
    for room in ROOMS_OF_CODE:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_all_that_templates_say_has_its_english(in_templates: set[str], english: dict[str, str]) -> None:
    assert {words for words in in_templates if not english.get(words)} == set()


def test_all_that_tables_of_labels_say_has_its_english(english: dict[str, str]) -> None:
    said = {words for table in (*TABLES, *ADMINISTRATION) for words in table.values()}
    said |= (
        {words for _, words in (*PLACES, ADMINISTERED, *MENDED_AT.values())}
        | {OTHERWISE}
        | {words for _, _, words in meanings()}
    )
    said |= {str(route.summary) for room in INTERFACE for route in room.router.routes if isinstance(route, APIRoute)}
    assert {words for words in said if not english.get(words)} == set()


def test_nothing_is_kept_in_english_that_nobody_says(in_templates: set[str], english: dict[str, str]) -> None:
    assert english.keys() - in_templates - set(literals()) == set()


def test_no_words_stand_twice_in_the_catalogue() -> None:
    ids = re.findall(r'^msgid "(.+)"$', (LOCALE / "en.po").read_text("utf-8"), re.MULTILINE)
    assert sorted(ids) == sorted(set(ids))


def test_what_the_english_leaves_open_is_what_the_vietnamese_does(english: dict[str, str]) -> None:
    open_places = re.compile(r"%\(\w+\)s")
    assert {vi for vi, en in english.items() if set(open_places.findall(vi)) != set(open_places.findall(en))} == set()


@pytest.mark.parametrize(
    ("path", "person"),
    [
        *(
            (path, "tran-thi-kim-hang")
            for path in (
                "/",
                "/phat-sinh",
                "/theo-doi",
                "/theo-doi/dong-thoi-gian",
                "/theo-doi/bieu-do",
                "/nghia-vu",
                "/ke-hoach",
                "/tai-khoan/lich",
                "/tai-khoan/api",
            )
        ),
        *((path, None) for path, _ in ROOMS_OF_ADMINISTRATION),
    ],
)
def test_an_english_page_says_nothing_of_its_own_in_vietnamese(
    office: Opened, path: str, person: str | None, in_templates: set[str]
) -> None:
    there = browser_of(office, person, administrator=person is None)
    there.cookies.set("lang", "en", domain="127.0.0.1")
    page = there.get(path).text
    assert '<html lang="en">' in page
    shown = set(re.findall(r">\s*([^<>]+?)\s*<", page))
    assert shown & in_templates == set()
