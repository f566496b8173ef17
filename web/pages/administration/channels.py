"""The channels by which messages leave: how each stands, and a real message to oneself."""

from typing import Any

from fastapi import APIRouter, Request, Response

from engine.delivery.channels import Channel
from engine.delivery.opening import channels_for
from engine.delivery.standing import channels_stand, note_trial, own_address, try_channel
from engine.delivery.zalo.health import troubles
from engine.wording import masked
from models.errors import DondocError, NotFoundError
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import by, room
from web.refusals import sentence

router = APIRouter(prefix="/quan-tri/kenh", dependencies=[administrators])


@router.get("")
def shown(request: Request, door: OfficeDoor) -> Response:
    """All channels."""
    return _channels(request, door)


def _open(door: Door) -> list[Channel]:
    return channels_for(**door.settings.mail_server, zalo=door.settings.zalo, sessions=door.writing)


def _channels(request: Request, door: Door, *, status: int = 200, **more: Any) -> Response:
    now = door.clock()
    with door.sessions() as session:
        rows = channels_stand(session, door.office, _open(door), now=now)
        found = list(troubles(session, now=now))
    return room(request, "channels", status=status, rows=rows, troubles=found,
                is_local=door.settings.uses_local_mailbox, sending=door.office.setup.sending, **more)  # fmt: skip


@router.post("/{name}/thu")
def tried(request: Request, door: OfficeDoor, viewer: Administrator, name: str) -> Response:
    """Send a real message to the administrator's own address, and show the provider's answer."""
    channel = next((each for each in _open(door) if each.name == name), None)
    if channel is None:
        raise NotFoundError(f"kênh '{name}' chưa được thiết lập")
    who = by(door, viewer)
    try:
        with door.sessions() as session:
            person, address = own_address(session, viewer.person_id, name)
    except DondocError as error:
        return _channels(request, door, status=409, error=sentence(error))
    answer = try_channel(channel, door.office, person, address, who)
    with door.writing() as session:
        note_trial(session, name, address, answer, who)
    trial = {"name": name, "ok": answer.ok, "text": answer.text, "address": masked(address)}
    return _channels(request, door, status=200 if answer.ok else 409, trial=trial)
