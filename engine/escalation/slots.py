"""When a notice may leave: the office's sending hours and digest runs, less the quiet of the person who is told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.ladders import Party, Role
from models.moments import instant, local, local_day
from models.office import Office
from models.periods import ONE_DAY
from models.quiet import Quiet
from models.timings import WEEKDAYS
from models.working_days import REACH

DIGEST_AT = dt.time(7, 30)
MORNING = dt.time(9, 0)


@dataclass(frozen=True)
class Waiting:
    """A pending notice as grouping needs it; ``at`` is its rung's moment, ``position`` that rung's height on the ladder.

    ``created_at`` is when a sweep wrote it.
    """

    id: int
    obligation_id: int
    plan_id: int
    monitor_id: int
    agenda_id: int
    unit_id: int
    party: Party
    role: Role
    position: int
    at: dt.datetime
    created_at: dt.datetime
    is_digest: bool
    is_urgent: bool


@dataclass(frozen=True)
class Slot:
    """One run of grouping, which takes single rungs or (``is_digest``) digests; ``quiet`` is when people want none."""

    office: Office
    now: dt.datetime
    is_digest: bool
    quiet: Mapping[int, Quiet]

    def may_take(self, each: Waiting) -> bool:
        """Whether this run may take a notice as far as the office is concerned, before it is known who is told.

        Urgent always, others in sending hours, leaders' digests on their day; a digest that somebody's quiet kept from
        its run may leave with any later one. While deadlines are paused nothing is told.
        """
        if self.today in self.office.calendar.paused:
            return False
        if not each.is_urgent and not self._is_sending_time:
            return False
        return self._on_time(each) or (bool(self.quiet) and each.is_digest and each.at <= self._run_of(each))

    def takes(self, each: Waiting, person_id: int) -> bool:
        """Whether this run takes a notice for that person, who may want quiet now or have wanted it at the digest."""
        quiet = self.quiet.get(person_id)
        if each.is_urgent or quiet is None:
            return self._on_time(each)
        if is_quiet(quiet, self.now, self.office.zone):
            return False
        run = self._run_of(each)
        missed = each.is_digest and each.at <= run and is_quiet(quiet, run, self.office.zone)
        return missed or self._on_time(each)

    def _on_time(self, each: Waiting) -> bool:
        if each.is_digest != self.is_digest:
            return False
        waits_for_day = each.is_digest and not each.is_urgent and each.role is Role.LEADER
        return not waits_for_day or self.today == self._leaders_day

    @cached_property
    def today(self) -> dt.date:
        return local_day(self.now, self.office.zone)

    @cached_property
    def _is_sending_time(self) -> bool:
        return is_sending_time(self.office, self.now)

    @cached_property
    def _leaders_day(self) -> dt.date:
        return leaders_day(self.today, self.office)

    def _run_of(self, each: Waiting) -> dt.datetime:
        """The last digest run for a post: this morning's, for leaders that of their day."""
        return instant(self._leaders_day if each.role is Role.LEADER else self.today, DIGEST_AT, self.office.zone)


def is_sending_time(office: Office, moment: dt.datetime) -> bool:
    """Whether the office sends at that moment: a working day, within the hours."""
    here, sending = local(moment, office.zone), office.setup.sending
    return office.calendar.is_working(local_day(moment, office.zone)) and sending.opens <= here.time() <= sending.closes


def is_quiet(quiet: Quiet, moment: dt.datetime, zone: str) -> bool:
    """Whether a person with this quiet wants none at that moment."""
    return quiet.holds(local_day(moment, zone), local(moment, zone).time())


def next_opening(quiet: Quiet, office: Office, now: dt.datetime) -> dt.datetime | None:
    """The first instant from now on at which the office sends and the person listens; None if none is near."""
    sending, day = office.setup.sending, local_day(now, office.zone)
    first = max(sending.opens, local(now, office.zone).time())
    for _ in range(REACH):
        at = quiet.opening(day, first, sending.closes) if office.calendar.is_working(day) else None
        if at is not None:
            return instant(day, at, office.zone)
        day, first = day + ONE_DAY, sending.opens
    return None


def leaders_day(today: dt.date, office: Office) -> dt.date:
    """The last day on which leaders were due their digest: the chosen weekday, or the next working day after it."""
    since = (today.weekday() - WEEKDAYS.index(office.setup.sending.leaders_on)) % 7
    return office.calendar.on_or_after(today - dt.timedelta(days=since))


def last_sending_moment(office: Office, moment: dt.datetime) -> dt.datetime:
    """This moment if messages may leave now, else the last working morning: a first look on a Sunday shows mail too."""
    here, today = local(moment, office.zone), local_day(moment, office.zone)
    if is_sending_time(office, moment):
        return moment
    day = today if here.time() > office.setup.sending.closes else today - dt.timedelta(days=1)
    return instant(office.calendar.on_or_before(day), MORNING, office.zone)
