"""The makers for weeks and days that come back: weekdays, weeks of a month, daily rounds, a series within one month."""

from dataclasses import replace

from engine.reading.making import Made, asked, bound_of, clock_of, undue
from engine.reading.making_series import DAILY, daily_round, month_list, names_of
from engine.reading.resolving import Context, resolve
from engine.reading.terms import Term
from models.timings import DuePoint, Recurring, Window, first_day, last_day

ORDER = ("W", "M", "Q", "H", "9M", "Y")


def series_within(terms: list[Term], context: Context) -> list[Made]:
    """As in "Báo cáo tuần trong tháng 6": the series runs within that month or quarter only."""
    names = names_of([t for t in terms if t.letter in "xF"])
    if terms[-1].letter == "N":
        return month_list([terms[-1]], context) if names == ["M"] else []
    found = resolve(terms[-1], context)
    if (names != ["D"] and (not names or not set(names) <= {"W", "M"})) or found.value is None:
        return []
    if names == ["D"]:
        return [Made("window", Window(start=first_day(found.value), end=last_day(found.value)), rules=(DAILY,))]
    made = undue(names, terms, context)
    return [replace(made, timing=made.timing.model_copy(update={"start": found.value, "end": found.value}))]


def weekly(terms: list[Term], context: Context) -> list[Made]:
    """As in "Thứ Sáu hằng tuần, trước 16 giờ"."""
    names = names_of([t for t in terms if t.letter in "Fx"])
    if names != ["W"]:
        return [asked("recurring", "no_date: nêu thứ trong tuần nhưng không nói tuần nào")]
    points = [
        DuePoint.model_validate({"weekday": t.value["weekday"], "bound": bound_of(terms), "at": clock_of(terms)})
        for t in terms
        if t.letter == "w"
    ]
    return [Made("recurring", Recurring(every=["W"], due=point), point.bound) for point in points]


def daily(terms: list[Term], context: Context) -> list[Made]:
    """As in "Trước 15 giờ hàng ngày": a daily round has no period of its own and is kept as a window."""
    names = names_of([t for t in terms if t.letter == "F"])
    if names == ["D"] or any(t.letter == "w" for t in terms):
        return [daily_round(bound_of(terms) if any(t.letter in "bc" for t in terms) else None, clock_of(terms))]
    if len(names) == 1 and names[0] in ORDER:
        return [undue(names, terms, context)]
    return []


def week_of(terms: list[Term], context: Context) -> list[Made]:
    """As in "Tuần thứ 2 của tháng": a week, not a day."""
    unit = next((str(t.value["unit"]) for t in terms if t.letter in "Vx"), "")
    if unit not in ("M", "Q"):
        return [asked("undated", "no_date: chỉ nêu thứ hoặc tuần, chưa rõ ngày nào")]
    rule = "no_date: chỉ nêu tuần hoặc ngày làm việc thứ mấy, chưa rõ ngày nào"
    return [Made("recurring", Recurring(every=[unit], due=None), needs_date=True, rules=(rule,))]
