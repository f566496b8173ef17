"""Reading pages for words that are left in Vietnamese, and whose they are."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML

from config.opening import Opened
from migrations import METADATA
from web.language import LANGUAGES

VIETNAMESE = re.compile("[À-ỹ]")
QUOTATION = re.compile("“[^”]*”")
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label", "label")  # attributes that a reader meets
QUOTED = ("pre", "q", "textarea", "script")  # sources, mails, what was typed
# What the engine writes, though it stands where people's words are kept: columns, and names within JSON.
OURS = {
    *(
        ("occurrence", "rules"),
        ("agenda", "left_out"),
        ("notice", "fallback"),
        ("message", "text"),
        ("message", "html"),
    ),
    *(("attempt", "answer"), ("job", "words"), ("job", "error"), ("job", "result"), ("plan_draft", "notes")),
}
OUR_NAMES = ("rules", "period_rule")


class Reader(HTMLParser):
    """What a reader of a page meets, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._within: list[tuple[str, bool]] = []  # the open tags, and whether they quote
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._within.append((tag, tag in QUOTED or given.get("lang") == "vi"))
        self.texts += [given[name] for name in SHOWN if name in given]
        self.links += [given["href"]] if tag == "a" and "href" in given else []

    def handle_endtag(self, tag: str) -> None:
        while any(tag == opened for opened, _ in self._within) and self._within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(quotes for _, quotes in self._within):
            self.texts.append(" ".join(data.split()))


class People:
    """What the people of an office have written; ``left_in_vietnamese`` is what remains of a page without it."""

    def __init__(self, office: Opened, *more: str) -> None:
        found = {*_stored(office), *_of_folder(office), *_of_calendar(office), *LANGUAGES.values(), "Đôn Đốc", *more}
        self._texts = sorted(filter(VIETNAMESE.search, found), key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, self._texts)))

    def left_in_vietnamese(self, page: str) -> set[str]:
        foreign = {text for text in Reader(page).texts if VIETNAMESE.search(QUOTATION.sub("", text))}
        return {text for text in foreign if VIETNAMESE.search(self._any.sub("", QUOTATION.sub("", self._whole(text))))}

    def _whole(self, text: str) -> str:
        """A text that a page cut off, without the rest of the one it was cut from."""
        kept = text.removesuffix("...")
        starts = (kept[start:] for start in range(len(kept)) if text != kept)
        begun = next((end for end in starts if any(known.startswith(end) for known in self._texts)), "")
        return kept.removesuffix(begun)


def _stored(office: Opened) -> Iterator[str]:
    with office.readings() as session:
        for table in METADATA.sorted_tables:
            for column in table.c:
                if (table.name, column.name) not in OURS:
                    yield from leaves(list(session.scalars(sa.select(column).distinct())))


def _of_folder(office: Opened) -> Iterator[str]:
    for file in Path(office.settings.office).rglob("*.yaml"):
        for document in YAML(typ="safe").load_all(file):
            yield from leaves(document)


def _of_calendar(office: Opened) -> Iterator[str]:
    calendar = office.office.calendar
    yield from leaves([{**calendar.off}, {**calendar.paused}])


def leaves(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        yield from leaves([each for name, each in value.items() if name not in OUR_NAMES])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
