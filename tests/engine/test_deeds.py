"""What somebody may do to an obligation: the right posts at the right time, the second of two is told, all is recorded."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access.rights import NotYoursError, Viewer
from engine.fulfilment.answers import Said, ask_extension, report_difficulty
from engine.fulfilment.complete import Handed, raise_event, subject_of, submit
from engine.fulfilment.deeds import COUNTED, Deed, deeds_open, perform
from models.columns import table_of
from models.comments import Comment
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from models.obligations import Evidence, Progress
from models.plans import Activity, Plan, PlanState
from tests.engine.cast import World, by, day, deadline, event, moment, register, timed, undated, unit

DUE = "2024-03-15"
TODAY = "2024-03-12"
OF_UNIT = [Deed.SUBMIT, Deed.ACKNOWLEDGE, Deed.EXTENSION, Deed.DIFFICULTY, Deed.SNOOZE]


def viewer(world: World, *, acting: str = "", deciding: bool = False, sees: bool = True) -> Viewer:
    """Somebody with a post in a unit, or in the unit that monitors the plan, or who only looks."""
    ids = dict(world.rows(sa.select(unit.c.code, unit.c.id)))
    own = frozenset({ids[acting]} if acting else ())
    plans = frozenset({1})
    return Viewer(
        1, "chị Lan", 1, False, units=own, plans=plans if sees else frozenset(), acting=own,
        deciding=plans if deciding else frozenset(),
    )  # fmt: skip


def may(world: World, who: Viewer, number: int = 1, on: str = TODAY) -> list[Deed]:
    with world.sessions() as session:
        return deeds_open(session, world.office, who, subject_of(session, number), today=day(on))


def do(world: World, who: Viewer, deed: Deed, number: int = 1, **said: Any) -> str:
    return str(world.do(perform, world.office, who, deed, number, Said(**said), by(TODAY)))


@pytest.fixture
def owing(world: World) -> World:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    return world


@pytest.fixture
def cdc(owing: World) -> Viewer:
    return viewer(owing, acting="cdc")


@pytest.fixture
def monitor(owing: World) -> Viewer:
    return viewer(owing, deciding=True)


def handed_in(world: World, number: int = 1) -> None:
    world.do(submit, world.office, number, Handed("15/BC-CDC", day(TODAY)), by(TODAY))


def test_the_unit_that_owes_hands_in_and_asks(owing: World, cdc: Viewer) -> None:
    assert may(owing, cdc) == [*OF_UNIT, Deed.COMMENT]


def test_the_monitor_urges_extends_and_waives(owing: World, monitor: Viewer) -> None:
    assert may(owing, monitor) == [Deed.URGE, Deed.EXTEND, Deed.WAIVE, Deed.COMMENT]


def test_who_only_sees_may_say_something_and_nothing_else(owing: World) -> None:
    assert may(owing, viewer(owing)) == [Deed.COMMENT]


@pytest.mark.parametrize(("on", "is_offered"), [("2024-03-15", True), ("2024-03-16", False)])
def test_a_reminder_is_put_off_until_the_due_day_and_not_after(
    owing: World, cdc: Viewer, on: str, is_offered: bool
) -> None:
    assert (Deed.SNOOZE in may(owing, cdc, on=on)) is is_offered


def test_what_is_handed_in_waits_for_the_monitor_alone(owing: World, cdc: Viewer, monitor: Viewer) -> None:
    handed_in(owing)
    assert may(owing, cdc) == [Deed.COMMENT]
    assert may(owing, monitor) == [Deed.ACCEPT, Deed.RETURN, Deed.WAIVE, Deed.COMMENT]


def test_what_was_asked_is_answered_first_and_not_asked_twice(owing: World, cdc: Viewer, monitor: Viewer) -> None:
    do(owing, cdc, Deed.EXTENSION, until=day("2024-03-29"), reason="máy hỏng")
    do(owing, cdc, Deed.DIFFICULTY, reason="thiếu người")
    assert may(owing, cdc) == [Deed.SUBMIT, Deed.ACKNOWLEDGE, Deed.SNOOZE, Deed.COMMENT]
    assert may(owing, monitor)[:3] == [Deed.GRANT, Deed.REFUSE, Deed.ANSWER]
    assert Deed.EXTEND not in may(owing, monitor)


def test_a_plan_that_is_over_reminds_nobody(owing: World, cdc: Viewer, monitor: Viewer) -> None:
    owing.rows(sa.update(table_of(Plan)).values(state=PlanState.CLOSED).returning(table_of(Plan).c.id))
    assert may(owing, cdc) == [Deed.SUBMIT, Deed.EXTENSION, Deed.DIFFICULTY, Deed.COMMENT]
    assert Deed.URGE not in may(owing, monitor)


def test_a_missing_day_is_set_by_the_monitor(world: World) -> None:
    world.import_(register(undated(lead=["cdc"])))
    monitor = viewer(world, deciding=True)
    assert may(world, monitor) == [Deed.DATE, Deed.WAIVE, Deed.COMMENT]
    do(world, monitor, Deed.DATE, until=day("2024-04-05"))
    assert world.one("due_on") == day("2024-04-05")
    assert Deed.DATE not in may(world, monitor)


def test_a_duty_to_answer_is_done_by_answering(owing: World, cdc: Viewer, monitor: Viewer) -> None:
    do(owing, cdc, Deed.DIFFICULTY, reason="thiếu người")
    answer = viewer(owing, acting="van-phong", deciding=True)
    assert may(owing, answer, 2) == [Deed.COMMENT]
    with pytest.raises(NotAllowedError, match="khi đề nghị được trả lời"):
        do(owing, answer, Deed.SUBMIT, 2, document="1/VP")
    do(owing, monitor, Deed.ANSWER, reason="cử thêm người")
    assert owing.one("progress", 2) == Progress.ACCEPTED


@pytest.mark.parametrize("deed", [each for each in Deed if each is not Deed.COMMENT])
def test_nobody_does_what_the_posts_do_not_allow(owing: World, deed: Deed) -> None:
    said: dict[str, Any] = {"document": "1/BC", "reason": "thử", "until": day("2024-04-05")}
    before = owing.dump()
    with pytest.raises(NotYoursError):
        do(owing, viewer(owing), deed, **said)
    with pytest.raises(NotYoursError):
        do(owing, viewer(owing, acting="bv-mot"), deed, **said)
    assert owing.dump() == before


@pytest.mark.parametrize("deed", list(Deed))
def test_what_somebody_does_not_see_is_as_if_there_were_none(owing: World, deed: Deed) -> None:
    with pytest.raises(NotFoundError):
        do(owing, viewer(owing, acting="bv-mot", sees=False), deed, document="1/BC", reason="thử")
    with pytest.raises(NotFoundError):
        do(owing, viewer(owing, acting="cdc"), deed, 99, document="1/BC", reason="thử")


def test_the_second_of_two_reviewers_is_told(owing: World, monitor: Viewer) -> None:
    handed_in(owing)
    assert do(owing, monitor, Deed.ACCEPT) == "duyet"
    with pytest.raises(NotAllowedError, match="Đã hoàn thành"):
        do(owing, monitor, Deed.RETURN, reason="thiếu chữ ký")
    assert owing.one("progress") == Progress.ACCEPTED


def test_of_two_reviewers_at_the_same_moment_one_decides(either_world: World) -> None:
    either_world.import_(register(deadline(DUE, lead=["cdc"])))
    handed_in(either_world)
    monitor = viewer(either_world, deciding=True)
    with ThreadPoolExecutor(1) as elsewhere:
        with either_world.sessions() as session:
            perform(session, either_world.office, monitor, Deed.ACCEPT, 1, Said(), by(TODAY))
            second = elsewhere.submit(do, either_world, monitor, Deed.ACCEPT)
            assert not wait([second], timeout=0.5).done
        with pytest.raises(NotAllowedError, match="Đã hoàn thành"):
            second.result()
    table = table_of(LedgerEntry)
    assert len(either_world.rows(sa.select(table.c.id).where(table.c.action == "accept"))) == 1


def test_the_second_of_two_answers_is_told_who_was_first(owing: World, monitor: Viewer) -> None:
    owing.do(ask_extension, owing.office, 1, day("2024-03-29"), by(TODAY), "máy hỏng")
    do(owing, monitor, Deed.REFUSE, reason="đã gia hạn một lần")
    with pytest.raises(NotAllowedError, match="người thử đã trả lời"):
        do(owing, monitor, Deed.GRANT, until=day("2024-03-29"))


def test_a_decision_about_a_document_that_was_replaced_is_refused(owing: World, monitor: Viewer) -> None:
    handed_in(owing)
    do(owing, monitor, Deed.RETURN, reason="thiếu chữ ký", submission=1)
    handed_in(owing)
    with pytest.raises(NotAllowedError, match="bản nộp mới hơn"):
        do(owing, monitor, Deed.ACCEPT, submission=1)
    do(owing, monitor, Deed.ACCEPT, submission=2)


def test_an_extension_is_granted_to_an_earlier_day(owing: World, monitor: Viewer) -> None:
    owing.do(ask_extension, owing.office, 1, day("2024-03-29"), by(TODAY), "máy hỏng")
    do(owing, monitor, Deed.GRANT, until=day("2024-03-22"))
    assert owing.one("due_on") == day("2024-03-22")


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (Deed.GRANT, {}),
        (Deed.EXTEND, {"reason": "thử"}),
        (Deed.EXTEND, {"until": "2024-03-29", "reason": " "}),
        (Deed.WAIVE, {"reason": ""}),
        (Deed.COMMENT, {"reason": "\n"}),
    ],
)
def test_a_form_without_what_it_needs_changes_nothing(
    owing: World, monitor: Viewer, deed: Deed, said: dict[str, str]
) -> None:
    if deed is Deed.GRANT:
        owing.do(ask_extension, owing.office, 1, day("2024-03-29"), by(TODAY), "máy hỏng")
    before = owing.dump()
    facts: dict[str, Any] = {name: day(value) if name == "until" else value for name, value in said.items()}
    with pytest.raises(BadInputError):
        do(owing, monitor, deed, **facts)
    assert owing.dump() == before


def test_files_come_with_what_is_handed_in(owing: World, cdc: Viewer) -> None:
    do(owing, cdc, Deed.SUBMIT, document="15/BC", on=day(TODAY), files=(("a.pdf", "0" * 64, 3),))
    table = table_of(Evidence)
    assert owing.rows(sa.select(table.c.submission_id, table.c.name, table.c.size)) == [(1, "a.pdf", 3)]


def test_a_target_that_is_not_reached_leaves_the_work_open(world: World) -> None:
    target = {"value": 2, "unit": "phóng sự"}
    world.import_(register(timed("milestone", "phong-su", {"by": "2024-12-31", "target": target}, lead=["cdc"])))
    cdc = viewer(world, acting="cdc")
    assert do(world, cdc, Deed.SUBMIT, document="1/CV", quantity=1.0) == COUNTED
    assert do(world, cdc, Deed.SUBMIT, document="2/CV", quantity=1.0) == "nop"


def test_what_is_said_bears_a_name_and_a_time(owing: World) -> None:
    do(owing, viewer(owing), Deed.COMMENT, reason=" Xin chờ thêm. ")
    table = table_of(Comment)
    assert owing.rows(sa.select(table.c.text, table.c.said_by, table.c.said_at)) == [
        ("Xin chờ thêm.", "người thử", moment(TODAY))
    ]


def test_every_deed_but_a_remark_stands_in_the_ledger(owing: World, cdc: Viewer, monitor: Viewer) -> None:
    do(owing, cdc, Deed.ACKNOWLEDGE)
    do(owing, monitor, Deed.URGE, reason="gấp")
    do(owing, monitor, Deed.WAIVE, reason="không còn cần")
    table = table_of(LedgerEntry)
    found = owing.rows(sa.select(table.c.action, table.c.actor).where(table.c.subject == "obligation"))
    assert found == [("acknowledge", "người thử"), ("urge", "người thử"), ("waive", "người thử")]


def test_an_event_that_was_raised_is_done_like_any_other_work(world: World) -> None:
    world.import_(register(event(within=5, lead=["cdc"])))
    activity_id = world.rows(sa.select(table_of(Activity).c.id))[0][0]
    cdc = viewer(world, acting="cdc")
    number = world.do(raise_event, world.office, activity_id, next(iter(cdc.acting)), by(TODAY), "bão")
    assert Deed.SUBMIT in may(world, cdc, number)


def test_a_difficulty_is_answered_once(owing: World, monitor: Viewer) -> None:
    owing.do(report_difficulty, owing.office, 1, by(TODAY), "thiếu người")
    do(owing, monitor, Deed.ANSWER, reason="cử thêm người")
    with pytest.raises(NotAllowedError, match="không có đề nghị nào"):
        do(owing, monitor, Deed.ANSWER, reason="lần nữa")
