"""Keys of programs: what they open, for how many, and that the ledger knows of each."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from engine.access.accounts import make_account
from engine.access.repeats import ReusedKeyError, earlier_answer, keep_answer
from engine.access.tokens import MOST, caller_by, make_token, revoke_token, tokens_of
from engine.journal import By
from models.accounts import Account, ApiToken
from models.errors import BadInputError, NotAllowedError
from models.ledger import LedgerEntry
from tests.engine.cast import World, by, moment

NOW = moment("2024-01-08")
BY = By("An", NOW)
DAY = dt.timedelta(days=1)


def account(session: Session) -> Account:
    found = session.exec(select(Account)).first()
    return found or make_account(session, "kho", person_id=None, is_administrator=True, now=NOW, actor="An")


def made(session: Session, label: str = "Kho", *, may_write: bool = False) -> str:
    return make_token(session, account(session), label, BY, may_write=may_write)


def test_a_key_stands_for_its_account_and_no_other_word_does(world: World):
    with world.sessions() as session:
        key = made(session, " Kho dữ liệu ", may_write=True)
        caller = caller_by(session, key, today=NOW.date())
        assert caller
        assert (caller.label, caller.may_write) == ("Kho dữ liệu", True)
        assert caller.actor == "kho (qua chương trình 'Kho dữ liệu')"
        for other in (key[:-1], key.upper(), "", key.removeprefix("dondoc_")):
            assert caller_by(session, other, today=NOW.date()) is None


def test_making_and_revoking_stand_in_the_ledger_without_the_key(world: World):
    with world.sessions() as session:
        key = made(session)
        (row,) = tokens_of(session, 1)
        revoke_token(session, 1, row.id, by("2024-01-09"))
        assert caller_by(session, key, today=NOW.date()) is None
        assert tokens_of(session, 1) == []
    with world.sessions() as session:
        told = session.exec(select(LedgerEntry).where(LedgerEntry.subject == "token")).all()
        assert [each.action for each in told] == ["make token", "revoke token"]
        assert key not in str([each.after for each in told])


@pytest.mark.parametrize("label", ["", "  ", "x" * 101])
def test_a_key_has_a_name(world: World, label: str):
    with world.sessions() as session, pytest.raises(BadInputError, match="đặt tên"):
        made(session, label)


def test_an_account_has_only_so_many_keys(world: World):
    with world.sessions() as session:
        for number in range(MOST):
            made(session, f"số {number}")
        with pytest.raises(NotAllowedError, match="thu hồi"):
            made(session, "một nữa")


def asked(world: World, key: str, request: str, given: dict[str, Any], at: dt.datetime = NOW) -> dict[str, Any] | None:
    """A request as the interface handles it: what was answered before, or now and kept."""
    with world.sessions() as session:
        if session.get(ApiToken, 1) is None:
            made(session)
        known = earlier_answer(session, 1, key, request, now=at)
        if known is None:
            keep_answer(session, 1, key, given)
        return known


def test_the_same_request_is_answered_as_before_for_a_day(either_world: World):
    assert asked(either_world, "k", "nộp", {"n": 1}) is None
    assert asked(either_world, "k", "nộp", {"n": 2}, NOW + DAY) == {"n": 1}
    assert asked(either_world, "khác", "nộp", {"n": 3}) is None
    assert asked(either_world, "k", "nộp", {"n": 4}, NOW + DAY + dt.timedelta(seconds=1)) is None


def test_another_request_under_the_same_key_is_refused(either_world: World):
    asked(either_world, "k", "nộp", {"n": 1})
    with pytest.raises(ReusedKeyError):
        asked(either_world, "k", "duyệt", {"n": 2})


def test_a_request_that_fails_keeps_no_key(either_world: World):
    asked(either_world, "trước", "nộp", {})
    with pytest.raises(ZeroDivisionError):
        _fail_after_asking(either_world)
    assert asked(either_world, "k", "nộp khác", {}) is None
    with either_world.sessions() as session:
        assert session.execute(sa.text("SELECT count(*) FROM api_answer")).scalar_one() == 2


def _fail_after_asking(world: World) -> None:
    with world.sessions() as session:
        assert earlier_answer(session, 1, "k", "nộp", now=NOW) is None
        raise ZeroDivisionError
