"""The matrix in a real browser: a filter changes it and the address, with JavaScript and without; charts are drawn."""

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import OpenAs

pytestmark = pytest.mark.browser
DRAWN = "[...document.images].map(image => image.complete && image.naturalWidth > 0)"


def test_a_filter_changes_the_matrix_and_the_address_at_once(open_as: OpenAs) -> None:
    page = open_as("monitor")
    page.goto("/theo-doi")
    expect(page.locator("td.cell.on_time").first).to_be_visible()
    page.get_by_label("Tình trạng").select_option("overdue")
    expect(page.locator("td.cell.on_time")).to_have_count(0)
    expect(page.locator("td.cell.overdue").first).to_be_visible()
    assert "status=overdue" in page.url
    page.go_back()
    expect(page.locator("td.cell.on_time").first).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)


def test_without_javascript_a_button_does_the_same(open_as: OpenAs) -> None:
    page = open_as("monitor", java_script_enabled=False)
    page.goto("/theo-doi")
    page.get_by_label("Tình trạng").select_option("overdue")
    page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.locator("td.cell.overdue").first).to_be_visible()
    expect(page.locator("td.cell.on_time")).to_have_count(0)
    page.locator("td.cell.overdue a").first.click()
    page.wait_for_url("**/nghia-vu**")


def test_the_first_column_and_the_heading_stay_in_sight(open_as: OpenAs) -> None:
    page = open_as("administrator", viewport={"width": 700, "height": 500})
    page.goto("/theo-doi?plan=4672/KH-SYT")
    corner, box = page.locator(".matrix .corner"), page.locator(".scroll")
    before = corner.bounding_box()
    box.evaluate("box => box.scrollTo(400, 300)")
    assert corner.bounding_box() == before


def test_the_totals_stand_whole_at_the_foot_of_the_box_however_far_it_is_scrolled(open_as: OpenAs) -> None:
    page = open_as("administrator", viewport={"width": 900, "height": 800})
    page.goto("/theo-doi?plan=4672/KH-SYT")
    box = page.locator(".scroll")
    for down in (0, 200):
        box.evaluate("(box, down) => box.scrollTo(300, down)", down)
        left = box.evaluate("box => box.getBoundingClientRect().top + box.clientTop + box.clientHeight")
        last = page.locator(".matrix tfoot tr").last.bounding_box()
        assert last
        assert last["y"] + last["height"] == pytest.approx(left, abs=1)


def test_charts_are_drawn_under_the_content_policy(open_as: OpenAs) -> None:
    page = open_as("administrator")
    page.goto("/theo-doi/bieu-do?plan=4672/KH-SYT")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(DRAWN) == [True, True]  # nobody has measured a target of this plan yet


def test_a_chart_opened_by_itself_keeps_its_colours(open_as: OpenAs) -> None:
    page = open_as("administrator")
    page.goto("/theo-doi/bieu-do/qua-han.svg?plan=4672/KH-SYT")
    colour = page.locator("rect.color-0, .color-0 rect").first.evaluate("bar => getComputedStyle(bar).fill")
    assert colour == "rgb(125, 18, 18)"
