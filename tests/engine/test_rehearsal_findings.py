"""What a rehearsal finds out: who is flooded, which steps are silent and why, when leaders hear, and the words to come."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from engine.ladders.replan import replan_all
from engine.rehearsal import findings
from engine.rehearsal.findings import Load, Rehearsal, Told
from engine.rehearsal.rehearse import Question, rehearse
from models.ladders import Role
from models.office import Office
from tests.engine.cast import STANDARD, World, day, deadline, moment, monthly, office, register

SAMPLE = Path(__file__).parents[2] / "config" / "sample" / "templates"
DUE = "2024-03-15"
MARCH = {"first": day("2024-03-01"), "last": day("2024-03-31")}


def rehearsed(world: World, other: Office | None = None, **more: Any) -> Rehearsal:
    with world.readings() as session:
        return rehearse(session, other or world.office, **{**MARCH, **more})


def told(person: str, on: str, items: int = 1, *roles: Role) -> Told:
    return Told(moment(on), day(on), person, items, ("standard 1: lead.focal",) * items, roles=frozenset(roles))


def of(*messages: Told, cap: int = 2) -> Rehearsal:
    return Rehearsal(day("2024-01-01"), day("2024-12-31"), None, cap, list(messages))


def test_the_load_is_counted_by_person_and_day_the_heaviest_first() -> None:
    found = of(told("An", "2024-03-01", 3), told("An", "2024-03-01"), told("Bình", "2024-03-02", 9))
    assert found.load() == [Load("An", day("2024-03-01"), 2, 4), Load("Bình", day("2024-03-02"), 1, 9)]


@pytest.mark.parametrize(("messages", "floods"), [(2, 0), (3, 1)])
def test_more_messages_a_day_than_the_office_allows_are_a_flood(messages: int, floods: int) -> None:
    assert len(of(*[told("An", "2024-03-01")] * messages).floods()) == floods


def test_of_many_floods_the_worst_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "WORST", 1)
    brief = of(*[told("An", "2024-03-01")] * 3, *[told("Bình", "2024-03-02")] * 4).brief()
    assert brief["flooded"] == 2
    assert brief["floods"] == [{"person": "Bình", "day": "2024-03-02", "messages": 4, "items": 4}]


@pytest.mark.parametrize(("items", "floods"), [(50, 0), (51, 1)])
def test_more_items_a_day_than_one_can_read_are_a_flood(items: int, floods: int) -> None:
    assert len(of(told("An", "2024-03-01", items)).floods()) == floods


def test_each_leader_s_first_day_is_told() -> None:
    found = of(told("An", "2024-03-04", 1, Role.LEADER), told("An", "2024-03-11", 1, Role.LEADER),
               told("Bình", "2024-03-11", 1, Role.HEAD))  # fmt: skip
    assert found.first_heard() == {"An": "2024-03-04"}


def silent(found: Rehearsal) -> dict[tuple[str, int, str], str]:
    return {(each.ladder, each.step, each.audience): each.why for each in found.silent}


def test_a_step_that_tells_somebody_is_not_silent_and_one_that_never_comes_is(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    reasons = silent(rehearsed(world))
    assert ("standard", 4, "monitor.head") not in reasons
    assert reasons["check", 1, "lead.focal"] == "không việc nào theo thang này"
    assert reasons["review", 1, "monitor.focal"] == "không việc nào theo thang này"


def test_a_step_outside_the_days_is_silent_for_that_reason(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    reasons = silent(rehearsed(world, last=day("2024-03-15")))
    assert reasons["standard", 3, "lead.head"] == "không hạn nào đưa bậc này vào những ngày diễn tập"


def test_a_step_that_everybody_forestalls_is_silent_for_that_reason(world: World) -> None:
    world.import_(register(monthly({"day": 20})))
    reasons = silent(rehearsed(world, late_share=0.0))
    assert reasons["standard", 3, "lead.head"] == "việc nào cũng xong trước khi đến bậc này"


def test_a_step_always_passed_over_for_a_higher_one_is_silent_for_that_reason(world: World) -> None:
    both = [{"at": "0 hours", "to": ["lead.focal"]}, {"at": "+1 hours", "to": ["lead.head"]}]  # after the last sweep
    world.office = office({"dem": both})
    world.import_(register(deadline(DUE, lead=["cdc"], ladder="dem")))
    world.office = office({"dem": both}, sending={"closes": "16:30"})
    assert silent(rehearsed(world))["dem", 1, "lead.focal"] == "lần nào cũng nhường bậc cao hơn đến cùng lúc"


def test_a_step_whose_post_reaches_nobody_is_silent_for_that_reason(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    found = rehearsed(world, last=day("2024-03-22"))  # the leader's digest is on Monday the 25th
    assert silent(found)["standard", 5, "issuer.leader"] == "chờ ngày gửi bản tổng hợp, hoặc không ai nhận được"


def test_another_ladder_is_rehearsed_on_the_same_days_and_changes_nothing(world: World) -> None:
    world.import_(register(deadline(DUE)))
    world.sweep("2024-03-08")
    before = world.dump()
    other = office(
        {"standard": [*STANDARD[:2], {"at": "+1 working day", "to": ["issuer.leader"], "digest": "by unit"}]}
    )
    turn = partial(replan_all, office=other, now=moment("2024-03-01"), actor="diễn tập", closed=True)
    first, second = rehearsed(world), rehearsed(world, other, asked=Question(change=turn))
    assert (first.first_heard(), second.first_heard()) == ({"Sở leader": "2024-03-25"}, {"Sở leader": "2024-03-18"})
    assert "standard 4: monitor.head" in first.by_rung()
    assert "standard 4: monitor.head" not in second.by_rung()
    assert world.dump() == before


def with_words(world: World) -> None:
    sources = {path.name: path.read_text("utf-8") for path in SAMPLE.glob("*.j2")}
    world.office = world.office.model_copy(update={"templates": sources})


def test_the_messages_to_come_are_written_as_they_would_be_sent(world: World) -> None:
    with_words(world)
    world.import_(register(deadline(DUE, lead=["cdc"], title="Báo cáo quý")))
    found = rehearsed(world, asked=Question(since=moment("2024-03-01"), base_url="https://dondoc.example"))
    first = found.messages[0]
    assert (f"{first.at:%Y-%m-%d %H:%M}", first.person) == ("2024-03-08 07:30", "cdc-focal")
    assert first.subject == "Hạn 15/03/2024 (thứ Sáu): Báo cáo quý"
    assert first.text.startswith("Kính gửi ông/bà cdc-focal,\n")
    assert "https://dondoc.example/nghia-vu/1" in first.text
    assert "<html" in first.html


@pytest.mark.parametrize(
    ("since", "at"), [("07:20", "07:30"), ("07:31", "07:45"), ("09:00", "09:00"), ("16:46", "17:00")]
)
def test_on_the_first_day_nothing_leaves_before_the_present(world: World, since: str, at: str) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    found = rehearsed(
        world, first=day("2024-03-08"), last=day("2024-03-08"), asked=Question(since=moment("2024-03-08", since))
    )
    assert [f"{each.at:%H:%M}" for each in found.messages] == [at]


def test_after_hours_the_first_message_leaves_the_next_working_day(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    found = rehearsed(
        world, first=day("2024-03-08"), last=day("2024-03-11"), asked=Question(since=moment("2024-03-08", "17:01"))
    )
    assert [each.day for each in found.messages] == [dt.date(2024, 3, 11)]


def test_what_already_waits_to_be_sent_comes_first(world: World) -> None:
    with_words(world)
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.sweep("2024-03-08")
    found = rehearsed(world, first=day("2024-03-08"), asked=Question(since=moment("2024-03-08", "10:05"), base_url=""))
    assert f"{found.messages[0].at:%Y-%m-%d %H:%M}" == "2024-03-08 10:05"
