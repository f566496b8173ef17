"""Names behind codes: no two alike in a list to choose from, and a group is known with and without its size."""

import pytest

from engine.access.rights import Viewer
from engine.directory.load import ids_by_code
from engine.drafts.choosing import choices
from engine.names import unit_names
from models.directory import Unit
from tests.engine.cast import World, described


@pytest.fixture
def alike(world: World) -> World:
    """Units of one name: under a hospital, two under another of the same short name as a centre's, and under nobody."""
    offices = [
        ("kh-mot", "bv-mot"),
        ("kh-ba", "ttyt-ba"),
        ("kh-hai", "bv-hai"),
        ("kh-hai-b", "bv-hai"),
        ("kh-roi", None),
    ]
    short = {"bv-mot": "BV Một", "bv-hai": "Viện", "ttyt-ba": "Viện"}
    units = [unit | {"short": short.get(unit["code"], "")} for unit in described()["units"]] + [{"code": code, "name": "Phòng Chung", "parent": parent} for code, parent in offices]  # fmt: skip
    world.load(units=units)
    return world


def test_units_of_one_name_are_told_apart_by_the_unit_above_and_failing_that_by_their_code(alike: World) -> None:
    with alike.readings() as session:
        names = unit_names(session)
    assert {code: name for code, name in names.items() if code.startswith("kh-")} == {
        "kh-mot": "Phòng Chung (BV Một)",
        "kh-hai": "Phòng Chung (Đơn vị bv-hai) · kh-hai",
        "kh-hai-b": "Phòng Chung (Đơn vị bv-hai) · kh-hai-b",
        "kh-ba": "Phòng Chung (Đơn vị ttyt-ba)",
        "kh-roi": "Phòng Chung",
    }
    assert names["cdc"] == "Đơn vị cdc"


def test_a_unit_has_the_same_name_for_whoever_sees_no_other_of_it(alike: World) -> None:
    with alike.readings() as session:
        own = ids_by_code(session, Unit)["kh-mot"]
        viewer = Viewer(1, "mot", 1, is_administrator=False, units=frozenset({own}))
        assert unit_names(session, viewer) == {"kh-mot": "Phòng Chung (BV Một)"}


@pytest.mark.parametrize("typed", ["Các đơn vị trực thuộc (4 đơn vị)", "Các đơn vị trực thuộc", "truc-thuoc"])
def test_a_group_is_known_by_its_name_with_or_without_its_size(world: World, typed: str) -> None:
    with world.readings() as session:
        names = choices(session)
    assert names.code(typed) == "truc-thuoc"
    assert names.labels["truc-thuoc"] == "Các đơn vị trực thuộc (4 đơn vị)"


def test_a_group_that_is_named_like_a_unit_needs_its_size(world: World) -> None:
    world.load(groups=[{"code": "nhom", "name": "Đơn vị cdc", "members": ["cdc"]}])
    with world.readings() as session:
        names = choices(session)
    assert (names.code("Đơn vị cdc"), names.code("Đơn vị cdc (1 đơn vị)")) == ("cdc", "nhom")
