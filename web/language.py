"""The pages speak Vietnamese; English is a catalogue of the same words, chosen by a cookie."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from fastapi import Request
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from web.catalogue import Catalogue

LOCALE = Path(__file__).parent / "locale"
COOKIE = "lang"
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


def language_of(request: Request) -> str:
    """The language this browser chose, Vietnamese if none."""
    chosen = request.cookies.get(COOKIE, "vi")
    return chosen if chosen in LANGUAGES else "vi"


@lru_cache(maxsize=4096)
def translated(words: str, language: str) -> str:
    """The words in a language; what the catalogue lacks stays Vietnamese."""
    return words if language == "vi" else _catalogue(language).of(words) or words


@cache
def _catalogue(language: str) -> Catalogue:
    with (LOCALE / f"{language}.po").open("rb") as file:
        return Catalogue({str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string})


def speak(env: Environment) -> None:
    """Let templates write ``_("…")`` and ``{% trans %}``; the page's ``language`` decides."""
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]


@pass_context
def _gettext(context: Context, words: str) -> str:
    return translated(words, _language(context))


@pass_context
def _ngettext(context: Context, one: str, many: str, count: int) -> str:
    return translated(one if count == 1 and _language(context) != "vi" else many, _language(context))


def _language(context: Context) -> str:
    found: Any = context.get("language", "vi")
    return str(found)


@pass_context
def in_language(context: Context, words: object) -> str:
    """A filter for words that come from the engine: labels, rules, refusals; nothing is said of nothing."""
    return translated(str(words), _language(context)) if words else ""
