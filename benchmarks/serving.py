"""The pages over a store in a process of their own, on a port of this machine, and people who are signed in there."""

import datetime as dt
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import uvicorn
from sqlmodel import Session

from benchmarks.office import invented_office
from config.database import open_database
from config.opening import Opened
from config.settings import Settings
from engine.access.accounts import make_account, sign_in
from engine.access.tokens import make_token
from engine.fulfilment.links import Signer
from engine.journal import By
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
        settings = Settings(home=Path(home), api_calls_per_minute=10**9)
        here = Opened(settings, invented_office(), open_database(url))
        app = create_app(here, lambda: now, Signer("k" * 40, f"http://127.0.0.1:{port}"))
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


def _wait_for(port: int) -> None:
    patience = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/health").raise_for_status()
            return
        except httpx2.TransportError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.2)


@dataclass(frozen=True)
class Keys:
    """What opens the pages to a person's browser, and the interface to a program of the same person."""

    cookie: str
    token: str


def keys_of(session: Session, person_id: int | None, now: dt.datetime) -> Keys:
    """The keys of a person who has just signed in; of an administrator without posts if there is no person."""
    account = make_account(
        session, f"nguoi-{person_id or 0}", person_id=person_id, is_administrator=person_id is None, now=now, actor="đo"
    )
    token = make_token(session, account, "đo", By("đo", now), may_write=False)
    return Keys(sign_in(session, account, now=now), token)


def browser(address: str, keys: Keys) -> httpx2.Client:
    """A browser that keeps its connection, as browsers do, and a program at once."""
    bearer = {"Authorization": f"Bearer {keys.token}"}
    return httpx2.Client(base_url=address, cookies={"dondoc": keys.cookie}, headers=bearer, timeout=PATIENCE)
