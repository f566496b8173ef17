"""Lists and the matrix as files, narrowed as in the address of the page that they are taken from."""

from functools import partial

from fastapi import APIRouter, Response

from engine.access.rights import Viewer
from engine.names import unit_names
from engine.watching.overview import matrix, plan_to_watch
from engine.watching.queries import Row, obligations
from engine.watching.sheets import matrix_sheet, obligation_sheet, write_csv
from models.errors import NotFoundError
from web.door import Door, OfficeDoor
from web.downloads import download, spreadsheet, whole
from web.filters import Filtered, Filters
from web.guard import SignedIn

router = APIRouter()


@router.get("/nghia-vu.xlsx")
def list_as_xlsx(door: OfficeDoor, viewer: SignedIn, filters: Filtered) -> Response:
    """The list of obligations for a spreadsheet."""
    rows, units = _listed(door, viewer, filters)
    return spreadsheet(f"nghia-vu-{door.today}", obligation_sheet(rows, units))


@router.get("/nghia-vu.csv")
def list_as_csv(door: OfficeDoor, viewer: SignedIn, filters: Filtered) -> Response:
    """The list of obligations for other programs."""
    rows, units = _listed(door, viewer, filters)
    return download(f"nghia-vu-{door.today}.csv", partial(write_csv, sheet=obligation_sheet(rows, units)))


def _listed(door: Door, viewer: Viewer, filters: Filters) -> tuple[list[Row], dict[str, str]]:
    with door.sessions() as session:
        rows = whole(lambda limit: obligations(session, filters.wish(viewer, limit=limit), today=door.today))
        return rows, unit_names(session)


@router.get("/theo-doi.xlsx")
def matrix_as_xlsx(door: OfficeDoor, viewer: SignedIn, filters: Filtered) -> Response:
    """The matrix of a plan, all units of it."""
    with door.sessions() as session:
        plan = plan_to_watch(session, viewer, filters["plan"], today=door.today)
        if plan is None:
            raise NotFoundError("chưa có kế hoạch nào để theo dõi")
        wish = filters.wish(viewer, plan=plan.id, running=False)
        found = matrix(session, wish, filters.across, today=door.today)
    return spreadsheet(f"theo-doi-{plan.id}-{door.today}", matrix_sheet(found))
