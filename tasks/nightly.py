"""The task of the night: keep every active plan expanded to the horizon and look whether the books are whole."""

from typing import Any

from prefect import task

from config.clock import now
from config.opening import opened
from engine.runs import run_nightly


@task(name="trải lịch và kiểm tra")
def keep_horizon() -> dict[str, Any]:
    """Expand all active plans, reconcile and check; running it again changes nothing."""
    with opened() as here:
        return run_nightly(here.sessions, here.office, now=now())
