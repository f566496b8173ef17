"""Figures for charts: by month without gaps, by age at every boundary, targets against what units measured last."""

import datetime as dt

import pytest

from engine.access.rights import Viewer
from engine.fulfilment.complete import Handed, submit
from engine.watching.queries import obligations
from engine.watching.trends import AGES, by_day, by_month, measured, overdue_by_age
from engine.watching.wishes import Wish
from models.obligations import Timeliness
from tests.engine.cast import World, by, day, deadline, register, timed
from tests.engine.test_rights import viewer

TODAY = day("2024-03-15")


@pytest.mark.parametrize(
    ("late", "label"),
    [(1, "1–7 ngày"), (7, "1–7 ngày"), (8, "8–30 ngày"), (30, "8–30 ngày"), (31, "31–90 ngày"), (90, "31–90 ngày"),
     (91, "trên 90 ngày"), (700, "trên 90 ngày")],
)  # fmt: skip
def test_an_overdue_day_has_one_age(late: int, label: str) -> None:
    days = {(TODAY - dt.timedelta(days=late), Timeliness.OVERDUE): 3, (TODAY, Timeliness.DUE_SOON): 5}
    assert overdue_by_age(days, today=TODAY) == {each: 3 if each == label else 0 for each in AGES}


def test_months_between_are_not_left_out() -> None:
    days = {(day("2023-12-31"), Timeliness.LATE): 1, (day("2024-02-01"), Timeliness.ON_TIME): 2,
            (day("2024-02-29"), Timeliness.OVERDUE): 4}  # fmt: skip
    assert {f"{month:%Y-%m}": tally.counts for month, tally in by_month(days).items()} == {
        "2023-12": {Timeliness.LATE: 1},
        "2024-01": {},
        "2024-02": {Timeliness.ON_TIME: 2, Timeliness.OVERDUE: 4},
    }
    assert by_month({}) == {}


def test_days_are_counted_of_what_one_sees(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-10", lead=["cdc", "bv-mot"])))
    with either_world.readings() as session:
        counted = {
            who.name: by_day(session, Wish(plan="kh-thu", within=who.visible), today=TODAY)
            for who in (Viewer(0, "tất cả", None, is_administrator=True), viewer(either_world, "cdc-focal"))
        }
    assert [sum(days.values()) for days in counted.values()] == [2, 1]


def test_a_unit_counts_with_what_it_measured_last(either_world: World) -> None:
    target = {"from": "2024-01-01", "holds_from": "2024-01-31", "target": {"value": 40, "unit": "%"}, "check": "M"}
    either_world.import_(register(timed("milestone", "chi-tieu", target, lead=["cdc", "bv-mot", "bv-hai"])))
    sent = [("cdc", 20, 0), ("cdc", 60, 1), ("bv-mot", 30, 0)]
    for unit, quantity, turn in sent:
        number = numbers(either_world, unit)[turn]
        handed = Handed("1/BC", day("2024-03-01"), quantity=quantity)
        either_world.do(submit, either_world.office, number, handed, by("2024-03-01"))
    with either_world.readings() as session:
        (found,) = measured(session, Wish(plan="kh-thu"), today=TODAY)
    assert (found.units, found.reaching, found.mean, found.share) == (2, 1, 45, 1.125)


def numbers(world: World, unit: str) -> list[int]:
    with world.readings() as session:
        return [row.id for row in obligations(session, Wish(unit=unit), today=TODAY)]


def test_a_target_that_nobody_measured_has_no_share(world: World) -> None:
    target = {"by": "2024-12-31", "target": {"value": 2, "unit": "phóng sự"}}
    world.import_(register(timed("milestone", "phong-su", target, lead=["cdc"]), deadline("2024-03-10")))
    with world.readings() as session:
        (found,) = measured(session, Wish(plan="kh-thu"), today=TODAY)
    assert (found.key, found.units, found.mean, found.share) == ("phong-su", 0, None, None)
