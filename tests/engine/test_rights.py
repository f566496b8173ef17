"""What an account may see and do: it follows the posts of a day, absences, rearranged units and delegations."""

from typing import Any

import pytest

from engine.access.rights import NotYoursError, Viewer, require_acting, require_deciding, seen, viewer_of
from engine.directory.load import find_person, find_unit
from engine.escalation.reassign import delegate
from models.accounts import Account
from models.errors import NotFoundError
from tests.engine.cast import UNITS, World, by, day, deadline, moment, register
from tests.engine.test_people import away, became, cast

TODAY = "2024-03-15"


def viewer(world: World, person: str, on: str = TODAY, *, administrator: bool = False) -> Viewer:
    with world.sessions() as session:
        account = Account(
            id=1, name=person, person_id=find_person(session, person).id, is_administrator=administrator,
            created_at=moment(TODAY),
        )  # fmt: skip
        return viewer_of(session, account, today=day(on))


def ids(world: World, *codes: str) -> set[int]:
    with world.sessions() as session:
        return {int(find_unit(session, code).id or 0) for code in codes}


def test_a_focal_person_sees_and_acts_for_the_own_unit_only(world: World) -> None:
    who = viewer(world, "cdc-focal")
    assert who.units == who.acting == ids(world, "cdc")
    assert who.deciding == frozenset()


def test_a_leader_sees_everything_below_and_acts_for_nobody(world: World) -> None:
    who = viewer(world, "so-leader")
    assert who.units == ids(world, "so", *UNITS)
    assert who.acting == frozenset()


@pytest.mark.parametrize(("on", "acts"), [("2024-03-10", False), ("2024-03-12", True), ("2024-03-16", False)])
def test_a_stand_in_has_the_rights_of_the_absent_for_as_long(world: World, on: str, acts: bool) -> None:
    world.load(**cast(absences=[away("cdc-focal", "2024-03-11", "2024-03-15", "a-one")]))
    assert (viewer(world, "a-one", on).acting == ids(world, "cdc")) is acts


@pytest.mark.parametrize(("on", "acts"), [("2024-02-29", False), ("2024-03-01", True)])
def test_what_a_merged_unit_owes_passes_to_its_heir_on_the_day(world: World, on: str, acts: bool) -> None:
    world.load(successions=[became("bv-mot", "merged", "bv-hai")])
    assert (ids(world, "bv-mot") <= viewer(world, "bv-hai-focal", on).acting) is acts


def test_a_split_unit_passes_to_nobody_until_a_person_decides(world: World) -> None:
    world.load(successions=[became("bv-mot", "split", "bv-hai"), became("bv-mot", "split", "cdc")])
    assert not ids(world, "bv-mot") & viewer(world, "bv-hai-focal").acting


def test_nobody_keeps_a_right_after_the_post_ends(world: World) -> None:
    posts: dict[str, dict[str, Any]] = {"cdc": {"focal": [{"person": "a-one", "to": "2024-03-15"}, "b-two"]}}
    posts["cdc"]["focal"][1] = {"person": "b-two", "from": "2024-03-15"}
    world.load(**cast(posts))
    assert viewer(world, "a-one", "2024-03-14").acting == ids(world, "cdc")
    assert viewer(world, "a-one", "2024-03-15").acting == frozenset()
    assert viewer(world, "b-two", "2024-03-15").acting == ids(world, "cdc")


def test_the_plan_is_seen_by_its_monitor_and_decided_on_by_nobody_else(world: World) -> None:
    world.import_(register(deadline("2024-04-10")))
    world.expand()
    number = world.number_of("cdc")
    monitor, other = viewer(world, "van-phong-focal"), viewer(world, "bv-mot-focal")
    with world.sessions() as session:
        require_deciding(session, monitor, number)
        with pytest.raises(NotYoursError):
            require_acting(session, monitor, number)
        with pytest.raises(NotFoundError):
            seen(session, other, number)
        with pytest.raises(NotFoundError):
            require_deciding(session, other, number)


def test_who_was_given_one_obligation_sees_and_acts_on_that_one(world: World) -> None:
    world.import_(register(deadline("2024-04-10")))
    world.expand()
    mine, others = world.number_of("cdc"), world.number_of("bv-mot")
    with world.sessions() as session:
        delegate(session, world.office, mine, find_person(session, "ke-hoach-focal"), by(TODAY), "đi công tác")
    who = viewer(world, "ke-hoach-focal")
    with world.sessions() as session:
        require_acting(session, who, mine)
        with pytest.raises(NotFoundError):
            seen(session, who, others)


def test_an_administrator_sees_all_and_acts_by_posts_only(world: World) -> None:
    world.import_(register(deadline("2024-04-10")))
    world.expand()
    who, number = viewer(world, "bv-hai-focal", administrator=True), world.number_of("cdc")
    with world.sessions() as session:
        seen(session, who, number)
        with pytest.raises(NotYoursError):
            require_acting(session, who, number)
