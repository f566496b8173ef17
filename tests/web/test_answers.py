"""Answering a message by its link: looking changes nothing, sending the form does one thing, once."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from config.opening import Opened
from engine.delivery.mailbox import Mail, read_mailbox
from models.answers import LinkUse, Request
from models.columns import table_of
from models.obligations import Obligation, Progress
from models.periods import ONE_DAY
from tests.web.conftest import SIGNER, ask_the_monitor, browser

LABELS = {
    "submit": "Đã xong",
    "acknowledge": "Đang làm",
    "extension": "Xin gia hạn",
    "difficulty": "Báo khó khăn",
    "snooze": "Nhắc sau",
}


def mails(office: Opened) -> list[Mail]:
    """The mails that can be answered, always in one order."""
    found = [mail for mail in read_mailbox(office.settings.home / "mailbox") if "Đã xong: " in mail.text]
    return sorted(found, key=lambda mail: mail.to)


def path(mail: Mail, purpose: str) -> str:
    """Where a link of a mail leads."""
    found = re.search(rf"{LABELS[purpose]}: http://127\.0\.0\.1(/tra-loi/\S+)", mail.text)
    assert found
    return found[1]


def count(office: Opened, model: type) -> int:
    with office.readings() as session:
        return int(session.execute(sa.select(sa.func.count()).select_from(table_of(model))).scalar_one())


@pytest.mark.parametrize("purpose", LABELS)
def test_looking_at_a_link_changes_nothing(office: Opened, pages: TestClient, purpose: str) -> None:
    before = count(office, LinkUse)
    for _ in range(3):
        shown = pages.get(path(mails(office)[0], purpose))
        assert shown.status_code == 200
        assert '<form class="answer" method="post"' in shown.text
        assert "mở trang này chưa thay đổi gì" in shown.text
    assert count(office, LinkUse) == before


def test_a_document_is_handed_in_once(office: Opened, pages: TestClient) -> None:
    address = path(mails(office)[1], "submit")
    number = int(re.search(r"/nghia-vu/(\d+)", pages.get(address).text)[1])  # type: ignore[index]
    done = pages.post(address, data={"document": "77/BC-TTDL", "on": "2026-11-19"})
    assert "Đã ghi 77/BC-TTDL ngày 19/11/2026" in done.text
    with office.readings() as session:
        owed = session.get_one(Obligation, number)
        assert (owed.progress, owed.document) == (Progress.SUBMITTED, "77/BC-TTDL")
    again = pages.post(address, data={"document": "78/BC-TTDL", "on": "2026-11-19"})
    assert again.status_code == 409
    assert "đã dùng rồi, lúc " in again.text


def test_a_refused_form_leaves_the_link_good(office: Opened, pages: TestClient) -> None:
    address = path(mails(office)[2], "extension")
    before = count(office, Request)
    refused = pages.post(address, data={"until": "2020-01-01", "reason": "máy hỏng"})
    assert refused.status_code == 400
    assert "đã qua" in refused.text
    assert count(office, Request) == before
    granted = pages.post(address, data={"until": "2027-01-29", "reason": "máy hỏng"})
    assert "Đã gửi đề nghị gia hạn" in granted.text
    assert count(office, Request) == before + 1


@pytest.mark.parametrize(
    ("purpose", "data", "said"),
    [
        ("difficulty", {"reason": "thiếu kinh phí"}, "Đã gửi khó khăn"),
        ("acknowledge", {}, "Đã ghi nhận đang làm"),
    ],
)
def test_each_purpose_says_what_it_did(
    office: Opened, pages: TestClient, purpose: str, data: dict[str, str], said: str
) -> None:
    assert said in pages.post(path(mails(office)[3], purpose), data=data).text


@pytest.mark.parametrize("token", ["x", "W10.abc", "../../etc/passwd", "%00", "a" * 3000])
def test_a_link_that_is_not_ours_is_told_apart(pages: TestClient, token: str) -> None:
    for answer in (pages.get(f"/tra-loi/{token}"), pages.post(f"/tra-loi/{token}")):
        assert answer.status_code in (400, 404)


def test_what_a_reader_writes_is_never_markup(office: Opened, pages: TestClient) -> None:
    done = pages.post(path(mails(office)[4], "submit"), data={"document": "<script>1</script>", "on": "2026-11-19"})
    assert "<script>1" not in done.text


@pytest.fixture(scope="module")
def to_decide(office: Opened) -> list[str]:
    """Where the monitor decides on more time, and answers a difficulty."""
    links = ask_the_monitor(office, "tt-dulieu-svd", reason="chờ <b>số liệu</b>")
    return [urlsplit(SIGNER.url(link)).path for link in links]


def test_a_monitor_without_an_account_refuses_or_grants_more_time_once(office: Opened, to_decide: list[str]) -> None:
    stranger, address = browser(office), to_decide[0]
    shown = stranger.get(address).text
    for words in ("chờ &lt;b&gt;số liệu", "Kế hoạch ", "Chấp thuận gia hạn", "Trả lời không gia hạn"):
        assert words in shown
    refused = stranger.post(address, data={"lam": "khong-gia-han", "reason": ""})
    assert (refused.status_code, "Cần nêu lý do" in refused.text) == (400, True)
    assert stranger.post(address, data={"lam": "mien", "reason": "miễn"}).status_code == 400
    wanted = re.search(r'max="([\d-]+)"', shown)
    assert wanted
    sooner = dt.date.fromisoformat(wanted[1]) - ONE_DAY
    granted = stranger.post(address, data={"lam": "cho-gia-han", "until": sooner.isoformat()})
    assert f"gia hạn đến {sooner:%d/%m/%Y}" in granted.text
    again = stranger.post(address, data={"lam": "khong-gia-han", "reason": "nghĩ lại"})
    assert (again.status_code, "đã dùng rồi, lúc 09:00 20/11/2026" in again.text) == (409, True)
    assert stranger.get(address[:-1]).status_code == 404


def test_a_monitor_without_an_account_answers_a_difficulty(office: Opened, to_decide: list[str]) -> None:
    stranger, address = browser(office), to_decide[1]
    assert "chờ &lt;b&gt;số liệu" in stranger.get(address).text
    assert "Đã trả lời" in stranger.post(address, data={"lam": "tra-loi", "reason": "cử thêm người"}).text
