"""Answer a message by its link, without an account: opening it shows what it does, sending the form does it, once."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from engine.fulfilment.by_link import do_by_link, offered
from engine.fulfilment.deeds import Deed
from engine.fulfilment.evidence import store_files
from engine.fulfilment.links import Link, check_link
from engine.watching.dossier import request_of, target_of
from engine.watching.explain import why
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
    lam: Annotated[Deed | None, Form()] = None,
    files: Uploads = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Do what the link is for and use it up, together or not at all; what is refused comes back with what was typed."""
    link = door.signer.read(token)
    try:
        person, done = _do(door, link, lam, filled, files)
    except BadInputError as error:
        facts = _facts(door, link)
        return page(request, "answer.html", status=status_of(error), error=sentence(error), token=token, typed=filled,
                    tried=lam, **facts)  # fmt: skip
    return page(request, "answered.html", done=done, person=person)


def _do(door: Door, link: Link, deed: Deed | None, filled: Filled, files: Uploads) -> tuple[str, str]:
    stored = received(files)
    with door.writing() as session:
        person, done = do_by_link(session, door.office, link, deed, filled.said(stored), now=door.clock())
        store_files(door.settings.home, stored)
    return person, done


def _facts(door: Door, link: Link) -> dict[str, Any]:
    with door.sessions() as session:
        person = check_link(session, door.office, link, now=door.clock())
        offer = offered(session, link)
        account = why(session, door.office, offer.obligation_id, today=door.today)
        target = target_of(session, offer.obligation_id)
        request = request_of(session, offer.request) if offer.request else None
    return {"link": link, "person": person, "why": account, "target": target, "offered": offer.deeds,
            "asked": request, "limits": door.office.setup.answers}  # fmt: skip
