"""Wishes: units with those below them, groups, words without marks, days from and to, and the order of pages."""

from itertools import groupby
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from engine.watching.orders import order_of
from engine.watching.queries import obligations
from engine.watching.wishes import WAITS, Sort, Wish, narrowed
from models.obligations import Progress
from models.plans import Plan, PlanState
from tests.engine.cast import World, day, deadline, monthly, obligation, register, undated

TODAY = day("2024-03-15")


@pytest.fixture
def filled(either_world: World) -> World:
    """A running plan with a monthly duty, a deadline and an undated one, and a closed plan of the year before."""
    either_world.import_(
        register(
            monthly(lead=["cdc"], title="Giao ban đầu mối"),
            deadline("2024-03-10", "som", lead=["bv-mot", "van-phong"], title="Gửi kế hoạch"),
            undated(lead=["bv-hai"], title="Đề xuất kinh phí"),
        )
    )
    old = register(deadline("2023-06-30", "cu", lead=["cdc"]), id="kh-cu", number="09/KH-ST", **{
        "from": "2023-01-01", "to": "2023-12-31", "issued_on": "2023-01-01"})  # fmt: skip
    either_world.import_(old)
    either_world.do(
        lambda opened: opened.execute(sa.update(Plan).where(col(Plan.code) == "kh-cu").values(state="closed"))
    )
    either_world.import_(register(deadline("2024-05-20", "khac", lead=["cdc"]), id="kh-ba", number="10/KH-ST"))
    return either_world


def listed(world: World, **wish: Any) -> list[str]:
    with world.readings() as session:
        rows = obligations(session, Wish(**wish), today=TODAY)
        return [f"{row.activity} {row.unit} {row.period or row.due_on or '-'}" for row in rows]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"unit": "so"}, []),
        ({"unit": "so", "below": True, "due_before": day("2024-01-01")}, ["cu cdc 2023-06-30"]),
        ({"unit": "bv-mot", "below": True}, ["som bv-mot 2024-03-10"]),
        ({"group": "truc-thuoc", "activity": "som"}, ["som bv-mot 2024-03-10"]),
        ({"group": "truc-thuoc", "unit": "van-phong"}, []),
        ({"period": "2024-M04"}, ["giao-ban cdc 2024-M04"]),
        ({"plan": "kh-thu", "activity": "de-xuat"}, ["de-xuat bv-hai -"]),
        ({"plan": "09/KH-ST", "activity": "som"}, []),
        ({"due_from": day("2024-02-29"), "due_before": day("2024-03-31")},
         ["giao-ban cdc 2024-M02", "som van-phong 2024-03-10", "som bv-mot 2024-03-10"]),
        ({"due_from": day("2024-03-01"), "due_before": day("2024-03-10")}, []),
        ({"text": "DE XUAT"}, ["de-xuat bv-hai -"]),
        ({"text": "đầu mối", "period": "2024-M01"}, ["giao-ban cdc 2024-M01"]),
        ({"text": "dau moi", "period": "2024-M12"}, ["giao-ban cdc 2024-M12"]),
        ({"text": "%"}, []),
        ({"status": WAITS, "activity": "som"}, ["som van-phong 2024-03-10", "som bv-mot 2024-03-10"]),
    ],
)  # fmt: skip
def test_a_wish_finds_what_it_says(filled: World, wish: dict[str, Any], found: list[str]) -> None:
    assert sorted(listed(filled, **wish)) == sorted(found)


def test_running_plans_only_leave_out_what_a_closed_one_owed(filled: World) -> None:
    assert "cu cdc 2023-06-30" in listed(filled)
    assert "cu cdc 2023-06-30" not in listed(filled, running=True)


def test_what_is_handed_in_waits_no_more(filled: World) -> None:
    handed = sa.update(obligation).where(obligation.c.due_on == day("2024-03-10")).values(progress=Progress.SUBMITTED)
    filled.do(lambda opened: opened.execute(handed))
    assert listed(filled, status=WAITS, activity="som") == []


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("sees_little", [False, True])
def test_in_any_order_pages_follow_each_other_and_the_undated_come_last(
    filled: World, sort: Sort, sees_little: bool
) -> None:
    wish = {"plan": "kh-thu"} if sort is Sort.DUTY else {"running": True}
    whole = listed(filled, **wish, sort=sort, sees_little=sees_little)
    offsets = range(0, len(whole) + 3, 3)
    paged = [row for offset in offsets for row in listed(filled, **wish, sort=sort, limit=3, offset=offset)]
    assert paged == whole
    assert sorted(whole) == sorted(listed(filled, **wish))
    assert whole[-1] == "de-xuat bv-hai -"


@pytest.mark.parametrize(
    ("sort", "wish", "found"),
    [
        (Sort.DAY, {}, ["cu cdc", "giao-ban cdc", "giao-ban cdc", "som bv-mot", "som van-phong", "giao-ban cdc"]),
        (Sort.LATEST, {}, ["giao-ban cdc"] * 8 + ["khac cdc", "giao-ban cdc"]),
        (Sort.UNIT, {}, ["som bv-mot", "cu cdc", "giao-ban cdc"]),
        (Sort.UNIT, {"unit": "bv-mot"}, ["som bv-mot"]),
        (Sort.PLAN, {}, ["giao-ban cdc", "giao-ban cdc", "som bv-mot", "som van-phong"]),
        (Sort.DUTY, {"plan": "kh-thu"}, ["giao-ban cdc"] * 12 + ["som bv-mot", "som van-phong", "de-xuat bv-hai"]),
    ],
)
def test_a_list_stands_in_the_order_that_was_asked_for(
    filled: World, sort: Sort, wish: dict[str, Any], found: list[str]
) -> None:
    rows = [row.rpartition(" ")[0] for row in listed(filled, sort=sort, **wish)]
    assert rows[: len(found)] == found


def test_by_state_the_pressing_come_first_and_what_is_excused_last(filled: World) -> None:
    """January is done late, February on time, March due soon, April excused; one is overdue, the rest is not due yet."""
    done = [
        ("2024-01-31", "submitted", "2024-02-02"),
        ("2024-02-29", "accepted", "2024-02-20"),
        ("2024-04-30", "waived", None),
    ]
    for due, progress, on in done:
        changed = {"progress": Progress(progress), "submitted_on": day(on) if on else None}
        filled.do(lambda s, due=due, changed=changed: s.execute(
            sa.update(obligation).where(obligation.c.due_on == day(due)).values(changed)))  # fmt: skip
    with filled.readings() as session:
        rows = obligations(session, Wish(running=True, sort=Sort.STATE), today=day("2024-03-25"))
        again = obligations(session, Wish(running=True, sort=Sort.STATE, status=WAITS), today=day("2024-03-25"))
    assert [key for key, _ in groupby(row.timeliness for row in rows)] == [
        "overdue", "due_soon", "not_due", "not_open", "late", "on_time", "excused", "undated",
    ]  # fmt: skip
    assert [row.id for row in again] == [row.id for row in rows if row.progress == "open"]


def test_what_closed_plans_owed_before_is_not_passed_over(filled: World) -> None:
    """The first due day of the running plans is known, so that a list starts there."""
    with filled.readings() as session:
        assert session.scalar(sa.select(col(Plan.state)).where(col(Plan.code) == "kh-cu")) == PlanState.CLOSED
        assert narrowed(session, Wish(running=True), today=TODAY).since == day("2024-01-31")
        assert narrowed(session, Wish(), today=TODAY).since is None


def steps(world: World, **asked: Any) -> str:
    """How SQLite goes about choosing the first rows of a wish."""
    with world.readings() as session:
        wish = Wish(**asked)
        found = narrowed(session, wish, today=TODAY)
        order = order_of(found, wish, today=TODAY)
        which = sa.select(obligation.c.id).select_from(order.source).where(*found.where, *order.parts[0])
        ordered = which.order_by(*order.by).limit(5)
        text = str(ordered.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        return " ".join(str(row[3]) for row in session.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))


RUNNING = {"running": True}


@pytest.mark.parametrize(
    "wish",
    [
        *(RUNNING, RUNNING | {"status": WAITS}, {"plan": "kh-thu"}),
        *(RUNNING | {"sort": sort} for sort in (Sort.LATEST, Sort.STATE, Sort.UNIT, Sort.PLAN)),
        *({"plan": "kh-thu", "sort": sort} for sort in (Sort.STATE, Sort.UNIT)),
        RUNNING | {"sort": Sort.UNIT, "status": "late"},
    ],
)
def test_a_list_goes_through_an_index_in_its_order(world: World, wish: dict[str, Any]) -> None:
    world.import_(register(monthly(lead=["cdc"])))
    world.import_(register(deadline("2024-05-20", lead=["cdc"]), id="kh-hai", number=None))
    assert "USING" in steps(world, **wish)
    assert "TEMP B-TREE" not in steps(world, **wish)
