"""A rehearsal tells what a real run day by day with the movable clock tells, and touches nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from config.office import load_directory, load_office, read_plans
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.directory.load import load_directory as store_directory
from engine.fulfilment.answers import ask_extension
from engine.journal import By
from engine.rehearsal.findings import Rehearsal
from engine.rehearsal.imagine import hand_in, lateness
from engine.rehearsal.rehearse import rehearse
from engine.runs import run_nightly, run_sweep
from models.errors import BusyError
from models.messages import NoticeState
from models.moments import instant, local_day
from models.periods import ONE_DAY
from tests.delivery.servers import Moody, listening
from tests.engine.cast import (
    STANDARD,
    World,
    contact,
    day,
    deadline,
    members,
    message,
    moment,
    monthly,
    notice,
    obligation,
    office,
    person,
    register,
    rota,
    step,
    timed,
    undated,
)

SAMPLE = Path(__file__).parents[2] / "config" / "sample"
QUARTER = dt.timedelta(minutes=15)
Send = Callable[[World, dt.datetime], None]
FIRST, LAST = day("2024-01-01"), day("2024-12-31")


def a_year(world: World) -> None:
    """An office with all it may have: hours, urgent and copied rungs, a rota, absences, members who come and go."""
    by_the_hour = [
        {"at": "-3 hours", "to": ["lead.focal"], "urgent": True},
        {"at": "+1 days", "to": ["issuer.leader"], "digest": "by unit"},
    ]
    copied = {"at": "+2 working days", "to": ["lead.head", "cooperate.focal"]}
    world.office = office({"gio": by_the_hour, "standard": [*STANDARD[:2], copied, *STANDARD[3:]]})
    group = members("cdc", {"unit": "bv-mot", "from": "2024-02-01"}, {"unit": "bv-hai", "to": "2024-02-15"}, "ttyt-ba")
    away = {"person": "cdc-focal", "stand_in": "ke-hoach-focal", "from": "2024-02-01", "to": "2024-02-29"}
    world.load(absences=[away], **group)
    world.import_(
        register(
            monthly({"day": 20}, cooperate=["ke-hoach"]), rota(1), undated(), deadline("2024-02-12", "tet"),
            timed("window", "thuong-xuyen", {"from": "2024-01-15", "check": "M"}, lead=["cdc"]),
            timed("deadline", "theo-gio", {"on": "2024-02-27", "bound": "before", "at": "16:00"}, ladder="gio"),
            timed("milestone", "phong-su", {"target": {"value": 2, "unit": "phóng sự"}, "by": "2024-02-29"}, lead=["cdc"]),
        ),
        on="2023-12-29",
    )  # fmt: skip


def live(
    world: World, first: dt.date, last: dt.date, share: float | None = None, send: Send = World.mark_sent
) -> Rehearsal:
    """The flows' schedule day by day, the night once a week: what units hand in, the digest, the sweeps when something is due."""
    handed = Rehearsal(first, last, share)
    for n in range((last - first).days + 1):
        today = first + n * ONE_DAY
        if today.weekday() == 0:
            run_nightly(world.sessions, world.office, now=instant(today, dt.time(0, 15)))
        if world.office.calendar.is_working(today):
            if share is not None:
                world.do(hand_in, world.office, today, handed)
            live_working_day(world, today, send)
    return handed


def live_working_day(world: World, today: dt.date, send: Send) -> None:
    """The digest at half past seven, then a sweep at every quarter of an hour that has something to do."""
    at, closes = instant(today, dt.time(7, 30)), instant(today, dt.time(17, 0))
    run_sweep(world.sessions, world.office, now=at, digest=True)
    send(world, at)
    while at <= closes and has_something(world, closes):
        run_sweep(world.sessions, world.office, now=at)
        send(world, at)
        at += QUARTER
        while at <= closes and not has_something(world, at):
            at += QUARTER


def has_something(world: World, at: dt.datetime) -> bool:
    """Whether anything has come due by then, or waits for a sweep to make a message of it."""
    due = sa.exists().where(obligation.c.next_at <= at)
    waits = sa.exists().where(notice.c.state == NoticeState.PENDING, notice.c.is_digest.is_(False))
    return world.rows(sa.select(due | waits)) == [(True,)]


def told_in(world: World) -> Counter[tuple[Any, ...]]:
    """Every message that was made: its day, the person, the obligations and the rungs."""
    joined = (
        message.join(person, person.c.id == message.c.person_id)
        .join(notice, notice.c.message_id == message.c.id)
        .join(step, step.c.id == notice.c.step_id)
    )
    columns = (
        message.c.id,
        message.c.slot,
        person.c.name,
        notice.c.obligation_id,
        step.c.step,
        step.c.party,
        step.c.role,
    )
    found: dict[int, list[Any]] = {}
    for row in world.rows(sa.select(*columns).select_from(joined).order_by(notice.c.id)):
        found.setdefault(row[0], []).append(row)
    return Counter(
        (
            rows[0][1][:10],
            rows[0][2],
            tuple(sorted({r[3] for r in rows})),
            tuple(sorted((r[4], str(r[5]), str(r[6])) for r in rows)),
        )
        for rows in found.values()
    )


def told_by(found: Rehearsal) -> Counter[tuple[Any, ...]]:
    """Every message of a rehearsal in the same words."""
    return Counter(
        (t.day.isoformat(), t.person, tuple(sorted(t.obligations)), tuple(sorted(map(rung, t.rungs))))
        for t in found.messages
    )


def rung(text: str) -> tuple[int, str, str]:
    """A rung as a rehearsal names it, taken apart: "standard 2: lead.head"."""
    number, _, audience = text.rpartition(": ")
    party, _, role = audience.partition(".")
    return int(number.split()[-1]) - 1, party, role


def rehearsed(world: World, first: dt.date = FIRST, last: dt.date = LAST, share: float | None = None) -> Rehearsal:
    with world.readings() as session:
        return rehearse(session, world.office, first=first, last=last, late_share=share)


def test_what_was_asked_is_answered_in_a_rehearsal_too(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    with world.sessions() as session:
        ask_extension(session, world.office, 1, day("2024-03-29"), By("chị Lan", moment("2024-03-11")), "máy hỏng")
    assert rehearsed(world, day("2024-03-12"), day("2024-03-29"), 0.0).submitted == 2


@pytest.mark.parametrize("share", [None, 0.3], ids=["nobody hands in", "three in ten are late"])
def test_a_rehearsal_tells_what_the_days_themselves_tell(world: World, share: float | None) -> None:
    a_year(world)
    last = day("2024-03-08")
    foreseen = rehearsed(world, last=last, share=share)
    handed = live(world, FIRST, last, share)
    assert told_by(foreseen) == told_in(world)
    assert len(foreseen.messages) > 30
    assert (foreseen.submitted, foreseen.late) == (handed.submitted, handed.late)
    assert foreseen.superseded == world.notices("superseded")
    assert foreseen.dropped == world.notices("dropped")
    assert foreseen.told == world.notices("sent")


def test_a_rehearsal_tells_what_a_real_mail_server_receives(world: World) -> None:
    a_year(world)
    last, moody = day("2024-01-19"), Moody()
    foreseen = rehearsed(world, last=last)
    received: Counter[tuple[str, str]] = Counter()

    def send(world: World, at: dt.datetime) -> None:
        deliver(world.sessions, world.office, [EmailChannel(server)], clock=lambda: at)
        received.update((local_day(at).isoformat(), mail.to) for mail in moody.kept)
        moody.kept.clear()

    templates = load_office(SAMPLE, years=[2024]).templates
    world.office = world.office.model_copy(update={"templates": templates})
    with listening(moody) as server:
        live(world, FIRST, last, send=send)
    addresses = dict(world.rows(sa.select(person.c.name, contact.c.address).join(contact)))
    assert received == Counter((m.day.isoformat(), addresses[m.person]) for m in foreseen.messages)
    assert received.total() > 10


@pytest.mark.seeds
def test_a_rehearsal_of_plan_4672_tells_what_its_year_tells(world: World) -> None:
    world.office = load_office(SAMPLE, years=range(2022, 2027))
    (plan,) = (each.value for each in read_plans(SAMPLE) if each.value.plan.id == "syt-hue-4672-2024")
    world.do(store_directory, load_directory(SAMPLE), now=moment("2023-12-29"))
    world.import_(plan, on="2023-12-29")
    foreseen = rehearsed(world)
    live(world, FIRST, LAST)
    assert told_by(foreseen) == told_in(world)
    assert foreseen.told == world.notices("sent") > 1_000


def test_a_rung_long_before_its_period_begins_is_foreseen_too(world: World) -> None:
    world.office = office({"standard": [{"at": "-75 days", "to": ["lead.focal"]}]})
    world.import_(register(monthly({"day": 20}, lead=["cdc"]), to="2026-12-31"), on="2023-12-29")
    last = day("2024-02-09")
    foreseen = rehearsed(world, last=last)
    live(world, FIRST, last)
    assert told_by(foreseen) == told_in(world)
    assert foreseen.told == 2  # the two rungs that would come before the plan are left out


def test_a_rehearsal_touches_nothing(either_world: World) -> None:
    a_year(either_world)
    either_world.sweep("2024-01-05")
    before = either_world.dump()
    assert rehearsed(either_world, last=day("2024-01-19"), share=0.5).messages
    assert either_world.dump() == before


@pytest.mark.postgres
def test_a_rehearsal_is_the_same_on_both_databases(world: World, postgres_world: World) -> None:
    for each in (world, postgres_world):
        a_year(each)
    last = day("2024-02-15")
    told = [Counter((m.day, m.person, m.items, tuple(sorted(m.rungs))) for m in rehearsed(each, last=last).messages)
            for each in (world, postgres_world)]  # fmt: skip
    assert told[0] == told[1]


def test_the_same_question_has_the_same_answer(world: World) -> None:
    a_year(world)
    once, again = (rehearsed(world, last=day("2024-01-31"), share=0.3).facts() for _ in range(2))
    assert once == again


def test_the_sums_agree_with_the_messages(world: World) -> None:
    a_year(world)
    found = rehearsed(world, last=day("2024-02-29"), share=0.4)
    said = found.facts()
    assert said["messages"] == sum(said["by_day"].values()) == sum(said["by_person"].values()) == len(found.messages)
    assert said["notices"]["told"] == sum(said["by_rung"].values()) == sum(len(m.rungs) for m in found.messages)
    most = Counter((m.person, m.day.isoformat()) for m in found.messages).most_common(1)[0]
    assert said["busiest"] == {"messages": most[1], "person": most[0][0], "day": most[0][1]}
    assert (said["from"], said["to"], said["late_share"]) == ("2024-01-01", "2024-02-29", 0.4)


def test_nobody_gets_more_in_a_rehearsal_than_the_office_allows(world: World) -> None:
    a_year(world)
    counts = Counter((m.person, m.day) for m in rehearsed(world, last=day("2024-02-29")).messages)
    assert max(counts.values()) <= 2


def test_a_rehearsal_of_days_on_which_nothing_happens_is_empty(world: World) -> None:
    world.import_(register(deadline("2024-12-20")))
    found = rehearsed(world, last=day("2024-01-31"))
    assert (found.messages, found.busiest()) == ([], (0, "", ""))


@pytest.mark.parametrize(("share", "late"), [(0.0, 0), (1.0, 12)])
def test_if_none_or_all_are_late_so_is_what_they_hand_in(world: World, share: float, late: int) -> None:
    world.import_(register(monthly({"day": 20}), to="2024-03-31"), on="2023-12-29")
    found = rehearsed(world, last=day("2024-05-03"), share=share)
    assert (found.submitted, found.late) == (12, late)


def test_the_share_that_is_late_is_about_what_was_asked() -> None:
    late = sum(lateness(f"2024-M{n % 12}/don-vi-{n}", 0.2) > 0 for n in range(5_000))
    assert 900 < late < 1_100


@settings(max_examples=200)
@given(st.text(max_size=20), st.floats(0, 1))
def test_a_unit_is_up_to_thirty_days_late_or_nine_early_and_always_the_same(name: str, share: float) -> None:
    assert -9 <= lateness(name, share) <= 30
    assert lateness(name, share) == lateness(name, share)
    assert lateness(name, 0) <= 0 < lateness(name, 1)


@pytest.mark.parametrize("op", [">=", ">", "=", "<", "<="])
def test_a_counted_target_is_handed_in_whatever_it_asks(world: World, op: str) -> None:
    target = {"value": 2, "op": op, "unit": "phóng sự"}
    world.import_(register(timed("milestone", "dem", {"target": target, "by": "2024-02-28"})), on="2023-12-29")
    assert rehearsed(world, first=day("2024-02-12"), last=day("2024-02-29"), share=0.0).submitted == 4


def test_a_closed_plan_is_relived_and_its_past_is_history(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"]), deadline("2024-01-12", "truoc", lead=["bv-mot"])),
                  on="2026-01-05")  # fmt: skip
    found = rehearsed(world, first=day("2024-03-01"), last=day("2024-03-31"))
    assert {(m.day.isoformat(), m.person) for m in found.messages if m.person.startswith("cdc")} == {
        ("2024-03-08", "cdc-focal"), ("2024-03-14", "cdc-focal"), ("2024-03-14", "cdc-head"), ("2024-03-18", "cdc-head")
    }  # fmt: skip
    assert not any(m.person.startswith("bv-mot") for m in found.messages)


def test_a_closed_plan_goes_on_in_the_middle_of_its_ladders(world: World) -> None:
    world.import_(register(deadline("2024-02-26", lead=["cdc"]), deadline("2024-03-15", "sau", lead=["cdc"])),
                  on="2026-01-05")  # fmt: skip
    found = rehearsed(world, first=day("2024-03-01"), last=day("2024-03-12"))
    assert [(m.day.isoformat(), m.person, m.rungs) for m in found.messages] == [
        ("2024-03-04", "Sở leader", ("standard 5: issuer.leader",)),
        ("2024-03-08", "cdc-focal", ("standard 1: lead.focal",)),
        ("2024-03-11", "Sở leader", ("standard 5: issuer.leader",)),
    ]
    assert found.superseded == 0


def test_the_day_after_the_last_is_not_rehearsed(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    found = rehearsed(world, first=day("2024-03-08"), last=day("2024-03-13"))
    assert {m.day.isoformat() for m in found.messages} == {"2024-03-08"}


def test_what_waits_unsent_goes_out_on_the_first_day(world: World) -> None:
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.sweep("2024-03-08", "18:00")
    found = rehearsed(world, first=day("2024-03-11"), last=day("2024-03-11"))
    assert [(m.person, m.items) for m in found.messages] == [("cdc-focal", 1)]


def test_a_session_that_writes_is_told_to_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.rehearsal.rehearse.PATIENCE", 1)
    with world.sessions() as session, pytest.raises(BusyError):
        rehearse(session, world.office, first=FIRST, last=FIRST)
