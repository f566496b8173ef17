"""One switch pauses all sending: it says who and why, and ends by itself on the day it was given."""

import pytest
import sqlalchemy as sa

from engine.escalation.switches import not_paused, pause, paused, resume
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError
from models.ledger import LedgerEntry
from tests.engine.cast import PERSON, World, by, day, moment

ledger = table_of(LedgerEntry)


def is_paused(world: World, on: str, at: str = "08:00") -> bool:
    found = world.do(paused, now=moment(on, at)) is not None
    assert world.rows(sa.select(not_paused(moment(on, at)))) == [(not found,)]
    return found


def test_a_pause_holds_until_it_is_lifted(either_world: World) -> None:
    either_world.do(pause, either_world.office, by("2024-03-11"), "đổi máy chủ thư")
    assert is_paused(either_world, "2025-03-11")
    either_world.do(resume, by("2025-03-12"))
    assert not is_paused(either_world, "2025-03-12")


def test_a_pause_with_a_day_ends_with_that_day(either_world: World) -> None:
    either_world.do(pause, either_world.office, by("2024-03-11"), "nghỉ lễ", until=day("2024-03-13"))
    found = {at: is_paused(either_world, *at) for at in (("2024-03-13", "23:59"), ("2024-03-14", "00:00"))}
    assert list(found.values()) == [True, False]


def test_a_pause_is_told_with_its_name_reason_and_last_day(world: World) -> None:
    world.do(pause, world.office, by("2024-03-11"), "nghỉ lễ", until=day("2024-03-13"))
    found = world.do(paused, now=moment("2024-03-12"))
    assert found.words(world.office.zone) == (
        f"Đang tạm dừng gửi từ 08:00 11/03/2024, đến hết 13/03/2024 ({PERSON}: nghỉ lễ)"
    )


def test_who_paused_and_who_resumed_is_in_the_ledger(world: World) -> None:
    world.do(pause, world.office, by("2024-03-11"), "nghỉ lễ")
    world.do(pause, world.office, by("2024-03-12", actor="người khác"), "sửa máy chủ")
    world.do(resume, by("2024-03-13"))
    columns = (ledger.c.actor, ledger.c.action, ledger.c.reason, ledger.c.before)
    rows = world.rows(sa.select(*columns).where(ledger.c.subject == "switch").order_by(ledger.c.id))
    assert [row[:3] for row in rows] == [
        (PERSON, "pause", "nghỉ lễ"), ("người khác", "pause", "sửa máy chủ"), (PERSON, "resume", ""),
    ]  # fmt: skip
    assert rows[1][3]["reason"] == "nghỉ lễ"


@pytest.mark.parametrize(("reason", "until"), [("  ", None), ("nghỉ", "2024-03-10")])
def test_a_pause_without_a_reason_or_into_the_past_is_refused(world: World, reason: str, until: str | None) -> None:
    with pytest.raises(BadInputError):
        world.do(pause, world.office, by("2024-03-11"), reason, until=until and day(until))
    assert not is_paused(world, "2024-03-11")


def test_only_what_is_paused_can_be_resumed(world: World) -> None:
    with pytest.raises(NotAllowedError, match="không bị tạm dừng"):
        world.do(resume, by("2024-03-11"))
    assert world.rows(sa.select(ledger).where(ledger.c.subject == "switch")) == []
