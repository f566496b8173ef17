"""Long texts in parts that a chat accepts, cut where a reader would pause and never through a letter.

Lengths are counted in UTF-16 units: nobody says how Zalo counts, and this count is never below the other ones.
"""

import unicodedata
from collections.abc import Iterator

LIMIT = 2_000
JOINER = "\u200d"
AGAIN = ", gửi lại"
ELLIPSIS = "…"


def length(text: str) -> int:
    """How long a text is in UTF-16 units; a letter beyond the first 65 536 counts twice."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def parts(text: str, limit: int = LIMIT) -> list[str]:
    """A text in parts of at most ``limit``, numbered "(1/3)" if there are several; room is left to mark one as repeated."""
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if length(whole) <= limit:
        return [whole] if whole else []
    for most in (9, 99, 999, 9_999):
        pieces = list(_pieces(whole, limit - length(_head(most, most, AGAIN))))
        if len(pieces) <= most:
            return [_head(n, len(pieces)) + piece for n, piece in enumerate(pieces, start=1)]
    raise ValueError(f"a text of {length(whole)} is too long for parts of {limit}")


def marked(part: str) -> str:
    """A numbered part that may have arrived before: "(2/3, gửi lại)"."""
    number, bracket, rest = part.partition(")")
    return f"{number}{AGAIN}{bracket}{rest}"


def cut(text: str, at_most: int) -> str:
    """One line of at most ``at_most``, with … where something was left out."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if length(line) <= at_most:
        return line
    end = _whole(line, _fitting(line, at_most - length(ELLIPSIS)))
    space = line.rfind(" ", 0, end + 1)
    return line[: space if space > end // 2 else end].rstrip(" ,;:–-") + ELLIPSIS


def _head(number: int, count: int, mark: str = "") -> str:
    return f"({number}/{count}{mark})\n"


def _pieces(text: str, room: int) -> Iterator[str]:
    while length(text) > room:
        fits = _fitting(text, room)
        end = _place(text, _whole(text, fits) or fits)  # a letter with more marks than a part holds is torn
        if piece := text[:end].rstrip():
            yield piece
        text = text[end:].lstrip(text[end]) if text[end] in "\n " else text[end:]  # the next line keeps its indent
    if text.strip():
        yield text


def _place(text: str, end: int) -> int:
    """Where to cut a text of which ``end`` letters fit: a paragraph's end, a line's end, a space; else between letters.

    A paragraph's end is taken only in the second half: a reader minds a part of two lines more than a cut paragraph.
    """
    for mark, least in (("\n\n", end // 2), ("\n", 0), (" ", 0)):
        found = text.rfind(mark, least, end + len(mark))
        if found > 0 and text[:found].strip():
            return found
    return end


def _fitting(text: str, room: int) -> int:
    """How many characters of a text fit."""
    used = 0
    for place, letter in enumerate(text):
        used += length(letter)
        if used > room:
            return place
    return len(text)


def _whole(text: str, end: int) -> int:
    """A place at or before ``end`` where no letter is parted from its marks."""
    while 0 < end < len(text) and _belongs(text, end):
        end -= 1
    return end


def _belongs(text: str, place: int) -> bool:
    """Whether the letter at a place is one sign with the letter before it: an accent, a skin tone, half of a flag."""
    letter, before = text[place], text[place - 1]
    if unicodedata.category(letter).startswith("M") or JOINER in (letter, before):
        return True
    if "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    return _is_flag(letter) and _flags_before(text, place) % 2 == 1


def _flags_before(text: str, place: int) -> int:
    start = place
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return place - start


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
