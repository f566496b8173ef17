"""One obligation: why it is owed, what was handed in, asked and said, and what this viewer may do to it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import FileResponse

from engine.access.rights import NotYoursError, Viewer, seen
from engine.fulfilment.deeds import Deed, perform
from engine.fulfilment.evidence import store_files, stored_file
from engine.journal import By
from engine.watching.dossier import dossier
from models.errors import BadInputError, NotAllowedError, NotFoundError
from web.door import Door, OfficeDoor
from web.filled import Filled, Uploads, received
from web.guard import FILE_POLICY, SignedIn, own_address
from web.outcomes import after
from web.refusals import sentence, status_of
from web.rendering import fragment, page, wants_fragment

router = APIRouter(prefix="/nghia-vu/{obligation_id}")
Number = Annotated[int, Path(ge=1, lt=2**31)]
SHOWN_AT_ONCE = (Deed.SUBMIT, Deed.ACCEPT, Deed.GRANT, Deed.ANSWER, Deed.DATE)  # forms that need no click to open


@router.get("")
def shown(
    request: Request, door: OfficeDoor, viewer: SignedIn, obligation_id: Number, lam: str = "", tiep: str = ""
) -> Response:
    """The whole page, or for HTMX its forms with the chosen one open."""
    facts = _facts(door, viewer, obligation_id, lam, Filled(tiep=tiep))
    if wants_fragment(request):
        return fragment(request, "obligation.html", "deeds", **facts)
    return page(request, "obligation.html", **facts)


@router.get("/tep/{evidence_id}")
def downloaded(door: OfficeDoor, viewer: SignedIn, obligation_id: Number, evidence_id: Number) -> Response:
    """A file that was handed in, to be saved and never shown: what strangers sent is not opened in our name."""
    with door.sessions() as session:
        seen(session, viewer, obligation_id)
        name, place = stored_file(session, door.settings.home, obligation_id, evidence_id)
    return FileResponse(
        place,
        filename=name,
        media_type="application/octet-stream",
        headers={"Content-Security-Policy": FILE_POLICY},
    )


@router.post("/{deed}")
def done(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    obligation_id: Number,
    deed: Deed,
    filled: Annotated[Filled, Depends()],
    files: Uploads = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Do it and go on; what is refused comes back with the reason and with what was typed."""
    try:
        code = _do(door, viewer, obligation_id, deed, filled, files)
    except (NotFoundError, NotYoursError):
        raise
    except (BadInputError, NotAllowedError) as error:
        facts = _facts(door, viewer, obligation_id, deed, filled)
        return page(request, "obligation.html", status=status_of(error), error=sentence(error), tried=deed, **facts)
    return after(filled.tiep or f"/nghia-vu/{obligation_id}", code)


def _do(door: Door, viewer: Viewer, obligation_id: int, deed: Deed, filled: Filled, files: Uploads) -> str:
    stored = received(files)
    said, by = filled.said(stored), By(viewer.name, door.clock())
    with door.writing() as session:
        code = perform(session, door.office, viewer, deed, obligation_id, said, by)
        store_files(door.settings.home, stored)
    return code


def _facts(door: Door, viewer: Viewer, obligation_id: int, wanted: str, typed: Filled) -> dict[str, Any]:
    with door.sessions() as session:
        seen(session, viewer, obligation_id)
        it = dossier(session, door.office, viewer, obligation_id, today=door.today)
    at_once = it.deeds[0] if it.deeds[0] in SHOWN_AT_ONCE else ""
    chosen = wanted if wanted in it.deeds and wanted != Deed.COMMENT else at_once
    onward = own_address(typed.tiep) if typed.tiep else ""
    return {"it": it, "why": it.why, "chosen": chosen, "typed": typed, "onward": onward,
            "limits": door.office.setup.answers, "now": door.clock()}  # fmt: skip
