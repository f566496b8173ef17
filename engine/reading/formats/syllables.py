"""Whether letters make Vietnamese syllables, by which text that a machine guessed from a picture is known from text it could read."""

import re
import unicodedata

WORD = re.compile(r"[^\W\d_]{2,}")
TONES = "\u0300\u0301\u0303\u0309\u0323"
SYLLABLE = re.compile(
    r"(?:ngh|ng|gh|gi|qu|kh|ph|th|tr|ch|nh|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?P<end>ng|nh|ch|[cmnpt])?"
)
STOPPED = ("c", "ch", "p", "t")
SHORT_TONES = ("\u0301", "\u0323")


def is_syllable(word: str) -> bool:
    """Whether a word is built as a Vietnamese syllable is: one tone at most, and the right ones before c, ch, p and t."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    found = SYLLABLE.fullmatch(bare)
    if not found or len(tones) > 1:
        return False
    return found["end"] not in STOPPED or tones[:1] in ([tone] for tone in SHORT_TONES)


def share_of_syllables(text: str) -> float:
    """The share of syllables among the words of a text, abbreviations in capitals aside."""
    words = [word for word in WORD.findall(text) if not word.isupper()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0
