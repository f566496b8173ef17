"""The task that lets what is open follow its ladders as they are now, or only counts what would change."""

from dataclasses import asdict
from typing import Any

from prefect import task

from config.clock import now
from config.opening import opened
from engine.ladders.replan import differences_in, running_plans, sums
from engine.register.entries import find_plan
from engine.runs import run_replan


@task(name="lập lại lịch nhắc")
def replan_open(plan: str | None, ladder: str | None, *, apply: bool) -> dict[str, Any]:
    """Compare the agendas in force with the ladders; with ``apply`` re-plan them too, plan by plan."""
    with opened() as here:
        with here.readings() as session:
            named = int(find_plan(session, plan).id or 0) if plan else None
            found = differences_in(session, here.office, running_plans(session, named), ladder)
        if not apply:
            return asdict(sums(found)) | {"applied": 0}
        done = run_replan(here.sessions, here.office, now=now(), actor="prefect", plan_id=named, ladder=ladder)
    return asdict(done) | {"applied": 1}
