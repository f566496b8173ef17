"""Take the pictures of the pages: ``make pictures`` with Chromium installed; the sample office on a fixed day.

A page is photographed as the person sees it who works there; a new picture is a line in PICTURES and a place in docs/.
"""

import re
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from config.opening import Opened
from engine.access.accounts import make_account
from engine.access.rights import viewer_of
from engine.drafts.uploading import READ, read_upload, upload
from engine.fulfilment.answers import ask_extension
from engine.fulfilment.comments import say
from engine.jobs.queue import Desk, Worker
from engine.journal import By
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from tests.web.browser.conftest import FLAGS, NAMES, ROLES, found_browser
from tests.web.browser.serving import served
from tests.web.conftest import NOW, key_of, sample_office
from tests.web.plan_document import PLAN

HERE = Path(__file__).parent
DESKTOP, PHONE = (1280, 820), (390, 844)
COLOURS = 128  # enough for pages, and small files


class Picture(NamedTuple):
    """What to photograph: "{unit/activity}" in a path stands for the number of an obligation."""

    name: str
    role: str
    path: str
    size: tuple[int, int] = DESKTOP


PICTURES = (
    Picture("my-work", "monitor", "/"),
    Picture("my-work-phone", "unit", "/", PHONE),
    Picture("obligation", "unit", "/nghia-vu/{tt-dulieu-svd/so-lieu-truc-tuyen}?lam=nop&tiep=/", (1280, 1250)),
    Picture("draft", "monitor", "/ke-hoach/ban-thao/1?xem=tat-ca", (1280, 1000)),
    Picture("obligation-phone", "monitor", "/nghia-vu/{tt-dulieu-svd/so-lieu-truc-tuyen}?lam=cho-gia-han", PHONE),
)


def main() -> None:
    """Serve the sample from a temporary folder and photograph its pages."""
    executable = found_browser() or sys.exit(f"No {NAMES[0]} found: apt-get install {NAMES[0]}")
    with tempfile.TemporaryDirectory() as home, sample_office(Path(home)) as here, sync_playwright() as playwright:
        _live_a_little(here)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        with served(here) as address:
            for picture in PICTURES:
                (HERE / f"{picture.name}.png").write_bytes(_taken(browser, here, address, picture))


def _live_a_little(here: Opened) -> None:
    """Something asked and something said, so that the pages have something to show."""
    with here.sessions() as session:
        number = _number(here, "tt-dulieu-svd", "so-lieu-truc-tuyen")
        unit, monitor = By("Khổng Gia Quân", NOW), By("Trần Thị Kim Hằng", NOW)
        ask_extension(session, here.office, number, NOW.date().replace(day=27), unit, "Máy chủ hỏng, đang chờ thay.")
        say(session, number, "Đề nghị gửi trước phần số liệu đã có.", monitor)
        account = make_account(session, "ban-thao", person_id=None, is_administrator=True, now=NOW, actor="test")
        upload(session, viewer_of(session, account, today=NOW.date()), "ke-hoach-2027.txt", PLAN.encode(), now=NOW)
    desk = Desk(here.sessions, here.readings, here.office, lambda: NOW)
    Worker(lambda: desk, {READ: read_upload}).work_off()


def _number(here: Opened, unit: str, activity: str) -> int:
    with here.readings() as session:
        rows = obligations(session, Wish(plan=f"svd-{NOW.year}", unit=unit), today=NOW.date())
    return next(row.id for row in rows if row.activity == activity)


def _taken(browser: Browser, here: Opened, address: str, picture: Picture) -> bytes:
    width, height = picture.size
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=address, locale="vi-VN")
    person = ROLES[picture.role]
    key = key_of(here, person, administrator=person is None)
    context.add_cookies([{"name": "dondoc", "value": key, "url": address}])
    page = context.new_page()
    page.goto(re.sub(r"\{(.+)/(.+)\}", lambda found: str(_number(here, found[1], found[2])), picture.path))
    taken = Image.open(BytesIO(page.screenshot()))
    context.close()
    small = BytesIO()
    taken.convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
