"""Lists as files: what the address narrows, who may have it, and when it is too much."""

import csv
import io

import pytest
from openpyxl import load_workbook

from config.opening import Opened
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from tests.web.conftest import NOW, Browser, browser_of
from web.pages import exports

UNIT = "la-hoai-dung"


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    page = load_workbook(io.BytesIO(content)).active
    assert page is not None
    return list(page.iter_rows(min_row=2, values_only=True))


def test_a_list_is_written_as_it_is_narrowed(pages: Browser, office: Opened):
    answer = pages.get("/nghia-vu.xlsx?plan=4672/KH-SYT&unit=cdc-hue&status=overdue")
    assert answer.headers["content-disposition"] == f'attachment; filename="nghia-vu-{NOW.date()}.xlsx"'
    with office.readings() as session:
        wish = Wish(plan="4672/KH-SYT", unit="cdc-hue", status="overdue")
        owed = obligations(session, wish, today=NOW.date())
    assert [row[2] for row in rows_of(answer.content)] == [row.title for row in owed] != []
    assert {row[7] for row in rows_of(answer.content)} == {"Quá hạn"}


def test_the_same_list_is_to_be_had_as_csv(pages: Browser):
    text = pages.get("/nghia-vu.csv?plan=4672/KH-SYT&unit=cdc-hue").content.decode("utf-8-sig")
    sheet = rows_of(pages.get("/nghia-vu.xlsx?plan=4672/KH-SYT&unit=cdc-hue").content)
    assert [row[2] for row in csv.reader(io.StringIO(text))][1:] == [row[2] for row in sheet]


def test_a_unit_gets_its_own_rows_only(office: Opened):
    rows = rows_of(browser_of(office, UNIT).get("/nghia-vu.xlsx?plan=all").content)
    assert len({row[3] for row in rows}) == 1


def test_the_matrix_has_all_units_of_the_plan(pages: Browser):
    rows = rows_of(pages.get("/theo-doi.xlsx?plan=4672/KH-SYT").content)
    assert len(rows) == 31 + 1


def test_too_long_a_list_is_refused_in_words(pages: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "ROWS", 10)
    answer = pages.get("/nghia-vu.xlsx?plan=all")
    assert answer.status_code == 400
    assert "lọc hẹp hơn" in answer.text
