"""kill -9 at the worst moments: nothing lost, and nothing told twice but what says so."""

import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.delivery import outbox
from models.messages import MessageState, NoticeState
from tests.delivery.cast import Cast

ROOT = Path(__file__).parent.parent.parent


def killed(engine, server, when):
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.delivery.dying", url, str(server.port), when]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).returncode


@pytest.mark.faults
@pytest.mark.parametrize(
    ("when", "arrived", "state", "is_marked"),
    [
        ("claimed", 0, MessageState.PENDING, False),
        ("handed", 0, MessageState.UNKNOWN, True),
        ("sent", 1, MessageState.UNKNOWN, True),
    ],
)
def test_a_killed_deliverer_loses_nothing_and_a_repeat_is_marked(
    cast, clock, server, moody, deliver_all, when, arrived, state, is_marked
):
    messages = [cast.message("lan", [cast.owe("2024-01-09")]), cast.message("hung", [cast.owe("2024-01-10")])]
    assert killed(cast.engine, server, when) == -signal.SIGKILL
    assert len(moody.kept) == arrived
    assert {cast.state(m) for m in messages} == {MessageState.SENDING}

    assert deliver_all()["sent"] == 0  # the lease still holds
    clock.forward(minutes=11)
    unknown = 1 if state is MessageState.UNKNOWN else 0
    assert deliver_all() == {"sent": 2, "failed": 0, "dead": 0, "unknown": unknown, "empty": 0, "waiting": 0, "held": 0}

    assert {cast.state(m) for m in messages} == {MessageState.SENT}
    assert [cast.notices(m) for m in messages] == [[NoticeState.SENT]] * 2
    repeats = [kept for kept in moody.kept if kept.subject.startswith("(gửi lại)")]
    assert len(repeats) == is_marked
    assert len(moody.kept) == 2 + arrived
    assert len({kept.id for kept in moody.kept}) == 2


@pytest.mark.faults
@pytest.mark.parametrize("back", [{"hours": 1}, {"days": 1}, {"days": 400}])
def test_a_killed_deliverer_holds_nothing_after_the_clock_was_set_back(cast, clock, server, moody, deliver_all, back):
    messages = [cast.message(who, [cast.owe("2024-01-09")], at="2022-01-03") for who in ("lan", "hung")]
    assert killed(cast.engine, server, "sent") == -signal.SIGKILL
    clock.at -= dt.timedelta(**back)
    figures = deliver_all()
    assert (figures["sent"], figures["unknown"]) == (2, 1)  # the one of which nobody knows whether it left comes again
    clock.forward(minutes=1)
    assert deliver_all()["sent"] == 0
    assert {cast.state(m) for m in messages} == {MessageState.SENT}
    assert [kept.subject.startswith("(gửi lại)") for kept in moody.kept].count(True) == 1
    assert len(moody.kept) == 3


@pytest.mark.faults
def test_a_clock_set_back_by_minutes_takes_no_message_from_who_sends_it(cast, clock, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")], state=MessageState.SENDING, leased_by="another",
                           leased_until=clock() + outbox.LEASE, handed_at=clock())  # fmt: skip
    clock.forward(minutes=-5)
    deliver_all()
    assert (cast.state(message), moody.kept) == (MessageState.SENDING, [])


@pytest.mark.faults
def test_what_was_sent_before_the_clock_was_set_back_is_not_sent_again(cast, clock, deliver_all, moody):
    sent = cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all()
    moody.moods["hung"] = "451 4.3.0 try later"
    waits = cast.message("hung", [cast.owe("2024-01-10")])
    deliver_all()
    clock.forward(days=-1)
    moody.moods.clear()
    assert deliver_all()["sent"] == 0
    clock.forward(days=1, minutes=5)
    assert deliver_all()["sent"] == 1
    assert [kept.to for kept in moody.kept] == ["lan@soyte.example", "hung@soyte.example"]
    assert {cast.state(sent), cast.state(waits)} == {MessageState.SENT}


@pytest.mark.faults
@pytest.mark.postgres
def test_a_killed_deliverer_on_postgresql(postgres_database, clock, server, moody):
    cast = Cast(postgres_database)
    message = cast.message("lan", [cast.owe("2024-01-09")])
    assert killed(cast.engine, server, "sent") == -signal.SIGKILL
    assert cast.state(message) is MessageState.SENDING
    assert [kept.subject.startswith("(gửi lại)") for kept in moody.kept] == [False]


def test_a_message_that_kills_every_run_is_laid_aside_in_the_end(cast, clock, deliver_all):
    message = cast.message("lan", [cast.owe("2024-01-09")], state=MessageState.SENDING, tries=6, leased_by="gone",
                           leased_until=clock(), handed_at=clock())  # fmt: skip
    clock.forward(seconds=1)
    deliver_all()
    assert cast.state(message) is MessageState.DEAD
    assert cast.answers(message) == [(MessageState.UNKNOWN, "tiến trình gửi dừng trước khi ghi kết quả")]
