"""The units of the directory: the tree, one unit with its posts over time, and what decisions make of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from engine.directory import edits
from engine.directory.load import find_person
from engine.directory.view import coming_absences, decisions, person_names, unit_card, unit_tree
from engine.directory.words import KIND_LABELS
from engine.escalation.reassign import give_over
from engine.names import unit_names
from models.directory import SuccessionKind
from models.errors import BadInputError, NotAllowedError
from models.ladders import ROLE_LABELS, Role
from web.door import Door, OfficeDoor
from web.guard import Administrator, administrators
from web.pages.administration.room import Asked, Text, answered, by, day_from, maybe_day, path_of, room

router = APIRouter(prefix="/quan-tri/danh-ba", dependencies=[administrators])


@router.get("")
def tree(request: Request, door: OfficeDoor, tim: Asked = "") -> Response:
    """The tree of units, or those whose name holds some words."""
    return _tree(request, door, tim)


def _tree(request: Request, door: Door, wanted: str = "", *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        rows = unit_tree(session, door.today)
        values = {"decided": decisions(session), "away": coming_absences(session, door.today)}
    if words := wanted.strip().casefold():
        rows = [each for each in rows if words in each.name.casefold() or words in each.code]
    names = {each.code: each.name for each in rows}
    return room(
        request, "units", status=status, rows=rows, wanted=wanted, names=names, kinds=KIND_LABELS, **values, **more
    )


@router.post("")
def added(
    request: Request, door: OfficeDoor, viewer: Administrator,
    name: Text = "", code: Text = "", short: Text = "", parent: Text = "", since: Text = "",
) -> Response:  # fmt: skip
    """A new unit."""

    def act() -> None:
        with door.writing() as session:
            made = code.strip() or edits.code_for(session, short or name)
            edits.save_unit(session, made, by(door, viewer), name=name, short=short, parent=parent or None,
                            since=maybe_day(since), is_new=True)  # fmt: skip

    def again(**more: Any) -> Response:
        return _tree(request, door, **more)

    return answered(act, path_of("danh-ba"), "them", again, form="unit", name=name, code=code, short=short,
                    parent=parent, since=since)  # fmt: skip


@router.get("/don-vi/{code}")
def shown(request: Request, door: OfficeDoor, code: str) -> Response:
    """One unit."""
    return _unit(request, door, code)


def _unit(request: Request, door: Door, code: str, *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        card = unit_card(session, code, door.today)
        choices = {"units": unit_names(session), "people": person_names(session)}
    return room(request, "unit", status=status, card=card, roles=ROLE_LABELS, kinds=KIND_LABELS, **choices, **more)


@router.post("/don-vi/{code}")
def changed(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    name: Text = "", short: Text = "", parent: Text = "", since: Text = "", until: Text = "", aliases: Text = "",
) -> Response:  # fmt: skip
    """A unit's name, place in the tree, days and other names."""

    def act() -> None:
        with door.writing() as session:
            edits.save_unit(session, code, by(door, viewer), name=name, short=short, parent=parent or None,
                            since=maybe_day(since), until=maybe_day(until), aliases=aliases.split(";"))  # fmt: skip

    return _answered(request, door, code, act, "sua", form="unit", name=name, short=short, parent=parent, since=since,
                     until=until, aliases=aliases)  # fmt: skip


def _answered(request: Request, door: Door, code: str, act: Any, done: str, **typed: Any) -> Response:
    def again(**more: Any) -> Response:
        return _unit(request, door, code, **more)

    return answered(act, path_of("danh-ba", "don-vi", code), done, again, **typed)


@router.post("/don-vi/{code}/vi-tri")
def tenure_begun(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    role: Text = "", person: Text = "", on: Text = "", instead: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Somebody takes a post; ``instead`` ends whoever holds it."""

    def act() -> None:
        with door.writing() as session:
            edits.begin_tenure(session, code, _role(role), _person(session, person), day_from(on, "ngày nhận"),
                               by(door, viewer), instead=instead)  # fmt: skip

    return _answered(request, door, code, act, "them", form="tenure", role=role, person=person, on=on, instead=instead)


@router.post("/don-vi/{code}/vi-tri/ket-thuc")
def tenure_ended(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    role: Text = "", person: Text = "", since: Text = "", last: Text = "",
) -> Response:  # fmt: skip
    """Somebody holds a post no longer after a day."""

    def act() -> None:
        with door.writing() as session:
            edits.end_tenure(session, code, _role(role), person, maybe_day(since), day_from(last, "ngày kết thúc"),
                             by(door, viewer))  # fmt: skip

    return _answered(request, door, code, act, "ket-thuc", form=f"end {role} {person}", last=last)


@router.post("/don-vi/{code}/sap-xep")
def succeeded(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    kind: Text = "", on: Text = "", decision: Text = "", heirs: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """A decision renames, merges, splits or dissolves the unit."""

    def act() -> None:
        if kind not in list(SuccessionKind):
            raise BadInputError(f"không có hình thức '{kind}' — chọn một trong: {', '.join(KIND_LABELS.values())}")
        with door.writing() as session:
            edits.succeed(session, code, SuccessionKind(kind), day_from(on, "ngày hiệu lực"), decision,
                          [each for each in heirs or [] if each], by(door, viewer))  # fmt: skip

    return _answered(request, door, code, act, "sua", form="succession", kind=kind, on=on, decision=decision,
                     heirs=heirs or [])  # fmt: skip


@router.post("/don-vi/{code}/giao-lai")
def given(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    heir: Text = "", which: Annotated[list[int] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Of what a split unit still owes, who takes over what: its focal person (or head) hears of it from now on."""

    def act() -> None:
        with door.writing() as session:
            card = unit_card(session, code, door.today)
            if heir not in {each.successor for each in card.decided} or not which:
                raise BadInputError("chọn đơn vị nhận và ít nhất một việc")
            if not set(which) <= {number for number, _ in card.to_give}:
                raise NotAllowedError("có việc đã được giao hoặc không thuộc đơn vị này; xem lại danh sách")
            give_over(session, door.office, card.name, heir, which, by(door, viewer))

    return _answered(request, door, code, act, "giao", form="give", heir=heir)


def _role(text: str) -> Role:
    if text not in list(Role):
        raise BadInputError(f"không có vị trí '{text}' — chọn một trong: {', '.join(ROLE_LABELS.values())}")
    return Role(text)


def _person(session: Any, text: str) -> str:
    """The code of a person, chosen from the list or typed by code or name."""
    return find_person(session, text.partition(" · ")[0].strip()).code
