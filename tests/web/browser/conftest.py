"""The sample office in Debian's Chromium. Whatever a test does there, the browser must have had nothing to complain of.

Take ``open_as`` for a tab: ``page = open_as("monitor")``, ``page.goto("/nghia-vu")``. What a test changes stays changed for
the tests after it in its file: take an obligation of your own from ``owed``.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from config.opening import Opened
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.obligations import UNFINISHED, Progress
from tests.web.browser.serving import served
from tests.web.conftest import NOW, key_of, opened_at, rehearsed

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
DESKTOP, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
ROLES = {
    "unit": "khong-gia-quan",  # focal of Trung tâm Dữ liệu
    "monitor": "tran-thi-kim-hang",  # focal of Văn phòng Sở, which monitors the plan of the year
    "leader": "vuong-the-toan",  # leader of the issuing Sở
    "administrator": None,
}
PATIENCE = 10_000  # milliseconds
OpenAs = Callable[..., Page]
Owed = Callable[[str, str], int]


@pytest.fixture(scope="module")
def office(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A sample office for one file's browsers, in which a rehearsal has run."""
    with opened_at(shutil.copytree(sample_home, tmp_path_factory.mktemp("browser") / "home")) as here:
        rehearsed(here)
        yield here


@pytest.fixture(scope="module")
def address(office: Opened) -> Iterator[str]:
    """Where the pages of this office are served."""
    with served(office) as found:
        yield found


@pytest.fixture(scope="module")
def owed(office: Opened) -> Owed:
    """The number of an obligation of the plan of the year, by unit and activity: what is unfinished first, then by due day."""

    def found(unit: str, activity: str) -> int:
        with office.readings() as session:
            rows = obligations(session, Wish(plan=f"svd-{NOW.year}", unit=unit), today=NOW.date())
        wanted = [row for row in rows if row.activity == activity and row.progress != Progress.ACCEPTED]
        return min(wanted, key=lambda row: row.progress not in UNFINISHED).id

    return found


@pytest.fixture(scope="session")
def executable() -> str:
    """The browser of this machine. Without one the tests are passed over, save where CI decides."""
    if found := found_browser():
        return found
    missing = "no Chromium found: apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def found_browser() -> str | None:
    """The Chromium of this machine, by whatever name it goes."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def chromium(executable: str) -> Iterator[Browser]:
    """One browser per file: Playwright holds this thread's event loop, which tests of other rooms want for themselves."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Browser, address: str, office: Opened) -> Iterator[OpenAs]:
    """Opens a tab of somebody by role (None: a stranger); any option of a browser context may be given.

    At the end nothing may stand in the console (a violation of the content policy does), and no request may have gone
    to another host.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(role: str | None = None, **options: Any) -> Page:
        context = chromium.new_context(**{"base_url": address, "viewport": DESKTOP, "locale": "vi-VN"} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if role:
            key = key_of(office, ROLES[role], administrator=role == "administrator")
            context.add_cookies([{"name": "dondoc", "value": key, "url": address, "httpOnly": True, "sameSite": "Lax"}])
        page = context.new_page()
        _listen(page, address, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _listen(page: Page, address: str, complaints: list[str]) -> None:
    """Note what a page complains of; a refusal the server meant to give is none, and the tests look at those themselves."""
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda line: (
            complaints.append(f"{page.url}: {line.text}")
            if line.type in ("error", "warning") and "Failed to load resource" not in line.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            complaints.append(f"{page.url} asked {request.url}")
            if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(f"{address}/")
            else None
        ),
    )
