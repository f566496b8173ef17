"""Runs that an administrator asks for, with their parameters, and how the last ones went: all through the scheduler."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from engine.journal import record
from engine.rehearsal.findings import FLOOD
from engine.runs import rehearsal, rehearsals
from engine.wording import audience_named
from models.errors import BadInputError, DondocError
from web.door import Door, OfficeDoor
from web.guard import FIELD, Administrator, administrators
from web.pages.administration.room import answered, maybe_day, path_of, room
from web.scheduler import RUN_STATES, Scheduler

router = APIRouter(prefix="/quan-tri/chay", dependencies=[administrators])
LATEST = 30
TITLES = {
    "sweep": "Quét việc đến kỳ và gửi nhắc",
    "digest": "Gửi bản tổng hợp",
    "nightly": "Việc ban đêm",
    "import_plan": "Nạp sổ đăng ký của một kế hoạch",
    "rehearse": "Diễn tập",
    "replan": "Lập lại lịch nhắc",
    "report": "Báo cáo kỳ",
    "announce": "Thông báo",
    "send_letters": "Gửi công văn đôn đốc",
}


@router.get("")
def shown(request: Request, door: OfficeDoor) -> Response:
    """What can be run, and the last runs."""
    return _flows(request, door)


def _flows(request: Request, door: Door, *, status: int = 200, **more: Any) -> Response:
    scheduler, away = Scheduler.of(door.settings), ""
    deployments, runs = [], []
    try:
        deployments, runs = scheduler.deployments(), scheduler.runs(LATEST)
    except DondocError as error:
        away = str(error)
    with door.sessions() as session:
        found = {each.figures["asked_as"]: each.id for each in rehearsals(session, limit=LATEST)}
    return room(request, "flows", status=status, deployments=deployments, runs=runs, away=away, titles=TITLES,
                states=RUN_STATES, found=found, address=scheduler.address, **more)  # fmt: skip


@router.get("/dien-tap/{number}")
def found(request: Request, door: OfficeDoor, number: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:
    """What a rehearsal found: its sums, who gets most and when, what floods and which steps are silent."""
    with door.sessions() as session:
        run = rehearsal(session, number)
        at, sums, brief = run.started_at, run.figures, run.figures["found"]
    silent = [each | {"audience": audience_named(each["audience"])} for each in brief["silent"]]
    return room(request, "rehearsal", at=at, sums=sums, brief=brief, silent=silent, flood=FLOOD,
                most=door.office.setup.sending.messages_per_day)  # fmt: skip


def _require_order(given: Mapping[str, str]) -> None:
    """Days the wrong way round are refused before they are sent: the scheduler would take them, and the run fail."""
    first, last = (maybe_day(given.get(name, "")) for name in ("first", "last"))
    if first and last and last < first:
        raise BadInputError(
            f"ngày kết thúc {last:%d/%m/%Y} trước ngày bắt đầu {first:%d/%m/%Y} — đổi lại cho đúng thứ tự"
        )


async def _typed(request: Request) -> dict[str, str]:
    """What was typed; which fields a form has its flow says."""
    form = await request.form()
    return {key: str(form[key])[:2000] for key in form if key != FIELD}


@router.post("/{name}")
def asked(
    request: Request,
    door: OfficeDoor,
    viewer: Administrator,
    name: str,
    given: Annotated[dict[str, str], Depends(_typed)],
) -> Response:
    """Ask for a run."""

    def act() -> None:
        _require_order(given)
        Scheduler.of(door.settings).run(name, given, viewer.name)
        with door.writing() as session:
            record(session, now=door.clock(), actor=viewer.name, action="run", subject="flow", reason=name, after=given)

    def again(**more: Any) -> Response:
        return _flows(request, door, **more)

    return answered(act, path_of("chay"), "chay", again, **given | {"form": name})
