"""What a timing gives on the calendar: occurrences with their days, worked out by pure rules that are named beside each.

An occurrence is small (activity x period); one obligation per responsible unit is made from it by the database.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import singledispatch

from models.periods import (
    ONE_DAY,
    DataWindow,
    Days,
    Frequency,
    MergedPeriod,
    Period,
    last_of_month,
    merged,
    periods_ending_in,
)
from models.timings import (
    WEEKDAYS,
    Bound,
    DayOrPeriod,
    Deadline,
    DuePoint,
    Event,
    HolidayRule,
    Milestone,
    ReadingRules,
    Recurring,
    Rota,
    Timing,
    Undated,
    Window,
)
from models.working_days import WorkingCalendar


@dataclass(frozen=True)
class Draft:
    """One occurrence before it is stored; ``key`` names it within its activity for ever, ``due_on`` None = ask a person."""

    key: str
    opens_on: dt.date
    due_on: dt.date | None
    period: str | None = None
    stands_for: tuple[str, ...] = ()
    due_time: dt.time | None = None
    stated_on: dt.date | None = None
    data: Days | None = None
    is_check: bool = False
    is_estimated: bool = False
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """All that decides beside the timing itself: the plan's days, the office's switches and calendar, the horizon."""

    plan: Days
    rules: ReadingRules
    calendar: WorkingCalendar
    until: dt.date


def occurrences(timing: Timing, setting: Setting) -> list[Draft]:
    """All occurrences of a timing that open on or before ``setting.until``, by key order of time."""
    drafts = (settled(draft, setting) for draft in drafts_of(timing, setting))
    return [draft for draft in drafts if draft.opens_on <= setting.until]


@singledispatch
def drafts_of(timing: object, setting: Setting) -> list[Draft]:
    """The occurrences of one kind of timing, before the holiday rule."""
    raise TypeError(f"no rule for {timing!r}")


@drafts_of.register
def _deadline(timing: Deadline, setting: Setting) -> list[Draft]:
    stated, named = stated_day(timing.on, timing.bound)
    due, rules = bounded(stated, timing.bound, timing.at, setting.rules)
    opens = min(timing.span(setting.plan).first, due)
    return [Draft("once", opens, due, due_time=timing.at, stated_on=stated, rules=(*named, *rules))]


@drafts_of.register
def _recurring(timing: Recurring, setting: Setting) -> list[Draft]:
    merge = setting.rules.merge_periods if timing.merge is None else timing.merge
    span = timing.span(setting.plan)
    reach = min(span.last + 366 * ONE_DAY, setting.until + 400 * ONE_DAY)
    periods = periods_ending_in(timing.every, Days(span.first, reach))
    series = merged(periods) if merge else [MergedPeriod(period) for period in periods]
    drafts = (_one_period(timing, each, span, setting) for each in series)
    return [draft for draft in drafts if _belongs(draft, span)]


def _belongs(draft: Draft, span: Days) -> bool:
    """Whether an occurrence belongs to a run: its period ends in it, or its stated day lies in it.

    So the Friday of the last week of a plan is owed though that week ends in the next year.
    """
    if draft.due_on and draft.due_on < span.first:
        return False
    ends_in_it = Period.parse(draft.key).last <= span.last
    return ends_in_it or (draft.due_on is not None and draft.stated_on is not None and draft.due_on <= span.last)


def _one_period(timing: Recurring, each: MergedPeriod, span: Days, setting: Setting) -> Draft:
    period = each.period
    rules: tuple[str, ...] = ()
    if each.stands_for:
        rules = (f"merge_periods: {period.label} gộp cả {', '.join(p.label for p in each.stands_for)}",)
    shortest = max(p.first for p in (period, *each.stands_for))
    opens = period.last.replace(day=1) if timing.opens == "last_month" else shortest
    kind = setting.rules.data_window if timing.data_window == "office" else timing.data_window
    window = kind and period.covers(DataWindow(kind))
    if window:
        rules = (*rules, f"data_window {kind}: số liệu {vn(window.first)}-{vn(window.last)}")
    draft = Draft(
        key=period.code,
        opens_on=max(opens, span.first),
        due_on=None,
        period=period.code,
        stands_for=tuple(p.code for p in each.stands_for),
        data=window or None,
        rules=rules,
    )
    return due_in_period(draft, period, timing.due, setting.rules)


def due_in_period(draft: Draft, period: Period, due: DuePoint | str | None, rules: ReadingRules) -> Draft:
    """The draft with its due day: the stated point, the period's end, or the office's report day if it set one."""
    if isinstance(due, DuePoint):
        stated = point_in(period, due)
        day, named = bounded(stated, due.bound, due.at, rules)
        if isinstance(due.day, int) and due.day > stated.day:  # "trước ngày 30" in a month that ends on the 28th
            day, named = stated, (f"short_month: tháng không có ngày {due.day}, hạn là ngày cuối tháng {vn(stated)}",)
        return replace(
            draft,
            due_on=day,
            due_time=due.at,
            stated_on=stated,
            rules=(*draft.rules, *named),
        )
    if due == "period_end":
        rule = f"period_end: làm trong kỳ, hết {period.label} là ngày {vn(period.last)}"
        return replace(draft, due_on=period.last, stated_on=period.last, rules=(*draft.rules, rule))
    if by_office := _report_day(draft, period, rules):
        rule = f"report_day: quy định của cơ quan, ngày {rules.report_day} tháng cuối kỳ"
        return replace(draft, due_on=by_office, rules=(*draft.rules, rule))
    return replace(draft, rules=(*draft.rules, "no_date: văn bản không nêu ngày, phải hỏi người phụ trách"))


def _report_day(draft: Draft, period: Period, rules: ReadingRules) -> dt.date | None:
    """The office's day for a report, unless its data run past that day; a week has no last month to count in."""
    if draft.data is None or rules.report_day is None or period.frequency is Frequency.WEEK:
        return None
    day = day_of_month(period.last.year, period.last.month, rules.report_day)
    return day if day > draft.data.last else None


@drafts_of.register
def _window(timing: Window, setting: Setting) -> list[Draft]:
    span = timing.span(setting.plan)
    open_end = not timing.end and f"open_end: không nêu ngày kết thúc, tính đến hết kế hoạch {vn(span.last)}"
    rules = (open_end or f"window_end: thực hiện đến hết ngày {vn(span.last)}",)
    end = Draft("end", span.first, span.last, stated_on=span.last, rules=rules)
    return [*checks(span, timing.check, setting), end]


@drafts_of.register
def _milestone(timing: Milestone, setting: Setting) -> list[Draft]:
    span = timing.span(setting.plan)
    if timing.by is not None:
        stated, named = stated_day(timing.by, timing.bound)
        due, rules = bounded(stated, timing.bound, None, setting.rules)
        opens = min(span.first, due)
        return [
            Draft(
                "target",
                opens,
                due,
                stated_on=stated,
                rules=(*named, *rules, "milestone: đạt chỉ tiêu đến ngày này"),
            )
        ]
    start = timing.holds_from or span.first
    held = Days(start, span.last)
    rule = "milestone: đạt chỉ tiêu từ ngày này trở đi, đo lại mỗi kỳ kiểm tra"
    opening = Draft("target", min(span.first, start), start, stated_on=start, rules=(rule,))
    end = Draft("end", start, span.last, stated_on=span.last, is_check=True, rules=(rule,))
    return [opening, *checks(held, timing.check, setting), end]


def checks(span: Days, every: Frequency | None, setting: Setting) -> list[Draft]:
    """The progress checks of something that runs: one per check period that ends inside it, before its own end."""
    frequency = every or setting.rules.check_period
    periods = periods_ending_in([frequency], Days(span.first, min(span.last, setting.until + 400 * ONE_DAY)))
    rule = f"check_period {frequency}: hỏi tiến độ mỗi kỳ trong thời gian thực hiện"
    return [
        Draft(
            p.code,
            max(p.first, span.first),
            p.last,
            period=p.code,
            is_check=True,
            rules=(rule,),
        )
        for p in periods
        if p.last < span.last
    ]


@drafts_of.register
def _rota(timing: Rota, setting: Setting) -> list[Draft]:
    span = timing.span(setting.plan)
    reach = Days(span.first, min(span.last, setting.until + 14 * ONE_DAY))
    weeks = periods_ending_in([Frequency.WEEK], Days(reach.first, reach.last + 6 * ONE_DAY))
    return [draft for week in weeks for draft in _slots(timing, week, span, setting.calendar)]


def _slots(timing: Rota, week: Period, span: Days, calendar: WorkingCalendar) -> list[Draft]:
    """The duty slots of one week: as many as asked, never more than the days worked in it."""
    days = [day for n in range(7) if (day := week.first + n * ONE_DAY) in span and calendar.is_working(day)]
    rule = f"rota: {timing.per_week} ngày trong tuần, chia lần lượt; ngày cụ thể do đơn vị chọn"
    return [
        Draft(f"{week.code}.{n}", days[0], days[-1], period=week.code, rules=(rule,))
        for n in range(1, min(timing.per_week, len(days)) + 1)
    ]


@drafts_of.register
def _event(timing: Event, setting: Setting) -> list[Draft]:
    return []


@drafts_of.register
def _undated(timing: Undated, setting: Setting) -> list[Draft]:
    opens = timing.span(setting.plan).first
    return [
        Draft(
            "once",
            opens,
            None,
            rules=("no_date: văn bản không nêu ngày, phải hỏi người phụ trách",),
        )
    ]


def stated_day(value: DayOrPeriod, bound: Bound) -> tuple[dt.date, tuple[str, ...]]:
    """The day a bound speaks of. A period as an end runs to its last day; "trước" a period is before its first."""
    if isinstance(value, dt.date):
        return value, ()
    period = Period.parse(value)
    if bound is Bound.BEFORE:
        return period.first, (f"period_start: {period.label} bắt đầu ngày {vn(period.first)}",)
    return period.last, (f"period_end: hết {period.label} là ngày {vn(period.last)}",)


def bounded(stated: dt.date, bound: Bound, at: dt.time | None, rules: ReadingRules) -> tuple[dt.date, tuple[str, ...]]:
    """The last acceptable day of a stated one. "trước ngày D" is D-1; "trước 16 giờ ngày D" is day D itself."""
    if bound is Bound.BY:
        return stated, (f"by_is_inclusive: kể cả ngày {vn(stated)}",)
    if at is not None:
        return stated, (f"before_hour: trước {at:%H:%M} của chính ngày {vn(stated)}",)
    if rules.before_is_strict:
        return stated - ONE_DAY, (f"before_is_strict: trước ngày {vn(stated)} nên hạn là {vn(stated - ONE_DAY)}",)
    return stated, (f"before_is_strict tắt: trước ngày {vn(stated)} tính cả ngày đó",)


def point_in(period: Period, due: DuePoint) -> dt.date:
    """The day a due point names in a period; a day past the month's end is the month's last day."""
    if due.weekday is not None:
        return period.last - ((period.last.weekday() - WEEKDAYS.index(due.weekday)) % 7) * ONE_DAY
    year, month = _month_of(period, due.month)
    return last_of_month(year, month) if due.day == "last" else day_of_month(year, month, int(due.day or 1))


def _month_of(period: Period, month: int | str) -> tuple[int, int]:
    if isinstance(month, int):
        return period.year, month
    day = {"first": period.first, "last": period.last, "after": period.last + ONE_DAY}[month]
    return day.year, day.month


def day_of_month(year: int, month: int, day: int) -> dt.date:
    """That day of the month, or the month's last day if it is shorter."""
    last = last_of_month(year, month)
    return last if day > last.day else last.replace(day=day)


def settled(draft: Draft, setting: Setting) -> Draft:
    """The draft after the holiday rule, marked estimated where its year's holidays are not yet decided.

    What would open after it is due, because the rule moved the day or the run says so, opens on the due day.
    """
    if draft.due_on is None:
        return draft
    calendar, rule = setting.calendar, setting.rules.holiday_rule
    stated, due, named = draft.due_on, draft.due_on, draft.rules
    if not calendar.is_working(stated):
        due = moved_by(rule, stated, calendar)
        name = calendar.why_off(stated)
        named = (*named, f"holiday_rule {rule}: {vn(stated)} là ngày nghỉ ({name})")
    opens, estimated = min(draft.opens_on, due), calendar.is_estimated(stated)
    return replace(draft, opens_on=opens, due_on=due, is_estimated=estimated, rules=named)


def moved_by(rule: HolidayRule, day: dt.date, calendar: WorkingCalendar) -> dt.date:
    """A stated day off under the office's holiday rule; no law moves a *fixed* report day, so the default keeps it."""
    if rule is HolidayRule.KEEP:
        return day
    return calendar.on_or_before(day) if rule is HolidayRule.PREVIOUS else calendar.on_or_after(day)


def vn(day: dt.date) -> str:
    """A day as Vietnamese documents write it."""
    return f"{day:%d/%m/%Y}"


def raised(timing: Event, number: int, on: dt.date, setting: Setting) -> Draft:
    """The occurrence of an event that someone raised on a day; without a limit anywhere its day is asked for."""
    within = timing.within or setting.rules.event_days
    if within is None:
        return Draft(
            f"event-{number}",
            on,
            None,
            rules=("no_date: không nêu thời hạn cho việc đột xuất",),
        )
    due = setting.calendar.limit_from(on, within)
    rule = f"event: trong {within} ngày làm việc kể từ {vn(on)}, không tính ngày đó (BLDS 2015 Điều 147)"
    return Draft(
        f"event-{number}",
        on,
        due,
        rules=(rule,),
        is_estimated=setting.calendar.is_estimated(due),
    )
