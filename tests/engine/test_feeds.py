"""Calendar feeds: what they show, to whom, and when an address answers nobody any more."""

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import select

from engine.access.accounts import make_account
from engine.access.rights import NotYoursError, Viewer, viewer_of
from engine.directory.load import find_person
from engine.fulfilment.complete import Handed, submit, waive
from engine.watching.feeds import NoFeedError, calendar_behind, feeds_of, make_feed, revoke_feed, units_to_follow
from models.accounts import Account, Feed
from models.errors import NotFoundError
from tests.engine.cast import World, by, day, deadline, moment, register, undated

TODAY = day("2024-03-15")
BASE = "https://don-doc.so.example/"


@pytest.fixture
def filled(world: World) -> World:
    world.import_(register(
        deadline("2024-03-20", lead=["cdc", "bv-mot"], title="Báo cáo; kết quả, quý I"),
        undated(lead=["cdc"]),
        deadline("2023-12-31", "lau-roi", lead=["cdc"], title="Đã lâu"),
    ))  # fmt: skip
    return world


def somebody(world: World, person: str) -> Viewer:
    with world.sessions() as session:
        account = session.exec(select(Account).where(Account.name == person)).first() or make_account(
            session, person, person_id=find_person(session, person).id, now=moment("2024-01-01"), actor="thử"
        )
        return viewer_of(session, account, today=TODAY)


def key_of(world: World, person: str, unit: str = "") -> str:
    made: str = world.do(make_feed, somebody(world, person), unit, by("2024-03-01"))
    return made


def events(world: World, key: str, today: dt.date = TODAY) -> list[Any]:
    with world.readings() as session:
        return list(Calendar.from_ical(calendar_behind(session, key, BASE, today=today)).walk("VEVENT"))


def test_a_due_day_is_an_all_day_event_that_leads_to_its_page(filled: World) -> None:
    (event,) = events(filled, key_of(filled, "cdc-focal"))
    number = filled.number_of("cdc", of="bao-cao")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (day("2024-03-20"), day("2024-03-21"))
    assert str(event["summary"]) == "Hạn: Báo cáo; kết quả, quý I"
    assert str(event["uid"]) == f"nghia-vu-{number}@dondoc"
    assert str(event["url"]) == f"https://don-doc.so.example/nghia-vu/{number}"
    assert "01/KH-ST, I.1" in str(event["description"])


def test_a_moved_day_keeps_its_event(filled: World) -> None:
    key = key_of(filled, "cdc-focal")
    before = events(filled, key)[0]["uid"]
    filled.import_(register(deadline("2024-03-27", lead=["cdc", "bv-mot"])), on="2024-03-10")
    (event,) = events(filled, key)
    assert (event["uid"], event.decoded("dtstart")) == (before, day("2024-03-27"))


def test_what_is_done_is_ticked_and_what_is_waived_is_gone(filled: World) -> None:
    key, number = key_of(filled, "cdc-focal"), filled.number_of("cdc", of="bao-cao")
    filled.do(submit, filled.office, number, Handed("15/BC-CDC", day("2024-03-14")), by("2024-03-14"))
    (event,) = events(filled, key)
    assert str(event["summary"]).startswith("✓ ")
    assert "15/BC-CDC" in str(event["description"])
    filled.do(waive, number, by("2024-03-15"), "không còn cần")
    assert events(filled, key) == []


def test_the_same_calendar_is_the_same_bytes(filled: World) -> None:
    key = key_of(filled, "cdc-focal")
    with filled.readings() as session:
        first, second = (calendar_behind(session, key, BASE, today=TODAY) for _ in range(2))
    assert first == second


def test_a_unit_s_calendar_is_for_those_who_see_the_unit(filled: World) -> None:
    assert len(events(filled, key_of(filled, "so-leader", "bv-mot"))) == 1
    with pytest.raises(NotYoursError):
        key_of(filled, "cdc-focal", "bv-mot")
    with filled.readings() as session:
        assert list(units_to_follow(session, somebody(filled, "cdc-focal"))) == ["cdc"]


def test_rights_are_those_of_the_day_on_which_it_is_read(filled: World) -> None:
    key = key_of(filled, "cdc-focal", "cdc")
    assert events(filled, key)
    with filled.sessions() as session:
        account = session.exec(select(Account)).one()
        account.person_id = find_person(session, "bv-mot-focal").id
    assert events(filled, key) == []


@pytest.mark.parametrize("how", ["revoked", "disabled", "unknown"])
def test_a_closed_address_answers_nobody(filled: World, how: str) -> None:
    key = key_of(filled, "cdc-focal")
    if how == "revoked":
        who = somebody(filled, "cdc-focal")
        with filled.readings() as session:
            (feed,) = feeds_of(session, who)
        filled.do(revoke_feed, who, feed.id, by("2024-03-02"))
    elif how == "disabled":
        with filled.sessions() as session:
            session.exec(select(Account)).one().is_disabled = True
    with pytest.raises(NoFeedError):
        events(filled, key if how != "unknown" else key[:-1])


def test_only_the_hash_of_an_address_is_kept(filled: World) -> None:
    key = key_of(filled, "cdc-focal")
    with filled.readings() as session:
        assert key not in repr(session.exec(select(Feed)).one())


def test_nobody_revokes_the_feed_of_another(filled: World) -> None:
    key_of(filled, "cdc-focal")
    with pytest.raises(NotFoundError):
        filled.do(revoke_feed, somebody(filled, "bv-mot-focal"), 1, by("2024-03-02"))
    with filled.readings() as session:
        assert len(feeds_of(session, somebody(filled, "cdc-focal"))) == 1
