"""The pages over the sample office, loaded once, at a fixed moment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from cli.loading import load_if_empty
from config.clock import parse_as_of
from config.database import open_database
from config.opening import Opened, opened
from config.settings import Settings
from engine.accounts import make_account, sign_in
from engine.delivery.deliver import deliver
from engine.delivery.mailbox import MailboxServer
from engine.delivery.opening import channels_for
from engine.links import Signer
from engine.runs import run_sweep
from migrations import upgrade
from models.accounts import Account
from models.directory import Person
from web.app import create_app

NOW = parse_as_of("2026-11-20 09:00")
BROWSERS = count(1)
SIGNER = Signer("k" * 40, "http://127.0.0.1")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample office, shared by all tests of a session."""
    with sample_office(tmp_path_factory.mktemp("web")) as here:
        yield here


@contextmanager
def sample_office(home: Path) -> Iterator[Opened]:
    """The sample office after one sweep, its mail in its mailbox."""
    with MailboxServer(home / "mailbox") as mailbox, opened(Settings(home=home, mailbox_port=mailbox.port)) as here:
        upgrade(here.engine)
        load_if_empty(here, now=NOW)
        run_sweep(here.sessions, here.office, now=NOW)
        channels = channels_for(**here.settings.mail_server)
        deliver(here.sessions, here.office, channels, clock=lambda: NOW, signer=SIGNER)
        yield here


class Browser(TestClient):
    """A browser with its cookies and an address of its own; ``fill`` posts a form as a page of ours would, with its token."""

    def __init__(self, app: FastAPI) -> None:
        address = f"browser-{next(BROWSERS)}"
        super().__init__(app, base_url="http://127.0.0.1", follow_redirects=False, client=(address, 50_000))

    def fill(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get("/dang-nhap").text)
        assert found
        return self.post(path, data={"csrf": found[1], **(data or {})}, **more)


def browser(office: Opened) -> Browser:
    """Somebody who is not signed in."""
    app = create_app(office, lambda: NOW, SIGNER)
    return Browser(app)


def browser_of(office: Opened, person: str | None, *, administrator: bool = False) -> Browser:
    """A person of the directory (by code) who is signed in; without a code the account of a bare administrator."""
    there = browser(office)
    there.cookies.set("dondoc", key_of(office, person, administrator=administrator), domain="127.0.0.1")
    return there


def key_of(office: Opened, person: str | None, *, administrator: bool = False) -> str:
    """The cookie of a person who has just signed in."""
    name = person or "quan-tri"
    with office.sessions() as session:
        found = session.exec(select(Account).where(Account.name == name)).first()
        person_id = session.exec(select(Person.id).where(Person.code == person)).one() if person else None
        account = found or make_account(
            session, name, person_id=person_id, is_administrator=administrator, now=NOW, actor="test"
        )
        return sign_in(session, account, now=NOW)


@pytest.fixture(scope="session")
def pages(office: Opened) -> Browser:
    """The pages as an administrator without posts sees them."""
    return browser_of(office, None, administrator=True)


@pytest.fixture
def empty_pages(tmp_path: Path, office: Opened) -> Iterator[Browser]:
    """The pages of an office that has nothing yet but an administrator."""
    engine = open_database(f"sqlite:///{tmp_path}/empty.db")
    upgrade(engine)
    empty = Opened(Settings(home=tmp_path), office.office, engine)
    yield browser_of(empty, None, administrator=True)
    engine.dispose()
