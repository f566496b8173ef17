"""What correcting a draft shows: the forms, filled in again where they were refused, and a card in its newest state."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.drafts.choosing import Choices, choices
from engine.drafts.correcting import Shaping, duty_in, shaping
from engine.drafts.timing import EVERY, MONTHS, WAYS, understood
from engine.drafts.viewing import card_of
from engine.journal import By
from models.errors import Fault
from models.proposals import Proposal, ProposedDuty
from models.timings import Undated
from models.wordings import AMOUNTS, WEEKDAY_NAMES, timing_words
from web.door import Door
from web.pages.draft_forms import DutyForm, HeadForm
from web.pages.drafts import counts_of, facts_of
from web.rendering import fragment, page, wants_fragment

WORDS = {"ways": WAYS, "every": EVERY, "months": MONTHS, "amounts": AMOUNTS, "weekdays": WEEKDAY_NAMES}
FEW = 4


@contextmanager
def in_hand(door: Door, viewer: Viewer, draft_id: int) -> Iterator[tuple[Session, Shaping]]:
    """A draft for being changed, until the block ends."""
    with door.writing() as session:
        yield session, shaping(session, viewer, draft_id, By(viewer.name, door.clock()))


@contextmanager
def in_view(door: Door, viewer: Viewer, draft_id: int) -> Iterator[tuple[Session, Shaping]]:
    """A draft for being shown to somebody who may change it."""
    with door.sessions() as session:
        yield session, shaping(session, viewer, draft_id, By(viewer.name, door.clock()), hold=False)


def heard_as(phrase: str, proposal: Proposal, door: Door) -> list[dict[str, Any]]:
    """Each timing in a phrase: in words, with its first days, and by which rules."""
    found = understood(phrase, proposal.head, door.office) if phrase.strip() else []
    return [
        {
            "words": timing_words(each.timing),
            "due": each.due[:FEW],
            "more": max(0, len(each.due) - FEW),
            "rules": [rule.split(":", 1)[-1].strip() for rule in each.rules],
            "is_dated": not isinstance(each.timing, Undated),
        }
        for each in found
    ]


def duty_page(
    request: Request,
    door: Door,
    hand: Shaping,
    duty: ProposedDuty,
    form: DutyForm,
    names: Choices,
    *,
    faults: list[Fault] | None = None,
    stale: str = "",
) -> Response:
    """The form of a duty, whole or for being put in the place of its card."""
    values: dict[str, Any] = {
        "draft": facts_of(hand.it),
        "duty": duty,
        "form": form,
        "names": names,
        "errors": {str(f.at[2]): f for f in faults or []},
        "stale": stale,
        "current": card_of(duty, hand.proposal.head, door.office, today=door.today),
        "understood": heard_as(form.phrase, hand.proposal, door),
        **WORDS,
    }
    if wants_fragment(request) and duty.number:
        return fragment(request, "draft_duty.html", "form", **values, in_place=True)
    return page(request, "draft_duty.html", status=409 if stale else 400 if faults else 200, **values)


def head_page(
    request: Request,
    door: Door,
    hand: Shaping,
    form: HeadForm,
    names: Choices,
    *,
    faults: list[Fault] | None = None,
    stale: str = "",
    status: int = 400,
) -> Response:
    """The form of the head."""
    return page(
        request,
        "draft_head.html",
        status=409 if stale else status,
        draft=facts_of(hand.it),
        head=hand.proposal.head,
        form=form,
        names=names,
        errors={str(f.at[1]): f for f in faults or []},
        stale=stale,
        ladders=sorted(door.office.ladders.keys() | hand.proposal.ladders.keys()),
    )


def card_again(
    request: Request, door: Door, viewer: Viewer, draft_id: int, number: int, show: str, *, error: str = ""
) -> Response:
    """Back to the draft at this duty; for HTMX its card as it is now, and the counts."""
    if not wants_fragment(request):
        return back_to(draft_id, show, number)
    with in_view(door, viewer, draft_id) as (session, hand):
        proposal, names = hand.proposal, choices(session)
        cards = [card_of(duty, proposal.head, door.office, today=door.today) for duty in proposal.duties]
        card = card_of(duty_in(proposal, number), proposal.head, door.office, today=door.today)
        values = {"draft": facts_of(hand.it), "card": card, "names": names, "counts": counts_of(proposal, cards)}
        return fragment(request, "draft.html", "card", **values, shape=True, show=show, error=error, is_alone=True)


def back_to(draft_id: int, show: str = "", number: int = 0) -> Response:
    """The draft's page, at one of its duties."""
    shown = f"?xem={show}" if show in ("can-xem", "tat-ca", "da-bo") else ""
    place = f"#nv-{number}" if number else ""
    return RedirectResponse(f"/ke-hoach/ban-thao/{draft_id}{shown}{place}", status_code=303)
