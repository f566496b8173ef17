"""The makers for what runs: from-to, open to the plan's end, spans of days, months and years."""

import datetime as dt

from engine.reading.making import ENDS, Made, asked, bound_of, deadlines, whole_year
from engine.reading.resolving import Context, Resolved, resolve
from engine.reading.terms import Term
from models.periods import ONE_DAY
from models.timings import Bound, Window, first_day, last_day

OVER_NEW_YEAR = (
    "no_year: khoảng thời gian qua năm mới không ghi năm, có thể đầu hoặc cuối kế hoạch; phải hỏi người phụ trách"
)


def window(terms: list[Term], context: Context) -> list[Made]:
    """From-to: the year stated at the end holds for the beginning too."""
    if terms[0].letter in "fcR(" and any(t.letter == "R" for t in terms):
        return _range(next(t for t in terms if t.letter == "R"), context)
    ends = [t for t in terms if t.letter in ENDS.replace("z", "d")]
    if terms[0].value.get("now"):
        return _until(terms, ends[-1], context)
    if len(ends) < 2 or ("f" not in {t.letter for t in terms} and "x" in (ends[0].letter, ends[-1].letter)):
        return []
    start, end = ends[0], ends[-1]
    after = context.only_year + 1 if terms[-1].letter == "z" and context.only_year else None
    last = resolve(end, context, year=start.get("y") or after)
    if start.letter == "d":
        start = Term(end.letter, start.start, start.end, {**end.value, "d": start.value["d"]})
    first = _before(start, last, context)
    if not (start.get("y") or end.get("y") or after) and _is_either_winter(first, last, context):
        return [asked("window", OVER_NEW_YEAR)]
    return [_from_to(first, last, bound_of(terms))]


def _is_either_winter(first: Resolved, last: Resolved, context: Context) -> bool:
    """Whether a from-to over the new year without years may end in the plan's first winter or begin in its last."""
    if first.value is None or last.value is None or context.plan is None:
        return False
    return first_day(first.value).year < last_day(last.value).year and first_day(first.value) < context.earliest


def window_and_months(terms: list[Term], context: Context) -> list[Made]:
    """As in "Từ tháng 2 đến tháng 4; tháng 9": from-to, and then single months."""
    listed = terms[-1]
    months = listed.value["months"]
    assert isinstance(months, list)
    each = [Term("M", listed.start, listed.end, {"m": month, "y": listed.get("y")}) for month in months]
    return [*window([*terms[:-1], each[0]], context), *deadlines(each[1:], context)]


def _before(start: Term, last: Resolved, context: Context) -> Resolved:
    """The beginning, in the end's year, or in the year before where that would come after the end."""
    if start.get("y") or last.value is None:
        return resolve(start, context)
    year = last_day(last.value).year
    found = resolve(start, context, year=year)
    late = found.value is not None and first_day(found.value) > last_day(last.value)
    return resolve(start, context, year=year - 1) if late else found


def _from_to(first: Resolved, last: Resolved, bound: Bound) -> Made:
    if first.value is None or last.value is None or first_day(first.value) > last_day(last.value):
        return asked("window", first.rule or last.rule or "no_such_day: ngày đầu sau ngày cuối")
    end = last_day(last.value)
    if bound is Bound.BEFORE:
        end = first_day(last.value) - dt.timedelta(days=1)
    rules = tuple(rule for rule in dict.fromkeys((first.rule, last.rule)) if rule)
    return Made(
        "window",
        Window(start=first_day(first.value), end=max(end, first_day(first.value))),
        bound,
        rules=(*rules, "window_end: thực hiện từ ngày đến ngày"),
    )


def _until(terms: list[Term], end: Term, context: Context) -> list[Made]:
    """As in "Từ nay đến …": begins with the plan."""
    found = resolve(end, context)
    if found.value is None:
        return [asked("window", found.rule)]
    made = _from_to(Resolved(first_day(found.value)), found, bound_of(terms))
    last = made.timing.end if isinstance(made.timing, Window) else last_day(found.value)
    start = min(context.issued_on or context.plan.first, last_day(found.value)) if context.plan else None
    return [
        Made(
            "window", Window(start=start, end=last), made.bound, rules=("from_now: từ nay là từ khi ban hành kế hoạch",)
        )
    ]


def _range(term: Term, context: Context) -> list[Made]:
    letter, names = ("Q", ("q", "q2")) if term.get("q") else ("M", ("m", "m2"))
    year = term.get("y")
    ends = [Term(letter, term.start, term.end, {names[0][0]: term.value[name], "y": year}) for name in names]
    return [_from_to(resolve(ends[0], context), resolve(ends[1], context), Bound.BY)]


def day_span(terms: list[Term], context: Context) -> list[Made]:
    """As in "Từ ngày 20-22/5/2024", "hai ngày 20 và 21/5"."""
    term = next(t for t in terms if t.letter == "G")
    ends = [Term("D", term.start, term.end, {**term.value, "d": term.value[name]}) for name in ("d", "d2")]
    return [_from_to(resolve(ends[0], context), resolve(ends[1], context), Bound.BY)]


def years(terms: list[Term], context: Context) -> list[Made]:
    """As in "Từ năm 2021 đến 2025"."""
    named = [t.value[name] for t in terms for name in ("y1", "y2", "y") if t.letter in "UZ" and name in t.value]
    ends = [Term("Y", terms[0].start, terms[-1].end, {"y": year}) for year in (named[0], named[-1])]
    return [_from_to(resolve(ends[0], context), resolve(ends[1], context), bound_of(terms))]


def open_window(terms: list[Term], context: Context) -> list[Made]:
    """As in "Từ 20/3/2020", "từ quý II trở đi": open to the plan's end, and marked so."""
    ends = [t for t in terms if t.letter in ENDS]
    if not ends or ends[0].letter == "x":
        return []
    found = resolve(ends[0], context)
    if found.value is None:
        return [asked("window", found.rule)]
    if context.plan and first_day(found.value) > context.plan.last:
        return [asked("window", "after_plan: ngày bắt đầu sau khi kế hoạch kết thúc")]
    rules = tuple(r for r in (found.rule, "open_end: không nêu ngày kết thúc, tính đến hết kế hoạch") if r)
    return [Made("window", Window(start=first_day(found.value)), rules=rules)]


def after_day(terms: list[Term], context: Context) -> list[Made]:
    """As in "Sau ngày 15/6/2024": it begins the day after, and no end is stated."""
    made = open_window(terms, context)
    start = made[0].timing.start if made and isinstance(made[0].timing, Window) else None
    if not isinstance(start, dt.date):
        return made
    return [Made("window", Window(start=start + ONE_DAY), rules=made[0].rules)]


def always(terms: list[Term], context: Context) -> list[Made]:
    """As in "Thường xuyên trong năm": the plan's own time, or the year named."""
    years = [t for t in terms if t.letter in "Yyx" and (t.letter != "x" or t.value.get("unit") == "Y")]
    if years and (years[0].letter == "Y" or context.only_year):
        return whole_year(years[0], context)
    return [Made("window", Window(), rules=("window_end: thường xuyên, đến hết thời gian của kế hoạch",))]
