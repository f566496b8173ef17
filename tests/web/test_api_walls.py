"""The walls of the interface: every route as every role, with no key, a wrong one, and a browser's cookie."""

from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlmodel import func, select

from config.opening import Opened
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.ledger import LedgerEntry
from tests.web.conftest import NOW, Browser, browser, browser_of, program, token_of
from tests.web.test_walls import ROLES
from web.api.app import PREFIX, ROOMS
from web.api.problems import KINDS

ADMINISTERED = ("/messages", "/runs")
PLACES = {"plan_id": "syt-hue-4672-2024", "file_id": "1"}
# A body that would do something, if only one were allowed to; each action has some of it.
UNTIL = {"until": "2026-12-30", "reason": "thử"}
BODIES = {
    "submit": {"document": "1/BC-TEST", "on": "2026-11-19"},
    "snooze": {"days": 1},
    "acknowledge": {},
    "ask-extension": UNTIL,
    "grant-extension": UNTIL,
    "set-due": UNTIL,
    "extend": UNTIL,
    "raise": {"event": "1-1", "reason": "thử"},
}
ROUTES = [
    pytest.param(method, route.path, id=f"{method} {route.path}")
    for room in ROOMS
    for route in room.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


@pytest.fixture(scope="module")
def foreign(apart: Opened) -> int:
    """An obligation of an office that none of the roles has anything to do with."""
    with apart.readings() as session:
        return obligations(session, Wish(plan="4672/KH-SYT", unit="cdc-hue", limit=1), today=NOW.date())[0].id


@pytest.fixture(scope="module")
def programs(apart: Opened) -> dict[str, Browser]:
    return {role: program(apart, person) for role, person in ROLES.items()}


def called(there: Browser, method: str, path: str, foreign: int, **more: Any) -> Any:
    address = PREFIX + path.format_map({"obligation_id": foreign, **PLACES})
    if method == "GET":
        return there.get(address, params={"plan": PLACES["plan_id"]} if path == "/matrix" else None, **more)
    return there.post(address, json=BODIES.get(path.rpartition("/")[2], {"reason": "thử"}), **more)


def entries(office: Opened) -> int:
    with office.readings() as session:
        return session.exec(select(func.count()).select_from(LedgerEntry)).one()


def is_problem(answer: Any, status: int) -> bool:
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    return bool(told["status"] == status and told["title"] and told["detail"] and told["type"].endswith(told["code"]))


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_good_key_nothing_opens_not_even_with_a_cookie(apart: Opened, foreign: int, method: str, path: str):
    wrong = {"Authorization": "Bearer dondoc_khong-phai"}
    basic = {"Authorization": "Basic cXVhbi10cmk6bWF0LWtoYXU="}
    strangers: tuple[tuple[Browser, dict[str, str]], ...] = (
        (browser(apart), {}),
        (browser(apart), wrong),
        (browser(apart), basic),
    )
    for there, headers in (*strangers, (browser_of(apart, None, administrator=True), {})):
        answer = called(there, method, path, foreign, headers=headers)
        assert is_problem(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("role", ROLES)
def test_a_key_opens_what_the_posts_of_its_owner_allow(
    apart: Opened, programs: dict[str, Browser], foreign: int, role: str, method: str, path: str
):
    before = entries(apart)
    answer = called(programs[role], method, path, foreign)
    if path in ADMINISTERED or (method, path) == ("POST", "/events/raise"):
        assert is_problem(answer, 403)
    elif "{" in path or path == "/matrix":
        assert is_problem(answer, 404)
    else:
        assert answer.status_code == 200
    assert entries(apart) == before


@pytest.mark.parametrize(("method", "path"), [each for each in ROUTES if each.values[0] != "GET"])
def test_a_key_that_only_reads_does_nothing(apart: Opened, foreign: int, method: str, path: str):
    there = program(apart, None, administrator=True, may_write=False)
    before = entries(apart)
    answer = called(there, method, path, foreign)
    assert is_problem(answer, 403)
    assert answer.json()["code"] == "read-only-key"
    assert entries(apart) == before


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_what_there_is_not_is_told_as_a_problem_too(programs: dict[str, Browser], method: str):
    there = programs["focal"]
    assert is_problem(there.get(f"{PREFIX}/khong-co"), 404)
    answer = there.request(method, f"{PREFIX}/plans")
    assert is_problem(answer, 405)
    assert answer.headers["allow"] == "GET"


def test_the_document_is_for_programs_and_for_people_who_are_signed_in(apart: Opened):
    path = f"{PREFIX}/openapi.json"
    assert is_problem(browser(apart).get(path), 401)
    assert is_problem(browser_of(apart, "la-hoai-dung").get(path, headers={"Authorization": "Bearer sai"}), 401)
    for there in (browser_of(apart, "la-hoai-dung"), program(apart, "la-hoai-dung", may_write=False)):
        assert there.get(path).json()["openapi"].startswith("3.1")


def test_every_operation_documents_its_refusals(apart: Opened):
    document = program(apart, None, administrator=True).get(f"{PREFIX}/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            told = {int(status) for status in operation["responses"]}
            assert {200, 401, 422, 429, 500} <= told, path
            assert told - {200} <= set(KINDS), path
            assert method == "get" or {400, 403, 404, 409, 413} <= told, path
            assert operation["security"], path


def test_what_is_too_large_is_refused_before_it_is_read(apart: Opened, foreign: int):
    there = program(apart, "la-hoai-dung")
    headers = {"content-length": str(10**9), "content-type": "application/json"}
    assert is_problem(there.post(f"{PREFIX}/obligations/{foreign}/submit", content=b"{", headers=headers), 413)


def test_a_fault_of_ours_tells_nothing_but_that_it_is_one(apart: Opened, monkeypatch: pytest.MonkeyPatch):
    from fastapi.testclient import TestClient

    def break_down(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("bí mật")

    monkeypatch.setattr("web.api.reading.plans", break_down)
    there = TestClient(browser(apart).app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = there.get(f"{PREFIX}/plans", headers={"Authorization": f"Bearer {token_of(apart, 'la-hoai-dung')}"})
    assert is_problem(answer, 500)
    assert "bí mật" not in answer.text
