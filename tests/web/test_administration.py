"""The administrator's rooms as pages: each opens, and only for an administrator."""

import re

import pytest
from fastapi.testclient import TestClient

from config.opening import Opened
from engine.delivery.oversee import messages
from tests.web.conftest import NOW, Browser, browser_of
from web.pages.administration.checkup import MENDED_AT

PAGES = (
    "/quan-tri",
    "/quan-tri/danh-ba",
    "/quan-tri/danh-ba?tim=sở",
    "/quan-tri/danh-ba?tim=khongcogi",
    "/quan-tri/danh-ba/don-vi/syt-hue",
    "/quan-tri/danh-ba/nguoi",
    "/quan-tri/danh-ba/nguoi?tim=dung",
    "/quan-tri/danh-ba/nguoi/la-hoai-dung",
    "/quan-tri/danh-ba/nhom",
    "/quan-tri/danh-ba/nhap",
    "/quan-tri/thang",
    "/quan-tri/thang/standard",
    "/quan-tri/thang/standard?han=2027-04-30",
    "/quan-tri/thang/sua",
    "/quan-tri/thang/so-sanh",
    "/quan-tri/lich",
    "/quan-tri/lich?nam=2028",
    "/quan-tri/kenh",
    "/quan-tri/tin",
    "/quan-tri/tin?state=sent",
    "/quan-tri/chay",
    "/quan-tri/kiem-tra",
    "/quan-tri/nhat-ky",
    "/quan-tri/tai-khoan",
    "/bat-dau",
)


@pytest.fixture(scope="module")
def desk(office: Opened) -> Browser:
    """The administrator."""
    return browser_of(office, None, administrator=True)


@pytest.mark.parametrize("path", PAGES)
def test_each_room_opens_for_an_administrator_with_one_heading(desk: Browser, path: str):
    answer = desk.get(path)
    assert answer.status_code == 200
    assert len(re.findall(r"<h1", answer.text)) == 1
    assert "style=" not in answer.text


@pytest.mark.parametrize("path", [path for path in PAGES if "?" not in path])
def test_rooms_of_an_office_with_nothing_in_it_say_what_to_do(empty_pages: TestClient, path: str):
    answer = empty_pages.get(path)
    assert answer.status_code == (404 if path.count("/") > 3 else 200)


@pytest.mark.parametrize(("topic", "path"), [(topic, path) for topic, (path, _) in MENDED_AT.items()])
def test_what_the_check_up_leads_to_is_there(desk: Browser, topic: str, path: str):
    code = {"person": "la-hoai-dung", "unit": "cdc-hue"}.get(topic, "")
    assert desk.get(path + code).status_code == 200


def test_the_check_up_leads_to_the_page_and_not_to_a_command_where_there_is_one(desk: Browser):
    page = desk.get("/quan-tri/kiem-tra").text
    assert 'href="/nghia-vu?status=undated"' in page
    assert "dondoc date" not in page


def test_a_message_is_shown_with_its_tries_and_its_words(desk: Browser, office: Opened):
    with office.readings() as session:
        newest = messages(session, now=NOW, state="sent", limit=1)[0]
    page = desk.get(f"/quan-tri/tin/{newest.id}").text
    assert newest.person in page
    assert "Từng lần gửi" in page
    assert "srcdoc=" in desk.get(f"/quan-tri/tin/{newest.id}/xem").text


def test_what_is_open_is_compared_plan_by_plan(desk: Browser):
    codes = re.findall(r'<option value="([^"]+)"', desk.get("/quan-tri/thang/so-sanh").text)
    assert codes
    assert f'value="{codes[-1]}" selected' in desk.get(f"/quan-tri/thang/so-sanh?plan={codes[-1]}").text
    assert desk.get("/quan-tri/thang/so-sanh?plan=khong-co").status_code == 404
