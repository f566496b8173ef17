"""Who is told for a post: the holder, else whoever answers instead, and why."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.directory.load import find_unit
from engine.directory.people import directory_on
from models.errors import NotFoundError
from models.ladders import Role
from tests.engine.cast import World, contact, day, described


def found(world: World, unit: str, role: str = "focal", on: str = "2024-03-15") -> tuple[str, str] | None:
    """The address that is told for a post of a unit on a day, and the reason if it is not the holder's."""
    with world.sessions() as session:
        people = directory_on(session, day(on))
        ids = [find_unit(session, code).id or 0 for code in (unit, "van-phong")]
        told = people.recipient(ids[0], Role(role), ids[1])
    return (told.address, told.fallback) if told else None


def cast(posts: dict[str, dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """The directory with other posts in some units and further people: a-one, b-two, c-three."""
    whole = described()
    for unit in whole["units"]:
        unit["posts"] = (posts or {}).get(unit["code"], unit["posts"])
    whole["people"] += [
        {"code": code, "name": code.upper(), "email": f"{code}@so.example"} for code in ("a-one", "b-two", "c-three")
    ]
    return whole | more


def away(person: str, first: str, last: str, stand_in: str | None = None) -> dict[str, Any]:
    return {"person": person, "from": first, "to": last, "stand_in": stand_in}


def became(unit: str, kind: str, successor: str | None, on: str = "2024-03-01") -> dict[str, Any]:
    return {"unit": unit, "kind": kind, "successor": successor, "on": on, "decision": "12/QĐ-UBND"}


def test_the_holder_is_told_and_no_reason_is_needed(world: World) -> None:
    assert found(world, "cdc") == ("cdc-focal@so.example", "")


@pytest.mark.parametrize(
    ("on", "told"),
    [("2024-03-10", "cdc-focal"), ("2024-03-11", "a-one"), ("2024-03-15", "a-one"), ("2024-03-16", "cdc-focal")],
)
def test_while_the_holder_is_away_the_stand_in_is_told(world: World, on: str, told: str) -> None:
    world.load(**cast(absences=[away("cdc-focal", "2024-03-11", "2024-03-15", "a-one")]))
    reason = "" if told == "cdc-focal" else "thay cdc-focal đang vắng"
    assert found(world, "cdc", on=on) == (f"{told}@so.example", reason)


@pytest.mark.parametrize(
    "absences",
    [
        [away("cdc-focal", "2024-03-15", "2024-03-15")],
        [away("cdc-focal", "2024-03-15", "2024-03-15", "a-one"), away("a-one", "2024-03-01", "2024-03-31")],
    ],
    ids=["nobody stands in", "the stand-in is away too"],
)
def test_without_a_stand_in_the_deputy_is_told(world: World, absences: list[dict[str, Any]]) -> None:
    posts = {"cdc": {"head": "cdc-head", "deputy": "b-two", "focal": "cdc-focal"}}
    world.load(**cast(posts, absences=absences))
    assert found(world, "cdc") == ("b-two@so.example", "thay đầu mối (chưa có người nhận)")


@pytest.mark.parametrize(
    ("posts", "role", "told"),
    [
        ({"deputy": "b-two", "head": "cdc-head"}, "focal", "b-two"),
        ({"head": "cdc-head"}, "focal", "cdc-head"),
        ({"focal": "cdc-focal"}, "head", "cdc-focal"),
        ({}, "focal", "van-phong-focal"),
    ],
    ids=["deputy", "head", "focal", "monitor"],
)
def test_a_post_that_nobody_holds_falls_to_the_next(world: World, posts: dict[str, str], role: str, told: str) -> None:
    world.load(**cast({"cdc": posts}))
    address, reason = found(world, "cdc", role) or ("", "")
    assert address == f"{told}@so.example"
    assert reason


def test_where_nobody_answers_the_reason_names_the_unit_to_the_monitor(world: World) -> None:
    world.load(**cast({"cdc": {}}))
    assert found(world, "cdc") == ("van-phong-focal@so.example", "Đơn vị cdc chưa có người nhận thay đầu mối")


def test_if_the_monitor_has_no_focal_person_its_head_is_told(world: World) -> None:
    world.load(**cast({"cdc": {}, "van-phong": {"head": "van-phong-head"}}))
    assert (found(world, "cdc") or ("",))[0] == "van-phong-head@so.example"


def test_if_not_even_the_monitor_answers_nobody_is_found(world: World) -> None:
    world.load(**cast({"cdc": {}, "van-phong": {}}))
    assert found(world, "cdc") is None


@pytest.mark.parametrize(("on", "told"), [("2024-03-14", "a-one"), ("2024-03-15", "b-two"), ("2024-04-01", "b-two")])
def test_a_post_changes_hands_on_the_day_it_is_handed_over(world: World, on: str, told: str) -> None:
    holders = [{"person": "a-one", "to": "2024-03-15"}, {"person": "b-two", "from": "2024-03-15"}]
    world.load(**cast({"cdc": {"focal": holders}}))
    assert found(world, "cdc", on=on) == (f"{told}@so.example", "")


def test_of_two_holders_the_one_who_is_there_is_told(world: World) -> None:
    world.load(
        **cast(
            {"cdc": {"focal": [{"person": "a-one"}, {"person": "b-two"}]}},
            absences=[away("a-one", "2024-03-15", "2024-03-15")],
        )
    )
    assert found(world, "cdc") == ("b-two@so.example", "")


def test_a_dead_address_gives_way_to_the_persons_next_one(world: World) -> None:
    with world.sessions() as session:
        mine = contact.c.address == "cdc-focal@so.example"
        person = session.execute(sa.select(contact.c.person_id).where(mine)).scalar_one()
        session.execute(sa.update(contact).where(mine).values(is_dead=True))
        second = {"person_id": person, "channel": "email", "address": "nha@rieng.example", "position": 1}
        session.execute(sa.insert(contact).values(is_dead=False, **second))
    assert found(world, "cdc") == ("nha@rieng.example", "")


def test_if_all_addresses_of_the_holder_are_dead_the_next_person_is_told(world: World) -> None:
    with world.sessions() as session:
        session.execute(sa.update(contact).where(contact.c.address == "cdc-focal@so.example").values(is_dead=True))
    assert found(world, "cdc") == ("cdc-head@so.example", "thay đầu mối (chưa có người nhận)")


def test_who_has_no_address_is_passed_over(world: World) -> None:
    people = [p | {"email": None} if p["code"] == "cdc-focal" else p for p in described()["people"]]
    world.load(people=people)
    assert (found(world, "cdc") or ("",))[0] == "cdc-head@so.example"


@pytest.mark.parametrize("kind", ["renamed", "merged"])
@pytest.mark.parametrize(("on", "told"), [("2024-02-29", "bv-mot-focal"), ("2024-03-01", "bv-hai-focal")])
def test_from_the_day_of_the_decision_the_successor_answers(world: World, kind: str, on: str, told: str) -> None:
    world.load(**cast(successions=[became("bv-mot", kind, "bv-hai")]))
    reason = "thay Đơn vị bv-mot (đã sắp xếp lại)" if told == "bv-hai-focal" else ""
    assert found(world, "bv-mot", on=on) == (f"{told}@so.example", reason)


def test_a_successor_that_was_merged_itself_passes_it_on(world: World) -> None:
    world.load(**cast(successions=[became("bv-mot", "renamed", "bv-hai"), became("bv-hai", "merged", "ttyt-ba")]))
    assert found(world, "bv-mot") == ("ttyt-ba-focal@so.example", "thay Đơn vị bv-hai (đã sắp xếp lại)")


@pytest.mark.parametrize(
    "successions",
    [
        [became("bv-mot", "split", "bv-hai")],
        [became("bv-mot", "split", "bv-hai"), became("bv-mot", "split", "ttyt-ba")],
        [became("bv-mot", "merged", "bv-hai"), became("bv-mot", "merged", "ttyt-ba")],
        [became("bv-mot", "dissolved", None)],
        [became("bv-mot", "renamed", "bv-hai"), became("bv-hai", "renamed", "bv-mot")],
    ],
    ids=["a part of it", "split in two", "two heirs", "dissolved", "in a circle"],
)
def test_where_a_person_must_choose_the_monitor_is_told(world: World, successions: list[dict[str, Any]]) -> None:
    world.load(**cast(successions=successions))
    address, reason = found(world, "bv-mot") or ("", "")
    assert address == "van-phong-focal@so.example"
    assert reason.endswith("đã tách hoặc giải thể, cần phân công lại")


def test_a_monitor_that_was_renamed_is_found_under_its_new_name(world: World) -> None:
    world.load(**cast({"cdc": {}, "van-phong": {}}, successions=[became("van-phong", "renamed", "ke-hoach")]))
    assert (found(world, "cdc") or ("",))[0] == "ke-hoach-focal@so.example"


def test_a_person_with_a_new_address_is_told_there(world: World) -> None:
    people = [p | {"email": "moi@so.example"} if p["code"] == "cdc-focal" else p for p in described()["people"]]
    world.load(people=people)
    assert found(world, "cdc") == ("moi@so.example", "")


def test_an_address_known_to_be_dead_stays_so_when_the_directory_is_loaded_again(world: World) -> None:
    with world.sessions() as session:
        session.execute(sa.update(contact).where(contact.c.address == "cdc-focal@so.example").values(is_dead=True))
    world.load()
    assert (found(world, "cdc") or ("",))[0] == "cdc-head@so.example"


def test_a_directory_loaded_again_leaves_all_as_it_was(either_world: World) -> None:
    def facts() -> dict[str, int]:
        return {name: len(rows) for name, rows in either_world.dump("ledger").items()}

    before, people = facts(), found(either_world, "cdc")
    either_world.load()
    assert facts() == before
    assert found(either_world, "cdc") == people


def test_a_unit_that_lost_its_parent_has_none(world: World) -> None:
    units = [{k: v for k, v in u.items() if k != "parent"} for u in described()["units"]]
    world.load(units=units)
    with world.sessions() as session:
        assert find_unit(session, "cdc").parent_id is None


def test_a_unit_that_nobody_knows_is_refused(world: World) -> None:
    with world.sessions() as session, pytest.raises(NotFoundError, match="không có đơn vị 'la' trong danh bạ"):
        find_unit(session, "la")
