"""Keys for other programs: the page on which one makes and revokes them, and on which the interface is described."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from engine.access.accounts import proven
from engine.access.rights import Viewer
from engine.access.tokens import LONGEST, make_token, revoke_token, tokens_of
from engine.journal import By
from models.accounts import Account
from models.errors import BadInputError, NotAllowedError
from web.api.problems import meanings
from web.door import Door, OfficeDoor
from web.guard import SignedIn
from web.refusals import sentence, status_of
from web.rendering import page

router = APIRouter(prefix="/tai-khoan/api")


@router.get("")
def shown(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """The keys of one's own account, and what programs can do with them."""
    return page(request, "programs.html", **_facts(request, door, viewer))


@router.post("")
def make(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    label: Annotated[str, Form(max_length=LONGEST)] = "",
    may_write: Annotated[bool, Form()] = False,
    password: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """A new key, shown this once, against the password; who signs in through the office's own provider has none."""
    by = By(viewer.name, door.clock())
    try:
        with door.writing() as session:
            account = session.get_one(Account, viewer.account_id)
            if account.password_hash:
                proven(session, viewer.account_id, password)
            key = make_token(session, account, label, by, may_write=may_write)
    except (BadInputError, NotAllowedError) as refused:
        facts = _facts(request, door, viewer)
        return page(request, "programs.html", status=status_of(refused), wrong=sentence(refused), label=label, **facts)
    answer = page(request, "programs.html", key=key, **_facts(request, door, viewer))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/{token_id}/thu-hoi")
def revoke(door: OfficeDoor, viewer: SignedIn, token_id: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:
    """Close a key for good."""
    with door.writing() as session:
        revoke_token(session, viewer.account_id, token_id, By(viewer.name, door.clock()))
    return RedirectResponse(router.prefix, status_code=303)


def _facts(request: Request, door: Door, viewer: Viewer) -> dict[str, Any]:
    with door.sessions() as session:
        has_password = session.get_one(Account, viewer.account_id).password_hash is not None
        tokens = tokens_of(session, viewer.account_id)
    return {
        "tokens": tokens,
        "has_password": has_password,
        "operations": _operations(request.app.state.api.openapi()),
        "meanings": meanings(),
        "address": door.signer.base_url.rstrip("/") + "/api/v1",
        "calls": door.settings.api_calls_per_minute,
    }


def _operations(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Method, path and summary of everything that a program can ask for."""
    return [
        (method.upper(), path, operation["summary"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
