"""`python -m flows.serving`: the Prefect server, the deployments and their runs, as one thing to start and to stop.

Prefect reads its environment when first imported; so nothing here imports it before the environment is set.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from config.office import load_office
from config.processes import alone, child, end_with_parent, require_free
from config.settings import Settings, load_settings
from flows.environment import environment, past_proxy
from models.errors import ConfigurationError, DondocError

START_WITHIN = 180.0  # seconds; the first start makes Prefect's database, on a busy small machine that takes its time


def main() -> int:
    """Serves until SIGINT or SIGTERM; returns the exit code."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background process inherits it as ignored
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        serve_office(load_settings())
    except DondocError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        pass
    return 0


def serve_office(settings: Settings) -> None:
    """Starts the server, frees what dead runs hold, and serves the deployments until told to stop."""
    home = prefect_home(settings)
    with alone(home / "serving.lock", f"Bộ lịch của {settings.home} đang chạy rồi."):
        require_free(settings.prefect_port, "Chọn cổng khác bằng DONDOC_PREFECT_PORT.")
        login = settings.prefect_login.get_secret_value() if settings.prefect_login else None
        os.environ.update(environment(home, settings.prefect_port, login) | past_proxy(os.environ))
        with child("flows.prefect_server") as server:
            wait_until_up(server, settings.prefect_port)
            serve_deployments(settings, server)


def serve_deployments(settings: Settings, server: subprocess.Popen) -> None:
    """Serves what the office needs; the calendar decides in the runs, the schedules need none."""
    from flows.deployments import deployments
    from flows.running import serve

    serve(deployments(load_office(settings.office, years=[])), server)


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


if __name__ == "__main__":
    sys.exit(main())
