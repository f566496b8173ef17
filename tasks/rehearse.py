"""The task that runs the calendar forward on a copy of the state, with nothing sent."""

import datetime as dt
from typing import Any

from prefect import task

from config.opening import opened
from engine.rehearsal.findings import Rehearsal
from engine.rehearsal.rehearse import rehearse


@task(name="diễn tập")
def rehearse_days(first: dt.date, last: dt.date, *, late_percent: int | None) -> dict[str, Any]:
    """What the ladders would send from day to day; in numbers, for Prefect keeps them where others may read."""
    share = None if late_percent is None else late_percent / 100
    with opened() as here, here.readings() as session:
        found = rehearse(session, here.office, first=first, last=last, late_share=share)
    return {"figures": _figures(found), "by_day": found.by_day()}


def _figures(found: Rehearsal) -> dict[str, Any]:
    return {
        "due": found.due,
        "told": found.told,
        "superseded": found.superseded,
        "dropped": found.dropped,
        "submitted": found.submitted,
        "late": found.late,
        "messages": len(found.messages),
        "people": len(found.by_person()),
        "busiest": found.busiest()[0],
    }
