"""Bắt đầu: the first steps of a new office, each leading to the page where it is done."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from engine.watching.first_steps import first_steps, tick
from web.door import OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import by
from web.rendering import page

router = APIRouter(prefix="/bat-dau", dependencies=[administrators])


@router.get("")
def shown(request: Request, door: OfficeDoor) -> Response:
    """The steps and how far they have come."""
    with door.sessions() as session:
        steps = first_steps(session)
    return page(request, "administration/start.html", steps=steps)


@router.post("/{step}")
def ticked(door: OfficeDoor, viewer: Administrator, step: str) -> Response:
    """The administrator says that a step is done."""
    with door.writing() as session:
        tick(session, step, by(door, viewer))
    return RedirectResponse("/bat-dau", status_code=303)
