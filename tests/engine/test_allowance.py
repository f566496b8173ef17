"""How often a key may call: the same for one process and for several, and few calls write."""

import datetime as dt
from contextlib import AbstractContextManager
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from engine.access.accounts import make_account
from engine.access.allowance import MINUTE, Allowance
from engine.access.tokens import make_token
from models.accounts import ApiToken
from models.columns import table_of
from models.errors import BusyError
from models.ledger import LedgerEntry
from tests.engine.cast import World, by, moment
from tests.engine.dying import at_once

NOW = moment("2024-01-08")
SECOND = dt.timedelta(seconds=1)
token, ledger = table_of(ApiToken), table_of(LedgerEntry)


@pytest.fixture
def keyed(either_world: World) -> World:
    """The cast with two keys."""
    with either_world.sessions() as session:
        account = make_account(session, "kho", person_id=None, now=NOW, actor="An")
        for label in ("một", "hai"):
            make_token(session, account, label, by("2024-01-08"), may_write=False)
    return either_world


def process(world: World, most: int, at: dt.datetime = NOW) -> Allowance:
    """What one process knows, its clock standing still."""
    return Allowance(most, world.sessions, lambda: at)


def answered(allowance: Allowance, tries: int, key: int = 1) -> int:
    return [allowance.wait(key) for _ in range(tries)].count(0)


@pytest.mark.parametrize("most", [1, 9, 10, 11, 300])
def test_a_key_may_call_so_often_and_no_more(keyed: World, most: int) -> None:
    allowance = process(keyed, most)
    assert answered(allowance, most + 5) == most
    assert answered(allowance, most, key=2) == most


def test_whoever_called_too_often_is_told_how_long_the_minute_still_lasts(keyed: World) -> None:
    assert answered(process(keyed, 4), 4) == 4
    waits = [process(keyed, 4, NOW + later).wait(1) for later in (20 * SECOND, MINUTE - SECOND, MINUTE)]
    assert waits == [40, 1, 0]


def test_processes_that_answer_in_turn_keep_to_it_together(keyed: World) -> None:
    one, other = process(keyed, 8), process(keyed, 8)
    assert [answered(each, 3) for each in (one, other, one, other)] == [3, 3, 2, 0]


def call_often(world: World, tries: int, most: int) -> None:
    """Call as a process of its own, and write down how often it was answered."""
    count = answered(process(world, most), tries)
    with world.sessions() as session:
        session.execute(sa.insert(ledger).values(at=NOW, actor="x", action="call", subject="key", subject_id=count))


@pytest.mark.parametrize(("most", "least"), [(8, 8), (100, 91)])
def test_processes_that_answer_at_once_keep_to_it_together(keyed: World, most: int, least: int) -> None:
    at_once(keyed, [partial(call_often, tries=most, most=most)] * 2)
    total = sa.select(sa.func.sum(ledger.c.subject_id)).where(ledger.c.action == "call")
    assert least <= keyed.rows(total)[0][0] <= most


def test_a_portion_is_counted_once_and_shows_when_the_key_was_used(keyed: World) -> None:
    allowance = process(keyed, 100)
    allowance.wait(1)
    allowance.sessions = refuse
    assert answered(allowance, 9) == 9
    with pytest.raises(BusyError):
        allowance.wait(1)
    columns = (token.c.calls, token.c.first_call_at, token.c.used_at)
    assert keyed.rows(sa.select(*columns).order_by(token.c.id)) == [(10, NOW, NOW), (0, None, None)]


def refuse() -> AbstractContextManager[Session]:
    """A database that takes nothing."""
    raise BusyError


def test_who_was_refused_writes_nothing_until_the_minute_is_over(keyed: World) -> None:
    allowance = process(keyed, 2)
    assert answered(allowance, 3) == 2
    counted = keyed.rows(sa.select(token.c.calls).order_by(token.c.id))
    assert answered(allowance, 50) == 0
    assert keyed.rows(sa.select(token.c.calls).order_by(token.c.id)) == counted


def test_a_clock_that_was_set_back_shuts_nobody_out(keyed: World) -> None:
    assert answered(process(keyed, 2), 3) == 2
    assert answered(process(keyed, 2, NOW - 2 * MINUTE), 3) == 2
