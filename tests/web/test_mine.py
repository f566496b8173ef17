"""Việc của tôi: signed in with a button for each row, or by the link of a message to look only."""

import datetime as dt
import re

import pytest

from config.opening import Opened
from engine.delivery.mailbox import read_mailbox
from engine.fulfilment.links import Look
from tests.web.conftest import NOW, SIGNER, browser, browser_of

DAY = dt.timedelta(days=1)


def link_in_mail(office: Opened) -> str:
    """The path of the link "Xem việc của tôi" in a message that was sent."""
    mails = sorted(read_mailbox(office.settings.home / "mailbox"), key=lambda mail: mail.to)
    found = [re.search(r"http://127\.0\.0\.1(/viec-cua-toi/\S+)", mail.text) for mail in mails]
    assert all(found)
    assert all("Xem việc của tôi" in mail.html for mail in mails)
    assert found[0]
    return found[0][1]


def test_every_row_has_one_main_button_that_opens_its_form(office: Opened):
    page = browser_of(office, "nguyen-thi-kim-thu").get("/").text
    rows = re.findall(r"<tr>\s*<td.*?</tr>", page, re.DOTALL)
    assert rows
    assert {row.count('class="button"') for row in rows} == {1}
    assert all(re.search(r'href="/nghia-vu/\d+\?lam=nop&amp;tiep=/#lam"', row) for row in rows)


def test_a_monitor_is_led_to_what_others_sent(office: Opened):
    page = browser_of(office, "tran-thi-kim-hang").get("/").text
    assert "Xem và duyệt" in page
    assert "Chưa có hạn, cần ấn định" in page
    assert "Quá hạn theo đơn vị" in page


def test_a_leader_sees_what_is_overdue_and_no_duties(office: Opened):
    page = browser_of(office, "vuong-the-toan").get("/").text
    assert "Quá hạn theo đơn vị" in page
    assert 'class="button"' not in page


def test_nothing_to_do_says_where_to_go(office: Opened):
    page = browser_of(office, "vo-duy-son").get("/").text  # of an office whose plan is over
    assert "Không có việc nào đang chờ anh/chị." in page
    assert 'href="/nghia-vu?plan=all"' in page


def test_the_link_in_a_message_shows_the_work_without_an_account_and_nothing_to_press(office: Opened):
    page = browser(office).get(link_in_mail(office))
    assert page.status_code == 200
    assert "Trang này chỉ để xem" in page.text
    assert "lam=" not in page.text
    assert 'class="button"' not in page.text


def test_the_link_may_be_opened_again_and_again_but_not_posted_to(office: Opened):
    there, path = browser(office), link_in_mail(office)
    assert [there.get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert there.post(path).status_code == 405


@pytest.mark.parametrize("expires_at", [NOW, NOW - DAY])
def test_a_look_ends(office: Opened, expires_at: dt.datetime):
    answer = browser(office).get(SIGNER.look_url(Look(1, expires_at)).removeprefix("http://127.0.0.1"))
    assert answer.status_code == 409
    assert "đã hết hạn" in answer.text


def test_a_link_that_answers_is_no_link_that_looks(office: Opened):
    token = SIGNER.look_url(Look(1, NOW + DAY)).rpartition("/")[2]
    there = browser(office)
    assert there.get(f"/tra-loi/{token}").status_code == 404
    altered = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert there.get(f"/viec-cua-toi/{altered}").status_code == 404
