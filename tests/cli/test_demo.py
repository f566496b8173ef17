"""The demo: the whole job once, told so that a newcomer can follow it, touching nothing of theirs."""

import datetime as dt
import json
from pathlib import Path

import pytest

from cli.demo import closed_words, demo, tell_duties
from config.office import load_office
from config.processes import alone
from config.settings import SAMPLE
from engine.watching.told import Duty
from models.ladders import Party, Role
from models.moments import instant
from tests.cli.conftest import Dondoc, freeze

MONDAY = "2024-01-08"


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo of a Monday, with settings that would send for real: its home and what it said."""
    home = tmp_path_factory.mktemp("demo") / "home"
    (home / "demo").mkdir(parents=True)
    (home / "demo" / "cua-toi.txt").write_text("quý giá", "utf-8")
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DONDOC_HOME", str(home))
        patch.setenv("DONDOC_SMTP_HOST", "mail.invalid")
        patch.setenv("DONDOC_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x")
        patch.setattr("cli.printing.console.width", 80)
        patch.setattr("cli.printing.sys.stdout.write", said.append)
        freeze(patch)
        demo(MONDAY)
    return home, "".join(said)


def test_it_tells_who_was_told_what_and_why(monday):
    home, out = monday
    assert "Kế hoạch 4672/KH-SYT\n  hạn 09/01/2024 — bậc 2 → đầu mối và thủ trưởng đơn vị chủ trì\n" in out
    assert "(mục V.2; 23 đơn vị)" in out
    assert "Một thư trong hộp thư" in out
    assert all(len(line) <= 80 for line in out.splitlines() if str(home) not in line)


def test_what_it_says_was_sent_lies_in_the_mailbox(monday):
    home, out = monday
    sent = len(list((home / "demo" / "mailbox" / "new").iterdir()))
    assert sent > 0
    assert f"Tin: {sent} đã gửi.\n" in out
    assert f"{sent} thư nằm trong" in out


def test_whatever_the_settings_say_it_keeps_to_its_own_folder(monday):
    home, _ = monday
    assert [path.name for path in home.iterdir()] == ["demo"]
    assert (home / "demo" / "cua-toi.txt").read_text("utf-8") == "quý giá"


def test_the_why_that_it_offers_can_be_typed(monday, dondoc: Dondoc, monkeypatch):
    place, number = monday[1].split("DONDOC_HOME=")[1].split("\n")[0].split(" dondoc why ")
    monkeypatch.setenv("DONDOC_HOME", place)
    assert dondoc("why", number).code == 0


def test_the_account_of_an_obligation_names_who_was_told(monday, dondoc: Dondoc, monkeypatch):
    monkeypatch.setenv("DONDOC_HOME", str(monday[0] / "demo"))
    rows = json.loads(dondoc("obligations", "--plan", "4672/KH-SYT", "--unit", "cdc-hue", "--json").out)
    (number,) = [str(row["id"]) for row in rows if row["activity"] == "ke-hoach-don-vi"]
    rungs = json.loads(dondoc("why", number, "--as-of", MONDAY, "--json").out)["rungs"]
    assert [rung["state"] for rung in rungs[:4]] == ["nhường bậc sau", "đã gửi", "đã gửi", "chưa đến"]
    assert any("thay Nguyễn Văn Sơn đang vắng" in rung["person"] for rung in rungs)


def test_in_tet_nothing_is_sent_and_a_second_demo_begins_afresh(empty_home, dondoc: Dondoc):
    (empty_home / "demo" / "mailbox" / "new").mkdir(parents=True)
    (empty_home / "demo" / "mailbox" / "new" / "old.mailbox").write_text("thư cũ", "utf-8")
    (empty_home / "demo" / "dondoc.db").write_bytes(b"left by a demo that was killed")
    out = dondoc("demo", "--as-of", "2024-02-09").out
    assert "Tin: không có tin nào chờ gửi." in out
    assert "09/02/2024 (thứ Sáu) là ngày nghỉ, " in out
    assert "không gửi gì đến\n15/02/2024 (thứ Năm). Sẽ báo khi mở cửa:" in out
    assert "hạn 09/01/2024 — bậc 5 → lãnh đạo cơ quan ban hành kế hoạch" in out
    assert "0 thư nằm trong" in out


@pytest.mark.parametrize(
    ("day", "at", "words"),
    [
        ("2024-01-08", "07:29", "Ngoài giờ gửi (07:30-17:00): không gửi gì."),
        ("2024-01-08", "07:30", ""),
        ("2024-01-08", "17:00", ""),
        ("2024-01-08", "17:01", "Ngoài giờ gửi (07:30-17:00): không gửi gì."),
        ("2024-01-06", "09:00", "06/01/2024 (thứ Bảy) là ngày nghỉ, cuối tuần: không gửi gì đến 08/01/2024 (thứ Hai)."),
    ],
)
def test_why_nothing_leaves_is_said(day, at, words):
    office = load_office(SAMPLE, years=[2024])
    moment = instant(dt.date.fromisoformat(day), dt.time.fromisoformat(at))
    assert closed_words(office, moment) == words


def duty(section: str, **more: object) -> Duty:
    usual = {"plan": "1/KH-X", "section": section, "title": f"Việc {section}", "due_on": dt.date(2024, 1, 9), "rung": 2,
             "is_review": False, "posts": {(Party.LEAD, Role.HEAD)}, "units": {"CDC"}, "people": {"An"}}  # fmt: skip
    return Duty(**usual | more)  # type: ignore[arg-type]


def test_duties_of_one_rung_are_told_together_and_of_many_only_the_first_by_name(capsys):
    tell_duties("Đã báo", [duty(f"II.{n}") for n in range(1, 6)])
    assert capsys.readouterr().out == (
        "Đã báo\n\nKế hoạch 1/KH-X\n"
        "  hạn 09/01/2024 — bậc 2 → thủ trưởng đơn vị chủ trì\n"
        "    Việc II.1 (mục II.1; CDC): An\n"
        "    Việc II.2 (mục II.2; CDC): An\n"
        "    Việc II.3 (mục II.3; CDC): An\n"
        "    và 2 việc khác: mục II.4, mục II.5\n"
    )


def test_another_day_rung_or_post_stands_apart(capsys):
    others = [
        duty("2", rung=1), duty("3", due_on=dt.date(2024, 1, 10)), duty("4", is_review=True),
        duty("5", posts={(Party.MONITOR, Role.FOCAL)}), duty("6", rung=0),
    ]  # fmt: skip
    tell_duties("", [duty("1"), *others])
    heads = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  hạn")]
    assert heads == [
        "  hạn 09/01/2024 — bậc 2 → thủ trưởng đơn vị chủ trì",
        "  hạn 09/01/2024 — bậc 1 → thủ trưởng đơn vị chủ trì",
        "  hạn 10/01/2024 — bậc 2 → thủ trưởng đơn vị chủ trì",
        "  hạn 09/01/2024, đã nộp chờ duyệt — bậc 2 → thủ trưởng đơn vị chủ trì",
        "  hạn 09/01/2024 — bậc 2 → đầu mối đơn vị theo dõi",
        "  hạn 09/01/2024 — báo ngay → thủ trưởng đơn vị chủ trì",
    ]


def test_who_was_told_instead_of_whom_is_said(capsys):
    tell_duties("", [duty("1", people={"An", "Bình", "Chi", "Dũng"}, fallbacks={"thay Lan đang vắng"})])
    assert "An, Bình, Chi và 1 người khác (thay Lan đang vắng)" in capsys.readouterr().out.replace("\n      ", " ")


@pytest.mark.parametrize(
    "day", ["rubbish", "31/02/2024", "2024-02-30", "0001-01-01", "9999-12-31", "", "2024-01-08 25:00"]
)
def test_a_day_that_cannot_be_is_refused_before_anything_is_made(empty_home, dondoc: Dondoc, day):
    ran = dondoc("demo", "--as-of", day)
    assert (ran.code, ran.out) == (2, "")
    assert not empty_home.exists()


def test_a_second_demo_in_the_same_folder_is_refused(empty_home, dondoc: Dondoc):
    with alone(empty_home / "demo" / "demo.lock", "x"):
        ran = dondoc("demo", "--as-of", MONDAY)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("dondoc: một 'dondoc demo' khác đang chạy")
