"""Every page in a real browser: nothing cut on a phone, and nothing serious for axe in any light."""

import datetime as dt
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import select

from config.opening import Opened
from engine.fulfilment.links import OF_UNIT, Link, Look
from models.answers import Purpose
from models.directory import Person
from tests.web.browser.conftest import DESKTOP, PHONE, ROLES, OpenAs, Owed
from tests.web.browser.serving import signer_of
from tests.web.conftest import NOW, ask_the_monitor

pytestmark = pytest.mark.browser

# Every page as somebody sees it who has something on it; a new page is added here. "{unit/activity}" stands for the number
# of an obligation.
PAGES = [
    (None, "/dang-nhap"),
    (None, "/quen-mat-khau"),
    ("unit", "/tai-khoan"),
    ("unit", "/"),
    ("monitor", "/"),
    ("leader", "/"),
    ("administrator", "/"),
    ("unit", "/nghia-vu"),
    ("administrator", "/nghia-vu?plan=4672/KH-SYT&sort=duty"),
    ("administrator", "/hop-thu"),
    ("administrator", "/ke-hoach"),
    ("unit", "/ke-hoach"),
    ("monitor", "/ke-hoach/moi"),
    ("administrator", "/ke-hoach/syt-hue-4672-2024"),
    ("unit", "/theo-doi"),
    ("administrator", "/theo-doi?plan=4672/KH-SYT"),
    ("leader", "/theo-doi/dong-thoi-gian"),
    ("administrator", "/theo-doi/bieu-do?plan=4672/KH-SYT"),
    ("unit", "/tai-khoan/lich"),
    ("unit", "/tai-khoan/api"),
    ("unit", "/khong-co-trang-nay"),
    ("unit", "/phat-sinh"),
    ("unit", "/nghia-vu/{tt-dulieu-svd/so-lieu-truc-tuyen}?lam=nop&xong=dang-lam"),
    ("unit", "/nghia-vu/{tt-dulieu-svd/ty-le-truc-tuyen}?lam=xin-gia-han"),
    ("monitor", "/nghia-vu/{cc-doluong-svd/so-lieu-truc-tuyen}"),
    ("monitor", "/nghia-vu/{ttra-svd/sua-quy-che}"),
    ("leader", "/nghia-vu/{khtc-svd/tong-hop-kinh-phi}"),
    *(("administrator", f"/quan-tri{path}") for path in (
        "", "/danh-ba", "/danh-ba/don-vi/svd", "/danh-ba/nguoi?tim=la", "/danh-ba/nguoi/khong-gia-quan", "/danh-ba/nhom",
        "/danh-ba/nhom/dvtt-svd", "/danh-ba/nhap", "/thang", "/thang/standard", "/thang/sua", "/thang/so-sanh", "/lich",
        "/kenh", "/tin", "/tin/1", "/chay", "/chay/dien-tap/2", "/tai-khoan", "/kiem-tra", "/nhat-ky",
    )),
    ("administrator", "/bat-dau"),
]  # fmt: skip
NUMBER = re.compile(r"\{(?P<unit>[^/]+)/(?P<activity>[^}]+)\}")
DAY = dt.timedelta(days=1)
GRAVE = ("serious", "critical")
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_fits_its_screen_and_shuts_nobody_out(open_as: OpenAs, owed: Owed, role: str | None, path: str) -> None:
    page = open_as(role)
    page.goto(NUMBER.sub(lambda found: str(owed(found["unit"], found["activity"])), path))
    judge(page)


@pytest.mark.parametrize("purpose", OF_UNIT)
def test_so_does_a_page_that_a_message_leads_to(
    open_as: OpenAs, owed: Owed, office: Opened, address: str, purpose: Purpose
) -> None:
    page = open_as()
    page.goto(signer_of(address).url(link_to(office, owed("tt-dulieu-svd", "ty-le-truc-tuyen"), purpose)))
    expect(page.get_by_role("button", name="English")).to_be_visible()
    judge(page)


def test_so_do_the_pages_on_which_a_monitor_decides(open_as: OpenAs, office: Opened, address: str) -> None:
    page = open_as()
    for link, button in zip(
        ask_the_monitor(office, "cc-doluong-svd"), ("Chấp thuận gia hạn", "Gửi trả lời"), strict=True
    ):
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        page.goto(signer_of(address).url(link))
        expect(page.get_by_role("button", name=button)).to_be_visible()
        judge(page)


def test_so_does_what_a_message_lets_one_look_at(open_as: OpenAs, office: Opened, address: str) -> None:
    page = open_as()
    page.goto(signer_of(address).look_url(Look(link_to(office, 1, Purpose.SUBMIT).person_id, NOW + DAY)))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Việc của")
    judge(page)


def link_to(office: Opened, number: int, purpose: Purpose) -> Link:
    """A link as a message to the unit's focal person has it."""
    with office.readings() as session:
        person = session.exec(select(Person.id).where(Person.code == ROLES["unit"])).one()
    return Link(purpose, number, int(person or 0), 1, NOW + DAY)


def judge(page: Page) -> None:
    """The page at a desk, in the dark, and on a phone, where the colours are those of the desk."""
    assert page.evaluate(WIDER) <= 0
    assert grave_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert grave_findings(page, runOnly=["color-contrast"]) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate(WIDER) <= 0
    assert grave_findings(page, rules={"color-contrast": {"enabled": False}}) == []


def grave_findings(page: Page, **options: Any) -> list[dict[str, Any]]:
    """What axe finds serious or critical, with the places."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        {"rule": each["id"], "help": each["help"], "where": [node["html"] for node in each["nodes"][:3]]}
        for each in found
        if each["impact"] in GRAVE
    ]


def test_a_page_that_shuts_somebody_out_is_found(open_as: OpenAs) -> None:
    page = open_as()
    page.set_content('<html lang="vi"><title>x</title><main><h1>x</h1><input></main>')
    assert [each["rule"] for each in grave_findings(page)] == ["label"]
