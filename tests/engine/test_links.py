"""Links in messages: signed, for one purpose, once, until a day, and only for who answers for the duty."""

import pytest
import sqlalchemy as sa

from engine.directory.load import find_person
from engine.escalation.reassign import delegate
from engine.fulfilment.complete import waive
from engine.fulfilment.links import (
    AlteredLinkError,
    ExpiredLinkError,
    Link,
    OthersLinkError,
    OverLinkError,
    Signer,
    UsedLinkError,
    check_link,
    use_link,
)
from engine.journal import By
from models.answers import Purpose
from models.columns import table_of
from models.directory import Person
from models.messages import Message
from tests.engine.cast import World, deadline, moment, register

SIGNER = Signer("k" * 40, "https://dondoc.example")


@pytest.fixture
def link(world: World) -> Link:
    """The link to acknowledge, as the CDC's focal person got it on the eighth of March."""
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.sweep("2024-03-08")
    message, person = table_of(Message), table_of(Person)
    [(message_id, person_id)] = world.rows(sa.select(message.c.id, message.c.person_id))
    assert world.rows(sa.select(person.c.code).where(person.c.id == person_id)) == [("cdc-focal",)]
    return Link(Purpose.ACKNOWLEDGE, 1, person_id, message_id, moment("2024-03-22"))


def check(world: World, link: Link, on: str = "2024-03-11") -> str:
    with world.sessions() as session:
        return check_link(session, world.office, link, now=moment(on))


def test_a_link_reads_back_as_it_was_written(link: Link) -> None:
    assert SIGNER.read(SIGNER.token(link)) == link


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "X" + t[1:], lambda t: t + "A", lambda t: "", lambda t: "ạ"]
)
def test_a_link_cut_or_altered_is_refused(link: Link, change: object) -> None:
    token = change(SIGNER.token(link))  # type: ignore[operator]
    with pytest.raises(AlteredLinkError):
        SIGNER.read(token)


def test_a_link_of_another_office_is_refused(link: Link) -> None:
    with pytest.raises(AlteredLinkError):
        Signer("j" * 40, "https://dondoc.example").read(SIGNER.token(link))


def test_a_good_link_names_its_person_and_looking_uses_nothing_up(world: World, link: Link) -> None:
    assert [check(world, link) for _ in range(3)] == ["cdc-focal"] * 3


def test_a_used_link_stays_used_when_the_clock_is_set_back(world: World, link: Link) -> None:
    with world.sessions() as session:
        use_link(session, link, now=moment("2024-03-11"))
    for on in ("2024-03-10", "2023-03-11"):
        with pytest.raises(UsedLinkError):
            check(world, link, on)
        with pytest.raises(UsedLinkError), world.sessions() as session:
            use_link(session, link, now=moment(on))


def test_a_link_serves_once_and_its_neighbours_still_serve(world: World, link: Link) -> None:
    with world.sessions() as session:
        use_link(session, link, now=moment("2024-03-11"))
    with pytest.raises(UsedLinkError):
        check(world, link)
    with pytest.raises(UsedLinkError), world.sessions() as session:
        use_link(session, link, now=moment("2024-03-11"))
    other = Link(Purpose.SUBMIT, 1, link.person_id, link.message_id, link.expires_at)
    assert check(world, other) == "cdc-focal"


def test_a_link_expires_at_its_moment(world: World, link: Link) -> None:
    assert check(world, link, "2024-03-21")
    with pytest.raises(ExpiredLinkError):
        check(world, link, "2024-03-22")


def test_a_link_of_somebody_who_does_not_answer_for_the_duty_is_refused(world: World, link: Link) -> None:
    person = table_of(Person)
    [(stranger,)] = world.rows(sa.select(person.c.id).where(person.c.code == "bv-mot-focal"))
    with pytest.raises(OthersLinkError):
        check(world, Link(link.purpose, 1, stranger, link.message_id, link.expires_at))


def test_a_link_about_what_is_over_says_so(world: World, link: Link) -> None:
    with world.sessions() as session:
        waive(session, 1, By("văn phòng", moment("2024-03-11")), "miễn")
    with pytest.raises(OverLinkError):
        check(world, link)


def test_who_was_given_the_duty_may_answer_by_link(world: World, link: Link) -> None:
    with world.sessions() as session:
        to = find_person(session, "bv-mot-focal")
        delegate(session, world.office, 1, to, By("văn phòng", moment("2024-03-08")), "nắm rõ việc")
        given = Link(link.purpose, 1, int(to.id or 0), link.message_id, link.expires_at)
    assert check(world, given) == "bv-mot-focal"
