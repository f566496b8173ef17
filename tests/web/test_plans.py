"""The pages of plans: who sees which, what they show, and the register as files."""

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from openpyxl import load_workbook

from config.opening import Opened
from config.yaml_files import read_yaml
from config.yaml_writing import write_yaml
from engine.register.entries import export_register, find_plan
from engine.register.importing import diff_register
from engine.watching.plans_seen import register_seen
from engine.watching.register_sheet import register_sheet
from engine.watching.sheets import write_xlsx
from models.registers import Register
from tests.web.conftest import NOW, Browser, browser_of

HUE = "syt-hue-4672-2024"


def codes_in(page: str) -> set[str]:
    return set(re.findall(r'href="/ke-hoach/([a-z0-9-]+)">', page)) - {"moi"}


def test_an_administrator_sees_every_plan_and_a_unit_those_it_has_to_do_with(office: Opened, pages: Browser):
    everything = codes_in(pages.get("/ke-hoach").text)
    own = codes_in(browser_of(office, "khong-gia-quan").get("/ke-hoach").text)
    assert len(everything) == 6
    assert own == {code for code in everything if "svd" in code}


def test_a_plan_of_others_is_as_if_it_were_not_there(office: Opened):
    there = browser_of(office, "khong-gia-quan")
    for path in (HUE, f"{HUE}.yaml", f"{HUE}.xlsx", "khong-co"):
        assert there.get(f"/ke-hoach/{path}").status_code == 404


def test_how_plans_stand_is_counted_only_when_asked(office: Opened, pages: Browser):
    plain, counted = (pages.get(path).text for path in ("/ke-hoach", "/ke-hoach?so-lieu=1"))
    assert 'hx-get="/ke-hoach?so-lieu=1" hx-trigger="load"' in plain
    assert "quá hạn" not in plain
    assert "4 quá hạn" in counted
    rows = pages.get("/ke-hoach?so-lieu=1", headers={"HX-Request": "true"}).text
    assert rows.strip().startswith("<tbody")
    assert "4 quá hạn" in rows


def test_a_plan_says_its_duties_with_their_timing_in_words(pages: Browser):
    page = unescape(pages.get(f"/ke-hoach/{HUE}").text)
    assert "25 nhiệm vụ" in page
    assert "Sở Y tế tỉnh Thừa Thiên Huế" in page
    assert "thường xuyên suốt kế hoạch" in page
    assert f'href="/nghia-vu?plan={HUE}"' in page
    assert f'href="/theo-doi?plan={HUE}"' in page


def test_the_yaml_is_what_plan_export_writes_and_reads_back_unchanged(office: Opened, pages: Browser, tmp_path):
    answer = pages.get(f"/ke-hoach/{HUE}.yaml")
    assert answer.headers["content-disposition"] == f'attachment; filename="{HUE}.yaml"'
    (tmp_path / "x.yaml").write_bytes(answer.content)
    read = read_yaml(tmp_path / "x.yaml", Register).value
    with office.readings() as session:
        assert answer.text == write_yaml(export_register(session, HUE))
        assert diff_register(session, read, office.office, today=NOW.date()).is_empty


def test_the_workbook_has_a_row_for_each_duty(office: Opened, pages: Browser):
    book = load_workbook(io.BytesIO(pages.get(f"/ke-hoach/{HUE}.xlsx").content))
    sheet = book.active
    assert sheet
    rows = list(sheet.iter_rows(values_only=True))
    with office.readings() as session:
        entries = export_register(session, HUE).activities
    assert rows[0][:3] == ("Mục", "Nhiệm vụ", "Chủ trì")
    assert [(row[1], row[10]) for row in rows[1:]] == [(entry.title, entry.key) for entry in entries]


@pytest.mark.parametrize("title", ['=HYPERLINK("http://la.example")', "+1", "\x07bíp"])
def test_a_title_is_no_formula_in_the_workbook(office: Opened, tmp_path, title: str):
    with office.readings() as session:
        _, duties = register_seen(session, find_plan(session, HUE), today=NOW.date())
    hostile = replace(duties[0], entry=duties[0].entry.model_copy(update={"title": title}))
    write_xlsx(tmp_path / "x.xlsx", register_sheet([hostile]))
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert sheet
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", title.replace("\x07", ""))
