"""One obligation is given to a person, all posts of a person to another; what has not arrived follows."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.directory.load import find_person
from engine.escalation.group import group
from engine.escalation.reassign import delegate, handover, take_back
from engine.fulfilment.complete import waive
from models.columns import table_of
from models.directory import Delegation, Tenure
from models.errors import BadInputError, DondocError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from models.messages import MessageState
from tests.engine.cast import World, by, day, deadline, described, message, moment, notice, register

ledger, tenure, delegation = table_of(LedgerEntry), table_of(Tenure), table_of(Delegation)
DUE = "2024-03-15"
GIVEN = "thay đầu mối, được giao riêng việc này"


@pytest.fixture
def owing(either_world: World) -> World:
    """The CDC and a hospital owe something."""
    either_world.import_(register(deadline(DUE, lead=["cdc", "bv-mot"])))
    return either_world


def give(world: World, to: str = "bv-hai-head", on: str = "2024-03-05", reason: str = "nắm rõ việc") -> None:
    with world.sessions() as session:
        delegate(session, world.office, world.number_of("cdc"), find_person(session, to), by(on), reason)


def hand(world: World, leaver: str, successor: str, on: str, now: str = "2024-03-05", at: str = "08:00") -> Any:
    with world.sessions() as session:
        people = find_person(session, leaver), find_person(session, successor)
        return handover(session, world.office, *people, day(on), by(now, at), "12/QĐ-SYT")


def told(world: World) -> list[tuple[str, str]]:
    """Who is told, and why it is somebody else."""
    joined = notice.join(message, message.c.id == notice.c.message_id)
    return sorted(world.rows(sa.select(message.c.address, notice.c.fallback).select_from(joined)))


def actions(world: World) -> list[tuple[str, str]]:
    which = ledger.c.action.in_(("delegate", "take back", "handover"))
    return world.rows(sa.select(ledger.c.action, ledger.c.reason).where(which).order_by(ledger.c.id))


def without_address(world: World, person: str) -> None:
    whole = described()
    for each in whole["people"]:
        if each["code"] == person:
            del each["email"]
    world.load(**whole)


def test_what_is_told_to_the_lead_goes_to_whom_the_obligation_was_given(owing: World) -> None:
    give(owing)
    owing.sweep("2024-03-08")
    assert told(owing) == [("bv-hai-head@so.example", GIVEN), ("bv-mot-focal@so.example", "")]
    assert actions(owing) == [("delegate", "nắm rõ việc")]


def test_the_monitor_is_told_as_before(owing: World) -> None:
    give(owing)
    owing.sweep("2024-03-18")
    addresses = [address for address, _ in told(owing)]
    assert addresses.count("van-phong-focal@so.example") == 2
    assert "cdc-head@so.example" not in addresses


def test_while_that_person_is_away_the_stand_in_is_told(owing: World) -> None:
    absence = {"person": "bv-hai-head", "stand_in": "bv-hai-focal", "from": "2024-03-01", "to": "2024-03-31"}
    owing.load(**described() | {"absences": [absence]})
    give(owing)
    owing.sweep("2024-03-08")
    assert ("bv-hai-focal@so.example", "thay bv-hai-head đang vắng") in told(owing)


def test_if_that_person_cannot_be_reached_any_more_the_post_is(owing: World) -> None:
    give(owing)
    without_address(owing, "bv-hai-head")
    owing.sweep("2024-03-08")
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc-focal@so.example", "")]


def test_taken_back_the_post_is_told_again(owing: World) -> None:
    give(owing)
    owing.do(take_back, owing.office, owing.number_of("cdc"), by("2024-03-06"), "đã về")
    owing.sweep("2024-03-08")
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc-focal@so.example", "")]
    assert actions(owing) == [("delegate", "nắm rõ việc"), ("take back", "đã về")]


def test_given_on_to_a_third_the_second_hears_no_more(owing: World) -> None:
    give(owing)
    give(owing, "ttyt-ba-head", on="2024-03-06")
    owing.sweep("2024-03-08")
    assert ("ttyt-ba-head@so.example", GIVEN) in told(owing)
    assert len(told(owing)) == 2


def test_a_reminder_that_has_not_left_follows_and_one_that_has_does_not(owing: World) -> None:
    owing.sweep("2024-03-08")
    give(owing, on="2024-03-08")
    owing.sweep("2024-03-08", "08:15")
    assert told(owing) == [("bv-hai-head@so.example", GIVEN), ("bv-mot-focal@so.example", "")]
    states = owing.rows(sa.select(message.c.address, message.c.state))
    assert ("cdc-focal@so.example", MessageState.EMPTY) in states
    owing.mark_sent(moment("2024-03-08", "08:20"))
    give(owing, "ttyt-ba-head", on="2024-03-08")
    assert told(owing)[0] == ("bv-hai-head@so.example", GIVEN)


@pytest.mark.parametrize(
    ("case", "error", "words"),
    [
        ("no address", NotAllowedError, "không có địa chỉ nào dùng được"),
        ("no reason", BadInputError, "lý do"),
        ("finished", NotAllowedError, "không giao lại được"),
        ("twice", NotAllowedError, "đang giao cho bv-hai-head rồi"),
        ("nobody", NotFoundError, "không có người 'ai-do'"),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_changes(
    world: World, case: str, error: type[DondocError], words: str
) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    if case == "no address":
        without_address(world, "bv-hai-head")
    elif case == "finished":
        world.do(waive, 1, by("2024-03-04"), "miễn")
    elif case == "twice":
        give(world)
    before = world.dump()
    with pytest.raises(error, match=words):
        give(world, "ai-do" if case == "nobody" else "bv-hai-head", reason="" if case == "no reason" else "x")
    assert world.dump() == before


def test_what_was_given_to_nobody_cannot_be_taken_back(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    with pytest.raises(NotAllowedError, match="không giao riêng cho ai"):
        world.do(take_back, world.office, 1, by("2024-03-05"))


def test_from_the_day_on_the_posts_are_the_successor_s(owing: World) -> None:
    done = hand(owing, "cdc-focal", "cdc-head", "2024-03-08")
    assert (done.posts, done.notices) == (1, 0)
    dates = owing.rows(sa.select(tenure.c.valid_from, tenure.c.valid_to).where(tenure.c.valid_to.is_not(None)))
    assert dates == [(None, day("2024-03-08"))]
    owing.sweep("2024-03-08")
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc-head@so.example", "")]
    assert actions(owing) == [("handover", "12/QĐ-SYT")]


def test_until_the_day_the_leaver_is_told(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    hand(world, "cdc-focal", "cdc-head", "2024-03-09")
    world.sweep("2024-03-08")
    assert told(world) == [("cdc-focal@so.example", "")]


def test_a_post_that_begins_later_is_the_successor_s_from_its_first_day(world: World) -> None:
    whole = described()
    whole["units"][3]["posts"]["focal"] = [{"person": "cdc-focal", "from": "2024-06-01"}]
    world.load(**whole)
    hand(world, "cdc-focal", "bv-hai-head", "2024-03-08")
    rows = world.rows(sa.select(tenure.c.valid_from, tenure.c.valid_to).where(tenure.c.valid_from == day("2024-06-01")))
    assert rows == [(day("2024-06-01"), None)]


@pytest.mark.parametrize("state", [MessageState.PENDING, MessageState.FAILED, MessageState.DEAD])
def test_messages_to_the_leaver_that_did_not_arrive_follow(owing: World, state: MessageState) -> None:
    owing.sweep("2024-03-08")
    with owing.sessions() as session:
        session.execute(sa.update(message).where(message.c.address == "cdc-focal@so.example").values(state=state))
    assert hand(owing, "cdc-focal", "cdc-head", "2024-03-08", now="2024-03-08", at="09:00").notices == 1
    with owing.sessions() as session:
        group(session, owing.office, now=moment("2024-03-08", "09:15"))
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc-head@so.example", "")]


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.SENDING, MessageState.UNKNOWN])
def test_what_arrived_or_may_have_stays_with_the_leaver(world: World, state: MessageState) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.sweep("2024-03-08")
    with world.sessions() as session:
        session.execute(sa.update(message).values(state=state))
    assert hand(world, "cdc-focal", "cdc-head", "2024-03-08", now="2024-03-08").notices == 0
    assert told(world) == [("cdc-focal@so.example", "")]


def test_delegations_and_turns_as_stand_in_go_with_the_posts(owing: World) -> None:
    absence = {"person": "bv-mot-focal", "stand_in": "bv-hai-head", "from": "2024-03-01", "to": "2024-03-31"}
    owing.load(**described() | {"absences": [absence]})
    give(owing)
    done = hand(owing, "bv-hai-head", "ttyt-ba-head", "2024-03-07")
    assert (done.posts, done.delegations, done.absences) == (1, 1, 1)
    owing.sweep("2024-03-08")
    assert told(owing) == [
        ("ttyt-ba-head@so.example", "thay bv-mot-focal đang vắng"),
        ("ttyt-ba-head@so.example", GIVEN),
    ]


@pytest.mark.parametrize(
    ("leaver", "successor", "words"),
    [
        ("cdc-focal", "cdc-focal", "hai người khác nhau"),
        ("cdc-focal", "bv-hai-head", "bv-hai-head không có địa chỉ nào dùng được"),
        ("rảnh", "cdc-head", "rảnh không giữ chức danh nào từ ngày 08/03/2024"),
        ("cdc-focal", "ai-do", "không có người 'ai-do'"),
    ],
)
def test_a_handover_that_cannot_be_is_refused_and_nothing_changes(
    world: World, leaver: str, successor: str, words: str
) -> None:
    whole = described()
    whole["people"].append({"code": "ranh", "name": "rảnh", "email": "ranh@so.example"})
    for each in whole["people"]:
        if each["code"] == "bv-hai-head":
            del each["email"]
    world.load(**whole)
    before = world.dump()
    with pytest.raises(DondocError, match=words):
        hand(world, leaver, successor, "2024-03-08")
    assert world.dump() == before


def test_a_message_that_waits_on_the_day_of_a_handover_made_before_goes_to_the_successor(owing: World) -> None:
    hand(owing, "cdc-focal", "cdc-head", "2024-03-09")
    owing.sweep("2024-03-08")
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc-focal@so.example", "")]
    owing.sweep("2024-03-11")
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc-head@so.example", "")]


def test_a_message_that_waits_while_somebody_falls_ill_goes_to_the_stand_in(owing: World) -> None:
    owing.sweep("2024-03-08")
    absence = {"person": "cdc-focal", "stand_in": "bv-hai-focal", "from": "2024-03-11", "to": "2024-03-15"}
    owing.load(**described() | {"absences": [absence]})
    owing.sweep("2024-03-11")
    assert told(owing)[0] == ("bv-hai-focal@so.example", "thay cdc-focal đang vắng")


def test_a_message_that_waits_for_an_address_since_mended_goes_to_the_new_one(owing: World) -> None:
    owing.sweep("2024-03-08")
    whole = described()
    for each in whole["people"]:
        if each["code"] == "cdc-focal":
            each["email"] = "cdc@so.example"
    owing.load(**whole)
    owing.sweep("2024-03-08", "08:15")
    assert told(owing) == [("bv-mot-focal@so.example", ""), ("cdc@so.example", "")]
