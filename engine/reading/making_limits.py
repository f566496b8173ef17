"""Days counted from something or back from it: "trong 5 ngày kể từ …", "15 ngày trước ngày 01/7"."""

import datetime as dt
import re

from engine.reading.making import Made, asked
from engine.reading.resolving import Context, resolve
from engine.reading.terms import Term, terms_of
from models.timings import Bound, Deadline, DuePoint, Event, Recurring


def limit(terms: list[Term], context: Context) -> list[Made]:
    """As in "Trong 5 ngày làm việc kể từ …": a day if the event's day is stated, else an event."""
    count, working, anchor = terms[0].get("n") or 0, bool(terms[0].value["working"]), str(terms[0].value["anchor"])
    days = [t for t in terms_of(anchor) if t.letter in "DP"]
    start = resolve(days[0], context).value if days else None
    if count and isinstance(start, dt.date):
        calendar = context.calendar
        due = calendar.limit_from(start, count) if working else calendar.calendar_limit_from(start, count)
        rule = f"limit_from: {count} ngày{' làm việc' if working else ''} kể từ {start:%d/%m/%Y}, không tính ngày đó (BLDS 2015 Điều 147)"
        return [Made("deadline", Deadline(on=due, start=start), Bound.BY, rules=(rule,))]
    if found := re.search(r"kết thúc (tháng|quý|năm)\b(?! học)", anchor):
        return [_after_period(found[1], count, working, anchor)]
    within = count if working and 1 <= count <= 60 else None
    rule = f"event: {count} ngày{' làm việc' if working else ''} {anchor}"
    return [Made("event", Event(trigger=anchor or "sự việc", within=within), Bound.BY, rules=(rule,))]


def _after_period(unit: str, count: int, working: bool, anchor: str) -> Made:
    """As in "Trong 5 ngày sau khi kết thúc quý": the fifth of the next month; working days differ from period to period."""
    every = {"tháng": "M", "quý": "Q", "năm": "Y"}[unit]
    if working or not 1 <= count <= 28:
        rule = f"no_date: {count} ngày làm việc {anchor}, mỗi kỳ một ngày khác; phải hỏi người phụ trách"
        return Made("recurring", Recurring(every=[every], due=None), Bound.BY, needs_date=True, rules=(rule,))
    return Made(
        "recurring",
        Recurring(every=[every], due=DuePoint(day=count, month="after")),
        Bound.BY,
        rules=(f"limit_from: {count} ngày {anchor}",),
    )


def days_ahead(terms: list[Term], context: Context) -> list[Made]:
    """As in "15 ngày trước ngày 01/7/2024": counted back from the day named."""
    day = next(t for t in terms if t.letter in "DP")
    ahead = next(t for t in terms if t.letter in "jJ")
    found, count = resolve(day, context), ahead.get("n") or 0
    if not isinstance(found.value, dt.date) or count == 0:
        return [asked("deadline", found.rule or "no_such_day: ngày này không có trong lịch")]
    working = bool(ahead.value["working"])
    due = context.calendar.add(found.value, -count) if working else found.value - dt.timedelta(days=count)
    rule = f"days_ahead: {count} ngày{' làm việc' if working else ''} trước {found.value:%d/%m/%Y}"
    return [Made("deadline", Deadline(on=due), Bound.BY, rules=(rule,))]
