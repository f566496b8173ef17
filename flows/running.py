"""Registers the deployments with a Prefect server and runs what is scheduled or asked for, each run in its own process."""

import asyncio
import os
import signal
import subprocess
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner

from config.processes import PARENT
from flows.reconcile import reconcile
from models.errors import DondocError

POLL_EVERY = 3.0  # seconds between two looks for runs that are due


class ServerGoneError(DondocError):
    """Máy chủ Prefect đã dừng bất ngờ; bộ lịch dừng theo. Khởi động lại là chạy tiếp."""


class OfficeRunner(Runner):
    """A runner that ends on SIGTERM as on Ctrl-C; Prefect's own handler leaves the flow runs behind."""

    def handle_sigterm(self, *_args: Any, **_kwargs: Any) -> None:
        signal.raise_signal(signal.SIGINT)


def serve(served: list[RunnerDeployment], server: subprocess.Popen) -> None:
    """Serves until SIGINT or SIGTERM, or until the server is gone; frees before and after what dead runs hold."""
    os.environ[PARENT] = str(os.getpid())  # for the processes of the runs
    with get_client(sync_client=True) as client:
        freed = reconcile(client)
        print(f"Giải phóng {freed} lượt chạy dở dang.", flush=True)
        keep_pauses(client, served)
        try:
            asyncio.run(_run(served, server))
        finally:
            if server.poll() is None:
                reconcile(client)


def keep_pauses(client: SyncPrefectClient, served: list[RunnerDeployment]) -> None:
    """Takes over what an administrator paused in the UI: registering a deployment anew would start it again."""
    for each in served:
        try:
            known = client.read_deployment_by_name(f"{each.flow_name}/{each.name}")
        except ObjectNotFound:
            continue
        each.paused = known.paused
        paused = {schedule.slug for schedule in known.schedules if not schedule.active}
        for schedule in each.schedules or []:
            schedule.active = schedule.slug not in paused


async def _run(served: list[RunnerDeployment], server: subprocess.Popen) -> None:
    runner = OfficeRunner(pause_on_shutdown=False, query_seconds=POLL_EVERY)
    for each in served:
        await runner.aadd_deployment(each)
    print(f"Prefect: {len(served)} luồng đã sẵn sàng.", flush=True)
    running = asyncio.create_task(runner.start())
    try:
        while server.poll() is None and not running.done():
            await asyncio.wait({running}, timeout=1)
    finally:
        running.cancel()
        await asyncio.wait({running})
    if server.poll() is not None:
        raise ServerGoneError
    await running
