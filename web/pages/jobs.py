"""Long work while it goes on: how far it is, looked at again by the page itself, and started again if it broke."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from engine.jobs.queue import ask_again, seen_job
from models.jobs import ENDED_BADLY, JobState
from web.door import OfficeDoor
from web.guard import SignedIn
from web.rendering import fragment, page, wants_fragment

router = APIRouter(prefix="/viec")
JobId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/{job_id}")
def looked_at(request: Request, door: OfficeDoor, viewer: SignedIn, job_id: JobId) -> Response:
    """How far a job is; once it is done, on to its result."""
    with door.sessions() as session:
        job = seen_job(session, viewer, job_id)
        session.expunge(job)
    if job.state is JobState.DONE:
        return onward(request, job.onward)
    values: dict[str, Any] = {"job": job, "went_wrong": job.state in ENDED_BADLY}
    if wants_fragment(request):
        return fragment(request, "job.html", "progress", **values)
    return page(request, "job.html", **values)


@router.post("/{job_id}/lai")
def asked_again(door: OfficeDoor, viewer: SignedIn, job_id: JobId) -> Response:
    """Start a job again that failed or broke."""
    with door.writing() as session:
        ask_again(session, viewer, job_id)
    door.jobs.wake()
    return RedirectResponse(f"/viec/{job_id}", status_code=303)


def onward(request: Request, address: str) -> Response:
    """To another page, whether a browser or HTMX asks."""
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)
