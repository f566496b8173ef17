"""A reviewed directory in the tables: what it names is brought to what it says, what it names no more is kept."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.directory.load import find_person, ids_by_code, load_directory
from engine.escalation.reassign import handover
from models.columns import table_of
from models.directory import Absence, GroupMember, Person, Post, Succession, Tenure, Unit, UnitAlias, UnitGroup
from models.errors import RefusedDirectoryError
from models.ladders import Role
from models.ledger import LedgerEntry
from tests.engine.cast import World, by, day, deadline, described, directory, members, moment, register, unit

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


def remember(world: World, name: str, **whose: str) -> None:
    with world.sessions() as session:
        codes = {"unit_id": ids_by_code(session, Unit), "group_id": ids_by_code(session, UnitGroup)}
        ids = {column: codes[column][code] for column, code in whose.items()}
        session.add(UnitAlias(name=name, is_remembered=True, **ids))


def test_names_that_a_draft_taught_stay_and_others_are_those_of_the_directory(either_world: World) -> None:
    whole = described()
    whole["units"][3] |= {"aliases": ["Trung tâm Kiểm soát bệnh tật"]}
    either_world.load(**whole)
    remember(either_world, "Tổ Đổi mới", unit_id="cdc")
    remember(either_world, "các bên", group_id="truc-thuoc")
    either_world.load()
    names = sa.select(alias.c.name, alias.c.unit_id.is_(None)).order_by(alias.c.id)
    assert either_world.rows(names) == [("Tổ Đổi mới", False), ("các bên", True)]


def test_a_name_that_a_draft_taught_goes_where_the_directory_gives_it_to_somebody_else(world: World) -> None:
    remember(world, "Tổ Đổi mới", unit_id="cdc")
    whole = described()
    whole["units"][4] |= {"aliases": ["Tổ Đổi mới"]}
    world.load(**whole)
    owner = sa.select(unit.c.code, alias.c.is_remembered).join(alias, alias.c.unit_id == unit.c.id)
    assert world.rows(owner) == [(whole["units"][4]["code"], False)]


def test_a_unit_that_is_named_no_more_is_kept_with_what_it_owes(world: World) -> None:
    world.import_(register(deadline("2024-03-15")))
    whole = described()
    whole["units"] = [each for each in whole["units"] if each["code"] != "bv-hai"]
    world.load(**whole | members("cdc", "bv-mot", "ttyt-ba"))
    assert "bv-hai" in world.do(ids_by_code, Unit)
    assert "bv-hai" in {owed[2] for owed in world.owed()}


def test_a_groups_members_are_those_that_it_names_in_their_order_and_who_was_there_before(world: World) -> None:
    world.load(**members("ttyt-ba", {"unit": "cdc", "from": "2024-05-01", "to": "2024-09-01"}))
    columns = (unit.c.code, member.c.valid_from, member.c.valid_to)
    assert world.rows(sa.select(*columns).join(member, member.c.unit_id == unit.c.id).order_by(member.c.position)) == [
        *((left, None, day("2024-01-01")) for left in ("cdc", "bv-mot", "bv-hai")),
        ("ttyt-ba", None, None), ("cdc", day("2024-05-01"), day("2024-09-01")),
    ]  # fmt: skip


def held(world: World) -> list[Any]:
    """Who held the CDC's post of the focal person, and when."""
    tenure, post, person = table_of(Tenure), table_of(Post), table_of(Person)
    joined = tenure.join(post, post.c.id == tenure.c.post_id).join(person, person.c.id == tenure.c.person_id)
    columns = sa.select(person.c.code, tenure.c.valid_from, tenure.c.valid_to).select_from(joined)
    mine = sa.and_(post.c.role == Role.FOCAL, unit.c.code == "cdc", unit.c.id == post.c.unit_id)
    return world.rows(columns.where(mine).order_by(tenure.c.id))


def with_focal(holder: Any) -> dict[str, Any]:
    whole = described()
    if holder is None:
        del whole["units"][3]["posts"]["focal"]
    else:
        whole["units"][3]["posts"]["focal"] = holder
    return whole


def test_a_post_that_changed_hands_keeps_who_held_it_before(either_world: World) -> None:
    either_world.load(**with_focal("bv-mot-focal"))
    assert held(either_world) == [
        ("cdc-focal", None, day("2024-01-01")), ("bv-mot-focal", day("2024-01-01"), None),
    ]  # fmt: skip


def test_a_post_that_is_named_no_more_is_left_today(world: World) -> None:
    world.load(**with_focal(None))
    assert held(world) == [("cdc-focal", None, day("2024-01-01"))]


def test_a_directory_that_contradicts_a_handover_is_refused_and_nothing_changes(either_world: World) -> None:
    with either_world.sessions() as session:
        people = find_person(session, "cdc-focal"), find_person(session, "bv-mot-focal")
        handover(session, either_world.office, *people, day("2024-02-01"), by("2024-01-01"))
    before = either_world.dump()
    with pytest.raises(RefusedDirectoryError) as refused:
        either_world.load(people=[*described()["people"], {"code": "moi", "name": "Mới", "email": "moi@so.example"}])
    (fault,) = refused.value.faults
    assert fault.at == ("units", 3, "posts", "focal", 0)
    assert fault.what == "cdc-focal thôi từ 01/02/2024, sau đó là bv-mot-focal, mà tệp ghi như chưa thôi"
    assert either_world.dump() == before


def test_a_follower_whom_the_directory_does_not_name_is_told_all_the_same(world: World) -> None:
    world.load(people=[*described()["people"], {"code": "moi", "name": "Người Mới", "email": "moi@so.example"}])
    with world.sessions() as session:
        people = find_person(session, "cdc-focal"), find_person(session, "moi")
        handover(session, world.office, *people, day("2024-02-01"), by("2024-01-01"))
    with pytest.raises(RefusedDirectoryError, match="sau đó là Người Mới, mà tệp ghi như chưa thôi"):
        world.load()


def test_days_away_that_the_directory_states_anew_take_the_place_of_the_former(world: World) -> None:
    for last in ("2024-01-20", "2024-01-15"):
        world.load(absences=[{"person": "cdc-focal", "from": "2023-12-20", "to": last}])
    absence = table_of(Absence)
    assert world.rows(sa.select(absence.c.first_on, absence.c.last_on)) == [(day("2023-12-20"), day("2024-01-15"))]


def test_a_decision_in_force_stays_and_one_to_come_goes_when_it_is_named_no_more(world: World) -> None:
    days = ("2023-07-01", "2024-07-01")
    told = [{"unit": "bv-mot", "kind": "renamed", "on": on, "decision": f"{on}/QĐ"} for on in days]
    world.load(successions=told)
    world.load()
    assert world.rows(sa.select(table_of(Succession).c.decision)) == [("2023-07-01/QĐ",)]


def test_a_load_in_the_middle_of_other_work_is_seen_by_it(world: World) -> None:
    with world.sessions() as session:
        person = find_person(session, "cdc-focal")
        whole = described()
        next(each for each in whole["people"] if each["code"] == "cdc-focal")["name"] = "Tên Mới"
        load_directory(session, directory(**whole), now=moment("2024-01-01"))
        assert person.name == "Tên Mới"


def test_a_directory_that_names_the_successor_keeps_the_handover(world: World) -> None:
    with world.sessions() as session:
        people = find_person(session, "cdc-focal"), find_person(session, "bv-mot-focal")
        handover(session, world.office, *people, day("2024-02-01"), by("2024-01-01"))
    kept = held(world)
    world.load(**with_focal("bv-mot-focal"))
    assert held(world) == kept


def test_an_absence_that_is_over_stays_known_and_one_under_way_ends_yesterday(world: World) -> None:
    spans = [("2023-12-01", "2023-12-05"), ("2023-12-20", "2024-01-20"), ("2024-02-01", "2024-02-09")]
    world.load(absences=[{"person": "cdc-focal", "from": first, "to": last} for first, last in spans])
    world.load()
    absence = table_of(Absence)
    assert world.rows(sa.select(absence.c.first_on, absence.c.last_on).order_by(absence.c.first_on)) == [
        (day("2023-12-01"), day("2023-12-05")), (day("2023-12-20"), day("2023-12-31")),
    ]  # fmt: skip


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
