"""Tasks of the sweep: find what is due and tell it, alone or in the day's digests."""

import datetime as dt
from typing import Any

from prefect import task

from config.clock import now
from config.opening import opened
from engine.runs import run_sweep
from models.errors import BusyError
from tasks.moments import moment


@task(name="tìm việc đến kỳ")
def tell_due(as_of: dt.datetime | None = None) -> dict[str, Any]:
    """Sweep once; when another sweep is at it, that one does the work and this one says ``busy``."""
    with opened() as here:
        try:
            return run_sweep(here.sessions, here.office, now=now(), as_of=moment(as_of))
        except BusyError:
            return {"busy": 1}


# Long enough to outlast the lock of a sweep that was killed, which falls free after a quarter of an hour.
@task(name="soạn bản tổng hợp", retries=4, retry_delay_seconds=[20, 60, 300, 600])
def tell_digests(as_of: dt.datetime | None = None) -> dict[str, Any]:
    """Sweep once and close the day's digests; tried again while a sweep holds the lock, for that one makes none."""
    with opened() as here:
        return run_sweep(here.sessions, here.office, now=now(), as_of=moment(as_of), digest=True)
