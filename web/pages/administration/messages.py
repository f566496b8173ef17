"""The messages: what was sent and what waits, one message with all its tries, and the switch that holds everything."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InAddress
from sqlmodel import Session

from engine.delivery.outbox import waiting
from engine.delivery.oversee import CHANGES, HELD, LABELS, NOTICE_LABELS, cancel, message_shown, messages, resend
from engine.directory.load import find_person
from engine.escalation.switches import pause, paused, resume
from engine.watching.list_sheets import message_sheet
from models.errors import NotFoundError
from models.messages import Message
from web.door import Door, OfficeDoor
from web.downloads import spreadsheet, whole
from web.guard import Administrator, administrators
from web.pages.administration.room import ROWS, Asked, Text, answered, by, maybe_day, path_of, room
from web.pages.mailbox import MAIL_GUARD, opening_outside
from web.rendering import page

router = APIRouter(prefix="/quan-tri/tin", dependencies=[administrators])
MessageId = Annotated[int, InAddress(ge=1, lt=2**31)]


@router.get("")
def listed(
    request: Request, door: OfficeDoor, state: Asked = "", nguoi: Asked = "",
    before: Annotated[int | None, Query(alias="truoc", ge=1, lt=2**31)] = None,
) -> Response:  # fmt: skip
    """The messages, newest first, narrowed by state and reader."""
    return _messages(request, door, state, nguoi, before)


@router.get(".xlsx")
def list_as_workbook(door: OfficeDoor, state: Asked = "", nguoi: Asked = "") -> Response:
    """The messages for a spreadsheet, narrowed as in their list."""
    with door.sessions() as session:
        of, now = _person_id(session, nguoi), door.clock()
        found = whole(lambda limit: messages(session, now=now, state=state or None, person_id=of, limit=limit))
    return spreadsheet(f"tin-{door.today}", message_sheet(found, door.office.zone))


def _person_id(session: Session, typed: str) -> int | None:
    name = typed.partition(" · ")[0].strip()
    return find_person(session, name).id if name else None


def _messages(
    request: Request, door: Door, state: str = "", person: str = "", before: int | None = None, *,
    status: int = 200, **more: Any,
) -> Response:  # fmt: skip
    now = door.clock()
    with door.sessions() as session:
        try:
            person_id = _person_id(session, person)
            found = messages(session, now=now, state=state or None, person_id=person_id, before=before, limit=ROWS + 1)
        except NotFoundError as error:
            found, more = [], more | {"error": str(error)}
        values = {"pause": paused(session, now=now), "waiting": waiting(session)}
    return room(request, "messages", status=status, rows=found[:ROWS], is_more=len(found) > ROWS, state=state,
                person=person, states={**LABELS, HELD: "đang giữ vì tạm dừng"}, zone=door.office.zone,
                **values, **more)  # fmt: skip


@router.post("/tam-dung")
def held(request: Request, door: OfficeDoor, viewer: Administrator, reason: Text = "", until: Text = "") -> Response:
    """Let nothing leave any more."""

    def act() -> None:
        with door.writing() as session:
            pause(session, door.office, by(door, viewer), reason, until=maybe_day(until))

    def again(**more: Any) -> Response:
        return _messages(request, door, **more)

    return answered(act, path_of("tin"), "tam-dung", again, form="pause", reason=reason, until=until)


@router.post("/mo-lai")
def freed(request: Request, door: OfficeDoor, viewer: Administrator) -> Response:
    """Send again."""

    def act() -> None:
        with door.writing() as session:
            resume(session, by(door, viewer))

    def again(**more: Any) -> Response:
        return _messages(request, door, **more)

    return answered(act, path_of("tin"), "mo-lai", again)


@router.get("/{message_id}")
def shown(request: Request, door: OfficeDoor, message_id: MessageId) -> Response:
    """One message: its words, what it tells, each try, and what people did to it."""
    return _message(request, door, message_id)


def _message(request: Request, door: Door, message_id: int, *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        found = message_shown(session, message_id)
        has_html = bool(session.get_one(Message, message_id).html)
    return room(request, "message", status=status, it=found, states=LABELS, parts=NOTICE_LABELS, done_words=CHANGES,
                has_html=has_html, **more)  # fmt: skip


@router.get("/{message_id}/xem")
def read(request: Request, door: OfficeDoor, message_id: MessageId) -> Response:
    """The message as its reader sees it, shut in a frame."""
    with door.sessions() as session:
        it = session.get(Message, message_id)
        if it is None or not it.html:
            raise NotFoundError("tin này chưa được soạn")
        values: dict[str, Any] = {"message_id": message_id, "subject": it.subject, "source": opening_outside(it.html)}
    response = page(request, "administration/message_body.html", **values)
    response.headers["Content-Security-Policy"] = MAIL_GUARD
    return response


@router.post("/{message_id}/gui-lai")
def sent_again(
    request: Request, door: OfficeDoor, viewer: Administrator, message_id: MessageId, reason: Text = ""
) -> Response:
    """Put a message into the queue again, marked as a repeat."""

    def act() -> None:
        with door.writing() as session:
            resend(session, message_id, by(door, viewer), reason)

    return _answered(request, door, message_id, act, "gui-lai", form="resend", reason=reason)


@router.post("/{message_id}/huy")
def cancelled(
    request: Request, door: OfficeDoor, viewer: Administrator, message_id: MessageId, reason: Text = ""
) -> Response:
    """Take a message out of the queue."""

    def act() -> None:
        with door.writing() as session:
            cancel(session, message_id, by(door, viewer), reason)

    return _answered(request, door, message_id, act, "huy", form="cancel", reason=reason)


def _answered(request: Request, door: Door, message_id: int, act: Any, done: str, **typed: Any) -> Response:
    def again(**more: Any) -> Response:
        return _message(request, door, message_id, **more)

    return answered(act, path_of("tin", str(message_id)), done, again, **typed)
