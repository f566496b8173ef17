"""Sign-in through the office's own provider, against one that keeps to the standard."""

import socket
from collections.abc import Iterator

import httpx2
import pytest
from joserfc.jwk import RSAKey

from config.opening import Opened
from engine.access.accounts import account_named, disable, make_account
from tests.web.conftest import NOW, Browser, browser
from tests.web.provider import CLIENT, SECRET, Provider, provider


@pytest.fixture(scope="module")
def there() -> Iterator[Provider]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with provider(port) as made:
        yield made


@pytest.fixture
def office_with(office: Opened, there: Provider) -> Opened:
    """The office, its provider set up and one account known."""
    values = {"oidc_issuer": there.address, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    with office.sessions() as session:
        if not any(True for _ in session.exec(_named("oidc.user"))):
            make_account(session, "oidc.user", person_id=None, now=NOW, actor="test")
    there.says, there.signs_with = {"preferred_username": "oidc.user"}, there.key
    return Opened(type(office.settings)(**office.settings.model_dump() | values), office.office, office.engine)


def _named(name: str):
    from sqlmodel import select

    from models.accounts import Account

    return select(Account.id).where(Account.name == name)


def come_back(visitor: Browser) -> httpx2.Response:
    """The way of a browser: to the provider and back with its code."""
    away = visitor.get("/dang-nhap/oidc?tiep=/nghia-vu")
    answered = httpx2.get(away.headers["location"])
    return visitor.get(answered.headers["location"].replace("http://127.0.0.1/", "/", 1))


def test_the_provider_says_who_it_is_and_the_account_here_opens(office_with: Opened, there: Provider):
    visitor = browser(office_with)
    assert "tài khoản cơ quan" in visitor.get("/dang-nhap").text
    back = come_back(visitor)
    assert (back.status_code, back.headers["location"]) == (303, "/nghia-vu")
    assert visitor.get("/nghia-vu").status_code == 200


@pytest.mark.parametrize(
    "says",
    [
        {"preferred_username": "khong-co-o-day"},
        {"preferred_username": ""},
        {"preferred_username": "oidc.user", "aud": "another"},
        {"preferred_username": "oidc.user", "nonce": "old"},
        {"preferred_username": "oidc.user", "exp": 1},
        {"preferred_username": "oidc.user", "iss": "https://la.example"},
    ],
)
def test_what_the_provider_says_of_others_or_to_others_opens_nothing(
    office_with: Opened, there: Provider, says: dict[str, object]
):
    there.says = says
    visitor = browser(office_with)
    assert come_back(visitor).status_code == 409
    assert visitor.get("/").status_code == 303


def test_a_word_signed_by_another_key_opens_nothing(office_with: Opened, there: Provider):
    there.signs_with = RSAKey.generate_key(2048, parameters={"kid": "one"})
    visitor = browser(office_with)
    assert come_back(visitor).status_code == 409


def test_a_code_brought_by_another_browser_opens_nothing(office_with: Opened, there: Provider):
    away = browser(office_with).get("/dang-nhap/oidc")
    answered = httpx2.get(away.headers["location"])
    other = browser(office_with)
    back = other.get(answered.headers["location"].replace("http://127.0.0.1/", "/", 1))
    assert back.status_code == 409
    assert other.get("/").status_code == 303


def test_a_disabled_account_stays_shut(office_with: Opened, there: Provider):
    with office_with.sessions() as session:
        disable(session, account_named(session, "oidc.user"), is_disabled=True, now=NOW, actor="test")
    assert come_back(browser(office_with)).status_code == 409
    with office_with.sessions() as session:
        disable(session, account_named(session, "oidc.user"), is_disabled=False, now=NOW, actor="test")


def test_a_provider_that_is_away_is_said_to_be(office: Opened):
    values = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    there = Opened(type(office.settings)(**office.settings.model_dump() | values), office.office, office.engine)
    answer = browser(there).get("/dang-nhap/oidc")
    assert answer.status_code == 409
    assert "không trả lời" in answer.text


def test_without_a_provider_there_is_no_such_way(office: Opened):
    assert browser(office).get("/dang-nhap/oidc").status_code == 404
