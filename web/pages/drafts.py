"""A document on its way to a plan: uploaded, and then looked at beside its own text."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Path, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from engine.drafts.choosing import choices
from engine.drafts.flags import LABELS
from engine.drafts.keeping import may_shape, proposal_in, require_uploading, seen_draft
from engine.drafts.naming import names_in_documents
from engine.drafts.registering import faults_of
from engine.drafts.uploading import upload
from engine.drafts.viewing import Card, card_of, pieces, unknown_names
from engine.reading.formats.files import LARGEST
from models.drafts import DraftState, PlanDraft
from models.errors import BadInputError
from models.jobs import ENDED_BADLY, Job
from models.proposals import Proposal
from web.door import Door, OfficeDoor
from web.guard import SignedIn
from web.pages.jobs import onward
from web.rendering import page

router = APIRouter(prefix="/ke-hoach")
DraftId = Annotated[int, Path(ge=1, lt=2**31)]
Show = Literal["", "can-xem", "tat-ca", "da-bo"]


@router.get("/moi")
def asked(request: Request, viewer: SignedIn) -> Response:
    """The form for a document."""
    require_uploading(viewer)
    return page(request, "draft_new.html", largest=LARGEST // 1_000_000, error="")


@router.post("/moi")
def uploaded(
    request: Request, door: OfficeDoor, viewer: SignedIn, document: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep the document and have it read; what cannot be one is told at the form."""
    require_uploading(viewer)
    try:
        if document is None or not document.filename:
            raise BadInputError("chưa chọn tệp — bấm vào ô tệp và chọn văn bản kế hoạch")
        content = document.file.read(LARGEST + 1)
        with door.writing() as session:
            job_id = upload(session, viewer, document.filename, content, now=door.clock())
    except BadInputError as error:
        return page(request, "draft_new.html", status=400, largest=LARGEST // 1_000_000, error=str(error))
    door.jobs.wake()
    return RedirectResponse(f"/viec/{job_id}", status_code=303)


@router.get("/ban-thao/{draft_id}")
def reviewed(request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, xem: Show = "") -> Response:
    """The text on one side, its duties on the other; a document that is still being read is waited for."""
    with door.sessions() as session:
        it = seen_draft(session, viewer, draft_id)
        if it.state is DraftState.READING:
            return _unread(request, session, it)
        shape = may_shape(viewer, it) and it.state is DraftState.OPEN
        values = review_of(session, door, it, xem)
    return page(request, "draft.html", **values, shape=shape)


def _unread(request: Request, session: Session, it: PlanDraft) -> Response:
    job = session.get_one(Job, it.job_id)
    if job.state in ENDED_BADLY:
        return page(request, "draft_unread.html", draft=facts_of(it), job=job)
    return onward(request, f"/viec/{job.id}")


def review_of(session: Session, door: Door, it: PlanDraft, show: Show = "") -> dict[str, Any]:
    """All that the page shows of a draft."""
    proposal = proposal_in(it)
    cards = [card_of(duty, proposal.head, door.office, today=door.today) for duty in proposal.duties]
    waiting = [card for card in cards if card.awaits]
    shown = show or ("can-xem" if waiting else "tat-ca")
    return {
        "draft": facts_of(it),
        "proposal": proposal,
        "cards": _chosen(cards, shown),
        "show": shown,
        "counts": counts_of(proposal, cards),
        "labels": LABELS,
        "head_faults": [fault for fault in faults_of(proposal) if fault.at[0] == "plan"],
        "pieces": list(pieces(it.text, it.pages, proposal.duties)),
        "removed": {duty.number for duty in proposal.duties if duty.is_removed},
        "waiting": {card.duty.number for card in waiting},
        "unknown": unknown_names(proposal, names_in_documents(session)),
        "names": choices(session),
    }


def facts_of(it: PlanDraft) -> dict[str, Any]:
    """The facts of a draft that outlive its session."""
    names = ("id", "state", "file_name", "sha256", "actor", "created_at", "notes", "ended_at", "ended_by")
    return {name: getattr(it, name) for name in names} | {"base": f"/ke-hoach/ban-thao/{it.id}"}


def counts_of(proposal: Proposal, cards: list[Card]) -> dict[str, int]:
    """How many duties there are behind each choice of what to show."""
    return {
        "can-xem": sum(card.awaits for card in cards),
        "tat-ca": len(proposal.kept),
        "da-bo": len(proposal.duties) - len(proposal.kept),
    }


def _chosen(cards: list[Card], show: str) -> list[Card]:
    if show == "can-xem":
        return [card for card in cards if card.awaits]
    return [card for card in cards if card.duty.is_removed == (show == "da-bo")]
