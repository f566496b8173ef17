"""Timings written as a register writes them, and what they give in the plans that the tests speak of."""

import datetime as dt
from functools import partial

from pydantic import TypeAdapter

from models.occurrences import Setting, occurrences
from models.periods import Days
from models.timings import ReadingRules, Timing
from models.working_days import vietnamese_calendar

TIMING: TypeAdapter = TypeAdapter(Timing)
VIETNAM = vietnamese_calendar(
    range(2019, 2033),
    off={dt.date(2026, 1, 2): "hoán đổi (12729/VPCP-KGVX)"},
    worked={dt.date(2026, 1, 10): "làm bù cho 02/01"},
)
YEAR_2024 = Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
SPRING_2020 = Days(dt.date(2020, 3, 20), dt.date(2020, 12, 31))
TWO_YEARS = Days(dt.date(2021, 1, 1), dt.date(2022, 12, 31))


def on(text):
    return dt.date.fromisoformat(text)


def read(kind, **said):
    return TIMING.validate_python({"kind": kind, **said})


deadline, recurring, window, milestone, rota, event, undated = (
    partial(read, kind) for kind in ("deadline", "recurring", "window", "milestone", "rota", "event", "undated")
)


def drafts(timing, plan=YEAR_2024, until=None, **rules):
    return occurrences(timing, Setting(plan, ReadingRules(**rules), VIETNAM, until or plan.last))


def dues(timing, plan=YEAR_2024, until=None, **rules):
    """Key and due day of each occurrence, as text."""
    return [(each.key, str(each.due_on)) for each in drafts(timing, plan, until, **rules)]


def only(timing, plan=YEAR_2024, until=None, **rules):
    """The one occurrence that the timing gives."""
    (found,) = drafts(timing, plan, until, **rules)
    return found
