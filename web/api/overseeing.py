"""What the programs of administrators read: whether the engine runs, and what became of its messages."""

import enum
from typing import Annotated

from fastapi import APIRouter, Query

from engine.delivery.oversee import HELD, messages
from engine.runs import last_ok, runs_before
from models.messages import MessageState
from web.api.cursors import cursor_of, number_of
from web.api.gate import administrators
from web.api.problems import documented
from web.api.reading import After, Limit
from web.api.shapes import Health, Messages, Runs, RunShown
from web.door import OfficeDoor

router = APIRouter()
State = enum.StrEnum("State", [(each.upper(), each) for each in (HELD, *(state.value for state in MessageState))])  # type: ignore[misc]


@router.get("/health", summary="Máy có chạy không", responses=documented())
def health(door: OfficeDoor) -> Health:
    """Whether the database answers, and when a sweep last came to its end."""
    with door.sessions() as session:
        return Health(status="ok", last_sweep=last_ok(session, "sweep"))


@router.get(
    "/messages", summary="Các tin đã soạn và đã gửi", dependencies=[administrators], responses=documented(400, 403)
)
def all_messages(
    door: OfficeDoor, state: Annotated[State | None, Query()] = None, limit: Limit = 50, after: After = None
) -> Messages:
    """Messages, the newest first."""
    with door.sessions() as session:
        found = messages(session, now=door.clock(), state=state, limit=limit + 1, before=number_of(after))
    return Messages(items=found[:limit], next=cursor_of(found[limit - 1].id) if len(found) > limit else None)


@router.get("/runs", summary="Các lần chạy", dependencies=[administrators], responses=documented(400, 403))
def all_runs(door: OfficeDoor, limit: Limit = 50, after: After = None) -> Runs:
    """Runs of the engine, the newest first."""
    with door.sessions() as session:
        items = [RunShown.model_validate(each) for each in runs_before(session, number_of(after), limit=limit + 1)]
    return Runs(items=items[:limit], next=cursor_of(items[limit - 1].id) if len(items) > limit else None)
