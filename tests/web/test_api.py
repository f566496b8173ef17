"""What programs do with the interface: read page by page, act once however often they send, and be stopped in time."""

import base64
import datetime as dt
from typing import Any

import pytest
from sqlmodel import select

from config.opening import Opened
from engine.access.accounts import disable
from engine.access.allowance import Allowance
from engine.watching.queries import Row
from models.accounts import Account, ApiToken
from models.comments import Comment
from tests.web.conftest import NOW, SIGNER, Browser, browser_of, program, token_of
from web.app import create_app

UNIT, MONITOR = "la-hoai-dung", "tran-thi-kim-hang"
API = "/api/v1"


@pytest.fixture(scope="module")
def unit(apart: Opened) -> Browser:
    return program(apart, UNIT)


@pytest.fixture(scope="module")
def monitor(apart: Opened) -> Browser:
    return program(apart, MONITOR)


def rows(there: Browser, **wish: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"{API}/obligations", params=wish).json()["items"]
    return found


def open_to(there: Browser, action: str, **wish: Any) -> int:
    """An obligation to which this program may do that."""
    for row in rows(there, limit=200, running=True, **wish):
        if action in there.get(f"{API}/obligations/{row['id']}").json()["actions"]:
            return int(row["id"])
    raise AssertionError(f"nothing to {action}")


def done(there: Browser, number: int, action: str, key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return there.post(f"{API}/obligations/{number}/{action}", json=body, headers=headers)


def test_a_row_has_the_fields_of_the_command(unit: Browser):
    assert list(rows(unit, limit=1)[0]) == list(Row.__dataclass_fields__)


@pytest.mark.parametrize("person", [None, UNIT])
def test_pages_of_any_size_give_each_obligation_once_and_in_order(apart: Opened, person: str | None):
    there = program(apart, person, administrator=person is None)
    whole = rows(there, plan="svd-2026", limit=200)
    cut: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"plan": "svd-2026", "limit": 7}
    while asked:
        page = there.get(f"{API}/obligations", params=asked).json()
        cut += page["items"]
        asked = asked | {"after": page["next"]} if page["next"] else {}
    assert cut[:200] == whole
    assert len({row["id"] for row in cut}) == len(cut)
    assert [row["due_on"] is None for row in cut] == sorted(row["due_on"] is None for row in cut)


@pytest.mark.parametrize("after", ["x", "", "....", "MjAyNi0xMy0wMS4x", "LjA", "LjE=", "Ljk5OTk5OTk5OTk5"])
def test_a_page_mark_that_we_never_gave_is_refused(unit: Browser, after: str):
    answer = unit.get(f"{API}/obligations", params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (400, "refused")


def test_a_document_goes_in_with_its_file_and_the_monitor_takes_it(unit: Browser, monitor: Browser):
    number = open_to(unit, "submit", activity="giao-ban")
    file = {"name": "../báo cáo.pdf", "content": base64.b64encode(b"%PDF-1.7").decode()}
    handed = done(unit, number, "submit", document="15/BC-TT", on="2026-11-19", files=[file])
    assert handed.json()["obligation"]["progress"] == "submitted"
    submission = unit.get(f"{API}/obligations/{number}").json()["submissions"][0]
    assert (submission["document"], submission["by"]) == ("15/BC-TT", "La Hoài Dũng (qua chương trình 'thử')")
    stored = submission["files"][0]
    content = monitor.get(f"{API}/obligations/{number}/files/{stored['id']}")
    assert (stored["name"], content.content) == ("báo cáo.pdf", b"%PDF-1.7")
    assert content.headers["content-disposition"].startswith("attachment")
    assert done(monitor, number, "accept", submission=submission["id"] + 1).json()["code"] == "conflict"
    accepted = done(monitor, number, "accept", submission=submission["id"])
    assert accepted.json()["obligation"]["progress"] == "accepted"
    again = done(monitor, number, "accept")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert "đã ở trạng thái" in again.json()["detail"]


def test_what_is_asked_waits_for_the_monitor_and_is_answered(unit: Browser, monitor: Browser):
    number = open_to(unit, "ask-extension", activity="cong-khai-thu-tuc")
    done(unit, number, "ask-extension", until="2027-01-29", reason="chờ số liệu")
    waiting = [each for each in monitor.get(f"{API}/requests").json()["items"] if each["obligation"] == number]
    assert [(each["kind"], each["wanted_on"]) for each in waiting] == [("extension", "2027-01-29")]
    granted = done(monitor, number, "grant-extension", until="2027-01-15")
    assert granted.json()["obligation"]["due_on"] == "2027-01-15"
    assert number not in [each["obligation"] for each in monitor.get(f"{API}/requests").json()["items"]]


def test_what_was_sent_twice_under_one_key_is_done_once(apart: Opened, unit: Browser):
    number = rows(unit, limit=1)[0]["id"]
    answers = [done(unit, number, "comment", key="k-1", reason="hai lần") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert [each.status_code for each in answers] == [200, 200]
    with apart.readings() as session:
        assert len(session.exec(select(Comment).where(Comment.text == "hai lần")).all()) == 1


def test_a_key_does_for_one_request_of_one_program_only(unit: Browser, monitor: Browser):
    number = open_to(unit, "submit")
    assert done(unit, number, "comment", key="k-2", reason="một").status_code == 200
    assert done(unit, number, "comment", key="k-2", reason="khác").json()["code"] == "reused-key"
    assert done(unit, number, "acknowledge", key="k-2").json()["code"] == "reused-key"
    mine = rows(monitor, limit=1)[0]["id"]
    assert done(monitor, mine, "comment", key="k-2", reason="của tôi").status_code == 200


def test_what_was_refused_may_be_sent_again_under_its_key(unit: Browser):
    number = open_to(unit, "submit")
    assert done(unit, number, "submit", key="k-3", document=" ").status_code == 400
    assert done(unit, number, "submit", key="k-3", document="3/BC").status_code == 200


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"until": "30/12/2026", "reason": "x"}, "until"),
        ({"until": 20_000, "reason": "x"}, "until"),
        ({"until": "2026-12-30"}, "reason"),
        ({"until": "2026-12-30", "reason": "x" * 2001}, "reason"),
        ({"until": "2026-12-30", "reason": "x\x00"}, "reason"),
        ({"until": "2026-12-30", "reason": "x", "by": "tôi"}, "by"),
    ],
)
def test_each_field_that_is_wrong_is_named_in_vietnamese(unit: Browser, body: dict[str, Any], at: str):
    answer = done(unit, open_to(unit, "submit"), "ask-extension", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    (fault,) = answer.json()["errors"]
    assert fault["at"] == f"thân yêu cầu.{at}"
    assert "Input" not in fault["message"]


@pytest.mark.parametrize("until", ["1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_beyond_what_can_be_counted_is_refused(unit: Browser, until: str):
    answer = done(unit, open_to(unit, "submit"), "ask-extension", until=until, reason="x")
    assert (answer.status_code, answer.json()["code"]) == (400, "refused")


def test_a_revoked_key_and_one_of_a_closed_account_open_nothing(apart: Opened):
    revoked, closed = program(apart, "la-manh-linh"), program(apart, "vuong-duc-quy")
    owner = browser_of(apart, "la-manh-linh")
    with apart.sessions() as session:
        account = session.exec(select(Account).where(Account.name == "la-manh-linh")).one()
        (token,) = session.exec(select(ApiToken).where(ApiToken.account_id == account.id)).all()
        of_closed = session.exec(select(Account).where(Account.name == "vuong-duc-quy")).one()
        disable(session, of_closed, is_disabled=True, now=NOW, actor="test")
        number = token.id
    assert revoked.get(f"{API}/me").status_code == 200
    assert program(apart, UNIT).get(f"{API}/me").status_code == 200
    stranger = browser_of(apart, UNIT).fill(f"/tai-khoan/api/{number}/thu-hoi")
    assert (stranger.status_code, revoked.get(f"{API}/me").status_code) == (404, 200)
    assert owner.fill(f"/tai-khoan/api/{number}/thu-hoi").status_code == 303
    assert [there.get(f"{API}/me").status_code for there in (revoked, closed)] == [401, 401]


def test_a_key_is_shown_once_and_kept_as_a_hash(apart: Opened):
    owner = browser_of(apart, UNIT)
    made = owner.fill("/tai-khoan/api", {"label": "Kho <dữ liệu>", "may_write": "true"})
    key = made.text.partition('readonly value="')[2].partition('"')[0]
    assert key.startswith("dondoc_")
    assert made.headers["cache-control"] == "no-store"
    shown = owner.get("/tai-khoan/api").text
    assert key not in shown
    assert "Kho &lt;dữ liệu&gt;" in shown
    with apart.readings() as session:
        assert key not in [token.key_hash for token in session.exec(select(ApiToken)).all()]
    assert owner.get(f"{API}/me").status_code == 401
    answer = owner.get(f"{API}/me", headers={"Authorization": f"Bearer {key}"}).json()
    assert (answer["name"], answer["program"], answer["may_write"]) == ("La Hoài Dũng", "Kho <dữ liệu>", True)


def test_the_last_use_is_noted_once_a_minute(apart: Opened):
    clock = [NOW]
    there = Browser(create_app(apart, lambda: clock[0], SIGNER))
    there.headers["Authorization"] = f"Bearer {token_of(apart, MONITOR)}"
    noted = []
    for seconds in (0, 59, 60):
        clock[0] = NOW + dt.timedelta(seconds=seconds)
        there.get(f"{API}/me")
        with apart.readings() as session:
            noted.append(max(each.used_at for each in session.exec(select(ApiToken)).all() if each.used_at))
    assert [int((at - NOW).total_seconds()) for at in noted] == [0, 0, 60]


def test_whoever_asks_too_often_waits_for_the_minute_to_end(apart: Opened):
    clock = [NOW]
    there = Browser(create_app(apart, lambda: clock[0], SIGNER))
    there.app.state.api.state.allowance = Allowance(2, apart.sessions, lambda: clock[0])  # type: ignore[attr-defined]
    keys = [{"Authorization": f"Bearer {token_of(apart, MONITOR)}"} for _ in range(2)]
    assert [there.get(f"{API}/me", headers=keys[0]).status_code for _ in range(2)] == [200, 200]
    clock[0] += dt.timedelta(seconds=20)
    refused = there.get(f"{API}/me", headers=keys[0])
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (
        429,
        "too-many-calls",
        "40",
    )
    assert there.get(f"{API}/me", headers=keys[1]).status_code == 200
    clock[0] += dt.timedelta(seconds=40)
    assert there.get(f"{API}/me", headers=keys[0]).status_code == 200


def test_administrators_see_messages_and_runs_page_by_page(apart: Opened):
    there = program(apart, None, administrator=True)
    first = there.get(f"{API}/messages", params={"limit": 1, "state": "sent"}).json()
    second = there.get(f"{API}/messages", params={"limit": 1, "state": "sent", "after": first["next"]}).json()
    assert second["items"][0]["id"] < first["items"][0]["id"]
    assert "…@" in first["items"][0]["address"]
    assert there.get(f"{API}/runs").json()["items"][0]["kind"] == "sweep"
    assert there.get(f"{API}/health").json() == {"status": "ok", "last_sweep": "2026-11-20T02:00:00Z"}


def test_a_plan_is_its_register_and_its_matrix_counts_what_one_sees(apart: Opened, unit: Browser):
    there = program(apart, None, administrator=True)
    plan = there.get(f"{API}/plans/svd-2026").json()
    assert (plan["plan"]["number"], plan["plan"]["parent"]) == ("01/2026/KH-SVD", None)
    whole, own = (each.get(f"{API}/matrix", params={"plan": "svd-2026"}).json() for each in (there, unit))
    assert {line["unit"] for line in own["lines"]} < {line["unit"] for line in whole["lines"]}
    assert sum(line["total"]["total"] for line in whole["lines"]) == sum(each["total"] for each in whole["totals"])


def test_what_waits_for_a_monitor_is_what_the_first_page_shows(unit: Browser, monitor: Browser):
    number = open_to(unit, "report-difficulty")
    done(unit, number, "report-difficulty", reason="thiếu người")
    waiting = monitor.get(f"{API}/waiting").json()
    assert (number, "difficulty") in [(each["obligation_id"], each["kind"]) for each in waiting["questions"]]


def test_an_event_that_came_about_is_a_duty_from_then_on(monitor: Browser):
    event = monitor.get(f"{API}/events").json()["items"][0]
    body = {"event": event["key"], "about": "đoàn kiểm tra", "reason": "công văn đến"}
    raised = [
        monitor.post(f"{API}/events/raise", json=body, headers={"Idempotency-Key": "e-1"}).json() for _ in range(2)
    ]
    assert raised[0] == raised[1]
    assert raised[0]["obligation"]["title"] == f"{event['title']}: đoàn kiểm tra"
    assert monitor.post(f"{API}/events/raise", json=body | {"event": "1-1"}).json()["code"] == "not-allowed"
