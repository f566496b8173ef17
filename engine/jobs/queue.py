"""Long work done one piece after the other beside the pages: asked for in a row, done by a thread, seen while it goes on.

A kind of job is a function from an ``Errand`` to its result. What the function needs stands in the errand's arguments, and
what it writes it writes at its end in one transaction: a job that died half-way has done nothing and is started again.
Any number of processes may do jobs on one database, each with a worker of its own.
"""

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.access.rights import Viewer
from engine.dialect import rows_of
from engine.jobs.leases import Lease, left_behind, mark_broken
from models.columns import table_of
from models.errors import DondocError, NotAllowedError, NotFoundError
from models.jobs import ENDED_BADLY, Job, JobState
from models.office import Office

LOOKS = 30.0  # seconds after which a worker that nobody woke looks for work
PATIENCE = 3.0  # seconds a stopping worker is waited for
AS_NEW: dict[str, Any] = {"state": JobState.WAITING, "done": 0, "total": 0, "words": "", "error": "", "started_at": None,
                          "ended_at": None}  # fmt: skip
UNEXPECTED = "Có lỗi bất ngờ khi làm việc này. Thử lại; nếu vẫn lỗi, báo người quản trị xem nhật ký của máy chủ."

Row = sa.Row[Any]
Sessions = Callable[[], AbstractContextManager[Session]]
log = logging.getLogger(__name__)
job = table_of(Job)


@dataclass(frozen=True)
class Desk:
    """What all jobs are done with: sessions that write, sessions that only read, the office and its clock."""

    sessions: Sessions
    readings: Sessions
    office: Office
    clock: Callable[[], dt.datetime]


@dataclass(frozen=True)
class Errand:
    """One job as the function that does it sees it; ``actor`` is who asked for it, by name.

    The sessions of its ``desk`` write only while the job is still ours.
    """

    job_id: int
    arguments: dict[str, Any]
    actor: str
    desk: Desk

    def tell(self, done: int, total: int, words: str) -> None:
        """Say how far the work is; whoever waits sees it at the next look."""
        with self.desk.sessions() as session:
            session.execute(sa.update(job).where(job.c.id == self.job_id).values(done=done, total=total, words=words))


Kinds = Mapping[str, Callable[[Errand], dict[str, Any]]]


def ask_for(
    session: Session, kind: str, arguments: dict[str, Any], viewer: Viewer, *, onward: str, now: dt.datetime
) -> int:
    """Put a job into the queue and give its number; wake the worker once the session is over."""
    asked = Job(
        kind=kind, arguments=arguments, onward=onward, account_id=viewer.account_id, actor=viewer.name, created_at=now
    )
    session.add(asked)
    session.flush()
    return int(asked.id or 0)


def seen_job(session: Session, viewer: Viewer, job_id: int) -> Job:
    """The job, if this viewer asked for it or administers; else it is as if there were none."""
    found = session.get(Job, job_id)
    if found is None or not (viewer.is_administrator or found.account_id == viewer.account_id):
        raise NotFoundError(f"không có công việc số {job_id}")
    return found


def job_for(session: Session, onward: str) -> Job:
    """The last job whose result is shown at an address."""
    found = session.exec(select(Job).where(Job.onward == onward).order_by(col(Job.id).desc())).first()
    if found is None:
        raise NotFoundError("không có kết quả này — gửi lại yêu cầu")
    return found


def ask_again(session: Session, viewer: Viewer, job_id: int) -> None:
    """Put a job that failed or broke back into the queue."""
    seen_job(session, viewer, job_id)
    badly = sa.update(job).where(job.c.id == job_id, job.c.state.in_(ENDED_BADLY))
    if not rows_of(session.execute(badly.values(AS_NEW))):
        raise NotAllowedError("việc này chưa hỏng nên không chạy lại được — xem kết quả hoặc chờ nó xong")


class Worker:
    """The one thread of this process that does jobs, as long as it is entered; ``wake`` it after asking for one.

    ``desk`` gives what the next job is done with.
    """

    def __init__(self, desk: Callable[[], Desk], kinds: Kinds) -> None:
        self.desk, self.kinds, self.name = desk, kinds, uuid.uuid4().hex
        self._woken, self._is_over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "Worker":
        self._thread = threading.Thread(target=self._go_on, name="jobs", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self.wake()
        if self._thread:
            self._thread.join(PATIENCE)

    def wake(self) -> None:
        """There is work."""
        self._woken.set()

    def work_off(self) -> int:
        """Do all that waits, here and now, and mark what others left behind; says how many jobs were done."""
        self._mark_broken()
        done = 0
        while not self._is_over.is_set() and (claimed := self._claimed()):
            self._do(*claimed)
            done += 1
        return done

    def _go_on(self) -> None:
        while not self._is_over.is_set():
            try:
                self.work_off()
            except Exception:  # a database that is away for a while must not end the thread
                log.exception("jobs: cannot work, trying again in %d s", LOOKS)
            self._woken.wait(LOOKS)
            self._woken.clear()

    def _mark_broken(self) -> None:
        """Mark what is left behind; only who finds some takes the right to write."""
        desk = self.desk()
        now = desk.clock()
        with desk.readings() as session:
            found = session.execute(sa.select(job.c.id).where(left_behind(now)).limit(1)).first()
        if found:
            with desk.sessions() as session:
                mark_broken(session, now=now)

    def _claimed(self) -> tuple[Desk, Lease, Row] | None:
        """The job that has waited longest, now ours; None if nothing waits. Only who finds one takes the right to write."""
        desk = self.desk()
        while found := self._next(desk):
            lease = Lease(found.id, self.name, desk.sessions, desk.clock)
            if lease.take():
                return desk, lease, found
        return None

    def _next(self, desk: Desk) -> Row | None:
        waiting = sa.select(job.c.id, job.c.kind, job.c.arguments, job.c.actor).where(job.c.state == JobState.WAITING)
        with desk.readings() as session:
            return session.execute(waiting.order_by(job.c.id).limit(1)).first()

    def _do(self, desk: Desk, lease: Lease, found: Row) -> None:
        errand = Errand(found.id, found.arguments, found.actor, replace(desk, sessions=lease.session))
        try:
            with lease.renewed():
                result = self.kinds[found.kind](errand)
        except DondocError as error:
            lease.end(JobState.FAILED, error=str(error))
        except Exception:  # whatever it was, the next job is to be done
            log.exception("job %d (%s) failed", found.id, found.kind)
            lease.end(JobState.FAILED, error=UNEXPECTED)
        else:
            lease.end(JobState.DONE, result=result)
