"""English through and through: on no page is anything of ours left in Vietnamese, whoever looks and whatever is refused."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute
from sqlmodel import select
from starlette.routing import Match

from config.opening import Opened
from engine.access.password_links import PasswordLinks
from engine.access.rights import viewer_of
from engine.delivery.mailbox import read_mailbox
from engine.fulfilment.deeds import Deed
from engine.jobs.queue import ask_for
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.accounts import Account
from models.jobs import Job
from models.periods import ONE_DAY
from tests.web.conftest import NOW, SIGNER, Browser, ask_the_monitor, browser_of, rehearsed, sample_office
from tests.web.drafting import MONITOR, activated, named, read
from tests.web.english import People, Reader
from tests.web.plan_document import CHANGED, PLAN
from web.app import ROOMS

ROLES = {"focal": "la-thi-thu-ha", "monitor": MONITOR, "leader": "vuong-the-toan", "administrator": None}
ROUTES = [route for room in ROOMS for route in room.router.routes if isinstance(route, APIRoute)]
NO_PAGES = re.compile(r"/health|/dang-nhap/oidc.*|.*(?:\.\w+|/tep/\{\w+\}|/thoi-han)")  # files, and parts of pages
STARTS = ("/", "/tai-khoan", "/bat-dau", "/dang-nhap", "/quen-mat-khau", "/khong-co-trang-nay", "/viec/1", "/nghia-vu?from=x",
          "/quan-tri/thang/sua", "/quan-tri/chay/dien-tap/2")  # fmt: skip
OFTEN = 3  # pages of one kind that are looked at
ANSWER = {"document": "12/BC", "on": "2026-11-19", "reason": "abc", "text": "abc", "until": "2026-12-30", "days": "1",
          "quantity": "1"}  # fmt: skip
EMPTY = ("reason", "document", "label", "decision", "short")
NONSENSE = dict.fromkeys(("first", "quantity", "password", "person", "unit", "channel", "address", "role", "kind", "way",
                          "timing", "feed", "event", "what", "plan", "language", "old", "token", "heirs", "heir", "since",
                          "parent", "email", "late_percent", "day"), "x") | dict.fromkeys(EMPTY, "") | {
    "on": "31/02/2026", "until": "2020-01-01", "last": "2020-01-01", "days": "99", "name": "?", "number": "?", "again": "y",
    "code": "X Y", "version": "0", "revision": "0", "text": "x: ["}  # fmt: skip
LADDERS = ("", "a: 1", "standard:\n- at: 5 days\n  to: [x.y]\n  z: 1\n", "standard: [", "\t", "standard: {steps: 1}")
NOWHERE = {"token": "x", "mail_id": "x", "deed": "nop", "evidence_id": "1", "feed_id": "9", "token_id": "9", "key": "x",
           "name": "x", "draft_id": "1", "job_id": "1", "number": "1", "verdict": "chap-nhan", "code": "x",
           "message_id": "1", "step": "ladder"}  # fmt: skip
Left = Callable[[Iterable[tuple[str, str]]], Mapping[str, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A sample office after a day on which everybody did something."""
    with sample_office(tmp_path_factory.mktemp("english")) as here:
        answer_and_ask(here)
        draft_and_activate(here)
        administer(here)
        yield here


def answer_and_ask(office: Opened) -> None:
    with office.readings() as session:
        rows = obligations(session, Wish(plan=f"svd-{NOW.year}", unit="cc-doluong-svd"), today=NOW.date())
    for deeds, role in ((Deed, "focal"), (reversed(Deed), "focal"), (Deed, "monitor")):
        there = browser_of(office, ROLES[role])
        for deed, row in zip(deeds, [*rows, *rows], strict=False):
            there.fill(f"/nghia-vu/{row.id}/{deed.value}", ANSWER)


def draft_and_activate(office: Opened) -> None:
    there = browser_of(office, MONITOR)
    draft = read(there)
    named(there, draft)
    activated(there, draft)
    read(there, CHANGED)
    read(there, PLAN.replace("KẾ HOẠCH", "BÁO CÁO"))


def administer(office: Opened) -> None:
    there = browser_of(office, None, administrator=True)
    with office.sessions() as session:
        account = session.exec(select(Account).where(Account.name == "quan-tri")).one()
        viewer = viewer_of(session, account, today=NOW.date())
        ask_for(session, "none", {}, viewer, onward="/ke-hoach", now=NOW)
    rehearsed(office)
    there.fill("/quan-tri/danh-ba/nhap/mau")
    there.fill("/quan-tri/danh-ba/nhap", files={"file": ("a.yaml", b"people: [{code: a-b, name: A, email: x}]")})
    there.app.state.door.jobs.work_off()  # type: ignore[attr-defined]
    there.fill("/quan-tri/kenh/email/thu")
    there.fill("/quan-tri/tin/tam-dung", {"reason": "abc", "until": "2026-12-30"})


@pytest.fixture(scope="module")
def left(office: Opened) -> Left:
    """What pages leave in Vietnamese, with the first of them."""
    people = People(office)

    def found(pages: Iterable[tuple[str, str]]) -> dict[str, str]:
        return {text: path for path, page in reversed([*pages]) for text in people.left_in_vietnamese(page)}

    return found


def english(office: Opened, role: str) -> Browser:
    there = browser_of(office, ROLES[role], administrator=ROLES[role] is None)
    there.cookies.set("lang", "en", domain="127.0.0.1")
    return there


def handed_out(office: Opened) -> Iterator[str]:
    """The addresses that people are sent."""
    yield from (urlsplit(SIGNER.url(link)).path for link in ask_the_monitor(office, "tt-dulieu-svd"))
    for mail in read_mailbox(Path(office.settings.home) / "mailbox"):
        yield from re.findall(r"http://127\.0\.0\.1(/(?:tra-loi|viec-cua-toi)/\S+)", mail.text)
    with office.sessions() as session:
        account = session.exec(select(Account).where(Account.name == MONITOR)).one()
        yield urlsplit(PasswordLinks(SIGNER.key, SIGNER.base_url).url(account, NOW + ONE_DAY)).path


def route_of(path: str) -> str:
    """The route a path leads to; "" if to no page of ours."""
    scope = {"type": "http", "method": "GET", "path": urlsplit(path).path, "headers": []}
    return next((route.path for route in ROUTES if route.matches(scope)[0] is Match.FULL), "")


def kind(path: str) -> str:
    """The route with what is chosen on it."""
    return f"{route_of(path)}?{re.findall(r'lam=[^&]*|[^=&]+(?==)', urlsplit(path).query)}"


def walked(there: Browser, *starts: str) -> Iterator[tuple[str, str]]:
    """The pages that links lead to, and a few of each kind."""
    waiting, seen, kinds = [*starts], {*starts}, Counter[str]()
    for path in waiting:
        answer = there.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path, answer.text
        for target in (link.partition("#")[0] for link in Reader(answer.text).links):
            if target.startswith("/") and target not in seen and route_of(target) and kinds[kind(target)] < OFTEN:
                kinds[kind(target)] += 1
                seen.add(target)
                waiting.append(target)


@pytest.fixture(scope="module")
def walks(office: Opened) -> dict[str, list[tuple[str, str]]]:
    """What each role is shown, and what those are who come by a link of a mail."""
    by_role = {role: [*walked(english(office, role), *STARTS)] for role in ROLES}
    there = english(office, "administrator")
    proposals = [f"/quan-tri/danh-ba/nhap/{file}" for file in proposed(office)]
    return by_role | {"by link": [(path, there.get(path).text) for path in (*handed_out(office), *proposals)]}


def proposed(office: Opened) -> list[str]:
    with office.readings() as session:
        return [job.onward.rpartition("/")[2] for job in session.exec(select(Job)) if "/danh-ba/nhap/" in job.onward]


@pytest.mark.parametrize("who", [*ROLES, "by link"])
def test_whoever_walks_the_pages_in_english_meets_no_vietnamese_of_ours(
    walks: dict[str, list[tuple[str, str]]], left: Left, who: str
) -> None:
    assert left(walks[who]) == {}


def test_every_page_is_walked(walks: dict[str, list[tuple[str, str]]]) -> None:
    pages = {route.path for route in ROUTES if "GET" in (route.methods or ()) and not NO_PAGES.fullmatch(route.path)}
    assert pages - {route_of(path) for walk in walks.values() for path, _ in walk} == set()


@pytest.mark.parametrize("role", ROLES)
def test_what_is_refused_is_refused_in_english(office: Opened, left: Left, role: str) -> None:
    there = english(office, role)
    number = re.search(r"/nghia-vu/(\d+)", there.get("/nghia-vu").text)
    places = NOWHERE | {"obligation_id": number[1] if number else "1"}
    posts = [route.path for route in ROUTES if "POST" in (route.methods or ()) and route.path != "/dang-xuat"]
    paths = [path.format_map(places) for path in posts]
    assert left((path, there.fill(path, form).text) for path in paths for form in (NONSENSE, {})) == {}


def test_so_is_a_ladder_file_that_cannot_be_used(office: Opened, left: Left) -> None:
    there = english(office, "administrator")
    pages = [there.fill("/quan-tri/thang/sua", {"text": text}).text for text in LADDERS]
    assert all('role="alert"' in page for page in pages)
    assert left(zip(LADDERS, pages, strict=True)) == {}


def test_a_word_that_was_forgotten_is_found(left: Left) -> None:
    assert left([("/", "<p>Sở Ví dụ: chưa ai làm</p>")]) == {"Sở Ví dụ: chưa ai làm": "/"}
