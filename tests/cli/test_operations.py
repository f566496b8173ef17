"""What an administrator does with the sending at the command line: each step and each refusal."""

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Dondoc

Dump = Callable[[], bytes]
Query = Callable[[str], list[tuple]]


@pytest.fixture
def message(home, dondoc: Dondoc) -> str:
    """A message that waits, made by a sweep while all is paused."""
    dondoc("pause", "--reason", "đổi máy chủ", "--by", "An")
    dondoc("sweep")
    return str(json.loads(dondoc("messages", "--json").out)[0]["id"])


def test_a_pause_is_told_by_sweep_deliver_and_doctor_and_lifted(message: str, dondoc: Dondoc, home):
    words = "Đang tạm dừng gửi từ 09:00 10/03/2026 (An: đổi máy chủ)"
    assert words in " ".join(dondoc("sweep").out.split())
    delivered = dondoc("deliver")
    assert (delivered.code, words in " ".join(delivered.out.split())) == (0, True)
    assert "đang giữ vì tạm dừng gửi" in delivered.out
    assert json.loads(dondoc("deliver", "--json").out)["held"] > 0
    assert any(words in each["what"] for each in json.loads(dondoc("doctor", "--json").out))
    assert dondoc("resume").out.startswith("Đã mở lại việc gửi; ")
    assert words not in dondoc("sweep").out


def test_the_held_messages_are_listed_until_sending_goes_on(message: str, dondoc: Dondoc):
    held = json.loads(dondoc("messages", "--state", "held", "--json").out)
    assert {each["state"] for each in held} == {"pending"}
    assert "chờ gửi" in dondoc("messages").out
    dondoc("resume")
    assert dondoc("messages", "--state", "held").out == "Không có tin nào như vậy.\n"


def test_a_message_is_shown_and_no_address_is_whole(message: str, dondoc: Dondoc, query: Query):
    ((address,),) = query(f"SELECT address FROM message WHERE id = {message}")
    shown = dondoc("messages", "show", message)
    assert shown.out.startswith(f"Tin {message} cho ")
    assert "Chưa gửi lần nào." in shown.out
    assert address not in shown.out
    assert json.loads(dondoc("messages", "show", message, "--json").out)["message"]["state"] == "pending"


def test_a_cancelled_message_says_who_and_why(message: str, dondoc: Dondoc):
    assert (
        dondoc("messages", "cancel", message, "--reason", "gửi nhầm", "--by", "An").out == f"Tin {message}: đã hủy.\n"
    )
    assert "10/03/2026 09:00 An: hủy — gửi nhầm" in dondoc("messages", "show", message).out


def test_a_message_shows_that_the_administrator_heard_of_it(message: str, dondoc: Dondoc, query: Query):
    row = f"'2026-03-10 02:00:00', 'máy', 'alert', 'message', {message}, ''"
    query(f"INSERT INTO ledger (at, actor, action, subject, subject_id, reason) VALUES ({row})")
    assert "10/03/2026 09:00 máy: báo người quản trị" in dondoc("messages", "show", message).out


def test_a_dead_message_is_sent_again(message: str, dondoc: Dondoc, query: Query):
    query(f"UPDATE message SET state = 'dead' WHERE id = {message}")
    assert f"Tin {message} sẽ được gửi lại đến " in dondoc("messages", "resend", message).out
    assert query(f"SELECT state, is_repeat FROM message WHERE id = {message}") == [("pending", 1)]


def test_messages_of_one_person_only(message: str, dondoc: Dondoc, query: Query):
    ((code, name),) = query(
        f"SELECT code, name FROM person WHERE id = (SELECT person_id FROM message WHERE id = {message})"
    )
    for said in (code, name):
        found = json.loads(dondoc("messages", "--person", said, "--json").out)
        assert {each["person"] for each in found} == {name}


def test_an_obligation_is_given_and_taken_back_and_why_tells_it(home, dondoc: Dondoc):
    number = str(json.loads(dondoc("obligations", "--status", "due_soon", "--json").out)[0]["id"])
    given = dondoc("delegate", number, "--to", "ly-quang-kien", "--reason", "nắm rõ việc", "--by", "An")
    assert given.out == f"Nghĩa vụ {number}: lời nhắc đơn vị chủ trì từ nay đến Lý Quang Kiên.\n"
    assert dondoc("delegate", number, "--back").out == f"Nghĩa vụ {number}: thôi giao riêng, nhắc theo chức danh.\n"
    told = dondoc("why", number).out
    assert "An: giao riêng — nắm rõ việc" in told
    assert "thôi giao riêng" in told


def test_a_handover_says_what_went_and_what_to_write_down(home, dondoc: Dondoc):
    ran = dondoc("handover", "khong-gia-quan", "la-hoai-dung", "--on", "2026-03-09", "--reason", "12/QĐ")
    assert ran.out.startswith("Khổng Gia Quân bàn giao cho La Hoài Dũng từ 09/03/2026: 1 chức danh")
    assert "Ghi cả vào tệp danh bạ" in ran.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("resume",), 1, "không bị tạm dừng"),
        (("pause", "--reason", " "), 2, "lý do"),
        (("pause", "--reason", "x", "--until", "2026-03-09"), 2, "ngày đã qua"),
        (("messages", "--state", "xong"), 2, "không có trạng thái 'xong' — viết một trong: pending"),
        (("messages", "--person", "ai-do"), 2, "không có người 'ai-do' trong danh bạ"),
        (("messages", "--limit", "0"), 2, "số tin '0'"),
        (("messages", "show", "999999"), 2, "không có tin số 999999 — xem 'dondoc messages'"),
        (("messages", "show", "x"), 2, "'x' không phải số của tin"),
        (("messages", "resend", "99999999999"), 2, "không có tin số"),
        (("messages", "cancel", "1", "--reason", "x"), 2, "không có tin số 1"),
        (("messages", "xoa"), 2, "không có lệnh 'xoa'"),
        (("delegate", "1"), 2, "viết một trong hai: --to NGƯỜI"),
        (("delegate", "1", "--to", "ly-quang-kien", "--back"), 2, "viết một trong hai"),
        (("delegate", "1", "--to", "ly-quang-kien"), 2, "lý do"),
        (("delegate", "9999999", "--to", "ly-quang-kien", "--reason", "x"), 2, "không có nghĩa vụ số 9999999"),
        (("handover", "ly-quang-kien", "ly-quang-kien", "--on", "2026-04-01"), 2, "hai người khác nhau"),
        (("handover", "ly-quang-kien", "ai-do", "--on", "2026-04-01"), 2, "không có người 'ai-do'"),
        (("handover", "ly-quang-kien", "la-hoai-dung", "--on", "32/1/2026"), 2, "32/1/2026"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    home, dondoc: Dondoc, dump: Dump, words: tuple[str, ...], code: int, said: str
):
    before = dump()
    ran = dondoc(*words)
    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.split())
    assert dump() == before
