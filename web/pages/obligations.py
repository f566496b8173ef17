"""The list of obligations, and whether the pages answer at all."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from engine.names import unit_names
from engine.queries import Wish, obligations, plans
from engine.runs import last_ok
from models.errors import BadInputError
from models.obligations import LABELS, PROGRESS_LABELS
from web.door import OfficeDoor
from web.guard import SignedIn, public
from web.rendering import page

router = APIRouter()
Name = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]  # a NUL is more than PostgreSQL takes
ROWS = 50
EVERY = "all"  # closed plans too
STATUSES = {code.value: label for labels in (LABELS, PROGRESS_LABELS) for code, label in labels.items()}


@router.get("/nghia-vu")
def listed(
    request: Request,
    door: OfficeDoor,
    viewer: SignedIn,
    plan: Name = "",
    unit: Name = "",
    status: Name = "",
    number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
) -> Response:
    """Obligations by due day, narrowed by what stands in the address; without a plan those of all running plans."""
    if status and status not in STATUSES:
        raise BadInputError(f"không có tình trạng '{status}' — chọn một trong: {', '.join(STATUSES.values())}")
    chosen = {"plan": plan, "unit": unit, "status": status}
    one = plan if plan != EVERY else None
    wish = Wish(
        one or None,
        unit or None,
        status or None,
        running=not plan,
        within=viewer.visible,
        limit=ROWS + 1,
        offset=(number - 1) * ROWS,
    )
    with door.sessions() as session:
        found = obligations(session, wish, today=door.today)
        choices: dict[str, Any] = {"plans": plans(session), "units": unit_names(session), "statuses": STATUSES}
    pages = {"before": number > 1, "after": len(found) > ROWS, "number": number, "link": _linker(chosen)}
    return page(request, "obligations.html", rows=found[:ROWS], chosen=chosen, pages=pages, **choices)


def _linker(chosen: dict[str, str]) -> Any:
    kept = {name: value for name, value in chosen.items() if value}
    return lambda number: "/nghia-vu?" + urlencode(kept | ({"page": number} if number > 1 else {}))


@router.get("/health")
@public
def health(door: OfficeDoor) -> dict[str, str | None]:
    """Whether the pages and the database answer, and when a sweep last came to its end."""
    with door.sessions() as session:
        swept = last_ok(session, "sweep")
    return {"status": "ok", "last_sweep": swept.isoformat() if swept else None}
