"""While sending is paused sweeps go on: what comes joins the messages that are held, and of each post's rungs one stays."""

import sqlalchemy as sa

from config.database import reading
from engine.escalation.switches import pause, resume
from engine.fulfilment.complete import waive
from engine.rehearsal.rehearse import rehearse
from models.directory import Contact
from models.messages import MessageState, NoticeState
from tests.engine.cast import World, by, day, deadline, message, moment, notice, office, register

DUE = "2024-03-15"
HOURLY = {"standard": [{"at": "-1 working day", "to": ["lead.focal"]}, {"at": "0 days", "to": ["lead.focal"]}]}


def owing(world: World, *keys: str) -> None:
    world.import_(register(*(deadline(DUE, key, lead=["cdc"]) for key in keys or ("bao-cao",))))


def paused(world: World, on: str = "2024-03-07") -> None:
    world.do(pause, world.office, by(on), "bảo trì")


def test_rungs_that_come_during_a_pause_join_the_message_that_is_held(either_world: World) -> None:
    owing(either_world)
    paused(either_world)
    days = ("2024-03-08", "2024-03-11", "2024-03-14")
    assert [either_world.sweep(on)["messages"] for on in days] == [1, 0, 1]
    assert either_world.messages() == [
        ("cdc-focal@so.example", "2024-03-08#1", 1),
        ("cdc-head@so.example", "2024-03-14#1", 1),
    ]
    assert either_world.told()[:3] == [
        (0, 0, "cdc", "focal", "superseded"), (1, 0, "cdc", "focal", "grouped"), (1, 0, "cdc", "head", "grouped"),
    ]  # fmt: skip


def test_a_sweep_says_how_many_messages_are_held(world: World) -> None:
    owing(world)
    assert "held" not in world.sweep("2024-03-07")
    paused(world)
    assert world.sweep("2024-03-08")["held"] == 1


def test_what_a_deliverer_has_in_hand_is_not_added_to(world: World) -> None:
    owing(world, "mot", "hai")
    world.sweep("2024-03-08")
    with world.sessions() as session:
        session.execute(sa.update(message).values(state=MessageState.SENDING))
    paused(world, "2024-03-09")
    assert world.sweep("2024-03-14")["messages"] == 2
    assert world.messages()[0] == ("cdc-focal@so.example", "2024-03-08#1", 2)


def test_work_finished_during_the_pause_is_in_no_new_message(world: World) -> None:
    owing(world)
    paused(world)
    world.sweep("2024-03-08")
    world.do(waive, 1, by("2024-03-12"), "miễn")
    world.do(resume, by("2024-03-13"))
    assert world.sweep("2024-03-14")["told"] == 0
    assert world.notices() == 1


def test_a_held_message_that_leaves_today_counts_for_today(world: World) -> None:
    world.office = office(HOURLY, sending={"messages_per_day": 1})
    owing(world)
    world.sweep("2024-03-14")
    paused(world, "2024-03-14")
    world.do(resume, by("2024-03-15"))
    world.mark_sent(moment("2024-03-15", "07:45"))
    figures = world.sweep("2024-03-15")
    assert (figures["messages"], figures["waiting"]) == (0, 1)


def test_a_message_that_moved_to_another_channel_keeps_its_name_to_itself(world: World) -> None:
    world.office = office({"standard": [{"at": "-1 hours", "to": ["lead.focal"]}]})
    hours = [{"on": DUE, "bound": "before", "at": f"{hour}:00"} for hour in (10, 12)]
    duties = (
        {"key": f"viec-{n}", "lead": ["cdc"], "timing": {"kind": "deadline"} | hour} for n, hour in enumerate(hours)
    )
    world.import_(register(*duties))
    world.sweep(DUE, "09:00")
    with world.sessions() as session:
        who = session.execute(sa.select(message.c.person_id)).scalar_one()
        session.add(Contact(person_id=who, channel="zalobot", address="chat-1", position=1))
        session.execute(sa.update(message).values(channel="zalobot", address="chat-1"))
    assert world.sweep(DUE, "11:00")["messages"] == 1
    assert sorted(slot for _, slot, _ in world.messages()) == ["2024-03-15#1", "2024-03-15#2"]


def test_a_rehearsal_during_a_pause_shows_what_the_ladder_does(world: World) -> None:
    owing(world)
    paused(world)
    with reading(world.engine) as session:
        found = rehearse(session, world.office, first=day("2024-03-08"), last=day("2024-03-14"))
    assert [(each.day, each.person) for each in found.messages] == [
        (day("2024-03-08"), "cdc-focal"), (day("2024-03-14"), "cdc-focal"), (day("2024-03-14"), "cdc-head"),
    ]  # fmt: skip
    states = world.rows(sa.select(notice.c.state).where(notice.c.state == NoticeState.SENT))
    assert states == []
    assert world.sweep("2024-03-08")["held"] == 1
