"""Việc của tôi: what waits for the person who is signed in."""

from fastapi import APIRouter, Request, Response

from engine.queries import obligations
from engine.wishes import Wish
from models.columns import table_of
from models.obligations import UNFINISHED, Obligation
from web.door import OfficeDoor
from web.guard import SignedIn
from web.rendering import page

router = APIRouter()
ROWS = 100


@router.get("/")
def mine(request: Request, door: OfficeDoor, viewer: SignedIn) -> Response:
    """What the person's units still owe, the nearest due day first."""
    owed = table_of(Obligation)
    within = owed.c.unit_id.in_(viewer.acting) & owed.c.progress.in_(UNFINISHED)
    with door.sessions() as session:
        rows = obligations(session, Wish(running=True, within=within, limit=ROWS), today=door.today)
    return page(request, "mine.html", rows=rows)
