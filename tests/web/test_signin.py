"""Signing in: who passes the gate, and what a form must carry."""

import pytest

from config.opening import Opened
from engine.access.accounts import account_named, make_account, set_password
from tests.web.conftest import NOW, browser, browser_of

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture(scope="module")
def account(office: Opened) -> str:
    """An account that can sign in by password."""
    with office.sessions() as session:
        made = make_account(session, "thu.mat-khau", person_id=None, now=NOW, actor="test")
        set_password(session, made, PASSWORD, now=NOW, actor="test")
    return "thu.mat-khau"


def test_a_stranger_is_sent_to_sign_in_and_back_again(office: Opened, account: str):
    there = browser(office)
    answer = there.get("/nghia-vu?plan=all")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/dang-nhap?tiep=%2Fnghia-vu%3Fplan%3Dall"
    back = there.fill("/dang-nhap", {"name": account, "password": PASSWORD, "tiep": "/nghia-vu?plan=all"})
    assert back.headers["location"] == "/nghia-vu?plan=all"
    assert there.get("/nghia-vu?plan=all").status_code == 200


@pytest.mark.parametrize("onward", ["//la.example", "https://la.example", "/\\la.example", "javascript:1", "/x\n"])
def test_nobody_is_sent_on_to_another_site(office: Opened, account: str, onward: str):
    answer = browser(office).fill("/dang-nhap", {"name": account, "password": PASSWORD, "tiep": onward})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("thu.mat-khau", "sai"), ("khong-ai-biet", PASSWORD)])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    office: Opened, account: str, name: str, password: str
):
    answer = browser(office).fill("/dang-nhap", {"name": name, "password": password})
    assert answer.status_code == 409
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text


def test_a_form_without_this_browsers_token_is_refused(office: Opened, account: str):
    stranger = browser(office)
    assert stranger.post("/dang-nhap", data={"name": account, "password": PASSWORD}).status_code == 409
    signed_in = browser_of(office, "la-hoai-dung")
    assert signed_in.post("/dang-xuat", data={"csrf": "0" * 64}).status_code == 409
    assert signed_in.get("/").status_code == 200


def test_signing_out_closes_the_cookie_for_good(office: Opened):
    there = browser_of(office, "la-hoai-dung")
    key = there.cookies["dondoc"]
    there.fill("/dang-xuat")
    again = browser(office)
    again.cookies.set("dondoc", key, domain="127.0.0.1")
    assert again.get("/").status_code == 303


def test_a_new_password_closes_every_browser_that_was_open(office: Opened, account: str):
    there = browser(office)
    there.fill("/dang-nhap", {"name": account, "password": PASSWORD})
    with office.sessions() as session:
        set_password(session, account_named(session, account), PASSWORD, now=NOW, actor="test")
    assert there.get("/").status_code == 303


def test_a_person_sees_what_the_own_unit_owes_and_nothing_of_another(office: Opened):
    own = browser_of(office, "la-hoai-dung").get("/nghia-vu?plan=all").text
    assert "Trung tâm" in own
    assert browser_of(office, "la-hoai-dung").get("/nghia-vu?plan=all&unit=cdc-hue").text.count('class="date"') == 0


def test_english_is_a_switch_that_stays(office: Opened):
    there = browser_of(office, "la-hoai-dung")
    assert there.fill("/ngon-ngu", {"language": "en", "tiep": "/"}).headers["location"] == "/"
    assert "<h1>My work</h1>" in there.get("/").text
