"""Mail servers at their worst: each message arrives in the end, and arrives twice only if it says so."""

import socket
import threading
from collections import Counter
from contextlib import contextmanager

import pytest

from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer
from models.messages import MessageState
from tests.delivery.cast import office
from tests.delivery.servers import FROM

pytestmark = pytest.mark.faults

WHO = ("lan", "hung", "mai")


@pytest.fixture
def messages(cast):
    return [cast.message(who, [cast.owe("2024-01-19")]) for who in WHO]


def arrive_in_the_end(cast, clock, messages, deliver_all, moody):
    for _ in range(3):
        clock.forward(minutes=15)
        deliver_all()
    assert {cast.state(each) for each in messages} == {MessageState.SENT}
    assert {kept.to.partition("@")[0] for kept in moody.kept} == set(WHO)
    times = Counter(kept.id for kept in moody.kept)
    unmarked = Counter(kept.id for kept in moody.kept if not kept.subject.startswith("(gửi lại)"))
    assert max(unmarked.values(), default=0) <= 1
    assert max(times.values()) <= 2


@pytest.mark.parametrize(
    "mood",
    [
        "421 4.3.2 closing", "451 4.3.0 later", "452 4.2.2 full", "MAIL 421 4.3.2 closing", "MAIL 451 4.3.0 later",
        "DATA 421 4.3.2 closing", "DATA 451 4.3.0 later", "hang", "drop-at-rcpt", "drop", "take-and-drop",
        "take-and-hang",
    ],
)  # fmt: skip
@pytest.mark.parametrize("of", ["all", "the second"])
def test_after_a_bad_hour_of_the_server(cast, clock, messages, deliver_all, moody, mood, of):
    if of == "all" or mood.startswith("MAIL"):
        moody.mood = mood
    else:
        moody.moods["hung"] = mood
    assert deliver_all()["sent"] < len(messages)
    moody.mood, moody.moods = "", {}
    arrive_in_the_end(cast, clock, messages, deliver_all, moody)


@contextmanager
def answering(greeting):
    """A server that says this and no more; ``None``: nothing at all, and the line stays open."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over, lines = threading.Event(), []

        def serve():
            while not over.is_set():
                line, _ = listening.accept()
                lines.append(line)
                if greeting is not None:
                    line.sendall(greeting)
                    line.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield MailServer("127.0.0.1", listening.getsockname()[1], FROM, security="plain", timeout=0.3)
        over.set()
        socket.create_connection(listening.getsockname()).close()
        thread.join()
        for line in lines:
            line.close()


@pytest.mark.parametrize(
    "greeting",
    [None, b"", b"554 5.3.2 no\r\n", b"421 4.3.2 busy\r\n", b"220 hello", b"\x15\x03\x01", b"HTTP/1.1 400\r\n\r\n"],
)
def test_after_something_else_answered_in_the_server_s_place(cast, clock, messages, deliver_all, moody, greeting):
    with answering(greeting) as stranger:
        figures = deliver(cast.sessions, office(), [EmailChannel(stranger)], clock=clock)
    assert (figures["sent"], figures["dead"], figures["waiting"]) == (0, 0, len(messages))
    assert {cast.read(each).tries for each in messages} == {0}
    arrive_in_the_end(cast, clock, messages, deliver_all, moody)
