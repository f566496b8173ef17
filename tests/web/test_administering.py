"""What an administrator does through the pages: it is done, and what is refused keeps what was typed."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from config.opening import Opened
from engine.delivery.mailbox import read_mailbox
from engine.delivery.oversee import message_shown, messages
from engine.escalation.switches import paused
from models.ledger import LedgerEntry
from models.messages import Message, MessageState
from tests.web.conftest import NOW, Browser, browser_of, rows

UNIT, PERSON = "/quan-tri/danh-ba/don-vi/so", "/quan-tri/danh-ba/nguoi/an"


@pytest.mark.parametrize(
    ("path", "data", "kept"),
    [
        ("/quan-tri/danh-ba", {"name": "Tên Giữ Lại", "code": "Mã Sai"}, "Tên Giữ Lại"),
        (f"{UNIT}/vi-tri", {"role": "head", "person": "khong-ai", "on": "31/02/2026"}, "khong-ai"),
        (f"{UNIT}/sap-xep", {"kind": "split", "on": "2026-12-01", "decision": "7/QĐ", "heirs": "to"}, "7/QĐ"),
        (UNIT, {"name": "Tên Khác", "parent": "to"}, "Tên Khác"),
        (f"{PERSON}/lien-he", {"channel": "zns", "address": "12"}, 'value="12"'),
        (f"{PERSON}/vang-mat", {"first": "2026-12-05", "last": "2026-12-01"}, "2026-12-05"),
        ("/quan-tri/danh-ba/nhom", {"name": "Nhóm Giữ", "code": "so"}, "Nhóm Giữ"),
        ("/quan-tri/tai-khoan", {"name": "Tên Có Dấu", "person": "an · An"}, "Tên Có Dấu"),
        ("/quan-tri/lich", {"on": "2026-12-01", "kind": "off", "name": "Ngày Giữ"}, "Ngày Giữ"),
        ("/quan-tri/tai-khoan/quan-tri", {"what": "nguoi", "person": "khong-ai"}, "khong-ai"),
    ],
)
def test_what_is_refused_is_told_on_the_form_with_what_was_typed(
    small: Opened, desk: Browser, path: str, data: dict[str, str], kept: str
):
    before = rows(small)
    answer = desk.fill(path, data)
    assert answer.status_code in (400, 409)
    assert 'role="alert"' in answer.text
    assert kept in answer.text
    assert rows(small) == before


def test_a_trial_reaches_the_administrators_own_address(small: Opened):
    there = browser_of(small, "an", administrator=True)
    assert "Đã gửi thử đến" in there.fill("/quan-tri/kenh/email/thu").text
    [mail] = read_mailbox(small.settings.home / "mailbox")
    assert "an@so.example" in mail.to
    with small.readings() as reading:
        told = reading.exec(select(LedgerEntry).where(LedgerEntry.subject == "channel")).one()
    assert (told.after or {}).items() >= {"address": "a…@so.example", "ok": True}.items()


@pytest.mark.parametrize(("path", "status"), [("email", 409), ("zalobot", 404), ("..%2Fx", 404)])
def test_a_trial_without_an_address_or_a_channel_is_refused_in_words(desk: Browser, path: str, status: int):
    assert desk.fill(f"/quan-tri/kenh/{path}/thu").status_code == status


def test_everything_is_held_and_let_go(small: Opened, desk: Browser):
    assert desk.fill("/quan-tri/tin/tam-dung", {"reason": " "}).status_code == 400
    desk.fill("/quan-tri/tin/tam-dung", {"reason": "sửa máy chủ", "until": "2026-11-25"})
    assert "sửa máy chủ" in desk.get("/quan-tri/tin").text
    assert "sửa máy chủ" in desk.get("/quan-tri").text
    desk.fill("/quan-tri/tin/mo-lai")
    with small.readings() as reading:
        assert paused(reading, now=NOW) is None
    assert desk.fill("/quan-tri/tin/mo-lai").status_code == 409


@pytest.fixture
def a_message(small: Opened) -> int:
    with small.sessions() as writing:
        made = Message(person_id=1, channel="email", address="an@so.example", slot="s", token="t", retry_at=NOW,
                       created_at=NOW, state=MessageState.DEAD)  # fmt: skip
        writing.add(made)
        writing.flush()
        return int(made.id or 0)


def test_a_dead_message_is_sent_again_or_taken_out(small: Opened, desk: Browser, a_message: int):
    path = f"/quan-tri/tin/{a_message}"
    assert desk.fill(f"{path}/huy", {"reason": ""}).status_code == 400
    desk.fill(f"{path}/gui-lai", {"reason": "đã sửa địa chỉ"})
    desk.fill(f"{path}/huy", {"reason": "nhầm"})
    with small.readings() as reading:
        shown = message_shown(reading, a_message)
        listed = messages(reading, now=NOW, state="cancelled")
    assert [each["action"] for each in shown.history] == ["resend", "cancel"]
    assert [each.id for each in listed] == [a_message]


@pytest.mark.parametrize("query", ["?state=bua", "?nguoi=khong-ai", "?truoc=0", "?state=%00"])
def test_a_wrong_filter_of_messages_is_answered_in_words(desk: Browser, query: str):
    assert desk.get(f"/quan-tri/tin{query}").status_code in (200, 400, 422)


def test_the_ledger_is_looked_through_by_whom_on_what_and_when(desk: Browser):
    desk.fill("/quan-tri/danh-ba/nguoi", {"name": "Cúc", "code": "cuc"})
    found: Callable[[str], bool] = lambda query: "cuc" in desk.get(f"/quan-tri/nhat-ky?{query}").text  # noqa: E731
    assert found("gi=person&tu=20/11/2026")
    assert found("ai=quan-tri")
    assert not found("gi=unit")
    assert not found("ai=khong-ai")
    assert not found("den=2026-11-19")
    assert desk.get("/quan-tri/nhat-ky?tu=40/1/2026").status_code == 400


def test_an_account_is_given_to_a_person_who_has_none_yet(desk: Browser):
    gift = {"what": "nguoi", "person": "an · An"}
    desk.fill("/quan-tri/tai-khoan", {"name": "an.nguyen", "person": "an · An"})
    assert desk.fill("/quan-tri/tai-khoan", {"name": "an.hai", "person": "an · An"}).status_code == 409
    assert desk.fill("/quan-tri/tai-khoan/quan-tri", gift).status_code == 409
    desk.fill("/quan-tri/tai-khoan", {"name": "moi"})
    desk.fill("/quan-tri/danh-ba/nguoi", {"name": "Cúc", "code": "cuc"})
    assert desk.fill("/quan-tri/tai-khoan/moi", gift | {"person": "cuc"}).status_code == 303
    assert desk.get("/quan-tri/tai-khoan").text.count("Cúc</td>") == 1


def test_an_account_is_made_linked_closed_and_made_administrator(small: Opened, desk: Browser):
    desk.fill("/quan-tri/tai-khoan", {"name": "an.nguyen", "person": "an · An"})
    shown = desk.fill("/quan-tri/tai-khoan/an.nguyen/lien-ket", {"what": "hien"}).text
    assert re.search(r"/dat-mat-khau/[\w.-]+", shown)
    mailed = desk.fill("/quan-tri/tai-khoan/an.nguyen/lien-ket", {"what": "thu"})
    assert "/dat-mat-khau/" not in mailed.text
    assert len(read_mailbox(small.settings.home / "mailbox")) == 1
    desk.fill("/quan-tri/tai-khoan/an.nguyen", {"what": "quan-tri"})
    desk.fill("/quan-tri/tai-khoan/an.nguyen", {"what": "khoa"})
    assert "đang khóa" in desk.get("/quan-tri/tai-khoan").text
    assert desk.fill("/quan-tri/tai-khoan/an.nguyen/lien-ket", {"what": "hien"}).status_code == 409
    assert desk.fill("/quan-tri/tai-khoan/quan-tri", {"what": "khoa"}).status_code == 409


def test_the_first_steps_stand_on_the_first_page_until_they_are_done(empty_pages: Browser):
    assert "Danh bạ của cơ quan" in empty_pages.get("/").text
    assert empty_pages.get("/bat-dau").text.count("chưa xong") == 4
    for step in ("ladder", "rehearsal"):
        empty_pages.fill(f"/bat-dau/{step}")
    assert empty_pages.get("/bat-dau").text.count("chưa xong") == 2
    assert empty_pages.fill("/bat-dau/khac").status_code == 404


def test_others_see_no_first_steps(small: Opened):
    assert "Danh bạ của cơ quan" not in browser_of(small, "binh").get("/").text
