"""A person sets the day that the plan leaves open."""

import pytest
import sqlalchemy as sa

from engine.fulfilment.complete import set_due
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from tests.engine.acts import DUE, REPORT, hand_in, stands
from tests.engine.cast import World, by, day, occurrence, register, undated

ledger = table_of(LedgerEntry)


def test_a_person_dates_what_the_plan_leaves_open(either_world: World) -> None:
    either_world.import_(register(undated()))
    changed = either_world.do(set_due, either_world.office, 1, day(DUE), by("2024-02-01"), "theo công văn 12")
    assert changed == 4
    assert {owed[3] for owed in either_world.owed()} == {DUE}
    assert either_world.rows(sa.select(occurrence.c.dated_by)) == [("người thử",)]
    assert either_world.rows(sa.select(occurrence.c.rules))[0][0][-1] == "dated_by: người thử ấn định ngày 15/03/2024"
    assert either_world.sweep("2024-03-08")["told"] == 4
    row = sa.select(ledger.c.action, ledger.c.subject, ledger.c.subject_id, ledger.c.reason, ledger.c.after)
    assert either_world.rows(row.where(ledger.c.action == "date")) == [
        ("date", "occurrence", 1, "theo công văn 12", {"due_on": DUE})
    ]


def test_a_day_is_set_once(world: World) -> None:
    world.import_(register(undated()))
    world.do(set_due, world.office, 1, day(DUE), by("2024-02-01"))
    with pytest.raises(NotAllowedError, match="đã có hạn 15/03/2024"):
        world.do(set_due, world.office, 1, day("2024-04-15"), by("2024-02-01"))


def test_a_day_that_the_plan_states_is_not_set_by_a_person(world: World) -> None:
    world.import_(REPORT)
    with pytest.raises(NotAllowedError, match="đã có hạn"):
        world.do(set_due, world.office, 1, day("2024-04-15"), by("2024-02-01"))


def test_a_day_before_the_plan_is_refused(world: World) -> None:
    world.import_(register(undated()))
    with pytest.raises(BadInputError, match="trước khi có kế hoạch"):
        world.do(set_due, world.office, 1, day("2023-12-28"), by("2024-02-01"))


def test_the_day_of_issue_is_the_first_that_can_be_set(world: World) -> None:
    world.import_(register(undated()))
    assert world.do(set_due, world.office, 1, day("2023-12-29"), by("2024-01-02")) == 4


def test_an_occurrence_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="không có kỳ số 9"):
        world.do(set_due, world.office, 9, day(DUE), by("2024-02-01"))


def test_a_day_that_was_set_spares_what_is_done(world: World) -> None:
    world.import_(register(undated()))
    hand_in(world, "2024-01-15")
    assert world.do(set_due, world.office, 1, day(DUE), by("2024-02-01")) == 3
    assert world.one("due_on") is None
    assert stands(world, "2024-04-01") == ("submitted", "on_time")
