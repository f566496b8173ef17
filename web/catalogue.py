"""The sentences of the pages in another language, also those that come with their values already in them."""

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{(\w+)\}")
# What a place takes, by its name; any other takes whatever stands there.
TAKES = {"count": r"\d+", "day": r"\d\d/\d\d/\d{4}", "hour": r"\d\d:\d\d", "year": r"\d{4}"}
LISTS = {"\n": "\n", "; ": "; ", ", ": ", ", " và ": " and "}


class Catalogue:
    """What each Vietnamese sentence of ours is in another language.

    The engine says "kỳ 2024-Q9 không có trong năm 2024", the catalogue keeps "kỳ {period} không có trong năm {year}". What
    stands in a place, and what makes up a list, is said in the other language too if it is ours; names and what else
    people wrote stay as they are.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = entries
        sentences = sorted(filter(PLACE.search, entries), key=_fixed, reverse=True)  # the one that says most comes first
        self._sentences = [(_pattern(sentence), entries[sentence]) for sentence in sentences]

    def of(self, words: str) -> str | None:
        """The sentence in the other language, nothing if it is none of ours; a capital at its start is kept."""
        return self._known(words) or _raised(self._known(_lowered(words)))

    def _known(self, words: str) -> str | None:
        """Words that may stand within a sentence: a capital is never lowered, for names have one."""
        return self._entry(words) or _lowered(self._entry(_raised(words))) or self._list(words)

    def _entry(self, words: str) -> str | None:
        return self._entries.get(words) or self._filled(words)

    def _filled(self, words: str) -> str | None:
        for pattern, other in self._sentences:
            if found := pattern.fullmatch(words):
                return other.format_map({name: self._known(value) or value for name, value in found.groupdict().items()})
        return None

    def _list(self, words: str) -> str | None:
        mark = next((mark for mark in LISTS if mark in words), None)
        parts = [self._known(part) for part in words.split(mark)] if mark else [None]
        return None if mark is None or None in parts else LISTS[mark].join(map(str, parts))


def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with its places open. No piece is looked for twice, so that long words cost no more than their length."""
    first, *rest = PLACE.split(sentence)
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    places = [f"(?>(?P<{name}>{TAKES.get(name, '.*?')}){re.escape(then)})" for name, then in pairs[:-1]]
    name, last = pairs[-1]
    return re.compile(f"{re.escape(first)}{''.join(places)}(?P<{name}>{TAKES.get(name, '.*')}){re.escape(last)}", re.DOTALL)


def _fixed(sentence: str) -> int:
    return len(PLACE.sub("", sentence))


def _raised(words: str | None) -> str:
    return words[:1].upper() + words[1:] if words else ""


def _lowered(words: str | None) -> str:
    return words[:1].lower() + words[1:] if words else ""
