"""A real Prefect server with our deployments, started as an office starts it, once for all tests of this room."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.loading import load_if_empty
from config.clock import now
from config.database import open_database
from config.opening import opened
from config.settings import Settings
from engine.delivery.mailbox import MailboxServer, read_mailbox
from migrations import upgrade
from tests.monitor import Monitor, monitoring

PATIENCE = 60.0


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Served"]:
    """The sample office behind its scheduler; its mail goes into a mailbox in the same folder."""
    home = tmp_path_factory.mktemp("office")
    with MailboxServer(home / "mailbox") as mailbox, monitoring() as monitor:
        settings = Settings(
            home=home, prefect_port=free_port(), mailbox_port=mailbox.port, heartbeat_url=f"{monitor.url}/office"
        )
        office = Served(settings, monitor)
        with opened(office.settings) as here:
            upgrade(here.engine)
            load_if_empty(here, now=now())
        office.start()
        yield office
        office.stop()


@dataclass(frozen=True)
class Swept:
    """A sweep asked for through the API, for a morning on which the plans of 2024 had something due."""

    run: Any
    mails: int


@pytest.fixture(scope="session")
def swept(served: "Served") -> Swept:
    mailbox = served.settings.home / "mailbox"
    before = len(read_mailbox(mailbox))
    run = served.completed("sweep", as_of="2024-01-08T09:00:00+07:00")
    return Swept(run, len(read_mailbox(mailbox)) - before)


@pytest.fixture(scope="session")
def fired(served: "Served") -> Any:
    """The first run that a schedule of our own started: a rehearsal in a few seconds."""
    deployment = served.deployment("rehearse").id
    schedule = {"interval": 60, "anchor_date": in_a_moment().isoformat()}
    asked = [{"schedule": schedule, "parameters": {"first": "2024-01-08", "last": "2024-01-09"}}]
    with served.client() as client:
        [made] = client.request("POST", f"/deployments/{deployment}/schedules", json=asked).json()
        run = wait_for(lambda: next((r for r in client.read_flow_runs() if _has_fired(r, deployment)), None))
        client.delete_deployment_schedule(deployment, made["id"])
    return run


def _has_fired(run: Any, deployment: Any) -> bool:
    return run.deployment_id == deployment and run.auto_scheduled and run.state.is_final()


def in_a_moment() -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=8)


@dataclass
class Served:
    """``python -m flows.serving`` for a folder, and questions to its server."""

    settings: Settings
    monitor: Monitor
    process: subprocess.Popen[bytes] | None = None
    starts: int = field(default=0)

    def start(self) -> None:
        """Start it and wait until it serves."""
        self.starts += 1
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flows.serving"], env=self.environment, stdout=log, stderr=log
            )
        wait_for(lambda: "Prefect:" in self.told() or self._has_died())

    def _has_died(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail(f"the scheduler ended with {self.process.returncode}:\n{self.told()}")
        return False

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.settings.home / f"serving-{self.starts}.log"

    def told(self) -> str:
        return self.log.read_text("utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """What an administrator has set, and nothing of ours or of another Prefect."""
        inherited = {name: v for name, v in os.environ.items() if not name.startswith(("PREFECT", "DONDOC"))}
        return inherited | {
            "DONDOC_HOME": str(self.settings.home),
            "DONDOC_PREFECT_PORT": str(self.settings.prefect_port),
            "DONDOC_MAILBOX_PORT": str(self.settings.mailbox_port),
            "DONDOC_HEARTBEAT_URL": str(self.settings.heartbeat_url),
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",  # a minute else, before it sees a new schedule
        }

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Send it a signal and wait until it has ended; gives its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(60)

    def client(self) -> Any:
        from prefect.client.orchestration import SyncPrefectClient

        return SyncPrefectClient(f"http://127.0.0.1:{self.settings.prefect_port}/api")

    def deployment(self, name: str) -> Any:
        with self.client() as client:
            return client.read_deployment_by_name(f"{name}/{name}")

    def run(self, name: str, **parameters: Any) -> Any:
        """Ask for a run as the Prefect UI does."""
        with self.client() as client:
            return client.create_flow_run_from_deployment(self.deployment(name).id, parameters=parameters)

    def state(self, run: Any) -> Any:
        with self.client() as client:
            return client.read_flow_run(run.id).state

    def finished(self, run: Any) -> Any:
        """The state in which the run ended."""
        wait_for(lambda: self.state(run).is_final())
        return self.state(run)

    def completed(self, name: str, **parameters: Any) -> Any:
        """A run that came to its end; asked for again if one that the schedule started was in its way."""
        run = self.run(name, **parameters)
        while (state := self.finished(run)).is_cancelled():
            run = self.run(name, **parameters)
        assert state.is_completed(), f"{state!r}\n{self.told()}"
        return run

    def rows(self, statement: str) -> list[Any]:
        """Rows of the office's own database."""
        engine = open_database(self.settings.database_url)
        with engine.connect() as connection:
            found = list(connection.exec_driver_sql(statement))
        engine.dispose()
        return found


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(happens: Callable[[], Any], within: float = PATIENCE) -> Any:
    """The first true answer; a failure of the test if there is none in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := happens():
            return found
        time.sleep(0.2)
    pytest.fail(f"did not happen within {within:.0f} s")


def descendants(pid: int) -> set[int]:
    """The processes below a process, from /proc."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found: set[int] = set()
    new = {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return _fields(Path("/proc") / str(pid))[0] != "Z"
    except OSError:
        return False


def _parent(path: Path) -> int:
    try:
        return int(_fields(path)[1])
    except OSError:
        return 0


def _fields(path: Path) -> list[str]:
    """State, parent and the rest; the name before them may hold anything."""
    return (path / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
