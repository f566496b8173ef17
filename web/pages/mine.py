"""Việc của tôi: what waits for a person who is signed in, or who comes by the link of a message and only looks."""

from typing import Any

from fastapi import APIRouter, Request, Response

from engine.access.rights import Viewer, viewer_without_account
from engine.fulfilment.links import check_look
from engine.fulfilment.raising import raisable
from engine.names import unit_names
from engine.watching.first_steps import first_steps
from engine.watching.waiting import waiting_for
from web.door import Door, OfficeDoor
from web.guard import SignedIn, signed
from web.rendering import page

router = APIRouter()


@router.get("/")
def mine(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """Everything that waits, the most urgent first, each with what to do about it."""
    with door.sessions() as session:
        steps = first_steps(session) if viewer.is_administrator else []
    return page(request, "mine.html", may_act=True, steps=steps, **_waiting(door, viewer))


@router.get("/viec-cua-toi/{token}")
@signed
def looked_at(request: Request, door: OfficeDoor, token: str) -> Response:
    """The same without an account, by the link of a message: only to look."""
    look = door.signer.read_look(token)
    with door.sessions() as session:
        check_look(look, now=door.clock())
        person = viewer_without_account(session, look.person_id, today=door.today)
    return page(request, "mine.html", may_act=False, person=person, look=look, **_waiting(door, person))


def _waiting(door: Door, viewer: Viewer) -> dict[str, Any]:
    with door.sessions() as session:
        return {
            "waiting": waiting_for(session, viewer, today=door.today),
            "units": unit_names(session),
            "can_raise": bool(raisable(session, viewer, today=door.today)),
            "has_units": len(viewer.acting) > 1,
        }
