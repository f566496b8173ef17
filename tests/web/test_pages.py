"""What the pages show, and what they keep out."""

import re
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.opening import Opened
from config.settings import Settings
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.obligations import LABELS, Timeliness
from tests.web.conftest import NOW, browser, browser_of
from web.app import STATIC

FROM_OUTSIDE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)")


def ids_in(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'href="/nghia-vu/(\d+)"', page)]


def test_the_first_page_lists_what_running_plans_owe_by_due_day(pages: TestClient):
    page = pages.get("/nghia-vu").text
    days = re.findall(r'class="date">(\d\d)/(\d\d)/(\d{4})<', page)
    assert days == sorted(days, key=lambda day: day[::-1])
    assert set(re.findall(r'class="code">([^<]+)<', page)) == {"01/2026/KH-SVD"}


@pytest.mark.parametrize("stand", [Timeliness.OVERDUE, Timeliness.DUE_SOON, Timeliness.UNDATED, Timeliness.ON_TIME])
def test_the_address_narrows_by_status_and_says_it_in_words_and_shape(pages: TestClient, stand: Timeliness):
    page = pages.get("/nghia-vu", params={"status": stand.value}).text
    stands = re.findall(r'class="stand (\w+)"><span aria-hidden="true">(.)</span> ([^<]+)<', page)
    assert {(code, label) for code, _, label in stands} == {(stand.value, LABELS[stand])}


def test_a_plan_is_found_by_its_number_though_it_is_closed(pages: TestClient, office: Opened):
    page = pages.get("/nghia-vu", params={"plan": "4672/KH-SYT", "unit": "cdc-hue"}).text
    with office.readings() as session:
        owed = obligations(session, Wish(plan="4672/KH-SYT", unit="cdc-hue", limit=50), today=NOW.date())
    assert ids_in(page) == [row.id for row in owed] != []


def test_pages_follow_each_other_without_gap_or_repeat(pages: TestClient):
    first, second = pages.get("/nghia-vu?plan=all").text, pages.get("/nghia-vu?plan=all&page=2").text
    assert len({*ids_in(first), *ids_in(second)}) == 100
    assert 'rel="next" href="/nghia-vu?plan=all&amp;page=2"' in first
    assert 'rel="prev" href="/nghia-vu?plan=all"' in second


def ways(page: str) -> dict[str, str]:
    """The heads of columns that say how the list stands, and which way."""
    return {words: way for way, words in re.findall(r'aria-sort="(\w+)"><a [^>]*>([^<]+?)\s*<', page)}


def test_the_heads_of_columns_turn_the_list_and_say_how_it_stands(pages: TestClient):
    first = pages.get("/nghia-vu?status=overdue").text
    assert ways(first) == {"Hạn": "ascending"}
    by_unit = unescape(re.findall(r'<a href="([^"]+)">Đơn vị', first)[0])
    turned = pages.get(by_unit).text
    assert ways(turned) == {"Đơn vị": "ascending"}
    units = re.findall(r'data-label="Đơn vị">([^<]+)<', turned)
    assert (by_unit, units) == ("/nghia-vu?status=overdue&sort=unit", sorted(units))
    assert ways(pages.get("/nghia-vu?sort=latest").text) == {"Hạn": "descending"}
    assert re.findall(r'<a href="([^"]+)">Hạn', turned) == ["/nghia-vu?status=overdue"]


def test_duties_are_an_order_of_one_plan_only(pages: TestClient):
    assert ways(pages.get("/nghia-vu?sort=duty").text) == {"Hạn": "ascending"}
    assert ways(pages.get("/nghia-vu?sort=bua").text) == {"Hạn": "ascending"}
    assert ways(pages.get("/nghia-vu?plan=4672/KH-SYT&sort=duty").text) == {"Việc": "ascending"}


def test_the_account_of_an_obligation_names_its_phrase_its_rules_and_its_ladder(pages: TestClient, office: Opened):
    with office.readings() as session:
        [owed, *_] = obligations(session, Wish(plan="4672/KH-SYT", due_before=NOW.date(), limit=1), today=NOW.date())
    page = unescape(pages.get(f"/nghia-vu/{owed.id}").text)
    assert "4672/KH-SYT" in page
    assert "trước ngày 10/01/2024 nên hạn là 09/01/2024" in page
    assert "(before_is_strict)" in page
    assert "Thang đôn đốc" in page


def test_the_mailbox_lists_what_was_sent_and_opens_each(pages: TestClient):
    listed = pages.get("/hop-thu").text
    links = re.findall(r'href="(/hop-thu/[^"]+)"', listed)
    assert links
    assert "srcdoc=" in pages.get(links[0]).text


class Frames(HTMLParser):
    """What a browser sees of a page: its tags, and the source of its frame."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.source = self.sandbox = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))
        if tag == "iframe":
            self.source, self.sandbox = dict(attrs)["srcdoc"] or "", dict(attrs)["sandbox"] or ""


def test_a_hostile_mail_stays_in_its_sandbox(office: Opened, tmp_path: Path):
    html = "<p>\"></iframe><script>alert(1)</script>'</p>"
    kept(tmp_path / "mailbox", subject="<script>alert(2)</script>", html=html)
    elsewhere = Opened(Settings(home=tmp_path), office.office, office.engine)
    page = browser_of(elsewhere, None, administrator=True).get("/hop-thu/1.mailbox")
    seen = Frames(page.text)
    assert seen.scripts == []  # the guard would shut them out
    assert seen.source.strip().endswith(html)
    assert "allow-scripts" not in seen.sandbox
    assert "allow-same-origin" not in seen.sandbox
    assert "script-src" not in page.headers["content-security-policy"]


def kept(folder: Path, *, subject: str, html: str) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["To"] = subject, "an@don-vi.example"
    mail["Date"] = "Fri, 20 Nov 2026 09:00:00 +0700"
    mail.set_content("chữ")
    mail.add_alternative(html, subtype="html")
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1.mailbox").write_bytes(mail.as_bytes())


@pytest.mark.parametrize("name", ["/", "/hop-thu"])
def test_an_office_with_nothing_yet_has_pages_too(empty_pages: TestClient, name: str):
    page = empty_pages.get(name)
    assert page.status_code == 200
    assert 'class="nothing"' in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nghia-vu/99999999", 404),
        ("/nghia-vu/99999999999999999999999999", 422),
        ("/nghia-vu/x", 422),
        ("/hop-thu/..%2f..%2fdondoc.db", 404),
        ("/hop-thu/khong-co", 404),
        ("/khong-co", 404),
        ("/nghia-vu?status=bua", 400),
        ("/nghia-vu?page=0", 422),
        ("/nghia-vu?page=9999999999999999999999", 422),
        ("/nghia-vu?unit='%20OR%201=1", 200),
        ("/nghia-vu?plan=%00", 422),
    ],
)
def test_a_wrong_address_is_answered_in_words(pages: TestClient, address: str, status: int):
    answer = pages.get(address)
    assert answer.status_code == status
    assert '<html lang="vi">' in answer.text


@pytest.mark.parametrize(("ask", "status"), [("get", 404), ("delete", 405)])
def test_a_refusal_has_the_menu_of_who_is_signed_in(pages: TestClient, office: Opened, ask: str, status: int):
    address = "/khong-co" if status == 404 else "/nghia-vu"
    own, strangers = getattr(pages, ask)(address), getattr(browser(office), ask)(address)
    assert (own.status_code, strangers.status_code) == (status, status)
    assert ('href="/quan-tri"' in own.text, 'href="/quan-tri"' in strangers.text) == (True, False)


def test_no_page_asks_for_anything_from_outside(pages: TestClient):
    owed = ids_in(pages.get("/nghia-vu").text)[0]
    for address in ("/", f"/nghia-vu/{owed}", "/hop-thu", "/khong-co"):
        assert FROM_OUTSIDE.findall(pages.get(address).text) == []
    assert FROM_OUTSIDE.findall("".join(path.read_text("utf-8") for path in STATIC.iterdir())) == []


@pytest.mark.parametrize("address", ["/", "/hop-thu", "/khong-co", "/static/dondoc.css"])
def test_every_answer_is_guarded(pages: TestClient, address: str):
    headers = pages.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; ")
    assert headers["x-content-type-options"] == "nosniff"


def test_another_host_s_name_is_not_answered(pages: TestClient):
    assert pages.get("/", headers={"Host": "xau.example"}).status_code == 400


def test_health_tells_when_the_last_sweep_was(pages: TestClient, empty_pages: TestClient):
    assert pages.get("/health").json() == {"status": "ok", "last_sweep": NOW.isoformat()}
    assert empty_pages.get("/health").json() == {"status": "ok", "last_sweep": None}
