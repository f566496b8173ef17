"""Answer a message by its link, without an account: opening it shows what it does, sending the form does it, once."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from engine.answers import Said, act
from engine.complete import By, subject_of
from engine.explain import why
from engine.links import check_link, use_link
from models.errors import BadInputError
from web.door import OfficeDoor
from web.guard import signed
from web.rendering import page

router = APIRouter(prefix="/tra-loi")


@router.get("/{token}")
@signed
def asked(request: Request, door: OfficeDoor, token: str) -> Response:
    """What the link is for and the form for it; nothing is changed, however often a mail scanner looks."""
    link = door.signer.read(token)
    with door.sessions() as session:
        person = check_link(session, door.office, link, now=door.clock())
        account = why(session, door.office, link.obligation_id, today=door.today)
        timing = subject_of(session, link.obligation_id).activity.timing
    target = timing.get("target")
    return page(request, "answer.html", link=link, person=person, why=account, target=target, token=token,
                limits=door.office.setup.answers)  # fmt: skip


@router.post("/{token}")
@signed
def answered(
    request: Request,
    door: OfficeDoor,
    token: str,
    document: Annotated[str, Form(max_length=100)] = "",
    on: Annotated[str, Form(max_length=10)] = "",
    quantity: Annotated[str, Form(max_length=20)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
    days: Annotated[int, Form(ge=1, le=20)] = 1,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Do what the link is for and use it up, together or not at all."""
    link, now = door.signer.read(token), door.clock()
    said = Said(document, _day(on), _number(quantity), _day(until), days, reason)
    with door.writing() as session:
        person = check_link(session, door.office, link, now=now)
        use_link(session, link, now=now)
        done = act(session, door.office, link.purpose, link.obligation_id, said, By(f"{person} (qua liên kết)", now))
    return page(request, "answered.html", done=done, person=person)


def _day(text: str) -> dt.date | None:
    """The day of a form field: browsers send 2024-01-31, a reader without them may write 31/01/2024."""
    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadInputError(f"'{text}' không phải ngày có thật — viết như 31/01/2024")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text.strip() else None
    except ValueError:
        raise BadInputError(f"'{text}' không phải số — viết như 42 hoặc 42,5") from None
