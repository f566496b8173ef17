"""A plan in a real browser: uploaded, looked through beside its text, corrected, rehearsed, put into force; also without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import OpenAs
from tests.web.browser.test_every_page import judge
from tests.web.plan_document import PLAN

pytestmark = pytest.mark.browser
WITHIN = 60_000  # milliseconds for what takes long
UNKNOWN = "Tổ Công nghệ số cộng đồng"


def uploaded(page: Page, folder: Path, number: str) -> str:
    """Upload the plan under a number of its own, wait until it is read, and give the draft's address."""
    file = folder / "kế hoạch.txt"
    file.write_text(PLAN.replace("15/KH-SVD", number), "utf-8")
    page.goto("/ke-hoach")
    page.get_by_role("link", name="Tải văn bản lên").click()
    page.get_by_label("Tệp kế hoạch").set_input_files(file)
    page.get_by_role("button", name="Tải lên và đọc").click()
    page.wait_for_url("**/ban-thao/*", timeout=WITHIN)
    return page.url


def named(page: Page) -> None:
    """Say what the one lead is that the directory lacks."""
    page.get_by_label(UNKNOWN).fill("Trung tâm Đào tạo Minh Họa")
    page.get_by_role("listitem").filter(has_text=UNKNOWN).get_by_role("button", name="Chọn").click()


def test_a_plan_is_uploaded_reviewed_rehearsed_and_activated(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("monitor")
    draft = uploaded(page, tmp_path, "16/KH-SVD")
    named(page)
    third = page.locator("#nv-3")
    third.get_by_role("link", name="Sửa").click()
    third.get_by_label("Viết bằng lời").check()
    third.get_by_label("Như trong văn bản").fill("xong trước ngày 30/6/2027")
    expect(third.get_by_text("Hiểu là:")).to_contain_text("trước ngày 30/06/2027")
    third.get_by_role("button", name="Lưu").click()
    expect(third).to_contain_text("đã sửa")
    page.locator("#nv-1").get_by_role("button", name="Chấp nhận").click()
    expect(page.locator("#dem-can-xem")).to_have_text("0")

    page.get_by_role("link", name="Đối chiếu và kích hoạt").click()
    page.get_by_role("button", name="Diễn tập").click()
    page.wait_for_url(f"{draft.split('?')[0]}/doi-chieu", timeout=WITHIN)
    expect(page.get_by_text("nếu không ai nộp gì")).to_be_visible()
    page.get_by_label("Tôi đã xem").check()
    page.get_by_role("button", name="Kích hoạt").click()
    expect(page.get_by_role("status")).to_contain_text("Đã kích hoạt")
    page.get_by_role("link", name="Xem kế hoạch").click()
    expect(page.get_by_role("table")).to_contain_text("trước ngày 30/06/2027")


def test_a_duty_leads_to_its_words_and_the_words_to_their_duty(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("monitor")
    page.goto(uploaded(page, tmp_path, "17/KH-SVD") + "?xem=tat-ca")
    page.locator("#nv-4").get_by_role("link", name="Xem nhiệm vụ 4 trong văn bản").click()
    expect(page.locator("#vb-4")).to_be_in_viewport()
    page.locator("#vb-1").click()
    expect(page.locator("#nv-1")).to_be_in_viewport()


def test_words_selected_in_the_document_go_along_to_a_new_duty(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("monitor")
    page.goto(uploaded(page, tmp_path, "18/KH-SVD") + "?xem=tat-ca")
    page.locator(".source mark").first.select_text()
    page.get_by_role("link", name="Thêm nhiệm vụ").click()
    expect(page.get_by_label("Câu trong văn bản")).to_have_value(re.compile("^Phòng Nghiệp vụ chủ trì, phối hợp"))


def test_without_scripts_a_plan_is_reviewed_and_activated_all_the_same(open_as: OpenAs, tmp_path: Path) -> None:
    page = open_as("monitor", java_script_enabled=False)
    draft = uploaded(page, tmp_path, "19/KH-SVD")
    named(page)
    third = page.locator("#nv-3")
    third.get_by_text("Bỏ", exact=True).click()
    third.get_by_label("Lý do bỏ").fill("đã giao ở kế hoạch khác")
    third.get_by_role("button", name="Bỏ nhiệm vụ").click()
    page.goto(f"{draft}?xem=da-bo")
    expect(page.locator("#nv-3")).to_contain_text("đã giao ở kế hoạch khác")
    page.get_by_role("link", name="Đối chiếu và kích hoạt").click()
    page.get_by_label("Tôi đã xem").check()
    page.get_by_role("button", name="Kích hoạt").click()
    expect(page.get_by_role("status")).to_contain_text("Đã kích hoạt")


@pytest.mark.parametrize("path", ["", "?xem=tat-ca", "/nhiem-vu/1", "/them", "/phan-dau", "/doi-chieu"])
def test_a_page_of_a_draft_fits_and_shuts_nobody_out(open_as: OpenAs, tmp_path: Path, path: str) -> None:
    page = open_as("monitor")
    page.goto(uploaded(page, tmp_path, "20/KH-SVD") + path)
    judge(page)
