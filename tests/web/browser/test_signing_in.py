"""Signing in with a real browser: with the keyboard alone, without JavaScript, and always seeing where one is."""

import pytest
from playwright.sync_api import expect

from config.opening import Opened
from engine.access.accounts import account_named, set_password
from tests.web.browser.conftest import ROLES, OpenAs
from tests.web.conftest import NOW, key_of

pytestmark = pytest.mark.browser

PASSWORD = "mật khẩu đủ dài"
OUTLINE = "getComputedStyle(document.activeElement).outlineStyle"


@pytest.fixture(scope="module")
def name(office: Opened) -> str:
    """The unit's focal person has a password."""
    key_of(office, ROLES["unit"])  # makes the account
    with office.sessions() as session:
        account = account_named(session, str(ROLES["unit"]))
        set_password(session, account, PASSWORD, now=NOW, actor="test")
        return account.name


def test_somebody_signs_in_and_lands_where_they_wanted_to_go(open_as: OpenAs, name: str) -> None:
    page = open_as()
    page.goto("/nghia-vu?plan=all")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/nghia-vu?plan=all")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_keyboard_is_enough_to_sign_in(open_as: OpenAs, name: str, javascript: bool) -> None:
    page = open_as(java_script_enabled=javascript)
    page.goto("/dang-nhap")
    field = page.get_by_label("Tên đăng nhập")
    while not field.evaluate("it => it === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")


def test_wherever_the_keyboard_stands_is_seen(open_as: OpenAs) -> None:
    page = open_as("unit")
    page.goto("/nghia-vu")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) == "solid", page.evaluate("document.activeElement.outerHTML")
