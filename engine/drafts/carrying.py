"""What people decided about an earlier version of a document, taken over where the document still says the same."""

import re

from models.proposals import Proposal, ProposedDuty, Standing


def carried(proposal: Proposal, former: Proposal, text: str) -> Proposal:
    """The proposal of a new version with what was left out before left out again, and what was added before added again."""
    removed = {duty.key: duty for duty in former.duties if duty.is_removed}
    duties = [_left_out(duty, removed.get(duty.key)) for duty in proposal.duties]
    taken = {duty.key for duty in duties}
    added = [
        duty.model_copy(update={"number": number, "version": 1, "span": span_of(text, duty.source), "page": None})
        for number, duty in enumerate(
            (d for d in former.kept if d.standing is Standing.ADDED and d.key not in taken), len(duties) + 1
        )
    ]
    return proposal.model_copy(update={"duties": (*duties, *added)})


def _left_out(duty: ProposedDuty, before: ProposedDuty | None) -> ProposedDuty:
    if before is None or before.source != duty.source:
        return duty
    return duty.model_copy(update={"is_removed": True, "reason": before.reason})


def span_of(text: str, words: str) -> tuple[int, int] | None:
    """Where in a document some words stand, however their lines are broken there; None if they stand nowhere."""
    parts = [re.escape(part) for part in words.split()]
    found = re.search(r"\s+".join(parts), text) if parts else None
    return found.span() if found else None
