"""The law of the sweep: whatever the ladder, the days, the answers and the downtimes, each rung is told once or passed over.

The clock may be set back between any two events.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.escalation.sweep import sweep
from engine.fulfilment.answers import acknowledge, snooze, urge
from engine.fulfilment.complete import Handed, accept, extend, send_back, submit, waive
from engine.journal import By
from models.errors import DondocError
from models.ladders import Anchor, Ladder, moments
from models.moments import local_day
from models.working_days import WorkingCalendar
from tests.engine.cast import (
    CALENDAR,
    PERSON,
    REVIEW,
    World,
    by,
    day,
    deadline,
    notice,
    office,
    register,
    step,
    unit,
)
from tests.engine.conftest import Worlds

SPOKEN_TO = {"lead": "cdc", "monitor": "van-phong", "issuer": "so"}
AUDIENCES = ("lead.focal", "lead.head", "monitor.focal", "monitor.head", "issuer.leader")
LEAD = ("lead.focal", "lead.head")
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
Rung = tuple[dt.datetime, str, str]

offsets = st.builds("{:+d} {}".format, st.integers(-12, 12), st.sampled_from(["days", "working days", "hours"]))
audiences = st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3, unique=True)
due_days = st.dates(day("2024-01-22"), day("2024-04-15"))  # Tết lies before some and after others


@st.composite
def steps(draw: Any) -> dict[str, Any]:
    """A rung; one that is counted in days after the due day may be repeated."""
    said: dict[str, Any] = {"at": draw(offsets), "to": draw(audiences)}
    if said["at"].startswith("+") and "hours" not in said["at"] and draw(st.booleans()):
        said |= {"repeat": f"every {draw(st.integers(1, 6))} working days", "at most": draw(st.integers(2, 4))}
    if draw(st.booleans()):
        said["digest"] = "by unit"
    return said


ladders = st.lists(steps(), min_size=1, max_size=5)


@dataclass(frozen=True)
class Life:
    """One obligation: its ladder, its day, and when and how it is finished, if it is."""

    ladder: list[dict[str, Any]]
    due_on: dt.date
    finished_on: dt.date | None
    is_waived: bool


def finish(world: World, number: int, life: Life) -> None:
    assert life.finished_on
    if life.is_waived:
        world.do(waive, number, by(life.finished_on.isoformat(), "12:00"), "được miễn")
        return
    doer = by(life.finished_on.isoformat(), "12:00", PERSON)
    world.do(submit, world.office, number, Handed("1/BC", life.finished_on), doer)
    world.do(accept, number, doer)


@dataclass(frozen=True)
class Event:
    """Something that happens: a sweep, or what a person does with one of the obligations; ``back``: the clock is wrong."""

    at: dt.datetime
    what: str
    whose: int
    days: int
    back: dt.timedelta

    @property
    def now(self) -> dt.datetime:
        return self.at - self.back


VERBS = ("acknowledge", "snooze", "extend", "urge", "submit", "return", "accept", "waive")
backs = st.sampled_from([dt.timedelta()] * 5 + [dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=20)])
times = st.datetimes(dt.datetime(2024, 1, 10), dt.datetime(2024, 6, 30), timezones=st.just(dt.UTC))  # noqa: DTZ001
events = st.lists(
    st.builds(
        Event, times, st.sampled_from(VERBS) | st.just("sweep"), st.integers(0, 3), st.integers(1, 20), backs
    ),
    min_size=1, max_size=30,
)  # fmt: skip


@dataclass
class Account:
    """The slow and plain account of one obligation: at each sweep the highest rung is told that came since the last."""

    ladder: list[dict[str, Any]]
    due_on: dt.date
    calendar: WorkingCalendar
    rungs: set[Rung] = field(default_factory=set)
    reached: dt.datetime = NEVER
    quiet_until: dt.datetime = NEVER
    told: list[tuple[Rung, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.follow(self.ladder, self.due_on)

    def follow(self, ladder: list[dict[str, Any]], due_on: dt.date) -> None:
        """From now on the rungs of this ladder for this day, and none of those before."""
        found = moments(Ladder.model_validate(ladder), Anchor(due_on), self.calendar)
        self.rungs = {rung for each in found for rung in _rungs(each.at, each.told.to)}
        self.reached = self.quiet_until = NEVER

    def announce(self, due_on: dt.date, now: dt.datetime, to: Iterable[str]) -> None:
        """The day is (again) this one: told at once, then the rungs that are still to come."""
        self.due_on = due_on
        self.follow(self.ladder, due_on)
        self.rungs = {rung for rung in self.rungs if rung[0] > now} | _rungs(now, to)

    def sweep(self, now: dt.datetime) -> None:
        left = [rung for rung in self.rungs if rung[0] > self.reached]
        if left and max(min(left)[0], self.quiet_until) <= now:
            come = [rung for rung in left if rung[0] <= now]
            self.reached, self.quiet_until = max(come)[0], NEVER
            self.told += [(rung, "pending" if rung[0] == self.reached else "superseded") for rung in come]

    def end(self) -> None:
        self.rungs = set()


def _rungs(at: dt.datetime, to: Iterable[str]) -> set[Rung]:
    return {(at, SPOKEN_TO[party], role) for party, role in (audience.split(".") for audience in to)}


def act(world: World, number: int, account: Account, event: Event) -> None:
    """What a person does, to the obligation and in its account."""
    who, office = By(PERSON, event.now), world.office
    today = local_day(event.now)
    if event.what == "acknowledge":
        account.quiet_until = max(account.quiet_until, world.do(acknowledge, office, number, who))
    elif event.what == "snooze":
        account.quiet_until = max(account.quiet_until, world.do(snooze, office, number, min(event.days, 3), who))
    elif event.what == "extend":
        until = account.due_on + dt.timedelta(days=event.days)
        world.do(extend, office, number, until, who, "thiếu số liệu")
        account.announce(until, event.now, LEAD[:1])
    elif event.what == "urge":
        world.do(urge, office, number, who)
        account.announce(account.due_on, event.now, LEAD)
    elif event.what == "submit":
        world.do(submit, office, number, Handed("1/BC", today), who)
        account.follow(REVIEW, account.calendar.add(today, office.setup.review.look_within))
    elif event.what == "return":
        account.announce(world.do(send_back, office, number, who, "thiếu biểu"), event.now, LEAD)
    elif event.what == "accept":
        world.do(accept, number, who)
        account.end()
    else:
        world.do(waive, number, who, "được miễn")
        account.end()


def stored(world: World, number: int) -> list[tuple[Rung, str]]:
    joined = notice.join(step, step.c.id == notice.c.step_id).join(unit, unit.c.id == notice.c.unit_id)
    columns = (step.c.at, unit.c.code, notice.c.role, notice.c.state)
    rows = world.rows(sa.select(*columns).select_from(joined).where(notice.c.obligation_id == number))
    return sorted(((at, code, str(role)), str(state)) for at, code, role, state in rows)


@settings(max_examples=60)
@given(
    lives=st.lists(st.tuples(ladders, due_days), min_size=1, max_size=4),
    off=st.sets(due_days, max_size=10),
    happening=events,
)
def test_every_rung_is_told_once_or_passed_over_and_none_after_the_end(
    worlds: Worlds, lives: list[tuple[list[dict[str, Any]], dt.date]], off: set[dt.date], happening: list[Event]
) -> None:
    calendar = WorkingCalendar(CALENDAR.off | dict.fromkeys(off, "nghỉ"), CALENDAR.worked, CALENDAR.decided_through)
    accounts = [Account(ladder, due_on, calendar) for ladder, due_on in lives]
    with worlds() as world:
        named = {f"thang-{n}": account.ladder for n, account in enumerate(accounts)}
        world.office = office(named).model_copy(update={"calendar": calendar})
        duties = (deadline(account.due_on.isoformat(), f"viec-{n}", lead=["cdc"], ladder=f"thang-{n}")
                  for n, account in enumerate(accounts))  # fmt: skip
        world.import_(register(*duties))
        for event in sorted(happening, key=lambda each: each.at):
            if event.what == "sweep":
                sweep(world.sessions, world.office, now=event.now, batch=2)
                for account in accounts:
                    account.sweep(event.now)
            else:
                number = event.whose % len(accounts)
                try:
                    act(world, number + 1, accounts[number], event)
                except DondocError:
                    continue  # refused, and then nothing has changed: the account goes on as it was
        for n, account in enumerate(accounts):
            assert stored(world, n + 1) == sorted(account.told)
