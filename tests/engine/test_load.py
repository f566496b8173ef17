"""A reviewed directory in the tables: what it names is brought to what it says, what it names no more is kept."""

import sqlalchemy as sa

from engine.load import ids_by_code
from models.columns import table_of
from models.directory import Absence, GroupMember, Succession, Tenure, Unit, UnitAlias, UnitGroup
from models.ledger import LedgerEntry
from tests.engine.cast import World, day, deadline, described, members, register, unit

alias, member, group = table_of(UnitAlias), table_of(GroupMember), table_of(UnitGroup)


def test_the_tree_of_units_is_stored(either_world: World) -> None:
    mother = unit.alias("mother")
    found = sa.select(unit.c.code, mother.c.code).outerjoin(mother, mother.c.id == unit.c.parent_id)
    assert ("so", None) in either_world.rows(found)
    assert ("cdc", "so") in either_world.rows(found)


def test_other_names_of_units_and_groups_are_stored_once_however_often_it_is_loaded(world: World) -> None:
    whole = described()
    whole["units"][3] |= {"aliases": ["Trung tâm Kiểm soát bệnh tật"]}
    whole["groups"][0] |= {"aliases": ["các đơn vị trong ngành", "các đơn vị"]}
    for _ in range(2):
        world.load(**whole)
    names = sa.select(alias.c.name, alias.c.unit_id.is_(None)).order_by(alias.c.id)
    assert world.rows(names) == [
        ("Trung tâm Kiểm soát bệnh tật", False), ("các đơn vị trong ngành", True), ("các đơn vị", True),
    ]  # fmt: skip


def test_a_unit_that_is_named_no_more_is_kept_with_what_it_owes(world: World) -> None:
    world.import_(register(deadline("2024-03-15")))
    whole = described()
    whole["units"] = [each for each in whole["units"] if each["code"] != "bv-hai"]
    world.load(**whole | members("cdc", "bv-mot", "ttyt-ba"))
    assert "bv-hai" in world.do(ids_by_code, Unit)
    assert "bv-hai" in {owed[2] for owed in world.owed()}


def test_a_groups_members_are_those_that_it_names_now_in_their_order(world: World) -> None:
    world.load(**members("ttyt-ba", {"unit": "cdc", "from": "2024-05-01", "to": "2024-09-01"}))
    columns = (unit.c.code, member.c.position, member.c.valid_from, member.c.valid_to)
    assert world.rows(sa.select(*columns).join(member, member.c.unit_id == unit.c.id).order_by(member.c.position)) == [
        ("ttyt-ba", 0, None, None), ("cdc", 1, day("2024-05-01"), day("2024-09-01")),
    ]  # fmt: skip


def test_a_post_that_changed_hands_has_its_new_holder_alone(world: World) -> None:
    whole = described()
    whole["units"][3]["posts"]["focal"] = "bv-mot-focal"
    before = len(world.dump()["tenure"])
    world.load(**whole)
    tenure = table_of(Tenure)
    assert world.rows(sa.select(sa.func.count()).select_from(tenure)) == [(before,)]


def test_absences_and_decisions_are_stored(world: World) -> None:
    world.load(
        absences=[{"person": "cdc-focal", "from": "2024-03-01", "to": "2024-03-05"}],
        successions=[
            {"unit": "bv-mot", "successor": "bv-hai", "kind": "merged", "on": "2024-07-01", "decision": "9/QĐ"}
        ],
    )
    absence, succession = table_of(Absence), table_of(Succession)
    assert world.rows(sa.select(absence.c.first_on, absence.c.last_on, absence.c.stand_in_id)) == [
        (day("2024-03-01"), day("2024-03-05"), None)
    ]
    assert world.rows(sa.select(succession.c.decision, succession.c.effective_on)) == [("9/QĐ", day("2024-07-01"))]


def test_a_load_is_written_down(world: World) -> None:
    ledger = table_of(LedgerEntry)
    assert world.rows(sa.select(ledger.c.action, ledger.c.subject, ledger.c.after)) == [
        ("load", "directory", {"units": 7, "groups": 1, "people": 15})
    ]
