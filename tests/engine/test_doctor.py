"""What would make a promise fail is named before it does: pauses, posts nobody holds, people nobody reaches."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine.escalation.switches import pause
from engine.watching.doctor import Finding, examine
from models.columns import table_of
from models.directory import Contact
from models.messages import Attempt, MessageState
from tests.engine.cast import World, by, day, deadline, described, message, moment, notice, office, register

contact = table_of(Contact)


def found(world: World, on: str = "2024-03-11") -> list[Finding]:
    with world.sessions() as session:
        return examine(session, world.office, now=moment(on), is_current=True)


def what(world: World, words: str) -> list[tuple[str, str]]:
    return [(each.level, each.what) for each in found(world) if words in each.what]


def without(posts: dict[str, str]) -> dict[str, Any]:
    """The cast, with some posts held by nobody."""
    whole = described()
    for each in whole["units"]:
        if each["code"] in posts:
            del each["posts"][posts[each["code"]]]
    return whole


@pytest.fixture
def owing(either_world: World) -> World:
    either_world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    return either_world


def test_a_pause_is_named_with_what_it_holds(owing: World) -> None:
    owing.sweep("2024-03-08")
    owing.do(pause, owing.office, by("2024-03-09"), "bảo trì")
    assert what(owing, "tạm dừng") == [
        ("warning", "Đang tạm dừng gửi từ 08:00 09/03/2024 (người thử: bảo trì); đang giữ 1 tin")
    ]
    assert what(owing, "chờ gửi quá một ngày") == []


def test_without_a_pause_what_waits_too_long_is_an_error(owing: World) -> None:
    owing.sweep("2024-03-08")
    assert what(owing, "chờ gửi quá một ngày") == [("error", "1 tin chờ gửi quá một ngày")]


@pytest.mark.parametrize(
    ("unit", "role", "said"),
    [
        ("cdc", "focal", "Đơn vị cdc: chưa có đầu mối, tin sẽ đến cdc-head"),
        ("van-phong", "head", "Đơn vị van-phong: chưa có thủ trưởng, tin sẽ đến van-phong-focal"),
        ("so", "leader", "Sở Thử: chưa có lãnh đạo, tin sẽ đến Sở head"),
    ],
)
def test_a_post_without_a_holder_is_named_with_who_is_told_instead(
    owing: World, unit: str, role: str, said: str
) -> None:
    owing.load(**without({unit: role}))
    assert what(owing, said.partition(":")[0]) == [("warning", said)]


def test_somebody_without_an_address_is_named(owing: World) -> None:
    owing.do(lambda session: session.execute(sa.delete(contact).where(contact.c.address == "cdc-focal@so.example")))
    assert what(owing, "cdc-focal") == [("warning", "cdc-focal: không có địa chỉ nào dùng được")]


def test_a_dead_address_beside_a_living_one_is_named_masked(owing: World) -> None:
    url = "json://localhost:1/mat-khau"
    with owing.sessions() as session:
        person = session.execute(
            sa.select(contact.c.person_id).where(contact.c.address == "cdc-focal@so.example")
        ).scalar_one()
        session.add(Contact(person_id=person, channel="apprise", address=url, position=1, is_dead=True))
    assert what(owing, "cdc-focal") == [
        ("warning", "cdc-focal: địa chỉ json://… (Apprise) đã bị từ chối, tin đi địa chỉ khác")
    ]


def test_a_channel_that_fails_is_named_while_messages_wait_for_it(owing: World) -> None:
    owing.sweep("2024-03-08")
    [(number,)] = owing.rows(sa.select(message.c.id))
    failed = Attempt(
        message_id=number, at=moment("2024-03-08"), channel="email", outcome=MessageState.FAILED, answer="refused"
    )
    owing.do(lambda session: session.add(failed))
    said = ("warning", "Thư điện tử: lần gửi lúc 08:00 08/03/2024 không được (refused); 1 tin đang chờ")
    assert said in what(owing, "Thư điện tử")
    owing.do(lambda session: session.execute(sa.update(message).values(state=MessageState.SENT)))
    assert what(owing, "Thư điện tử") == []


def test_a_dead_message_is_an_error_with_what_to_do(owing: World) -> None:
    owing.sweep("2024-03-08")
    with owing.sessions() as session:
        session.execute(sa.update(message).values(state=MessageState.DEAD))
    (finding,) = [each for each in found(owing) if "không gửi được" in each.what]
    assert (finding.level, "messages resend" in finding.todo) == ("error", True)


def test_a_finding_says_whose_page_it_is_mended_on(owing: World) -> None:
    with owing.sessions() as session:
        session.execute(sa.delete(contact).where(contact.c.address.like("%@so.example")))
    with owing.readings() as session:
        found = examine(session, owing.office, now=moment("2024-03-08"), is_current=True)
    assert {(each.topic, each.code) for each in found if "cdc" in each.what} == {
        ("unit", "cdc"), ("person", "cdc-head"), ("person", "cdc-focal"),
    }  # fmt: skip


def zalo_first(world: World, *, with_mail: bool = True) -> None:
    """The CDC's focal person has a chat before the mail, and the office sends by mail only."""
    whole = described()
    for each in whole["people"]:
        if each["code"] == "cdc-focal":
            each["contacts"] = [{"channel": "zalobot", "address": "chat-1"}]
            each["email"] = each["email"] if with_mail else None
    world.load(**whole)
    world.office = world.office.model_copy(update={"channels": frozenset({"email"})})


def test_an_address_on_a_channel_that_is_not_set_up_is_named(owing: World) -> None:
    zalo_first(owing)
    assert what(owing, "cdc-focal") == [
        ("warning", "cdc-focal: kênh Zalo Bot của địa chỉ c… chưa được thiết lập, tin đi địa chỉ khác")
    ]


def test_who_has_only_such_an_address_is_reached_by_nobody(owing: World) -> None:
    zalo_first(owing, with_mail=False)
    assert ("warning", "cdc-focal: không có địa chỉ nào dùng được") in what(owing, "cdc-focal")


def test_a_message_goes_to_the_first_address_whose_channel_is_set_up(owing: World) -> None:
    zalo_first(owing)
    owing.sweep("2024-03-08")
    assert owing.rows(sa.select(message.c.channel, message.c.address)) == [("email", "cdc-focal@so.example")]


def test_without_one_the_next_to_answer_is_told_and_the_record_says_why(owing: World) -> None:
    zalo_first(owing, with_mail=False)
    owing.sweep("2024-03-08")
    columns = sa.select(message.c.address, notice.c.fallback).join(notice, notice.c.message_id == message.c.id)
    assert owing.rows(columns) == [("cdc-head@so.example", "thay đầu mối (chưa có người nhận)")]


def test_what_waits_for_a_channel_that_was_taken_away_goes_another_way(owing: World) -> None:
    zalo_first(owing)
    mail_only, owing.office = owing.office, office()
    owing.sweep("2024-03-08")
    owing.office = mail_only
    owing.sweep("2024-03-08", "08:15")
    columns = sa.select(message.c.channel, message.c.state).order_by(message.c.id)
    assert owing.rows(columns) == [("zalobot", MessageState.EMPTY), ("email", MessageState.PENDING)]


HELPED = {"standard": [{"at": "+1 working day", "to": ["cooperate.head", "reports_to.focal"]}]}


@pytest.mark.parametrize(
    ("unit", "role", "said"),
    [("bv-mot", "head", "chưa có thủ trưởng"), ("ke-hoach", "focal", "chưa có đầu mối")],
)
def test_posts_that_cooperate_or_are_reported_to_are_looked_at_too(
    world: World, unit: str, role: str, said: str
) -> None:
    world.office = office(HELPED)
    world.import_(register(deadline("2024-03-15", lead=["cdc"], cooperate=["truc-thuoc"], reports_to="ke-hoach")))
    world.load(**without({unit: role}))
    assert len(what(world, f"Đơn vị {unit}: {said}")) == 1


def test_quiet_for_longer_than_a_week_is_no_fault_of_the_sweeps(owing: World) -> None:
    whole = described()
    for each in whole["people"]:
        if each["code"] == "cdc-focal":
            each["quiet"] = {"dates": [{"from": "2024-03-01", "to": "2024-03-29"}]}
    owing.load(**whole)
    owing.sweep("2024-03-08")
    assert owing.notices("pending") == 1
    assert [each for each in found(owing, "2024-03-28") if "chưa đến ai" in each.what] == []
    assert [each.level for each in found(owing, "2024-04-02") if "chưa đến ai" in each.what] == ["error"]


def test_a_pause_of_the_deadlines_is_noted_while_it_lasts(owing: World) -> None:
    calendar = replace(owing.office.calendar, paused={day("2024-03-11"): "Bão số 3 (12/QĐ-ST)"})
    owing.office = owing.office.model_copy(update={"calendar": calendar})
    assert what(owing, "tạm dừng tính hạn") == [("note", "đang tạm dừng tính hạn: Bão số 3 (12/QĐ-ST); không nhắc ai")]
    assert [each for each in found(owing, "2024-03-12") if "tạm dừng tính hạn" in each.what] == []
