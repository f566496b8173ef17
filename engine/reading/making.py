"""What each production of the grammar makes of its terms: a timing of the closed set, with what remains to be asked.

A maker returns nothing when the terms do not mean what the production supposed; the next one is tried.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.reading.resolving import Context, Resolved, resolve
from engine.reading.terms import Term
from models.periods import ONE_DAY
from models.timings import (
    Bound,
    DayOrPeriod,
    Deadline,
    DuePoint,
    Event,
    Recurring,
    Rota,
    Timing,
    Undated,
    Window,
    first_day,
    last_day,
)

ENDS = "DPIMmQHYEyxz"
BEYOND = dt.timedelta(days=100)  # a closing report may be due in the quarter after the plan, a programme's goal later
YEAR_ON = dt.timedelta(days=366)  # a day said in full in the year after the plan, as for settling its accounts
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BEFORE_ISSUE = "before_issue: ngày nêu trước ngày ban hành văn bản, phải soát lại"
MEETING = ("giao ban", "họp", "bản tin")


@dataclass(frozen=True)
class Made:
    """A timing, or its kind with the question that a person must answer; ``options`` are other honest readings.

    ``is_vague`` = words of haste or custom that name no time at all, and count only where nothing else is said;
    ``is_unsure`` = the day is stated as expected ("dự kiến") and may still move, or may be another's.
    """

    kind: str
    timing: Timing
    bound: Bound | None = None
    needs_date: bool = False
    rules: tuple[str, ...] = ()
    is_vague: bool = False
    is_unsure: bool = False
    options: tuple[tuple[str, Timing], ...] = ()


def asked(kind: str, rule: str, options: Iterable[tuple[str, Timing]] = (), bound: Bound | None = None) -> Made:
    """A timing whose day only a person can give."""
    return Made(kind, Undated(), bound, needs_date=True, rules=(rule,), options=tuple(options))


def bound_of(terms: list[Term]) -> Bound:
    """``before`` if the words say trước, else ``by``."""
    return Bound.BEFORE if any(t.letter == "b" for t in terms) else Bound.BY


def clock_of(terms: list[Term]) -> dt.time | None:
    """The hour named, if any."""
    hours = [t.value["at"] for t in terms if "at" in t.value]
    return hours[0] if hours and isinstance(hours[0], dt.time) else None


def deadlines(terms: list[Term], context: Context) -> list[Made]:
    """Each day or period named with a bound: "trước ngày 10/01/2024", "xong trong quý II/2026"."""
    ends = [
        t
        for n, t in enumerate(terms)
        if t.letter in ENDS and (n == 0 or t.letter != "y" or terms[n - 1].letter not in ENDS)
    ]
    if not ends or (ends[0].letter == "x" and ends[0].value.get("unit") != "Y" and "part" not in ends[0].value):
        return []
    if any(t.letter in "x" and t.value.get("part") for t in ends):
        return _part_of_period(terms, ends[0], context)
    year = None
    if ends[-1].letter == "z":
        ends, year = ends[:-1], context.only_year + 1 if context.only_year else None
    if _is_year_column(terms, ends):
        return whole_year(ends[0], context)
    made = [
        _deadline(terms, end, resolve(end, context, year=year or _year_after(ends[n:])), context)
        for n, end in enumerate(ends)
    ]
    return [_either(made)] if len(made) > 1 and any(t.value.get("either") for t in terms) else made


def stage(terms: list[Term], context: Context) -> list[Made]:
    """As in "Quý I: khảo sát; quý II: thí điểm": the period before the colon is that of what follows."""
    return [_deadline(terms, terms[0], resolve(terms[0], context), context)]


def stages(terms: list[Term], context: Context) -> list[Made]:
    """As in "sơ kết vào năm 2023, tổng kết năm 2025"; "báo cáo năm 2025" would be a report on that year."""
    reviews = all(t.value["word"] in ("sơ kết", "tổng kết") for t in terms if t.letter == "g")
    return deadlines(terms, context) if reviews else []


def _year_after(ends: list[Term]) -> int | None:
    """The year said with the day itself or with a later one of the list: "trước 25/6 và 25/12/2023"."""
    return next((y for end in ends if (y := end.get("y"))), None)


def _either(made: list[Made]) -> Made:
    """As in "Trước 31/3 hoặc 30/4": which of them, the plan does not say."""
    rule = "to_choose: nêu nhiều hạn để chọn, không nói hạn nào; phải hỏi người phụ trách"
    return asked("deadline", rule, [("to_choose", each.timing) for each in made if not each.needs_date], made[0].bound)


def _is_year_column(terms: list[Term], ends: list[Term]) -> bool:
    """Whether a cell says only the year: the work runs through it."""
    return len(terms) == 1 and ends[0].letter in "Yyx"


def whole_year(end: Term, context: Context) -> list[Made]:
    """Work that runs through the year named."""
    found = resolve(end, context)
    if found.value is None:
        return [asked("window", found.rule)]
    return [
        Made(
            "window",
            Window(start=first_day(found.value), end=last_day(found.value)),
            rules=("window_end: thực hiện trong cả năm",),
        )
    ]


def _deadline(terms: list[Term], end: Term, found: Resolved, context: Context) -> Made:
    bound, at = bound_of(terms), clock_of(terms)
    if end.letter == "I" or found.value is None:
        options: list[tuple[str, Timing]] = [(first_day(o).isoformat(), _on(o, bound, at)) for o in found.options]
        return asked("deadline", found.rule or "no_such_day: ngày này không có trong lịch", options, bound)
    rules = (found.rule,) if found.rule else ()
    if isinstance(found.value, dt.date) and _contradicts(terms, end, found.value):
        rule = f"weekday: thứ nêu không khớp với ngày {found.value:%d/%m/%Y}, phải hỏi người phụ trách"
        return asked("deadline", rule, [(found.value.isoformat(), _on(found.value, bound, at))], bound)
    if isinstance(found.value, dt.date) and at == dt.time(0, 0) and bound is Bound.BY:
        rule = (
            f"midnight: 0 giờ ngày {found.value:%d/%m/%Y} là hết ngày hôm trước hay ngày đó, phải hỏi người phụ trách"
        )
        return asked("deadline", rule, [("midnight", Deadline(on=day)) for day in (found.value - ONE_DAY, found.value)])
    if isinstance(found.value, dt.date) and at == dt.time(0, 0):
        rule = f"before_midnight: trước 0 giờ ngày {found.value:%d/%m/%Y} là hết ngày hôm trước"
        return Made("deadline", Deadline(on=found.value - ONE_DAY), bound, rules=(*rules, rule))
    made = Made("deadline", _on(found.value, bound, at, start=_start(terms, found.value)), bound, rules=rules)
    if context.plan and _last_acceptable(found.value, bound, at) < context.earliest:
        return asked("deadline", "before_plan: ngày nêu trước khi có kế hoạch, có thể là thời hạn cũ", bound=bound)
    if context.issued_on and _last_acceptable(found.value, bound, at) < context.issued_on:
        made = replace(made, is_unsure=True, rules=(*made.rules, BEFORE_ISSUE))
    reach = YEAR_ON if _is_plain_day(end, found.value) else BEYOND
    if context.plan and first_day(found.value) > context.plan.last + reach and not any(t.letter == "z" for t in terms):
        options = [(first_day(found.value).isoformat(), made.timing)]
        return asked(
            "deadline",
            "after_plan: ngày nêu sau khi kế hoạch kết thúc, có thể là đích của chương trình",
            options,
            bound,
        )
    return made


def _is_plain_day(end: Term, value: DayOrPeriod) -> bool:
    """Whether a day is said with its year and closes no half-year, as a programme's goals do."""
    return isinstance(value, dt.date) and bool(end.get("y")) and (value.month, value.day) not in ((6, 30), (12, 31))


def _last_acceptable(value: DayOrPeriod, bound: Bound, at: dt.time | None) -> dt.date:
    """The last day that the words allow, read strictly."""
    return first_day(value) - ONE_DAY if bound is Bound.BEFORE and at is None else last_day(value)


def _contradicts(terms: list[Term], end: Term, day: dt.date) -> bool:
    """Whether the weekday just before a day is not that day's."""
    named = [t.value["weekday"] for t in terms[: terms.index(end)] if t.letter == "w"]
    return bool(named) and named[-1] != WEEKDAYS[day.weekday()]


def day_within(terms: list[Term], context: Context) -> list[Made]:
    """As in "trong tháng 8 năm 2024, chậm nhất là ngày 20": the day of that month."""
    month, day = next(t for t in terms if t.letter in "Mm"), next(t for t in terms if t.letter == "d")
    if day.get("d") is None or "days" in day.value:
        return []
    end = Term("D", month.start, day.end, {"d": day.get("d"), "m": month.get("m"), "y": month.get("y")})
    bounds = [t for t in terms[terms.index(month) :] if t.letter != "d"]
    return [_deadline([*bounds, end], end, resolve(end, context), context)]


def _on(value: DayOrPeriod, bound: Bound, at: dt.time | None, start: dt.date | None = None) -> Deadline:
    """A period after "trước" means its first day, which is itself too late."""
    if bound is Bound.BEFORE and not isinstance(value, dt.date):
        value, start = first_day(value), None
    return Deadline(on=value, bound=bound, at=at, start=start)


def _start(terms: list[Term], value: DayOrPeriod) -> dt.date | None:
    """As in "Trong quý II" also says when it begins; "đến hết quý II" does not."""
    words = {str(t.value.get("word", "")) for t in terms if t.letter in "ct"} | {
        t.letter for t in terms if t.letter == "t"
    }
    inside = not words or any(w.endswith(("trong", "vào")) for w in words)
    return first_day(value) if inside and not isinstance(value, dt.date) else None


def _part_of_period(terms: list[Term], end: Term, context: Context) -> list[Made]:
    """As in "Cuối tháng", "cuối quý" without saying which: every one."""
    unit, part = str(end.value["unit"]), end.value["part"]
    if unit not in ("M", "Q") or part == "giữa":
        return [asked("undated", "no_date: không nói tháng nào, quý nào")]
    due = DuePoint(
        day="last" if part == "cuối" else 1, month="last" if part == "cuối" else "first", bound=bound_of(terms)
    )
    return [Made("recurring", Recurring(every=[unit], due=due), bound_of(terms))]


def rota(terms: list[Term], context: Context) -> list[Made]:
    """As in "2 ngày/tuần, luân phiên, bắt đầu từ 1/4/2020"."""
    slots = next(t.get("n") or 1 for t in terms if t.letter == "r")
    ends = [t for t in terms if t.letter in ENDS]
    start = resolve(ends[0], context).value if ends else None
    return [Made("rota", Rota(per_week=slots, start=first_day(start) if start else None))]


def event(terms: list[Term], context: Context) -> list[Made]:
    """Nothing until someone raises it."""
    trigger = str(terms[-1].value["trigger"])
    if terms[-1].letter == "i" and re.search(r"(?:kết thúc|hết) (?:tháng|quý|kỳ|năm)", trigger):
        return [asked("recurring", "no_date: tính lùi từ cuối kỳ, phải hỏi người phụ trách")]
    return [Made("event", Event(trigger=trigger), rules=("event: khi có việc mới phát sinh nghĩa vụ",))]


def not_placed(terms: list[Term], context: Context) -> list[Made]:
    """Tết, a week of a month, a school term, a council's session: no day follows from the words, unless one is named beside them."""
    after = [t for t in terms[[t.letter for t in terms].index("A") + 1 :] if t.letter not in "()R"]
    own = deadlines(after, context) if after else []
    if after and after[0].letter in "bct":
        return own
    rule = "not_placed: tuần, mùa, dịp, học kỳ, kỳ họp: không có ngày chắc chắn, phải hỏi người phụ trách"
    week = next((_end_of_week(t, context) for t in terms if t.letter == "A" and t.get("m")), None)
    options = [("week_of_month", Deadline(on=week))] if week else []
    return [asked("undated", rule, options + [("not_placed", each.timing) for each in own if not each.needs_date])]


def _end_of_week(term: Term, context: Context) -> dt.date | None:
    """The last day of a week of a month, counted in sevens; None where its year is not known."""
    found = resolve(Term("M", term.start, term.end, term.value), context).value
    day = term.get("d")
    if not found:
        return None
    return first_day(found).replace(day=day) if day else last_day(found)


def vague(terms: list[Term], context: Context) -> list[Made]:
    """Words of haste and of custom state no day; a school year has days that each year's decision sets."""
    if any(t.letter == "S" for t in terms):
        return [asked("window", "school_year: ngày của năm học do quyết định từng năm ấn định, phải hỏi")]
    return [replace(asked("undated", "no_date: không nêu ngày, phải hỏi người phụ trách"), is_vague=True)]


def is_report(terms: list[Term], context: Context) -> bool | None:
    """Whether a report is asked for (sent on a day nobody stated) or something done within the period."""
    words = {str(t.value["word"]) for t in terms if t.letter == "g"}
    if words & set(MEETING):
        return False
    return True if "báo cáo" in words else context.is_report


def undue(every: list[str], terms: list[Term], context: Context, rules: tuple[str, ...] = ()) -> Made:
    """A series for which no day within its period is stated."""
    report = is_report(terms, context)
    ends = Recurring(every=every, due="period_end")
    if report is False:
        return Made("recurring", ends, rules=(*rules, "period_end: làm trong kỳ, hạn là ngày cuối kỳ"))
    rule = "no_date: nêu kỳ nhưng không nêu ngày, phải hỏi người phụ trách"
    made = Made("recurring", replace_due(ends, None), needs_date=True, rules=(*rules, rule))
    return replace(made, options=(("period_end", ends),))


def replace_due(timing: Recurring, due: DuePoint | None) -> Recurring:
    """The series with another due point."""
    return timing.model_copy(update={"due": due})
