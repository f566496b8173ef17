"""A passage of the document: text as a person reads it, each letter knowing where it stands in the exact source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MARKUP = re.compile(
    r"<(?:br|/p|/li|/div)[^<>]{0,80}>|</?[a-zA-Z][^<>]{0,120}>|\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)|&nbsp;|\\(?=[.\-*_])"
)
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Passage:
    """Clean text and, letter for letter, its place in the source."""

    text: str
    at: tuple[int, ...]

    def __getitem__(self, part: slice) -> "Passage":
        return Passage(self.text[part], self.at[part])

    def __len__(self) -> int:
        return len(self.text)

    @property
    def span(self) -> tuple[int, int]:
        """First place in the source and the one after the last."""
        return (self.at[0], self.at[-1] + 1) if self.at else (0, 0)

    def stripped(self, letters: str = " \t\r\n") -> "Passage":
        """The passage without white space (or other letters) at its ends."""
        left = len(self.text) - len(self.text.lstrip(letters))
        right = len(self.text.rstrip(letters))
        return self[left : max(left, right)]

    def substituted(self, pattern: re.Pattern[str], new: str | None = None) -> "Passage":
        """With every match replaced; what is put in stands where the match stood."""
        found = list(pattern.finditer(self.text))
        if not found:
            return self
        letters: list[str] = []
        places: list[int] = []
        last = 0
        for match in found:
            text = match.expand(new) if new is not None else ""
            letters.append(self.text[last : match.start()] + text)
            places.extend(self.at[last : match.start()])
            places.extend([self.at[min(match.start(), len(self.at) - 1)]] * len(text))
            last = match.end()
        letters.append(self.text[last:])
        places.extend(self.at[last:])
        return Passage("".join(letters), tuple(places))

    def split(self, pattern: re.Pattern[str]) -> list["Passage"]:
        """The pieces between matches, without empty ones."""
        edges = [0, *(edge for m in pattern.finditer(self.text) for edge in m.span()), len(self.text)]
        pieces = [self[edges[i] : edges[i + 1]].stripped() for i in range(0, len(edges), 2)]
        return [piece for piece in pieces if piece.text]


def raw_passage(source: str, start: int, end: int) -> Passage:
    """A stretch of the source as it stands."""
    return Passage(source[start:end], tuple(range(start, end)))


def cleaned(part: Passage) -> Passage:
    """Markup and doubled white space taken out."""
    return part.substituted(MARKUP, " ").substituted(SPACES, " ").stripped()


def passage(source: str, start: int, end: int) -> Passage:
    """A stretch of the source, cleaned."""
    return cleaned(raw_passage(source, start, end))


def joined(pieces: Iterable[Passage], between: str = " ") -> Passage:
    """Pieces as one passage; a word cut by a hyphen at a line's end stays cut, as the source has it."""
    text = ""
    places: list[int] = []
    for piece in pieces:
        if text and piece.text:
            text += between
            places += [places[-1]] * len(between)
        text += piece.text
        places += piece.at
    return Passage(text, tuple(places))
