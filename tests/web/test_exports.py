"""Lists as files: what the address narrows, who may have it, and when it is too much."""

import csv
import io
from html import unescape

import pytest
from openpyxl import load_workbook

from config.opening import Opened
from engine.delivery.oversee import messages
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from tests.web.conftest import NOW, Browser, browser_of
from web import downloads

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


def test_the_ledger_is_written_as_it_is_narrowed(pages: Browser):
    answer = pages.get("/quan-tri/nhat-ky.xlsx?gi=plan&tu=2026-11-20")
    assert answer.headers["content-disposition"] == f'attachment; filename="nhat-ky-{NOW.date()}.xlsx"'
    assert {row[4] for row in rows_of(answer.content)} == {"Kế hoạch"}
    assert pages.get("/quan-tri/nhat-ky.xlsx?tu=31/02/2026").status_code == 400


def test_messages_are_written_as_they_are_narrowed_their_addresses_masked(pages: Browser, office: Opened):
    with office.readings() as session:
        told = messages(session, now=NOW, state="sent", limit=1000)
    rows = rows_of(pages.get("/quan-tri/tin.xlsx?state=sent").content)
    assert [row[0] for row in rows] == [each.id for each in told] != []
    assert {row[3] for row in rows} == {"đã gửi"}
    assert all("…@" in str(row[7]) for row in rows)
    own = rows_of(pages.get(f"/quan-tri/tin.xlsx?nguoi={told[0].person}").content)
    assert {row[5] for row in own} == {told[0].person}
    assert pages.get("/quan-tri/tin.xlsx?nguoi=khong-ai").status_code == 404


def test_people_are_written_as_searched(pages: Browser):
    everybody, found = (rows_of(pages.get(f"/quan-tri/danh-ba/nguoi.xlsx?tim={of}").content) for of in ("", UNIT))
    assert [row[1] for row in found] == [UNIT]
    assert set(found) < set(everybody)


def test_plans_are_those_that_the_reader_sees(pages: Browser, office: Opened):
    everything, own = (rows_of(there.get("/ke-hoach.xlsx").content) for there in (pages, browser_of(office, UNIT)))
    assert len(everything) == 6
    assert 0 < len(own) < 6
    assert set(own) < set(everything)


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/quan-tri/nhat-ky?gi=plan&so=1", "/quan-tri/nhat-ky.xlsx?gi=plan&so=1"),
        ("/quan-tri/tin?state=sent", "/quan-tri/tin.xlsx?state=sent&nguoi="),
        ("/quan-tri/danh-ba/nguoi?tim=la", "/quan-tri/danh-ba/nguoi.xlsx?tim=la"),
        ("/ke-hoach", "/ke-hoach.xlsx"),
    ],
)
def test_the_file_stands_below_its_list_narrowed_alike(pages: Browser, path: str, link: str):
    assert f'href="{link}"' in unescape(pages.get(path).text)
    assert pages.get(link).status_code == 200


@pytest.mark.parametrize("path", ["/quan-tri/nhat-ky.xlsx", "/quan-tri/tin.xlsx", "/quan-tri/danh-ba/nguoi.xlsx"])
def test_none_of_them_grows_too_long(pages: Browser, monkeypatch: pytest.MonkeyPatch, path: str):
    monkeypatch.setattr(downloads, "ROWS", 3)
    assert pages.get(path).status_code == 400


def test_too_long_a_list_is_refused_in_words(pages: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(downloads, "ROWS", 10)
    answer = pages.get("/nghia-vu.xlsx?plan=all")
    assert answer.status_code == 400
    assert "lọc hẹp hơn" in answer.text
