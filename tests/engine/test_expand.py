"""What plans expand into: which unit owes which day, once, and what running it again changes: nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.register.expand import horizon
from tests.engine.cast import World, day, deadline, event, members, monthly, register, rota, timed, undated
from tests.engine.conftest import Worlds

MIXED = register(
    deadline("2024-03-15"), monthly(), rota(lead=["cdc", "bv-mot", "ttyt-ba"]), undated(), event(),
    timed("window", "thuong-xuyen"),
)  # fmt: skip


def test_a_group_as_lead_gives_one_obligation_per_member(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-15")))
    assert either_world.owed() == [
        ("bao-cao", "once", "bv-hai", "2024-03-15"),
        ("bao-cao", "once", "bv-mot", "2024-03-15"),
        ("bao-cao", "once", "cdc", "2024-03-15"),
        ("bao-cao", "once", "ttyt-ba", "2024-03-15"),
    ]


def test_a_unit_named_alone_and_in_a_group_owes_once(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-15", lead=["cdc", "truc-thuoc"])))
    assert [owed[2] for owed in either_world.owed()] == ["bv-hai", "bv-mot", "cdc", "ttyt-ba"]


def test_a_cooperating_unit_owes_nothing(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"], cooperate=["bv-mot", "truc-thuoc"])))
    assert [owed[2] for owed in world.owed()] == ["cdc"]


def test_expanding_again_changes_nothing(either_world: World) -> None:
    either_world.import_(MIXED)
    either_world.expand()
    before = either_world.dump()
    again = either_world.expand()
    assert (again.occurrences, again.obligations) == (0, 0)
    assert either_world.dump() == before


@pytest.mark.postgres
def test_both_databases_owe_the_same(world: World, postgres_world: World) -> None:
    for each in (world, postgres_world):
        each.import_(MIXED)
        each.expand(until="2025-06-30")
    assert world.owed() == postgres_world.owed()
    assert len(world.owed()) > 150


def test_a_member_owes_what_falls_due_while_it_is_a_member(either_world: World) -> None:
    either_world.load(
        **members("cdc", {"unit": "bv-mot", "from": "2024-03-15"}, {"unit": "bv-hai", "to": "2024-03-15"})
    )
    either_world.import_(
        register(deadline("2024-03-14", "truoc"), deadline("2024-03-15", "dung"), deadline("2024-03-16", "sau"))
    )
    assert [(owed[0], owed[2]) for owed in either_world.owed()] == [
        ("dung", "bv-mot"), ("dung", "cdc"), ("sau", "bv-mot"), ("sau", "cdc"), ("truoc", "bv-hai"), ("truoc", "cdc"),
    ]  # fmt: skip


def test_who_joins_a_group_later_owes_from_then_on_and_nobody_twice(world: World) -> None:
    world.load(**members("cdc"))
    world.import_(register(monthly()))
    world.load(**members("cdc", {"unit": "bv-mot", "from": "2024-11-15"}))
    assert world.expand().obligations == 2
    assert [(o[1], o[2]) for o in world.owed() if o[2] == "bv-mot"] == [("2024-M11", "bv-mot"), ("2024-M12", "bv-mot")]
    assert len([o for o in world.owed() if o[2] == "cdc"]) == 12


def test_a_rota_gives_its_slots_to_the_units_in_turn(world: World) -> None:
    world.load(**members("bv-hai", "cdc", "bv-mot"))
    world.import_(register(rota(2, lead=["truc-thuoc"], cooperate=[]), to="2024-01-21"))
    assert [owed[1:3] for owed in world.owed()] == [
        ("2024-W01.1", "bv-hai"), ("2024-W01.2", "cdc"), ("2024-W02.1", "bv-mot"),
        ("2024-W02.2", "bv-hai"), ("2024-W03.1", "cdc"), ("2024-W03.2", "bv-mot"),
    ]  # fmt: skip


def test_a_unit_that_left_the_group_gets_no_more_slots(world: World) -> None:
    world.load(**members("cdc", {"unit": "bv-mot", "to": "2024-01-10"}, "bv-hai"))
    world.import_(register(rota(2), to="2024-02-11"))
    assert [owed[1] for owed in world.owed() if owed[2] == "bv-mot"] == ["2024-W01.2"]
    assert len(world.owed()) == 12


def test_a_unit_that_joins_the_group_takes_its_turn_from_then_on(world: World) -> None:
    world.load(**members("cdc", {"unit": "bv-mot", "from": "2024-01-20"}))
    world.import_(register(rota(2), to="2024-02-04"))
    assert [owed[2] for owed in world.owed()] == ["cdc"] * 6 + ["cdc", "bv-mot", "cdc", "bv-mot"]


def test_a_rota_continues_where_it_stood_when_the_horizon_moves_on(worlds: Worlds) -> None:
    plan = register(rota(2, lead=["cdc", "bv-mot", "ttyt-ba"]), to="2026-12-31")
    with worlds() as once, worlds() as often:
        once.import_(plan)
        once.expand(until="2026-12-31")
        often.import_(plan)
        for until in ("2025-04-16", "2025-04-17", "2026-01-02", "2026-12-31"):
            often.expand(until=until)
        assert often.owed() == once.owed()


@pytest.mark.parametrize(
    ("today", "until"),
    [
        ("2024-01-01", "2025-02-01"),
        ("2023-11-15", "2024-12-15"),
        ("2023-12-31", "2025-01-31"),
        ("2024-01-31", "2025-02-28"),
        ("2023-01-30", "2024-02-29"),
        ("2024-05-30", "2025-06-30"),
    ],
)
def test_the_horizon_is_thirteen_months_ahead(today: str, until: str) -> None:
    assert horizon(day(today)) == day(until)


def test_what_opens_within_the_horizon_is_there_and_no_more(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"]), to="2026-12-31"), on="2024-01-01")
    assert world.owed()[-1][1] == "2025-M02"
    assert world.expand("2024-01-31").obligations == 0
    assert world.expand("2024-02-01").obligations == 1
    assert world.owed()[-1][1] == "2025-M03"


def test_something_that_runs_is_asked_for_each_quarter_and_due_at_its_end(world: World) -> None:
    world.import_(register(timed("window", "thuong-xuyen", lead=["cdc"])))
    assert world.owed() == [
        ("thuong-xuyen", "2024-Q1", "cdc", "2024-03-31"),
        ("thuong-xuyen", "2024-Q2", "cdc", "2024-06-30"),
        ("thuong-xuyen", "2024-Q3", "cdc", "2024-09-30"),
        ("thuong-xuyen", "end", "cdc", "2024-12-31"),
    ]


def test_what_has_no_day_is_owed_without_one_and_never_told(either_world: World) -> None:
    either_world.import_(register(undated(), monthly(due=None, lead=["cdc"])))
    assert {owed[3] for owed in either_world.owed()} == {None}
    assert len(either_world.owed()) == 4 + 12
    assert [either_world.sweep(on)["due"] for on in ("2024-01-02", "2024-06-28", "2024-12-31", "2026-01-05")] == [0] * 4
    assert either_world.notices() == 0


def test_an_event_owes_nothing_until_it_is_raised(world: World) -> None:
    world.import_(register(event()))
    assert world.owed() == []


def test_a_plan_that_is_over_when_it_comes_is_expanded_and_not_swept(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])), on="2025-01-01")
    assert len(world.owed()) == 12
    assert world.sweep("2025-01-02")["due"] == 0


def test_a_plan_on_its_last_day_is_still_active(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])), on="2024-12-31")
    assert world.sweep("2024-12-31")["due"] == 12


DAYS = st.dates(day("2025-02-01"), day("2025-12-31"))


@settings(max_examples=6)
@given(stops=st.lists(DAYS, min_size=1, max_size=4))
def test_in_whatever_steps_the_horizon_moves_the_end_is_the_same(worlds: Worlds, stops: list) -> None:
    plan = register(monthly(), rota(2, lead=["cdc", "truc-thuoc"]), deadline("2025-12-30"), to="2025-12-31")
    last = max(*stops, day("2024-01-01"))
    with worlds() as stepwise, worlds() as at_once:
        for each in (stepwise, at_once):
            each.import_(plan)
        for until in stops:
            stepwise.expand(until=until.isoformat())
        at_once.expand(until=last.isoformat())
        assert stepwise.owed() == at_once.owed()
