"""Events: each time one is raised it is owed, within its limit."""

import pytest

from engine.directory.load import find_unit
from engine.fulfilment.complete import raise_event
from models.errors import BadInputError
from tests.engine.acts import DUE, REPORT, written
from tests.engine.cast import World, by, deadline, event, office, register


def id_of(world: World, code: str) -> int:
    with world.sessions() as session:
        return find_unit(session, code).id or 0


def test_an_event_that_is_raised_is_owed_by_that_unit_in_working_days(either_world: World) -> None:
    either_world.import_(register(event(5)))
    number = either_world.do(
        raise_event, either_world.office, 1, id_of(either_world, "cdc"), by("2024-02-06"), "có ổ dịch"
    )
    assert number == 1
    assert either_world.owed() == [("dot-xuat", "event-1", "cdc", "2024-02-20")]
    assert written(either_world)[0][:4] == ("người thử", "raise", 1, "có ổ dịch")
    assert either_world.sweep("2024-02-19")["told"] == 2


def test_each_time_an_event_is_raised_it_is_owed_again(world: World) -> None:
    world.import_(register(event(5)))
    for on in ("2024-03-01", "2024-03-04"):
        world.do(raise_event, world.office, 1, id_of(world, "cdc"), by(on), "có ổ dịch")
    assert [owed[1] for owed in world.owed()] == ["event-1", "event-2"]


def test_an_event_without_a_limit_is_owed_without_a_day(world: World) -> None:
    world.import_(register(event()))
    world.do(raise_event, world.office, 1, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")
    assert world.owed() == [("dot-xuat", "event-1", "cdc", None)]


def test_the_offices_limit_holds_where_the_plan_names_none(world: World) -> None:
    world.office = office(rules={"event_days": 3})
    world.import_(register(event()))
    world.do(raise_event, world.office, 1, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")
    assert world.owed()[0][3] == "2024-03-06"


def test_what_is_no_event_is_not_raised(world: World) -> None:
    world.import_(REPORT)
    for number in (1, 99):
        with pytest.raises(BadInputError, match="không phải việc phát sinh"):
            world.do(raise_event, world.office, number, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")


def test_an_event_of_a_withdrawn_activity_is_not_raised(world: World) -> None:
    world.import_(register(event(5), deadline(DUE)))
    world.import_(register(deadline(DUE)), on="2024-02-01")
    with pytest.raises(BadInputError, match="đã rút khỏi kế hoạch"):
        world.do(raise_event, world.office, 1, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")


def test_an_event_is_raised_for_a_unit_that_leads(world: World) -> None:
    world.import_(register(event(5, lead=["cdc", "bv-mot"])))
    before = world.dump()
    with pytest.raises(BadInputError, match="không chủ trì"):
        world.do(raise_event, world.office, 1, id_of(world, "bv-hai"), by("2024-03-01"), "có ổ dịch")
    assert world.dump() == before
