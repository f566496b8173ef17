"""The right to do a job: one worker's at a time, renewed while it works, and over some time after its process is gone."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import rows_of
from models.columns import table_of
from models.errors import BusyError
from models.jobs import Job, JobState

LEASE = dt.timedelta(minutes=2)
RENEWED_EVERY = 20.0  # seconds
FREE: dict[str, Any] = {"leased_by": None, "leased_until": None}

Sessions = Callable[[], AbstractContextManager[Session]]
log = logging.getLogger(__name__)
job = table_of(Job)


class LeaseLostError(BusyError):
    """Việc này ngừng quá lâu nên đã bị coi là gián đoạn; không ghi gì thêm."""


def left_behind(now: dt.datetime) -> sa.ColumnElement[bool]:
    """The condition that whoever does a job is gone.

    A lease that ends far ahead was taken before the clock was set back.
    """
    until = job.c.leased_until
    return sa.and_(
        job.c.state == JobState.RUNNING, sa.or_(until.is_(None), until < now, until > now + 2 * LEASE)
    )  # fmt: skip


def mark_broken(session: Session, *, now: dt.datetime) -> int:
    """Mark the jobs that are left behind, so that they can be asked for again; gives their number."""
    broken = sa.update(job).where(left_behind(now)).values(state=JobState.BROKEN, ended_at=now, **FREE)
    return rows_of(session.execute(broken))


@dataclass(frozen=True)
class Lease:
    """One job in the hands of one worker."""

    job_id: int
    holder: str
    sessions: Sessions
    clock: Callable[[], dt.datetime]

    def take(self) -> bool:
        """Begin the job; False if it waits no more. Of several workers only one hears True."""
        now = self.clock()
        begun = {"state": JobState.RUNNING, "started_at": now, "leased_by": self.holder, "leased_until": now + LEASE}
        with self.sessions() as session:
            waiting = sa.update(job).where(job.c.id == self.job_id, job.c.state == JobState.WAITING)
            return bool(rows_of(session.execute(waiting.values(begun))))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that writes only while the job is ours: who was taken for dead and comes back changes nothing."""
        with self.sessions() as session:
            self._renew(session)
            yield session
            self._renew(session)  # it may have taken longer than the lease

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Renew the lease beside the block, for as long as that takes."""
        over = threading.Event()
        beside = threading.Thread(target=self._go_on_renewing, args=(over,), name="job-lease", daemon=True)
        beside.start()
        try:
            yield
        finally:
            over.set()
            beside.join()

    def end(self, state: JobState, **told: Any) -> None:
        """Write down how the job ended, unless it was taken for broken meanwhile."""
        with self.sessions() as session:
            ended = self._mine.values(state=state, ended_at=self.clock(), **FREE, **told)
            if not rows_of(session.execute(ended)):
                log.warning("job %d ended as %s after its lease was lost", self.job_id, state)

    @property
    def _mine(self) -> sa.Update:
        held = sa.and_(job.c.state == JobState.RUNNING, job.c.leased_by == self.holder)
        return sa.update(job).where(job.c.id == self.job_id, held)

    def _renew(self, session: Session) -> None:
        if not rows_of(session.execute(self._mine.values(leased_until=self.clock() + LEASE))):
            raise LeaseLostError

    def _go_on_renewing(self, over: threading.Event) -> None:
        while not over.wait(RENEWED_EVERY):
            try:
                with self.sessions() as session:
                    self._renew(session)
            except LeaseLostError:
                return
            except Exception:  # a database that is away for a while must not end the renewing
                log.warning(
                    "job %d: lease not renewed, trying again in %d s", self.job_id, RENEWED_EVERY, exc_info=True
                )
