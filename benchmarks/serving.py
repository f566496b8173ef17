"""The pages over a store in a process of their own, on a port of this machine, and people who are signed in there."""

import datetime as dt
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from sqlmodel import Session

from benchmarks.office import invented_office
from config.database import open_database
from config.opening import Opened
from config.settings import Settings
from engine.accounts import make_account, sign_in
from engine.links import Signer
from web.app import create_app

STARTS_WITHIN = 60.0  # seconds
PATIENCE = 120.0  # seconds


@contextmanager
def served(url: str, now: dt.datetime) -> Iterator[str]:
    """Serve a database while the block lasts, its clock standing at ``now``; gives the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    child = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, now, port), daemon=True)
    child.start()
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.join()


def _serve(url: str, now: dt.datetime, port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as home:
        here = Opened(Settings(home=Path(home)), invented_office(), open_database(url))
        app = create_app(here, lambda: now, Signer("k" * 40, f"http://127.0.0.1:{port}"))
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


def _wait_for(port: int) -> None:
    patience = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/health").raise_for_status()
            return
        except httpx.TransportError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.2)


def cookie_of(session: Session, person_id: int | None, now: dt.datetime) -> str:
    """The cookie of a person who has just signed in; of an administrator without posts if there is no person."""
    account = make_account(
        session, f"nguoi-{person_id or 0}", person_id=person_id, is_administrator=person_id is None, now=now, actor="đo"
    )
    return sign_in(session, account, now=now)


def browser(address: str, cookie: str) -> httpx.Client:
    """A browser that keeps its connection, as browsers do."""
    return httpx.Client(base_url=address, cookies={"dondoc": cookie}, timeout=PATIENCE)
