"""A draft as its page shows it: the document's text cut where duties begin and end, and each duty as a card."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.drafts.flags import Flag, awaits, flags_of, nearest
from engine.drafts.registering import due_days
from engine.reading.matching import Matcher, Named, normal_name
from models.office import Office
from models.proposals import Proposal, ProposedDuty, ProposedHead, Who
from models.wordings import timing_words

FEW = 3
GAP = re.compile(r"\n(?:[ \t]*\n){2,}")  # more than one blank line


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: which duties were read from it, which of them begin here, and whether a page does."""

    text: str
    duties: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    page: int | None = None


@dataclass(frozen=True)
class Card:
    """A duty with what a person needs to judge it: its timing in words, its first days, what is doubtful."""

    duty: ProposedDuty
    timing: str
    due: tuple[dt.date, ...]
    next_due: dt.date | None
    flags: tuple[Flag, ...]
    awaits: bool

    @property
    def more(self) -> int:
        """How many days there are beyond those shown."""
        return max(0, len(self.due) - FEW)


@dataclass(frozen=True)
class Unknown:
    """A name that the directory lacks: in how many places it stands, whether one leads, and the name it may mean."""

    name: str
    places: int
    blocks: bool
    near: str


def pieces(text: str, pages: Sequence[int], duties: Sequence[ProposedDuty]) -> Iterator[Piece]:
    """The whole text in order, cut where a duty or a page begins or ends: the duties' places may overlap.

    Of several blank lines one is left.
    """
    spans = {duty.number: duty.span for duty in duties if duty.span}
    starts = {start: number for number, start in enumerate(pages, 1)} if len(pages) > 1 else {}
    edges = sorted({0, len(text), *starts, *(edge for span in spans.values() for edge in span)})
    for first, last in pairwise(edges):
        yield Piece(
            GAP.sub("\n\n", text[first:last]),
            tuple(n for n, span in spans.items() if span[0] <= first < span[1]),
            tuple(n for n, span in spans.items() if span[0] == first),
            starts.get(first),
        )


def card_of(duty: ProposedDuty, head: ProposedHead, office: Office, *, today: dt.date) -> Card:
    """One duty as a card."""
    due = due_days(duty, head, office)
    flags = flags_of(duty, head, office)
    following = next((day for day in due if day >= today), None)
    return Card(duty, timing_words(duty.timing), due, following, tuple(flags), awaits(duty, flags))


def unknown_names(proposal: Proposal, directory: tuple[Named, ...]) -> list[Unknown]:
    """The names that the directory lacks, each once: first those of who leads, issues or monitors, the frequent first."""
    needed, others = (list(filter(_is_unknown, bodies)) for bodies in (_needed(proposal), _others(proposal)))
    forms = {normal_name(who.name): who.name for who in (*others, *needed)}
    blocking = {normal_name(who.name) for who in needed}
    often = Counter(normal_name(who.name) for who in (*needed, *others))
    order = sorted(often, key=lambda form: (form not in blocking, -often[form], forms[form]))
    matcher = Matcher(directory, proposal.head.issuer.name)
    around = [matcher.entries[code] for code in sorted(matcher.beside | matcher.under)]
    return [Unknown(forms[form], often[form], form in blocking, _near(forms[form], around)) for form in order]


def _near(name: str, around: Sequence[Named]) -> str:
    found = nearest(name, around)
    return found.name if found else ""


def _is_unknown(who: Who) -> bool:
    return bool(who.name) and not who.code


def _needed(proposal: Proposal) -> list[Who]:
    return [proposal.head.issuer, proposal.head.monitor, *(who for duty in proposal.kept for who in duty.lead)]


def _others(proposal: Proposal) -> list[Who]:
    reports = [duty.reports_to for duty in proposal.kept if duty.reports_to]
    return [*(who for duty in proposal.kept for who in duty.cooperate), *reports]
