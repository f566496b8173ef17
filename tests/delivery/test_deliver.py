"""Delivery with a real server and a clock moved by hand: what leaves, when, to whom, and once."""

import datetime as dt

from models.directory import Person
from models.ladders import Role
from models.messages import MessageState, NoticeState
from models.obligations import Obligation, Progress
from tests.delivery.cast import moment
from tests.delivery.recording import FIGURES, Recording, run


def test_a_message_is_sent_and_recorded(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    assert deliver_all() == FIGURES | {"sent": 1}
    assert [(kept.to, kept.subject) for kept in moody.kept] == [
        ("lan@soyte.example", "Hạn 09/01/2024 (thứ Ba): Xây dựng kế hoạch cải cách hành chính")
    ]
    stored = cast.read(message)
    assert (stored.state, stored.tries, stored.sent_at) == (MessageState.SENT, 1, moment("2024-01-08"))
    assert stored.text == moody.kept[0].body()
    assert cast.notices(message) == [NoticeState.SENT]
    assert cast.answers(message) == [(MessageState.SENT, "250 2.0.0 queued as 42")]


def test_what_was_sent_is_not_sent_again(cast, deliver_all, moody, clock):
    cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all()
    clock.forward(days=3)
    assert deliver_all() == FIGURES
    assert len(moody.kept) == 1


def test_a_message_leaves_at_its_moment_and_not_before(cast, deliver_all, clock):
    cast.message("lan", [cast.owe("2024-01-09")], at="2024-01-08")
    clock.at -= dt.timedelta(seconds=1)
    assert deliver_all() == FIGURES | {"waiting": 1}
    clock.forward(seconds=1)
    assert deliver_all() == FIGURES | {"sent": 1}


def test_work_finished_meanwhile_is_not_told(cast, deliver_all, moody):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed])
    cast.change(Obligation, owed, progress=Progress.ACCEPTED)
    assert deliver_all() == FIGURES | {"empty": 1}
    assert (moody.kept, moody.connections) == ([], 0)
    assert cast.state(message) is MessageState.EMPTY
    assert cast.read(message).leased_by is None


def test_one_obligation_is_one_thread_and_several_are_none(cast, deliver_all, moody):
    one, other = cast.owe("2024-01-09"), cast.owe("2024-01-10")
    cast.message("lan", [one])
    cast.message("hung", [one, other], position=1, role=Role.HEAD)
    deliver_all()
    assert [kept.mail["References"] for kept in moody.kept] == [f"<nghia-vu-{one}@soyte.example>", None]


def test_a_limit_is_kept(cast, clock):
    for _ in range(7):
        cast.message("lan", [cast.owe("2024-01-09")])
    channel = Recording()
    assert run(cast, clock, channel, limit=5) == FIGURES | {"sent": 5, "waiting": 2}
    assert len(channel.sent) == 5


def test_more_than_a_batch_is_sent_in_the_order_of_waiting(cast, clock):
    for n in range(120):
        cast.message("lan", [cast.owe("2024-01-09")], at="2024-01-05" if n % 2 else "2024-01-06", token=f"t{n:03d}")
    channel = Recording()
    assert run(cast, clock, channel)["sent"] == 120
    tokens = [envelope.token for envelope in channel.sent]
    assert tokens == [f"t{n:03d}" for n in (*range(1, 120, 2), *range(0, 120, 2))]


def test_the_name_of_the_person_stands_before_the_address(cast, deliver_all, moody):
    cast.change(Person, cast.people["lan"], name="Lê, Thị “Lan” <x@y.example>")
    cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all()
    (found,) = moody.kept[0].mail["To"].addresses
    assert (found.display_name, found.addr_spec) == ("Lê, Thị “Lan” <x@y.example>", "lan@soyte.example")
