"""A page as it is sent: templates that know Vietnamese dates, labels and the reader's language, whole or one block."""

import datetime as dt
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from engine.fulfilment.evidence import LARGEST
from models.moments import local
from models.obligations import LABELS, PROGRESS_LABELS, Progress, Timeliness
from models.office import CHANNEL_LABELS, Office
from models.periods import ONE_DAY, Period
from web.door import door_of
from web.guard import FIELD, keep_form_key, token_of
from web.language import LANGUAGES, in_language, language_of, speak
from web.outcomes import said

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
BRIEFLY = {
    Timeliness.OVERDUE: "Quá",
    Timeliness.LATE: "Trễ",
    Timeliness.DUE_SOON: "Sắp",
    Timeliness.NOT_DUE: "Còn",
    Timeliness.NOT_OPEN: "Chưa",
    Timeliness.UNDATED: "Hạn?",
    Timeliness.ON_TIME: "Xong",
    Timeliness.EXCUSED: "Bỏ",
}
PLACES = (
    ("/", "Việc của tôi"),
    ("/theo-doi", "Theo dõi"),
    ("/nghia-vu", "Nghĩa vụ"),
    ("/ke-hoach", "Kế hoạch"),
)
ADMINISTERED = ("/quan-tri", "Quản trị")


def templates_of(office: Office) -> Jinja2Templates:
    """The templates, with the office's days, moments and labels as filters."""
    templates = Jinja2Templates(directory=TEMPLATES)
    speak(templates.env)
    templates.env.filters |= {
        "day": lambda day: f"{day:%d/%m/%Y}" if day else "—",
        "isoday": lambda text: f"{dt.date.fromisoformat(text):%d/%m/%Y}",  # a day that was stored as text
        "day_before": lambda day: day - ONE_DAY,
        "last_day": lambda day: f"{day - ONE_DAY:%d/%m/%Y}",  # of what is over from ``day`` on
        "moment": lambda at: local(at, office.zone).format("HH:mm DD/MM/YYYY"),
        "period": lambda code: Period.parse(code).label if code else "",
        "label": lambda code: LABELS[Timeliness(code)],
        "shape": lambda code: SHAPES[Timeliness(code)],
        "brief": lambda code: BRIEFLY[Timeliness(code)],
        "progress": lambda code: PROGRESS_LABELS[Progress(code)],
        "channel": lambda code: CHANNEL_LABELS.get(code, code),
        "size": lambda count: f"{max(1, round(count / 1000))} KB",
        "number": lambda value: f"{value:g}".replace(".", ","),
        "words": in_language,
    }
    templates.env.globals["largest_upload"] = LARGEST // 2**20
    return templates


def page(request: Request, name: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page of ours in the reader's language, in the office's name and on its day; ``csrf()`` is a form's hidden field."""
    answer: Response = request.app.state.templates.TemplateResponse(
        request, name, _everywhere(request) | values, status_code=status
    )
    keep_form_key(request, answer)
    return answer


def fragment(request: Request, name: str, block: str, /, **values: Any) -> Response:
    """One block of a page, for HTMX to put in place of the old one; a browser that goes back must not take it for the page."""
    template = request.app.state.templates.env.get_template(name)
    context = template.new_context({"request": request, **_everywhere(request), **values})
    words = "".join(template.blocks[block](context))
    return Response(words, media_type="text/html; charset=utf-8", headers={"Vary": "HX-Request"})


def wants_fragment(request: Request) -> bool:
    """Whether HTMX asks for a part of the page; a browser, and HTMX on the way back in history, ask for the whole."""
    whole = ("hx-boosted", "hx-history-restore-request")
    return "hx-request" in request.headers and not any(name in request.headers for name in whole)


def _everywhere(request: Request) -> dict[str, Any]:
    door, viewer = door_of(request), getattr(request.state, "viewer", None)
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return {
        "office": door.office.setup.name,
        "today": door.today,
        "viewer": viewer,
        "language": language_of(request),
        "languages": LANGUAGES,
        "places": (*PLACES, ADMINISTERED) if viewer and viewer.is_administrator else PLACES,
        "here": request.url.path,
        "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "said": said(request),
        "csrf": lambda: field.format(FIELD, token_of(request)),
    }
