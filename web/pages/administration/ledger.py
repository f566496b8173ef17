"""The ledger: every change with a name on it, looked for by whom, on what and when."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from engine.watching.ledger_search import DONE, SUBJECTS, Wanted, entries
from models.errors import DondocError
from web.door import OfficeDoor
from web.guard import administrators
from web.pages.administration.room import ROWS, Asked, maybe_day, room
from web.refusals import sentence

router = APIRouter(prefix="/quan-tri/nhat-ky", dependencies=[administrators])
Number = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.get("")
def listed(
    request: Request, door: OfficeDoor, ai: Asked = "", gi: Asked = "", so: Asked = "", tu: Asked = "", den: Asked = "",
    truoc: Number = None,
) -> Response:  # fmt: skip
    """The newest entries that fit."""
    chosen = {"ai": ai, "gi": gi, "so": so, "tu": tu, "den": den}
    try:
        number = int(so) if so.isdecimal() and len(so) < 10 else None
        wanted = Wanted(ai.strip(), gi, number, maybe_day(tu), maybe_day(den), truoc)
    except DondocError as error:
        return room(
            request,
            "ledger",
            status=400,
            rows=[],
            chosen=chosen,
            subjects=SUBJECTS,
            actions=DONE,
            error=sentence(error),
        )
    with door.sessions() as session:
        found = entries(session, wanted, zone=door.office.zone, limit=ROWS + 1)
    kept = urlencode({name: value for name, value in chosen.items() if value})
    return room(request, "ledger", rows=found[:ROWS], is_more=len(found) > ROWS, chosen=chosen, kept=kept,
                subjects=SUBJECTS, actions=DONE)  # fmt: skip
