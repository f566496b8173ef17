"""Timings and settings of every sort, drawn by hypothesis."""

import datetime as dt

from hypothesis import strategies as st

from models.periods import DataWindow, Days, Frequency
from models.timings import (
    WEEKDAYS,
    Bound,
    Deadline,
    DuePoint,
    Event,
    HolidayRule,
    Milestone,
    ReadingRules,
    Recurring,
    Rota,
    Target,
    Undated,
    Window,
)

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2027, 12, 31)
CALENDAR_NAMES = ["M", "Q", "H", "9M", "Y", "Q1", "Q3", "H1", "M02", "M06"]
PERIODS = ["2020-M02", "2021-Q2", "2022-H1", "2023-9M", "2024-Y", "2020-W53"]

days = st.dates(FIRST, LAST)
hours = st.times().map(lambda at: at.replace(microsecond=0))
days_or_periods = days | st.sampled_from(PERIODS)
frequencies = st.sampled_from(list(Frequency))
bounds = st.sampled_from(list(Bound))


@st.composite
def spans(draw, longest=1100):
    """A run of days of at most three years."""
    first = draw(days)
    return Days(first, first + dt.timedelta(days=draw(st.integers(0, longest))))


@st.composite
def runs(draw):
    """What a timing says of from and to: nothing, one of them, or both in order."""
    first, last = sorted([draw(days), draw(days)])
    return draw(st.sampled_from([{}, {"start": first}, {"end": last}, {"start": first, "end": last}]))


@st.composite
def due_points(draw, /, *, weekly=False):
    said = {"bound": draw(bounds), "at": draw(st.none() | hours)}
    if weekly or draw(st.booleans()):
        return DuePoint(weekday=draw(st.sampled_from(WEEKDAYS)), **said)
    day, month = draw(st.integers(1, 31) | st.just("last")), draw(st.sampled_from(["first", "last", "after"]))
    return DuePoint(day=day, month=month, **said)


@st.composite
def recurring(draw, /, **fixed):
    weekly = draw(st.booleans())
    names = ["W", "W01", "W53"] if weekly else CALENDAR_NAMES
    said = {
        "every": draw(st.lists(st.sampled_from(names), min_size=1, max_size=5)),
        "due": draw(st.none() | st.just("period_end") | due_points(weekly=weekly)),
        "opens": draw(st.sampled_from(["period", "last_month"])),
        "merge": draw(st.none() | st.booleans()),
        "data_window": draw(st.none() | st.sampled_from(list(DataWindow))),
        **draw(runs()),
    }
    return Recurring(**(said | fixed))


@st.composite
def milestones(draw):
    target = Target(value=draw(st.integers(0, 100)), unit="%")
    said = draw(st.fixed_dictionaries({"by": days_or_periods}) | st.fixed_dictionaries({"holds_from": days}))
    return Milestone(target=target, bound=draw(bounds), check=draw(st.none() | frequencies), **said, **draw(runs()))


def dated():
    """Timings that state a day, a period or an end."""
    return st.one_of(
        st.builds(Deadline, on=days_or_periods, bound=bounds, at=st.none() | hours),
        runs().flatmap(lambda run: st.builds(Window, check=st.none() | frequencies, **_just(run))),
        recurring(),
        milestones(),
        runs().flatmap(lambda run: st.builds(Rota, per_week=st.integers(1, 7), **_just(run))),
    )


def without_a_day():
    """Timings that state no day: undated, events, and series whose day the plan leaves open."""
    return st.one_of(
        runs().flatmap(lambda run: st.builds(Undated, suggest=st.none() | days, **_just(run))),
        st.builds(Event, trigger=st.just("khi có vướng mắc"), within=st.none() | st.integers(1, 60)),
        recurring(due=None),
    )


def timings():
    return dated() | without_a_day()


def reading_rules(**fixed):
    switches = {
        "before_is_strict": st.booleans(),
        "merge_periods": st.booleans(),
        "holiday_rule": st.sampled_from(list(HolidayRule)),
        "check_period": frequencies,
        "report_day": st.none() | st.integers(1, 31),
    }
    return st.builds(ReadingRules, **(switches | _just(fixed)))


def _just(values):
    return {name: st.just(value) for name, value in values.items()}
