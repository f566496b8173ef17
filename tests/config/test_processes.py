"""One set of processes per folder, free ports, and children that end with their parent."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from config.processes import alone, child, require_free
from models.errors import BusyError, ConfigurationError

SLEEPER = "import sys, time; from config.processes import end_with_parent; end_with_parent(); print('up', flush=True); time.sleep(60)"


def test_a_second_holder_of_a_folder_is_refused(tmp_path: Path):
    lock = tmp_path / "x.lock"
    with alone(lock, ""), pytest.raises(BusyError, match="đang chạy rồi"), alone(lock, "đang chạy rồi"):
        pass


def test_a_folder_is_free_again_after_use(tmp_path: Path):
    with alone(tmp_path / "x.lock", ""):
        pass
    with alone(tmp_path / "x.lock", ""):
        pass


def test_a_dead_holder_lets_go(tmp_path: Path):
    holds = f"from pathlib import Path; from config.processes import alone; import time\nwith alone(Path({str(tmp_path / 'x.lock')!r}), ''): print('up', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holds], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(BusyError), alone(tmp_path / "x.lock", "bận"):
            pass
        holder.kill()
    with alone(tmp_path / "x.lock", ""):
        pass


def test_a_taken_port_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Cổng {port} .* --port 8900"):
            require_free(port, "Chọn --port 8900")


def test_a_port_just_left_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    require_free(port, "")


def test_a_child_is_stopped_with_its_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "sleeper.py").write_text("import time; print('xin chào', flush=True); time.sleep(60)", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with child("sleeper", log=tmp_path / "logs" / "sleeper.log") as process:
        wait_until(lambda: "xin chào" in (tmp_path / "logs" / "sleeper.log").read_text("utf-8"))
    assert process.returncode == -signal.SIGTERM


def test_a_child_that_lost_its_parent_ends_by_itself(tmp_path: Path):
    (tmp_path / "sleeper.py").write_text(SLEEPER, "utf-8")
    script = f"import time; from config.processes import child; from pathlib import Path\nwith child('sleeper', log=Path({str(tmp_path / 'log')!r})) as c: print(c.pid, flush=True); time.sleep(60)"
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=env) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        wait_until(lambda: (tmp_path / "log").read_bytes())
        parent.kill()
    wait_until(lambda: has_ended(pid))


def stopped(script: str, *numbers: signal.Signals) -> tuple[int, str, str]:
    """How a process ends that says when it is ready and receives these signals one after the other."""
    whole = f"import signal, time, weakref\nfrom config.processes import stop_on_signals\nstop_on_signals()\n{script}"
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen([sys.executable, "-u", "-c", whole], **pipes) as process:
        for number in numbers:
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(number)
        out, err = process.communicate(timeout=30)
    return process.returncode, out, err


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_a_process_that_is_told_to_stop_twice_ends_in_order(second: signal.Signals):
    script = """
try:
    print("up")
    time.sleep(60)
except KeyboardInterrupt:
    pass
finally:
    print("ending")
    time.sleep(0.5)
    print("ended")
"""
    assert stopped(script, signal.SIGTERM, second) == (0, "ended\n", "")


def test_a_signal_that_falls_into_the_callback_of_a_weak_reference_is_not_lost():
    script = """
class Thing: pass
thing = Thing()
mark = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
try:
    del thing
    time.sleep(60)
except KeyboardInterrupt:
    print("stopped")
"""
    assert stopped(script) == (0, "stopped\n", "")


def test_what_else_is_dropped_is_told_as_ever():
    script = """
class Thing: pass
thing = Thing()
mark = weakref.ref(thing, lambda _: 1 / 0)
del thing
"""
    code, out, err = stopped(script)
    assert (code, out, "ZeroDivisionError" in err) == (0, "", True)


def wait_until(happens, within: float = 10.0):
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def has_ended(pid: int) -> bool:
    """Gone, or dead with nobody to ask after it: in a container the first process may not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
