"""The deployments: which flow runs when, how many at once, and what else can be started from the Prefect UI."""

import datetime as dt
from collections import defaultdict
from math import ceil

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.digest import digest
from flows.import_plan import import_plan
from flows.nightly import nightly
from flows.rehearse import rehearse
from flows.replan import replan
from flows.sweep import sweep
from models.office import Office

QUARTER = 15  # minutes between two sweeps
NIGHT = "15 0 * * *"
ONE_SKIPS = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
ONE_WAITS = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)


def deployments(office: Office) -> list[RunnerDeployment]:
    """All deployments of an office, on its own clock and in its sending hours.

    Of sweeps that come together (after a stop all late ones do) one runs: it covers everything due.
    """
    opens, closes = office.setup.sending.opens, office.setup.sending.closes
    return [
        _deployment(nightly, [NIGHT], office.zone, ONE_SKIPS),
        _deployment(sweep, sweep_times(opens, closes), office.zone, ONE_SKIPS),
        _deployment(digest, [digest_time(opens)], office.zone, ONE_SKIPS),
        _deployment(import_plan, [], office.zone, ONE_WAITS),
        _deployment(rehearse, [], office.zone, ONE_WAITS),
        _deployment(replan, [], office.zone, ONE_WAITS),
    ]


def _deployment(flow: Flow, times: list[str], zone: str, limit: ConcurrencyLimitConfig) -> RunnerDeployment:
    return RunnerDeployment.from_flow(
        flow,
        name=flow.name,
        schedules=[Cron(time, timezone=zone, slug=f"{flow.name}-{n}") for n, time in enumerate(times, 1)],
        concurrency_limit=limit,
        tags=["dondoc"],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def digest_time(opens: dt.time) -> str:
    """The cron line of the daily digests: as soon as messages may leave."""
    return f"{opens.minute} {opens.hour} * * *"


def sweep_times(opens: dt.time, closes: dt.time) -> list[str]:
    """The cron lines of the sweeps: each quarter of an hour in which messages may leave, every day of the week.

    What is urgent leaves on days off too; which days these are, the calendar says and not cron.
    """
    minutes_of: dict[int, list[int]] = defaultdict(list)
    first, last = ceil((opens.hour * 60 + opens.minute) / QUARTER), (closes.hour * 60 + closes.minute) // QUARTER
    for quarter in range(first, last + 1):
        minutes_of[quarter * QUARTER // 60].append(quarter * QUARTER % 60)
    hours_with: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for hour, minutes in minutes_of.items():
        hours_with[tuple(minutes)].append(hour)
    return [f"{_minutes(minutes)} {_hours(hours)} * * *" for minutes, hours in hours_with.items()]


def _minutes(minutes: tuple[int, ...]) -> str:
    return f"*/{QUARTER}" if len(minutes) * QUARTER == 60 else ",".join(map(str, minutes))


def _hours(hours: list[int]) -> str:
    return str(hours[0]) if len(hours) == 1 else f"{hours[0]}-{hours[-1]}"
