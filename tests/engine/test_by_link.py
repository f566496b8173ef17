"""A monitor decides by the link of a mail what a unit asked: once, while it is open, by whoever holds the post that day."""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
import sqlalchemy as sa

from engine.directory.load import find_person
from engine.escalation.compose import compose
from engine.escalation.reassign import delegate
from engine.fulfilment.answers import Said, ask_extension, decide_extension, report_difficulty
from engine.fulfilment.by_link import do_by_link, offered
from engine.fulfilment.complete import waive
from engine.fulfilment.deeds import Deed
from engine.fulfilment.links import Link, OthersLinkError, OverLinkError, Signer, UsedLinkError, check_link
from models.answers import Decision, LinkUse, Purpose, Request
from models.columns import table_of
from models.directory import Tenure
from models.errors import BadInputError, NotFoundError
from models.ledger import LedgerEntry
from models.messages import Message
from models.obligations import Progress
from tests.delivery.cast import office as lettered
from tests.engine.cast import World, by, day, deadline, moment, register

SIGNER = Signer("k" * 40, "https://dondoc.example")
ASKED, ANSWERED = "2024-03-11", "2024-03-12"
LINK = re.compile(r"https://dondoc\.example/tra-loi/([\w.-]+)")
request, ledger, link_use = table_of(Request), table_of(LedgerEntry), table_of(LinkUse)


@pytest.fixture
def owing(world: World) -> World:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    return world


@pytest.fixture
def link(owing: World) -> Link:
    """The link to decide on more time, out of the mail to the monitor's focal person."""
    owing.do(ask_extension, owing.office, 1, day("2024-03-29"), by(ASKED), "máy hỏng")
    return written_to(owing, "van-phong-focal")


def difficulty(world: World) -> Link:
    world.do(report_difficulty, world.office, 1, by(ASKED), "thiếu kinh phí")
    return written_to(world, "van-phong-focal")


def written_to(world: World, person: str) -> Link:
    """The one link of the mail that a person gets about what was asked."""
    [token] = LINK.findall(mail_to(world, person).text)
    return SIGNER.read(token)


def mail_to(world: World, person: str, channel: str = "email") -> Any:
    world.sweep(ASKED, "10:15")
    with world.sessions() as session:
        wanted = sa.select(Message).where(table_of(Message).c.person_id == find_person(session, person).id)
        message = session.execute(wanted).scalars().one()
        message.channel = channel
        office = world.office.model_copy(update={"templates": lettered().templates})
        return compose(session, office, message, now=moment(ASKED, "10:15"), signer=SIGNER)


def do(world: World, link: Link, deed: Deed | None, on: str = ANSWERED, **said: Any) -> tuple[str, str]:
    """Answer by a link; gives the person's name and what was done."""
    found: tuple[str, str] = world.do(do_by_link, world.office, link, deed, Said(**said), now=moment(on))
    return found


def check(world: World, link: Link, on: str = ANSWERED) -> str:
    with world.readings() as session:
        return check_link(session, world.office, link, now=moment(on))


def decided(world: World) -> list[Any]:
    return world.rows(sa.select(request.c.decision, request.c.granted_on, request.c.decided_by))


def test_the_monitor_reads_what_is_asked_until_when_with_one_link_to_decide_it(owing: World, link: Link) -> None:
    said = mail_to(owing, "van-phong-focal")
    assert "xin đến 29/03/2024 — máy hỏng" in said.text
    assert "Trả lời đề nghị này</b></a>" in said.html
    assert link.purpose is Purpose.DECIDE
    chat = mail_to(owing, "van-phong-focal", channel="zalobot")
    assert f"Trả lời đề nghị này: {SIGNER.url(link)}" in chat.text
    with owing.readings() as session:
        offer = offered(session, link)
    assert (offer.obligation_id, offer.deeds) == (1, (Deed.GRANT, Deed.REFUSE))


def test_looking_uses_nothing_up(owing: World, link: Link) -> None:
    assert [check(owing, link) for _ in range(3)] == ["van-phong-focal"] * 3
    assert owing.rows(sa.select(link_use)) == []


@pytest.mark.parametrize(("until", "decision"), [("2024-03-29", Decision.GRANTED), ("2024-03-22", Decision.SHORTENED)])
def test_more_time_is_granted_as_asked_or_to_another_day(
    owing: World, link: Link, until: str, decision: Decision
) -> None:
    person, done = do(owing, link, Deed.GRANT, until=day(until))
    assert (person, f"đến {day(until):%d/%m/%Y}" in done) == ("van-phong-focal", True)
    assert decided(owing) == [(decision, day(until), "van-phong-focal (qua liên kết)")]
    assert owing.one("due_on") == day(until)
    assert owing.one("progress", link.obligation_id) is Progress.ACCEPTED


def test_more_time_is_refused_for_a_reason_under_the_persons_name(owing: World, link: Link) -> None:
    with pytest.raises(BadInputError, match="lý do"):
        do(owing, link, Deed.REFUSE)
    assert "không gia hạn" in do(owing, link, Deed.REFUSE, reason="không có căn cứ")[1]
    assert owing.one("due_on") == day("2024-03-15")
    rows = sa.select(ledger.c.actor, ledger.c.reason).where(ledger.c.action == "decide refused")
    assert owing.rows(rows) == [("van-phong-focal (qua liên kết)", "không có căn cứ")]


def test_a_difficulty_is_answered_in_words(owing: World) -> None:
    link = difficulty(owing)
    assert "Đã trả lời" in do(owing, link, None, reason="đã bố trí")[1]
    assert decided(owing) == [(Decision.ANSWERED, None, "van-phong-focal (qua liên kết)")]


def test_an_answer_in_no_words_a_later_day_or_no_choice_leaves_the_link_good(owing: World, link: Link) -> None:
    for deed, said in (
        (Deed.GRANT, {}),
        (Deed.GRANT, {"until": day("2024-04-01")}),
        (Deed.REFUSE, {"reason": " "}),
        (None, {"reason": "sao cũng được"}),
        (Deed.WAIVE, {"reason": "miễn"}),
        (Deed.ANSWER, {"reason": "trả lời"}),
    ):
        with pytest.raises(BadInputError):
            do(owing, link, deed, **said)
    assert decided(owing) == [(None, None, None)]
    assert check(owing, link) == "van-phong-focal"


def test_the_link_serves_once_and_says_when(owing: World, link: Link) -> None:
    do(owing, link, Deed.GRANT, until=day("2024-03-29"))
    with pytest.raises(UsedLinkError, match="08:00 12/03/2024"):
        do(owing, link, Deed.REFUSE, on="2024-03-13", reason="nghĩ lại")


def test_what_somebody_else_decided_meanwhile_stays_decided(owing: World, link: Link) -> None:
    other = written_to(owing, "van-phong-head")
    do(owing, link, Deed.REFUSE, reason="không có căn cứ")
    with pytest.raises(OverLinkError, match="đã được trả lời, lúc 08:00 12/03/2024"):
        do(owing, other, Deed.GRANT, until=day("2024-03-29"))
    assert len(owing.rows(sa.select(link_use))) == 1


def test_of_two_who_decide_at_the_same_moment_the_second_is_told(either_world: World) -> None:
    either_world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    either_world.do(ask_extension, either_world.office, 1, day("2024-03-29"), by(ASKED), "máy hỏng")
    first, other = (written_to(either_world, person) for person in ("van-phong-focal", "van-phong-head"))
    with ThreadPoolExecutor(1) as elsewhere:
        with either_world.sessions() as session:
            said = Said(reason="không có căn cứ")
            do_by_link(session, either_world.office, first, Deed.REFUSE, said, now=moment(ANSWERED))
            second = elsewhere.submit(do, either_world, other, Deed.GRANT, until=day("2024-03-29"))
            assert not wait([second], timeout=0.5).done
        with pytest.raises(OverLinkError):
            second.result()
    assert either_world.rows(sa.select(request.c.decision)) == [(Decision.REFUSED,)]
    assert either_world.one("due_on") == day("2024-03-15")


def test_a_request_whose_work_is_over_is_not_decided_any_more(owing: World, link: Link) -> None:
    owing.do(waive, 1, by(ANSWERED), "miễn")
    with pytest.raises(OverLinkError):
        check(owing, link, "2024-03-13")


def test_a_second_request_is_not_decided_by_the_link_of_the_first(owing: World, link: Link) -> None:
    owing.do(decide_extension, owing.office, 1, by(ANSWERED), until=None, answer="chưa rõ lý do")
    owing.do(ask_extension, owing.office, 1, day("2024-03-29"), by(ANSWERED), "máy hỏng, có biên bản")
    with pytest.raises(OverLinkError):
        do(owing, link, Deed.GRANT, until=day("2024-03-29"))


def test_who_left_the_post_decides_no_more_and_who_came_does(owing: World, link: Link) -> None:
    tenure = table_of(Tenure)
    with owing.sessions() as session:
        came = find_person(session, "bv-mot-focal")
        left = sa.update(tenure).where(tenure.c.person_id == link.person_id)
        session.execute(left.values(person_id=came.id))
        instead = Link(link.purpose, link.obligation_id, int(came.id or 0), link.message_id, link.expires_at)
    with pytest.raises(OthersLinkError):
        do(owing, link, Deed.GRANT, until=day("2024-03-29"))
    assert check(owing, instead) == "bv-mot-focal"


def test_who_asked_cannot_decide_and_who_was_given_the_duty_to_answer_can(owing: World, link: Link) -> None:
    with owing.sessions() as session:
        asking, given = (int(find_person(session, code).id or 0) for code in ("cdc-focal", "bv-mot-focal"))
    theirs, to = (Link(link.purpose, link.obligation_id, who, 1, link.expires_at) for who in (asking, given))
    for each in (theirs, to):
        with pytest.raises(OthersLinkError):
            check(owing, each)
    with owing.sessions() as session:
        delegate(
            session, owing.office, link.obligation_id, find_person(session, "bv-mot-focal"), by(ASKED), "nắm rõ việc"
        )
    assert check(owing, to) == "bv-mot-focal"


def test_a_link_to_decide_decides_nothing_about_other_duties(owing: World, link: Link) -> None:
    with pytest.raises(NotFoundError):
        do(owing, Link(link.purpose, 1, link.person_id, link.message_id, link.expires_at), Deed.GRANT)


def test_a_unit_still_answers_by_its_own_links(owing: World, link: Link) -> None:
    with owing.sessions() as session:
        person = int(find_person(session, "cdc-focal").id or 0)
    own = Link(Purpose.DIFFICULTY, 1, person, link.message_id, link.expires_at)
    assert "Đã gửi khó khăn" in do(owing, own, None, reason="thiếu người")[1]
