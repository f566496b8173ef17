"""The scheduler as a whole, on a real server: schedules fire, runs leave their marks, and nothing outlives it."""

import datetime as dt
import itertools
import json
import signal
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.flows.conftest import Served, Swept, descendants, lives, wait_for

pytestmark = pytest.mark.prefect
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
GONE_WITHIN = 8.0


def test_all_deployments_are_there_and_run_one_at_a_time(served: Served):
    names = ("nightly", "sweep", "digest", "import_plan", "rehearse", "replan")
    limits = {name: served.deployment(name).global_concurrency_limit.limit for name in names}
    assert limits == dict.fromkeys(names, 1)


def test_a_cron_deployment_gets_runs_at_the_office_s_hours(served: Served):
    times = wait_for(lambda: scheduled(served, "nightly"))
    assert {(at.hour, at.minute) for at in times} == {(0, 15)}
    assert all(b - a == dt.timedelta(days=1) for a, b in itertools.pairwise(times))


def test_sweeps_are_scheduled_within_sending_hours_only(served: Served):
    times = wait_for(lambda: scheduled(served, "sweep"))
    assert all(dt.time(7, 30) <= at.time() <= dt.time(17, 0) and at.minute % 15 == 0 for at in times)


def scheduled(served: Served, name: str) -> list[dt.datetime]:
    from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
    from prefect.client.schemas.sorting import FlowRunSort

    chosen = DeploymentFilter(name=DeploymentFilterName(any_=[name]))
    with served.client() as client:
        runs = client.read_flow_runs(deployment_filter=chosen, sort=FlowRunSort.EXPECTED_START_TIME_ASC)
    return [run.expected_start_time.astimezone(HERE) for run in runs if run.auto_scheduled]


def test_a_schedule_fires(fired: Any):
    assert fired.state.is_completed()


def test_a_sweep_asked_for_tells_delivers_and_leaves_its_row(served: Served, swept: Swept):
    [row] = served.rows("SELECT ok, figures FROM run WHERE kind = 'sweep' AND as_of LIKE '2024-01-08 02:00%'")
    assert row.ok
    assert json.loads(row.figures)["told"] > 0
    assert swept.mails > 0
    assert served.monitor.asked.count("/office") >= 1


def test_a_run_shows_its_figures_as_a_table(served: Served, swept: Swept):
    wanted = {"artifacts": {"key": {"any_": ["sweep"]}, "flow_run_id": {"any_": [str(swept.run.id)]}}}
    with served.client() as client:
        [found] = client.request("POST", "/artifacts/filter", json=wanted).json()
    assert {"số liệu": "đã gửi", "giá trị": swept.mails} in json.loads(found["data"])


def test_on_a_day_off_only_what_is_urgent_is_told(served: Served):
    before = served.rows("SELECT count(*) AS mails FROM message")
    served.completed("sweep", as_of="2024-02-12T09:00:00+07:00")
    assert served.rows("SELECT ok FROM run WHERE as_of LIKE '2024-02-12%'") == [(1,)]
    assert served.rows("SELECT count(*) AS mails FROM message") == before  # the sample's ladders have no urgent rung


@pytest.mark.parametrize("wrong", [{}, {"late_percent": 101}, {"late_percent": "nhiều"}])
def test_a_form_with_a_wrong_value_is_refused(served: Served, wrong):
    from prefect.exceptions import PrefectHTTPStatusError

    days = {"first": "2024-01-01", "last": "2024-01-02"} if wrong else {"first": "2024-01-01"}
    with pytest.raises(PrefectHTTPStatusError) as refusal:
        served.run("rehearse", **days, **wrong)
    assert refusal.value.response.status_code == 409


def test_the_folder_of_prefect_is_its_owner_s_alone(served: Served):
    assert stat.S_IMODE((served.settings.home / "prefect").stat().st_mode) == 0o700


@pytest.mark.usefixtures("swept", "fired")
def test_no_name_and_no_address_is_in_prefect_s_database(served: Served):
    people = [row.name for row in served.rows("SELECT name FROM person")]
    addresses = [row.address for row in served.rows("SELECT address FROM contact")]
    kept = b"".join(path.read_bytes() for path in (served.settings.home / "prefect").glob("prefect.db*"))
    assert people
    assert [each for each in people + addresses if each.encode() in kept] == []


def test_a_second_scheduler_in_the_same_folder_is_refused(served: Served):
    second = Served(served.settings, served.monitor, starts=100)
    with pytest.raises(pytest.fail.Exception, match="đang chạy rồi"):
        second.start()


@contextmanager
def run_in_the_middle(served: Served) -> Iterator[Any]:
    """A nightly run that has begun and waits for the database, which somebody else writes to."""
    writer = sqlite3.connect(served.settings.home / "dondoc.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    run = served.run("nightly")
    wait_for(lambda: served.state(run).is_running())
    yield run
    writer.close()


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_killed_in_the_middle_of_a_run_it_leaves_nothing_and_goes_on_when_started_again(served: Served):
    with run_in_the_middle(served) as run:
        left = descendants(served.pid)
        served.stop(signal.SIGKILL)
        wait_for(lambda: not any(map(lives, left)), within=GONE_WITHIN)
    served.start()
    assert served.state(run).is_crashed()
    served.completed("nightly")


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_stopped_it_takes_its_runs_along_and_started_again_it_keeps_what_was_paused(served: Served):
    with served.client() as client:
        client.pause_deployment(served.deployment("digest").id)
    with run_in_the_middle(served) as run:
        left = descendants(served.pid)
        assert served.stop() == 0
        assert not any(map(lives, left))
    served.start()
    assert served.state(run).is_crashed()
    assert served.deployment("digest").paused
