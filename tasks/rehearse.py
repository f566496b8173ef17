"""The task that runs the calendar forward on a copy of the state, with nothing sent."""

import datetime as dt
import json
from typing import Any

from prefect import task

from engine.rehearse import rehearse
from tasks.opening import opened


@task(name="diễn tập")
def rehearse_days(first: dt.date, last: dt.date, *, late_percent: int) -> dict[str, Any]:
    """What the ladders would send between two days if that share of the obligations were late."""
    with opened() as here:
        result = rehearse(here.engine, here.office, first=first, last=last, late_share=late_percent / 100)
        return json.loads(result.to_json())
