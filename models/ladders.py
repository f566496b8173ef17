"""The ladder (thang đôn đốc): who is told how long before or after the due day, and its steps turned into moments."""

import datetime as dt
import enum
import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, model_validator

from models.moments import ZONE, instant
from models.periods import ONE_DAY
from models.timings import ClockTime, Strict
from models.working_days import WorkingCalendar

OFFSET = re.compile(r"(?P<sign>[+-]?)\s*(?P<count>[0-9]{1,3})\s+(?P<unit>working days?|days?|hours?)")
EVERY = re.compile(r"every\s+(?P<count>[1-9][0-9]{0,2})\s+(?P<unit>working days?|days?)")


class Party(enum.StrEnum):
    """Whose post a step speaks to, as seen from the obligation."""

    LEAD = "lead"
    COOPERATE = "cooperate"
    MONITOR = "monitor"
    ISSUER = "issuer"
    REPORTS_TO = "reports_to"


class Role(enum.StrEnum):
    """A post of a unit."""

    HEAD = "head"
    DEPUTY = "deputy"
    FOCAL = "focal"
    OFFICE_LEAD = "office_lead"
    LEADER = "leader"


ROLE_LABELS = {
    Role.HEAD: "thủ trưởng",
    Role.DEPUTY: "cấp phó",
    Role.FOCAL: "đầu mối",
    Role.OFFICE_LEAD: "chánh văn phòng",
    Role.LEADER: "lãnh đạo",
}


class Severity(enum.StrEnum):
    """How grave a step is; a high one is said in the subject and stands out in the message."""

    NORMAL = "normal"
    HIGH = "high"


AUDIENCES = {
    (party, role)
    for party in (Party.LEAD, Party.COOPERATE, Party.MONITOR, Party.REPORTS_TO)
    for role in (Role.FOCAL, Role.HEAD)
} | {(Party.ISSUER, Role.OFFICE_LEAD), (Party.ISSUER, Role.LEADER)}


def _audience(text: str) -> str:
    known = {f"{party}.{role}" for party, role in AUDIENCES}
    if text not in known:
        raise ValueError(f"không có người nhận '{text}' — viết một trong: {', '.join(sorted(known))}")
    return text


def _offset(value: Any) -> str:
    text = "0 days" if value == 0 else str(value)
    if not OFFSET.fullmatch(text):
        raise ValueError(
            f"'{value}' không phải khoảng cách — viết như '-5 working days', '+3 working days', '-2 hours'"
        )
    if text[0] not in "+-0":
        raise ValueError(f"'{value}' không nói trước hay sau hạn — viết '-{text}' là trước, '+{text}' là sau")
    return text


def _every(value: Any) -> str:
    if not EVERY.fullmatch(str(value)):
        raise ValueError(f"'{value}' không phải nhịp lặp — viết như 'every 5 working days'")
    return str(value)


Audience = Annotated[str, AfterValidator(_audience)]
Offset = Annotated[str, BeforeValidator(_offset)]
Every = Annotated[str, BeforeValidator(_every)]


class Step(Strict):
    """One rung: when, to whom, how grave, alone or in a digest, and how often again."""

    at: Offset
    to: Annotated[list[Audience], Field(min_length=1)]
    digest: Literal["by unit"] | None = None
    repeat: Every | None = None
    at_most: int = Field(default=1, ge=1, le=52, alias="at most")
    urgent: bool = False
    severity: Severity = Severity.NORMAL

    @model_validator(mode="after")
    def _repeat_needs_cap(self) -> "Step":
        if self.repeat and self.at_most == 1:
            raise ValueError("bước có 'repeat' cần 'at most' lớn hơn 1, để không nhắc mãi")
        if self.at_most > 1 and not self.repeat:
            raise ValueError("bước có 'at most' cần 'repeat' — viết như repeat: every 5 working days")
        if self.repeat and "hour" in self.at:
            raise ValueError("bước tính bằng giờ không nhắc lại được — bỏ 'repeat', hoặc tính 'at' bằng ngày")
        return self


class Ladder(Strict):
    """The steps of one ladder; ``hour`` is the office's clock time at which a step counted in days is told.

    It is 07:30 unless set, the hour of the day's digests: a rung that fell later would wait for the next day's.

    A ladder file may give the bare list of steps.
    """

    steps: Annotated[list[Step], Field(min_length=1)]
    hour: ClockTime = dt.time(7, 30)

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, value: Any) -> Any:
        return {"steps": value} if isinstance(value, list) else value


Ladders = dict[str, Ladder]
LADDERS: TypeAdapter[Ladders] = TypeAdapter(Ladders)


@dataclass(frozen=True)
class Moment:
    """A rung at its instant: ``position`` orders the rungs of one agenda, ``step`` and ``round`` say where it came from."""

    position: int
    step: int
    round: int
    at: dt.datetime
    told: Step


@dataclass(frozen=True)
class Anchor:
    """What a ladder hangs on: the due day (and hour, if one is stated)."""

    due_on: dt.date
    due_time: dt.time | None = None
    zone: str = ZONE


def moments(ladder: Ladder, anchor: Anchor, calendar: WorkingCalendar) -> list[Moment]:
    """All rungs of a ladder for one due day, in order of time; rungs at one instant keep the ladder's order."""
    raw = [
        (at, number, round_)
        for number, step in enumerate(ladder.steps)
        for round_, at in enumerate(instants(step, ladder.hour, anchor, calendar))
    ]
    ordered = sorted(raw)
    return [Moment(p, number, round_, at, ladder.steps[number]) for p, (at, number, round_) in enumerate(ordered)]


def instants(step: Step, hour: dt.time, anchor: Anchor, calendar: WorkingCalendar) -> list[dt.datetime]:
    """The instant of a step and of each of its repeats; what is told before the due day is not repeated after it."""
    found = OFFSET.fullmatch(step.at)
    assert found
    count = int(found["count"]) * (-1 if found["sign"] == "-" else 1)
    if "hour" in found["unit"]:
        aim = anchor if count > 0 else replace(anchor, due_on=calendar.on_or_before(anchor.due_on))
        return [due_instant(aim) + dt.timedelta(hours=count)]
    day = offset_day(anchor.due_on, count, found["unit"], calendar)
    days = [each for each in repeated(day, step, calendar) if count >= 0 or each <= anchor.due_on]
    return [instant(each, hour, anchor.zone) for each in days]


def offset_day(due_on: dt.date, count: int, unit: str, calendar: WorkingCalendar) -> dt.date:
    """The day so many days from the due day. A reminder before a due day that is off aims at the working day before."""
    anchor = due_on if count > 0 else calendar.on_or_before(due_on)
    if count == 0:
        return anchor
    if unit.startswith("working"):
        return calendar.add(anchor, count)
    return anchor + count * ONE_DAY


def repeated(day: dt.date, step: Step, calendar: WorkingCalendar) -> list[dt.date]:
    """The day of a step and the days on which it is told again, at most ``at most`` in all."""
    days = [day]
    every = step.repeat and EVERY.fullmatch(step.repeat)
    while every and len(days) < step.at_most:
        count = int(every["count"])
        days.append(calendar.add(days[-1], count) if "working" in every["unit"] else days[-1] + count * ONE_DAY)
    return days


def due_instant(anchor: Anchor) -> dt.datetime:
    """The instant at which a due day is over: the stated hour, else the end of the working day (17:00)."""
    return instant(anchor.due_on, anchor.due_time or dt.time(17, 0), anchor.zone)
