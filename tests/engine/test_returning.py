"""What a return does to the clocks of whoever mends and of whoever reviews."""

import sqlalchemy as sa

from engine.fulfilment.answers import urge
from tests.engine.acts import DUE, REPORT, give_back, hand_in, stands
from tests.engine.cast import World, agenda, by, day


def test_a_return_starts_a_new_clock(either_world: World) -> None:
    either_world.import_(REPORT)
    hand_in(either_world, "2024-03-14")
    assert give_back(either_world, "2024-03-18") == day("2024-03-25")
    assert either_world.one("due_on") == day("2024-03-25")
    assert either_world.one("submitted_on") is None
    assert stands(either_world, "2024-03-25") == ("returned", "due_soon")
    assert stands(either_world, "2024-03-26") == ("returned", "overdue")
    assert either_world.sweep("2024-03-18")["told"] == 2
    assert [either_world.sweep(on)["told"] for on in ("2024-03-22", "2024-03-26")] == [2, 2]


def test_a_return_long_before_the_day_leaves_the_day(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-02-01")
    assert give_back(world, "2024-02-02") == day(DUE)


def test_what_is_handed_in_again_within_the_new_clock_is_on_time(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-03-14")
    give_back(world, "2024-03-18")
    hand_in(world, "2024-03-25")
    assert stands(world, "2024-03-26") == ("submitted", "on_time")


def test_what_came_late_stays_late_however_soon_it_is_mended(either_world: World) -> None:
    either_world.import_(REPORT)
    hand_in(either_world, "2024-03-18")
    assert give_back(either_world, "2024-03-19") == day("2024-03-26")
    assert stands(either_world, "2024-03-20") == ("returned", "overdue")
    assert [either_world.sweep(on)["told"] for on in ("2024-03-19", "2024-03-25", "2024-03-27")] == [2, 2, 2]
    hand_in(either_world, "2024-03-20")
    assert stands(either_world, "2024-03-20") == ("submitted", "late")


def test_who_is_urged_to_mend_what_came_late_keeps_the_clock(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-03-18")
    give_back(world, "2024-03-19")
    world.do(urge, world.office, 1, by("2024-03-20"))
    assert world.rows(sa.select(agenda.c.due_on).order_by(agenda.c.id.desc()).limit(1)) == [(day("2024-03-26"),)]


def test_each_submission_starts_the_reviewers_clock(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-03-12")
    assert [world.sweep(on)["told"] for on in ("2024-03-19", "2024-03-20")] == [0, 1]
    give_back(world, "2024-03-20")
    world.sweep("2024-03-20", "09:00")
    hand_in(world, "2024-03-21")
    assert [world.sweep(on)["told"] for on in ("2024-03-28", "2024-03-29")] == [0, 1]
    assert [told[2:4] for told in world.told()].count(("van-phong", "focal")) == 2
