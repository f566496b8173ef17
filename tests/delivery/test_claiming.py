"""What may leave now: nothing while all is paused, nothing into somebody's quiet, no more than a channel's rate."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from engine.delivery.deliver import FIGURES, deliver
from engine.escalation.switches import pause, resume
from engine.journal import By
from models.columns import table_of
from models.directory import Person
from models.messages import Attempt, MessageState
from models.obligations import Obligation, Progress
from models.office import Rate, Sending
from tests.delivery.cast import Cast, office
from tests.delivery.recording import Recording

NONE = dict.fromkeys(FIGURES, 0)


@pytest.fixture
def either_cast(either_database: Engine) -> Cast:
    return Cast(either_database)


def run(cast, clock, channel, rates=None, **more):
    it = office()
    sending = it.setup.sending.model_copy(update={"rates": rates or {}})
    it = it.model_copy(update={"setup": it.setup.model_copy(update={"sending": sending})})
    return deliver(cast.sessions, it, [channel], clock=clock, **more)


def paused(cast, clock, reason="bảo trì"):
    with cast.sessions() as session:
        pause(session, office(), By("An", clock()), reason)


def resumed(cast, clock):
    with cast.sessions() as session:
        resume(session, By("An", clock()))


def messages(cast, count, **more):
    return [cast.message("lan", [cast.owe("2024-01-09")], **more) for _ in range(count)]


def test_while_paused_nothing_leaves_and_all_is_held(either_cast, clock):
    made, channel = messages(either_cast, 3), Recording()
    paused(either_cast, clock)
    assert run(either_cast, clock, channel) == NONE | {"held": 3}
    assert {either_cast.state(each) for each in made} == {MessageState.PENDING}
    resumed(either_cast, clock)
    assert run(either_cast, clock, channel) == NONE | {"sent": 3}
    assert len(channel.sent) == 3


def test_what_was_finished_during_the_pause_is_not_told(cast, clock):
    owed = cast.owe("2024-01-09")
    cast.message("lan", [owed])
    paused(cast, clock)
    cast.change(Obligation, owed, progress=Progress.ACCEPTED)
    resumed(cast, clock)
    assert run(cast, clock, Recording()) == NONE | {"empty": 1}


def test_a_pause_in_the_middle_of_a_batch_stops_at_the_next_message(either_cast, clock):
    made = messages(either_cast, 5)
    channel = Recording()
    channel.then = lambda: paused(either_cast, clock) if len(channel.sent) == 2 else None
    assert run(either_cast, clock, channel) == NONE | {"sent": 2, "held": 3}
    assert [either_cast.read(each).tries for each in made] == [1, 1, 0, 0, 0]


def test_into_somebody_s_quiet_only_what_is_urgent_leaves(either_cast, clock):
    either_cast.change(Person, either_cast.people["lan"], quiet={"from": "17:30", "to": "08:30"})
    messages(either_cast, 1)
    urgent = messages(either_cast, 1, is_urgent=True)
    other = either_cast.message("hung", [either_cast.owe("2024-01-10")])
    channel = Recording()
    assert run(either_cast, clock, channel) == NONE | {"sent": 2, "waiting": 1}
    assert {channel.sent[0].token, channel.sent[1].token} == {either_cast.read(m).token for m in (*urgent, other)}
    clock.forward(minutes=30)
    assert run(either_cast, clock, channel) == NONE | {"sent": 1}


def test_beyond_the_rate_the_rest_is_left_to_the_next_run_and_not_leased(either_cast, clock):
    made, channel, rates = messages(either_cast, 5), Recording(), {"email": "2 per minute"}
    found = []
    for _ in range(4):
        found.append(run(either_cast, clock, channel, rates)["sent"])
        clock.forward(seconds=30)
    assert found == [2, 0, 2, 0]
    assert [either_cast.read(each).leased_by for each in made] == [None] * 5


@pytest.mark.parametrize(("seconds", "sent"), [(59, 0), (60, 2)])
def test_room_comes_back_when_the_time_is_over_and_not_before(cast, clock, seconds, sent):
    messages(cast, 4)
    run(cast, clock, Recording(), {"email": "2 per minute"})
    clock.forward(seconds=seconds)
    assert run(cast, clock, Recording(), {"email": "2 per minute"})["sent"] == sent


def test_with_a_way_to_wait_a_run_goes_on_when_there_is_room_again(cast, clock):
    messages(cast, 5)
    waits = []

    def wait(seconds):
        assert cast.rows(sa.text("SELECT count(*) FROM message WHERE state = 'sending' AND handed_at IS NULL")) == [
            (0,)
        ]
        waits.append(seconds)
        clock.forward(seconds=seconds)

    assert run(cast, clock, Recording(), {"email": "2 per minute"}, wait=wait) == NONE | {"sent": 5}
    assert waits == [60, 60]


def test_a_run_waits_five_minutes_at_most(cast, clock):
    messages(cast, 9)
    waits = []

    def wait(seconds):
        waits.append(seconds)
        clock.forward(seconds=seconds)

    assert run(cast, clock, Recording(), {"email": "1 per minute"}, wait=wait) == NONE | {"sent": 6, "waiting": 3}
    assert sum(waits) == 300
    assert run(cast, clock, Recording(), {"email": "1 per hour"}, wait=wait)["sent"] == 0
    assert sum(waits) == 300


def test_a_channel_without_a_rate_does_not_wait_for_one_that_has_it(cast, clock):
    messages(cast, 3, channel="zalobot")
    messages(cast, 3)
    channel, zalo = Recording(), Recording("zalobot")
    it = office()
    sending = Sending(rates={"zalobot": "1 per day"})
    it = it.model_copy(update={"setup": it.setup.model_copy(update={"sending": sending})})
    assert deliver(cast.sessions, it, [channel, zalo], clock=clock) == NONE | {"sent": 4, "waiting": 2}
    assert (len(channel.sent), len(zalo.sent)) == (3, 1)


def test_a_clock_that_was_set_back_shuts_no_channel(cast, clock):
    messages(cast, 2)
    run(cast, clock, Recording(), {"email": "1 per day"})
    clock.forward(days=-3)
    cast.message("lan", [cast.owe("2024-01-09")], at="2024-01-05")
    assert run(cast, clock, Recording(), {"email": "1 per day"})["sent"] == 1


def test_two_deliverers_at_once_keep_to_the_rate_together(either_cast, clock):
    messages(either_cast, 30)
    channels = [Recording(), Recording()]

    def work(channel):
        run(either_cast, clock, channel, {"email": "7 per minute"})

    threads = [threading.Thread(target=work, args=(channel,)) for channel in channels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    attempt = table_of(Attempt)
    assert sum(len(channel.sent) for channel in channels) == 7
    assert either_cast.rows(sa.select(sa.func.count()).select_from(attempt)) == [(7,)]


def test_a_rate_is_a_number_in_a_time():
    assert [Rate.parse(text).per.total_seconds() for text in ("1 per second", "1 per minute", "1 per hour", "1 per day")] == [
        1, 60, 3600, 86400,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["0 per minute", "120", "120/minute", "120 per week", "-1 per hour", "1.5 per day", 120]
)
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match="không phải mức gửi"):
        Sending(rates={"email": text})
