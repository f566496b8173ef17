"""What a program may read: the same that its owner sees on the pages, and no more."""

import enum
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse
from sqlmodel import Session

from engine.access.rights import posts_of, seen
from engine.fulfilment.answers import open_requests
from engine.fulfilment.deeds import Deed
from engine.fulfilment.evidence import stored_file
from engine.fulfilment.raising import raisable
from engine.register.entries import export_register
from engine.watching.dossier import dossier
from engine.watching.overview import Across, matrix, plan_to_watch
from engine.watching.queries import PlanRow, obligation_row, obligations_from, plans
from engine.watching.waiting import Waiting, waiting_for
from engine.watching.wishes import WAITS, Wish
from models.obligations import Progress, Timeliness
from models.registers import Register
from web.api.bodies import WITHOUT_NUL, AnyDay
from web.api.cursors import cursor_of, number_of, place_of
from web.api.gate import Asking
from web.api.problems import documented
from web.api.shapes import (
    Account,
    Column,
    Counted,
    Events,
    EventShown,
    Line,
    Matrix,
    Me,
    Obligations,
    Pending,
    Plans,
    PlanShown,
    Requests,
)
from web.door import Door, OfficeDoor
from web.guard import FILE_POLICY

router = APIRouter()
Number = Annotated[int, Path(ge=1, lt=2**31)]
Word = Annotated[str | None, Query(max_length=100, pattern=WITHOUT_NUL)]
Limit = Annotated[int, Query(ge=1, le=200, description="Số dòng của một trang")]
After = Annotated[str | None, Query(max_length=100, description="Giá trị 'next' của trang trước")]
Status = enum.StrEnum(  # type: ignore[misc]
    "Status",
    [(each.upper(), each) for each in (WAITS, *(code.value for kind in (Progress, Timeliness) for code in kind))],
)
ACTIONS = {
    Deed.SUBMIT: "submit",
    Deed.ACKNOWLEDGE: "acknowledge",
    Deed.SNOOZE: "snooze",
    Deed.EXTENSION: "ask-extension",
    Deed.DIFFICULTY: "report-difficulty",
    Deed.ACCEPT: "accept",
    Deed.RETURN: "return",
    Deed.GRANT: "grant-extension",
    Deed.REFUSE: "refuse-extension",
    Deed.ANSWER: "answer-difficulty",
    Deed.DATE: "set-due",
    Deed.EXTEND: "extend",
    Deed.URGE: "urge",
    Deed.WAIVE: "waive",
    Deed.COMMENT: "comment",
}


@router.get("/me", summary="Mã truy cập này là của ai", responses=documented())
def me(door: OfficeDoor, caller: Asking) -> Me:
    """Whose rights the key has, and whether it may write."""
    viewer = caller.viewer
    with door.sessions() as session:
        posts = posts_of(session, viewer.person_id, today=door.today) if viewer.person_id else []
    return Me(name=viewer.name, program=caller.label, may_write=caller.may_write,
              is_administrator=viewer.is_administrator, posts=[*map(str, posts)])  # fmt: skip


@router.get("/waiting", summary="Việc đang chờ người này", responses=documented())
def waiting(door: OfficeDoor, caller: Asking) -> Waiting:
    """What waits for the key's owner, the most urgent first, as the first page shows it."""
    with door.sessions() as session:
        return waiting_for(session, caller.viewer, today=door.today)


@router.get("/events", summary="Việc phát sinh nêu được", responses=documented())
def events(door: OfficeDoor, caller: Asking) -> Events:
    """The events of running plans that the key's owner may raise."""
    with door.sessions() as session:
        found = raisable(session, caller.viewer, today=door.today)
    return Events(items=[EventShown.model_validate(each) for each in found])


@router.get("/plans", summary="Các kế hoạch", responses=documented())
def all_plans(door: OfficeDoor, caller: Asking) -> Plans:
    """The plans of which one sees something, newest period first."""
    with door.sessions() as session:
        return Plans(items=[PlanShown.model_validate(row) for row in plans(session, caller.viewer)])


@router.get(
    "/plans/{plan_id}",
    summary="Sổ đăng ký của một kế hoạch",
    responses=documented(404),
)
def one_plan(
    door: OfficeDoor, caller: Asking, plan_id: Annotated[str, Path(min_length=1, max_length=100, pattern=WITHOUT_NUL)]
) -> Register:
    """The register of a plan by its id: each duty with its phrase and timing, as ``dondoc plan show --json`` gives it."""
    with door.sessions() as session:
        return export_register(session, _seen_plan(session, door, caller, plan_id).id)


@router.get("/obligations", summary="Các nghĩa vụ, theo hạn", responses=documented(400))
def some_obligations(
    door: OfficeDoor,
    caller: Asking,
    plan: Word = None,
    unit: Word = None,
    status: Annotated[Status | None, Query()] = None,
    due_from: AnyDay | None = None,
    due_before: AnyDay | None = None,
    activity: Word = None,
    period: Word = None,
    running: Annotated[bool, Query(description="Chỉ kế hoạch đang chạy")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Obligations:
    """Obligations by due day, the undated last; the rows are those of ``dondoc obligations --json``."""
    wish = Wish(
        plan,
        unit,
        status,
        due_before,
        running,
        caller.viewer.visible,
        limit + 1,
        due_from=due_from,
        activity=activity,
        period=period,
    )
    with door.sessions() as session:
        rows = obligations_from(session, wish, place_of(after), today=door.today)
    last = rows[limit - 1] if len(rows) > limit else None
    return Obligations(items=rows[:limit], next=cursor_of(last.id, last.due_on) if last else None)


@router.get("/obligations/{obligation_id}", summary="Một nghĩa vụ: vì sao có, đã làm gì", responses=documented(404))
def one_obligation(door: OfficeDoor, caller: Asking, obligation_id: Number) -> Account:
    """Where it comes from, why it is due that day, who was told, what was handed in and said, and what may be done."""
    with door.sessions() as session:
        seen(session, caller.viewer, obligation_id)
        row = obligation_row(session, obligation_id, today=door.today)
        it = dossier(session, door.office, caller.viewer, obligation_id, today=door.today)
    return Account(
        obligation=row,
        why=it.why,
        submissions=it.handed_in,
        requests=it.asked,
        comments=it.comments,
        actions=[ACTIONS[deed] for deed in it.deeds],
    )


@router.get(
    "/obligations/{obligation_id}/files/{file_id}",
    summary="Một tệp đã nộp",
    response_class=FileResponse,
    responses=documented(404)
    | {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def one_file(door: OfficeDoor, caller: Asking, obligation_id: Number, file_id: Number) -> FileResponse:
    """The content of a file that was handed in."""
    with door.sessions() as session:
        seen(session, caller.viewer, obligation_id)
        name, place = stored_file(session, door.settings.home, obligation_id, file_id)
    headers = {"Content-Security-Policy": FILE_POLICY}
    return FileResponse(place, filename=name, media_type="application/octet-stream", headers=headers)


@router.get("/requests", summary="Đề nghị đang chờ trả lời", responses=documented(400))
def waiting_requests(door: OfficeDoor, caller: Asking, limit: Limit = 50, after: After = None) -> Requests:
    """What units asked and nobody answered yet, of what one sees, the oldest first."""
    with door.sessions() as session:
        found = open_requests(session, within=caller.viewer.visible, after=number_of(after) or 0, limit=limit + 1)
        items = [Pending.model_validate(each) for each in found]
    return Requests(items=items[:limit], next=cursor_of(items[limit - 1].id) if len(items) > limit else None)


@router.get("/matrix", summary="Ma trận của một kế hoạch: đơn vị và việc", responses=documented(404))
def one_matrix(
    door: OfficeDoor,
    caller: Asking,
    plan: Annotated[str, Query(min_length=1, max_length=100, pattern=WITHOUT_NUL)],
    across: Across = Across.ACTIVITY,
) -> Matrix:
    """How each unit stands with each activity, or in each period."""
    with door.sessions() as session:
        watched = _seen_plan(session, door, caller, plan)
        found = matrix(session, Wish(watched.id, within=caller.viewer.visible), across, today=door.today)
    return Matrix(
        plan=watched.id,
        columns=[Column.model_validate(each) for each in found.columns],
        lines=[
            Line(
                unit=line.code,
                name=line.name,
                cells=[Counted.of(cell.tally) if cell else None for cell in line.cells],
                total=Counted.of(line.tally),
            )
            for line in found.lines
        ],
        totals=[Counted.of(tally) for tally in found.totals],
    )


def _seen_plan(session: Session, door: Door, caller: Asking, wanted: str) -> PlanRow:
    found = plan_to_watch(session, caller.viewer, wanted, today=door.today)
    assert found  # one that is named is found or refused
    return found
