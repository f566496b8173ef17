"""A plan's duties along its months: when each is due, what runs from when to when, and how far it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.watching.queries import PlanRow
from engine.watching.wishes import Wish, narrowed, standing, with_occurrence
from models.columns import table_of
from models.obligations import Obligation, Timeliness
from models.periods import ONE_DAY, Days, last_of_month
from models.plans import Activity, Occurrence
from models.tallies import Tally
from models.working_days import WorkingCalendar

RUNNING = ("window", "milestone", "rota")  # kinds of timing that last; of the others only the due days are shown
MOST = 120  # months; a date typed with a wrong year must not make a table of a thousand columns
obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)


@dataclass(frozen=True)
class Holiday:
    """Days off in a row that are not mere weekends, with their names."""

    days: Days
    names: list[str]


@dataclass(frozen=True)
class Month:
    """One column: its days, the holidays in it, and whether today is in it."""

    days: Days
    holidays: list[Holiday]
    is_now: bool


@dataclass(frozen=True)
class Mark:
    """A due day of an activity and how its obligations stand; ``only`` is the obligation if there is but one."""

    due_on: dt.date
    tally: Tally
    only: int | None


@dataclass(frozen=True)
class Slot:
    """What an activity has in one month; ``begins`` and ``ends`` are set where its run begins and ends."""

    marks: list[Mark]
    runs: bool = False
    begins: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True)
class Lane:
    """An activity along the months; what has no due day yet is counted in ``undated``."""

    key: str
    title: str
    section: str
    slots: list[Slot]
    undated: int


@dataclass(frozen=True)
class Timeline:
    """The lanes of a plan over its months."""

    months: list[Month]
    lanes: list[Lane]

    @property
    def by_month(self) -> list[tuple[Month, list[tuple[Lane, list[Mark]]]]]:
        """The same the other way round: what is due in each month, for a narrow screen."""
        found = [
            (month, [(lane, lane.slots[n].marks) for lane in self.lanes if lane.slots[n].marks])
            for n, month in enumerate(self.months)
        ]
        return [(month, due) for month, due in found if due]


def timeline(session: Session, wish: Wish, plan: PlanRow, calendar: WorkingCalendar, *, today: dt.date) -> Timeline:
    """All that is wished of one plan along its months, and along those into which its due days were moved."""
    marks, undated = _marks(session, wish, today)
    runs = _runs(session, marks.keys() | undated.keys())
    days = [mark.due_on for found in marks.values() for mark in found]
    months = _months(min([plan.start, *days]), max([plan.end, *days]), calendar, today)
    statement = sa.select(activity).where(activity.c.id.in_(marks.keys() | undated.keys()))
    lanes = [
        Lane(row.key, row.title, row.section, _slots(months, marks[row.id], runs.get(row.id)), undated[row.id])
        for row in session.execute(statement.order_by(activity.c.position, activity.c.id))
    ]
    return Timeline(months, lanes)


def _marks(session: Session, wish: Wish, today: dt.date) -> tuple[dict[int, list[Mark]], dict[int, int]]:
    """The due days of each activity in their order, and how many obligations of it have none."""
    stand, due = standing(today), obligation.c.due_on
    statement = (
        sa.select(occurrence.c.activity_id, due, stand, sa.func.count(), sa.func.min(obligation.c.id))
        .select_from(with_occurrence())
        .where(*narrowed(session, wish, today=today).where)
        .group_by(occurrence.c.activity_id, due, stand)
        .order_by(due)
    )
    found: dict[tuple[int, dt.date], Mark] = {}
    undated: dict[int, int] = defaultdict(int)
    for activity_id, due_on, code, count, first in session.execute(statement):
        if due_on is None:
            undated[activity_id] += count
            continue
        known = found.get((activity_id, due_on))
        tally = known.tally if known else Tally()
        tally.add(Timeliness(code), count)
        found[activity_id, due_on] = Mark(due_on, tally, first if count == 1 and not known else None)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for (activity_id, _), mark in found.items():
        marks[activity_id].append(mark)
    return marks, undated


def _runs(session: Session, activities: Iterable[int]) -> dict[int, Days]:
    """From when to when each activity runs that lasts; one without an end runs to its last due day."""
    kind = activity.c.timing["kind"].as_string()
    statement = (
        sa.select(activity.c.id, sa.func.min(occurrence.c.opens_on), sa.func.max(occurrence.c.due_on))
        .select_from(activity.join(occurrence, occurrence.c.activity_id == activity.c.id))
        .where(activity.c.id.in_(activities), kind.in_(RUNNING), sa.not_(occurrence.c.is_withdrawn))
        .group_by(activity.c.id)
    )
    return {id_: Days(first, last) for id_, first, last in session.execute(statement) if last}


def _months(first: dt.date, last: dt.date, calendar: WorkingCalendar, today: dt.date) -> list[Month]:
    found: list[Month] = []
    begins = first.replace(day=1)
    while begins <= last and len(found) < MOST:
        days = Days(begins, last_of_month(begins.year, begins.month))
        found.append(Month(days, _holidays(days, calendar), today in days))
        begins = days.last + ONE_DAY
    return found


def _holidays(month: Days, calendar: WorkingCalendar) -> list[Holiday]:
    found: list[Holiday] = []
    for day in sorted(day for day in calendar.off if day in month):
        if found and day - found[-1].days.last == ONE_DAY:
            before = found.pop()
            found.append(Holiday(Days(before.days.first, day), [*before.names, calendar.off[day]]))
        else:
            found.append(Holiday(Days(day, day), [calendar.off[day]]))
    return found


def _slots(months: list[Month], marks: list[Mark], run: Days | None) -> list[Slot]:
    return [_slot(month.days, [mark for mark in marks if mark.due_on in month.days], run) for month in months]


def _slot(month: Days, marks: list[Mark], run: Days | None) -> Slot:
    if run is None or run.first > month.last or run.last < month.first:
        return Slot(marks)
    begins, ends = (day if day in month else None for day in (run.first, run.last))
    return Slot(marks, True, begins, ends)
