"""What people answer to a reminder, what it changes on the ladder, and what the monitor owes in turn."""

from typing import Any

import pytest
import sqlalchemy as sa

from engine.fulfilment import answers
from engine.fulfilment.complete import AnswerDutyError, Handed, submit, waive
from engine.journal import By
from models.answers import Decision, Purpose, Request
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.obligations import Obligation, Progress
from tests.engine.cast import World, day, deadline, moment, register

DUE = "2024-03-15"


@pytest.fixture
def owing(world: World) -> World:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    return world


def by(on: str, at: str = "10:00") -> By:
    return By("chị Lan", moment(on, at))


def say(world: World, verb: Any, *args: Any, **kwargs: Any) -> Any:
    with world.sessions() as session:
        return verb(session, world.office, *args, **kwargs)


def told(world: World, *days: str) -> dict[str, int]:
    return {on: world.sweep(on)["told"] for on in days}


def duty(world: World) -> Any:
    """The monitor's duty to answer, the newest obligation."""
    table = table_of(Obligation)
    return world.rows(sa.select(table.c.id, table.c.progress, table.c.due_on).order_by(table.c.id.desc()))[0]


def test_who_says_to_be_at_work_hears_nothing_until_the_day_before(owing: World) -> None:
    until = say(owing, answers.acknowledge, 1, by("2024-03-07"))
    assert until == moment("2024-03-14", "07:30")
    assert told(owing, "2024-03-08", "2024-03-13", "2024-03-14") == {"2024-03-08": 0, "2024-03-13": 0, "2024-03-14": 2}
    assert owing.notices("superseded") == 1


def test_saying_it_after_the_due_day_stops_nothing(owing: World) -> None:
    told(owing, "2024-03-18")
    say(owing, answers.acknowledge, 1, by("2024-03-19"))
    assert told(owing, "2024-03-20") == {"2024-03-20": 1}


def test_a_snooze_puts_a_reminder_off_but_never_the_escalation(owing: World) -> None:
    assert say(owing, answers.snooze, 1, 3, by("2024-03-07")) == moment("2024-03-12", "07:30")
    assert told(owing, "2024-03-08", "2024-03-12") == {"2024-03-08": 0, "2024-03-12": 1}
    assert say(owing, answers.snooze, 1, 3, by("2024-03-14")) == moment("2024-03-18", "07:30")
    assert told(owing, "2024-03-18") == {"2024-03-18": 2}


@pytest.mark.parametrize(("days", "error"), [(0, BadInputError), (4, BadInputError)])
def test_a_snooze_has_limits(owing: World, days: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        say(owing, answers.snooze, 1, days, by("2024-03-07"))


def test_a_third_snooze_and_one_after_the_due_day_are_refused(owing: World) -> None:
    for _ in range(2):
        say(owing, answers.snooze, 1, 1, by("2024-03-07"))
    with pytest.raises(NotAllowedError, match="2 lần"):
        say(owing, answers.snooze, 1, 1, by("2024-03-07"))
    with pytest.raises(NotAllowedError, match="quá hạn"):
        say(owing, answers.snooze, 1, 1, by("2024-03-16"))


def test_an_urge_is_told_at_once_and_again_only_after_four_hours(owing: World) -> None:
    told(owing, "2024-03-08")
    assert say(owing, answers.urge, 1, by("2024-03-11", "09:00"), "gấp") == 1
    assert owing.sweep("2024-03-11", "09:15")["told"] == 2
    with pytest.raises(NotAllowedError, match="13:00 11/03/2024"):
        say(owing, answers.urge, 1, by("2024-03-11", "12:59"))
    assert say(owing, answers.urge, 1, by("2024-03-11", "13:00")) == 2
    assert told(owing, "2024-03-12", "2024-03-14", "2024-03-18") == {"2024-03-12": 2, "2024-03-14": 2, "2024-03-18": 2}


def test_a_request_for_time_changes_nothing_until_it_is_granted(owing: World) -> None:
    number = say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    assert owing.one("due_on") == day(DUE)
    answering, progress, due_on = duty(owing)
    assert (progress, due_on) == (Progress.OPEN, day("2024-03-13"))
    decided = say(owing, answers.decide_extension, number, by("2024-03-12"), until=day("2024-03-29"))
    assert decided is Decision.GRANTED
    assert owing.one("due_on") == day("2024-03-29")
    assert owing.one("progress", answering) is Progress.ACCEPTED


def test_a_shorter_extension_replans_the_rungs(owing: World) -> None:
    number = say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    owing.sweep("2024-03-11", "10:15")
    decided = say(owing, answers.decide_extension, number, by("2024-03-12", "08:00"), until=day("2024-03-22"))
    assert decided is Decision.SHORTENED
    assert owing.sweep("2024-03-12", "08:15")["told"] == 1
    assert told(owing, "2024-03-14", "2024-03-15", "2024-03-21") == {"2024-03-14": 0, "2024-03-15": 1, "2024-03-21": 2}


def test_a_refusal_keeps_the_day_and_tells_the_unit_why(owing: World) -> None:
    number = say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    with pytest.raises(BadInputError, match="lý do"):
        say(owing, answers.decide_extension, number, by("2024-03-12"), until=None)
    decided = say(owing, answers.decide_extension, number, by("2024-03-12"), until=None, answer="không có căn cứ")
    assert (decided, owing.one("due_on")) == (Decision.REFUSED, day(DUE))
    assert owing.sweep("2024-03-12", "10:15")["told"] >= 1
    assert told(owing, "2024-03-14") == {"2024-03-14": 2}


@pytest.mark.parametrize("until", ["2024-03-10", "2024-03-15", "2024-03-14"])
def test_an_extension_to_a_past_or_earlier_day_is_refused(owing: World, until: str) -> None:
    with pytest.raises(BadInputError):
        say(owing, answers.ask_extension, 1, day(until), by("2024-03-11"), "máy hỏng")
    assert owing.rows(sa.select(table_of(Request))) == []


def test_one_request_at_a_time_and_decided_once(owing: World) -> None:
    number = say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    with pytest.raises(NotAllowedError, match="còn chờ"):
        say(owing, answers.ask_extension, 1, day("2024-04-01"), by("2024-03-11"), "nữa")
    with pytest.raises(BadInputError, match="chỉ xin đến"):
        say(owing, answers.decide_extension, number, by("2024-03-12"), until=day("2024-04-01"))
    say(owing, answers.decide_extension, number, by("2024-03-12"), until=day("2024-03-29"))
    with pytest.raises(NotAllowedError, match="chị Lan"):
        say(owing, answers.decide_extension, number, by("2024-03-12"), until=day("2024-03-29"))
    with pytest.raises(NotFoundError):
        say(owing, answers.answer_difficulty, number, by("2024-03-12"), "sai loại")


def test_a_difficulty_climbs_to_the_leadership_while_nobody_answers(owing: World) -> None:
    number = say(owing, answers.report_difficulty, 1, by("2024-03-04"), "thiếu kinh phí")
    answering, _, due_on = duty(owing)
    assert due_on == day("2024-03-07")
    assert owing.sweep("2024-03-04", "10:15")["told"] == 2
    rungs = [owing.sweep(on)["told"] for on in ("2024-03-08", "2024-03-12", "2024-03-14")]
    assert min(rungs) >= 1
    say(owing, answers.answer_difficulty, number, by("2024-03-14", "11:00"), "đã bố trí")
    assert owing.one("next_at", answering) is None
    assert owing.sweep("2024-03-14", "11:15")["told"] == 1


def test_what_was_asked_falls_away_when_the_work_is_done(owing: World) -> None:
    say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    answering, *_ = duty(owing)
    say(owing, submit, 1, Handed("12/BC", day("2024-03-12")), by("2024-03-12"))
    assert owing.one("progress", answering) is Progress.CANCELLED
    assert owing.rows(sa.select(table_of(Request).c.decision)) == [(Decision.MOOT,)]


def test_nothing_can_be_answered_about_what_is_over_or_has_no_day(world: World) -> None:
    world.import_(
        register(deadline(DUE, lead=["cdc"]), {"key": "khong-han", "timing": {"kind": "undated"}, "lead": ["cdc"]})
    )
    with world.sessions() as session:
        waive(session, 1, by("2024-03-01"), "miễn")
    for verb, args in ((answers.acknowledge, ()), (answers.snooze, (1,)), (answers.urge, ())):
        for number in (1, 2):
            with pytest.raises(NotAllowedError):
                say(world, verb, number, *args, by("2024-03-04"))


@pytest.mark.parametrize(
    ("verb", "args"),
    [
        (submit, (Handed("12/BC", day("2024-03-12")),)),
        (answers.acknowledge, ()),
        (answers.report_difficulty, ()),
    ],
)
def test_a_duty_to_answer_ends_only_by_the_answer(owing: World, verb: Any, args: tuple[Any, ...]) -> None:
    say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    answering, *_ = duty(owing)
    more = {"reason": "bận"} if verb is answers.report_difficulty else {}
    with pytest.raises(AnswerDutyError):
        say(owing, verb, answering, *args, by=by("2024-03-12"), **more)
    assert owing.one("progress", answering) is Progress.OPEN


def test_the_duties_to_answer_stay_out_of_the_register(owing: World) -> None:
    say(owing, answers.report_difficulty, 1, by("2024-03-04"), "thiếu kinh phí")
    again = owing.import_(register(deadline(DUE, lead=["cdc"])), on="2024-03-05")
    assert again.is_empty


def test_every_answer_stands_in_the_ledger_with_a_name(owing: World) -> None:
    say(owing, answers.acknowledge, 1, by("2024-03-05"))
    say(owing, answers.urge, 1, by("2024-03-06"), "gấp")
    number = say(owing, answers.ask_extension, 1, day("2024-03-29"), by("2024-03-11"), "máy hỏng")
    say(owing, answers.decide_extension, number, by("2024-03-12"), until=None, answer="không")
    rows = owing.rows(
        sa.text("SELECT actor, action FROM ledger WHERE subject = 'obligation' AND subject_id = 1 ORDER BY id")
    )
    assert [action for _, action in rows] == ["acknowledge", "urge", "ask extension", "decide refused"]
    assert {actor for actor, _ in rows} == {"chị Lan"}


@pytest.mark.parametrize(
    ("on", "said"), [("2024-03-07", "không nhắc trước 07:30 14/03/2024"), ("2024-03-18", "quá hạn nên các lời nhắc")]
)
def test_who_says_to_be_at_work_is_told_what_that_changes(owing: World, on: str, said: str) -> None:
    assert said in say(owing, answers.act, Purpose.ACKNOWLEDGE, 1, answers.Said(), by(on))
