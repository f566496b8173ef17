"""Theo dõi: the matrix, the timeline and the charts, as several roles see them and as HTMX asks for them."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from config.opening import Opened
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from tests.web.conftest import NOW, Browser, browser_of
from web.charts import DONE, bars

SVG = "{http://www.w3.org/2000/svg}"
ROOMS = ("/theo-doi", "/theo-doi/dong-thoi-gian", "/theo-doi/bieu-do")
PICTURES = ("dung-han", "qua-han", "chi-tieu")
UNIT = "la-hoai-dung"


def lines(page: str) -> int:
    return page.count('<th scope="row"><a href="/nghia-vu?')


def owed(office: Opened, **wish: Any) -> int:
    with office.readings() as session:
        return len(obligations(session, Wish(**wish), today=NOW.date()))


def test_the_running_plan_with_what_waits_longest_stands_there_at_once(pages: Browser):
    page = pages.get("/theo-doi").text
    assert "<strong>01/2026/KH-SVD</strong>" in page
    assert {"overdue", "due_soon", "on_time"} <= set(re.findall(r'<td class="cell (\w+)">', page))


def test_a_cell_says_it_in_shape_and_words_besides_colour(pages: Browser):
    page = pages.get("/theo-doi").text
    cells = re.findall(
        r'<td class="cell (\w+)"><a [^>]+><span aria-hidden="true">(.)</span> <abbr title="([^"]+)">', page
    )
    assert {code: (shape, words) for code, shape, words in cells}["overdue"] == ("▲", "Quá hạn")


def test_a_click_leads_to_the_obligation_or_to_all_of_them(pages: Browser):
    page = pages.get("/theo-doi").text
    one = re.search(r'<td class="cell overdue"><a href="(/nghia-vu/\d+)">', page)
    several = re.search(
        r'<td class="cell \w+"><a href="(/nghia-vu\?[^"]+)">(?:(?!</a>).)*<span class="of">\d+/(\d+)', page
    )
    assert one
    assert several
    assert pages.get(one[1]).status_code == 200
    listed = pages.get(several[1].replace("&amp;", "&")).text
    assert listed.count('<td data-label="Hạn"') == int(several[2])


def test_the_address_carries_the_filters(pages: Browser):
    page = pages.get("/theo-doi?status=overdue&by=period").text
    assert set(re.findall(r'<td class="cell (\w+)">', page)) == {"overdue"}
    assert '<option value="overdue" selected>' in page
    assert '<option value="period" selected>' in page
    assert "/theo-doi.xlsx?" in page


def test_a_duty_chosen_in_another_plan_does_not_empty_this_one(pages: Browser):
    assert lines(pages.get("/theo-doi?plan=4672/KH-SYT&activity=khong-co&period=2030-M01").text) == 31


def test_htmx_gets_the_part_that_changes_and_history_the_whole(pages: Browser):
    part = pages.get("/theo-doi?status=overdue", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "<form" in part.text
    assert part.headers["vary"] == "HX-Request"
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in pages.get("/theo-doi?status=overdue", headers=back).text


def test_a_unit_sees_its_own_line_only(office: Opened, pages: Browser):
    assert lines(pages.get("/theo-doi").text) > 1
    assert lines(browser_of(office, UNIT).get("/theo-doi").text) == 1


@pytest.mark.parametrize("room", ROOMS)
def test_a_plan_of_others_is_not_there(office: Opened, room: str):
    assert browser_of(office, UNIT).get(f"{room}?plan=4672/KH-SYT").status_code == 404


@pytest.mark.parametrize("room", ROOMS)
def test_an_office_with_nothing_yet_says_what_to_do(empty_pages: Browser, room: str):
    page = empty_pages.get(room)
    assert page.status_code == 200
    assert 'href="/ke-hoach"' in page.text


@pytest.mark.parametrize("room", [*ROOMS, "/nghia-vu"])
@pytest.mark.parametrize(
    "query", ["from=hôm-qua", "status=bua", "period=2026-Q9", "by=bua", "unit=%27%20OR%201=1", "group=x", "text=%25"]
)
def test_a_wrong_filter_is_answered_in_words(pages: Browser, room: str, query: str):
    answer = pages.get(f"{room}?{query}")
    assert answer.status_code in (200, 400)
    assert '<html lang="vi">' in answer.text


def test_the_timeline_marks_today_and_leads_to_what_is_due(pages: Browser):
    page = pages.get("/theo-doi/dong-thoi-gian").text
    assert re.findall(r'aria-current="date">([\d/]+)<', page) == ["11/2026"]
    mark = re.search(r'<a class="mark overdue" href="(/nghia-vu\?[^"]+)">', page)
    assert mark
    assert 'class="stand overdue"' in pages.get(mark[1].replace("&amp;", "&")).text


@pytest.mark.parametrize("name", PICTURES)
def test_a_chart_stands_alone(pages: Browser, name: str):
    answer = pages.get(f"/theo-doi/bieu-do/{name}.svg?plan=4672/KH-SYT")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "unsafe" not in answer.headers["content-security-policy"]
    tree = ElementTree.fromstring(answer.text)
    assert tree.tag == f"{SVG}svg"
    assert tree.findall(f".//{SVG}script") == []
    assert [each for each in tree.iter() if "style" in each.attrib] == []
    assert set(re.findall(r"https?://[^\"' <]+", answer.text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_the_numbers_of_a_chart_stand_in_a_table_too(pages: Browser, office: Opened):
    page = pages.get("/theo-doi/bieu-do?plan=4672/KH-SYT").text
    ages = re.findall(r'<th scope="row">[^<]+ ngày</th><td class="number">(\d+)</td>', page)
    assert sum(map(int, ages)) == owed(office, plan="4672/KH-SYT", status="overdue") > 0
    assert page.count('<img src="/theo-doi/bieu-do/') == page.count(' alt="Biểu đồ') == 2
    assert "Chưa đơn vị nào báo số đo được." in page


def test_a_title_with_markup_in_it_is_drawn_as_text():
    hostile = "</text><script>alert(1)</script>"
    tree = ElementTree.fromstring(bars("Thử", [hostile], {hostile: [1.0]}, (DONE,)))
    assert tree.findall(f".//{SVG}script") == []
    assert hostile in "".join(tree.itertext())


def test_there_is_no_other_chart(pages: Browser):
    assert pages.get("/theo-doi/bieu-do/khac.svg").status_code == 404
