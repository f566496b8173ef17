"""The second factor, the links that set passwords, and what slows guessing down: by the pages, as their owner uses them."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

import pyotp
import pytest
from sqlmodel import select

from config.opening import Opened
from engine.access.accounts import account_named, make_account, set_password
from engine.access.password_links import INVITED, PasswordLinks
from engine.delivery.mailbox import read_mailbox
from models.accounts import Account
from models.directory import Person
from tests.web.conftest import NOW, SIGNER, Browser
from web.app import create_app

PASSWORD = "mật khẩu đủ dài"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def name(office: Opened) -> Iterator[str]:
    """An account of a person, with a password; gone after the test."""
    with office.sessions() as session:
        person = session.exec(select(Person.id).where(Person.code == "tran-van-tri")).one()
        made = make_account(session, "tri.tran", person_id=person, now=NOW, actor="test")
        set_password(session, made, PASSWORD, now=NOW, actor="test")
    yield "tri.tran"
    with office.sessions() as session:
        account = account_named(session, "tri.tran")
        account.name, account.person_id, account.is_disabled = f"cu-{account.id}", None, True
        session.add(account)


@pytest.fixture
def there(office: Opened, clock: Clock) -> Browser:
    return Browser(create_app(office, clock, SIGNER))


def enter(there: Browser, name: str, password: str = PASSWORD):
    return there.fill("/dang-nhap", {"name": name, "password": password})


def code_at(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(int(clock.now.timestamp()))


def turn_on(there: Browser, name: str, clock: Clock) -> str:
    enter(there, name)
    found = re.search(r'name="secret" value="([A-Z2-7]+)"', there.get("/tai-khoan").text)
    assert found
    form = {"secret": found[1], "code": code_at(found[1], clock), "password": PASSWORD}
    assert there.fill("/tai-khoan/ma-xac-thuc", form).status_code == 303
    there.fill("/dang-xuat")
    return found[1]


def pending(page: str) -> str:
    found = re.search(r'name="pending" value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def test_with_a_second_factor_the_password_alone_opens_nothing(there: Browser, name: str, clock: Clock):
    secret = turn_on(there, name, clock)
    asked = enter(there, name)
    assert "Mã xác thực" in asked.text
    assert there.get("/").status_code == 303
    clock.now += dt.timedelta(seconds=60)
    form = {"pending": pending(asked.text), "code": code_at(secret, clock), "tiep": "/nghia-vu"}
    assert there.fill("/dang-nhap/ma", form).headers["location"] == "/nghia-vu"
    assert there.get("/").status_code == 200


def test_a_code_is_good_once(there: Browser, name: str, clock: Clock):
    secret = turn_on(there, name, clock)
    clock.now += dt.timedelta(seconds=60)
    code = code_at(secret, clock)
    for status in (303, 409):
        asked = enter(there, name)
        assert there.fill("/dang-nhap/ma", {"pending": pending(asked.text), "code": code}).status_code == status
        there.fill("/dang-xuat")


@pytest.mark.parametrize(("later", "code"), [(60, "000000"), (60, ""), (400, None)])
def test_a_wrong_code_and_a_late_one_open_nothing(
    there: Browser, name: str, clock: Clock, later: int, code: str | None
):
    secret = turn_on(there, name, clock)
    clock.now += dt.timedelta(minutes=1)
    asked = enter(there, name)
    clock.now += dt.timedelta(seconds=later)
    form = {"pending": pending(asked.text), "code": code_at(secret, clock) if code is None else code}
    assert there.fill("/dang-nhap/ma", form).status_code in (400, 409)
    assert there.get("/").status_code == 303


def test_it_is_turned_off_with_the_password_only(there: Browser, name: str, clock: Clock, office: Opened):
    secret = turn_on(there, name, clock)
    clock.now += dt.timedelta(minutes=1)
    asked = enter(there, name)
    there.fill("/dang-nhap/ma", {"pending": pending(asked.text), "code": code_at(secret, clock)})
    assert there.fill("/tai-khoan/ma-xac-thuc", {"password": "sai"}).status_code == 400
    assert there.fill("/tai-khoan/ma-xac-thuc", {"password": PASSWORD}).status_code == 303
    there.fill("/dang-xuat")
    assert enter(there, name).status_code == 303


def test_after_five_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour(
    there: Browser, name: str, clock: Clock
):
    for _ in range(5):
        assert enter(there, name, "sai").status_code == 409
    waits = enter(there, name)
    assert (waits.status_code, "15 phút" in waits.text) == (409, True)
    clock.now += dt.timedelta(minutes=16)
    assert enter(there, name).status_code == 303


def test_the_link_of_an_invitation_sets_a_password_once(there: Browser, name: str, clock: Clock, office: Opened):
    link = invitation(office, name)
    form = {"password": "một câu ngắn dễ nhớ", "again": "một câu ngắn dễ nhớ"}
    assert there.get(link).status_code == 200
    assert "Đã đặt mật khẩu" in there.post(link, data=form).text
    assert there.get(link).status_code == 409
    assert enter(there, name, form["password"]).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("ngắn", "ngắn", "quá ngắn"), ("một câu ngắn dễ nhớ", "một câu khác hẳn", "không giống"),
     ("tri.tran2026", "tri.tran2026", "dễ đoán"), ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "dễ đoán")],
)  # fmt: skip
def test_a_poor_password_is_refused_and_the_link_stays_good(
    there: Browser, name: str, office: Opened, password: str, again: str, said: str
):
    link = invitation(office, name)
    answer = there.post(link, data={"password": password, "again": again})
    assert (answer.status_code, said in answer.text) == (400, True)
    assert there.get(link).status_code == 200


def test_an_altered_and_an_old_link_set_nothing(there: Browser, name: str, clock: Clock, office: Opened):
    link = invitation(office, name)
    assert there.get(link[:-3] + "xyz").status_code == 409
    clock.now += INVITED
    assert there.get(link).status_code == 409


def invitation(office: Opened, name: str) -> str:
    with office.readings() as session:
        url = PasswordLinks(SIGNER.key, SIGNER.base_url).url(account_named(session, name), NOW + INVITED)
    return url.removeprefix(SIGNER.base_url)


def test_a_forgotten_password_is_mailed_to_the_owner_and_strangers_learn_nothing(
    there: Browser, name: str, clock: Clock, office: Opened
):
    known = read_mailbox(office.settings.home / "mailbox")
    answers = [there.fill("/quen-mat-khau", {"name": each}).text for each in (name, "nguoi-la")]
    assert answers[0] == answers[1]
    [mail] = [each for each in read_mailbox(office.settings.home / "mailbox") if each.id not in {m.id for m in known}]
    assert "tri.tran@tt-daotao-svd.example" in mail.to
    found = re.search(r"http://127\.0\.0\.1(/dat-mat-khau/\S+)", mail.text)
    assert found
    assert there.get(found[1]).status_code == 200
    clock.now += dt.timedelta(hours=2)
    assert there.get(found[1]).status_code == 409


def test_a_disabled_account_has_no_way_in(there: Browser, name: str, office: Opened):
    enter(there, name)
    with office.sessions() as session:
        account: Account = account_named(session, name)
        account.is_disabled = True
        session.add(account)
    assert there.get("/").status_code == 303
    assert enter(there, name).status_code == 409
