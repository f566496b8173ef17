"""The makers for what comes back with the year: a day of every year, a part of every year, the report on a half or a year."""

from dataclasses import replace

from engine.reading.making import Made, asked, bound_of, clock_of, deadlines, undue
from engine.reading.making_series import as_work, month_list, names_of
from engine.reading.resolving import Context
from engine.reading.terms import Term
from models.periods import last_of_month
from models.timings import Bound, DuePoint, Recurring


def yearly_points(terms: list[Term], context: Context) -> list[Made]:
    """Days of the year that come back: "trước ngày 10/12 hằng năm", "trước 30/6 và 31/12 hằng năm"."""
    days = [t for t in terms if t.letter in "DP"]
    frequency = next(t for t in terms if t.letter == "F")
    if frequency.value["unit"] != "Y" or any(t.get("y") for t in days):
        return deadlines([t for t in terms if t.letter != "F"], context)
    made: list[Made] = []
    for number in sorted({t.get("d") or 0 for t in days}):
        months = [t.get("m") or 0 for t in days if t.get("d") == number]
        made.append(_yearly(number, months, terms))
    return made


def _yearly(day: int, months: list[int], terms: list[Term]) -> Made:
    bound = bound_of(terms)
    if any(day > last_of_month(2024, month).day for month in months):
        return asked("recurring", "no_such_day: ngày này không có trong lịch", bound=bound)
    point = DuePoint(day=day, month=months[0] if len(months) == 1 else "last", bound=bound, at=clock_of(terms))
    every = ["Y"] if len(months) == 1 else [f"M{month:02d}" for month in months]
    return Made("recurring", Recurring(every=every, due=point), bound)


def year_ahead(terms: list[Term], context: Context) -> list[Made]:
    """As in "Trước ngày 15/12 năm trước": every year but the plan's last, for the year after."""
    day = next(t for t in terms if t.letter in "DP")
    if context.plan is None or context.only_year or day.get("y"):
        return [asked("undated", "no_year: ngày của năm trước, không nằm trong thời gian của kế hoạch; phải hỏi")]
    made = _yearly(day.get("d") or 1, [day.get("m") or 1], terms)
    if not isinstance(made.timing, Recurring):
        return [made]
    last = context.plan.last.replace(year=context.plan.last.year - 1)
    rule = "year_ahead: mỗi năm làm cho năm sau, năm cuối của kế hoạch không còn"
    return [
        replace(
            made,
            timing=made.timing.model_copy(update={"start": context.earliest, "end": last}),
            rules=(*made.rules, rule),
        )
    ]


def yearly_periods(terms: list[Term], context: Context) -> list[Made]:
    """As in "Quý IV hàng năm", "hàng năm, vào tháng 11": within that part of every year."""
    frequency = next(t for t in terms if t.letter == "F")
    part = next(t for t in terms if t.letter in "QMNHKE")
    if frequency.value["unit"] != "Y" or part.get("y"):
        return []
    if any(t.letter == "b" for t in terms):
        return _before_part(part)
    if part.letter == "E":
        return _yearly_part(part)
    if part.letter == "M":
        part = Term("N", part.start, part.end, {"months": [part.value["m"]]})
    if part.letter == "N":
        return month_list([part], context)
    return [undue(names_of([part]), terms, as_work(context))]


def _yearly_part(part: Term) -> list[Made]:
    """As in "Cuối tháng 10 hằng năm"."""
    day = {"đầu": 1, "giữa": 15, "cuối": "last"}[str(part.value["part"])]
    if not part.get("m"):
        return []
    due = DuePoint.model_validate({"day": day})
    return [Made("recurring", Recurring(every=[f"M{part.get('m'):02d}"], due=due), Bound.BY)]


def _before_part(part: Term) -> list[Made]:
    """As in "Trước tháng 12 hằng năm": the first of it is too late."""
    month = part.get("m") or ((part.get("q") or 0) * 3 - 2 if part.get("q") else 0)
    if not 1 <= month <= 12:
        return []
    return [
        Made("recurring", Recurring(every=["Y"], due=DuePoint(day=1, month=month, bound=Bound.BEFORE)), Bound.BEFORE)
    ]


def dated_reports(terms: list[Term], context: Context) -> list[Made]:
    """As in "Báo cáo 6 tháng trước ngày 15/6": the report on that period, every year of the plan."""
    if not any(t.letter in "DP" for t in terms):
        return _reports_within(terms, context)
    day = next(t for t in terms if t.letter in "DP")
    unit = next((str(t.value.get("unit") or f"H{t.get('half')}") for t in terms if t.letter in "xH"), "")
    unit = "Y" if any(t.letter == "y" for t in terms) else unit
    one_year = context.only_year or context.plan is None
    if (
        day.get("y")
        or unit not in ("H", "H1", "Y")
        or any(t.letter in "QM" for t in terms)
        or one_year
        or any(t.letter == "z" for t in terms)
    ):
        return deadlines([t for t in terms if t.letter not in "gxykHQM"], context)
    made = _yearly(day.get("d") or 1, [day.get("m") or 1], terms)
    if unit != "Y" and isinstance(made.timing, Recurring) and (day.get("m") or 1) <= 7:
        made = Made("recurring", made.timing.model_copy(update={"every": ["H1"]}), made.bound)
    return [made]


def each_dated(terms: list[Term], context: Context) -> list[Made]:
    """As in "Chậm nhất ngày 18/6 (6 tháng) và ngày 18/12 (năm)": each day is that of the report named after it."""
    bounds = [t for t in terms if t.letter in "bcth"]
    places = [n for n, t in enumerate(terms) if t.letter in "DP"]
    ends = [*places[1:], len(terms)]
    return [
        made
        for start, end in zip(places, ends, strict=True)
        for made in dated_reports([*bounds, *(t for t in terms[start:end] if t.letter in "DPzgxHy")], context)
    ]


def _reports_within(terms: list[Term], context: Context) -> list[Made]:
    """As in "Sơ kết 6 tháng trong tháng 6": once, within that month."""
    unit = next(t.value.get("unit") for t in terms if t.letter == "x")
    return deadlines([t for t in terms if t.letter not in "gx"], context) if unit in ("H", "Y", "9M") else []
