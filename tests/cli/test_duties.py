"""Obligations at the command line: the list with its filters, and the account of one."""

import csv
import io
import json

import pytest

from tests.cli.conftest import HUE, Dondoc

KEYS = [
    "id", "plan", "activity", "section", "title", "unit", "period", "opens_on", "due_on", "data_from", "data_to",
    "progress", "timeliness", "submitted_on", "document",
]  # fmt: skip


def listed(dondoc: Dondoc, *words: str) -> list[dict]:
    ran = dondoc("obligations", *words, "--json")
    assert ran.code == 0
    return json.loads(ran.out)


def one(dondoc: Dondoc, *words: str) -> str:
    return str(listed(dondoc, *words)[0]["id"])


def owed_by_cdc(dondoc: Dondoc) -> dict:
    (row,) = [r for r in listed(dondoc, "--plan", HUE, "--unit", "cdc-hue") if r["activity"] == "ke-hoach-don-vi"]
    return row


def test_the_list_for_programs_has_the_keys_of_the_contract_in_their_order(home, dondoc: Dondoc):
    rows = listed(dondoc, "--plan", HUE)
    assert {tuple(row) for row in rows} == {tuple(KEYS)}
    row = owed_by_cdc(dondoc)
    assert {name: row[name] for name in KEYS[1:]} == {
        "plan": HUE, "activity": "ke-hoach-don-vi", "section": "V.2",
        "title": "Gửi kế hoạch tuyên truyền cải cách hành chính năm 2024 của đơn vị về CDC", "unit": "cdc-hue",
        "period": None, "opens_on": "2023-12-29", "due_on": "2024-01-09", "data_from": None, "data_to": None,
        "progress": "open", "timeliness": "overdue", "submitted_on": None, "document": None,
    }  # fmt: skip


def test_the_list_stands_by_due_day_with_undated_ones_last(home, dondoc: Dondoc):
    days = [row["due_on"] for row in listed(dondoc)]
    dated = [day for day in days if day]
    assert days == sorted(dated) + [None] * (len(days) - len(dated))
    assert None in days


def test_csv_says_the_same_as_json(home, dondoc: Dondoc):
    ran = dondoc("obligations", "--plan", HUE, "--csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert list(rows[0]) == KEYS
    expected = [{k: "" if v is None else str(v) for k, v in row.items()} for row in listed(dondoc, "--plan", HUE)]
    assert rows == expected
    assert "\r" not in ran.out


@pytest.mark.parametrize("name", [HUE, "syt-hue-4672-2024"])
def test_a_plan_goes_by_its_number_or_its_id(home, dondoc: Dondoc, name):
    assert {row["plan"] for row in listed(dondoc, "--plan", name)} == {HUE}


def test_filters_narrow_together(home, dondoc: Dondoc):
    rows = listed(dondoc, "--plan", HUE, "--unit", "cdc-hue", "--due-before", "01/02/2024", "--status", "overdue")
    assert [row["due_on"] for row in rows] == ["2024-01-09", "2024-01-31"]
    assert {(row["plan"], row["unit"], row["timeliness"]) for row in rows} == {(HUE, "cdc-hue", "overdue")}


@pytest.mark.parametrize(
    "status",
    ["open", "submitted", "accepted", "overdue", "due_soon", "not_due", "not_open", "undated", "on_time", "late"],
)
def test_each_status_lists_only_its_own_and_some(home, dondoc: Dondoc, status):
    rows = listed(dondoc, "--status", status)
    assert rows
    assert all(status in (row["progress"], row["timeliness"]) for row in rows)


@pytest.mark.parametrize(
    ("day", "stand"),
    [("2023-12-28", "not_open"), ("2023-12-29", "not_due"), ("2024-01-01", "not_due"), ("2024-01-02", "due_soon"),
     ("2024-01-09", "due_soon"), ("2024-01-10", "overdue")],
)  # fmt: skip
def test_as_of_a_day_each_stands_as_it_did_then(home, dondoc: Dondoc, day, stand):
    (row,) = [
        r
        for r in listed(dondoc, "--plan", HUE, "--unit", "cdc-hue", "--as-of", day)
        if r["activity"] == "ke-hoach-don-vi"
    ]
    assert row["timeliness"] == stand


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--status", "foo"], "không có trạng thái 'foo' — viết một trong: open, submitted"),
        (["--status", ""], "không có trạng thái ''"),
        (["--plan", "99/KH-X"], "không có kế hoạch '99/KH-X' — xem 'dondoc plan list'"),
        (["--plan", ""], "không có kế hoạch ''"),
        (["--unit", "nope"], "không có đơn vị 'nope' trong danh bạ"),
        (["--unit", ""], "không có đơn vị ''"),
        (["--due-before", "31/02/2024"], "ngày '31/02/2024' không có trong lịch"),
        (["--due-before", ""], "'' không phải ngày"),
        (["--as-of", "mai"], "'mai' không phải ngày giờ"),
        (["--json", "--csv"], "--json và --csv không đi cùng nhau"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(home, dondoc: Dondoc, words, told):
    ran = dondoc("obligations", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"dondoc: {told}")


def test_nothing_found_is_said_to_people_and_is_an_empty_list_to_programs(home, dondoc: Dondoc):
    none = ["--plan", HUE, "--status", "waived"]
    assert dondoc("obligations", *none).out == "Không có nghĩa vụ nào như vậy.\n"
    assert listed(dondoc, *none) == []
    assert dondoc("obligations", *none, "--csv").out == ",".join(KEYS) + "\n"


def test_people_see_two_lines_each_within_80_columns(home, dondoc: Dondoc):
    out = dondoc("obligations", "--plan", HUE, "--unit", "cdc-hue", "--as-of", "2024-01-12").out
    assert max(map(len, out.splitlines())) <= 80
    assert "09/01/2024  Quá hạn 3 ngày            cdc-hue\n" in out
    assert (
        "        Gửi kế hoạch tuyên truyền cải cách hành chính năm 2024 của đơn vị về\n        CDC (mục V.2)\n" in out
    )


def test_a_terminal_is_shown_the_first_and_told_how_many_are_left(home, dondoc: Dondoc, monkeypatch):
    monkeypatch.setattr("cli.duties.sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("cli.duties.SCREENFUL", 3)
    out = dondoc("obligations").out
    total = len(listed(dondoc))
    assert out.startswith(f"{total} nghĩa vụ\n")
    assert f"Còn {total - 3} nghĩa vụ nữa" in out
    assert len(out.splitlines()) < 20


def test_a_pipe_gets_all_of_them(home, dondoc: Dondoc, monkeypatch):
    monkeypatch.setattr("cli.duties.SCREENFUL", 3)
    rows = listed(dondoc, "--plan", HUE)
    out = dondoc("obligations", "--plan", HUE).out
    assert all(f"\n{row['id']:>6}  " in out for row in rows)


def test_why_answers_with_section_phrase_rule_and_ladder(home, dondoc: Dondoc):
    out = dondoc("why", str(owed_by_cdc(dondoc)["id"])).out
    for told in (
        "  Đơn vị      Trung tâm Kiểm soát bệnh tật tỉnh Thừa Thiên Huế\n",
        "  Căn cứ      mục V.2: “trước ngày 10/01/2024”\n",
        "  Hạn         09/01/2024 (thứ Ba)\n",
        "  Quy tắc     before_is_strict: trước ngày 10/01/2024 nên hạn là 09/01/2024\n",
        " 02/01/2024 07:30  đầu mối đơn vị chủ trì ",
    ):
        assert told in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_rungs_of_a_plan_that_is_over_are_not_said_to_be_ahead(home, dondoc: Dondoc):
    number = str(owed_by_cdc(dondoc)["id"])
    assert "chưa đến" not in dondoc("why", number).out
    then = dondoc("why", number, "--as-of", "2024-01-05").out
    assert "02/01/2024 07:30  đầu mối đơn vị chủ trì      kỳ đã hết" in then
    assert "08/01/2024 07:30  đầu mối đơn vị chủ trì      chưa đến" in then


def test_what_nobody_dated_is_said_to_wait_for_a_person(home, dondoc: Dondoc):
    number = one(dondoc, "--plan", HUE, "--status", "undated")
    assert "  Hạn         kế hoạch không nêu ngày — ấn định bằng 'dondoc date'\n" in dondoc("why", number).out


def test_why_for_programs_says_it_all_with_instants_in_utc(home, dondoc: Dondoc):
    told = json.loads(dondoc("why", str(owed_by_cdc(dondoc)["id"]), "--json").out)
    assert told["due_on"] == "2024-01-09"
    assert told["rungs"][0]["at"] == "2024-01-02T00:30:00+00:00"


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
def test_an_unknown_number_is_answered_with_where_to_look(home, dondoc: Dondoc, number):
    ran = dondoc("why", number)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"dondoc: không có nghĩa vụ số {number} — xem 'dondoc obligations'\n"
