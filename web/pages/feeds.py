"""Calendar feeds: the page on which one makes and revokes their addresses, and the calendars themselves."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from engine.access.rights import Viewer
from engine.journal import By
from engine.watching.feeds import calendar_behind, feeds_of, make_feed, revoke_feed, units_to_follow
from web.door import Door, OfficeDoor
from web.guard import SignedIn, public
from web.rendering import page

router = APIRouter()
PAGE = "/tai-khoan/lich"
REREAD = "private, max-age=900"  # seconds; calendars ask every quarter of an hour at the soonest


@router.get(PAGE)
def feeds(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """The feeds of one's own account."""
    return page(request, "feeds.html", **_shown(door, viewer))


@router.post(PAGE)
def make(
    request: Request, door: OfficeDoor, viewer: SignedIn, unit: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """A new address, shown this once."""
    with door.writing() as session:
        key = make_feed(session, viewer, unit, By(viewer.name, door.clock()))
    address = f"{door.signer.base_url.rstrip('/')}/lich/{key}.ics"
    answer = page(request, "feeds.html", address_made=address, **_shown(door, viewer))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post(PAGE + "/{feed_id}/thu-hoi")
def revoke(door: OfficeDoor, viewer: SignedIn, feed_id: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:
    """Close an address for good."""
    with door.writing() as session:
        revoke_feed(session, viewer, feed_id, By(viewer.name, door.clock()))
    return RedirectResponse(PAGE, status_code=303)


def _shown(door: Door, viewer: Viewer) -> dict[str, Any]:
    with door.sessions() as session:
        return {"feeds": feeds_of(session, viewer), "units": units_to_follow(session, viewer)}


@router.get("/lich/{key}.ics")
@public
def calendar(request: Request, door: OfficeDoor, key: Annotated[str, Path(max_length=100)]) -> Response:
    """The calendar of a secret address; unchanged it is not sent again."""
    with door.sessions() as session:
        made = calendar_behind(session, key, door.signer.base_url, today=door.today)
    headers = {"ETag": f'"{hashlib.sha256(made).hexdigest()[:32]}"', "Cache-Control": REREAD}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    disposition = {"Content-Disposition": 'attachment; filename="don-doc.ics"'}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers | disposition)
