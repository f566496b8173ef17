"""The processes of one office: one set per folder, on free ports, and no child that outlives its parent."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

from models.errors import BusyError, ConfigurationError

PARENT = "DONDOC_PARENT"
LOOPBACK = "127.0.0.1"
LOOK_EVERY = 1.0  # seconds between two looks at whether the parent still lives
PATIENCE = 20.0  # seconds a child has to end by itself: a flow run in the middle of its work needs some
STOPS = (signal.SIGINT, signal.SIGTERM)
SOON = 0.01  # seconds


@contextmanager
def alone(lock: Path, busy: str) -> Iterator[None]:
    """Holds the lock file while the block runs; the kernel lets go of it when the process dies, however it dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(busy) from None
        yield


def require_free(port: int, remedy: str) -> None:
    """Refuses a port that somebody listens on; another may still take it before we do, which then fails by itself."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise ConfigurationError(f"Cổng {port} đang có chương trình khác dùng. {remedy}") from None


@contextmanager
def child(module: str, *, env: dict[str, str] | None = None, log: Path | None = None) -> Iterator[subprocess.Popen]:
    """Runs ``python -m module`` beside the block and stops it after; it leads its own session, so Ctrl-C is ours alone."""
    with _output(log) as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            env={**os.environ, **(env or {}), PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            stop(process)


@contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        yield file


def stop(process: subprocess.Popen) -> None:
    """Asks a child to end, and ends it if it does not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def stop_on_signals() -> None:
    """Let the first SIGINT or SIGTERM raise ``KeyboardInterrupt`` in the main thread; further ones do not break off the ending.

    Raised where Python drops what is raised, as in the callback of a weak reference, it comes again.
    """
    sys.unraisablehook = _dropped
    for number in STOPS:  # a script's background process inherits SIGINT as ignored
        signal.signal(number, _stop)


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _dropped(what: "sys.UnraisableHookArgs") -> None:
    if what.exc_type is KeyboardInterrupt:
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, SOON)
    else:
        sys.__unraisablehook__(what)


def end_with_parent() -> None:
    """Watches, in a thread, the process that started this one, and ends when it is gone; does nothing without one.

    A parent killed with -9 tells nobody, and its children would go on holding ports and writing.
    """
    if parent := os.environ.get(PARENT):
        threading.Thread(target=_watch, args=(int(parent),), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGKILL)
