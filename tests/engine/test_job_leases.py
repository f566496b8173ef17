"""Jobs and several processes: each is one worker's, as long as that worker lives and no longer."""

import datetime as dt
import os
import signal
import time
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.accounts import make_account
from engine.access.rights import Viewer
from engine.jobs import leases as job_leases
from engine.jobs.leases import LEASE, Lease, LeaseLostError
from engine.jobs.queue import Desk, Errand, Kinds, Worker, ask_again, ask_for
from engine.journal import record
from models.columns import table_of
from models.jobs import Job, JobState
from models.ledger import LedgerEntry
from tests.engine.cast import World, moment
from tests.engine.dying import at_once, killed_before

NOW = moment("2024-01-08")
SECOND = dt.timedelta(seconds=1)
ledger, job = table_of(LedgerEntry), table_of(Job)


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> dt.datetime:
        return self.at


def write_down(errand: Errand) -> dict[str, Any]:
    with errand.desk.sessions() as session:
        record(session, now=NOW, actor=errand.actor, action="work", subject="job", subject_id=errand.job_id)
    return {"by": os.getpid()}


def die(errand: Errand) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def worker(world: World, kinds: Kinds, clock: Clock | None = None) -> Worker:
    desk = Desk(world.sessions, world.readings, world.office, clock or Clock())
    return Worker(lambda: desk, kinds)


def work_off(kinds: Kinds, world: World) -> None:
    worker(world, kinds).work_off()


def somebody(world: World) -> Viewer:
    with world.sessions() as session:
        account = make_account(session, "an", person_id=None, now=NOW, actor="test")
        return Viewer(int(account.id or 0), "an", None, is_administrator=False)


def asked(world: World, viewer: Viewer) -> int:
    number: int = world.do(ask_for, "write", {}, viewer, onward="/", now=NOW)
    return number


def states(world: World) -> list[JobState]:
    return [row[0] for row in world.rows(sa.select(job.c.state).order_by(job.c.id))]


def written(world: World) -> list[int]:
    found = sa.select(ledger.c.subject_id).where(ledger.c.action == "work").order_by(ledger.c.subject_id)
    return [row[0] for row in world.rows(found)]


def test_two_processes_share_the_jobs_and_do_none_twice(either_world: World) -> None:
    viewer = somebody(either_world)
    numbers = [asked(either_world, viewer) for _ in range(12)]
    at_once(either_world, [partial(work_off, {"write": write_down})] * 2)
    assert states(either_world) == [JobState.DONE] * 12
    assert written(either_world) == numbers


def test_of_two_who_saw_the_same_job_waiting_one_begins_it(either_world: World) -> None:
    number = asked(either_world, somebody(either_world))
    leases = [Lease(number, name, either_world.sessions, Clock()) for name in ("a", "b")]
    assert [lease.take() for lease in leases] == [True, False]
    assert either_world.rows(sa.select(job.c.leased_by)) == [("a",)]


def test_what_a_killed_process_left_is_broken_once_its_lease_is_over_and_can_be_started_again(
    either_world: World,
) -> None:
    viewer, clock = somebody(either_world), Clock()
    number = asked(either_world, viewer)
    assert killed_before(10**6, either_world, partial(work_off, {"write": die}))
    other = worker(either_world, {"write": write_down}, clock)
    for later, state in ((LEASE, JobState.RUNNING), (LEASE + SECOND, JobState.BROKEN)):
        clock.at = NOW + later
        assert other.work_off() == 0
        assert states(either_world) == [state]
    either_world.do(ask_again, viewer, number)
    assert other.work_off() == 1
    assert (states(either_world), written(either_world)) == ([JobState.DONE], [number])


def test_a_lease_from_before_the_clock_was_set_back_is_over(world: World) -> None:
    viewer, clock = somebody(world), Clock()
    asked(world, viewer)
    assert worker(world, {})._claimed() is not None
    clock.at = NOW - 2 * LEASE
    worker(world, {}, clock).work_off()
    assert states(world) == [JobState.BROKEN]


def test_a_job_that_takes_longer_than_a_lease_stays_with_its_worker(
    either_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_leases, "RENEWED_EVERY", 0.01)
    clock, until = Clock(), sa.select(job.c.leased_until)

    def last(errand: Errand) -> dict[str, Any]:
        for _ in range(3):
            clock.at += LEASE
            end = time.monotonic() + 10
            while either_world.rows(until) != [(clock.at + LEASE,)]:
                assert time.monotonic() < end, "not renewed"
                time.sleep(0.01)
        worker(either_world, {}, clock).work_off()
        return write_down(errand)

    asked(either_world, somebody(either_world))
    worker(either_world, {"write": last}, clock).work_off()
    assert states(either_world) == [JobState.DONE]
    assert either_world.rows(until) == [(None,)]


def test_who_was_taken_for_dead_writes_nothing_and_does_not_change_how_the_job_stands(either_world: World) -> None:
    viewer, clock = somebody(either_world), Clock()
    number = asked(either_world, viewer)

    def stall(errand: Errand) -> dict[str, Any]:
        clock.at = NOW + LEASE + SECOND
        other = worker(either_world, {"write": write_down}, clock)
        other.work_off()
        either_world.do(ask_again, viewer, number)
        other.work_off()
        for late in (write_down, lambda errand: errand.tell(1, 2, "muộn")):
            with pytest.raises(LeaseLostError):
                late(errand)
        return {"by": "nobody"}

    worker(either_world, {"write": stall}, clock).work_off()
    assert written(either_world) == [number]
    assert either_world.rows(sa.select(job.c.state, job.c.words, job.c.result)) == [
        (JobState.DONE, "", {"by": os.getpid()})
    ]
