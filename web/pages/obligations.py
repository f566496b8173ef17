"""The list of obligations, and whether the pages answer at all."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.names import activity_names, unit_names
from engine.runs import last_ok
from engine.watching.queries import obligations, plans
from web.door import OfficeDoor
from web.filters import SORTS, SORTS_OF_PLAN, STATUSES, Filtered, Filters
from web.guard import SignedIn, public
from web.rendering import fragment, page, wants_fragment

router = APIRouter()
ROWS = 50
PAGES = 20  # beyond them a reader narrows the list or takes the file


@router.get("/nghia-vu")
def listed(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    filters: Filtered,
    number: Annotated[int, Query(alias="page", ge=1, le=PAGES)] = 1,
) -> Response:
    """Obligations in an order, narrowed by what stands in the address; without a plan those of all running plans."""
    with door.sessions() as session:
        wish = filters.wish(viewer, limit=ROWS + 1, offset=(number - 1) * ROWS)
        rows = obligations(session, wish, today=door.today)
        choices = _choices(session, viewer, filters)
    pages = {"number": number, "more": len(rows) > ROWS, "is_last": number == PAGES, "rows_at_most": ROWS * PAGES}
    values = {"rows": rows[:ROWS], "filters": filters, **choices, **pages}
    if wants_fragment(request):
        return fragment(request, "obligations.html", "list", **values)
    return page(request, "obligations.html", **values)


def _choices(session: Session, viewer: Viewer, filters: Filters) -> dict[str, Any]:
    found = plans(session, viewer)
    chosen = next((each.id for each in found if filters["plan"] in (each.id, each.number)), None)
    return {
        "plans": {each.id: f"{each.number or each.id} · {each.title}" for each in found},
        "chosen_plan": chosen or filters["plan"],
        "units": unit_names(session),
        "choosable": unit_names(session, viewer),
        "activities": activity_names(session, viewer, chosen) if chosen else {},
        "statuses": STATUSES,
        "sorts": SORTS_OF_PLAN if filters.is_of_plan else SORTS,
    }


@router.get("/health")
@public
def health(door: OfficeDoor) -> dict[str, str | None]:
    """Whether the pages and the database answer, and when a sweep last came to its end."""
    with door.sessions() as session:
        swept = last_ok(session, "sweep")
    return {"status": "ok", "last_sweep": swept.isoformat() if swept else None}
