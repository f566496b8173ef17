"""The task that runs the calendar forward on a copy of the state, with nothing sent."""

import datetime as dt
from typing import Any

from prefect import task

from config.clock import now
from config.opening import opened
from engine.runs import run_rehearsal


@task(name="diễn tập")
def rehearse_days(first: dt.date, last: dt.date, *, late_percent: int | None, asked_as: str) -> dict[str, Any]:
    """What the ladders would send from day to day; in numbers, for Prefect keeps them where others may read."""
    share = None if late_percent is None else late_percent / 100
    with opened() as here:
        found = run_rehearsal(
            here.sessions, here.readings, here.office,
            first=first, last=last, late_share=share, now=now(), asked_as=asked_as,
        )  # fmt: skip
    return {"figures": found.sums(), "by_day": found.by_day()}
