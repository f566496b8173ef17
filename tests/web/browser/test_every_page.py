"""Every page in a real browser: nothing cut on a phone, and nothing serious for axe in any light."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.browser.conftest import PHONE, OpenAs, Owed

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
    ("administrator", "/nghia-vu?plan=all"),
    ("administrator", "/hop-thu"),
    ("unit", "/khong-co-trang-nay"),
    ("unit", "/phat-sinh"),
    ("unit", "/nghia-vu/{tt-dulieu-svd/so-lieu-truc-tuyen}?lam=nop&xong=dang-lam"),
    ("unit", "/nghia-vu/{tt-dulieu-svd/ty-le-truc-tuyen}?lam=xin-gia-han"),
    ("monitor", "/nghia-vu/{cc-doluong-svd/so-lieu-truc-tuyen}"),
    ("monitor", "/nghia-vu/{ttra-svd/sua-quy-che}"),
    ("leader", "/nghia-vu/{khtc-svd/tong-hop-kinh-phi}"),
    *(("administrator", f"/quan-tri{path}") for path in (
        "", "/danh-ba", "/danh-ba/don-vi/svd", "/danh-ba/nguoi?tim=la", "/danh-ba/nguoi/la-hoai-dung", "/danh-ba/nhom",
        "/danh-ba/nhom/dvtt-svd", "/danh-ba/nhap", "/thang", "/thang/standard", "/thang/sua", "/thang/so-sanh", "/lich",
        "/kenh", "/tin", "/tin/1", "/chay", "/tai-khoan", "/kiem-tra", "/nhat-ky",
    )),
    ("administrator", "/bat-dau"),
]  # fmt: skip
NUMBER = re.compile(r"\{(?P<unit>[^/]+)/(?P<activity>[^}]+)\}")
GRAVE = ("serious", "critical")
WIDER = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_fits_its_screen_and_shuts_nobody_out(open_as: OpenAs, owed: Owed, role: str | None, path: str) -> None:
    page = open_as(role)
    page.goto(NUMBER.sub(lambda found: str(owed(found["unit"], found["activity"])), path))
    assert page.evaluate(WIDER) <= 0
    assert grave_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert grave_findings(page, rules=["color-contrast"]) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate(WIDER) <= 0
    assert grave_findings(page) == []


def grave_findings(page: Page, rules: list[str] | None = None) -> list[dict[str, Any]]:
    """What axe finds serious or critical, with the places."""
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
    return [
        {"rule": each["id"], "help": each["help"], "where": [node["html"] for node in each["nodes"][:3]]}
        for each in found
        if each["impact"] in GRAVE
    ]
