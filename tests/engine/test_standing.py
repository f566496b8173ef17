"""How the engine stands in a few figures, how channels do, and the first steps of a new office."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from engine.access.accounts import make_account
from engine.delivery.channels import Answer
from engine.delivery.standing import Stand, channels_stand, note_trial, own_address
from engine.directory.load import find_person
from engine.drafts.activating import REHEARSE
from engine.journal import record
from engine.runs import recorded
from engine.watching.first_steps import first_steps, tick
from engine.watching.ledger_search import Wanted, entries
from engine.watching.standing import runs, standing
from models.columns import table_of
from models.directory import Person
from models.errors import NotAllowedError, NotFoundError
from models.jobs import Job, JobState
from models.ledger import Run
from models.messages import Attempt, Message, MessageState
from models.moments import ZONE
from tests.engine.cast import World, by, day, deadline, moment, register

NOW = moment("2024-03-01")


class Open:
    """A channel that is set up."""

    name = "email"


def attempts(session: Session, *told: tuple[MessageState, str]) -> None:
    person = session.execute(sa.select(table_of(Person).c.id)).scalars().all()[0]
    message = Message(person_id=person, channel="email", address="a@so.example", slot="s", token="t", retry_at=NOW,
                      created_at=NOW)  # fmt: skip
    session.add(message)
    session.flush()
    for outcome, on in told:
        session.add(
            Attempt(message_id=int(message.id or 0), at=moment(on), channel="email", outcome=outcome, answer=on)
        )
    session.flush()


def email(world: World) -> Stand:
    [found, *rest] = world.do(lambda session: channels_stand(session, world.office, [Open()], now=NOW))  # type: ignore[list-item]
    assert not any(each.is_open for each in rest)
    return found


SENT, FAILED = MessageState.SENT, MessageState.FAILED


@pytest.mark.parametrize(
    ("told", "is_ailing", "counts"),
    [
        ([], False, (0, 0)),
        ([(SENT, "2024-02-28")], False, (1, 0)),
        ([(SENT, "2024-02-28"), (FAILED, "2024-02-29")], True, (1, 1)),
        ([(FAILED, "2024-02-28"), (SENT, "2024-02-29")], False, (1, 1)),
        ([(FAILED, "2024-02-01")], True, (0, 0)),
    ],
)
def test_a_channel_ails_when_the_last_thing_on_it_was_a_fault(
    world: World, told: list[tuple[MessageState, str]], is_ailing: bool, counts: tuple[int, int]
) -> None:
    world.do(lambda session: attempts(session, *told))
    found = email(world)
    assert (found.is_ailing, (found.sent, found.failed), found.waiting) == (is_ailing, counts, 1)


def test_a_trial_goes_to_the_own_address_and_is_written_down_masked(world: World) -> None:
    person = world.do(lambda session: find_person(session, "so-leader").id)
    name, address = world.do(lambda session: own_address(session, person, "email"))
    world.do(lambda session: note_trial(session, "email", address, Answer(ok=True, text="250"), by("2024-03-01")))
    [noted] = world.do(lambda session: entries(session, Wanted(subject="channel"), zone=ZONE, limit=5))
    assert noted["after"] == {"address": "l…@so.example", "ok": True, "answer": "250"}
    assert name == "Sở leader"


@pytest.mark.parametrize(("person_id", "channel", "said"), [(None, "email", "Tài khoản"), (1, "zns", "ZNS")])
def test_who_has_no_address_is_told_what_to_do(world: World, person_id: int | None, channel: str, said: str) -> None:
    with pytest.raises(NotAllowedError, match=said):
        world.do(lambda session: own_address(session, person_id, channel))


def test_the_figures_of_the_moment(world: World) -> None:
    world.import_(register(deadline("2024-12-01")))
    world.do(lambda session: attempts(session))
    found = world.do(lambda session: standing(session, world.office, now=NOW))
    assert (found.units, found.people, found.plans, found.waiting, found.dead, found.pause) == (7, 15, 1, 1, 0, "")


def test_a_run_that_broke_off_is_told_beside_the_last_that_did_not(world: World) -> None:
    for hour in (0, 1):
        at = NOW + dt.timedelta(hours=hour)
        with recorded(world.sessions, "sweep", now=at, as_of=at) as figures:
            figures["due"] = hour
    world.do(lambda session: session.add(Run(kind="sweep", as_of=NOW, started_at=NOW + dt.timedelta(hours=2))))
    [found] = world.do(runs)
    assert (found.ok, found.last_ok, found.started_at) == (
        False, NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2),
    )  # fmt: skip


def done(world: World) -> list[str]:
    return [step.name for step in world.do(first_steps) if step.is_done]


def asked(kind: str, state: JobState) -> Job:
    return Job(kind=kind, state=state, account_id=1, actor="an", created_at=NOW)


@pytest.mark.parametrize("trace", [
    lambda session: session.add(asked(REHEARSE, JobState.DONE)),
    lambda session: record(session, now=NOW, actor="an", action="run", subject="flow", reason="rehearse"),
])  # fmt: skip
def test_a_rehearsal_ticks_its_own_step(world: World, trace: Callable[[Session], None]) -> None:
    world.do(lambda session: make_account(session, "an", person_id=None, now=NOW, actor="x"))
    world.do(lambda session: session.add_all([asked(REHEARSE, JobState.FAILED), asked("other", JobState.DONE)]))
    world.do(lambda session: record(session, now=NOW, actor="an", action="run", subject="flow", reason="sweep"))
    assert "rehearsal" not in done(world)
    world.do(trace)
    assert "rehearsal" in done(world)


def test_a_change_of_the_ladders_ticks_the_step_of_the_ladders(world: World) -> None:
    world.do(lambda session: record(session, now=NOW, actor="an", action="change", subject="ladder"))
    assert "ladder" in done(world)


def test_steps_are_done_by_what_is_there_and_two_by_a_word_of_the_administrator(either_world: World) -> None:
    assert done(either_world) == ["directory"]
    either_world.import_(register(deadline("2024-12-01")))
    either_world.do(lambda session: tick(session, "ladder", by("2024-03-01")))
    assert done(either_world) == ["directory", "plan", "ladder"]
    either_world.do(lambda session: tick(session, "rehearsal", by("2024-03-01")))
    assert either_world.do(first_steps) == []


def test_a_step_that_nobody_can_tick_is_refused(world: World) -> None:
    with pytest.raises(NotFoundError):
        world.do(lambda session: tick(session, "plan", by("2024-03-01")))


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 4),
        (Wanted(actor="An"), 2),
        (Wanted(subject="channel", subject_id=9), 0),
        (Wanted(first_on=day("2024-03-02")), 2),
        (Wanted(last_on=day("2024-03-02")), 3),
        (Wanted(first_on=day("2024-03-02"), last_on=day("2024-03-02")), 1),
        (Wanted(first_on=day("2025-01-01")), 0),
        (Wanted(last_on=day("2025-01-01")), 4),
    ],
)
def test_the_ledger_is_narrowed_by_days_of_the_office_both_included(
    either_world: World, wanted: Wanted, count: int
) -> None:
    for on, at, who in (("2024-03-01", "23:59", "An"), ("2024-03-02", "00:00", "An"), ("2024-03-03", "00:00", "Bình")):
        told = by(on, at, actor=who)
        either_world.do(lambda session, told=told: note_trial(session, "email", "a@so.example", Answer(ok=True), told))
    found = either_world.do(lambda session: entries(session, wanted, zone=ZONE, limit=10))
    assert len(found) == count


def test_the_next_page_of_the_ledger_begins_where_the_last_one_ended(world: World) -> None:
    for _ in range(5):
        world.do(lambda session: note_trial(session, "email", "a@so.example", Answer(ok=True), by("2024-03-01")))
    first = world.do(lambda session: entries(session, Wanted(subject="channel"), zone=ZONE, limit=3))
    wanted = Wanted(subject="channel", before=first[-1]["id"])
    rest = world.do(lambda session: entries(session, wanted, zone=ZONE, limit=3))
    assert len({each["id"] for each in (*first, *rest)}) == 5
