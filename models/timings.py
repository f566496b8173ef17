"""The closed set of timings that a duty in a plan can have, as reviewed data (no dates are worked out here).

What a timing gives on the calendar is in ``models/occurrences.py``; the switches that decide doubtful wordings are
``ReadingRules``.
"""

import datetime as dt
import enum
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from models.errors import BadInputError
from models.periods import DataWindow, Days, Frequency, Period, last_of_month

NAME = re.compile(r"W|M|Q|H|9M|Y|W(0[1-9]|[1-4][0-9]|5[0-3])|M(0[1-9]|1[0-2])|Q[1-4]|H[12]")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Strict(BaseModel):
    """Input that refuses unknown fields and cannot be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Bound(enum.StrEnum):
    """How a stated day bounds: ``before`` = trước ngày (the day itself is too late), ``by`` = chậm nhất, đến hết, xong trong."""

    BEFORE = "before"
    BY = "by"


class HolidayRule(enum.StrEnum):
    """What happens to a stated due day that is a day off."""

    KEEP = "keep"
    PREVIOUS = "previous"
    NEXT = "next"


class ReadingRules(Strict):
    """The office's switches for doubtful wordings; each occurrence names the ones that shaped it."""

    before_is_strict: bool = True
    merge_periods: bool = True
    data_window: DataWindow = DataWindow.ND09
    holiday_rule: HolidayRule = HolidayRule.KEEP
    check_period: Frequency = Frequency.QUARTER
    event_days: int | None = Field(default=None, ge=1, le=60)
    report_day: int | None = Field(default=None, ge=1, le=31)


def _period_code(text: str) -> str:
    try:
        return Period.parse(text).code
    except BadInputError as error:
        raise ValueError(str(error)) from None


def _period_name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"'{text}' không phải tên kỳ — viết W, M, Q, H, 9M, Y hoặc một kỳ trong năm như Q1, H1, M06")
    return text


def _clock_time(value: Any) -> Any:
    """A bare number is refused: pydantic would read 16 as 16 seconds past midnight."""
    if (isinstance(value, dt.time) and value.tzinfo is None) or CLOCK.fullmatch(str(value)):
        return value
    raise ValueError(f"'{value}' không phải giờ — viết như '16:00'")


PeriodCode = Annotated[str, AfterValidator(_period_code)]
PeriodName = Annotated[str, AfterValidator(_period_name)]
ClockTime = Annotated[dt.time, BeforeValidator(_clock_time)]
DayOrPeriod = dt.date | PeriodCode
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def first_day(value: DayOrPeriod) -> dt.date:
    """The day itself, or the first day of the period."""
    return value if isinstance(value, dt.date) else Period.parse(value).first


def last_day(value: DayOrPeriod) -> dt.date:
    """The day itself, or the last day of the period."""
    return value if isinstance(value, dt.date) else Period.parse(value).last


class Timed(Strict):
    """What every timing may say: from when and until when it runs, where that differs from the plan's own period."""

    start: DayOrPeriod | None = Field(default=None, alias="from")
    end: DayOrPeriod | None = Field(default=None, alias="to")

    def span(self, plan: Days) -> Days:
        """The days this duty runs, the plan's own where it says nothing."""
        first = first_day(self.start) if self.start else plan.first
        return Days(first, last_day(self.end) if self.end else plan.last)

    @model_validator(mode="after")
    def _in_order(self) -> "Timed":
        if self.start and self.end and first_day(self.start) > last_day(self.end):
            raise ValueError(f"'from' {self.start} sau 'to' {self.end} — đổi lại cho đúng thứ tự")
        return self


class Deadline(Timed):
    """One day, or the end of one period: "trước ngày 10/01/2024", "xong trong quý II/2026"."""

    kind: Literal["deadline"] = "deadline"
    on: DayOrPeriod
    bound: Bound = Bound.BY
    at: ClockTime | None = None


class DuePoint(Strict):
    """Where in (or after) a period the due day lies: "trước ngày 18 hằng tháng", "ngày 20 của tháng cuối quý"."""

    day: int | Literal["last"] | None = Field(default=None)
    month: Literal["first", "last", "after"] | int = "last"
    weekday: Weekday | None = None
    bound: Bound = Bound.BY
    at: ClockTime | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "DuePoint":
        if (self.day is None) == (self.weekday is None):
            raise ValueError("hạn trong kỳ cần đúng một trong hai: 'day' (ngày trong tháng) hoặc 'weekday' (thứ)")
        if isinstance(self.day, int) and not 1 <= self.day <= 31:
            raise ValueError(f"ngày {self.day} không có trong tháng nào — viết 1 đến 31 hoặc 'last'")
        if isinstance(self.month, int) and not 1 <= self.month <= 12:
            raise ValueError(f"tháng {self.month} không có — viết 1 đến 12, 'first', 'last' hoặc 'after'")
        return self

    @model_validator(mode="after")
    def _can_be(self) -> "DuePoint":
        leap_year = 2024
        if isinstance(self.day, int) and isinstance(self.month, int):
            longest = last_of_month(leap_year, self.month).day
            if self.day > longest:
                raise ValueError(f"ngày {self.day}/{self.month} không có — tháng {self.month} có đến ngày {longest}")
        if self.weekday and self.month != "last":
            raise ValueError("'month' không dùng với 'weekday': hạn là thứ đó cuối cùng trong kỳ — bỏ 'month'")
        return self


class Recurring(Timed):
    """One occurrence per period: "giao ban hàng tháng, quý, năm"; ``due`` null = the plan states no day, a person is asked.

    ``data_window`` is given for reports: which days they cover, ``office`` = as the office's switch says.
    """

    kind: Literal["recurring"] = "recurring"
    every: Annotated[list[PeriodName], Field(min_length=1)]
    due: DuePoint | Literal["period_end"] | None
    opens: Literal["period", "last_month"] = "period"
    merge: bool | None = None
    data_window: DataWindow | Literal["office"] | None = None

    @model_validator(mode="after")
    def _weeks_have_weekdays(self) -> "Recurring":
        weekly = any(name.startswith("W") for name in self.every)
        if weekly and isinstance(self.due, DuePoint) and self.due.weekday is None:
            raise ValueError("hạn hằng tuần phải là một thứ, không phải ngày trong tháng — viết weekday: fri")
        return self


class Window(Timed):
    """Runs from-to ("thường xuyên trong năm"): asks for progress once per check period, due at the end."""

    kind: Literal["window"] = "window"
    check: Frequency | None = None


class Target(Strict):
    """A number to reach: ``>= 40 %`` of files online, ``>= 2`` features broadcast."""

    value: float = Field(allow_inf_nan=False)
    op: Literal[">=", "<=", "=", ">", "<"] = ">="
    unit: str
    metric: str = ""

    def is_met(self, measured: float) -> bool:
        """Whether a measured value reaches the target."""
        tests = {
            ">=": measured >= self.value,
            "<=": measured <= self.value,
            "=": measured == self.value,
        }
        return {**tests, ">": measured > self.value, "<": measured < self.value}[self.op]


class Milestone(Timed):
    """A numeric target to be true *by* a day, or *from* a day on (then measured again each check period)."""

    kind: Literal["milestone"] = "milestone"
    target: Target
    by: DayOrPeriod | None = None
    holds_from: dt.date | None = None
    bound: Bound = Bound.BY
    check: Frequency | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Milestone":
        if (self.by is None) == (self.holds_from is None):
            raise ValueError("chỉ tiêu cần đúng một trong hai: 'by' (đạt đến ngày) hoặc 'holds_from' (đạt từ ngày)")
        return self


class Rota(Timed):
    """Duty slots per week shared out over the lead group in turn: "2 ngày/tuần, luân phiên"."""

    kind: Literal["rota"] = "rota"
    per_week: int = Field(ge=1, le=7)


class Event(Timed):
    """Nothing until someone raises it ("khi có khó khăn, vướng mắc"), then due in ``within`` working days."""

    kind: Literal["event"] = "event"
    trigger: str
    within: int | None = Field(default=None, ge=1, le=60)


class Undated(Timed):
    """No day is stated and none is made up: a person sets it. ``suggest`` is advice and names where it comes from."""

    kind: Literal["undated"] = "undated"
    suggest: dt.date | None = None
    suggest_from: str = ""


Timing = Annotated[
    Deadline | Recurring | Window | Milestone | Rota | Event | Undated,
    Field(discriminator="kind"),
]
