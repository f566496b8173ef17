"""The people of the directory: one person with addresses, posts over time and days away."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field

from engine.directory import edits
from engine.directory.load import find_person
from engine.directory.view import people, person_card, person_names
from engine.escalation.reassign import handover
from engine.watching.list_sheets import people_sheet
from models.ladders import ROLE_LABELS
from models.office import CHANNEL_LABELS
from models.quiet import Quiet
from models.wordings import WEEKDAY_NAMES
from web.door import Door, OfficeDoor
from web.downloads import spreadsheet, whole
from web.guard import Administrator, administrators
from web.pages.administration.room import (
    CLEAN,
    ROWS,
    Asked,
    PageNumber,
    Text,
    answered,
    by,
    day_from,
    maybe_day,
    path_of,
    room,
)

router = APIRouter(prefix="/quan-tri/danh-ba/nguoi", dependencies=[administrators])
Word = Annotated[str, Field(max_length=20, pattern=CLEAN)]
Words = Annotated[list[Word], Field(max_length=100)]


class QuietForm(BaseModel):
    """The form of a person's quiet: weekdays, hours, and stretches of days by their first and last."""

    days: Words = Field(default_factory=list)
    start: Word = ""
    end: Word = ""
    first: Words = Field(default_factory=list)
    last: Words = Field(default_factory=list)

    @classmethod
    def of(cls, quiet: Quiet) -> "QuietForm":
        """The form before anybody types."""
        hours = {name: f"{at:%H:%M}" for name, at in (("start", quiet.start), ("end", quiet.end)) if at}
        first, last = (
            [each.isoformat() for each in ends]
            for ends in ([d.start for d in quiet.dates], [d.end for d in quiet.dates])
        )
        return cls(days=list(quiet.days), first=first, last=last, **hours)

    @property
    def stretches(self) -> list[tuple[str, str]]:
        """First and last days, and an empty pair for one more."""
        return [*(pair for pair in zip(self.first, self.last, strict=False) if any(pair)), ("", "")]

    def said(self) -> dict[str, Any]:
        """As the files of the office's folder say it; a day that stands alone is a stretch of one."""
        pairs = [(maybe_day(first), maybe_day(last)) for first, last in self.stretches]
        dates = [{"from": first or last, "to": last or first} for first, last in pairs if first or last]
        return {"days": self.days, "from": self.start.strip() or None, "to": self.end.strip() or None, "dates": dates}


@router.get("")
def listed(request: Request, door: OfficeDoor, tim: Asked = "", number: PageNumber = 1) -> Response:
    """The people by name."""
    return _people(request, door, tim, number)


@router.get(".xlsx")
def list_as_workbook(door: OfficeDoor, tim: Asked = "") -> Response:
    """The people for a spreadsheet, as searched."""
    with door.sessions() as session:
        found = whole(lambda limit: people(session, tim, limit=limit))
    return spreadsheet(f"nguoi-{door.today}", people_sheet(found))


def _people(
    request: Request, door: Door, wanted: str = "", number: int = 1, *, status: int = 200, **more: Any
) -> Response:
    with door.sessions() as session:
        found = people(session, wanted, limit=ROWS + 1, offset=(number - 1) * ROWS)
    return room(request, "people", status=status, rows=found[:ROWS], wanted=wanted, number=number,
                is_more=len(found) > ROWS, **more)  # fmt: skip


@router.post("")
def added(
    request: Request, door: OfficeDoor, viewer: Administrator, name: Text = "", code: Text = "", email: Text = ""
) -> Response:
    """A new person."""

    def act() -> None:
        with door.writing() as session:
            made = code.strip() or edits.code_for(session, name)
            edits.save_person(session, made, by(door, viewer), name=name, email=email, is_new=True)

    def again(**more: Any) -> Response:
        return _people(request, door, **more)

    return answered(act, path_of("danh-ba", "nguoi"), "them", again, form="person", name=name, code=code, email=email)


@router.get("/{code}")
def shown(request: Request, door: OfficeDoor, code: str) -> Response:
    """One person."""
    return _person(request, door, code)


def _person(request: Request, door: Door, code: str, *, status: int = 200, **more: Any) -> Response:
    with door.sessions() as session:
        card = person_card(session, code)
        names = person_names(session)
    labels = {"roles": ROLE_LABELS, "channels": CHANNEL_LABELS, "weekdays": WEEKDAY_NAMES}
    return room(
        request, "person", status=status, card=card, quiet=QuietForm.of(card.quiet), people=names, **labels, **more
    )


def _answered(request: Request, door: Door, code: str, act: Any, done: str, **typed: Any) -> Response:
    def again(**more: Any) -> Response:
        return _person(request, door, code, **more)

    return answered(act, path_of("danh-ba", "nguoi", code), done, again, **typed)


@router.post("/{code}")
def renamed(request: Request, door: OfficeDoor, viewer: Administrator, code: str, name: Text = "") -> Response:
    """A person's name."""

    def act() -> None:
        with door.writing() as session:
            edits.save_person(session, code, by(door, viewer), name=name)

    return _answered(request, door, code, act, "sua", form="person", name=name)


@router.post("/{code}/lien-he")
def contact_added(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str, channel: Text = "", address: Text = ""
) -> Response:
    """One more address."""

    def act() -> None:
        with door.writing() as session:
            edits.add_contact(session, code, channel, address.strip(), by(door, viewer))

    return _answered(request, door, code, act, "them", form="contact", channel=channel, address=address)


@router.post("/{code}/lien-he/sua")
def contact_changed(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    channel: Text = "", address: Text = "", what: Text = "",
) -> Response:  # fmt: skip
    """Try an address first (and again, if it was dead), or forget it."""

    def act() -> None:
        verb = {"len-dau": edits.put_first, "dung-lai": edits.revive}.get(what, edits.remove_contact)
        with door.writing() as session:
            verb(session, code, channel, address, by(door, viewer))

    return _answered(request, door, code, act, "sua", form="contacts")


@router.post("/{code}/vang-mat")
def absence_added(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    first: Text = "", last: Text = "", stand_in: Text = "",
) -> Response:  # fmt: skip
    """Days away and who stands in."""

    def act() -> None:
        with door.writing() as session:
            other = find_person(session, chosen(stand_in)).code if stand_in.strip() else None
            days = day_from(first, "ngày đầu"), day_from(last, "ngày cuối")
            edits.add_absence(session, code, *days, other, by(door, viewer))

    return _answered(request, door, code, act, "them", form="absence", first=first, last=last, stand_in=stand_in)


@router.post("/{code}/vang-mat/ket-thuc")
def absence_ended(request: Request, door: OfficeDoor, viewer: Administrator, code: str, first: Text = "") -> Response:
    """Somebody is back, or does not go."""

    def act() -> None:
        with door.writing() as session:
            edits.end_absence(session, code, day_from(first, "ngày đầu"), door.today, by(door, viewer))

    return _answered(request, door, code, act, "ket-thuc", form="absences")


@router.post("/{code}/yen-lang")
def quietened(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str, quiet: Annotated[QuietForm, Form()]
) -> Response:
    """When a person wants no reminders."""

    def act() -> None:
        with door.writing() as session:
            edits.save_quiet(session, code, quiet.said(), by(door, viewer))

    return _answered(request, door, code, act, "sua", form="quiet", quiet=quiet)


@router.post("/{code}/ban-giao")
def handed_over(
    request: Request, door: OfficeDoor, viewer: Administrator, code: str,
    successor: Text = "", on: Text = "",
) -> Response:  # fmt: skip
    """All posts of a person belong to another from a day on."""

    def act() -> None:
        with door.writing() as session:
            pair = find_person(session, code), find_person(session, chosen(successor))
            handover(session, door.office, *pair, day_from(on, "ngày bàn giao"), by(door, viewer))

    return _answered(request, door, code, act, "sua", form="handover", successor=successor, on=on)


def chosen(text: str) -> str:
    """The code of a person chosen from the list ("an-nguyen · Nguyễn Văn An"), or what was typed."""
    return text.partition(" · ")[0].strip()
