"""An office as it is set up: its switches, ladders, calendar and sending habits, and its directory as reviewed data."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from models.directory import SuccessionKind
from models.ladders import Ladder, Offset, Role
from models.moments import ZONE
from models.quiet import DaysOff, Quiet
from models.registers import CODE
from models.timings import ClockTime, ReadingRules, Strict, Weekday
from models.working_days import WorkingCalendar

LONGEST_PAUSE = 366  # days
RATE = re.compile(r"(?P<count>[1-9][0-9]{0,5}) per (?P<period>second|minute|hour|day)")
PERIODS = {
    "second": dt.timedelta(seconds=1),
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
}


def _dates_first(value: Any) -> Any:
    """A person's code alone, one entry, or several over time: always a list of entries."""
    entries = value if isinstance(value, list) else [value]
    return [{"person": entry} if isinstance(entry, str) else entry for entry in entries]


def _rate(value: Any) -> str:
    if not RATE.fullmatch(str(value)):
        raise ValueError(f"'{value}' không phải mức gửi — viết như '120 per minute'")
    return str(value)


ChannelName = Literal["email", "zalobot", "zalooa", "zns", "apprise"]
CHANNELS: frozenset[str] = frozenset(get_args(ChannelName))
CHANNEL_LABELS: dict[str, str] = {
    "email": "Thư điện tử",
    "zalobot": "Zalo Bot",
    "zalooa": "Zalo Official Account",
    "zns": "Tin Zalo theo số điện thoại (ZNS)",
    "apprise": "Apprise",
}
RateText = Annotated[str, BeforeValidator(_rate)]


@dataclass(frozen=True)
class Rate:
    """At most ``count`` messages in any stretch of time as long as ``per``."""

    count: int
    per: dt.timedelta

    @classmethod
    def parse(cls, text: str) -> "Rate":
        """The rate that a checked text says: "120 per minute"."""
        found = RATE.fullmatch(text)
        assert found
        return cls(int(found["count"]), PERIODS[found["period"]])


class Sending(Strict):
    """When messages may leave, how many one person gets a day, and how many a channel takes (``rates``).

    Leaders hear in one digest a week.
    """

    opens: ClockTime = dt.time(7, 30)
    closes: ClockTime = dt.time(17, 0)
    messages_per_day: int = Field(default=2, ge=1, le=20)
    leaders_on: Weekday = "mon"
    rates: dict[ChannelName, RateText] = Field(default_factory=dict)

    @property
    def limits(self) -> dict[str, Rate]:
        """The rates by channel, as values."""
        return {name: Rate.parse(text) for name, text in self.rates.items()}

    @model_validator(mode="after")
    def _opens_first(self) -> "Sending":
        if self.opens >= self.closes:
            raise ValueError(f"'opens' {self.opens:%H:%M} không trước 'closes' {self.closes:%H:%M} — đổi lại cho đúng")
        return self


class Review(Strict):
    """Clocks of the review: working days the monitor has to look, and a unit has to mend what was returned."""

    ladder: str = "review"
    look_within: int = Field(default=5, ge=1, le=30)
    mend_within: int = Field(default=5, ge=1, le=30)


class Answers(Strict):
    """What people may answer to a reminder, and the monitor's clocks for what they ask; days are working days."""

    ladder: str = "standard"
    decide_within: int = Field(default=2, ge=1, le=30)
    answer_within: int = Field(default=3, ge=1, le=30)
    acknowledged_until: Offset = "-1 working day"
    snooze_days: int = Field(default=3, ge=1, le=20)
    snooze_times: int = Field(default=2, ge=0, le=10)
    urge_hours: int = Field(default=4, ge=1, le=72)
    link_days: int = Field(default=14, ge=1, le=90)


class OfficeEntry(Strict):
    """The office file: everything an office decides once."""

    name: str
    zone: str = ZONE
    rules: ReadingRules = ReadingRules()
    sending: Sending = Sending()
    review: Review = Review()
    answers: Answers = Answers()
    check_ladder: str = "check"
    contact: str = ""


class CalendarDay(Strict):
    """A day that differs from the usual calendar, with the document that decided it."""

    date: dt.date
    kind: Literal["off", "work"]
    name: str
    document: str


class PausedDays(DaysOff):
    """Days (both included) on which no deadline runs and nobody is reminded, with the document that decided it."""

    name: str
    document: str

    @model_validator(mode="after")
    def _not_for_years(self) -> "PausedDays":
        if (self.end - self.start).days >= LONGEST_PAUSE:
            raise ValueError(f"tạm dừng dài hơn {LONGEST_PAUSE} ngày — xem lại năm, hoặc chia làm nhiều đợt")
        return self


class CalendarEntry(Strict):
    """The office's calendar file, laid over the country's holidays."""

    decided_through: int
    days: list[CalendarDay] = Field(default_factory=list)
    pauses: list[PausedDays] = Field(default_factory=list)


class Holder(Strict):
    """Who holds a post, from (included) until (excluded)."""

    person: str
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")


Holders = Annotated[list[Holder], BeforeValidator(_dates_first)]


class UnitEntry(Strict):
    """A unit with the ways documents write its name and who holds its posts."""

    code: str = Field(pattern=CODE)
    name: str
    short: str = ""
    aliases: list[str] = Field(default_factory=list)
    parent: str | None = None
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")
    posts: dict[Role, Holders] = Field(default_factory=dict)


class MemberEntry(Strict):
    """A unit in a group, from (included) until (excluded)."""

    unit: str
    start: dt.date | None = Field(default=None, alias="from")
    end: dt.date | None = Field(default=None, alias="to")


def _members(value: Any) -> Any:
    return [{"unit": entry} if isinstance(entry, str) else entry for entry in value or []]


class GroupEntry(Strict):
    """Units that plans address as one; their order is their turn in a rota."""

    code: str = Field(pattern=CODE)
    name: str
    aliases: list[str] = Field(default_factory=list)
    members: Annotated[list[MemberEntry], BeforeValidator(_members), Field(min_length=1)]


MAIL = r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+"
ADDRESSES = {
    "email": (MAIL, "một địa chỉ như 'an.nguyen@cdc-hue.example'"),
    "zalobot": (r"[A-Za-z0-9_.-]{1,64}", "mã cuộc trò chuyện mà 'dondoc zalo listen' in ra"),
    "zalooa": (r"[0-9]{5,32}", "mã người dùng của Official Account, toàn chữ số"),
    "zns": (r"(\+?84|0)[0-9]{9}", "số điện thoại như 0912345678"),
    "apprise": (r"[a-z][a-z0-9+.-]*://\S+", "một địa chỉ Apprise như 'slack://…'"),
}


class ContactEntry(Strict):
    """An address on a channel."""

    channel: ChannelName
    address: str

    @model_validator(mode="after")
    def _fits_its_channel(self) -> "ContactEntry":
        pattern, like = ADDRESSES[self.channel]
        if not re.fullmatch(pattern, self.address):
            raise ValueError(f"địa chỉ {self.channel} không đúng dạng — viết {like}")
        return self


class PersonEntry(Strict):
    """A person with addresses in the order in which they are tried: those of ``contacts`` first, then ``email``."""

    code: str = Field(pattern=CODE)
    name: str
    quiet: Quiet | None = None
    email: str | None = Field(default=None, pattern=rf"^{MAIL}$")
    contacts: list[ContactEntry] = Field(default_factory=list)

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Channel and address of each, each once."""
        found = [(each.channel, each.address) for each in self.contacts]
        return list(dict.fromkeys([*found, *([("email", self.email)] if self.email else [])]))


class AbsenceEntry(Strict):
    """Days away, both included, and who stands in."""

    person: str
    stand_in: str | None = None
    start: dt.date = Field(alias="from")
    end: dt.date = Field(alias="to")


class SuccessionEntry(Strict):
    """What a decision made of a unit."""

    unit: str
    successor: str | None = None
    kind: SuccessionKind
    on: dt.date
    decision: str


class Directory(Strict):
    """Units, groups and people of the office; several files make one directory."""

    units: list[UnitEntry] = Field(default_factory=list)
    groups: list[GroupEntry] = Field(default_factory=list)
    people: list[PersonEntry] = Field(default_factory=list)
    absences: list[AbsenceEntry] = Field(default_factory=list)
    successions: list[SuccessionEntry] = Field(default_factory=list)

    @model_validator(mode="after")
    def _nothing_missing(self) -> "Directory":
        if not (self.units or self.groups or self.people or self.absences or self.successions):
            raise ValueError("tệp danh bạ trống — viết ít nhất một mục 'units', 'groups' hoặc 'people'")
        return self


class Office(Strict):
    """What the engine needs of an office, as one value that the doors load and pass down.

    ``channels`` are those that are set up: an address on any other reaches nobody.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True, extra="forbid")

    setup: OfficeEntry
    ladders: dict[str, Ladder]
    calendar: WorkingCalendar
    templates: dict[str, str] = Field(default_factory=dict)
    channels: frozenset[str] = CHANNELS

    @property
    def zone(self) -> str:
        return self.setup.zone
