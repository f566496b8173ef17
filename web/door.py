"""What a page stands on: the office behind the door, and templates that know Vietnamese dates and labels."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.templating import Jinja2Templates

from config.database import Sessions
from engine.links import Signer
from models.moments import local, local_day
from models.obligations import LABELS, PROGRESS_LABELS, Progress, Timeliness
from models.office import Office
from models.periods import Period

TEMPLATES = Path(__file__).parent / "templates"
SHAPES = {
    Timeliness.OVERDUE: "▲",
    Timeliness.LATE: "△",
    Timeliness.DUE_SOON: "◆",
    Timeliness.NOT_DUE: "○",
    Timeliness.NOT_OPEN: "◌",
    Timeliness.UNDATED: "?",
    Timeliness.ON_TIME: "●",
    Timeliness.EXCUSED: "–",
}


@dataclass(frozen=True)
class Door:
    """The office as the pages see it: ``sessions`` only read, the clock is the office's.

    ``writing`` and ``signer`` are there where people may answer by the links in their messages.
    """

    sessions: Sessions
    office: Office
    mailbox: Path
    clock: Callable[[], dt.datetime]
    writing: Sessions
    signer: Signer

    @property
    def today(self) -> dt.date:
        return local_day(self.clock(), self.office.zone)


def door_of(request: Request) -> Door:
    """The office this application was made for."""
    door: Door = request.app.state.door
    return door


OfficeDoor = Annotated[Door, Depends(door_of)]


def templates_of(office: Office) -> Jinja2Templates:
    """The templates, with the office's days, moments and labels as filters."""
    templates = Jinja2Templates(directory=TEMPLATES)
    templates.env.filters |= {
        "day": lambda day: f"{day:%d/%m/%Y}" if day else "—",
        "moment": lambda at: local(at, office.zone).format("HH:mm DD/MM/YYYY"),
        "period": lambda code: Period.parse(code).label if code else "",
        "label": lambda code: LABELS[Timeliness(code)],
        "shape": lambda code: SHAPES[Timeliness(code)],
        "progress": lambda code: PROGRESS_LABELS[Progress(code)],
    }
    return templates


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page of ours, in the office's name and on its day."""
    door, templates = door_of(request), request.app.state.templates
    values |= {"office": door.office.setup.name, "today": door.today}
    answer: Response = templates.TemplateResponse(request, name, values, status_code=status)
    return answer
