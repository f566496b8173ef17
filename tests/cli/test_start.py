"""`dondoc start` as a person uses it: one command up, Ctrl-C down, and where it was when started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DONDOC = Path(sys.executable).with_name("dondoc")


@contextmanager
def started(home: Path, **ports: int) -> Iterator[subprocess.Popen[bytes]]:
    """`dondoc start` until its pages answer."""
    with (home / "start.log").open("wb") as log:
        process = subprocess.Popen([DONDOC, "start"], env=environment(home, **ports), stdout=log, stderr=log)
        try:
            wait_until(lambda: healthy(ports["web"]) or process.poll() is not None)
            assert process.poll() is None, (home / "start.log").read_text("utf-8")
            yield process
        finally:
            process.terminate()
            process.wait(60)


def environment(home: Path, **ports: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "DONDOC"))}
    return inherited | {"DONDOC_HOME": str(home)} | {f"DONDOC_{name.upper()}_PORT": str(p) for name, p in ports.items()}


def free_ports() -> dict[str, int]:
    with socket.socket() as web, socket.socket() as prefect, socket.socket() as mailbox:
        probes = {"web": web, "prefect": prefect, "mailbox": mailbox}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: probe.getsockname()[1] for name, probe in probes.items()}


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return json.load(answer)["status"] == "ok"
    except (urllib.error.URLError, OSError):
        return False


def wait_until(happens, within: float = 90.0):
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.2)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.prefect
def test_it_loads_sweeps_serves_and_stops_with_nothing_left_and_goes_on_when_started_again(tmp_path: Path):
    ports = free_ports()
    with started(tmp_path, **ports) as process:
        assert "Đã nạp" in (tmp_path / "start.log").read_text("utf-8")
        assert list((tmp_path / "mailbox" / "new").iterdir())
        second = subprocess.run([DONDOC, "start"], env=environment(tmp_path, **ports), capture_output=True, check=False)
        assert (second.returncode, "đang chạy rồi" in second.stderr.decode()) == (1, True)
        wait_until(lambda: listening(ports["prefect"]))
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert [name for name, port in ports.items() if listening(port)] == []

    mails = len(list((tmp_path / "mailbox" / "new").iterdir()))
    with started(tmp_path, **ports) as process:
        assert "Đang có" in (tmp_path / "start.log").read_text("utf-8")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert len(list((tmp_path / "mailbox" / "new").iterdir())) == mails


@pytest.mark.prefect
def test_told_to_stop_twice_while_a_browser_is_sending_it_stops_with_one_line(tmp_path: Path):
    ports = free_ports()
    with started(tmp_path, **ports) as process, socket.create_connection(("127.0.0.1", ports["web"])) as browser:
        browser.sendall(b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n"
                        b"Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n")  # fmt: skip
        assert browser.recv(100).startswith(b"HTTP/1.1 100")  # it waits for the form now
        process.send_signal(signal.SIGINT)
        wait_until(lambda: not listening(ports["web"]))
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    said = (tmp_path / "start.log").read_text("utf-8").splitlines()
    assert said[-1].startswith("Đã dừng.")
    assert "/dat-mat-khau/" in said[-2]  # the last line of the start
    assert [name for name, port in ports.items() if listening(port)] == []


@pytest.mark.parametrize(
    ("name", "remedy"), [("web", "--port"), ("prefect", "DONDOC_PREFECT_PORT"), ("mailbox", "DONDOC_MAILBOX_PORT")]
)
def test_a_taken_port_is_refused_with_the_setting_that_chooses_another(tmp_path: Path, name: str, remedy: str):
    ports = free_ports()
    with socket.create_server(("127.0.0.1", ports[name])):
        refused = subprocess.run(
            [DONDOC, "start"], env=environment(tmp_path, **ports), capture_output=True, check=False
        )
    assert refused.returncode == 2
    assert f"Cổng {ports[name]}" in refused.stderr.decode()
    assert remedy in refused.stderr.decode()
