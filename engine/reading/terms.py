"""The words of time in a phrase, each as one term with its place.

A term's ``letter`` names its kind; productions in ``grammar.py`` are written over these letters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.reading.decoys import BLANK
from engine.reading.time_words import LEXICON, Value

COMPILED = tuple((re.compile(pattern), make) for pattern, make in LEXICON)
SKIPPED = re.compile(
    r"(?:của|là|các|ngày|mỗi|lúc|khoảng|kỳ|đợt|cụ thể|như sau|cuối (?:giờ|buổi)(?: sáng| chiều)?|giờ hành chính|[:.]|'|\s|-)(?![a-zà-ỹ])\s*|\s+|[:.'*-]"
)
WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


@dataclass(frozen=True)
class Term:
    """One word of time; ``value`` holds what it says."""

    letter: str
    start: int
    end: int
    value: Value

    def get(self, name: str) -> int | None:
        """A number it says, None where it says none."""
        found = self.value.get(name)
        return found if isinstance(found, int) else None


def terms_of(text: str) -> list[Term]:
    """The terms of a folded and blanked text in order; words that are no term stand as one ``_`` per run."""
    result: list[Term] = []
    for term in _lexed(text):
        if term.letter == "_" and result and result[-1].letter == "_":
            result[-1] = Term("_", result[-1].start, term.end, {})
        else:
            result.append(term)
    return result


def _lexed(text: str) -> Iterator[Term]:
    place = 0
    while place < len(text):
        term = _term_at(text, place)
        if term:
            yield term
            place = term.end
        elif skipped := SKIPPED.match(text, place):
            place = skipped.end()
        else:
            word = WORD.match(text, place)
            end = word.end() if word else place + 1
            yield Term("_", place, end, {})
            place = end


def _term_at(text: str, place: int) -> Term | None:
    if text[place] in " _" + BLANK:
        return None
    for pattern, make in COMPILED:
        found = pattern.match(text, place)
        if found and found.end() > place and _whole_word(text, found):
            made = make(found)
            if made:
                return Term(made[0], place, found.end(), made[1])
    return None


def _whole_word(text: str, found: re.Match[str]) -> bool:
    """Whether a match ends where a word ends; "trong" is not found in "trongsuốt"."""
    last, after = text[found.end() - 1], text[found.end() : found.end() + 1]
    return not (last.isalnum() and after.isalpha())
