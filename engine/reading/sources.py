"""A document decoded to text, whatever it came as."""

from collections.abc import Callable
from dataclasses import dataclass

Told = Callable[[int, int], None]  # how many of how many pages are done


def untold(_done: int, _total: int) -> None:
    """Nobody waits to hear how far the reading is."""


@dataclass(frozen=True)
class Source:
    """A document's text as it stands, the place where each page begins, and how it was decoded.

    Table rows are lines whose cells are parted by tabs.
    """

    text: str
    name: str = ""
    pages: tuple[int, ...] = (0,)
    notes: tuple[str, ...] = ()

    def page_of(self, place: int) -> int:
        """The page, counted from 1, on which a place of the text lies."""
        return max(1, sum(1 for start in self.pages if start <= place))
