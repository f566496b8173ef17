"""A ladder in words: when each rung is told, to whom and how, and on which days for a due day."""

import datetime as dt
from dataclasses import dataclass

from engine.wording import audience_named
from models.ladders import EVERY, OFFSET, Anchor, Ladder, Severity, Step, moments
from models.office import Office

UNITS = {"working": "ngày làm việc", "day": "ngày", "hour": "giờ"}


@dataclass(frozen=True)
class Rung:
    """One rung for a reader: when, to whom, and how it is told."""

    when: str
    to: str
    how: str


@dataclass(frozen=True)
class Foreseen:
    """One rung on its day, for an example."""

    at: dt.datetime
    to: str
    how: str
    is_estimated: bool


def rungs(ladder: Ladder) -> list[Rung]:
    """The rungs of a ladder in words."""
    return [Rung(_when(step), _to(step), _how(step)) for step in ladder.steps]


def foreseen(ladder: Ladder, office: Office, due_on: dt.date) -> list[Foreseen]:
    """Which day each rung falls on if something is due on a day and never done."""
    found = moments(ladder, Anchor(due_on, zone=office.zone), office.calendar)
    return [Foreseen(m.at, _to(m.told), _how(m.told), office.calendar.is_estimated(m.at.date())) for m in found]


def _when(step: Step) -> str:
    found = OFFSET.fullmatch(step.at)
    assert found
    count = int(found["count"])
    if count == 0:
        return "đúng ngày đến hạn"
    unit = next(words for start, words in UNITS.items() if found["unit"].startswith(start))
    return f"{'trước' if found['sign'] == '-' else 'sau'} hạn {count} {unit}" + _again(step)


def _again(step: Step) -> str:
    every = step.repeat and EVERY.fullmatch(step.repeat)
    if not every:
        return ""
    unit = "ngày làm việc" if "working" in every["unit"] else "ngày"
    return f", nhắc lại mỗi {every['count']} {unit}, nhiều nhất {step.at_most} lần"


def _to(step: Step) -> str:
    return "; ".join(audience_named(each) for each in step.to)


def _how(step: Step) -> str:
    words = [
        "gộp theo đơn vị trong bản tổng hợp" if step.digest else "",
        "gửi ngay, kể cả ngoài giờ" if step.urgent else "",
        "mức cao (nêu ở tiêu đề)" if step.severity is Severity.HIGH else "",
    ]
    return ", ".join(each for each in words if each) or "tin riêng"
