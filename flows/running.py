"""Registers the deployments with a Prefect server and runs what is scheduled or asked for, each run in its own process."""

import asyncio
import os
import signal
import subprocess
from typing import Any

from prefect.client.orchestration import get_client
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner

from config.processes import PARENT
from flows.reconcile import reconcile
from models.errors import DondocError

POLL_EVERY = 5.0  # seconds between two looks for runs that are due


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
        print(f"Prefect: {client.api_url}, {len(served)} luồng, giải phóng {freed} lượt dở dang", flush=True)
        try:
            asyncio.run(_run(served, server))
        finally:
            if server.poll() is None:
                reconcile(client)


async def _run(served: list[RunnerDeployment], server: subprocess.Popen) -> None:
    runner = OfficeRunner(pause_on_shutdown=False, query_seconds=POLL_EVERY)
    for each in served:
        await runner.aadd_deployment(each)
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
