"""Raising an event: by the unit that leads it or by the plan's monitor, while the plan runs."""

import pytest
import sqlalchemy as sa

from engine.access.rights import NotYoursError, Viewer
from engine.fulfilment.raising import Raisable, raisable, raise_for
from models.columns import table_of
from models.errors import BadInputError
from models.obligations import Obligation
from models.plans import Occurrence, Plan, PlanState
from tests.engine.cast import World, by, day, deadline, event, members, register, unit

TODAY = "2024-03-12"


def viewer(world: World, acting: str = "", *, deciding: bool = False) -> Viewer:
    ids = dict(world.rows(sa.select(unit.c.code, unit.c.id)))
    own = frozenset({ids[acting]} if acting else ())
    return Viewer(1, "chị Lan", 1, False, acting=own, deciding=frozenset({1} if deciding else ()))


def choices(world: World, who: Viewer) -> list[Raisable]:
    return list(world.do(raisable, who, today=day(TODAY)))


@pytest.fixture
def planned(either_world: World) -> World:
    either_world.import_(register(event(within=5), deadline("2024-06-30", "khac")))
    return either_world


def test_a_unit_raises_its_own_event_and_the_monitor_any(planned: World) -> None:
    assert [each.unit for each in choices(planned, viewer(planned, "cdc"))] == ["Đơn vị cdc"]
    assert len(choices(planned, viewer(planned, deciding=True))) == 4
    assert choices(planned, viewer(planned, "ke-hoach")) == []


def test_the_choice_says_the_plans_own_words(planned: World) -> None:
    [choice] = choices(planned, viewer(planned, "cdc"))
    assert (choice.title, choice.plan, choice.trigger) == ("Việc thử", "01/KH-ST", "khi có yêu cầu")


def test_what_follows_has_a_day_and_says_what_it_is_about(planned: World) -> None:
    cdc = viewer(planned, "cdc")
    key = choices(planned, cdc)[0].key
    number = planned.do(raise_for, planned.office, cdc, key, " Bão số 3 ", "tốc mái kho", by(TODAY))
    assert planned.rows(sa.select(table_of(Obligation).c.due_on).where(table_of(Obligation).c.id == number)) == [
        (day("2024-03-19"),)
    ]
    assert "Bão số 3" in [subject for (subject,) in planned.rows(sa.select(table_of(Occurrence).c.subject))]


@pytest.mark.parametrize("key", ["", "1-999", "x", "2-3"])
def test_what_is_not_offered_is_refused(planned: World, key: str) -> None:
    with pytest.raises(NotYoursError):
        planned.do(raise_for, planned.office, viewer(planned, "cdc"), key, "", "tốc mái", by(TODAY))


def test_an_event_without_a_reason_is_refused(planned: World) -> None:
    cdc = viewer(planned, "cdc")
    with pytest.raises(BadInputError, match="lý do"):
        planned.do(raise_for, planned.office, cdc, choices(planned, cdc)[0].key, "", "  ", by(TODAY))


def test_a_plan_that_is_over_has_no_events(planned: World) -> None:
    planned.rows(sa.update(table_of(Plan)).values(state=PlanState.CLOSED).returning(table_of(Plan).c.id))
    assert choices(planned, viewer(planned, "cdc", deciding=True)) == []


def test_who_left_the_group_leads_its_events_no_more(planned: World) -> None:
    planned.load(**members({"unit": "cdc", "to": "2024-03-01"}, "bv-mot"))
    assert [each.unit for each in choices(planned, viewer(planned, deciding=True))] == ["Đơn vị bv-mot"]
