"""A timing said in Vietnamese, as a clerk would read it back."""

import datetime as dt
from functools import singledispatch

from models.periods import Frequency, Period
from models.quiet import Quiet
from models.timings import (
    WEEKDAYS,
    Bound,
    Deadline,
    DuePoint,
    Event,
    Milestone,
    Recurring,
    Rota,
    Undated,
    Window,
)

EVERY = {
    Frequency.WEEK: "hằng tuần",
    Frequency.MONTH: "hằng tháng",
    Frequency.QUARTER: "hằng quý",
    Frequency.HALF: "6 tháng",
    Frequency.NINE_MONTHS: "9 tháng",
    Frequency.YEAR: "hằng năm",
}
WEEKDAY_NAMES = dict(
    zip(WEEKDAYS, ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"), strict=True)
)
AMOUNTS = {">=": "ít nhất", ">": "hơn", "<=": "không quá", "<": "dưới", "=": "đúng"}
MONTH_NAMES = {"first": "tháng đầu kỳ", "last": "tháng cuối kỳ", "after": "tháng sau kỳ"}


def quiet_words(quiet: Quiet) -> str:
    """When somebody wants no reminders, in words."""
    hours = [f"từ {quiet.start:%H:%M} đến {quiet.end:%H:%M}"] if quiet.start and quiet.end else []
    dates = [f"{each.start:%d/%m/%Y} – {each.end:%d/%m/%Y}" for each in quiet.dates]
    return "; ".join([*(WEEKDAY_NAMES[day] for day in quiet.days), *hours, *dates])


@singledispatch
def timing_words(timing: object) -> str:
    """A timing in words."""
    raise TypeError(f"no words for {timing!r}")


def _day(value: dt.date | str) -> str:
    return f"ngày {value:%d/%m/%Y}" if isinstance(value, dt.date) else f"hết {_period(value)}"


def _period(code: str) -> str:
    """A period's label inside a sentence: "quý II/2026"."""
    label = Period.parse(code).label
    return label[0].lower() + label[1:]


def _every(name: str) -> str:
    """A rhythm ("hằng quý"), or one period of every year ("6 tháng đầu năm", "tháng 6")."""
    if name in set(Frequency):
        return EVERY[Frequency(name)]
    label = _period(f"2020-{name}")  # a year of 53 weeks
    return label.removesuffix("/2020").removesuffix(" 2020")


def _bounded(value: dt.date | str, bound: Bound, at: dt.time | None = None) -> str:
    hour = f"{at:%H:%M} " if at else ""
    if bound is Bound.BEFORE:
        return f"trước {hour}{_from(value)}"
    return f"chậm nhất {hour}{_day(value)}"


@timing_words.register
def _deadline(timing: Deadline) -> str:
    return _bounded(timing.on, timing.bound, timing.at)


@timing_words.register
def _recurring(timing: Recurring) -> str:
    every = ", ".join(map(_every, timing.every))
    if timing.due is None:
        return f"{every}; chưa có ngày"
    if isinstance(timing.due, DuePoint):
        return f"{every}; {due_words(timing.due)}"
    return f"{every}; đến hết kỳ"


def due_words(due: DuePoint) -> str:
    """A due point in words: "trước ngày 18 tháng cuối kỳ", "thứ Sáu trước 16:00"."""
    before = "trước" if due.bound is Bound.BEFORE else "chậm nhất"
    hour = f"{due.at:%H:%M} " if due.at else ""
    if due.weekday:
        return f"{before} {hour}{WEEKDAY_NAMES[due.weekday]}"
    day = "ngày cuối" if due.day == "last" else f"ngày {due.day}"
    month = MONTH_NAMES[due.month] if isinstance(due.month, str) else f"tháng {due.month}"
    return f"{before} {hour}{day} {month}"


@timing_words.register
def _window(timing: Window) -> str:
    return "thường xuyên" + _span(timing.start, timing.end)


def _span(start: dt.date | str | None, end: dt.date | str | None) -> str:
    first = f" từ {_from(start)}" if start else ""
    return first + (f" đến {_day(end)}" if end else "" if first else " suốt kế hoạch")


def _from(start: dt.date | str) -> str:
    return _day(start) if isinstance(start, dt.date) else _period(start)


@timing_words.register
def _milestone(timing: Milestone) -> str:
    space = "" if timing.target.unit == "%" else " "
    target = f"{AMOUNTS[timing.target.op]} {timing.target.value:g}{space}{timing.target.unit}"
    if timing.by is not None:
        return f"đạt {target} {_bounded(timing.by, timing.bound)}"
    return f"đạt {target} từ {_day(timing.holds_from or '')} trở đi"


@timing_words.register
def _rota(timing: Rota) -> str:
    return f"{timing.per_week} ngày/tuần, luân phiên" + _span(timing.start, timing.end)


@timing_words.register
def _event(timing: Event) -> str:
    limit = f"; trong {timing.within} ngày làm việc" if timing.within else "; chưa có thời hạn"
    return f"khi {timing.trigger.removeprefix('khi ')}{limit}"


@timing_words.register
def _undated(timing: Undated) -> str:
    advice = f" (gợi ý {timing.suggest:%d/%m/%Y}: {timing.suggest_from})" if timing.suggest else ""
    return f"chưa có ngày{advice}"
