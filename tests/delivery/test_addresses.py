"""The way from one address of a person to the next, and what an answer says of an address."""

import sqlalchemy as sa

from engine.delivery.channels import Answer
from models.columns import table_of
from models.directory import Contact
from models.messages import MessageState
from tests.delivery.recording import FIGURES, Recording, run


def test_a_dead_address_is_marked_and_the_next_one_is_tried(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "lan.le@benhvien.example", position=1)
    moody.moods["lan"] = "550 5.1.1 no such user"
    assert deliver_all() == FIGURES | {"failed": 1, "sent": 1}
    assert [kept.to for kept in moody.kept] == ["lan.le@benhvien.example"]
    contact = table_of(Contact)
    marked = cast.rows(sa.select(contact.c.address).where(contact.c.is_dead))
    assert marked == [("lan@soyte.example",)]
    assert [state for state, _ in cast.answers(message)] == [MessageState.DEAD, MessageState.SENT]


def test_a_content_refused_for_good_blames_no_address(cast, deliver_all, moody):
    cast.message("lan", [cast.owe("2024-01-09")])
    moody.moods["lan"] = "DATA 554 5.6.0 refused as spam"
    assert deliver_all() == FIGURES | {"dead": 1}
    assert cast.rows(sa.select(table_of(Contact).c.id).where(table_of(Contact).c.is_dead)) == []


def test_no_address_is_tried_twice_when_all_fail(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "lan.le@benhvien.example", position=1)
    moody.mood = "550 5.1.1 no such user"
    assert deliver_all() == FIGURES | {"failed": 1, "dead": 1}
    assert len(cast.answers(message)) == 2


def test_the_next_address_may_be_on_another_channel(cast, clock):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "json://may.example", channel="apprise", position=1)
    mail = Recording(answer=Answer(ok=False, permanent=True, bad_address=True))
    other = Recording("apprise")
    assert run(cast, clock, mail, other) == FIGURES | {"failed": 1, "sent": 1}
    assert [envelope.address for envelope in other.sent] == ["json://may.example"]
    assert cast.read(message).channel == "apprise"


def test_a_channel_that_is_not_there_is_not_turned_to(cast, clock):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "json://may.example", channel="apprise", position=1)
    assert run(cast, clock, Recording(answer=Answer(ok=False, permanent=True))) == FIGURES | {"dead": 1}
    assert cast.state(message) is MessageState.DEAD


def test_messages_of_an_unknown_channel_wait(cast, clock):
    cast.message("lan", [cast.owe("2024-01-09")], channel="zalo")
    assert run(cast, clock, Recording()) == FIGURES | {"waiting": 1}


def test_a_message_does_not_move_to_a_channel_that_has_one_in_the_same_slot(cast, clock):
    cast.contact("lan", "json://may.example", channel="apprise", position=1)
    for values in ({}, {"channel": "apprise", "address": "json://may.example"}):
        cast.message("lan", [cast.owe("2024-01-09")], slot="2024-01-08#1", **values)
    figures = run(cast, clock, Recording(answer=Answer(ok=False, permanent=True)), Recording("apprise"))
    assert figures == FIGURES | {"dead": 1, "sent": 1}


def test_an_address_with_a_line_end_never_leaves_and_the_persons_own_is_tried(cast, deliver_all, moody):
    evil = "lan@soyte.example\r\nRCPT TO:<ai@noi.example>"
    cast.message("lan", [cast.owe("2024-01-09")], address=evil)
    assert deliver_all() == FIGURES | {"failed": 1, "sent": 1}
    assert [kept.to for kept in moody.kept] == ["lan@soyte.example"]
