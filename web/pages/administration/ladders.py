"""The ladders: in words, tried on a due day, changed as text, and compared with what is open."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from config.office_writing import LADDERS, checked_ladders, text_of, why_not_writable, write_ladders
from engine.jobs.queue import Errand, ask_for
from engine.journal import record
from engine.ladders.replan import differences_in, running_plans
from engine.ladders.replan_words import by_ladder, rung_rows
from engine.ladders.words import foreseen, rungs
from engine.register.entries import find_plan
from engine.runs import run_replan
from engine.watching.queries import plans
from models.errors import DondocError, NotFoundError, RefusedFileError
from models.office import Office
from models.periods import ONE_DAY
from models.plans import PlanState
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import Asked, LongText, Text, maybe_day, path_of, room
from web.refusals import sentence

router = APIRouter(prefix="/quan-tri/thang", dependencies=[administrators])
REPLAN = "replan"
AHEAD = 30  # days from today to the example's due day


@router.get("")
def listed(request: Request, door: OfficeDoor) -> Response:
    """All ladders in words."""
    ladders = {name: (ladder.hour, rungs(ladder)) for name, ladder in door.office.ladders.items()}
    return room(
        request, "ladders", ladders=ladders, uses=_uses(door.office), closed=why_not_writable(door.settings.office)
    )


def _uses(office: Office) -> dict[str, list[str]]:
    """What each ladder is for by the office file."""
    setup = office.setup
    found: dict[str, list[str]] = {"standard": ["kế hoạch không nêu thang nào"]}
    for name, use in ((setup.check_ladder, "hỏi tiến độ việc thường xuyên"), (setup.review.ladder, "duyệt báo cáo đã nộp"),
                      (setup.answers.ladder, "trả lời đề nghị của đơn vị")):  # fmt: skip
        found.setdefault(name, []).append(use)
    return found


@router.get("/sua")
def edited(request: Request, door: OfficeDoor) -> Response:
    """The text of the ladder file."""
    text, seen = text_of(door.settings.office, LADDERS)
    return room(request, "ladder_text", text=text, seen=seen, closed=why_not_writable(door.settings.office),
                path=door.settings.office / LADDERS)  # fmt: skip


@router.post("/sua")
def written(
    request: Request, door: OfficeDoor, viewer: Administrator, text: LongText = "", seen: Text = "", what: Text = ""
) -> Response:
    """Check a text and show what it means; put it in force if asked to."""
    folder = door.settings.office
    frame: dict[str, Any] = {"text": text, "seen": seen, "closed": why_not_writable(folder), "path": folder / LADDERS}
    try:
        _, ladders = checked_ladders(folder, text)
        if what == "luu":
            before = {name: each.model_dump(mode="json") for name, each in door.office.ladders.items()}
            write_ladders(folder, text, seen=seen, now=door.clock())
            with door.writing() as session:
                after = {name: each.model_dump(mode="json") for name, each in ladders.items()}
                record(
                    session,
                    now=door.clock(),
                    actor=viewer.name,
                    action="change",
                    subject="ladder",
                    before=before,
                    after=after,
                )
            return RedirectResponse(path_of("thang", "so-sanh") + "?xong=thang", status_code=303)
    except RefusedFileError as refused:
        faults = [(each.line, each.what, each.instead) for each in refused.problems]
        return room(request, "ladder_text", status=400, faults=faults, **frame)
    except DondocError as error:
        return room(request, "ladder_text", status=409, error=sentence(error), **frame)
    office = door.office.model_copy(update={"ladders": ladders})
    told = {name: rungs(ladder) for name, ladder in ladders.items()}
    return room(request, "ladder_text", told=told, **frame, **_differences(door, office))


@router.get("/so-sanh")
def compared(request: Request, door: OfficeDoor, plan: Asked = "") -> Response:
    """How what is open in one plan would change by the ladders in force: left as it is, or planned anew."""
    with door.sessions() as session:
        running = [each for each in plans(session) if each.state == PlanState.ACTIVE]
    if plan and plan not in {each.id for each in running}:
        raise NotFoundError(f"không có kế hoạch đang chạy nào mang mã '{plan}'")
    chosen = plan or (running[0].id if running else None)
    names = {each.id: f"{each.number or each.id} · {each.title}" for each in running}
    return room(request, "ladder_compared", plan=chosen, plans=names, **_differences(door, door.office, chosen))


def _differences(door: Door, office: Office, plan: str | None = None) -> dict[str, Any]:
    """What would change in one plan, or in all that run."""
    with door.sessions() as session:
        found = differences_in(session, office, running_plans(session, find_plan(session, plan).id if plan else None))
    return {"by_ladder": by_ladder(found), "by_rung": rung_rows(found, office.zone), "compared": True}


@router.post("/lap-lai")
def planned_anew(door: OfficeDoor, viewer: Administrator) -> Response:
    """Let what is open follow the ladders in force."""
    with door.writing() as session:
        onward = path_of("thang", "so-sanh") + "?xong=lap-lai"
        number = ask_for(session, REPLAN, {}, viewer, onward=onward, now=door.clock())
    door.jobs.wake()
    return RedirectResponse(f"/viec/{number}", status_code=303)


@router.get("/{name}")
def tried(request: Request, door: OfficeDoor, name: str, han: Asked = "") -> Response:
    """One ladder on the days of an example."""
    ladder = door.office.ladders.get(name)
    if ladder is None:
        raise NotFoundError(f"không có thang đôn đốc '{name}' — chọn một trong: {', '.join(door.office.ladders)}")
    due_on = _example(door, han)
    return room(request, "ladder", ladder=name, hour=ladder.hour, rungs=rungs(ladder), due_on=due_on,
                is_off=not door.office.calendar.is_working(due_on),
                days=foreseen(ladder, door.office, due_on))  # fmt: skip


def _example(door: Door, wanted: str) -> dt.date:
    """The due day that was asked for, else one a month ahead; far from today the calendar knows no days."""
    near = door.today.year - 5, door.today.year + 2
    found = maybe_day(wanted)
    return (
        found
        if found and near[0] <= found.year <= near[1]
        else door.office.calendar.on_or_after(door.today + AHEAD * ONE_DAY)
    )


def planned(errand: Errand) -> dict[str, Any]:
    """The job that plans anew what is open."""
    errand.tell(0, 1, "Đang lập lại lịch nhắc…")
    done = run_replan(errand.desk.sessions, errand.desk.office, now=errand.desk.clock(), actor=errand.actor)
    return vars(done)
