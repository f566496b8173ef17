"""Plans: which there are, what each asks of whom and when, and its register to take away."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from config.yaml_writing import write_yaml
from engine.drafts.keeping import may_upload, open_drafts
from engine.names import unit_names
from engine.plans_seen import lately, plans_seen, register_seen, running, seen_plan
from engine.register_sheet import workbook_of
from web.door import OfficeDoor
from web.guard import SignedIn
from web.rendering import page

router = APIRouter(prefix="/ke-hoach")
Code = Annotated[str, Path(max_length=200, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def listed(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """The plans that the viewer sees, and the documents that are on their way to becoming one."""
    with door.sessions() as session:
        found = plans_seen(session, viewer)
        stand = lately(session, running(found), viewer, today=door.today)
        drafts = open_drafts(session, viewer)
    return page(request, "plans.html", plans=found, stand=stand, drafts=drafts, may_upload=may_upload(viewer))


@router.get("/{code}.yaml")
def exported(door: OfficeDoor, viewer: SignedIn, code: Code) -> Response:
    """The register exactly as ``plan export`` writes it."""
    with door.sessions() as session:
        register, _ = register_seen(session, seen_plan(session, viewer, code), today=door.today)
    return _download(write_yaml(register).encode(), f"{code}.yaml", "application/yaml")


@router.get("/{code}.xlsx")
def as_workbook(door: OfficeDoor, viewer: SignedIn, code: Code) -> Response:
    """The register as a workbook."""
    with door.sessions() as session:
        register, duties = register_seen(session, seen_plan(session, viewer, code), today=door.today)
    return _download(workbook_of(register.plan, duties), f"{code}.xlsx", XLSX)


@router.get("/{code}")
def shown(request: Request, door: OfficeDoor, viewer: SignedIn, code: Code) -> Response:
    """One plan: its head, its duties with their timing in words, and when each is due next."""
    with door.sessions() as session:
        found = seen_plan(session, viewer, code)
        register, duties = register_seen(session, found, today=door.today)
        stand = lately(session, [int(found.id or 0)], viewer, today=door.today).get(int(found.id or 0))
        names = unit_names(session)
        state = found.state
    return page(request, "plan.html", plan=register.plan, duties=duties, stand=stand, state=state, names=names)


def _download(content: bytes, name: str, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; filename={quote(name)}"})
