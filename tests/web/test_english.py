"""English through and through: whoever walks the pages in English meets no Vietnamese words of ours, only people's."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import yaml
from fastapi.routing import APIRoute
from starlette.routing import Match

from config.opening import Opened
from migrations import METADATA
from tests.web.conftest import Browser, browser_of
from web.app import ROOMS
from web.language import LANGUAGES

ROLES = {"focal": "la-thi-thu-ha", "monitor": "tran-thi-kim-hang", "leader": "vuong-the-toan", "administrator": None}
VIETNAMESE = re.compile("[À-ỹ]")
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label", "label")  # attributes that a reader meets
THEIRS = ("pre", "q", "textarea", "script")  # what people wrote, and mails
# What we write into tables, and not people.
OURS = {("occurrence", "rules"), ("message", "text"), ("message", "html")}
OFTEN = 6  # pages of one kind that are looked at


class Texts(HTMLParser):
    """What a reader of a page meets, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self._within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._within.append(tag)
        self.found += [given[name] or "" for name in SHOWN if name in given]
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []

    def handle_endtag(self, tag: str) -> None:
        while tag in self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not set(THEIRS) & set(self._within):
            self.found.append(" ".join(data.split()))


def leaves(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)


def written(office: Opened) -> Iterator[str]:
    """What people have written: all texts of the database that are not ours, and of the office's folder."""
    with office.readings() as session:
        for table in METADATA.sorted_tables:
            for column in table.c:
                if (table.name, column.name) not in OURS:
                    yield from leaves(list(session.scalars(sa.select(column).distinct())))
    for file in Path(office.settings.office).rglob("*.yaml"):
        for document in yaml.safe_load_all(file.read_text("utf-8")):
            yield from leaves(document)


@pytest.fixture(scope="module")
def theirs(apart: Opened) -> re.Pattern[str]:
    """Any text that people have written, the longest first."""
    found = sorted({text for text in written(apart) if VIETNAMESE.search(text)} | {*LANGUAGES.values(), "Đôn Đốc"}, key=len)
    return re.compile("|".join(map(re.escape, reversed(found))))


def left_in_vietnamese(page: str, theirs: re.Pattern[str]) -> set[str]:
    return {text for text in Texts(page).found if VIETNAMESE.search(text) and VIETNAMESE.search(theirs.sub("", text))}


def kind(browser: Browser, path: str) -> str:
    """Which route a path leads to, with what is chosen on it."""
    parts = urlsplit(path)
    scope = {"type": "http", "method": "GET", "path": parts.path, "headers": []}
    for room in ROOMS:
        for route in room.router.routes:
            if isinstance(route, APIRoute) and route.matches(scope)[0] is Match.FULL:
                return f"{route.path}?{'&'.join(re.findall(r'lam=[^&]*|[^=&]+(?==)', parts.query))}"
    return ""


def walked(browser: Browser, *starts: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, as far as there are pages of a kind not yet seen often."""
    waiting, seen, kinds = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        kinds[kind(browser, path)] += 1
        answer = browser.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path, answer.text
        for link in Texts(answer.text).links:
            target = link.partition("#")[0]
            which = target.startswith("/") and target not in seen and kind(browser, target)
            if which and kinds[which] + sum(kind(browser, p) == which for p in waiting) < OFTEN:
                waiting.append(target)
                seen.add(target)


@pytest.mark.parametrize("role", ROLES)
def test_all(apart: Opened, theirs, role) -> None:
    there = browser_of(apart, ROLES[role], administrator=ROLES[role] is None)
    there.cookies.set("lang", "en", domain="127.0.0.1")
    found = defaultdict(list)
    n=0
    kinds=set()
    for path, page in walked(there, "/", "/tai-khoan", "/bat-dau"):
        n+=1; kinds.add(kind(there,path))
        for text in left_in_vietnamese(page, theirs):
            found[text].append(path)
    print(role, n, len(found))
    print(sorted(kinds))
    for t, p in sorted(found.items(), key=lambda x:x[1][0]): print(p[0], "|", t[:160])
