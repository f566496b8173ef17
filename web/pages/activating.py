"""The end of a draft: beside the plan in force, rehearsed, and put into force or given up."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from engine.drafts.activating import REHEARSE, activate, outlook
from engine.drafts.flags import awaits, flags_of
from engine.drafts.keeping import discard, may_shape, proposal_in, seen_draft
from engine.jobs.queue import ask_for
from engine.register.entries import plan_named, stored_entries
from models.drafts import DraftState
from models.errors import BadInputError
from models.jobs import Job
from web.door import OfficeDoor
from web.guard import SignedIn
from web.pages.draft_pages import in_hand
from web.pages.drafts import DraftId, facts_of
from web.rendering import page

router = APIRouter(prefix="/ke-hoach/ban-thao")
Revision = Annotated[int, Form(ge=0, lt=2**31)]


@router.get("/{draft_id}/doi-chieu")
def compared(request: Request, door: OfficeDoor, viewer: SignedIn, draft_id: DraftId) -> Response:
    """What activating would change, who would hear of it, and what still stands in its way."""
    with door.sessions() as session:
        it = seen_draft(session, viewer, draft_id)
        if it.state is not DraftState.OPEN:
            return RedirectResponse(f"/ke-hoach/ban-thao/{draft_id}", status_code=303)
        proposal = proposal_in(it)
        found = outlook(session, it, door.office, today=door.today)
        stored = plan_named(session, proposal.head.id)
        former = stored_entries(session, stored) if stored else {}
        rehearsal = session.get(Job, it.rehearsal_id) if it.rehearsal_id else None
        waiting = [d.number for d in proposal.kept if awaits(d, flags_of(d, proposal.head, door.office))]
        return page(
            request, "draft_diff.html", draft=facts_of(it), proposal=proposal, found=found, stored=stored, waiting=waiting,
            titles={key: entry.title for key, entry in former.items()} | {d.key: d.title for d in proposal.duties},
            numbers={d.key: d.number for d in proposal.duties}, rehearsal=rehearsal, shape=may_shape(viewer, it),
        )  # fmt: skip


@router.post("/{draft_id}/dien-tap")
def rehearsed(door: OfficeDoor, viewer: SignedIn, draft_id: DraftId) -> Response:
    """Have the first weeks rehearsed on a copy."""
    with in_hand(door, viewer, draft_id) as (session, hand):
        onward = f"/ke-hoach/ban-thao/{draft_id}/doi-chieu"
        job_id = ask_for(session, REHEARSE, {"draft": draft_id}, viewer, onward=onward, now=door.clock())
        hand.it.rehearsal_id = job_id
        session.add(hand.it)
    door.jobs.wake()
    return RedirectResponse(f"/viec/{job_id}", status_code=303)


@router.post("/{draft_id}/kich-hoat")
def activated(
    door: OfficeDoor,
    viewer: SignedIn,
    draft_id: DraftId,
    revision: Revision = 0,
    agreed: Annotated[str, Form(max_length=10)] = "",
    tell_from: Annotated[dt.date | None, Form()] = None,
) -> Response:
    """Put the plan into force."""
    with in_hand(door, viewer, draft_id) as (_, hand):
        if not agreed:
            raise BadInputError("chưa xác nhận — đánh dấu vào ô xác nhận rồi bấm Kích hoạt")
        activate(hand, door.office, viewer, revision=revision, tell_from=tell_from)
    return RedirectResponse(f"/ke-hoach/ban-thao/{draft_id}", status_code=303)


@router.post("/{draft_id}/huy")
def discarded(
    door: OfficeDoor, viewer: SignedIn, draft_id: DraftId, reason: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Give a draft up; it stays to be read."""
    with door.writing() as session:
        discard(session, viewer, draft_id, reason, now=door.clock())
    return RedirectResponse("/ke-hoach", status_code=303)
