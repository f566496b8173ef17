"""Theo dõi: the matrix of a plan, who stands where with what; the address says what of it is shown."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.names import activity_names, group_names, period_codes, unit_names
from engine.watching.overview import Cell, Column, Line, Matrix, matrix, plan_to_watch
from engine.watching.queries import PlanRow, plans
from engine.watching.timeline import timeline
from models.periods import Period
from web.door import OfficeDoor
from web.filters import STATUSES, Filtered, Filters
from web.guard import SignedIn
from web.rendering import fragment, page, wants_fragment

router = APIRouter()
LINES = 50  # units of one page: 50 x 40 cells are a page of some 300 kB
Number = Annotated[int, Query(alias="page", ge=1, le=10_000)]


@router.get("/theo-doi")
def watched(request: Request, door: OfficeDoor, viewer: SignedIn, filters: Filtered, number: Number = 1) -> Response:
    """Units against activities or periods of one plan; to HTMX only what changes with the filters."""
    with door.sessions() as session:
        plan = plan_to_watch(session, viewer, filters["plan"], today=door.today)
        if plan is None:
            return page(request, "watching.html", plan=None)
        choices = choices_of(session, viewer, plan)
        filters = chosen_of(filters, plan, choices)
        found = matrix(session, filters.wish(viewer), filters.across, today=door.today)
    pages = {"number": number, "pages": -(-len(found.lines) // LINES), "units_found": len(found.lines)}
    values = choices | pages | {"plan": plan, "filters": filters, "links": Links(filters)}
    values |= {"matrix": _shown(found, number), "whole": found.whole}
    if wants_fragment(request):
        return fragment(request, "watching.html", "view", **values)
    return page(request, "watching.html", **values)


@router.get("/theo-doi/dong-thoi-gian")
def along_the_year(request: Request, door: OfficeDoor, viewer: SignedIn, filters: Filtered) -> Response:
    """The duties of one plan along its months."""
    with door.sessions() as session:
        plan = plan_to_watch(session, viewer, filters["plan"], today=door.today)
        if plan is None:
            return page(request, "timeline.html", plan=None)
        choices = choices_of(session, viewer, plan)
        filters = chosen_of(filters, plan, choices)
        found = timeline(session, filters.wish(viewer), plan, door.office.calendar, today=door.today)
    return page(request, "timeline.html", plan=plan, filters=filters, timeline=found, **choices)


@dataclass(frozen=True)
class Links:
    """Where a click leads: from a heading to the list behind it, from a cell to its obligation or to all of them."""

    filters: Filters

    def unit(self, line: Line) -> str:
        return self.filters.link("/nghia-vu", unit=line.code, alone="1", group="", by="")

    def column(self, column: Column) -> str:
        return self.filters.link("/nghia-vu", by="", **self._narrowed(column))

    def cell(self, line: Line, column: Column, cell: Cell) -> str:
        if cell.only:
            return f"/nghia-vu/{cell.only}"
        return self.filters.link("/nghia-vu", unit=line.code, alone="1", group="", by="", **self._narrowed(column))

    def _narrowed(self, column: Column) -> dict[str, str]:
        return {self.filters.across.value: column.code} if column.code else {}


def _shown(found: Matrix, number: int) -> Matrix:
    return replace(found, lines=found.lines[(number - 1) * LINES : number * LINES])


def choices_of(session: Session, viewer: Viewer, plan: PlanRow) -> dict[str, Any]:
    """What the filters of one plan can be set to."""
    return {
        "plans": {each.id: f"{each.number or each.id} · {each.title}" for each in plans(session, viewer)},
        "units": unit_names(session, viewer),
        "groups": group_names(session),
        "activities": activity_names(session, viewer, plan.id),
        "periods": {code: Period.parse(code).label for code in period_codes(session, viewer, plan.id)},
        "statuses": STATUSES,
    }


def chosen_of(filters: Filters, plan: PlanRow, choices: dict[str, Any]) -> Filters:
    """The filters for this plan, of which only those stay that it has."""
    named = Filters(filters.given | {"plan": plan.id})
    return named.known(activity=choices["activities"], period=choices["periods"])
