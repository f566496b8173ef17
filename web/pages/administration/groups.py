"""The groups by which plans address many units at once."""

from typing import Any

from fastapi import APIRouter, Request, Response

from engine.directory import edits
from engine.directory.view import group_aliases, group_members, groups
from engine.names import unit_names
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import Text, answered, by, day_from, maybe_day, path_of, room

router = APIRouter(prefix="/quan-tri/danh-ba/nhom", dependencies=[administrators])


@router.get("")
def listed(request: Request, door: OfficeDoor) -> Response:
    """All groups."""
    return _groups(request, door)


def _groups(request: Request, door: Door, *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        rows = groups(session)
    return room(request, "groups", status=status, rows=rows, **more)


@router.post("")
def added(request: Request, door: OfficeDoor, viewer: Administrator, name: Text = "", code: Text = "") -> Response:
    """A new group."""

    def act() -> None:
        with door.writing() as session:
            edits.save_group(
                session, code.strip() or edits.code_for(session, name), name, by(door, viewer), is_new=True
            )

    def again(**more: Any) -> Response:
        return _groups(request, door, **more)

    return answered(act, path_of("danh-ba", "nhom"), "them", again, form="group", name=name, code=code)


@router.get("/{code}")
def shown(request: Request, door: OfficeDoor, code: str) -> Response:
    """One group and its units."""
    return _group(request, door, code)


def _group(request: Request, door: Door, code: str, *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        name, rows = group_members(session, code)
        known = {"rows": rows, "aliases": group_aliases(session, code), "units": unit_names(session)}
    return room(request, "group", status=status, code=code, group=name, **known, **more)


def _answered(request: Request, door: Door, code: str, act: Any, done: str, **typed: Any) -> Response:
    def again(**more: Any) -> Response:
        return _group(request, door, code, **more)

    return answered(act, path_of("danh-ba", "nhom", code), done, again, **typed)


@router.post("/{code}")
def renamed(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str, name: Text = "", aliases: Text = ""
) -> Response:
    """A group's name and its other names."""

    def act() -> None:
        with door.writing() as session:
            edits.save_group(session, code, name, by(door, viewer), aliases=aliases.split(";"))

    return _answered(request, door, code, act, "sua", form="group", name=name, aliases=aliases)


@router.post("/{code}/don-vi")
def member_added(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str, unit: Text = "", on: Text = ""
) -> Response:
    """A unit comes to the group."""

    def act() -> None:
        with door.writing() as session:
            edits.add_member(session, code, unit, maybe_day(on), by(door, viewer))

    return _answered(request, door, code, act, "them", form="member", unit=unit, on=on)


@router.post("/{code}/don-vi/ket-thuc")
def member_ended(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    unit: Text = "", since: Text = "", last: Text = "",
) -> Response:  # fmt: skip
    """A unit leaves the group."""

    def act() -> None:
        with door.writing() as session:
            days = maybe_day(since), day_from(last, "ngày kết thúc")
            edits.end_member(session, code, unit, *days, by(door, viewer))

    return _answered(request, door, code, act, "ket-thuc", form=f"end {unit}", last=last)
