"""Correcting a draft: one duty, a new one, a name that the directory lacks, the head. Whoever was slower loses nothing."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response

from engine.drafts.choosing import choices
from engine.drafts.correcting import (
    StaleError,
    accept_duty,
    add_duty,
    correct_duty,
    correct_head,
    name_unit,
    remove_duty,
    restore_duty,
)
from engine.drafts.registering import faults_of
from engine.drafts.timing import understood
from models.errors import BadInputError, RefusedRegisterError
from models.proposals import Proposal, ProposedDuty, ProposedHead
from models.timings import Undated
from web.door import OfficeDoor
from web.guard import SignedIn
from web.pages.draft_forms import DutyFilled, DutyForm, HeadFilled, form_of, head_form_of
from web.pages.draft_pages import back_to, card_again, duty_page, head_page, heard_as, in_hand, in_view
from web.pages.drafts import DraftId, Show, review_of
from web.refusals import sentence
from web.rendering import fragment, page, wants_fragment

router = APIRouter(prefix="/ke-hoach/ban-thao")
Number = Annotated[int, Path(ge=1, lt=2**31)]
Version = Annotated[int, Form(ge=0, lt=2**31)]
Short = Annotated[str, Form(max_length=300)]


@router.get("/{draft_id}/nhiem-vu/{number}")
def opened(
    request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, number: Number, xem: Show = ""
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
    return card_again(request, door, viewer, draft_id, number, form.show)


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
        return card_again(request, door, viewer, draft_id, number, show, error=words)
    return card_again(request, door, viewer, draft_id, number, show)


@router.post("/{draft_id}/don-vi")
def named(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    draft_id: DraftId,
    name: Short,
    unit: Short = "",
    remember: Short = "",
    show: Show = "",
) -> Response:
    """Say once what a name means, for every place in which it stands; what nothing bears is told where it was typed."""
    try:
        with in_hand(door, viewer, draft_id) as (session, hand):
            name_unit(hand, name, choices(session).code(unit), remember=bool(remember), viewer=viewer)
    except BadInputError as error:
        misnamed = {"name": name, "unit": unit, "why": sentence(error)}
        with in_view(door, viewer, draft_id) as (session, hand):
            values = review_of(session, door, hand.it, show)
        return page(request, "draft.html", status=400, **values, shape=True, misnamed=misnamed)
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
        found = heard_as(phrase, hand.proposal, door)
    return fragment(request, "draft_duty.html", "understood", understood=found)
