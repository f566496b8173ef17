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
DAY_RANGE = re.compile(r"ngày (?P<d>\d{1,2}) ?- ?(?P<e>\d{1,2})")
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
    return _with_day_ranges(result, text)


def _with_day_ranges(terms: list[Term], text: str) -> list[Term]:
    """As in "ngày 5-6 hàng tháng": beside a period that comes back, a hyphen stands between two days, not day and month."""
    result: list[Term] = []
    for place, term in enumerate(terms):
        days = DAY_RANGE.fullmatch(text, term.start, term.end) if term.letter in "DI" else None
        if days and _is_beside_series(terms, place):
            first, last = (Term("d", *days.span(name), {"d": int(days[name])}) for name in ("d", "e"))
            result += [first, Term("-", first.end, last.start, {}), last]
        else:
            result.append(term)
    return result


def _is_beside_series(terms: list[Term], place: int) -> bool:
    """Whether months or quarters that come back stand right after a term, or before it and its bound."""
    after = next((t for t in terms[place + 1 :] if t.letter not in ",("), None)
    before = next((t for t in reversed(terms[:place]) if t.letter not in ",(bctfh"), None)
    return bool(after and (after.letter in "eN" or _comes_back(after))) or bool(before and _comes_back(before))


def _comes_back(term: Term) -> bool:
    return term.letter == "F" and term.value.get("unit") in ("M", "Q", "H", "W")


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
