"""What a clerk does with an obligation, each step and each refusal."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import HUE, Dondoc, Ran
from tests.disks import SmallDisk

RUNNING = "svd-2026"
Dump = Callable[[], bytes]


def rows(dondoc: Dondoc, *words: str) -> list[dict]:
    return json.loads(dondoc("obligations", *words, "--json").out)


def row(dondoc: Dondoc, number: str, plan: str = RUNNING) -> dict:
    (found,) = [each for each in rows(dondoc, "--plan", plan) if str(each["id"]) == number]
    return found


@pytest.fixture
def number(home, query) -> str:
    """An obligation of the running plan that nobody has done anything about: due on 11/03/2026."""
    return _first(query, "o.due_on = '2026-03-11'")


@pytest.fixture
def undated(home, query) -> str:
    """An obligation for which the running plan states no day."""
    return _first(query, "o.due_on IS NULL")


def _first(query: Callable[[str], list[tuple]], condition: str) -> str:
    joined = "SELECT min(o.id) FROM obligation o JOIN plan p ON p.id = o.plan_id"
    ((found,),) = query(f"{joined} WHERE p.code = '{RUNNING}' AND o.progress = 'open' AND {condition}")
    return str(found)


def test_done_hands_in_and_accept_ends_it(number, dondoc: Dondoc):
    ran = dondoc("done", number, "--document", " 12/BC-VP ", "--on", "09/03/2026")
    assert ran.out == f"Nghĩa vụ {number}: đã gửi, chờ duyệt — 12/BC-VP ngày 09/03/2026.\n"
    now = row(dondoc, number)
    assert (now["progress"], now["document"], now["submitted_on"]) == ("submitted", "12/BC-VP", "2026-03-09")
    assert dondoc("accept", number).out == f"Nghĩa vụ {number}: đã duyệt.\n"
    assert row(dondoc, number)["progress"] == "accepted"


@pytest.mark.faults
def test_evidence_that_finds_no_room_leaves_nothing_and_can_be_handed_in_again(
    number, home, dondoc: Dondoc, disk: SmallDisk, tmp_path
):
    report = tmp_path / "bao-cao.pdf"
    report.write_bytes(b"noi dung" * 20_000)
    (home / "evidence").symlink_to(disk.folder)
    words = ("done", number, "--document", "12/BC", "--file", str(report))
    disk.fill(but=64_000)
    ran = dondoc(*words)
    assert ran == Ran(1, "", "dondoc: ổ đĩa đã đầy — giải phóng chỗ trống rồi chạy lại\n")
    disk.free()
    assert [path for path in disk.folder.rglob("*") if path.is_file()] == []
    assert row(dondoc, number)["progress"] == "open"
    assert dondoc(*words).code == 0
    assert [path.stat().st_size for path in disk.folder.rglob("*") if path.is_file()] == [160_000]


def test_done_without_a_day_is_today(number, dondoc: Dondoc):
    dondoc("done", number, "--document", "12/BC")
    assert row(dondoc, number)["submitted_on"] == "2026-03-10"


def test_a_return_asks_again_with_a_new_day_and_its_reason_is_kept(number, dondoc: Dondoc):
    dondoc("done", number, "--document", "12/BC", "--by", "TT Dữ liệu")
    ran = dondoc("return", number, "--reason", "thiếu số liệu", "--by", "Văn phòng")
    assert ran.out == f"Nghĩa vụ {number}: đã trả lại, bổ sung chậm nhất ngày 17/03/2026.\n"
    told = dondoc("why", number).out
    assert "10/03/2026 09:00 TT Dữ liệu: nộp 12/BC\n" in told
    assert "10/03/2026 09:00 Văn phòng: trả lại — thiếu số liệu\n" in told
    assert row(dondoc, number)["progress"] == "returned"


def test_a_waiver_ends_the_duty_with_its_reason(number, dondoc: Dondoc):
    assert dondoc("waive", number, "--reason", "đơn vị mới lập").out == f"Nghĩa vụ {number}: đã miễn.\n"
    assert "miễn — đơn vị mới lập" in dondoc("why", number).out
    assert row(dondoc, number)["timeliness"] == "excused"


def test_an_extension_keeps_the_original_day_beside_the_new(number, dondoc: Dondoc):
    before = row(dondoc, number)["due_on"]
    ran = dondoc("extend", number, "--until", "25/03/2026", "--reason", "mưa lũ")
    day = "/".join(reversed(before.split("-")))
    assert ran.out == f"Nghĩa vụ {number}: gia hạn từ {day} đến 25/03/2026.\n"
    assert f"25/03/2026 (thứ Tư); hạn gốc {day}" in dondoc("why", number).out


def test_a_person_dates_what_the_plan_leaves_undated(undated, dondoc: Dondoc):
    ran = dondoc("date", undated, "2026-04-20", "--reason", "kết luận giao ban", "--by", "Chánh văn phòng")
    assert ran.out == "Đã ấn định hạn 20/04/2026 cho 1 nghĩa vụ cùng kỳ.\n"
    assert row(dondoc, undated)["due_on"] == "2026-04-20"
    assert "Chánh văn phòng ấn định ngày 20/04/2026" in dondoc("why", undated).out


def test_an_event_becomes_an_obligation_once_somebody_raises_it(home, dondoc: Dondoc):
    ran = dondoc(
        "raise", "--plan", RUNNING, "--activity", "vuong-mac", "--unit", "tt-dulieu-svd", "--reason", "hỏng máy"
    )
    (raised,) = [each for each in rows(dondoc, "--plan", RUNNING) if each["activity"] == "vuong-mac"]
    assert ran.out == f"Nghĩa vụ {raised['id']}: đã nêu việc, hạn 17/03/2026.\n"
    assert (raised["unit"], raised["due_on"]) == ("tt-dulieu-svd", "2026-03-17")


def test_a_counted_target_stays_open_until_the_count_is_reached(home, dondoc: Dondoc):
    (film,) = [each for each in rows(dondoc, "--plan", HUE, "--unit", "cdc-hue") if each["section"] == "PL.9"]
    number = str(film["id"])
    first = dondoc("done", number, "--document", "01/PS", "--on", "2024-05-01", "--quantity", "1")
    assert first.out.startswith(f"Nghĩa vụ {number}: đã ghi, mới được 1/2 phóng sự nên việc còn mở")
    assert row(dondoc, number, HUE)["progress"] == "open"
    second = dondoc("done", number, "--document", "02/PS", "--on", "2024-09-01", "--quantity", "1")
    assert "đã gửi, chờ duyệt" in second.out


def test_a_change_carries_the_login_name_if_none_is_given(number, dondoc: Dondoc, monkeypatch):
    monkeypatch.setattr("cli.acting.getpass.getuser", lambda: "lan")
    dondoc("waive", number, "--reason", "x", "--by", " ")
    assert "10/03/2026 09:00 lan: miễn" in dondoc("why", number).out


def test_the_name_may_come_from_the_environment(number, dondoc: Dondoc, monkeypatch):
    monkeypatch.setenv("DONDOC_BY", "Phạm Lan")
    dondoc("waive", number, "--reason", "x")
    assert "Phạm Lan: miễn" in dondoc("why", number).out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["done", "#", "--document", ""], 2, "cần số văn bản"),
        (["done", "#", "--document", "  "], 2, "cần số văn bản"),
        (["done", "#", "--document", "1/BC", "--on", "2026-03-11"], 2, "ngày nộp 11/03/2026 ở tương lai"),
        (["done", "#", "--document", "1/BC", "--on", "31/02/2026"], 2, "ngày '31/02/2026' không có trong lịch"),
        (["done", "#", "--document", "1/BC", "--on", "2020-01-01"], 2, "ngày nộp 01/01/2020 trước khi có kế hoạch"),
        (["done", "#", "--document", "1/BC", "--quantity", "nan"], 2, "số đo 'nan' không dùng được"),
        (["done", "#", "--document", "1/BC", "--quantity", "-5"], 2, "số đo '-5' không dùng được"),
        (["done", "#", "--document", "1/BC", "--file", "khong-co.pdf"], 2, "không đọc được tệp khong-co.pdf"),
        (["done", "0", "--document", "1/BC"], 2, "không có nghĩa vụ số 0"),
        (["accept", "#"], 1, "việc đang ở trạng thái 'Chưa hoàn thành'"),
        (["return", "#", "--reason", "x"], 1, "việc đang ở trạng thái 'Chưa hoàn thành'"),
        (["waive", "#", "--reason", " "], 2, "cần nêu lý do"),
        (["waive", "0", "--reason", "x"], 2, "không có nghĩa vụ số 0"),
        (["extend", "#", "--until", "2026-03-01", "--reason", "x"], 2, "gia hạn đến 01/03/2026 là ngày đã qua"),
        (["extend", "#", "--until", "2026-03-10", "--reason", "x"], 2, "ngày 10/03/2026 không muộn hơn hạn đang có"),
        (["extend", "#", "--until", "9999-12-31", "--reason", "x"], 2, "'9999-12-31' nằm ngoài các năm"),
        (["extend", "#", "--until", "2026-04-01", "--reason", ""], 2, "cần nêu lý do"),
        (["date", "#", "2026-04-01"], 1, "đã có hạn 11/03/2026"),
        (["date", "#", "mai"], 2, "'mai' không phải ngày"),
        (["date", "?", "2020-01-01"], 2, "hạn 01/01/2020 trước khi có kế hoạch"),
        (["raise", "--plan", "nope", "--activity", "a", "--unit", "u", "--reason", "x"], 2, "không có kế hoạch 'nope'"),
        (["raise", "--plan", "3652/KH-SYT", "--activity", "tong-hop-vuong-mac", "--unit", "tccb-syt-hatinh", "--reason", "x"],
         1, "kế hoạch 3652/KH-SYT đã hết kỳ"),
        (["raise", "--plan", RUNNING, "--activity", "a", "--unit", "svd", "--reason", "x"], 2,
         "kế hoạch svd-2026 không có nhiệm vụ 'a' — xem 'dondoc plan show svd-2026'"),
        (["raise", "--plan", RUNNING, "--activity", "vuong-mac", "--unit", "u", "--reason", "x"], 2, "không có đơn vị 'u'"),
        (["raise", "--plan", RUNNING, "--activity", "giao-ban", "--unit", "tt-dulieu-svd", "--reason", "x"], 2,
         "hoạt động này không phải việc phát sinh"),
        (["raise", "--plan", RUNNING, "--activity", "vuong-mac", "--unit", "cdc-hue", "--reason", "x"], 2, "đơn vị"),
        (["raise", "--plan", RUNNING, "--activity", "vuong-mac", "--unit", "tt-dulieu-svd", "--reason", " "], 2,
         "cần nêu lý do"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_is_refused_and_changes_nothing(
    number, undated, dondoc: Dondoc, dump: Dump, words, code, told
):
    before = dump()
    ran = dondoc(*({"#": number, "?": undated}.get(word, word) for word in words))
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"dondoc: {told}")
    assert dump() == before


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (["done", "#", "--document", "1/BC"], ["done", "#", "--document", "2/BC"]),
        (["waive", "#", "--reason", "x"], ["done", "#", "--document", "2/BC"]),
        (["waive", "#", "--reason", "x"], ["extend", "#", "--until", "2026-04-01", "--reason", "x"]),
        (["done", "#", "--document", "1/BC"], ["extend", "#", "--until", "2026-04-01", "--reason", "x"]),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(number, dondoc: Dondoc, dump: Dump, first, then):
    assert dondoc(*(number if word == "#" else word for word in first)).code == 0
    before = dump()
    ran = dondoc(*(number if word == "#" else word for word in then))
    assert ran.code == 1
    assert ran.err.startswith("dondoc: ")
    assert dump() == before


def stored(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "evidence").rglob("*") if path.is_file()}


def test_evidence_is_kept_with_the_submission(number, home, dondoc: Dondoc, query, tmp_path):
    (tmp_path / "bao-cao.txt").write_text("số liệu quý", "utf-8")
    assert dondoc("done", number, "--document", "1/BC", "--file", "bao-cao.txt").code == 0
    ((digest, content),) = stored(home).items()
    assert content == "số liệu quý".encode()
    assert query("SELECT name, sha256, size FROM evidence") == [("bao-cao.txt", digest, len(content))]


@pytest.mark.parametrize("refused", [["--on", "2026-03-11"], ["--file", "khong-co.txt"], ["--file", "."]])
def test_of_a_refused_submission_no_file_is_kept(number, home, dondoc: Dondoc, tmp_path, refused):
    (tmp_path / "bao-cao.txt").write_text("số liệu quý", "utf-8")
    assert dondoc("done", number, "--document", "1/BC", "--file", "bao-cao.txt", *refused).code == 2
    assert stored(home) == {}
