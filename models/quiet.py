"""When one person wants no reminders: weekdays, hours of the day, and days on leave. What is urgent comes all the same."""

import datetime as dt
from typing import Any, get_args

from pydantic import Field, model_validator

from models.timings import WEEKDAYS, ClockTime, Strict, Weekday


class DaysOff(Strict):
    """Days of quiet, both included."""

    start: dt.date = Field(alias="from")
    end: dt.date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "DaysOff":
        if self.start > self.end:
            raise ValueError(f"từ {self.start:%d/%m/%Y} đến {self.end:%d/%m/%Y} là ngược — đổi lại cho đúng thứ tự")
        return self


class Quiet(Strict):
    """The quiet of one person. ``from`` is quiet and ``to`` no longer; hours that run over midnight are usual."""

    days: list[Weekday] = Field(default_factory=list)
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")
    dates: list[DaysOff] = Field(default_factory=list)

    @model_validator(mode="after")
    def _leaves_a_slot(self) -> "Quiet":
        if (self.start is None) != (self.end is None):
            raise ValueError("giờ yên lặng thiếu một đầu — ghi cả hai, như từ (from) 17:30 đến (to) 08:00")
        if self.start is not None and self.start == self.end:
            raise ValueError(f"giờ yên lặng bắt đầu và hết cùng là {self.start:%H:%M} — viết hai giờ khác nhau")
        if set(self.days) == set(get_args(Weekday)):
            raise ValueError("cả bảy ngày đều yên lặng — bỏ bớt, để còn ngày nhận tin")
        return self

    @property
    def kept(self) -> dict[str, Any] | None:
        """As a person's row keeps it; nothing where nothing is quiet."""
        return self.model_dump(mode="json", by_alias=True) if self != Quiet() else None

    def holds(self, day: dt.date, at: dt.time) -> bool:
        """Whether the person is to be left alone at that clock time of that day."""
        off = WEEKDAYS[day.weekday()] in self.days or any(each.start <= day <= each.end for each in self.dates)
        return off or self._holds_at(at)

    def _holds_at(self, at: dt.time) -> bool:
        if self.start is None or self.end is None:
            return False
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def opening(self, day: dt.date, first: dt.time, last: dt.time) -> dt.time | None:
        """The first time of a day within ``first..last`` at which the person may be told; None if there is none."""
        tried = [first, *([self.end] if self.end else [])]
        return min((at for at in tried if first <= at <= last and not self.holds(day, at)), default=None)
