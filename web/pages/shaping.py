"""Correcting a draft: one duty, a new one, a name that the directory lacks, the head. Whoever was slower loses nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from engine.complete import By
from engine.drafts.choosing import Choices, choices
from engine.drafts.correcting import (
    Shaping,
    StaleError,
    accept_duty,
    add_duty,
    correct_duty,
    correct_head,
    duty_in,
    name_unit,
    remove_duty,
    restore_duty,
    shaping,
)
from engine.drafts.registering import faults_of
from engine.drafts.timing import EVERY, MONTHS, WAYS, understood
from engine.drafts.viewing import card_of
from engine.rights import Viewer
from models.errors import Fault, RefusedRegisterError
from models.proposals import Proposal, ProposedDuty, ProposedHead
from models.timings import Undated
from models.wordings import AMOUNTS, WEEKDAY_NAMES, timing_words
from web.door import Door, OfficeDoor
from web.guard import SignedIn
from web.pages.draft_forms import DutyFilled, DutyForm, HeadFilled, HeadForm, form_of, head_form_of
from web.pages.drafts import DraftId, counts_of, facts_of
from web.rendering import fragment, page, wants_fragment

router = APIRouter(prefix="/ke-hoach/ban-thao")
Number = Annotated[int, Path(ge=1, lt=2**31)]
Version = Annotated[int, Form(ge=0, lt=2**31)]
Short = Annotated[str, Form(max_length=300)]
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


@router.get("/{draft_id}/nhiem-vu/{number}")
def opened(
    request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, number: Number, xem: Short = ""
) -> Response:
    """The form of one duty."""
    with in_view(door, viewer, draft_id) as (session, hand):
        names = choices(session)
        form = form_of(hand.duty(number), names).model_copy(update={"show": xem})
        return duty_page(request, door, hand, hand.duty(number), form, names)


@router.post("/{draft_id}/nhiem-vu/{number}")
def corrected(
    request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, number: Number, form: DutyFilled
) -> Response:
    """Keep a corrected duty; a refused form comes back as it was typed."""
    with in_hand(door, viewer, draft_id) as (session, hand):
        duty, names = hand.duty(number), choices(session)
        if form.preview:
            return duty_page(request, door, hand, duty, form, names)
        try:
            fields = form.fields(duty, hand.proposal.head, names, door.office)
            correct_duty(hand, number, fields, version=form.version)
        except StaleError as error:
            again = form.model_copy(update={"version": duty.version})
            return duty_page(request, door, hand, duty, again, names, stale=str(error))
        except RefusedRegisterError as error:
            return duty_page(request, door, hand, duty, form, names, faults=error.faults)
    return _card(request, door, viewer, draft_id, number, form.show)


@router.get("/{draft_id}/them")
def wanted(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    draft_id: DraftId,
    source: Annotated[str, Query(max_length=4000)] = "",
    tu: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> Response:
    """The form of a new duty: from words of the document, or split off from another duty."""
    with in_view(door, viewer, draft_id) as (session, hand):
        names = choices(session)
        words = " ".join(source.split())
        form = form_of(hand.duty(tu), names) if tu else DutyForm(source=words, title=words[:1000])
        found = understood(words, hand.proposal.head, door.office) if words else []
        states = len(found) == 1 and not isinstance(found[0].timing, Undated)
        way = {"way": "phrase", "phrase": words} if states else {"way": "undated"}
        return duty_page(request, door, hand, _blank(words), form.model_copy(update=way), names)


@router.post("/{draft_id}/them")
def added(request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, form: DutyFilled) -> Response:
    """Keep a new duty."""
    with in_hand(door, viewer, draft_id) as (session, hand):
        blank, names = _blank(form.source), choices(session)
        if form.preview:
            return duty_page(request, door, hand, blank, form, names)
        try:
            made = add_duty(hand, form.source, form.fields(blank, hand.proposal.head, names, door.office))
        except RefusedRegisterError as error:
            return duty_page(request, door, hand, blank, form, names, faults=error.faults)
    return back_to(draft_id, "tat-ca", made.number)


def _blank(source: str) -> ProposedDuty:
    return ProposedDuty(number=0, key="", source=source, title="", timing=Undated())


@router.post("/{draft_id}/nhiem-vu/{number}/{verdict}")
def settled(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    draft_id: DraftId,
    number: Number,
    verdict: Annotated[str, Path(pattern="^(chap-nhan|bo|nhan-lai)$")],
    version: Version = 0,
    reason: Annotated[str, Form(max_length=500)] = "",
    show: Short = "",
) -> Response:
    """Accept a duty as it was read, leave it out with a reason, or take it in again."""
    try:
        with in_hand(door, viewer, draft_id) as (_, hand):
            if verdict == "chap-nhan":
                accept_duty(hand, number, version=version)
            elif verdict == "bo":
                remove_duty(hand, number, reason, version=version)
            else:
                restore_duty(hand, number, version=version)
    except (StaleError, RefusedRegisterError) as error:
        if not wants_fragment(request):
            raise
        words = error.faults[0].what if isinstance(error, RefusedRegisterError) else str(error)
        return _card(request, door, viewer, draft_id, number, show, error=words)
    return _card(request, door, viewer, draft_id, number, show)


@router.post("/{draft_id}/don-vi")
def named(
    door: OfficeDoor,
    viewer: SignedIn,
    draft_id: DraftId,
    name: Short,
    unit: Short = "",
    remember: Short = "",
    show: Short = "",
) -> Response:
    """Say once what a name means, for every place in which it stands."""
    with in_hand(door, viewer, draft_id) as (session, hand):
        name_unit(hand, name, choices(session).code(unit), remember=bool(remember), viewer=viewer)
    return back_to(draft_id, show)


@router.get("/{draft_id}/phan-dau")
def head_opened(request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId) -> Response:
    """The form of the plan's head, with what is still missing told at its fields."""
    with in_view(door, viewer, draft_id) as (session, hand):
        names, head = choices(session), hand.proposal.head
        missing = [fault for fault in faults_of(hand.proposal) if fault.at[0] == "plan"]
        return head_page(request, door, hand, head_form_of(head, names), names, faults=missing, status=200)


@router.post("/{draft_id}/phan-dau")
def head_corrected(
    request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, form: HeadFilled
) -> Response:
    """Keep the head; other days make the document be read again."""
    with in_hand(door, viewer, draft_id) as (session, hand):
        names, before = choices(session), hand.proposal.head
        try:
            head = form.head(before, names)
            _require_fields(head)
            correct_head(hand, door.office, head, version=form.version, viewer=viewer)
        except StaleError as error:
            again = form.model_copy(update={"version": before.version})
            return head_page(request, door, hand, again, names, stale=str(error))
        except RefusedRegisterError as error:
            return head_page(request, door, hand, form, names, faults=error.faults)
    return back_to(draft_id)


def _require_fields(head: ProposedHead) -> None:
    """Refuse a head that a register could not have."""
    faults = [fault for fault in faults_of(Proposal(head=head)) if fault.at[0] == "plan" and fault.at[1] != "duties"]
    if faults:
        raise RefusedRegisterError(faults)


@router.get("/{draft_id}/thoi-han")
def heard(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    draft_id: DraftId,
    phrase: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """How a phrase on timing is understood, while it is typed."""
    with in_view(door, viewer, draft_id) as (_, hand):
        found = _heard(phrase, hand.proposal, door)
    return fragment(request, "draft_duty.html", "understood", understood=found)


def _heard(phrase: str, proposal: Proposal, door: Door) -> list[dict[str, Any]]:
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
        "understood": _heard(form.phrase, hand.proposal, door),
        **WORDS,
    }
    if wants_fragment(request) and duty.number:
        return fragment(request, "draft_duty.html", "form", **values)
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


def _card(
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
