"""The same duty said twice, in a clause and in a row of the appendix, counted once."""

from engine.reading.duty import Duty
from engine.reading.folding import bare


def without_doubles(duties: list[Duty]) -> list[Duty]:
    """A clause that a row of the appendix repeats is one duty; the row, which says who and when, stays."""
    rows = [(duty, words_of(duty)) for duty in duties if duty.is_row]
    kept: list[Duty] = []
    for duty in duties:
        words = words_of(duty)
        same = [
            row
            for row, others in rows
            if row is not duty and not duty.is_row and _alike(words, others) and _compatible(duty, row)
        ]
        twin = [
            other
            for other in kept
            if other.source == duty.source
            and other.kind == duty.kind
            and other.due == duty.due
            and other.lead == duty.lead
            and other.title == duty.title
        ]
        if not same and not twin:
            kept.append(duty)
    return kept


def _compatible(duty: Duty, row: Duty) -> bool:
    return not duty.lead or (
        set(map(bare, duty.lead)) <= set(map(bare, row.lead)) and (not duty.due or duty.due == row.due)
    )


def words_of(duty: Duty) -> set[str]:
    """The words of a duty, for comparing."""
    return set(bare(duty.title if len(duty.title) < 150 else duty.source).split())


def _alike(words: set[str], others: set[str]) -> bool:
    if len(words) < 5 or len(others) < 5:
        return words == others
    return (
        len(words & others) / min(len(words), len(others)) >= 0.82
        and len(words & others) / max(len(words), len(others)) >= 0.5
    )
