"""Nêu việc phát sinh: somebody says that what a plan foresaw has come about."""

from fastapi import APIRouter, Request, Response

from engine.access.rights import NotYoursError
from engine.fulfilment.raising import raisable, raise_for
from engine.journal import By
from models.errors import BadInputError, NotAllowedError
from web.door import OfficeDoor
from web.filled import Long, Short
from web.guard import SignedIn
from web.outcomes import after
from web.refusals import sentence, status_of
from web.rendering import page

router = APIRouter(prefix="/phat-sinh")


@router.get("")
def asked(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """The events that this person may raise, and the form."""
    with door.sessions() as session:
        choices = raisable(session, viewer, today=door.today)
    return page(request, "raise.html", choices=choices, typed={})


@router.post("")
def raised(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    event: Short = "",
    about: Short = "",
    reason: Long = "",
) -> Response:
    """Raise it and go to the obligation that follows."""
    try:
        with door.writing() as session:
            by = By(viewer.name, door.clock())
            number = raise_for(session, door.office, viewer, event, about, reason, by)
    except NotYoursError:
        raise
    except (BadInputError, NotAllowedError) as error:
        with door.sessions() as session:
            choices = raisable(session, viewer, today=door.today)
        typed = {"event": event, "about": about, "reason": reason}
        return page(request, "raise.html", status=status_of(error), error=sentence(error), choices=choices, typed=typed)
    return after(f"/nghia-vu/{number}", "phat-sinh")
