"""The makers for what comes back: per week, month, quarter, year, with or without a stated day in the period."""

import datetime as dt
from dataclasses import replace

from engine.reading.making import Made, asked, bound_of, clock_of, undue
from engine.reading.resolving import Context
from engine.reading.terms import Term
from models.timings import Bound, DuePoint, Recurring, Timed, Window

PER_YEAR = {1: "Y", 2: "H", 4: "Q", 12: "M"}
PER_QUARTER = {1: "Q", 3: "M"}
DAILY = "daily: hằng ngày, theo dõi như việc thường xuyên"


def names_of(terms: list[Term]) -> list[str]:
    """The periods of a list such as "quý I, 6 tháng, quý III, năm", in the order written.

    Beside single quarters "6 tháng" is the first half only; beside "hàng quý" it is every half.
    """
    quarters = {t.letter for t in terms} & {"Q", "K"}
    names: list[str] = []
    for term in terms:
        names += [name for name in _names(term, single=bool(quarters)) if name not in names]
    return names


def _names(term: Term, *, single: bool) -> list[str]:
    if term.letter == "Q":
        return [f"Q{term.get('q')}"]
    if term.letter == "K":
        quarters = term.value["quarters"]
        return [f"Q{n}" for n in quarters] if isinstance(quarters, list) else []
    if term.letter == "H":
        return [f"H{term.get('half')}"] if term.get("half") else ["9M"]
    if term.letter in "xF":
        unit = str(term.value["unit"])
        return ["H1"] if unit == "H" and single else [unit]
    return []


def years_of(terms: list[Term]) -> int | None:
    """The year stated in a list, if any."""
    return next((y for t in reversed(terms) if (y := t.get("y"))), None)


def series(terms: list[Term], context: Context) -> list[Made]:
    """A list of periods without a day: "giao ban hàng tháng, quý, năm"."""
    named = [t for t in terms if t.letter in "xFQHK"]
    if any(t.value.get("unit") == "?" for t in named):
        return [asked("recurring", "no_such_period: nhịp này không thành tháng, quý hay năm; phải hỏi người phụ trách")]
    counted = [t for t in named if (t.get("times") or 1) > 1]
    if counted and counted[0].value["unit"] == "D":
        return [daily_round(None)]
    if counted:
        return [_several_times(counted[0], context)]
    names = names_of(terms)
    if "D" in names:
        rest = [name for name in names if name != "D"]
        return [daily_round(None), *([undue(rest, terms, context)] if rest else [])]
    if not names:
        return []
    if any(t.value.get("counted") for t in named):
        rule = "period_end: nêu số lượng mỗi kỳ, hạn là ngày cuối kỳ"
        return [Made("recurring", Recurring(every=names, due="period_end"), rules=(rule,))]
    return [undue(names, terms, context)]


def daily_round(bound: Bound | None, at: dt.time | None = None) -> Made:
    """A round of every day, which has no period of its own and is kept as a window; its hour stands in the rules."""
    rules = (DAILY, *([_daily_hour(bound, at)] if at else []))
    return Made("window", Window(), bound, rules=rules)


def _daily_hour(bound: Bound | None, at: dt.time) -> str:
    if bound is Bound.BEFORE:
        return f"daily_hour: mỗi ngày trước {at:%H:%M}"
    return f"daily_hour: mỗi ngày đến {at:%H:%M}"


def _several_times(term: Term, context: Context) -> Made:
    """As in "2 lần/năm": as many, but the plan does not say when; even parts are only a suggestion."""
    count, unit = term.get("times") or 1, str(term.value["unit"])
    even = {"Y": PER_YEAR, "Q": PER_QUARTER}.get(unit, {}).get(count)
    rule = f"no_date: {count} lần mỗi kỳ nhưng không nói vào lúc nào; phải hỏi người phụ trách"
    if even is None:
        return asked("recurring", rule)
    return Made("recurring", Recurring(every=[even], due=None), needs_date=True, rules=(rule,))


def period_list(terms: list[Term], context: Context) -> list[Made]:
    """As in "Quý I, quý III/2024", "quý I, 6 tháng, quý III, năm": the periods named, of the plan's years or of the year stated."""
    names, year = names_of(terms), years_of(terms)
    if "D" in names or "?" in names:
        return [asked("recurring", "no_such_period: nhịp này không thành tháng, quý hay năm; phải hỏi người phụ trách")]
    if any(t.value.get("either") for t in terms):
        return [asked("recurring", "to_choose: nêu nhiều kỳ để chọn, phải hỏi người phụ trách")]
    reports = any(t.letter in "gxF" for t in terms)
    made = undue(names, terms, context if reports or context.is_report else as_work(context))
    if year:
        span = Timed.model_validate({"from": f"{year}-Y", "to": f"{year}-Y"})
        timing = made.timing.model_copy(update={"start": span.start, "end": span.end})
        made = Made(made.kind, timing, made.bound, made.needs_date, made.rules)
    return [made]


def as_work(context: Context) -> Context:
    """The same context for something done within the period."""
    return Context(context.plan, context.issued_on, context.rules, context.calendar, context.column, False)


def month_list(terms: list[Term], context: Context) -> list[Made]:
    """As in "Tháng 3, 6, 9/2024": work of those months, due at the end of each."""
    term = next(t for t in terms if t.letter == "N")
    months, year = term.value["months"], term.get("y")
    assert isinstance(months, list)
    every = [f"M{m:02d}" for m in months]
    if months != sorted(months) and (year or context.only_year):
        return [asked("recurring", "no_year: các tháng nêu không theo thứ tự, có thể sang năm sau; phải hỏi")]
    timing = Recurring.model_validate({"every": every, "due": "period_end", **_year_span(year)})
    return [Made("recurring", timing, rules=("period_end: làm trong các tháng nêu tên, hạn là ngày cuối tháng",))]


def _year_span(year: int | None) -> dict[str, str]:
    return {"from": f"{year}-Y", "to": f"{year}-Y"} if year else {}


def month_points(terms: list[Term], context: Context) -> list[Made]:
    """A day of the month in a period: "trước ngày 18 hằng tháng", "ngày 20 của tháng cuối quý"."""
    days = days_named(terms)
    point = max(n for n, t in enumerate(terms) if t.letter in "dLe")
    trailing = [t for t in terms[point:] if t.letter == "x"]
    if trailing:
        kept = [t for t in terms if t not in trailing]
        return [*month_points(kept, context), undue(names_of(trailing), terms, context)]
    if named := next((t.value["months"] for t in terms if t.letter == "e" and "months" in t.value), None):
        assert isinstance(named, list)
        return [_with_point([f"M{month:02d}" for month in named], point_of(day, "last", terms)) for day in days]
    marker = next((str(t.value["month"]) for t in terms if t.letter == "e"), "last")
    names = names_of([t for t in terms if t.letter in "xFQHK"]) or _implied(terms)
    if not names or "D" in names or "?" in names:
        return [asked("recurring", "no_date: không rõ ngày này thuộc tháng nào của kỳ")]
    if names == ["W"]:
        return []
    if names == ["Y"] and marker == "last" and not any(t.letter == "e" for t in terms):
        return [asked("recurring", "no_date: nêu ngày nhưng không nêu tháng nào trong năm")]
    quarterly = set(names) - {"M"}
    if quarterly and not any(t.letter == "e" for t in terms) and "L" not in {t.letter for t in terms}:
        return _unclear_month(days[0], names, terms)
    return [_with_point(names, point_of(day, marker, terms)) for day in days]


def days_named(terms: list[Term]) -> list[int | str]:
    """The days of the month named, several in one term ("ngày 15 và 30") too."""
    days: list[int | str] = []
    for term in terms:
        several = term.value.get("days")
        if isinstance(several, list):
            days += several
        elif term.letter in "dL":
            days.append(term.get("d") or "last")
    return days


def _implied(terms: list[Term]) -> list[str]:
    """The period that "tháng cuối quý", "ngày cuối quý" names by itself; "ngày cuối kỳ" names none."""
    for term in terms:
        if term.letter == "e":
            return [str(term.value.get("unit") or "Q")]
        if term.letter == "L":
            return [str(term.value["unit"])] if term.value["unit"] else []
    return []


def _unclear_month(day: int | str, names: list[str], terms: list[Term]) -> list[Made]:
    """As in "Hàng quý, trước ngày 20": of the last month by custom, which the plan does not say."""
    point = point_of(day, "last", terms)
    rule = "no_date: nêu ngày nhưng không nói tháng nào của kỳ; thường là tháng cuối kỳ"
    made = Made("recurring", Recurring(every=names, due=None), point.bound, needs_date=True, rules=(rule,))
    options = (("last_month", Recurring(every=names, due=point)),)
    return [replace(made, options=options)]


def point_of(day: int | str, month: str, terms: list[Term]) -> DuePoint:
    """The due point that some terms name."""
    return DuePoint.model_validate({"day": day, "month": month, "bound": bound_of(terms), "at": clock_of(terms)})


def _with_point(names: list[str], due: DuePoint) -> Made:
    return Made("recurring", Recurring(every=names, due=due), due.bound)


def point_of_days(terms: list[Term], context: Context) -> list[Made]:
    """As in "Từ ngày 01 đến ngày 10 hàng tháng", "ngày 5-6 hằng tháng": due on the later day; "trước" them is before either."""
    first, last = (t for t in terms if t.letter == "d")
    if (first.get("d") or 1) > (last.get("d") or 1):
        return [asked("recurring", "no_date: không rõ ngày này thuộc tháng nào của kỳ")]
    early, late = (_points([t for t in terms if t is not other], context) for other in (last, first))
    if bound_of(terms) is not Bound.BEFORE:
        return late
    rule = "to_choose: trước một khoảng ngày, không rõ trước ngày đầu hay ngày cuối; phải hỏi người phụ trách"
    options = [("to_choose", made.timing) for made in (*early, *late) if not made.needs_date]
    return [asked("recurring", rule, options, Bound.BEFORE)]


def _points(terms: list[Term], context: Context) -> list[Made]:
    maker = days_of_months if any(t.letter == "N" for t in terms) else month_points
    return maker(terms, context) or [asked("recurring", "no_date: không rõ ngày này thuộc tháng nào của kỳ")]


def days_of_months(terms: list[Term], context: Context) -> list[Made]:
    """As in "Ngày 20 các tháng 3, 6, 9, 12"."""
    term = next(t for t in terms if t.letter == "N")
    if any(t.letter == "F" and t.value["unit"] != "Y" for t in terms):
        return []
    months, bound = term.value["months"], bound_of(terms)
    every = [f"M{m:02d}" for m in months] if isinstance(months, list) else []
    made = []
    for day in days_named(terms):
        due = DuePoint(day=day if isinstance(day, int) else "last", bound=bound, at=clock_of(terms))
        made.append(
            Made(
                "recurring", Recurring.model_validate({"every": every, "due": due, **_year_span(term.get("y"))}), bound
            )
        )
    return made


def unnamed_series(terms: list[Term], context: Context) -> list[Made]:
    """As in "Định kỳ hoặc đột xuất": something comes back, and the plan does not say how often."""
    return [asked("recurring", "no_date: nói định kỳ nhưng không nêu kỳ nào, phải hỏi người phụ trách")]
