"""A day's work in a real browser: handing in with a file, deciding, asking and granting, by mouse, keyboard and phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.browser.conftest import PHONE, OpenAs, Owed

pytestmark = pytest.mark.browser

MOST_TABS = 60


def said(page: Page) -> Locator:
    """The line that says what was done."""
    return page.get_by_role("status")


def button_of(page: Page, title: str) -> Locator:
    """The one main button of a row of "Việc của tôi"."""
    return page.get_by_role("row").filter(has_text=title).locator("a.button")


def test_work_is_marked_done_with_a_file_in_two_clicks(open_as: OpenAs, owed: Owed, tmp_path: Path) -> None:
    number = owed("tt-dulieu-svd", "so-lieu-truc-tuyen")
    file = tmp_path / "báo cáo.pdf"
    file.write_bytes(b"%PDF-1.4 test")
    page = open_as("unit")
    page.goto("/")
    button_of(page, "Cung cấp số liệu hồ sơ trực tuyến").click()
    page.get_by_label("Số văn bản").fill("77/BC-TTDL")
    page.get_by_label("Tệp kèm theo").set_input_files(file)
    page.get_by_role("button", name="Ghi đã hoàn thành").click()
    expect(said(page)).to_contain_text("Đã ghi văn bản")
    assert page.url.endswith("/?xong=nop")

    monitor = open_as("monitor", accept_downloads=True)
    monitor.goto(f"/nghia-vu/{number}")
    with monitor.expect_download() as download:
        monitor.get_by_role("link", name="báo cáo.pdf").first.click()
    assert download.value.suggested_filename == "báo cáo.pdf"
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.4 test"


def test_what_is_returned_stands_before_the_unit_again(open_as: OpenAs, owed: Owed) -> None:
    page = open_as("monitor")
    page.goto(f"/nghia-vu/{owed('tccb-svd', 'danh-sach-tap-huan')}")
    page.get_by_role("link", name="Trả lại", exact=True).click()
    page.get_by_label("Lý do trả lại").fill("Thiếu chữ ký")
    page.get_by_role("button", name="Trả lại để sửa").click()
    expect(said(page)).to_contain_text("Đã trả lại")
    expect(page.get_by_text("Bị trả lại", exact=False).first).to_be_visible()


def test_more_time_is_asked_for_and_granted_to_an_earlier_day(open_as: OpenAs, owed: Owed) -> None:
    address = f"/nghia-vu/{owed('tt-dulieu-svd', 'cong-khai-thu-tuc')}"
    page = open_as("unit", viewport=PHONE)
    page.goto(f"{address}?lam=xin-gia-han")
    page.get_by_label("Xin gia hạn đến ngày").fill("2027-01-29")
    page.get_by_label("Lý do").fill("Đang sửa trụ sở")
    page.get_by_role("button", name="Gửi đề nghị gia hạn").click()
    expect(said(page)).to_contain_text("Đã gửi đề nghị gia hạn")

    monitor = open_as("monitor")
    monitor.goto("/")
    button_of(monitor, "Xin gia hạn đến 29/01/2027: Công khai thủ tục").click()
    monitor.get_by_label("Gia hạn đến ngày").fill("2027-01-15")
    monitor.get_by_role("button", name="Chấp thuận gia hạn").click()
    expect(said(monitor)).to_contain_text("Đã chấp thuận gia hạn")
    page.goto(address)
    expect(page.locator(".facts").first).to_contain_text("15/01/2027")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_keyboard_alone_hands_in_with_and_without_scripts(open_as: OpenAs, owed: Owed, javascript: bool) -> None:
    page = open_as("unit", java_script_enabled=javascript)
    page.goto(f"/nghia-vu/{owed('tt-dulieu-svd', 'giao-ban')}?lam=nop")
    tab_to(page, page.get_by_label("Số văn bản"))
    page.keyboard.type("80/BC-TTDL")
    tab_to(page, page.get_by_role("button", name="Ghi đã hoàn thành"))
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Đã ghi văn bản")


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"the keyboard never comes to {wanted}")


def test_another_form_opens_in_place_and_the_address_follows(open_as: OpenAs, owed: Owed) -> None:
    page = open_as("unit")
    page.goto(f"/nghia-vu/{owed('tt-dulieu-svd', 'ty-le-truc-tuyen')}")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Báo khó khăn").click()
    expect(page.get_by_label("Khó khăn, vướng mắc và đề nghị")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?lam=kho-khan$"))
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.get_by_label("Số văn bản")).to_be_visible()
    page.get_by_role("link", name="Báo khó khăn").click()
    expect(page.get_by_label("Khó khăn, vướng mắc và đề nghị")).to_be_visible()
    page.get_by_role("link", name="Việc của tôi").first.click()
    page.wait_for_url("**/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60%")  # the whole page, not the part HTMX asked for
    assert page.evaluate("Object.keys(localStorage)") == []  # nothing of the page stays behind on a shared computer


def test_what_is_refused_keeps_what_was_typed(open_as: OpenAs, owed: Owed) -> None:
    page = open_as("unit", java_script_enabled=False)
    page.goto(f"/nghia-vu/{owed('tt-dulieu-svd', 'ty-le-truc-tuyen')}?lam=nop")
    page.get_by_label("Số văn bản").fill("81/BC-TTDL")
    page.get_by_label("Kết quả đo được").fill("nhiều")
    page.get_by_role("button", name="Ghi đã hoàn thành").click()
    expect(page.get_by_role("alert")).to_contain_text("không phải số")
    expect(page.get_by_label("Số văn bản")).to_have_value("81/BC-TTDL")
    expect(page.get_by_label("Kết quả đo được")).to_have_value("nhiều")
