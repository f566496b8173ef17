"""Lists: which obligations they show, in which order, and that the database and the models judge time alike."""

import datetime as dt
from dataclasses import fields
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from engine.fulfilment.complete import Handed, submit
from engine.watching.queries import Place, PlanRow, Row, count_obligations, obligations, obligations_from, plans
from engine.watching.wishes import Wish, time_condition, with_occurrence
from models.obligations import Progress, Timeliness, timeliness
from tests.engine.cast import World, by, day, deadline, moment, monthly, obligation, occurrence, register, undated

TODAY = day("2024-03-15")
FROM_TODAY = (-10, -1, 0, 1, 7, 8, 30)


def every_case() -> list[tuple[Progress, dt.date, dt.date | None, dt.date | None]]:
    """Progress, opening, due day and day of the document, on either side of every boundary."""
    days = [TODAY + dt.timedelta(days=n) for n in FROM_TODAY]
    return list(product(Progress, days, [None, *days], [None, *days[:4]]))


def stored(world: World) -> dict[int, tuple[Progress, dt.date, dt.date | None, dt.date | None]]:
    """An obligation for each case, by number."""
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    common = {"activity_id": 1, "stands_for": [], "rules": [], "is_check": False, "is_estimated": False,
              "is_withdrawn": False}  # fmt: skip
    cases = dict(enumerate(every_case(), start=1_000))
    with world.sessions() as session:
        session.execute(
            sa.insert(occurrence),
            [common | {"id": n, "key": f"k{n}", "opens_on": opens} for n, (_, opens, _, _) in cases.items()],
        )
        session.execute(
            sa.insert(obligation),
            [
                {"id": n, "occurrence_id": n, "plan_id": 1, "unit_id": 1, "progress": progress, "due_on": due,
                 "told": -1, "submitted_on": handed, "created_at": moment("2024-01-01")}
                for n, (progress, _, due, handed) in cases.items()
            ],
        )  # fmt: skip
    return cases


def test_the_database_and_the_models_judge_time_alike(either_world: World) -> None:
    cases = stored(either_world)
    for wanted in Timeliness:
        found = sa.select(obligation.c.id).select_from(with_occurrence()).where(time_condition(wanted, TODAY))
        assert {n for (n,) in either_world.rows(found.where(obligation.c.id >= 1_000))} == {
            n
            for n, (progress, opens, due, handed) in cases.items()
            if timeliness(progress, opens_on=opens, due_on=due, submitted_on=handed, today=TODAY) is wanted
        }, wanted


def test_every_obligation_has_one_place_in_time(world: World) -> None:
    stored(world)
    with world.sessions() as session:
        counts = [count_obligations(session, Wish(status=each.value), today=TODAY) for each in Timeliness]
        assert sum(counts) == count_obligations(session, Wish(), today=TODAY)
    assert min(counts) > 0


def test_the_fields_are_those_of_the_contract() -> None:
    assert [each.name for each in fields(Row)] == [
        "id", "plan", "activity", "section", "title", "unit", "period", "opens_on", "due_on", "data_from", "data_to",
        "progress", "timeliness", "submitted_on", "document",
    ]  # fmt: skip


def listed(world: World, today: str = "2024-03-15", **wish: Any) -> list[tuple[str, str, str | None]]:
    with world.sessions() as session:
        rows = obligations(session, Wish(**wish), today=day(today))
        assert count_obligations(session, Wish(**wish | {"limit": None, "offset": 0}), today=day(today)) >= len(rows)
        return [(row.activity, row.unit, row.due_on.isoformat() if row.due_on else None) for row in rows]


@pytest.fixture
def filled(either_world: World) -> World:
    """Two plans: one with two dated and one undated duty, one with a duty of the CDC alone."""
    either_world.import_(
        register(
            undated(lead=["cdc"]),
            deadline("2024-04-10", lead=["bv-mot", "cdc"]),
            deadline("2024-03-10", "som", lead=["cdc"]),
        )
    )
    either_world.import_(register(deadline("2024-03-20", "rieng", lead=["cdc"]), id="kh-hai", number=None))
    return either_world


def test_lists_are_by_due_day_and_what_has_none_comes_last(filled: World) -> None:
    assert [(activity, due) for activity, _, due in listed(filled)] == [
        ("som", "2024-03-10"), ("rieng", "2024-03-20"), ("bao-cao", "2024-04-10"), ("bao-cao", "2024-04-10"),
        ("de-xuat", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"plan": "kh-thu"}, ["som", "bao-cao", "bao-cao", "de-xuat"]),
        ({"plan": "01/KH-ST"}, ["som", "bao-cao", "bao-cao", "de-xuat"]),
        ({"plan": "kh-hai"}, ["rieng"]),
        ({"plan": "la"}, []),
        ({"unit": "bv-mot"}, ["bao-cao"]),
        ({"due_before": day("2024-03-20")}, ["som"]),
        ({"due_before": day("2024-03-21")}, ["som", "rieng"]),
        ({"status": "overdue"}, ["som"]),
        ({"status": "due_soon"}, ["rieng"]),
        ({"status": "undated"}, ["de-xuat"]),
        ({"status": "open", "unit": "cdc"}, ["som", "rieng", "bao-cao", "de-xuat"]),
        ({"status": "submitted"}, []),
        ({"limit": 2}, ["som", "rieng"]),
        ({"limit": 2, "offset": 1}, ["rieng", "bao-cao"]),
        ({"offset": 4}, ["de-xuat"]),
    ],
)
def test_a_list_shows_what_is_wished(filled: World, wish: dict[str, Any], found: list[str]) -> None:
    assert [activity for activity, _, _ in listed(filled, **wish)] == found


def test_a_row_says_all_about_an_obligation(world: World) -> None:
    world.import_(register(monthly({"day": 20}, lead=["cdc"], section="V.2", title="Giao ban tháng")))
    world.do(submit, world.office, 3, Handed("15/BC-CDC", day("2024-03-19")), by("2024-03-21"))
    with world.sessions() as session:
        row = obligations(session, Wish(status="submitted"), today=TODAY)[0]
    assert row == Row(
        id=3, plan="01/KH-ST", activity="giao-ban", section="V.2", title="Giao ban tháng", unit="cdc",
        period="2024-M03", opens_on=day("2024-03-01"), due_on=day("2024-03-20"), data_from=None, data_to=None,
        progress="submitted", timeliness="on_time", submitted_on=day("2024-03-19"), document="15/BC-CDC",
    )  # fmt: skip


def test_a_plan_without_a_number_goes_by_its_id(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"]), number=None))
    with world.sessions() as session:
        assert [row.plan for row in obligations(session, Wish(), today=TODAY)] == ["kh-thu"]


def test_plans_are_listed_with_their_parents(world: World) -> None:
    world.import_(register(deadline("2024-03-15"), title="Kế hoạch mẹ"))
    world.import_(
        register(
            deadline("2024-03-15"),
            id="kh-con",
            number=None,
            title="Kế hoạch con",
            parent="kh-thu",
            **{"from": "2024-02-01"},
        )
    )
    with world.sessions() as session:
        assert plans(session) == [
            PlanRow(
                "kh-con", None, "Kế hoạch con", "Sở Thử", day("2024-02-01"), day("2024-12-31"), "active", "01/KH-ST"
            ),
            PlanRow(
                "kh-thu", "01/KH-ST", "Kế hoạch mẹ", "Sở Thử", day("2024-01-01"), day("2024-12-31"), "active", None
            ),
        ]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_list_that_is_cut_goes_on_where_it_was_cut(either_world: World, size: int) -> None:
    """By day and number, over the edge to the undated, and whatever is added before the cut meanwhile."""
    stored(either_world)
    with either_world.sessions() as session:
        whole = obligations(session, Wish(), today=TODAY)
        cut: list[Row] = []
        place: Place | None = None
        while page := obligations_from(session, Wish(limit=size), place, today=TODAY):
            cut += page
            place = Place(cut[-1].due_on, cut[-1].id)
    assert [row.id for row in cut[:300]] == [row.id for row in whole[:300]]
    assert sorted(row.id for row in cut) == sorted(row.id for row in whole)
