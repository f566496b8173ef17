"""Plans: which there are, what each asks of whom and when, and its register to take away."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from config.yaml_writing import write_yaml
from engine.access.rights import Viewer
from engine.drafts.keeping import may_upload, open_drafts
from engine.names import unit_names
from engine.watching.list_sheets import plan_sheet
from engine.watching.plans_seen import DutySeen, lately, plans_seen, register_seen, running, seen_plan
from engine.watching.register_sheet import register_sheet
from models.registers import Register
from web.door import Door, OfficeDoor
from web.downloads import download, spreadsheet
from web.guard import SignedIn
from web.rendering import fragment, page, wants_fragment

router = APIRouter(prefix="/ke-hoach")
Code = Annotated[str, Path(max_length=200, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


@router.get("")
def listed(
    request: Request, door: OfficeDoor, viewer: SignedIn, figures: Annotated[bool, Query(alias="so-lieu")] = False
) -> Response:
    """The plans that the viewer sees, and the documents on their way to becoming one; counting waits until it is asked for."""
    with door.sessions() as session:
        found = plans_seen(session, viewer)
        stand = lately(session, running(found), viewer, today=door.today) if figures else {}
        if wants_fragment(request):
            return fragment(request, "plans.html", "rows", plans=found, stand=stand, figures=figures)
        drafts = open_drafts(session, viewer)
    return page(
        request, "plans.html", plans=found, stand=stand, figures=figures, drafts=drafts, may_upload=may_upload(viewer)
    )  # fmt: skip


@router.get(".xlsx")
def list_as_workbook(door: OfficeDoor, viewer: SignedIn) -> Response:
    """The list of plans for a spreadsheet."""
    with door.sessions() as session:
        found = plans_seen(session, viewer)
    return spreadsheet(f"ke-hoach-{door.today}", plan_sheet(found))


@router.get("/{code}.yaml")
def exported(door: OfficeDoor, viewer: SignedIn, code: Code) -> Response:
    """The register exactly as ``plan export`` writes it."""
    text = write_yaml(_register(door, viewer, code)[0])
    return download(f"{code}.yaml", lambda path: path.write_text(text, encoding="utf-8"))


@router.get("/{code}.xlsx")
def as_workbook(door: OfficeDoor, viewer: SignedIn, code: Code) -> Response:
    """The register for a spreadsheet."""
    _, duties = _register(door, viewer, code)
    return spreadsheet(code, register_sheet(duties))


def _register(door: Door, viewer: Viewer, code: str) -> tuple[Register, list[DutySeen]]:
    with door.sessions() as session:
        return register_seen(session, seen_plan(session, viewer, code), today=door.today)


@router.get("/{code}")
def shown(request: Request, door: OfficeDoor, viewer: SignedIn, code: Code) -> Response:
    """One plan: its head, its duties with their timing in words, and when each is due next."""
    with door.sessions() as session:
        found = seen_plan(session, viewer, code)
        register, duties = register_seen(session, found, today=door.today)
        plan_id, state = int(found.id or 0), found.state
        stand = lately(session, [plan_id], viewer, today=door.today)[plan_id]
        names = unit_names(session)
    return page(request, "plan.html", plan=register.plan, duties=duties, stand=stand, state=state, names=names)
