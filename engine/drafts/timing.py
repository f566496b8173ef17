"""A duty's timing as a clerk states it: in the words of a plan, understood by the same grammar, or field by field."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from engine.drafts.registering import setting_of
from engine.reading.resolving import Context
from engine.reading.timings import Understood, read_phrase
from models.errors import BadInputError
from models.office import Office
from models.periods import Days
from models.proposals import ProposedDuty, ProposedHead
from models.timings import Milestone, Recurring, Timing, Undated

TIMING: TypeAdapter[Timing] = TypeAdapter(Timing)
WAYS = {
    "keep": "Giữ như đang có",
    "phrase": "Viết bằng lời",
    "day": "Một ngày",
    "every": "Định kỳ",
    "window": "Thường xuyên, từ ngày đến ngày",
    "target": "Chỉ tiêu phải đạt",
    "event": "Khi có việc phát sinh",
    "undated": "Chưa có hạn",
}
EVERY = {"W": "Hằng tuần", "M": "Hằng tháng", "Q": "Hằng quý", "H": "6 tháng", "9M": "9 tháng", "Y": "Hằng năm"}
MONTHS = {"last": "tháng cuối kỳ", "after": "tháng sau kỳ", "first": "tháng đầu kỳ"}
ASKED = "asked"  # of ``Stated.due``: the plan states no day


class TimingUnclearError(BadInputError):
    """Câu này chưa nêu thời hạn nào đọc được; viết như 'trước ngày 20/6/2027' hoặc 'báo cáo hằng quý trước ngày 15'."""


@dataclass(frozen=True)
class Stated:
    """The fields of the form on timing; ``way`` says which of them count."""

    way: str = "keep"
    phrase: str = ""
    on: dt.date | None = None
    strict: bool = False
    every: str = "Q"
    due: str = ""
    month: str = "last"
    first: dt.date | None = None
    last: dt.date | None = None
    value: float | None = None
    op: str = ">="
    unit: str = ""
    trigger: str = ""
    within: int | None = None


def understood(phrase: str, head: ProposedHead, office: Office) -> list[Understood]:
    """How a phrase is understood within the plan's days, exactly as ``dondoc timing`` does."""
    setting = setting_of(head, office)
    plan = Days(head.start, head.end) if head.start and head.end and setting else None
    rules = setting.rules if setting else office.setup.rules
    return read_phrase(phrase, Context(plan, head.issued_on, rules, office.calendar))


def stated_timing(
    stated: Stated, duty: ProposedDuty, head: ProposedHead, office: Office
) -> tuple[Timing, tuple[str, ...]]:
    """The timing that the form states, and the rules by which it was read; the old ones where it is kept."""
    if stated.way == "keep":
        return duty.timing, duty.rules
    if stated.way == "phrase":
        return _from_phrase(stated.phrase, head, office)
    try:
        return TIMING.validate_python(_fields(stated)), ()
    except ValidationError as error:
        words = error.errors()[0]
        raise BadInputError(
            str(words.get("ctx", {}).get("error", "hạn chưa nhập đủ — điền các ô của cách đã chọn"))
        ) from None


def _from_phrase(phrase: str, head: ProposedHead, office: Office) -> tuple[Timing, tuple[str, ...]]:
    found = understood(phrase, head, office)
    if len(found) > 1:
        raise BadInputError(
            f"câu này nêu {len(found)} thời hạn — mỗi nhiệm vụ một thời hạn: viết một, rồi thêm nhiệm vụ cho thời hạn kia"
        )
    if isinstance(found[0].timing, Undated):
        raise TimingUnclearError
    return found[0].timing, found[0].rules


def _fields(stated: Stated) -> dict[str, Any]:
    """The form as a register would say it."""
    bound = "before" if stated.strict else "by"
    target = {"value": stated.value, "op": stated.op, "unit": stated.unit}
    ways: dict[str, dict[str, Any]] = {
        "day": {"kind": "deadline", "on": stated.on, "bound": bound},
        "every": {"kind": "recurring", "every": [stated.every], "due": _due(stated, bound)},
        "window": {"kind": "window", "from": stated.first, "to": stated.last},
        "target": {"kind": "milestone", "target": target, "by": stated.on},
        "event": {"kind": "event", "trigger": stated.trigger, "within": stated.within},
        "undated": {"kind": "undated"},
    }
    return ways[stated.way]


def _due(stated: Stated, bound: str) -> Any:
    """Where in a period the day lies: its end, a day of a month, a weekday, or not stated."""
    if stated.due in ("period_end", ""):
        return "period_end"
    if stated.due == ASKED:
        return None
    if stated.due.isdigit() or stated.due == "last":
        day: int | str = int(stated.due) if stated.due.isdigit() else "last"
        return {"day": day, "month": stated.month, "bound": bound}
    return {"weekday": stated.due, "bound": bound}


def as_stated(timing: Timing) -> Stated:
    """The form's fields for a timing that exists: kept as it is, with a target's numbers at hand."""
    if isinstance(timing, Milestone):
        target, by = timing.target, timing.by
        return Stated(value=target.value, op=target.op, unit=target.unit, on=by if isinstance(by, dt.date) else None)
    if isinstance(timing, Recurring) and timing.every[0] in EVERY:
        return Stated(every=timing.every[0])
    return Stated()
