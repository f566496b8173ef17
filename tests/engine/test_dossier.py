"""All that belongs to one obligation, as its page shows it."""

import pytest

from engine.access.rights import Viewer
from engine.fulfilment.answers import acknowledge, ask_extension, decide_extension, report_difficulty
from engine.fulfilment.complete import Handed, send_back, submit
from engine.watching.dossier import Dossier, dossier
from models.obligations import Progress, Timeliness
from tests.engine.cast import World, by, day, deadline, monthly, register, timed

TODAY = "2024-03-12"


def told(world: World, number: int = 1, on: str = TODAY) -> Dossier:
    everybody = Viewer(1, "chị Lan", 1, True)
    found: Dossier = world.do(dossier, world.office, everybody, number, today=day(on))
    return found


@pytest.fixture
def owing(world: World) -> World:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    return world


@pytest.mark.parametrize(("on", "stand"), [("2024-03-15", Timeliness.DUE_SOON), ("2024-03-16", Timeliness.OVERDUE)])
def test_it_says_how_things_stand_on_the_day(owing: World, on: str, stand: Timeliness) -> None:
    found = told(owing, on=on)
    assert (found.progress, found.stand) == (Progress.OPEN, stand)


def test_what_was_handed_in_stands_with_its_files_the_newest_first(world: World) -> None:
    target = {"value": 3, "unit": "phóng sự"}
    world.import_(register(timed("milestone", "phong-su", {"by": "2024-12-31", "target": target}, lead=["cdc"])))
    for number, files in ((1, (("a.pdf", "0" * 64, 3), ("b.pdf", "1" * 64, 4))), (2, ())):
        world.do(submit, world.office, 1, Handed(f"{number}/CV", day(TODAY), 1.0, "", files), by(TODAY))
    found = told(world)
    assert [(each.document, [file.name for file in each.files]) for each in found.handed_in] == [
        ("2/CV", []),
        ("1/CV", ["a.pdf", "b.pdf"]),
    ]
    assert found.measured
    assert (found.measured.value, found.measured.is_met) == (2.0, False)


def test_what_waits_for_an_answer_is_told_from_what_was_answered(owing: World) -> None:
    owing.do(report_difficulty, owing.office, 1, by(TODAY), "thiếu người")
    number = owing.do(ask_extension, owing.office, 1, day("2024-03-29"), by(TODAY), "máy hỏng")
    owing.do(decide_extension, owing.office, number, by(TODAY), until=day("2024-03-22"), answer="ngắn hơn")
    found = told(owing)
    assert list(found.waiting) == ["difficulty"]
    decided = next(each for each in found.asked if each.decision)
    assert (decided.decision, decided.granted_on) == ("Chấp thuận đến ngày sớm hơn", day("2024-03-22"))


def test_what_was_returned_says_why_and_by_when_also_where_the_due_day_stays(owing: World) -> None:
    owing.do(submit, owing.office, 1, Handed("12/BC", day("2024-03-18")), by("2024-03-18"))
    owing.do(send_back, owing.office, 1, by("2024-03-19"), "thiếu biểu số 2")
    back = told(owing, on="2024-03-20").returned
    assert back
    assert (back.reason, back.again_by, owing.one("due_on")) == (
        "thiếu biểu số 2",
        day("2024-03-26"),
        day("2024-03-15"),
    )
    owing.do(submit, owing.office, 1, Handed("13/BC", day("2024-03-20")), by("2024-03-20"))
    assert told(owing, on="2024-03-20").returned is None


def test_a_duty_to_answer_leads_to_what_it_is_about(owing: World) -> None:
    owing.do(report_difficulty, owing.office, 1, by(TODAY), "thiếu người")
    assert (told(owing, 2).answers, told(owing, 1).answers) == (1, None)


def test_beside_it_stand_the_other_periods_of_the_same_unit_only(world: World) -> None:
    world.import_(register(monthly(), deadline("2024-03-15", "khac")))
    number = world.number_of("cdc", "2024-M03")
    beside = told(world, number).beside
    assert {row.unit for row in beside} == {"cdc"}
    assert [row.period for row in beside[:3]] == ["2024-M01", "2024-M02", "2024-M04"]


def test_of_many_periods_the_nearest_stand_beside(world: World) -> None:
    world.import_(register(timed("recurring", "tuan", {"every": ["W"], "due": {"weekday": "fri"}}, lead=["cdc"])))
    rows = [row.due_on for row in told(world, world.number_of("cdc", "2024-W26")).beside]
    assert (len(rows), rows[0], rows[-1]) == (24, day("2024-04-05"), day("2024-09-20"))


def test_it_says_until_when_nobody_is_reminded(owing: World) -> None:
    until = owing.do(acknowledge, owing.office, 1, by("2024-03-07"))
    assert told(owing).quiet_until == until
