"""The walls: every route as every role, and the ways in that strangers try."""

import itertools
from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlmodel import func, select

from config.opening import Opened
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.ledger import LedgerEntry
from tests.web.conftest import NOW, Browser, browser, browser_of
from web.app import ROOMS

ROLES = {"focal": "la-hoai-dung", "head": "vuong-duc-quy", "monitor": "tran-thi-kim-hang", "other": "la-manh-linh"}
ADMINISTERED = ("/quan-tri", "/hop-thu", "/bat-dau")
# What stands in the addresses of the walk; a route with another name in its address has to be entered here to pass.
PLACES = {"obligation_id": "{foreign}", "token": "khong-phai", "mail_id": "khong-co", "deed": "nop",
          "evidence_id": "1", "feed_id": "999999", "token_id": "999999", "key": "khong-phai", "name": "dung-han",
          "draft_id": "{foreign}", "job_id": "{foreign}", "number": "1", "verdict": "chap-nhan",
          "code": "syt-hue-4672-2024", "message_id": "1", "step": "ladder"}  # fmt: skip
# A form that would do something, if only one were allowed to.
FORM = {"document": "1/BC-TEST", "on": "2026-11-19", "reason": "thử", "answer": "thử", "text": "thử", "note": "thử",
        "until": "2026-12-30", "days": "1", "quantity": "1", "language": "vi", "name": "khong-co",
        "password": "mật khẩu thử dài"}  # fmt: skip
ROUTES = [
    pytest.param(method, route, id=f"{method} {route.path}")
    for room in ROOMS
    for route in room.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


@pytest.fixture(scope="module")
def foreign(office: Opened) -> int:
    """An obligation of an office that none of the roles has anything to do with."""
    with office.readings() as session:
        return obligations(session, Wish(plan="4672/KH-SYT", unit="cdc-hue", limit=1), today=NOW.date())[0].id


@pytest.fixture(scope="module")
def visitors(office: Opened) -> dict[str, Browser]:
    return {role: browser_of(office, person) for role, person in ROLES.items()}


def address(route: APIRoute, foreign: int) -> str:
    return route.path.format_map({name: place.format(foreign=foreign) for name, place in PLACES.items()})


def asked(visitor: Browser, method: str, path: str) -> Any:
    return visitor.get(path) if method == "GET" else visitor.fill(path, FORM)


def is_public(route: APIRoute) -> bool:
    return bool(getattr(route.endpoint, "is_public", False))


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_a_stranger_gets_the_sign_in_page_and_nothing_else(office: Opened, foreign: int, method: str, route: APIRoute):
    answer = asked(browser(office), method, address(route, foreign))
    assert answer.status_code < 500
    if not is_public(route):
        assert (answer.status_code, answer.headers["location"][:10]) == (303, "/dang-nhap")


@pytest.mark.parametrize(("method", "route"), ROUTES)
@pytest.mark.parametrize("role", ROLES)
def test_a_post_opens_what_it_allows_and_no_more(
    office: Opened, visitors: dict[str, Browser], foreign: int, role: str, method: str, route: APIRoute
):
    path = address(route, foreign)
    if path in ("/dang-xuat", "/tai-khoan/moi-may"):
        return
    before = entries(office)
    answer = asked(visitors[role], method, path)
    assert answer.status_code < 500
    if path.startswith(ADMINISTERED):
        assert answer.status_code == 403
    if str(foreign) in path:
        assert answer.status_code == 404
    if answer.status_code >= 400:
        assert entries(office) == before


def entries(office: Opened) -> int:
    with office.readings() as session:
        return session.exec(select(func.count()).select_from(LedgerEntry)).one()


@pytest.mark.parametrize(("method", "route"), [each for each in ROUTES if each.values[0] != "GET"])
def test_a_form_without_a_token_does_nothing(
    office: Opened, visitors: dict[str, Browser], foreign: int, method: str, route: APIRoute
):
    if getattr(route.endpoint, "is_signed", False):
        return
    before = entries(office)
    for visitor, headers in itertools.product(visitors.values(), ({}, {"sec-fetch-site": "cross-site"})):
        answer = visitor.post(address(route, foreign), data=FORM, headers=headers)
        assert answer.status_code in (403, 409)
    assert entries(office) == before


def test_a_token_of_another_browser_is_no_token(visitors: dict[str, Browser]):
    import re

    found = re.search(r'name="csrf" value="([0-9a-f]+)"', visitors["focal"].get("/dang-nhap").text)
    assert found
    answer = visitors["head"].post("/ngon-ngu", data={"csrf": found[1], "language": "en"})
    assert answer.status_code == 409


def test_signing_in_makes_a_new_cookie_whatever_the_browser_brought(office: Opened):
    there = browser(office)
    there.cookies.set("dondoc", "cua-ke-khac", domain="127.0.0.1")
    from engine.access.accounts import make_account, set_password

    with office.sessions() as session:
        made = make_account(session, "co.dinh", person_id=None, now=NOW, actor="test")
        set_password(session, made, "mật khẩu đủ dài", now=NOW, actor="test")
    answer = there.fill("/dang-nhap", {"name": "co.dinh", "password": "mật khẩu đủ dài"})
    assert "dondoc=" in answer.headers["set-cookie"]
    assert "cua-ke-khac" not in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/nghia-vu", "/dang-nhap", "/tai-khoan", "/khong-co"])
def test_every_page_shuts_out_scripts_and_frames_of_others(visitors: dict[str, Browser], path: str):
    headers = visitors["focal"].get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/pyproject.toml"])
def test_no_file_outside_the_served_folder_is_handed_out(office: Opened, path: str):
    assert browser(office).get(path).status_code in (303, 404)


def test_a_name_with_markup_in_it_is_shown_as_text(office: Opened):
    from models.directory import Person

    hostile = '<img src=x onerror="alert(1)">'
    with office.sessions() as session:
        person = session.exec(select(Person).where(Person.code == "la-manh-linh")).one()
        kept, person.name = person.name, hostile
        session.add(person)
    page = browser_of(office, "la-manh-linh").get("/").text
    with office.sessions() as session:
        person = session.exec(select(Person).where(Person.code == "la-manh-linh")).one()
        person.name = kept
        session.add(person)
    assert hostile not in page
    assert "&lt;img src=x" in page
