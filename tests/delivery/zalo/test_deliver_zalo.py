"""Messages of the database through deliver and Zalo: the order of addresses, nights, parts, limits and lost answers."""

import threading
from typing import Any

import pytest

from engine.delivery.channels import Answer
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.opening import channels_for
from models.columns import table_of
from models.credentials import Credential
from models.directory import Contact
from models.errors import ConfigurationError
from models.messages import MessageState
from tests.delivery.cast import moment, office, wordy
from tests.delivery.recording import FIGURES, Recording
from tests.delivery.servers import FROM
from tests.delivery.zalo.provider import APP, BOT, FIRST, SECRET

USER, PHONE = "1234567890123456789", "0912 345 678"
ADDRESSES = {"zalobot": "chat-lan", "zalooa": USER, "zns": PHONE}


def told(zalo):
    return [address for address, _ in zalo.told]


def by(cast, channel, obligation=None, **more):
    """A message to Lan on one channel, whose contact stands before her mail address."""
    more.setdefault("address", ADDRESSES[channel])
    return cast.message("lan", [obligation or cast.owe("2024-01-09")], channel=channel, **more)


def dead(cast):
    contact = table_of(Contact)
    return [row[0] for row in cast.rows(contact.select().with_only_columns(contact.c.address).where(contact.c.is_dead))]


@pytest.mark.parametrize("channel", ADDRESSES)
def test_a_message_is_sent_and_the_providers_answer_recorded(cast, zalo, deliver_zalo, channel):
    message = by(cast, channel)
    assert deliver_zalo() == FIGURES | {"sent": 1}
    assert cast.answers(message) == [(MessageState.SENT, {"zalobot": "m0", "zalooa": "o0", "zns": "z1"}[channel])]
    assert len(zalo.told) == 1


def test_zns_is_told_the_person_and_the_work(cast, zalo, deliver_zalo):
    by(cast, "zns")
    deliver_zalo()
    assert zalo.told[0][1]["template_data"] == {"ten": "Lê Thị Lan", "viec": "Xây dựng kế hoạch…"}


def test_a_refusal_for_good_moves_to_the_next_address_and_marks_this_one(cast, zalo, deliver_zalo, server, moody):
    cast.contact("lan", USER, "zalooa", position=-2)
    cast.contact("lan", "chat-lan", "zalobot", position=-1)
    message = by(cast, "zalooa")
    zalo.moods[USER] = 200, {"error": -213, "message": "not a follower"}
    zalo.moods["chat-lan"] = 200, {"ok": False, "error_code": 401, "description": "Unauthorized"}
    with EmailChannel(server) as mail:
        assert deliver_zalo(mail) == FIGURES | {"sent": 1, "failed": 2}
    assert [kept.to for kept in moody.kept] == ["lan@soyte.example"]
    assert [outcome for outcome, _ in cast.answers(message)] == [
        MessageState.DEAD, MessageState.FAILED, MessageState.SENT
    ]  # fmt: skip
    assert dead(cast) == [USER]  # the bot's token is no fault of the chat


def test_what_fails_for_this_message_only_leaves_the_address_alive(cast, zalo, deliver_zalo, server, moody):
    cast.contact("lan", USER, "zalooa", position=-1)
    by(cast, "zalooa")
    zalo.moods[USER] = 200, {"error": -230, "message": "silent for 7 days"}
    with EmailChannel(server) as mail:
        deliver_zalo(mail)
    assert (len(moody.kept), dead(cast)) == (1, [])


def test_an_account_that_is_out_of_order_lets_every_message_go_by_mail_at_once(cast, zalo, deliver_zalo, server, moody):
    zalo.refresh_token = "used"
    for person in ("lan", "hung", "mai"):
        cast.contact(person, USER, "zalooa", position=-1)
        cast.message(person, [cast.owe("2024-01-09")], channel="zalooa", address=USER)
    with EmailChannel(server) as mail:
        assert deliver_zalo(mail) == FIGURES | {"sent": 3, "failed": 3}
    assert (len(moody.kept), zalo.refreshes) == (3, 1)


def test_without_another_address_a_message_waits_until_the_channel_is_mended(cast, zalo, deliver_zalo, clock):
    message = by(cast, "zalooa")
    zalo.refresh_token = "used"
    for _ in range(12):  # longer than any message is tried
        assert deliver_zalo() == FIGURES | {"failed": 1, "waiting": 1}
        clock.forward(hours=1)
    zalo.refresh_token = "refresh-moi-bi-mat"
    assert deliver_zalo(first="refresh-moi-bi-mat") == FIGURES | {"sent": 1}
    assert cast.state(message) is MessageState.SENT


def test_a_night_of_zns_wears_nothing_out_and_ends_at_six(cast, zalo, deliver_zalo, clock):
    message = by(cast, "zns", at="2024-01-07")
    clock.at = moment("2024-01-07", "22:30")
    assert deliver_zalo() == FIGURES | {"waiting": 1}
    stored = cast.read(message)
    assert (stored.state, stored.tries, stored.retry_at) == (MessageState.PENDING, 0, moment("2024-01-08", "06:00"))
    clock.at = moment("2024-01-08", "05:59")
    assert deliver_zalo() == FIGURES | {"waiting": 1}
    clock.forward(minutes=1)
    assert deliver_zalo() == FIGURES | {"sent": 1}
    assert [outcome for outcome, _ in cast.answers(message)] == [MessageState.PENDING, MessageState.SENT]
    assert len(zalo.log) == 1


def test_a_morning_that_is_past_already_does_not_keep_a_run_busy_for_ever(cast, clock):
    answer = Answer(ok=False, not_before=clock())
    message = by(cast, "zns")
    assert deliver(cast.sessions, office(), [Recording("zns", answer)], clock=clock) == FIGURES | {"waiting": 1}
    assert cast.read(message).retry_at > clock()


def test_a_rate_limit_ends_the_run_and_only_the_one_that_met_it_is_worn(cast, zalo, deliver_zalo, clock):
    messages = [by(cast, "zalobot", address=f"chat-{n}") for n in range(4)]
    zalo.moods[""] = [None, (429, {"ok": False, "error_code": 429, "description": "Too many"})]
    assert deliver_zalo() == FIGURES | {"sent": 1, "failed": 2, "waiting": 3}
    assert [cast.read(message).tries for message in messages] == [1, 1, 0, 0]
    assert len(zalo.log) == 2
    clock.forward(minutes=3)
    assert deliver_zalo() == FIGURES | {"sent": 3}
    assert sorted(told(zalo)) == [f"chat-{n}" for n in range(4)]


def test_quotas_are_waited_for_with_growing_pauses_and_then_the_next_address_is_taken(
    cast, zalo, deliver_zalo, server, moody, clock
):
    cast.contact("lan", USER, "zalooa", position=-1)
    message = by(cast, "zalooa")
    zalo.moods[USER] = 200, {"error": -218, "message": "quota"}
    waits = []
    with EmailChannel(server) as mail:
        while cast.state(message) is not MessageState.SENT:
            deliver_zalo(mail)
            waits.append(cast.read(message).retry_at - clock())
            clock.at = max(clock.at, cast.read(message).retry_at)
    assert [len(moody.kept), len(waits)] == [1, 6]
    assert waits[:5] == sorted(waits[:5])


def test_a_lost_answer_is_sent_again_and_says_so(cast, zalo, deliver_zalo, clock):
    message = by(cast, "zalobot")
    zalo.moods["chat-lan"] = ["take-and-hang"]
    assert deliver_zalo() == FIGURES | {"unknown": 1, "waiting": 1}
    clock.forward(minutes=3)
    assert deliver_zalo() == FIGURES | {"sent": 1}
    first, second = (text for _, text in zalo.told)
    assert (first.startswith("Hạn"), second.startswith("(gửi lại) Hạn")) == (True, True)
    assert cast.state(message) is MessageState.SENT


def test_a_long_digest_that_fails_in_the_middle_is_finished_and_not_begun_again(cast, zalo, deliver_zalo, clock):
    owed = [cast.owe("2024-01-05", f"Báo cáo công tác quý IV, phần {n} {'x' * 60}") for n in range(12)]
    message = cast.message("lan", owed, channel="zalobot", address="chat-lan")
    zalo.moods["chat-lan"] = [None, (502, "bad gateway")]
    assert deliver_zalo(of=wordy()) == FIGURES | {"failed": 1, "waiting": 1}
    clock.forward(minutes=3)
    assert deliver_zalo(of=wordy()) == FIGURES | {"sent": 1}
    heads = [text.partition("\n")[0] for _, text in zalo.told]
    assert heads == [f"({n}/{len(heads)})" for n in range(1, len(heads) + 1)]
    assert len(heads) > 2
    assert [answer.partition(":")[0] for _, answer in cast.answers(message)] == [
        f"phần 2/{len(heads)}", f"{len(heads)} phần"
    ]  # fmt: skip


def test_two_deliverers_renew_the_token_once_and_tell_each_message_once(cast, zalo, deliver_zalo):
    zalo.oauth_mood = "slow"
    users = [f"12345678901{n:02d}" for n in range(60)]
    for user in users:
        by(cast, "zalooa", address=user)
    runs = [threading.Thread(target=deliver_zalo) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert zalo.refreshes == 1
    assert sorted(told(zalo)) == users


def test_channels_are_made_from_plain_values(cast, base, clock, zalo):
    templates = {"message": ("123", {"ten": ("person", 30), "viec": ("title", 20)})}
    values: Any = {"bot_token": BOT, "bot_base": base, "oa_app_id": APP, "oa_secret": SECRET, "oa_refresh_token": FIRST,
              "oa_base": base, "oauth_base": base, "zns_base": base, "zns_templates": templates}  # fmt: skip
    mail: Any = {"host": "127.0.0.1", "port": 25, "security": "plain", "mail_from": FROM}
    names = [c.name for c in channels_for(**mail, zalo=values, sessions=cast.sessions)]
    assert names == ["email", "apprise", "zalobot", "zalooa", "zns"]
    assert [c.name for c in channels_for(**mail)] == ["email", "apprise"]
    assert [c.name for c in channels_for(**mail, zalo={"bot_token": BOT}, sessions=cast.sessions)][2:] == ["zalobot"]
    with pytest.raises(ConfigurationError, match="đủ ba"):
        channels_for(**mail, zalo={"oa_app_id": APP, "oa_secret": SECRET}, sessions=cast.sessions)


def test_the_settings_say_what_the_channels_need(monkeypatch, tmp_path, cast):
    from config.settings import load_settings, shown
    from engine.delivery.zalo.opening import zalo_channels

    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    (tmp_path / "dondoc.toml").write_text(
        f'zalo_bot_token = "{BOT}"\nzalo_oa_app_id = "{APP}"\nzalo_oa_secret = "{SECRET}"\n'
        f'zalo_oa_refresh_token = "{FIRST}"\n[zns_templates.message]\nid = "123"\n'
        '[zns_templates.message.data]\nten = {fact = "person"}\nviec = {fact = "title", at_most = 20}\n',
        "utf-8",
    )
    settings = load_settings()
    assert settings.channels == {"email", "apprise", "zalobot", "zalooa", "zns"}
    less = settings.model_copy(update={"zalo_bot_token": None, "zns_templates": {}})
    assert less.channels == {"email", "apprise", "zalooa"}
    assert [c.name for c in zalo_channels(cast.sessions, **settings.zalo)] == ["zalobot", "zalooa", "zns"]
    assert settings.zalo["zns_templates"] == {"message": ("123", {"ten": ("person", 30), "viec": ("title", 20)})}
    assert "bi-mat" not in "".join(map(str, [*shown(settings), settings]))


def test_the_stored_tokens_are_not_in_a_rows_repr(cast, zalo, deliver_zalo):
    by(cast, "zalooa")
    deliver_zalo()
    table = table_of(Credential)
    assert cast.rows(table.select().with_only_columns(table.c.refresh_token)) == [("refresh-1-bi-mat",)]
