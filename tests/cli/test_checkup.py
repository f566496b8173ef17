"""Doctor and settings: what is broken, and where each value came from."""

import json

from tests.cli.conftest import Dondoc


def test_a_doctor_who_finds_nothing_broken_ends_well(home, dondoc: Dondoc):
    dondoc("sweep")
    ran = dondoc("doctor")
    assert ran.code == 0
    assert "HỎNG" not in ran.out
    assert "thư chỉ vào hộp thư tại máy" in ran.out
    assert dondoc("doctor", "--quiet") == type(ran)(0, "", "")


def test_what_is_broken_ends_with_one_and_is_all_that_quiet_tells(home, dondoc: Dondoc, query):
    assert dondoc("sweep").code == 0
    query("UPDATE contact SET is_dead = 1")
    found = json.loads(dondoc("doctor", "--json").out)
    assert list(found[0]) == ["level", "what", "todo"]
    assert found[0]["level"] == "error"
    quiet = dondoc("doctor", "--quiet")
    assert quiet.code == 1
    assert "HỎNG" in quiet.out
    assert "lưu ý" not in quiet.out
    assert {each["level"] for each in json.loads(dondoc("doctor", "--quiet", "--json").out)} == {"error"}


def test_an_office_that_sends_for_real_is_not_told_about_the_mailbox(home, dondoc: Dondoc, monkeypatch):
    monkeypatch.setenv("DONDOC_SMTP_HOST", "mail.vanphong.example")
    assert "hộp thư tại máy" not in dondoc("doctor").out


def test_a_doctor_looks_at_an_empty_database_without_filling_it(empty_home, dondoc: Dondoc):
    ran = dondoc("doctor", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)[0]["what"] == "cơ sở dữ liệu chưa ở phiên bản mới nhất"


def test_settings_show_where_each_value_came_from_and_no_secret(empty_home, dondoc: Dondoc, monkeypatch):
    empty_home.mkdir()
    (empty_home / "dondoc.toml").write_text("web_port = 9000\n", "utf-8")
    monkeypatch.setenv("DONDOC_SMTP_PASSWORD", "mat-khau-that")
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://lan:mat-khau-that@127.0.0.1/dondoc")
    rows = {row["name"]: row for row in json.loads(dondoc("settings", "--json").out)}
    assert (rows["web_port"]["value"], rows["web_port"]["source"]) == ("9000", "file")
    assert (rows["smtp_password"]["value"], rows["smtp_password"]["source"]) == ("đã đặt", "env")
    assert rows["mail_from"]["source"] == "default"
    people = dondoc("settings").out
    assert "tệp dondoc.toml" in people
    assert "mat-khau-that" not in people + str(rows)


def test_looking_at_settings_makes_no_database(empty_home, dondoc: Dondoc):
    assert dondoc("settings").code == 0
    assert not empty_home.exists()
