"""A mail server in a process of its own that accepts everything and keeps nothing, so that senders do not share its time."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

HOST = "127.0.0.1"


@contextmanager
def mail_sink() -> Iterator[int]:
    """The port it listens on; it stops with the block, or when this process dies."""
    command = [sys.executable, "-m", "benchmarks.mail_sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())


def serve() -> None:
    """Listen until there is no more to read: whoever started this is gone then."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    controller = Controller(Sink(), hostname=HOST, port=port, ready_timeout=30)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    serve()
