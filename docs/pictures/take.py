"""Take the README's picture: ``python docs/pictures/take.py`` with Chromium installed; the sample office on a fixed day."""

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn

from cli.loading import load_if_empty
from config.clock import parse_as_of
from config.opening import opened
from config.settings import Settings
from engine.links import Signer
from engine.runs import run_sweep
from migrations import upgrade
from web.app import create_app

NOW = parse_as_of("2026-11-20 09:00")
PORT = 8904
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=4000",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")  # fmt: skip


def main() -> None:
    """Serve the sample from a temporary folder and photograph its first page."""
    browser = shutil.which("chromium") or sys.exit("Chromium is not installed: apt-get install chromium")
    with tempfile.TemporaryDirectory() as home, opened(Settings(home=Path(home))) as here:
        upgrade(here.engine)
        load_if_empty(here, now=NOW)
        run_sweep(here.sessions, here.office, now=NOW)
        signer = Signer("k" * 40, f"http://127.0.0.1:{PORT}")
        app = create_app(here, lambda: NOW, signer)
        server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.1)
        target = Path(__file__).parent / "obligations.png"
        address = f"http://127.0.0.1:{PORT}/?unit=tt-dulieu-svd"
        subprocess.run([browser, *FLAGS, f"--user-data-dir={home}/browser", "--window-size=1100,760",
                        f"--screenshot={target}", address], check=True, timeout=60, capture_output=True)  # fmt: skip
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
