"""The bot against a server that keeps to the documented contract."""

import logging
import time

import apprise
import pytest

from engine.delivery.zalo.bot import Bot, BotSender, Heard
from engine.delivery.zalo.plugin import NotifyZaloBot, ZaloChannel
from models.errors import ConfigurationError
from tests.delivery.test_mime import envelope
from tests.delivery.zalo.conftest import READ
from tests.delivery.zalo.provider import BOT

LONG = "\n".join(f"dòng {n:03d} {'x' * 80}" for n in range(60))


def to(chat="chat-lan", **changes):
    return envelope(address=chat, **changes)


def test_a_message_arrives_with_its_subject(bot, zalo):
    answer = bot.send(to())
    assert (answer.ok, answer.text) == (True, "m0")
    assert zalo.told == [("chat-lan", "Hạn 09/01/2024\n\nMột\nhai")]


def test_a_long_message_goes_in_numbered_parts(bot, zalo):
    answer = bot.send(to(text=LONG))
    assert (answer.ok, answer.text) == (True, "3 phần: m0; m1; m2")
    assert [text.partition("\n")[0] for _, text in zalo.told] == ["(1/3)", "(2/3)", "(3/3)"]


def test_an_error_in_a_200_is_a_failure(bot, zalo):
    zalo.moods[""] = 200, {"ok": False, "error_code": 999, "description": "what now"}
    answer = bot.send(to())
    assert (answer.ok, answer.permanent, answer.text) == (False, False, "mã 999: what now")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_theirs_passes(bot, zalo, status):
    zalo.moods[""] = status, "<h1>oops</h1>"
    answer = bot.send(to())
    assert (answer.ok, answer.permanent, answer.is_unknown, answer.is_down) == (False, False, False, False)
    assert answer.text == f"HTTP {status}: 127.0.0.1: trả lời không đọc được"


@pytest.mark.parametrize("status", [200, 429])
def test_after_too_many_the_channel_rests_for_the_run(bot, zalo, status):
    zalo.moods["chat-lan"] = status, {"ok": False, "error_code": 429, "description": "Too many"}
    first, second = bot.send(to()), bot.send(to("chat-hung"))
    assert (first.permanent, first.is_down, first.text) == (False, False, "mã 429: Too many")
    assert (second.is_down, second.permanent) == (True, False)
    assert len(zalo.log) == 1


@pytest.mark.parametrize("said", [(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
                                  (200, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
                                  (404, "<h1>not found</h1>")])  # fmt: skip
def test_a_wrong_token_is_for_the_administrator(channels, zalo, said):
    zalo.moods["wrong token"] = said
    wrong, *_ = channels(token="1234567890:sai-mat-roi")
    answer = wrong.send(to())
    assert (answer.permanent, answer.is_down, answer.bad_address) == (True, True, False)
    assert "DONDOC_ZALO_BOT_TOKEN" in answer.text
    assert zalo.told == []


@pytest.mark.parametrize("chat", ["", "a b", "a/b", "../x", "x" * 101, "đan"])
def test_what_is_no_chat_id_is_not_tried(bot, zalo, chat):
    answer = bot.send(to(chat))
    assert (answer.permanent, answer.bad_address) == (True, True)
    assert zalo.log == []


def test_a_server_that_is_away_is_a_channel_that_is_out_of_order(cast):
    answer = ZaloChannel(NotifyZaloBot, BotSender(Bot(BOT, "http://127.0.0.1:9", READ), cast.sessions)).send(to())
    assert (answer.is_down, answer.is_unknown) == (True, False)
    assert answer.text == "127.0.0.1: không có trả lời (ConnectionError)"


@pytest.mark.parametrize("mood", ["take-and-hang", "take-and-drop", "take-and-babble", "flood", "trickle"])
def test_an_answer_that_says_nothing_leaves_open_whether_it_arrived(bot, zalo, mood):
    zalo.moods[""] = mood
    answer = bot.send(to())
    assert (answer.ok, answer.is_unknown, answer.is_down) == (False, True, True)


def test_a_trickle_is_cut_off(bot, zalo):
    zalo.moods[""] = "trickle"  # it lasts four seconds
    began = time.monotonic()
    bot.send(to())
    assert time.monotonic() - began < 2.5


def test_an_answer_without_a_yes_or_no_leaves_it_open(bot, zalo):
    zalo.moods[""] = 200, {"hello": 1}
    assert bot.send(to()).is_unknown


def test_a_redirect_is_not_followed(bot, zalo):
    zalo.moods[""] = "redirect"
    answer = bot.send(to())
    assert (answer.is_down, answer.is_unknown, answer.text) == (True, False, "HTTP 302: chuyển hướng, không theo")


def test_when_a_part_fails_the_answer_says_which_and_a_resend_begins_there(channels, zalo):
    zalo.moods["chat-lan"] = [None, (503, "away")]
    answer = channels()[0].send(to(text=LONG))
    assert (answer.ok, answer.text) == (False, "phần 2/3: HTTP 503: 127.0.0.1: trả lời không đọc được")
    answer = channels()[0].send(to(text=LONG + "\nthêm"))  # what was begun is finished as it was begun
    assert answer.text == "3 phần: m1; m2"
    assert [text.partition("\n")[0] for _, text in zalo.told] == ["(1/3)", "(2/3)", "(3/3)"]
    assert "thêm" not in zalo.told[2][1]


def test_a_part_that_may_have_arrived_is_marked_when_it_is_sent_again(channels, zalo):
    zalo.moods["chat-lan"] = [None, "take-and-drop"]
    assert channels()[0].send(to(text=LONG)).is_unknown
    assert channels()[0].send(to(text="(gửi lại) " + LONG, subject="(gửi lại) Hạn")).ok
    heads = [text.partition("\n")[0] for _, text in zalo.told]
    assert heads == ["(1/3)", "(2/3)", "(2/3, gửi lại)", "(3/3)"]


def test_when_all_parts_were_accepted_before_nothing_is_sent(channels, zalo):
    assert channels()[0].send(to(text=LONG)).ok
    answer = channels()[0].send(to(text=LONG))
    assert (answer.ok, answer.text) == (True, "3 phần: đã nhận đủ từ lần trước")
    assert len(zalo.told) == 3


@pytest.mark.parametrize("change", ["another day", "other work"])
def test_what_was_told_in_half_begins_anew_when_it_is_no_longer_true(channels, zalo, clock, change):
    zalo.moods["chat-lan"] = [None, (503, "away")]
    channels()[0].send(to(text=LONG, about=(1, 2)))
    clock.forward(hours=16 if change == "another day" else 0)
    about = (1, 2) if change == "another day" else (1,)
    assert channels()[0].send(to(text="mới\n" + LONG, about=about, at=clock())).ok
    assert len(zalo.told) == 4
    assert zalo.told[1][1].startswith("(1/3)\n(gửi lại) Hạn")


def test_parts_of_one_chat_say_nothing_about_another(channels, zalo):
    channels()[0].send(to("chat-lan", text=LONG))
    channels()[0].send(to("chat-hung", text=LONG))
    assert [chat for chat, _ in zalo.told] == ["chat-lan"] * 3 + ["chat-hung"] * 3


def test_parts_are_forgotten_after_a_few_days(channels, zalo, clock, cast):
    channels()[0].send(to(text=LONG))
    clock.forward(days=4)
    channels()[0].send(to(text=LONG, token="other", at=clock()))
    from models.columns import table_of
    from models.message_parts import MessagePart

    assert {row[1] for row in cast.rows(table_of(MessagePart).select())} == {"other"}


def test_chat_ids_are_learnt_from_those_who_write(cast, base, zalo):
    sender = BotSender(Bot(BOT, base, READ), cast.sessions)
    message = {
        "from": {"id": "u1", "display_name": "Lan"},
        "chat": {"id": "c1", "chat_type": "PRIVATE"},
        "text": "Chào",
    }
    zalo.updates = [{"event_name": "message.text.received", "message": message}, {"event_name": "other"}]
    assert [sender.next_heard(1) for _ in range(3)] == [Heard("c1", "Lan", "Chào"), None, None]
    assert "Lan" not in repr(Heard("c1", "Lan", "Chào"))


def test_reading_with_a_wrong_token_says_so(cast, base):
    with pytest.raises(ConfigurationError, match="401") as found:
        BotSender(Bot("1234567890:sai-mat-roi", base, READ), cast.sessions).next_heard(1)
    assert "sai-mat-roi" not in str(found.value)


@pytest.mark.parametrize("mood", [None, "hang", "drop", "flood", "babble", "redirect", "echo"])
def test_the_token_is_nowhere_to_be_read(channels, zalo, mood, overheard):
    zalo.moods[""] = (
        (200, {"ok": False, "error_code": 400, "description": f"bad /bot{BOT}/x"}) if mood == "echo" else mood
    )
    if mood is None:
        zalo.moods.clear()
    channel = channels()[0]
    answer = channel.send(to(text=LONG))
    said = [record.getMessage() + str(record.args) for record in overheard]
    assert any("urllib3" in record.name for record in overheard)
    assert "bi-mat" not in "".join([answer.text, repr(answer), repr(vars(channel)), *said])


def test_urllib3_is_heard_with_the_token_masked(bot, overheard):
    bot.send(to())
    lines = [record.getMessage() for record in overheard if record.name == "urllib3.connectionpool"]
    assert any("/bot***/sendMessage" in line for line in lines)
    assert logging.getLogger("urllib3.connectionpool").filters


@pytest.mark.parametrize("token", ["", "a b", "a/b", "token\r\nX: y", "../../x", "đđđđđđđ"])
def test_a_token_that_cannot_be_one_is_refused_when_it_is_set(token):
    with pytest.raises(ConfigurationError) as found:
        Bot(token)
    assert not token or token not in str(found.value)


def test_only_https_or_this_machine_is_spoken_to(cast):
    with pytest.raises(ConfigurationError, match="https"):
        BotSender(Bot(BOT, "http://bot.example"), cast.sessions)


def test_apprise_knows_the_plugins_and_makes_none_of_them_from_a_url(bot):
    known = apprise.NotificationManager()
    assert all(schema in known for schema in ("zalobot", "zalooa", "zns"))
    assert not apprise.Apprise().add("zalobot://1234567890:x/chat")
    assert "bi-mat" not in "".join(plugin.url() for plugin in bot._apprise)
