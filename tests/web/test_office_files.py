"""The office's own files changed from the pages: ladders and calendar."""

import re

from config.opening import Opened
from config.settings import SAMPLE
from tests.web.conftest import Browser, browser_of, work_off


def ladder_form(desk: Browser) -> dict[str, str]:
    page = desk.get("/quan-tri/thang/sua").text
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return {"seen": found[1]}


LADDER = "standard:\n  - {at: -2 working days, to: [lead.focal]}\n"
OTHERS = "check:\n  - {at: 0 days, to: [lead.focal]}\nreview:\n  - {at: 0 days, to: [monitor.focal]}\nanswer:\n  - {at: 0 days, to: [lead.focal]}\n"


def test_a_ladder_is_checked_line_by_line_and_saved_with_its_former_text_beside_it(small: Opened, desk: Browser):
    form = ladder_form(desk)
    wrong = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER.replace("lead.focal", "lead.boss"), "what": "luu"})
    assert wrong.status_code == 400
    assert "Dòng 2" in wrong.text
    looked = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "kiem-tra"})
    assert "trước hạn 2 ngày làm việc" in looked.text
    assert desk.get("/quan-tri/thang").text.count("trước hạn 2 ngày") == 0
    saved = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "luu"})
    assert saved.headers["location"] == "/quan-tri/thang/so-sanh?xong=thang"
    assert "trước hạn 2 ngày làm việc" in desk.get("/quan-tri/thang").text
    backups = list(small.settings.office.glob("ladders.yaml.*.bak"))
    assert [each.read_text("utf-8") for each in backups] == [(SAMPLE / "ladders.yaml").read_text("utf-8")]


def test_a_ladder_that_another_changed_meanwhile_is_not_overwritten(small: Opened, desk: Browser):
    form = ladder_form(desk)
    desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "luu"})
    late = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS + "# khác\n", "what": "luu"})
    assert late.status_code == 409
    assert "# khác" in late.text
    assert "# khác" not in (small.settings.office / "ladders.yaml").read_text("utf-8")


def test_another_process_of_the_pages_follows_the_new_ladder_too(small: Opened, desk: Browser):
    other = browser_of(small, None, administrator=True)
    assert "trước hạn 2 ngày" not in other.get("/quan-tri/thang").text
    desk.fill("/quan-tri/thang/sua", ladder_form(desk) | {"text": LADDER + OTHERS, "what": "luu"})
    assert "trước hạn 2 ngày" in other.get("/quan-tri/thang").text
    office = other.app.state.door.jobs.desk().office  # type: ignore[attr-defined]
    assert len(office.ladders["standard"].steps) == LADDER.count("at:")


def test_what_is_open_follows_the_new_ladder_when_it_is_asked_to(desk: Browser):
    job = desk.fill("/quan-tri/thang/lap-lai").headers["location"]
    work_off(desk)
    assert desk.get(job).headers["location"] == "/quan-tri/thang/so-sanh?xong=lap-lai"


def test_a_day_off_is_written_into_the_calendar_with_its_document(small: Opened, desk: Browser):
    day = {"on": "2026-12-01", "kind": "off", "name": 'Nghỉ "bù": thử', "document": "9/QĐ-UBND"}
    assert desk.fill("/quan-tri/lich", day).status_code == 303
    text = (small.settings.office / "calendar.yaml").read_text("utf-8")
    assert "12729/VPCP-KGVX" in text
    assert "# decided_through" in text
    page = desk.get("/quan-tri/lich").text
    assert "(9/QĐ-UBND)" in page
    again = desk.fill("/quan-tri/lich", day)
    assert again.status_code == 400
    assert "hai lần" in again.text


def test_the_sample_office_is_never_written_to(office: Opened):
    there = browser_of(office, None, administrator=True)
    before = (SAMPLE / "ladders.yaml").read_text("utf-8")
    assert "DONDOC_OFFICE" in there.get("/quan-tri/thang").text
    form = ladder_form(there)
    refused = there.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "luu"})
    assert refused.status_code == 409
    assert (SAMPLE / "ladders.yaml").read_text("utf-8") == before
