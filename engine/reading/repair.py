"""Mending text damaged in conversion: lost letters are put back where a known word group fits the hole, and shown.

The source itself is never changed; only the passage that is read is.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from engine.reading.passages import Passage

VOWELS = set("aăâeêioôơuưyàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ")
WORD = re.compile(r"[^\W\d_]+")
SOUND = ("đ", "sđt", "đt", "c", "b", "vn", "gov", "https", "http", "ttđt", "tr")
HOLE_SHARE = 0.015  # of words without a vowel or cut short: above it letters were lost
TYPOS = (
    (re.compile(r"\b([Hh])ành (?=(?:tháng|quý|năm|tuần)\b)"), r"\1àng "),
    (re.compile(r"\btuyên tuyền\b"), "tuyên truyền"),
    (re.compile(r"\b([Nn])oi nhận\b"), r"\1ơi nhận"),
    (re.compile(r"\bGởi\b"), "Gửi"),
    (re.compile(r"\bgởi\b"), "gửi"),
)
LOST_COMMA = re.compile(r"(?<=[^\W\d]) {2,3}(?=[^\W\d])")
FREQUENT = {  # share of a letter among all letters of such documents, in thousandths
    "ô": 10, "ọ": 2.2, "ầ": 3, "ý": 3.5, "b": 11, "c": 60, "đ": 20, "ộ": 8, "ư": 9, "ơ": 5, "ạ": 5, "ế": 6, "ả": 6, "á": 9,
}  # fmt: skip


@dataclass(frozen=True)
class Repair:
    """One mended place: what stood there, what was read."""

    found: str
    read: str
    start: int


@dataclass(frozen=True)
class Damage:
    """Which letters a document lost; empty for a sound one."""

    lost: frozenset[str] = frozenset()

    @property
    def is_damaged(self) -> bool:
        return bool(self.lost)


@lru_cache(maxsize=1)
def lexicon() -> tuple[str, ...]:
    """The word groups that holes are compared with, longest first."""
    lines = (Path(__file__).parent / "lexicon.txt").read_text(encoding="utf-8").splitlines()
    groups = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    return tuple(sorted(groups, key=len, reverse=True))


def damage_of(text: str) -> Damage:
    """Which letters are missing from a document, judged by words without a vowel and by how rare a letter is."""
    text = unicodedata.normalize("NFC", text)
    words = WORD.findall(text)
    if len(words) < 40:
        return Damage()
    broken = sum(not w.isupper() and not set(w.lower()) & VOWELS and w.lower() not in SOUND for w in words)
    if broken / len(words) < HOLE_SHARE:
        return Damage()
    letters = Counter(text.lower())
    total = sum(n for letter, n in letters.items() if letter.isalpha())
    lost = {letter for letter, share in FREQUENT.items() if letters[letter] < total * share / 1000 * 0.45}
    if not lost:
        return Damage()
    capitals = {c for c in "BC" if sum(w.startswith(c) for w in words) < len(words) * 0.012}
    return Damage(frozenset(lost | capitals))


def has_holes(text: str) -> bool:
    """Whether words cut short remain after mending."""
    return any(not w.isupper() and not set(w.lower()) & VOWELS for w in WORD.findall(text))


def mended(part: Passage, damage: Damage) -> tuple[Passage, list[Repair]]:
    """The passage as a Vietnamese reader reads it, and what was changed."""
    repairs: list[Repair] = []
    for pattern, new in TYPOS:
        repairs += [Repair(m[0], m.expand(new), part.at[m.start()]) for m in pattern.finditer(part.text)]
        part = part.substituted(pattern, new)
    if damage.is_damaged:
        for pattern, new in _holes(damage.lost):
            found = [m for m in pattern.finditer(part.text) if m[0] != new]
            repairs += [Repair(m[0], new, part.at[m.start()]) for m in found]
            if found:
                part = part.substituted(pattern, new)
        part = part.substituted(LOST_COMMA, ", ")
    return part, repairs


@lru_cache(maxsize=8)
def _holes(lost: frozenset[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """For each word group the ways it can look with some of its lost letters gone."""
    result = []
    for group in lexicon():
        for variant in dict.fromkeys((group, group[0].upper() + group[1:])):
            if set(variant) & lost:
                result.append((_with_holes(variant, lost), variant))
    return tuple(result)


def _with_holes(group: str, lost: frozenset[str]) -> re.Pattern[str]:
    parts = []
    for letter in group:
        if letter in lost:
            parts.append(rf"(?:{re.escape(letter)}| )")
        elif letter == " ":
            parts.append(" {1,3}")
        else:
            parts.append(re.escape(letter))
    return re.compile(r"(?<!\w)" + "".join(parts) + r"(?!\w)")
