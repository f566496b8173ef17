"""A changed ladder asks: only what comes later, or what is open as well. What was told is never told again."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.escalation.sweep import sweep
from engine.fulfilment.complete import Handed, accept, extend, send_back, submit
from engine.ladders.replan import Replanned, differences_in, replan, running_plans, sums
from engine.runs import run_replan
from engine.watching.explain import why
from models.columns import table_of
from models.errors import BusyError, NotFoundError
from models.ladders import Anchor, Ladder, moments
from models.ledger import LedgerEntry, Lock
from models.obligations import Obligation
from tests.engine.cast import (
    CALENDAR,
    STANDARD,
    World,
    agenda,
    by,
    day,
    deadline,
    members,
    moment,
    notice,
    occurrence,
    office,
    register,
    step,
)
from tests.engine.conftest import Worlds

DUE = "2024-03-15"  # a Friday; the rungs of the standard ladder fall on 8, 14, 18, 20, 22 and 29 March, 5 and 12 April
REPORT = register(deadline(DUE, lead=["cdc"]))
LEADER_SOONER = [*STANDARD[:3], {"at": "+3 working days", "to": ["monitor.head", "issuer.leader"], "severity": "high"}]


def planned_anew(world: World, on: str, at: str = "09:00", ladder: str | None = None) -> Replanned:
    return run_replan(world.sessions, world.office, now=moment(on, at), actor="người thử", ladder=ladder)


def changed(world: World, steps: Any = LEADER_SOONER) -> None:
    world.office = office({"standard": steps})


def coming(world: World, number: int = 1) -> list[str]:
    """The days on which an obligation is still told, with how many posts."""
    owed = table_of(Obligation)
    ahead = sa.select(step.c.at).join(owed, owed.c.agenda_id == step.c.agenda_id)
    rows = world.rows(ahead.where(owed.c.id == number, step.c.position > owed.c.told).order_by(step.c.at))
    return [f"{at.astimezone(dt.UTC):%m-%d}" for (at,) in rows]


def test_without_being_asked_what_is_open_keeps_its_agenda_and_new_occurrences_take_the_new_ladder(
    world: World,
) -> None:
    world.import_(REPORT)
    changed(world)
    assert coming(world)[-1] == "04-12"
    world.import_(register(deadline(DUE, lead=["cdc"]), deadline(DUE, "khac", lead=["cdc"])))
    assert coming(world, 2)[-1] == "03-20"


def test_what_is_open_follows_the_new_ladder_once_it_is_asked_for(either_world: World) -> None:
    either_world.import_(REPORT)
    either_world.sweep("2024-03-18")
    changed(either_world)
    done = planned_anew(either_world, "2024-03-18")
    assert done == Replanned(plans=1, replanned=1, agendas=2, appeared=0, vanished=3, shifted=1)
    assert coming(either_world) == ["03-20", "03-20"]
    assert either_world.sweep("2024-03-20")["told"] == 2
    assert either_world.sweep("2024-06-28")["due"] == 0


def test_doing_it_again_changes_nothing(either_world: World) -> None:
    either_world.import_(register(deadline(DUE)))
    either_world.sweep("2024-03-14")
    changed(either_world)
    planned_anew(either_world, "2024-03-14")
    before = either_world.dump("run", "lock")
    assert planned_anew(either_world, "2024-03-14", "10:00") == Replanned()
    assert either_world.dump("run", "lock") == before


def test_what_was_told_is_carried_along_and_a_message_on_its_way_is_still_sent(either_world: World) -> None:
    either_world.import_(REPORT)
    either_world.sweep("2024-03-20")
    told = either_world.told()
    changed(either_world, [*STANDARD[:4], {"at": "+8 working days", "to": ["issuer.leader"]}])
    planned_anew(either_world, "2024-03-20")
    assert either_world.told() == told
    followed = sa.select(step.c.agenda_id).join(notice, notice.c.step_id == step.c.id).distinct()
    assert either_world.rows(followed) == [(either_world.one("agenda_id"),)]
    figures = either_world.sweep("2024-03-21", "07:30", digest=True)
    assert (figures["dropped"], figures["messages"]) == (0, 1)


def test_units_that_have_come_unequally_far_keep_what_each_was_told(world: World) -> None:
    world.import_(register(deadline(DUE)))
    world.do(extend, world.office, 1, day("2024-03-22"), by("2024-03-11"), "thiếu số liệu")
    world.do(submit, world.office, 2, Handed("1/BC", day("2024-03-12")), by("2024-03-12"))
    world.do(send_back, world.office, 2, by("2024-03-13"), "thiếu biểu")
    world.do(submit, world.office, 3, Handed("2/BC", day("2024-03-12")), by("2024-03-12"))
    world.do(accept, 3, by("2024-03-12"))
    world.sweep("2024-03-18")
    before = world.notices()
    changed(world)
    assert planned_anew(world, "2024-03-18").replanned == 3
    assert [coming(world, n)[-1] for n in (1, 2, 4)] == ["03-27", "03-25", "03-20"]
    assert (world.notices(), world.sweep("2024-03-18", "10:00")["due"]) == (before, 0)


def test_who_asked_not_to_be_reminded_before_a_day_is_not(world: World) -> None:
    world.import_(REPORT)
    owed, later = table_of(Obligation), moment("2024-03-13", "07:30")
    with world.sessions() as opened:
        opened.execute(sa.update(owed).values(next_at=later))
    changed(world, [{"at": "-4 working days", "to": ["lead.focal"]}, *STANDARD[1:]])
    planned_anew(world, "2024-03-07")
    assert world.one("next_at") == later


def test_a_unit_that_joins_later_owes_by_the_new_ladder(world: World) -> None:
    world.load(**members("cdc"))
    world.import_(register(deadline(DUE)))
    world.sweep("2024-03-14")
    changed(world)
    planned_anew(world, "2024-03-14")
    world.load(**members("cdc", "bv-mot"))
    world.expand("2024-03-15")
    assert coming(world, 2)[-1] == "03-20"
    assert world.rows(sa.select(occurrence.c.agenda_id)) == [(world.one("agenda_id", 2),)]


def test_only_the_ladder_that_was_named_is_planned_anew(world: World) -> None:
    own = {"ladders": {"rieng": [{"at": "+1 working day", "to": ["lead.focal"]}]}}
    wanted = register(deadline(DUE, lead=["cdc"]), deadline(DUE, "khac", lead=["cdc"], ladder="rieng"))
    wanted = wanted.model_validate(wanted.model_dump(by_alias=True) | own)
    world.import_(wanted)
    changed(world)
    assert planned_anew(world, "2024-03-01", ladder="rieng") == Replanned()
    assert planned_anew(world, "2024-03-01", ladder="standard").replanned == 1


def test_a_ladder_that_nobody_has_is_refused(world: World) -> None:
    with pytest.raises(NotFoundError, match="không có thang đôn đốc 'nhe' — viết một trong: check, review, standard"):
        world.do(differences_in, world.office, [1], "nhe")


def test_what_it_would_do_is_what_it_does(world: World) -> None:
    world.import_(register(deadline(DUE)))
    world.sweep("2024-03-14")
    changed(world)
    foreseen = sums(world.do(differences_in, world.office, [1]))
    assert planned_anew(world, "2024-03-14") == foreseen


def test_it_stands_in_the_ledger_with_a_name(world: World) -> None:
    world.import_(REPORT)
    changed(world)
    planned_anew(world, "2024-03-01")
    ledger = table_of(LedgerEntry)
    columns = (ledger.c.actor, ledger.c.subject, ledger.c.subject_id, ledger.c.after)
    ((actor, subject, number, after),) = world.rows(sa.select(*columns).where(ledger.c.action == "replan"))
    assert (actor, subject, number, after["replanned"], after["ladder"]) == ("người thử", "plan", 1, 1, "mọi thang")


def test_a_closed_plan_is_left_as_it_is(world: World) -> None:
    world.import_(REPORT, on="2026-01-05")
    changed(world)
    assert world.do(running_plans) == []
    assert planned_anew(world, "2026-01-05") == Replanned()


def test_it_waits_for_a_sweep_that_is_at_work(world: World) -> None:
    world.import_(REPORT)
    with world.sessions() as opened:
        opened.add(Lock(name="sweep", holder="another", until=moment("2024-03-01", "09:10")))
    with pytest.raises(BusyError):
        planned_anew(world, "2024-03-01")


def test_a_step_before_there_was_a_plan_is_not_made_and_why_says_so(world: World) -> None:
    changed(world, [{"at": "-60 days", "to": ["lead.focal"]}, {"at": "-1 working day", "to": ["lead.focal"]}])
    world.import_(register(deadline("2024-01-19", lead=["cdc"])))
    assert coming(world) == ["01-18"]
    assert world.do(why, world.office, 1, today=day("2024-01-02")).left_out == [
        "bậc 1 (-60 days) rơi vào 20/11/2023, trước khi có kế hoạch (29/12/2023), nên không lập"
    ]


@pytest.mark.parametrize(("due", "told"), [("2024-02-26", []), ("2024-02-27", ["12-29"]), ("2024-02-28", ["12-30"])])
def test_a_step_on_the_first_day_of_the_plan_is_made(world: World, due: str, told: list[str]) -> None:
    changed(world, [{"at": "-60 days", "to": ["lead.focal"]}])
    world.import_(register(deadline(due, lead=["cdc"])))
    assert coming(world) == told


def test_a_plan_s_own_ladder_stands_before_the_office_s(world: World) -> None:
    wanted = REPORT.model_dump(by_alias=True) | {"ladders": {"standard": [{"at": "0 days", "to": ["monitor.head"]}]}}
    world.import_(REPORT.model_validate(wanted))
    assert world.sweep(DUE)["told"] == 1
    assert world.told() == [(0, 0, "van-phong", "head", "grouped")]


AUDIENCES = ("lead.focal", "lead.head", "monitor.head", "issuer.leader")
steps = st.fixed_dictionaries(
    {
        "at": st.builds("{:+d} {}".format, st.integers(-12, 12), st.sampled_from(["days", "working days"])),
        "to": st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=2, unique=True),
    }
)
ladders = st.lists(steps, min_size=1, max_size=4)
instants = st.datetimes(dt.datetime(2024, 3, 1), dt.datetime(2024, 4, 20))  # noqa: DTZ001


@settings(max_examples=30)
@given(first=ladders, second=ladders, turned_at=instants, swept=st.lists(instants, min_size=1, max_size=8))
def test_whatever_the_ladders_nobody_hears_again_what_was_told_before_the_change(
    worlds: Worlds, first: Any, second: Any, turned_at: dt.datetime, swept: list[dt.datetime]
) -> None:
    turn = turned_at.replace(tzinfo=dt.UTC)
    with worlds() as world:
        changed(world, first)
        world.import_(REPORT)
        for at in sorted(each.replace(tzinfo=dt.UTC) for each in swept if each < turned_at):
            run(world, at)
        before, last = heard(world), world.one("told")
        changed(world, second)
        world.do(replan, world.office, 1, now=turn, actor="người thử")
        assert (heard(world), world.one("told")) == (before, last)
        for at in sorted(each.replace(tzinfo=dt.UTC) for each in swept if each >= turned_at):
            run(world, at)
        run(world, dt.datetime(2024, 6, 28, 2, tzinfo=dt.UTC))
        after = heard(world)
        assert len(set(after)) == len(after)
        new = set(after) - set(before)
        assert set(before) <= set(after)
        assert all(at > was for at, *_ in new for was, *_ in before)
        assert {at for at, *_ in new} <= {at for at, *_ in rungs_of(second)}
        assert world.one("next_at") is None


def rungs_of(ladder: Any) -> list[tuple[dt.datetime, str]]:
    found = moments(Ladder.model_validate(ladder), Anchor(day(DUE)), CALENDAR)
    return [(each.at, audience) for each in found for audience in each.told.to]


def run(world: World, at: dt.datetime) -> None:
    sweep(world.sessions, world.office, now=at)


def heard(world: World) -> list[tuple[dt.datetime, str, str]]:
    """Every notice: the instant of its rung and the post, told or passed over."""
    joined = notice.join(step, step.c.id == notice.c.step_id).join(agenda, agenda.c.id == step.c.agenda_id)
    rows = world.rows(sa.select(step.c.at, step.c.party, step.c.role).select_from(joined))
    return sorted((at, str(party), str(role)) for at, party, role in rows)
