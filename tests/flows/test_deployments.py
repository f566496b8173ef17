"""When flows run and what their forms ask; nothing is started here."""

import datetime as dt
import importlib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from config.office import load_office
from config.settings import SAMPLE
from flows.deployments import deployments, digest_time, sweep_times

PREFECT_FILE = Path(__file__).parents[2] / "config" / "prefect.yaml"


@pytest.fixture(scope="module")
def by_name() -> dict[str, Any]:
    return {each.name: each for each in deployments(load_office(SAMPLE, years=[]))}


@pytest.fixture(scope="module")
def in_file() -> dict[str, Any]:
    read = YAML(typ="safe", pure=True).load(PREFECT_FILE.read_text("utf-8"))
    return {each["name"]: each for each in read["deployments"]}


@pytest.mark.parametrize(
    ("opens", "closes", "times"),
    [
        ("07:30", "17:00", ["30,45 7 * * *", "*/15 8-16 * * *", "0 17 * * *"]),
        ("08:00", "16:45", ["*/15 8-16 * * *"]),
        ("07:31", "09:00", ["45 7 * * *", "*/15 8 * * *", "0 9 * * *"]),
        ("07:00", "07:14", ["0 7 * * *"]),
        ("08:15", "08:44", ["15,30 8 * * *"]),
    ],
)
def test_sweeps_come_at_each_quarter_of_an_hour_in_which_messages_may_leave(opens, closes, times):
    assert sweep_times(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)) == times


def test_the_digest_comes_when_messages_may_leave():
    assert digest_time(dt.time(7, 30)) == "30 7 * * *"


def test_schedules_are_on_the_office_s_clock(by_name):
    zones = {schedule.schedule.timezone for each in by_name.values() for schedule in each.schedules or []}
    assert zones == {"Asia/Ho_Chi_Minh"}


def test_what_an_administrator_asks_for_has_no_schedule(by_name):
    assert {name for name, each in by_name.items() if not each.schedules} == {"import_plan", "rehearse", "replan"}


def test_every_field_of_every_form_is_explained(by_name):
    unexplained = [
        (name, field)
        for name, each in by_name.items()
        for field, about in each._parameter_openapi_schema.properties.items()
        if not about.get("description")
    ]
    assert unexplained == []


def test_forms_know_days_and_limits(by_name):
    fields = by_name["rehearse"]._parameter_openapi_schema.properties
    assert fields["first"]["format"] == fields["last"]["format"] == "date"
    assert {"minimum": 0, "maximum": 100, "type": "integer"} in fields["late_percent"]["anyOf"]


def test_the_worker_s_file_names_the_same_deployments(by_name, in_file):
    assert _plain(by_name) == {
        name: {
            "entrypoint": each["entrypoint"].replace(":", "."),
            "times": {s["slug"]: (s["cron"], s["timezone"]) for s in each.get("schedules", [])},
            "limit": (each["concurrency_limit"]["limit"], each["concurrency_limit"]["collision_strategy"]),
        }
        for name, each in in_file.items()
    }


def _plain(by_name: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {
            "entrypoint": each.entrypoint,
            "times": {s.slug: (s.schedule.cron, s.schedule.timezone) for s in each.schedules or []},
            "limit": (each.concurrency_limit, each.concurrency_options.collision_strategy.value),
        }
        for name, each in by_name.items()
    }


def test_every_entrypoint_of_the_worker_s_file_is_a_flow(in_file):
    for name, each in in_file.items():
        module, _, function = each["entrypoint"].partition(":")
        assert getattr(importlib.import_module(module), function).name == name
