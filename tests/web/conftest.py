"""The pages over the sample office, loaded once, at a fixed moment."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cli.loading import load_if_empty
from config.clock import parse_as_of
from config.database import open_database, reading
from config.opening import Opened, opened
from config.settings import Settings
from engine.delivery.deliver import deliver
from engine.delivery.mailbox import MailboxServer
from engine.delivery.opening import channels_for
from engine.links import Signer
from engine.runs import run_sweep
from migrations import upgrade
from web.app import create_app

NOW = parse_as_of("2026-11-20 09:00")
SIGNER = Signer("k" * 40, "http://127.0.0.1")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample office after one sweep, its mail in its mailbox."""
    home = tmp_path_factory.mktemp("web")
    with MailboxServer(home / "mailbox") as mailbox, opened(Settings(home=home, mailbox_port=mailbox.port)) as here:
        upgrade(here.engine)
        load_if_empty(here, now=NOW)
        run_sweep(here.sessions, here.office, now=NOW)
        channels = channels_for(**here.settings.mail_server)
        deliver(here.sessions, here.office, channels, clock=lambda: NOW, signer=SIGNER)
        yield here


def writing(office: Opened) -> dict[str, Any]:
    """What the links in messages need of the pages."""
    return {"writing": office.sessions, "signer": SIGNER}


@pytest.fixture(scope="session")
def pages(office: Opened) -> TestClient:
    app = create_app(office.readings, office.office, office.settings.home / "mailbox", lambda: NOW, **writing(office))
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def empty_pages(tmp_path: Path, office: Opened) -> Iterator[TestClient]:
    """The pages of an office that has nothing yet."""
    engine = open_database(f"sqlite:///{tmp_path}/empty.db")
    upgrade(engine)
    app = create_app(partial(reading, engine), office.office, tmp_path / "mailbox", lambda: NOW, **writing(office))
    yield TestClient(app, base_url="http://127.0.0.1")
    engine.dispose()
