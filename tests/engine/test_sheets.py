"""Files for spreadsheets: what a person typed stays text, days are days, the heading stays in sight."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engine.watching.list_sheets import ledger_sheet
from engine.watching.overview import Across, matrix
from engine.watching.sheets import Sheet, matrix_sheet, write_csv, write_xlsx
from engine.watching.wishes import Wish
from tests.engine.cast import World, day, deadline, moment, register

HOSTILE = ["=HYPERLINK(\"http://xau.example\")", "+1+2", "-1", "@SUM(A1)", "\t=1", "\r=1"]  # fmt: skip


def sheet(*rows: list[str | int | float | dt.date | None]) -> Sheet:
    return Sheet("Thử", [("Việc", 30), ("Hạn", 12)], rows)


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_formula_that_somebody_typed_is_only_text(tmp_path: Path, typed: str) -> None:
    write_xlsx(tmp_path / "a.xlsx", sheet([typed, None]))
    cell = load_workbook(tmp_path / "a.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == typed.strip()
    write_csv(tmp_path / "a.csv", sheet([typed, None]))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][0] == f"'{typed}"


def test_days_are_days_and_the_heading_stays(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", sheet(["Báo cáo", day("2024-03-10")], ["Họp", None]))
    page = load_workbook(tmp_path / "a.xlsx").active
    assert page is not None
    assert page["B2"].is_date
    assert page["B2"].value.date() == day("2024-03-10")
    assert (page.freeze_panes, page.column_dimensions["A"].width) == ("B2", 30)


def test_an_instant_is_written_as_the_clock_of_the_office_shows_it(tmp_path: Path) -> None:
    entry = {"at": moment("2024-03-10", "08:05"), "actor": "=1", "action": "pause", "reason": "", "subject": "switch",
             "subject_id": None, "before": None, "after": {"until": "2024-03-12"}}  # fmt: skip
    write_xlsx(tmp_path / "a.xlsx", ledger_sheet([entry], "Asia/Ho_Chi_Minh"))
    page = load_workbook(tmp_path / "a.xlsx").active
    assert page is not None
    assert page["A2"].value == dt.datetime(2024, 3, 10, 8, 5)  # noqa: DTZ001 - a spreadsheet knows no zones
    assert page["A2"].number_format == "dd/mm/yyyy hh:mm"
    assert [cell.value for cell in page[2]][1:] == [
        "=1",
        "tạm dừng",
        None,
        "Tạm dừng gửi",
        None,
        None,
        "until: 2024-03-12",
    ]
    assert page["B2"].data_type == "s"


def test_letters_that_no_spreadsheet_takes_are_left_out(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", sheet(["Báo\x00 cáo\x0b", None]))
    assert load_workbook(tmp_path / "a.xlsx").active["A2"].value == "Báo cáo"


def test_the_matrix_is_written_whole_with_its_totals(tmp_path: Path, world: World) -> None:
    world.import_(register(deadline("2024-03-10", title="Gửi số liệu")))
    with world.readings() as session:
        found = matrix(session, Wish(plan="kh-thu"), Across.ACTIVITY, today=day("2024-03-15"))
    write_xlsx(tmp_path / "a.xlsx", matrix_sheet(found))
    rows = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True))
    assert rows[0] == ("Đơn vị", "Xong", "Tất cả", "Quá hạn", "Đúng hạn (%)", "I.1 Gửi số liệu")
    assert ("Đơn vị cdc", 0, 1, 1, 0, "Quá hạn") in rows
    assert rows[-1] == ("Tất cả đơn vị", 0, 4, 4, 0, "0/4")
