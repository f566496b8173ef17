"""Ladders turned into stored moments: once, in order, and never rewritten."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.ladders.agendas import Wanted, make_agendas
from models.columns import table_of
from models.errors import ConfigurationError
from models.ladder_changes import ANNOUNCEMENT
from models.ladders import Role
from models.moments import local
from models.plans import Agenda, AgendaKind
from tests.engine.cast import World, day, deadline, moment, office, register, step

agenda = table_of(Agenda)
TWO = {"hai": [{"at": "-1 working day", "to": ["lead.focal"]}, {"at": "+1 working day", "to": ["lead.head"]}]}


def made(world: World, *wanted: Wanted) -> list[Any]:
    return list(world.do(make_agendas, world.office, wanted))


def stored(world: World, agenda_id: int) -> list[tuple[str, int, int, str]]:
    """The rungs of an agenda: moment in the office, position, step, and to whom."""
    columns = (step.c.at, step.c.position, step.c.step, step.c.party, step.c.role)
    rows = world.rows(sa.select(*columns).where(step.c.agenda_id == agenda_id).order_by(step.c.position, step.c.id))
    return [(f"{local(at):%m-%d %H:%M}", place, n, f"{party}.{role}") for at, place, n, party, role in rows]


def test_each_request_gets_its_own_agenda_in_their_order(either_world: World) -> None:
    either_world.office = office(TWO)
    days = ("2024-03-15", "2024-01-10", "2024-12-20")
    found = made(either_world, *(Wanted("hai", day(each)) for each in days))
    assert [f"{local(each.first_at):%m-%d}" for each in found] == ["03-14", "01-09", "12-19"]
    ids = [each.id for each in found]
    due = dict(either_world.rows(sa.select(agenda.c.id, agenda.c.due_on)))
    assert [due[each].isoformat() for each in ids] == list(days)


def test_nothing_wanted_is_nothing_made(world: World) -> None:
    assert made(world) == []


def test_a_change_is_told_at_once_and_what_lay_before_it_falls_away(world: World) -> None:
    world.office = office(TWO)
    told = Wanted("hai", day("2024-03-15"), None, AgendaKind.MOVED, moment("2024-03-14", "09:00"), ("lead.focal",))
    (found,) = made(world, told)
    assert found.first_at == moment("2024-03-14", "09:00")
    assert stored(world, found.id) == [
        ("03-14 09:00", 0, ANNOUNCEMENT, "lead.focal"), ("03-18 07:30", 1, 1, "lead.head"),
    ]  # fmt: skip


def test_a_rung_at_the_moment_of_the_change_falls_away_with_those_before_it(world: World) -> None:
    world.office = office(TWO)
    told = Wanted("hai", day("2024-03-15"), None, AgendaKind.MOVED, moment("2024-03-14", "07:30"), ("lead.focal",))
    (found,) = made(world, told)
    assert [n for _, _, n, _ in stored(world, found.id)] == [ANNOUNCEMENT, 1]


def test_rungs_of_one_moment_share_a_place_and_name_nobody_twice(world: World) -> None:
    rungs = [
        {"at": "+1 working day", "to": ["lead.head", "lead.focal"]},
        {"at": "+1 working day", "to": ["lead.head", "monitor.focal"]},
        {"at": "+2 working days", "to": ["lead.head"]},
    ]
    world.office = office({"hai": rungs})
    (found,) = made(world, Wanted("hai", day("2024-03-15")))
    assert stored(world, found.id) == [
        ("03-18 07:30", 0, 0, "lead.head"), ("03-18 07:30", 0, 0, "lead.focal"), ("03-18 07:30", 0, 1, "monitor.focal"),
        ("03-19 07:30", 1, 2, "lead.head"),
    ]  # fmt: skip


def test_a_ladder_that_the_office_has_not_is_refused(world: World) -> None:
    with pytest.raises(ConfigurationError, match="không có thang đôn đốc 'la' — có: check, review, standard"):
        made(world, Wanted("la", day("2024-03-15")))


def test_another_policy_never_rewrites_an_agenda(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    before = world.dump()["agenda_step"]
    world.office = office({"standard": TWO["hai"]})
    world.expand("2024-02-01")
    assert world.dump()["agenda_step"] == before


@pytest.mark.parametrize("said", [{}, {"urgent": True}, {"digest": "by unit"}])
def test_a_leader_is_told_in_digests_whatever_the_ladder_says(world: World, said: dict[str, Any]) -> None:
    world.office = office({"standard": [{"at": "+1 working day", "to": ["issuer.leader", "lead.head"]} | said]})
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    is_digest = dict(world.rows(sa.select(step.c.role, step.c.is_digest)))
    assert is_digest == {Role.LEADER: True, Role.HEAD: "digest" in said}
