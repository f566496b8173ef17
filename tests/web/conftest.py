"""The pages at a fixed moment: over the sample office, loaded once, and over a small one that may be written to."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from cli.loading import load_if_empty
from config.clock import parse_as_of
from config.database import open_database, session
from config.opening import Opened, office_of, opened
from config.settings import SAMPLE, Settings
from engine.access.accounts import make_account, sign_in
from engine.access.tokens import make_token
from engine.delivery.deliver import deliver
from engine.delivery.mailbox import MailboxServer
from engine.delivery.opening import channels_for
from engine.directory.load import load_directory
from engine.directory.rows import stored_rows
from engine.fulfilment.answers import ask_extension, report_difficulty
from engine.fulfilment.links import Link, Signer
from engine.journal import By
from engine.runs import run_rehearsal, run_sweep
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from migrations import upgrade
from models.accounts import Account
from models.answers import Purpose, Request
from models.directory import Person
from models.obligations import UNFINISHED
from models.office import Directory
from models.periods import ONE_DAY
from web.app import create_app

NOW = parse_as_of("2026-11-20 09:00")
BROWSERS = count(1)
SIGNER = Signer("k" * 40, "http://127.0.0.1")
FEW: dict[str, Any] = {
    "units": [{"code": "so", "name": "Sở Thử", "posts": {"head": "an"}}, {"code": "to", "name": "Tổ Thử", "parent": "so"}],
    "groups": [{"code": "cac-to", "name": "Các tổ", "members": ["to"]}],
    "people": [{"code": "an", "name": "An", "email": "an@so.example"}, {"code": "binh", "name": "Bình"}],
}  # fmt: skip


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample office, made once and copied for each module."""
    home = tmp_path_factory.mktemp("sample")
    with sample_office(home):
        return home


@pytest.fixture(scope="module")
def office(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The sample office as every module finds it, whatever the others do to theirs."""
    with opened_at(copytree(sample_home, tmp_path_factory.mktemp("web") / "home")) as here:
        yield here


@pytest.fixture(scope="module")
def apart(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Another one, whose programs may ask as often as they like."""
    home = copytree(sample_home, tmp_path_factory.mktemp("apart") / "home")
    with opened_at(home, api_calls_per_minute=10**9) as here:
        yield here


@contextmanager
def opened_at(home: Path, **settings: Any) -> Iterator[Opened]:
    """The office of a folder, with its mailbox."""
    with (
        MailboxServer(home / "mailbox") as mailbox,
        opened(Settings(home=home, mailbox_port=mailbox.port, **settings)) as here,
    ):
        yield here


@contextmanager
def sample_office(home: Path) -> Iterator[Opened]:
    """The sample office after one sweep, its mail in its mailbox."""
    with opened_at(home) as here:
        upgrade(here.engine)
        load_if_empty(here, now=NOW)
        run_sweep(here.sessions, here.office, now=NOW)
        channels = channels_for(**here.settings.mail_server)
        deliver(here.sessions, here.office, channels, clock=lambda: NOW, signer=SIGNER)
        yield here


def rehearsed(office: Opened, asked_as: str = "r1") -> None:
    """A few days are rehearsed as the scheduler does it; in a sample office that is its second run, after the sweep."""
    days = {"first": NOW.date(), "last": NOW.date() + dt.timedelta(days=4)}
    run_rehearsal(office.sessions, office.readings, office.office, **days, late_share=0.2, now=NOW, asked_as=asked_as)


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
    with office.sessions() as session:
        return sign_in(session, _account(session, person, administrator=administrator), now=NOW)


def token_of(office: Opened, person: str | None, *, administrator: bool = False, may_write: bool = True) -> str:
    """The key of a program that acts for a person."""
    with office.sessions() as session:
        account = _account(session, person, administrator=administrator)
        return make_token(session, account, "thử", By("test", NOW), may_write=may_write)


def program(office: Opened, person: str | None, **rights: bool) -> Browser:
    """A program that calls with a key of that person, and carries no cookie."""
    there = browser(office)
    there.headers["Authorization"] = f"Bearer {token_of(office, person, **rights)}"
    return there


def _account(session: Session, person: str | None, *, administrator: bool) -> Account:
    name = person or "quan-tri"
    found = session.exec(select(Account).where(Account.name == name)).first()
    person_id = session.exec(select(Person.id).where(Person.code == person)).one() if person else None
    return found or make_account(
        session, name, person_id=person_id, is_administrator=administrator, now=NOW, actor="test"
    )


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the small office, made once."""
    path = tmp_path_factory.mktemp("small") / "dondoc.db"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    with session(engine) as opened:
        load_directory(opened, Directory.model_validate(FEW), now=NOW)
    engine.dispose()
    return path


@pytest.fixture
def small(tmp_path: Path, small_database: Path) -> Iterator[Opened]:
    """An office of its own with two units and two people, in a folder that may be written."""
    copytree(SAMPLE, tmp_path / "office")
    copy(small_database, tmp_path / "dondoc.db")
    with MailboxServer(tmp_path / "mailbox") as mailbox:
        settings = Settings(home=tmp_path, office=tmp_path / "office", mailbox_port=mailbox.port)
        engine = open_database(settings.database_url)
        yield Opened(settings, office_of(settings), engine)
        engine.dispose()


@pytest.fixture
def desk(small: Opened) -> Browser:
    """The administrator of the small office."""
    return browser_of(small, None, administrator=True)


def ask_the_monitor(office: Opened, unit: str, *, reason: str = "abc") -> list[Link]:
    """A unit asks for more time and reports a difficulty; gives the links by which the plan's monitor decides each."""
    by, today = By("La Thị Thu Hà (qua liên kết)", NOW), NOW.date()
    with office.sessions() as session:
        rows = obligations(session, Wish(plan=f"svd-{NOW.year}", unit=unit), today=today)
        owed = next(row for row in rows if row.progress in UNFINISHED and row.due_on)
        until = max(owed.due_on or today, today) + dt.timedelta(days=30)
        requests = (
            ask_extension(session, office.office, owed.id, until, by, reason),
            report_difficulty(session, office.office, owed.id, by, reason),
        )
        monitor = session.exec(select(Person.id).where(Person.code == "tran-thi-kim-hang")).one()
        duties = [session.get_one(Request, number).answer_id for number in requests]
    return [Link(Purpose.DECIDE, duty, int(monitor or 0), 1, NOW + ONE_DAY) for duty in duties]


def rows(small: Opened) -> Any:
    """The directory as it is stored."""
    with small.readings() as reading:
        return stored_rows(reading)


def work_off(desk: Browser) -> None:
    """Let the jobs be done that wait."""
    desk.app.state.door.jobs.work_off()  # type: ignore[attr-defined]
