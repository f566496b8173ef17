"""Who was told what: notices gathered duty by duty, for people who look back."""

from engine.fulfilment.complete import Handed, submit
from engine.watching.told import duties_told, duties_waiting, posts_words, refusals_since, rung_words
from models.ladders import Party, Role
from models.messages import Attempt, MessageState
from tests.engine.cast import World, by, day, deadline, moment, register


def test_a_duty_gathers_the_units_posts_and_people_of_one_rung(world: World):
    world.import_(register(deadline("2024-03-15")))
    world.sweep("2024-03-14")
    (duty,) = world.do(duties_told)
    assert (duty.plan, duty.section, duty.due_on, duty.rung, duty.is_review) == (
        "01/KH-ST",
        "I.1",
        day("2024-03-15"),
        2,
        False,
    )
    assert duty.posts == {(Party.LEAD, Role.FOCAL), (Party.LEAD, Role.HEAD)}
    assert duty.units == {f"Đơn vị {code}" for code in ("cdc", "bv-mot", "bv-hai", "ttyt-ba")}
    assert len(duty.people) == 8
    assert len(duty.obligations) == 4


def test_units_at_different_rungs_stand_apart_and_the_oldest_first(world: World):
    world.import_(register(deadline("2024-03-15", lead=["cdc"]), deadline("2024-03-12", key="truoc", lead=["cdc"])))
    world.sweep("2024-03-14")
    assert [(duty.due_on.day, duty.rung) for duty in world.do(duties_told)] == [(12, 3), (15, 2)]


def test_what_waits_for_a_working_hour_is_no_told_duty_and_reaches_nobody_yet(world: World):
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.sweep("2024-03-14", "20:00")
    assert world.do(duties_told) == []
    (duty,) = world.do(duties_waiting)
    assert (duty.units, duty.people) == ({"Đơn vị cdc"}, set())
    world.sweep("2024-03-15")
    assert world.do(duties_waiting) == []


def test_a_review_is_told_as_one(world: World):
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.do(submit, world.office, 1, Handed("1/BC", day("2024-03-01")), by("2024-03-01"))
    world.sweep("2024-03-11")
    (duty,) = world.do(duties_told)
    assert duty.is_review
    assert duty.posts == {(Party.MONITOR, Role.FOCAL)}


def test_who_was_told_instead_of_the_holder_is_kept(world: World):
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.load(absences=[{"person": "cdc-focal", "stand_in": "cdc-head", "from": "2024-03-01", "to": "2024-03-31"}])
    world.sweep("2024-03-08")
    (duty,) = world.do(duties_told)
    assert (duty.people, duty.fallbacks) == ({"cdc-head"}, {"thay cdc-focal đang vắng"})


def test_posts_of_one_unit_are_said_together():
    lead = {(Party.LEAD, Role.HEAD), (Party.LEAD, Role.FOCAL)}
    assert posts_words(lead) == "đầu mối và thủ trưởng đơn vị chủ trì"
    assert posts_words(lead | {(Party.MONITOR, Role.FOCAL)}).endswith("đơn vị chủ trì; đầu mối đơn vị theo dõi")


def test_what_stands_on_no_rung_was_told_at_once():
    assert (rung_words(0), rung_words(3)) == ("báo ngay", "bậc 3")


def test_refusals_are_told_once_each_from_a_moment_on(world: World):
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.sweep("2024-03-08")
    tries = [("08:00", "failed", "450 cũ"), ("09:00", "failed", "450 bận"), ("09:01", "dead", "550 không có"),
             ("09:02", "failed", "450 bận"), ("09:03", "sent", "250 ok")]  # fmt: skip
    with world.sessions() as session:
        for at, outcome, answer in tries:
            session.add(
                Attempt(
                    message_id=1,
                    at=moment("2024-03-08", at),
                    channel="email",
                    outcome=MessageState(outcome),
                    answer=answer,
                )
            )
    assert world.do(refusals_since, moment("2024-03-08", "09:00")) == ["450 bận", "550 không có"]
