"""The pages on a real port of this machine, for a real browser."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from config.opening import Opened
from engine.fulfilment.links import Signer
from tests.web.conftest import NOW, SIGNER
from web.app import create_app

STARTS_WITHIN = 20.0  # seconds


@contextmanager
def served(here: Opened) -> Iterator[str]:
    """Serve an office on a free port while the block lasts; gives the address."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        app = create_app(here, lambda: NOW, signer_of(address))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            _wait_for(server, thread)
            yield address
        finally:
            server.should_exit = True
            thread.join()


def signer_of(address: str) -> Signer:
    """What signs the links of the office served there."""
    return Signer(SIGNER.key, address)


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    patience = time.monotonic() + STARTS_WITHIN
    while not server.started:
        if not thread.is_alive() or time.monotonic() > patience:
            raise RuntimeError("the pages did not start")
        time.sleep(0.02)
