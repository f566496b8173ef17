"""The Official Account: tokens that are renewed once and stored before use, and what its codes mean."""

import threading
from typing import Any

import pytest

from engine.delivery.channels import Answer
from engine.delivery.zalo import credentials
from engine.delivery.zalo.codes import OFFICIAL_ACCOUNT, Meaning
from engine.delivery.zalo.health import troubles
from engine.delivery.zalo.tokens import NAME
from engine.watching.doctor import examine
from models.columns import table_of
from models.credentials import Credential
from tests.delivery.cast import Cast, office
from tests.delivery.test_mime import envelope
from tests.delivery.zalo.provider import FIRST, SECRET

USER = "1234567890123456789"


def to(clock, user=USER, **changes):
    return envelope(address=user, at=clock(), **changes)


def stored(cast):
    with cast.sessions() as session:
        return credentials.read(session, NAME)


def found_by_doctor(cast, clock):
    with cast.sessions() as session:
        return list(troubles(session, now=clock()))


def test_the_first_message_gets_a_token_and_stores_the_pair(oa, zalo, cast, clock):
    answer = oa.send(to(clock))
    assert (answer.ok, answer.text) == (True, "o0")
    assert zalo.told == [(USER, "Hạn 09/01/2024\n\nMột\nhai")]
    pair = stored(cast)
    assert (pair.access_token, pair.refresh_token, pair.version) == ("access-1-bi-mat", "refresh-1-bi-mat", 1)
    assert pair.expires_at == clock() + (credentials_life := pair.expires_at - clock())
    assert credentials_life.total_seconds() == 90_000


def test_a_token_serves_a_day_of_runs(channels, zalo, clock):
    for _ in range(3):
        assert channels()[1].send(to(clock)).ok
        clock.forward(hours=7)
    assert zalo.refreshes == 1


def test_an_hour_before_its_end_a_token_is_renewed_with_the_stored_refresh_token(channels, zalo, clock, cast):
    channels()[1].send(to(clock))
    clock.forward(hours=24)
    assert channels()[1].send(to(clock)).ok
    assert (zalo.refreshes, stored(cast).refresh_token) == (2, "refresh-2-bi-mat")


def test_a_token_that_they_ended_early_is_renewed_once_and_the_message_sent(oa, zalo, clock):
    oa.send(to(clock))
    clock.forward(hours=1)
    zalo.access.clear()
    assert oa.send(to(clock)).ok
    assert (zalo.refreshes, len(zalo.told)) == (2, 2)


def test_a_new_token_that_is_refused_too_is_for_the_administrator_and_is_not_renewed_again_and_again(oa, zalo, clock):
    oa.send(to(clock))
    clock.forward(hours=1)
    zalo.moods[""] = 200, {"error": -216, "message": "no"}
    answers = [oa.send(to(clock)) for _ in range(3)]
    assert all(a.permanent and a.is_down and not a.bad_address for a in answers)
    assert zalo.refreshes == 2


@pytest.mark.parametrize("code", OFFICIAL_ACCOUNT)
def test_each_documented_code_means_what_the_table_says(oa, zalo, clock, code):
    zalo.moods[""] = 200, {"error": code, "message": "said"}
    answer = oa.send(to(clock))
    assert (answer.ok, answer.is_unknown) == (False, False)
    passing, gone, ours = {-32, -211, -218, -311}, {-213, -217}, {-216, -224}
    assert answer.permanent == (code not in passing)
    assert answer.bad_address == (code in gone)
    assert answer.is_down == (code in ours)
    assert str(code) in answer.text or code == -216


def test_the_tables_hold_every_code_that_is_documented():
    assert set(OFFICIAL_ACCOUNT) == {-216, -32, -211, -218, -311, -213, -217, -230, -305, -224}
    assert OFFICIAL_ACCOUNT[-230][0] is OFFICIAL_ACCOUNT[-305][0] is Meaning.FOR_GOOD


def test_a_code_nobody_wrote_about_passes_and_is_recorded(oa, zalo, clock):
    zalo.moods[""] = 200, {"error": "-9876", "message": "new  thing"}
    assert oa.send(to(clock)) == Answer(ok=False, text="mã -9876: mã lạ: new thing")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_statuses_that_pass(oa, zalo, clock, status):
    zalo.moods[""] = status, {"error": -213, "message": "beside the point"}
    answer = oa.send(to(clock))
    assert (answer.permanent, answer.bad_address, answer.is_down) == (False, False, False)
    assert oa.send(to(clock)).is_down == (status == 429)


def test_an_answer_without_a_code_leaves_open_whether_it_arrived(oa, zalo, clock):
    zalo.moods[""] = 200, {"message": "Success"}
    assert oa.send(to(clock)).is_unknown


def test_what_is_no_user_id_is_not_tried(oa, zalo, clock):
    answer = oa.send(to(clock, "0912345678x"))
    assert (answer.bad_address, zalo.log, zalo.refreshes) == (True, [], 0)


def test_two_deliverers_renew_once(tokens, zalo, clock):
    zalo.oauth_mood = "slow"
    both, start = [], threading.Barrier(4)

    def run():
        holder = tokens()
        start.wait()
        both.append(holder.current(clock()))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert zalo.refreshes == 1
    assert {token.access for token in both} == {"access-1-bi-mat"}


@pytest.mark.postgres
def test_two_deliverers_renew_once_on_postgresql(postgres_database, base, zalo, clock):
    from engine.delivery.zalo.tokens import OfficialAccount, Tokens
    from tests.delivery.zalo.provider import APP

    cast, found = Cast(postgres_database), list[Any]()
    zalo.oauth_mood = "slow"

    def run():
        account = OfficialAccount(APP, SECRET, FIRST, base, 2)
        found.append(Tokens(account, cast.sessions).current(clock()))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert zalo.refreshes == 1
    assert {token.access for token in found} == {"access-1-bi-mat"}


def test_a_token_refused_to_two_deliverers_is_renewed_once(tokens, zalo, clock):
    one, other = tokens(), tokens()
    refused = one.current(clock())
    assert other.current(clock()) == refused
    clock.forward(hours=1)
    assert one.instead_of(refused, clock()).access == "access-2-bi-mat"
    assert other.instead_of(refused, clock()).access == "access-2-bi-mat"
    assert zalo.refreshes == 2


def test_while_a_dead_process_holds_the_lease_messages_wait_and_then_go_on(tokens, zalo, clock, cast):
    with cast.sessions() as session:
        credentials.adopt(session, NAME, FIRST, now=clock())
        assert credentials.lease(session, NAME, 0, holder="gone", now=clock())
    answer = tokens(patience=0.3).current(clock())
    assert (answer.is_down, answer.permanent, zalo.refreshes) == (True, False, 0)
    clock.forward(minutes=3)
    assert tokens().current(clock()).access == "access-1-bi-mat"


def test_a_used_refresh_token_is_a_loud_fault_of_the_channel(oa, zalo, clock, cast, overheard):
    zalo.refresh_token = "somebody-used-it"
    answers = [oa.send(to(clock)) for _ in range(3)]
    assert all(a.permanent and a.is_down and not a.bad_address for a in answers)
    assert "phải lấy lại refresh token" in answers[0].text
    assert [r.levelname for r in overheard if r.name.endswith("zalo.tokens")] == ["ERROR"]
    assert zalo.refreshes == 1  # asked again in an hour, not for each message
    ((level, what, _),) = found_by_doctor(cast, clock)
    assert (level, "phải lấy lại refresh token" in what) == ("error", True)


def test_the_doctor_tells_it_among_its_findings(oa, zalo, clock, cast):
    zalo.refresh_token = "somebody-used-it"
    oa.send(to(clock))
    with cast.sessions() as session:
        found = examine(session, office(), now=clock(), is_current=True)
    assert any(f.level == "error" and "refresh token" in f.what for f in found)


def test_a_refusal_for_a_wrong_secret_heals_when_the_secret_is_mended(channels, zalo, clock):
    assert channels(secret="sai-mat-roi")[1].send(to(clock)).permanent
    clock.forward(minutes=61)
    assert channels()[1].send(to(clock)).ok


def test_a_new_refresh_token_in_the_settings_takes_the_place_of_a_lost_one(channels, zalo, clock, cast):
    zalo.refresh_token = "used"
    assert not channels()[1].send(to(clock)).ok
    zalo.refresh_token = "refresh-moi-bi-mat"
    assert channels(first="refresh-moi-bi-mat")[1].send(to(clock)).ok
    assert found_by_doctor(cast, clock) == []
    assert channels()[1].send(to(clock)).ok  # a process with the older settings brings nothing back
    assert (zalo.refreshes, stored(cast).refresh_token) == (2, "refresh-1-bi-mat")


def test_the_settings_token_is_used_once_only(channels, zalo, clock):
    for _ in range(4):
        assert channels()[1].send(to(clock)).ok
        clock.forward(days=10)
    assert (zalo.refreshes, zalo.refresh_token) == (4, "refresh-4-bi-mat")


def test_a_server_of_tokens_that_is_away_delays_and_the_old_token_serves_to_its_end(channels, zalo, clock):
    channels()[1].send(to(clock))
    zalo.oauth_mood = "drop"
    clock.forward(hours=24, minutes=30)
    oa = channels()[1]
    assert all(oa.send(to(clock)).ok for _ in range(3))
    assert zalo.refreshes == 2  # not tried again for each message
    clock.forward(minutes=31)
    answer = channels()[1].send(to(clock))
    assert (answer.is_down, answer.permanent, answer.is_unknown) == (True, False, False)


@pytest.mark.parametrize("mood", ["hang", "drop", "babble"])
def test_a_missed_answer_of_the_token_server_is_told_by_the_doctor_until_it_is_clear(channels, zalo, clock, cast, mood):
    zalo.oauth_mood = mood
    assert channels()[1].send(to(clock)).is_down
    assert [level for level, *_ in found_by_doctor(cast, clock)] == ["warning"]
    zalo.oauth_mood = ""
    assert channels()[1].send(to(clock)).ok
    assert found_by_doctor(cast, clock) == []


def test_an_answer_lost_on_its_way_ends_in_a_refusal_that_says_why(channels, zalo, clock):
    zalo.oauth_mood = "take-and-drop"
    assert channels()[1].send(to(clock)).is_down
    answer = channels()[1].send(to(clock))
    assert (answer.permanent, "lần làm mới lúc 08:00 08/01/2024 mất trả lời" in answer.text) == (True, True)


@pytest.mark.parametrize(("days", "level"), [(59, []), (60, ["warning"]), (89, ["warning"]), (90, ["error"])])
def test_a_pair_that_nobody_uses_alarms_at_60_days(oa, clock, cast, days, level):
    oa.send(to(clock))
    clock.forward(days=days)
    assert [found[0] for found in found_by_doctor(cast, clock)] == level


def test_no_token_is_to_be_read_anywhere(channels, tokens, zalo, clock, cast, overheard):
    oa = channels()[1]
    answers = [oa.send(to(clock))]
    clock.forward(hours=30)
    zalo.refresh_token = "other"  # the server's refusal repeats the token it was given
    answers.append(channels()[1].send(to(clock)))
    zalo.moods[""] = 200, {"error": -1, "message": "token access-1-bi-mat and " + SECRET}
    said = [record.getMessage() + str(record.args) for record in overheard]
    holder = tokens()
    shown = [repr(holder), repr(holder._account), repr(stored(cast)), repr(holder._known)]
    with cast.sessions() as session:
        row = session.execute(table_of(Credential).select()).one()
        shown.append(repr(Credential(**row._asdict())))
    assert "bi-mat" not in "".join([*said, *shown, *(a.text + repr(a) for a in answers)])
    assert "***" in answers[1].text
