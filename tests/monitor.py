"""A monitor as offices use it to learn that something fell silent: a web server that notes each call."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Monitor:
    """``asked`` are the paths that were called; it answers with ``status``, once it ``speaks``."""

    url: str = ""
    status: int = 200
    asked: list[str] = field(default_factory=list)
    speaks: threading.Event = field(default_factory=threading.Event)


@contextmanager
def monitoring() -> Iterator[Monitor]:
    """The monitor on a free port of this machine, for as long as the block runs."""
    monitor = Monitor()
    monitor.speaks.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            monitor.asked.append(self.path)
            monitor.speaks.wait(10)
            self.send_response(monitor.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    monitor.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield monitor
    finally:
        monitor.speaks.set()
        server.shutdown()
        thread.join()
        server.server_close()
