"""Long work beside the pages: asked for, done in turn, told on the way, and made good after a crash."""

import datetime as dt
import threading
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from config.database import reading, session
from engine.access.accounts import make_account
from engine.access.rights import Viewer
from engine.jobs import queue as jobs
from engine.jobs.queue import UNEXPECTED, Desk, Errand, Kinds, Worker, ask_again, ask_for, seen_job
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.jobs import Job, JobState
from tests.engine.cast import office

NOW = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def desk_of(engine: Engine) -> Desk:
    return Desk(partial(session, engine), partial(reading, engine), office(), lambda: NOW)


def worker_on(engine: Engine, kinds: Kinds) -> Worker:
    desk = desk_of(engine)
    return Worker(lambda: desk, kinds)


def viewer_on(engine: Engine, name: str = "an.nguyen") -> Viewer:
    with session(engine) as opened:
        made = make_account(opened, name, person_id=None, now=NOW, actor="test")
        return Viewer(int(made.id or 0), name, None, is_administrator=False)


def asked(engine: Engine, viewer: Viewer, kind: str = "count", **arguments: Any) -> int:
    with session(engine) as opened:
        return ask_for(opened, kind, arguments, viewer, onward="/xong", now=NOW)


def job_of(engine: Engine, job_id: int) -> Job:
    with reading(engine) as opened:
        found = opened.get_one(Job, job_id)
        opened.expunge(found)
    return found


def count(errand: Errand) -> dict[str, Any]:
    for n in range(3):
        errand.tell(n + 1, 3, f"trang {n + 1}")
    return {"counted": errand.arguments["to"]}


def refuse(errand: Errand) -> dict[str, Any]:
    raise BadInputError("tệp hỏng — xin lại tệp gốc")


def fail(errand: Errand) -> dict[str, Any]:
    raise ZeroDivisionError


KINDS = {"count": count, "refuse": refuse, "fail": fail}


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(either_database: Engine):
    viewer = viewer_on(either_database)
    order: list[int] = []

    def note(errand: Errand) -> dict[str, Any]:
        order.append(errand.job_id)
        return {}

    ids = [asked(either_database, viewer, "note") for _ in range(3)]
    assert worker_on(either_database, {"note": note}).work_off() == 3
    assert order == ids


def test_a_job_leaves_its_result_and_how_far_it_came(database: Engine):
    job_id = asked(database, viewer_on(database), to=3)
    worker_on(database, KINDS).work_off()
    done = job_of(database, job_id)
    assert (done.state, done.done, done.total, done.words) == (JobState.DONE, 3, 3, "trang 3")
    assert (done.result, done.started_at, done.ended_at) == ({"counted": 3}, NOW, NOW)


@pytest.mark.parametrize(("kind", "words"), [("refuse", "tệp hỏng — xin lại tệp gốc"), ("fail", UNEXPECTED)])
def test_a_job_that_fails_says_why_and_the_next_is_done(
    database: Engine, kind: str, words: str, caplog: pytest.LogCaptureFixture
):
    viewer = viewer_on(database)
    bad, good = asked(database, viewer, kind), asked(database, viewer, to=1)
    worker_on(database, KINDS).work_off()
    assert (job_of(database, bad).state, job_of(database, bad).error) == (JobState.FAILED, words)
    assert job_of(database, good).state is JobState.DONE


def test_a_job_that_failed_can_be_started_again(database: Engine, caplog: pytest.LogCaptureFixture):
    viewer = viewer_on(database)
    job_id = asked(database, viewer, "fail", to=2)
    worker_on(database, KINDS).work_off()
    with session(database) as opened:
        ask_again(opened, viewer, job_id)
    worker_on(database, KINDS | {"fail": count}).work_off()
    done = job_of(database, job_id)
    assert (done.state, done.result, done.error) == (JobState.DONE, {"counted": 2}, "")


def test_a_job_that_did_not_fail_is_not_started_again(database: Engine):
    viewer = viewer_on(database)
    job_id = asked(database, viewer, to=2)
    with session(database) as opened, pytest.raises(NotAllowedError):
        ask_again(opened, viewer, job_id)


def test_only_who_asked_and_administrators_see_a_job(database: Engine):
    owner, stranger = viewer_on(database), viewer_on(database, "binh.tran")
    job_id = asked(database, owner, to=1)
    administrator = Viewer(stranger.account_id, "quản trị", None, is_administrator=True)
    with reading(database) as opened:
        assert seen_job(opened, owner, job_id).id == seen_job(opened, administrator, job_id).id == job_id
        with pytest.raises(NotFoundError):
            seen_job(opened, stranger, job_id)


def test_a_worker_that_is_stopped_does_not_wait_for_a_long_job(database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "PATIENCE", 0.1)
    viewer, begun, may_end = viewer_on(database), threading.Event(), threading.Event()

    def last(errand: Errand) -> dict[str, Any]:
        begun.set()
        return {"waited": may_end.wait(10)}

    job_id = asked(database, viewer, "last")
    with worker_on(database, {"last": last}) as worker:
        assert begun.wait(10)
    assert job_of(database, job_id).state is JobState.RUNNING
    may_end.set()
    assert worker._thread
    worker._thread.join(10)
    assert job_of(database, job_id).result == {"waited": True}


def test_a_worker_that_is_woken_does_the_job_by_itself(database: Engine):
    viewer, seen = viewer_on(database), threading.Event()

    def signal(errand: Errand) -> dict[str, Any]:
        seen.set()
        return {}

    with worker_on(database, {"signal": signal}) as worker:
        asked(database, viewer, "signal")
        worker.wake()
        assert seen.wait(10)
