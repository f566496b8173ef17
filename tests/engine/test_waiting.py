"""What waits for a person: the right section, the nearest day first, and never more than a page can show."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.rights import Viewer
from engine.dialect import is_sqlite
from engine.fulfilment.answers import ask_extension, report_difficulty
from engine.fulfilment.complete import Handed, send_back, submit
from engine.watching import waiting
from engine.watching.waiting import RETURNED_NOW, SUBMITTED_NOW, UNFINISHED_NOW, Waiting, waiting_for
from models.columns import table_of
from models.obligations import Obligation
from models.plans import Plan, PlanState
from tests.engine.cast import World, by, day, deadline, register, undated, unit

owed = table_of(Obligation)
TODAY = "2024-03-12"
FRESH = deadline("2024-06-30", "xa")
SOON = deadline("2024-03-15", "gan")
LATE = deadline("2024-03-01", "qua")


def viewer(world: World, acting: str = "", *, deciding: bool = False, **more: Any) -> Viewer:
    ids = dict(world.rows(sa.select(unit.c.code, unit.c.id)))
    own = frozenset({ids[acting]} if acting else ())
    plans = frozenset({1} if deciding else ())
    return Viewer(1, "chị Lan", 1, False, **{"units": own, "acting": own, "plans": plans, "deciding": plans} | more)


def waits(world: World, who: Viewer, on: str = TODAY) -> Waiting:
    with world.readings() as session:
        return waiting_for(session, who, today=day(on))


def filled(found: Waiting) -> dict[str, list[str]]:
    """The sections that have something, by activity."""
    names = ("returned", "overdue", "soon", "fresh", "reviews", "undated")
    sections = {name: getattr(found, name).rows for name in names}
    return {name: [row.activity for row in rows] for name, rows in sections.items() if rows}


@pytest.fixture
def busy(either_world: World) -> World:
    world = either_world
    world.import_(register(FRESH, SOON, LATE, deadline("2024-03-14", "tra"), deadline("2024-03-13", "nop")))
    for key, on in (("tra", "2024-03-11"), ("nop", "2024-03-11")):
        number = world.number_of("cdc", of=key)
        world.do(submit, world.office, number, Handed("1/BC", day(on)), by(on))
    world.do(send_back, world.office, world.number_of("cdc", of="tra"), by(TODAY), "thiếu chữ ký")
    return world


def test_a_unit_finds_its_work_by_urgency(busy: World) -> None:
    found = waits(busy, viewer(busy, "cdc"))
    assert filled(found) == {"returned": ["tra"], "overdue": ["qua"], "soon": ["gan"], "fresh": ["xa"]}
    assert found.late is None


@pytest.mark.parametrize(
    ("on", "section"),
    [("2024-03-07", "fresh"), ("2024-03-08", "soon"), ("2024-03-15", "soon"), ("2024-03-16", "overdue")],
)
def test_a_due_day_moves_from_section_to_section(world: World, on: str, section: str) -> None:
    world.import_(register(deadline("2024-03-15")))
    assert list(filled(waits(world, viewer(world, "cdc"), on))) == [section]


def test_what_is_not_open_yet_does_not_wait(world: World) -> None:
    world.import_(register(deadline("2024-06-30")), on="2024-01-01")
    opens_on = world.rows(sa.text("SELECT opens_on FROM occurrence"))[0][0]
    assert opens_on == "2024-01-01"
    assert waits(world, viewer(world, "cdc"), "2023-12-31").is_nothing


def test_the_monitor_finds_what_was_sent_and_asked(busy: World) -> None:
    number = busy.number_of("bv-mot", of="gan")
    busy.do(ask_extension, busy.office, number, day("2024-03-29"), by(TODAY), "máy hỏng")
    busy.do(report_difficulty, busy.office, busy.number_of("bv-hai", of="gan"), by(TODAY), "thiếu người")
    found = waits(busy, viewer(busy, "van-phong", deciding=True))
    assert filled(found) == {"reviews": ["nop"]}
    assert [(each.kind, each.unit, each.reason) for each in found.questions] == [
        ("extension", "Đơn vị bv-mot", "máy hỏng"),
        ("difficulty", "Đơn vị bv-hai", "thiếu người"),
    ]
    assert found.questions[0].answer_by == day("2024-03-14")


def test_of_what_has_no_day_one_stands_for_all_that_get_it_together(world: World) -> None:
    world.import_(register(undated()))
    found = waits(world, viewer(world, deciding=True))
    assert [row.unit for row in found.undated.rows] == ["cdc"]
    assert len(world.obligations()) == 4


def test_a_leader_sees_how_much_is_overdue_where(busy: World) -> None:
    found = waits(busy, viewer(busy, plans=frozenset({1})))
    assert found.is_nothing
    assert found.late
    assert found.late.total == 4
    assert found.late.units[0] == ("bv-hai", "Đơn vị bv-hai", 1)


def test_an_overview_stops_counting(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "COUNTED", 3)
    late = waits(busy, viewer(busy, plans=frozenset({1}))).late
    assert late
    assert (late.total, late.is_cut) == (3, True)


def test_a_section_is_cut_and_says_so(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SHOWN", 1)
    everyone = frozenset(id_ for (id_,) in busy.rows(sa.select(unit.c.id)))
    found = waits(busy, replace(viewer(busy), acting=everyone)).overdue
    assert (found.count, len(found.rows)) == ("1+", 1)


def test_what_was_given_to_a_person_waits_for_that_person(busy: World) -> None:
    number = busy.number_of("cdc", of="gan")
    assert filled(waits(busy, viewer(busy, given=frozenset({number})))) == {"soon": ["gan"]}


def test_a_plan_that_is_over_waits_for_nobody(busy: World) -> None:
    busy.rows(sa.update(table_of(Plan)).values(state=PlanState.CLOSED).returning(table_of(Plan).c.id))
    assert waits(busy, viewer(busy, "cdc", deciding=True)).is_nothing


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        (SUBMITTED_NOW & (owed.c.plan_id == 1), "ix_obligation_submitted"),
        (UNFINISHED_NOW & (owed.c.plan_id == 1), "ix_obligation_unfinished"),
        (RETURNED_NOW & (owed.c.unit_id == 1), "ix_obligation_returned"),
    ],
)
def test_the_database_sees_that_its_partial_index_fits(world: World, condition: Any, index: str) -> None:
    statement = sa.select(owed.c.id).where(condition)
    with world.sessions() as session:
        assert is_sqlite(session)
        text = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        told = str(text).replace("FROM obligation", f"FROM obligation INDEXED BY {index}")
        plan = session.execute(sa.text(f"EXPLAIN QUERY PLAN {told}")).all()  # refused if the index does not fit
    assert any(index in row.detail for row in plan)
