"""The pages in two languages: whatever a template or a table of labels says has its English, and nothing else is kept."""

import re

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi.routing import APIRoute

from config.refusals import PATTERNS, SHAPES
from config.yaml_files import SYNTAX
from engine.delivery.oversee import LABELS as MESSAGE_LABELS
from engine.directory.words import FIELD_LABELS, KIND_LABELS, PART_LABELS
from engine.drafts.flags import LABELS as DOUBTS
from engine.drafts.timing import EVERY, MONTHS, WAYS
from engine.run_words import FIGURES, RUNS
from engine.watching.dossier import DECISION_LABELS, REQUEST_LABELS
from engine.watching.explain import ACTIONS, PARTY_LABELS
from engine.watching.ledger_search import DONE as WHAT_WAS_DONE
from engine.watching.ledger_search import SUBJECTS
from models.ladders import ROLE_LABELS
from models.obligations import LABELS, PROGRESS_LABELS
from models.office import ADDRESSES, CHANNEL_LABELS
from models.wordings import AMOUNTS, WEEKDAY_NAMES
from tests.web.speech import Speech, of_flows, speech
from web.api.app import ROOMS as INTERFACE
from web.api.problems import meanings
from web.catalogue import PLACE
from web.filters import SORTS_OF_PLAN, STATUSES
from web.language import LOCALE
from web.outcomes import DONE
from web.pages.administration.checkup import LEVELS, MENDED_AT, SOURCES
from web.pages.administration.flows import TITLES
from web.pages.administration.room import ROOMS as ROOMS_OF_ADMINISTRATION
from web.refusals import OTHERWISE, WORDS
from web.rendering import ADMINISTERED, BRIEFLY, PLACES, TEMPLATES
from web.scheduler import RUN_STATES

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


@pytest.fixture(scope="module")
def heard() -> Speech:
    return speech()


def test_all_that_templates_say_has_its_english(in_templates: set[str], english: dict[str, str]) -> None:
    assert {words for words in in_templates if not english.get(words)} == set()


def test_all_that_tables_of_labels_say_has_its_english(english: dict[str, str]) -> None:
    said = {words for table in (*TABLES, *ADMINISTRATION) for words in table.values()}
    said |= {words for pair in (*SHAPES.values(), *SYNTAX.values()) for words in pair} | {*PATTERNS.values()}
    said |= {words for _, words in (*ADDRESSES.values(), *PLACES, ADMINISTERED, *MENDED_AT.values())} | {OTHERWISE}
    said |= {words for _, _, words in meanings()}
    said |= {str(route.summary) for room in INTERFACE for route in room.router.routes if isinstance(route, APIRoute)}
    assert {words for words in said if not english.get(words)} == set()


def test_whatever_the_code_refuses_finds_or_notes_has_its_english(heard: Speech, english: dict[str, str]) -> None:
    known = {PLACE.sub("{}", words) for words in english}
    assert {words for words in heard.told if not {words, words[:1].upper() + words[1:]} & known} == set()


def test_all_that_flows_say_of_themselves_has_its_english(english: dict[str, str]) -> None:
    assert {words for words in of_flows() if not english.get(words)} == set()


def test_nothing_is_kept_in_english_that_nobody_says(
    in_templates: set[str], heard: Speech, english: dict[str, str]
) -> None:
    said, all_said = in_templates | heard.strings | {*of_flows()}, "\n".join(heard.strings)
    filled = {words for words in english if PLACE.search(words)}
    assert english.keys() - filled - said == set()
    pieces = {piece.strip(" ,:;'(") for words in filled for piece in PLACE.split(words)[::2]}
    assert {piece for piece in pieces if piece not in all_said} == set()


def test_no_words_stand_twice_in_the_catalogue() -> None:
    ids = re.findall(r'^msgid "(.+)"$', (LOCALE / "en.po").read_text("utf-8"), re.MULTILINE)
    assert sorted(ids) == sorted(set(ids))


def test_what_the_english_leaves_open_is_what_the_vietnamese_does(english: dict[str, str]) -> None:
    open_places = re.compile(r"%\(\w+\)s|\{\w+\}")
    assert {vi for vi, en in english.items() if set(open_places.findall(vi)) != set(open_places.findall(en))} == set()
