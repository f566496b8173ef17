"""Runs that an administrator asks for, with their parameters, and how the last ones went: all through the scheduler."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from engine.journal import record
from models.errors import DondocError
from web.door import Door, OfficeDoor
from web.guard import FIELD, Administrator, administrators
from web.pages.administration.room import answered, path_of, room
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
    return room(request, "flows", status=status, deployments=deployments, runs=runs, away=away, titles=TITLES,
                states=RUN_STATES, address=scheduler.address, **more)  # fmt: skip


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
        Scheduler.of(door.settings).run(name, given, viewer.name)
        with door.writing() as session:
            record(session, now=door.clock(), actor=viewer.name, action="run", subject="flow", reason=name, after=given)

    def again(**more: Any) -> Response:
        return _flows(request, door, **more)

    return answered(act, path_of("chay"), "chay", again, **given | {"form": name})
