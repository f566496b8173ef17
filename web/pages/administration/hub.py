"""The first page of the administrator's rooms: how each stands, in one look."""

from fastapi import APIRouter, Request, Response

from engine.watching.first_steps import first_steps
from engine.watching.standing import standing
from web.door import OfficeDoor
from web.guard import administrators
from web.pages.administration.room import room

router = APIRouter(prefix="/quan-tri", dependencies=[administrators])


@router.get("")
def shown(request: Request, door: OfficeDoor) -> Response:
    """Where to go, and what needs looking at."""
    with door.sessions() as session:
        found = standing(session, door.office, now=door.clock())
        steps = first_steps(session)
    return room(request, "hub", standing=found, steps=steps)
