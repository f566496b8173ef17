"""The sentences of the pages in another language, also those that come with their values already in them."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

PLACE = re.compile(r"\{(\w+)\}")
# What a place takes, by its name; any other takes whatever stands there.
TAKES = {
    "amount": r"\d.*",
    "count": r"\d+",
    "day": r"\d\d/\d\d/\d{4}",
    "hour": r"\d\d:\d\d",
    "n": r"(?:\d+|[IVX]+)(?:/\d{4})?",
    "one": "1",
    "year": r"\d{4}",
}
OURS = ("role", "said", "tail", "when")  # and these only words of ours: too little stands around them to tell by
DASH = " — "  # between what is wrong and what to do, which pages show together or apart
RULE = re.compile(r"[a-z_]+: ")  # before what a rule says, which pages show with it or without
LONGEST = 400  # characters of what is looked at within a sentence
LISTS = {"\n": "\n", DASH: DASH, "; ": "; ", ", ": ", ", " và ": " and "}


class Catalogue:
    """What each Vietnamese sentence of ours is in another language.

    The engine says "kỳ '2024-Q9' không có trong năm 2024", the catalogue keeps "kỳ '{code}' không có trong năm {year}".
    What stands in a place, and each part of a list, is said in the other language too if it is ours; names and what
    else people wrote stay as they are.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._entries = {**dict(_parts(entries)), **entries}
        sentences = sorted(filter(PLACE.search, self._entries), key=_fixed, reverse=True)  # who says most comes first
        self._sentences = [(_pattern(sentence), self._entries[sentence]) for sentence in sentences]

    def of(self, words: str) -> str | None:
        """The sentence in the other language, None if it is none of ours; a capital at its start is kept."""
        if found := self._known(words):
            return found
        found = self._known(_lowered(words))
        return found and _raised(found)

    def _known(self, words: str) -> str | None:
        """Words that may stand within a sentence; a capital is not lowered there, for it begins a name."""
        return self._entry(words) or self._list(words) or self._sentence(words)

    def _entry(self, words: str) -> str | None:
        found = self._entries.get(_raised(words))
        return self._entries.get(words) or (found and _lowered(found))

    def _list(self, words: str) -> str | None:
        mark = next((mark for mark in LISTS if mark in words), None)
        if mark is None:
            return None
        parts = words.split(mark)
        known = [*takewhile(bool, map(self._known, parts))]  # the first that is none of ours ends it
        return LISTS[mark].join(map(str, known)) if len(known) == len(parts) else None

    def _sentence(self, words: str) -> str | None:
        for said in dict.fromkeys((words, _raised(words))):
            for pattern, other in self._sentences:
                values = self._values(pattern, said)
                if values is not None:
                    sentence = other.format_map(values)
                    return sentence if said is words else _lowered(sentence)
        return None

    def _values(self, pattern: re.Pattern[str], words: str) -> dict[str, str] | None:
        """What stands in the places of a sentence, in the other language; None if the words are not that sentence."""
        found = pattern.fullmatch(words)
        if found is None:
            return None
        values = {name: self._known(found[name]) if len(found[name]) <= LONGEST else None for name in found.groupdict()}
        if any(name in OURS and found[name] and value is None for name, value in values.items()):
            return None
        return {name: value or found[name] for name, value in values.items()}


def _parts(entries: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What pages show by itself: the halves of a refusal, a rule without its name. A place alone would be anything."""
    for words, other in entries.items():
        if words.count(DASH) == other.count(DASH):
            yield from (pair for pair in zip(words.split(DASH), other.split(DASH), strict=True) if _fixed(pair[0]))
        if RULE.match(words) and _fixed(RULE.sub("", words, count=1)):
            yield RULE.sub("", words, count=1), RULE.sub("", other, count=1)


def _pattern(sentence: str) -> re.Pattern[str]:
    """A sentence with its places open; each takes as little as it can and gives nothing back, so that no text takes long."""
    first, *rest = PLACE.split(sentence)
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    places = [f"(?>(?P<{name}>{TAKES.get(name, '.*?')}){re.escape(then)})" for name, then in pairs[:-1]]
    name, last = pairs[-1]
    places.append(f"(?P<{name}>{TAKES.get(name, '.*')}){re.escape(last)}")
    return re.compile(re.escape(first) + "".join(places), re.DOTALL)


def _fixed(sentence: str) -> int:
    """How much a sentence says by itself."""
    return len(PLACE.sub("", sentence.replace("{one}", "1")))


def _raised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
