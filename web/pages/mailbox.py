"""The local mailbox: what would have reached people's mail, to look at; nothing in it left this machine."""

from fastapi import APIRouter, Request, Response

from engine.delivery.mailbox import read_mailbox
from models.errors import NotFoundError
from web.door import OfficeDoor
from web.guard import administrators
from web.rendering import page

router = APIRouter(prefix="/hop-thu", dependencies=[administrators])
LATEST = 200
# A mail carries its own styles; scripts, frames and anything from outside stay shut out of its sandbox as well.
MAIL_GUARD = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("")
def listed(request: Request, door: OfficeDoor) -> Response:
    """The mails that came last."""
    return page(request, "mailbox.html", mails=read_mailbox(door.mailbox, limit=LATEST), latest=LATEST)


@router.get("/{mail_id}")
def shown(request: Request, door: OfficeDoor, mail_id: str) -> Response:
    """One mail as its reader would see it."""
    found = next((mail for mail in read_mailbox(door.mailbox) if mail.id == mail_id), None)
    if found is None:
        raise NotFoundError(f"không có thư '{mail_id}' trong hộp thư")
    response = page(request, "mail.html", mail=found, source=opening_outside(found.html))
    response.headers["Content-Security-Policy"] = MAIL_GUARD
    return response


def opening_outside(html: str) -> str:
    """A mail whose links open a window of their own; the tag goes where a browser wants it, or before a bare text."""
    tag = '<base target="_blank">'
    return html.replace("<head>", f"<head>{tag}", 1) if "<head>" in html else tag + html
