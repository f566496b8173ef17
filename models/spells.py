"""Spells: who was where from when until when; and how a reviewed list changes them without rewriting what was."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Spell:
    """Somebody in a place, from (included) until (excluded); None is without beginning, or without end so far."""

    who: str
    first: dt.date | None = None
    until: dt.date | None = None

    def overlaps(self, other: "Spell") -> bool:
        """Whether both hold on some day."""
        return _before(self.first, other.until) and _before(other.first, self.until)


def _before(first: dt.date | None, until: dt.date | None) -> bool:
    return first is None or until is None or first < until


@dataclass(frozen=True)
class Reopened:
    """The list lets a spell go on that is known to have ended; ``number`` is its place in the list, ``after`` who came."""

    number: int
    ended: Spell
    after: str | None


def brought(
    known: Sequence[Spell], wanted: Sequence[Spell], *, today: dt.date, follow: bool = True
) -> tuple[list[Spell], list[Reopened]]:
    """The spells of a place after a list of them was reviewed, those of the past first; and what the list may not say.

    Who is listed without days where others were before begins today; who is listed no more ends today. What has ended
    stays as it was: only a new beginning brings somebody back. Where people ``follow`` each other, as in a post, so does
    the end of somebody after whom another began.
    """
    rest, listed, refused = list(known), list[Spell](), list[Reopened]()
    for number, each in enumerate(wanted):
        mine = next((spell for spell in reversed(rest) if _is_meant(each, spell, today)), None)
        if mine is None:
            listed.append(replace(each, first=today) if known and each.first is None else each)
            continue
        rest.remove(mine)
        after = _follower(mine, known) if follow else None
        if _goes_on(mine, each, known) and (after is not None or _is_over(mine, today)):
            refused.append(Reopened(number, mine, after))
        listed.append(replace(each, first=each.first or mine.first))
    ended = [kept for spell in rest if (kept := _ended(spell, listed, today))]
    return [*ended, *listed], refused


def _is_meant(listed: Spell, known: Spell, today: dt.date) -> bool:
    """Whether an entry of the list speaks of a known spell; one that begins later is another."""
    begins_later = listed.first is not None and listed.first > max(today, known.first or today)
    return listed.who == known.who and not begins_later and listed.overlaps(known)


def _goes_on(known: Spell, listed: Spell, others: Sequence[Spell]) -> bool:
    """Whether the list lets a spell go on after its end, though the same person did not come back by then."""
    if known.until is None or (listed.until is not None and listed.until <= known.until):
        return False
    return not any(other.who == known.who and other.first and other.first >= known.until for other in others)


def _follower(known: Spell, others: Sequence[Spell]) -> str | None:
    """Who began on the day on which a spell ends."""
    return next((other.who for other in others if known.until and other.first == known.until), None)


def _is_over(known: Spell, today: dt.date) -> bool:
    """Whether a spell ended before today; what ended only today may have been a slip."""
    return known.until is not None and known.until < today


def _ended(spell: Spell, listed: Sequence[Spell], today: dt.date) -> Spell | None:
    """What is left of a spell that the list does not name."""
    if spell.until is not None and (spell.until <= today or any(other.first == spell.until for other in listed)):
        return spell
    if spell.first is not None and spell.first >= today:
        return None
    return replace(spell, until=today)
