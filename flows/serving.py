"""`python -m flows.serving`: the Prefect server, the deployments and their runs, as one thing to start and to stop.

Prefect reads its environment when first imported; so nothing here imports it before the environment is set.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from config.processes import PARENT, alone, child, end_with_parent, require_free
from config.settings import Settings, load_settings
from flows.environment import environment
from models.errors import ConfigurationError, DondocError

START_WITHIN = 180.0  # seconds; the first start makes Prefect's database, on a busy small machine that takes its time


def main() -> int:
    """Serves until SIGINT or SIGTERM; returns the exit code."""
    end_with_parent()
    signal.signal(signal.SIGTERM, _leave)
    try:
        serve_office(load_settings())
    except DondocError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        pass
    return 0


def _leave(*_: object) -> None:
    raise KeyboardInterrupt


def serve_office(settings: Settings) -> None:
    """Starts the server, frees what dead runs hold, and serves the deployments until told to stop."""
    home = prefect_home(settings)
    with alone(home / "serving.lock", f"Bộ lịch của {settings.home} đang chạy rồi."):
        require_free(settings.prefect_port, "Chọn cổng khác bằng DONDOC_PREFECT_PORT.")
        password = settings.prefect_login.get_secret_value() if settings.prefect_login else None
        os.environ.update(environment(home, settings.prefect_port, password))
        with child("flows.prefect_server") as server:
            wait_until_up(server, settings.prefect_port)
            threading.Thread(target=_end_with, args=(server,), name="server-watch", daemon=True).start()
            serve_deployments(settings)


def prefect_home(settings: Settings) -> Path:
    """Prefect's folder, for its owner alone: its database holds logs and parameters, and Prefect lets everybody read."""
    home = settings.home / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    return home


def wait_until_up(server: subprocess.Popen, port: int) -> None:
    """Returns when the server answers; says so when it died or never does."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise ConfigurationError(f"Máy chủ Prefect không lên được ở cổng {port}; xem nhật ký phía trên.")


def _end_with(server: subprocess.Popen) -> None:
    """Without its server the rest only complains: end, so that whoever watches this process starts it again."""
    server.wait()
    os.kill(os.getpid(), signal.SIGTERM)


def serve_deployments(settings: Settings) -> None:
    """Registers the deployments and runs what is scheduled or asked for; each run is a process of its own."""
    import prefect
    from prefect.client.orchestration import get_client

    from config.office import load_office
    from flows.deployments import deployments
    from flows.reconcile import reconcile

    os.environ[PARENT] = str(os.getpid())
    served = deployments(load_office(settings.office, years=[]))
    with get_client(sync_client=True) as client:
        freed = reconcile(client)
        print(f"Prefect: http://127.0.0.1:{settings.prefect_port}, {len(served)} luồng, giải phóng {freed} lượt dở", flush=True)
        try:
            prefect.serve(*served, pause_on_shutdown=False, print_starting_message=False, query_seconds=5)
        finally:
            reconcile(client)


if __name__ == "__main__":
    sys.exit(main())
