"""English through and through: on no page is anything of ours left in Vietnamese, whoever looks and whatever is refused."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match

from config.opening import Opened
from engine.deeds import Deed
from engine.queries import obligations
from engine.wishes import Wish
from tests.web.conftest import NOW, Browser, browser_of
from tests.web.drafting import MONITOR, activated, named, read
from tests.web.english import People, Reader
from tests.web.plan_document import CHANGED, PLAN
from web.app import ROOMS

ROLES = {"focal": "la-thi-thu-ha", "monitor": MONITOR, "leader": "vuong-the-toan", "administrator": None}
ROUTES = [route for room in ROOMS for route in room.router.routes if isinstance(route, APIRoute)]
OFTEN = 3  # pages of one kind that are looked at
STARTS = ("/", "/tai-khoan", "/bat-dau", "/dang-nhap", "/quen-mat-khau", "/khong-co-trang-nay")
ANSWER = {"document": "12/BC", "on": "2026-11-19", "reason": "abc", "text": "abc", "until": "2026-12-30", "days": "1",
          "quantity": "1"}  # fmt: skip
# What makes no sense in any form.
NONSENSE = {"reason": "", "document": "", "on": "31/02/2026", "until": "2020-01-01", "first": "x", "last": "2020-01-01",
            "quantity": "x", "days": "99", "name": "?", "password": "x", "person": "x", "unit": "x", "code": "X Y",
            "channel": "x", "address": "x", "role": "x", "kind": "x", "version": "0", "revision": "0", "timing": "x",
            "way": "x", "number": "?", "label": "", "feed": "x", "event": "x", "what": "x", "text": "x: [", "plan": "x",
            "language": "x", "old": "x", "again": "y", "token": "x", "heirs": "x", "heir": "x", "decision": "", "short": "",
            "since": "x", "parent": "x", "email": "x", "late_percent": "x"}  # fmt: skip
PLACES = {"token": "x", "mail_id": "x", "deed": "nop", "evidence_id": "1", "feed_id": "9", "token_id": "9", "key": "x",
          "name": "x", "draft_id": "1", "job_id": "1", "number": "1", "verdict": "chap-nhan", "code": "x",
          "message_id": "1", "step": "ladder"}  # fmt: skip


def english(office: Opened, role: str) -> Browser:
    there = browser_of(office, ROLES[role], administrator=ROLES[role] is None)
    there.cookies.set("lang", "en", domain="127.0.0.1")
    return there


@pytest.fixture(scope="module")
def lively(apart: Opened) -> Opened:
    """The sample office after a day on which everybody did something: asked, answered, refused, read and activated."""
    with apart.readings() as session:
        rows = obligations(session, Wish(plan=f"svd-{NOW.year}", unit="cc-doluong-svd"), today=NOW.date())
    for deeds, person in ((Deed, "la-thi-thu-ha"), (reversed(Deed), "la-thi-thu-ha"), (Deed, MONITOR)):
        there = browser_of(apart, person)
        for deed, row in zip(deeds, [*rows, *rows], strict=False):
            there.fill(f"/nghia-vu/{row.id}/{deed.value}", ANSWER)
    monitor = browser_of(apart, MONITOR)
    draft = read(monitor)
    named(monitor, draft)
    activated(monitor, draft)
    read(monitor, CHANGED)
    read(monitor, PLAN.replace("KẾ HOẠCH", "BÁO CÁO"))
    desk = browser_of(apart, None, administrator=True)
    desk.fill("/quan-tri/tin/tam-dung", {"reason": "abc", "until": "2026-12-30"})
    return apart


@pytest.fixture(scope="module")
def people(lively: Opened) -> People:
    return People(lively)


def kind(path: str) -> str:
    """Which route a path leads to, with what is chosen on it; "" if to no page."""
    parts = urlsplit(path)
    scope = {"type": "http", "method": "GET", "path": parts.path, "headers": []}
    chosen = re.findall(r"lam=[^&]*|[^=&]+(?==)", parts.query)
    return next((f"{route.path}?{chosen}" for route in ROUTES if route.matches(scope)[0] is Match.FULL), "")


def walked(there: Browser) -> Iterator[tuple[str, str]]:
    """The pages that links lead to, and some of each kind."""
    waiting, seen, kinds = list(STARTS), set(STARTS), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = there.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path, answer.text
        for link in Reader(answer.text).links:
            target = link.partition("#")[0]
            which = kind(target) if target.startswith("/") and target not in seen else ""
            if which and kinds[which] < OFTEN:
                kinds[which] += 1
                seen.add(target)
                waiting.append(target)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_walks_the_pages_in_english_meets_no_vietnamese_of_ours(lively: Opened, people: People, role: str):
    left = {}
    for path, page in walked(english(lively, role)):
        for text in people.left_in_vietnamese(page):
            left.setdefault(text, path)
    assert left == {}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_refused_is_refused_in_english(lively: Opened, people: People, role: str):
    left = {}
    there = english(lively, role)
    number = re.search(r"/nghia-vu/(\d+)", there.get("/nghia-vu").text)
    places = PLACES | {"obligation_id": number[1] if number else "1"}
    for route in ROUTES:
        if "POST" in (route.methods or ()) and route.path not in ("/dang-xuat", "/ngon-ngu"):
            path = route.path.format_map(places)
            for form in (NONSENSE, {}):
                answer = there.fill(path, form)
                for text in people.left_in_vietnamese(answer.text):
                    left.setdefault(text, path)
    assert left == {}
