"""The working calendar of a year, and one more day by a document."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from config.office_writing import CALENDAR, add_day, why_not_writable
from engine.journal import record
from engine.watching.calendar_view import special, year
from models.errors import BadInputError
from models.office import CalendarDay
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import Text, answered, day_from, path_of, room

router = APIRouter(prefix="/quan-tri/lich", dependencies=[administrators])
KNOWN = range(-10, 4)  # years around this one for which days off are worked out
Year = Annotated[int | None, Query(alias="nam", ge=1900, le=2200)]


@router.get("")
def shown(request: Request, door: OfficeDoor, number: Year = None) -> Response:
    """A year of the calendar."""
    return _year(request, door, number or door.today.year)


def _year(request: Request, door: Door, number: int, *, status: int = 200, **more: Any) -> Response:
    calendar, now = door.office.calendar, door.today.year
    number = min(max(number, now + KNOWN.start), now + KNOWN.stop - 1)
    return room(request, "calendar", status=status, number=number, months=year(calendar, number),
                special=special(calendar, number), is_estimated=number > calendar.decided_through,
                decided_through=calendar.decided_through, closed=why_not_writable(door.settings.office),
                path=door.settings.office / CALENDAR, years=[now + n for n in KNOWN], **more)  # fmt: skip


@router.post("")
def added(
    request: Request, door: OfficeDoor, viewer: Administrator,
    on: Text = "", kind: Text = "", name: Text = "", document: Text = "",
) -> Response:  # fmt: skip
    """One more day off or day worked, by the number of the document that decided it."""

    def act() -> None:
        day = day_from(on, "ngày")
        if kind not in ("off", "work") or not name.strip() or not document.strip():
            raise BadInputError("cần chọn nghỉ hay làm việc, ghi tên ngày và số văn bản")
        said = CalendarDay.model_validate({"date": day, "kind": kind, "name": _said(name), "document": _said(document)})
        add_day(door.settings.office, said, now=door.clock())
        with door.writing() as session:
            record(session, now=door.clock(), actor=viewer.name, action="add", subject="calendar",
                   after=said.model_dump(mode="json"))  # fmt: skip

    def again(**more: Any) -> Response:
        return _year(request, door, door.today.year, **more)

    return answered(act, path_of("lich"), "lich", again, form="day", on=on, kind=kind, name=name, document=document)


def _said(text: str) -> str:
    return " ".join(text.split())[:200]
