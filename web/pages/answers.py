"""Answer a message by its link, without an account: opening it shows what it does, sending the form does it, once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from engine.journal import By
from engine.watching.dossier import target_of
from engine.watching.explain import why
from engine.work.answers import act
from engine.work.deeds import BY_LINK
from engine.work.evidence import store_files
from engine.work.links import Link, check_link, use_link
from models.errors import BadInputError
from web.door import Door, OfficeDoor
from web.filled import Filled, Uploads, received
from web.guard import signed
from web.refusals import sentence, status_of
from web.rendering import page

router = APIRouter(prefix="/tra-loi")


@router.get("/{token}")
@signed
def asked(request: Request, door: OfficeDoor, token: str) -> Response:
    """What the link is for and the form for it; nothing is changed, however often a mail scanner looks."""
    link = door.signer.read(token)
    return page(request, "answer.html", token=token, typed=Filled(), **_facts(door, link))


@router.post("/{token}")
@signed
def answered(
    request: Request,
    door: OfficeDoor,
    token: str,
    filled: Annotated[Filled, Depends()],
    files: Uploads = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Do what the link is for and use it up, together or not at all; what is refused comes back with what was typed."""
    link = door.signer.read(token)
    try:
        person, done = _do(door, link, filled, files)
    except BadInputError as error:
        facts = _facts(door, link)
        return page(request, "answer.html", status=status_of(error), error=sentence(error), token=token, typed=filled,
                    **facts)  # fmt: skip
    return page(request, "answered.html", done=done, person=person)


def _do(door: Door, link: Link, filled: Filled, files: Uploads) -> tuple[str, str]:
    stored, now = received(files), door.clock()
    said = filled.said(stored)
    with door.writing() as session:
        person = check_link(session, door.office, link, now=now)
        use_link(session, link, now=now)
        done = act(session, door.office, link.purpose, link.obligation_id, said, By(f"{person} (qua liên kết)", now))
        store_files(door.settings.home, stored)
    return person, done


def _facts(door: Door, link: Link) -> dict[str, Any]:
    with door.sessions() as session:
        person = check_link(session, door.office, link, now=door.clock())
        account = why(session, door.office, link.obligation_id, today=door.today)
        target = target_of(session, link.obligation_id)
    deed = next(deed for deed, purpose in BY_LINK.items() if purpose is link.purpose)
    return {"link": link, "person": person, "why": account, "target": target, "deed": deed,
            "limits": door.office.setup.answers}  # fmt: skip
