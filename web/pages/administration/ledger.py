"""The ledger: every change with a name on it, looked for by whom, on what and when."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from engine.watching.ledger_search import DONE, SUBJECTS, Wanted, entries
from engine.watching.list_sheets import ledger_sheet
from models.errors import DondocError
from web.door import OfficeDoor
from web.downloads import spreadsheet, whole
from web.guard import administrators
from web.pages.administration.room import ROWS, Asked, maybe_day, room
from web.refusals import sentence

router = APIRouter(prefix="/quan-tri/nhat-ky", dependencies=[administrators])
Number = Annotated[int | None, Query(ge=1, lt=2**31)]


def _typed(ai: Asked = "", gi: Asked = "", so: Asked = "", tu: Asked = "", den: Asked = "") -> dict[str, str]:
    return {"ai": ai, "gi": gi, "so": so, "tu": tu, "den": den}


Typed = Annotated[dict[str, str], Depends(_typed)]


def _wanted(typed: dict[str, str], before: int | None = None) -> Wanted:
    number = int(typed["so"]) if typed["so"].isdecimal() and len(typed["so"]) < 10 else None
    days = maybe_day(typed["tu"]), maybe_day(typed["den"])
    return Wanted(typed["ai"].strip(), typed["gi"], number, *days, before)


@router.get("")
def listed(request: Request, door: OfficeDoor, chosen: Typed, truoc: Number = None) -> Response:
    """The newest entries that fit."""
    values: dict[str, Any] = {"chosen": chosen, "subjects": SUBJECTS, "actions": DONE}
    try:
        wanted = _wanted(chosen, truoc)
    except DondocError as error:
        return room(request, "ledger", status=400, rows=[], error=sentence(error), **values)
    with door.sessions() as session:
        found = entries(session, wanted, zone=door.office.zone, limit=ROWS + 1)
    kept = urlencode({name: value for name, value in chosen.items() if value})
    return room(request, "ledger", rows=found[:ROWS], is_more=len(found) > ROWS, kept=kept, **values)


@router.get(".xlsx")
def list_as_workbook(door: OfficeDoor, chosen: Typed) -> Response:
    """The entries that fit, for a spreadsheet."""
    with door.sessions() as session:
        found = whole(lambda limit: entries(session, _wanted(chosen), zone=door.office.zone, limit=limit))
    return spreadsheet(f"nhat-ky-{door.today}", ledger_sheet(found, door.office.zone))
