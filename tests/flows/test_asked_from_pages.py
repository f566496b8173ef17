"""The pages and a real scheduler: its flows become forms, and what is asked for runs."""

import json
from typing import Any

import pytest

from models.errors import NotFoundError
from tests.flows.conftest import Served, wait_for
from web.scheduler import Scheduler, SchedulerRefusedError

pytestmark = pytest.mark.prefect


def test_every_flow_of_the_office_has_its_form(served: Served):
    found = {each.name: {field.name: field.kind for field in each.fields} for each in scheduler(served).deployments()}
    assert found["rehearse"] == {"first": "date", "last": "date", "late_percent": "number"}
    assert found["sweep"]["as_of"] == "datetime-local"
    assert found["replan"] == {"plan": "text", "ladder": "text", "apply": "checkbox"}


def test_a_run_that_is_asked_for_runs_and_is_listed_with_its_state(served: Served):
    scheduler(served).run("replan", {"apply": ""}, "An")
    wait_for(
        lambda: [run for run in scheduler(served).runs(20) if run.deployment == "replan" and run.state == "COMPLETED"]
    )


def test_a_rehearsal_leaves_what_it_found_for_the_page_of_its_run(served: Served, fired: Any):
    kept = [json.loads(row.figures) for row in served.rows("SELECT figures FROM run WHERE kind = 'rehearse' AND ok")]
    [found] = [each for each in kept if each["asked_as"] == str(fired.id)]
    assert (found["found"]["from"], found["found"]["to"]) == ("2024-01-08", "2024-01-09")
    assert str(fired.id) in {run.id for run in scheduler(served).runs(20)}


def test_what_the_flow_s_own_form_refuses_is_told(served: Served):
    with pytest.raises(SchedulerRefusedError, match="từ chối"):
        scheduler(served).run("rehearse", {"first": "2024-01-01", "last": "2024-01-02", "late_percent": "101"}, "An")
    with pytest.raises(NotFoundError):
        scheduler(served).run("khong-co", {}, "An")


def scheduler(served: Served) -> Scheduler:
    return Scheduler.of(served.settings)
