"""The law of the whole way: each rung is told once or passed over, whatever goes on meanwhile.

Pauses, quiet hours, absences, downtimes, what people answer, and a clock that is set back for a while.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.delivery.channels import Answer, Envelope
from engine.delivery.deliver import deliver
from engine.escalation.switches import pause, paused, resume
from engine.fulfilment.answers import acknowledge, snooze
from engine.fulfilment.complete import Handed, extend, send_back, submit
from engine.runs import run_sweep
from models.columns import table_of
from models.errors import DondocError
from models.messages import Attempt
from models.moments import instant, local, local_day
from models.quiet import Quiet
from tests.engine.cast import World, by, day, deadline, described, message, notice, office, register, step
from tests.engine.conftest import Worlds
from tests.engine.test_every_rung import Life, finish, steps

TEMPLATES = Path(__file__).parents[2] / "config" / "sample" / "templates"
PEOPLE = ("cdc-focal", "cdc-head", "van-phong-focal", "van-phong-head", "so-leader")
FIRST, DAYS = day("2024-03-04"), 40
SETTLES = 18  # days at the end on which all is up: no quiet is longer, and leaders hear twice
NOON = dt.time(12, 0)
attempt = table_of(Attempt)

some_days = st.integers(0, DAYS - 1).map(lambda n: FIRST + dt.timedelta(days=n))
lives = st.builds(
    Life, st.lists(steps(), min_size=1, max_size=4), some_days, st.none() | some_days, is_waived=st.booleans()
)
quiets = st.fixed_dictionaries(
    {"days": st.lists(st.sampled_from(["mon", "wed", "fri", "sat"]), unique=True, max_size=2)},
    optional={"hours": st.sampled_from([("17:30", "08:00"), ("11:00", "13:00"), ("07:00", "16:00")]),
              "leave": st.tuples(some_days, st.integers(0, 12))},
)  # fmt: skip


def as_said(drawn: dict[str, Any]) -> dict[str, Any]:
    """The drawn quiet as a directory says it."""
    said: dict[str, Any] = {"days": drawn["days"]}
    if "hours" in drawn:
        said["from"], said["to"] = drawn["hours"]
    if "leave" in drawn:
        first, length = drawn["leave"]
        said["dates"] = [{"from": first.isoformat(), "to": (first + dt.timedelta(days=length)).isoformat()}]
    return said


@dataclass(frozen=True)
class Deed:
    """What somebody does with an obligation on a day."""

    on: dt.date
    what: str
    whose: int
    days: int


deeds = st.builds(
    Deed,
    some_days,
    st.sampled_from(["acknowledge", "snooze", "extend", "return"]),
    st.integers(0, 2),
    st.integers(1, 5),
)
aways = st.tuples(some_days, st.integers(0, 12), st.none() | st.sampled_from(PEOPLE))


@dataclass
class Letterbox:
    """A channel that keeps what it is given."""

    name: str = "email"
    kept: list[Envelope] = field(default_factory=list)

    def send(self, envelope: Envelope) -> Answer:
        self.kept.append(envelope)
        return Answer(ok=True)

    def __enter__(self) -> "Letterbox":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def live(world: World, letters: Letterbox, on: dt.date, *, delivers: bool, back: dt.timedelta = dt.timedelta()) -> None:
    """A day of the schedule: the digest run, then sweeps, each followed by a delivery if that is not down."""
    for at, digest in ((dt.time(7, 30), True), (dt.time(7, 30), False), (NOON, False), (dt.time(16, 30), False)):
        now = instant(on, at) - back
        run_sweep(world.sessions, world.office, now=now, digest=digest)
        if delivers:
            deliver(world.sessions, world.office, [letters], clock=lambda now=now: now)  # type: ignore[misc]


def throw(world: World, on: dt.date) -> None:
    """Pause if sending is not paused, else resume."""
    who = by(on.isoformat(), "07:00")
    with world.sessions() as session:
        if paused(session, now=who.now):
            resume(session, who)
        else:
            pause(session, world.office, who, "thử")


def do(world: World, deed: Deed, lives: list[Life]) -> None:
    """What somebody does at eleven; what is refused changes nothing."""
    number = deed.whose % len(lives) + 1
    who = by(deed.on.isoformat(), "11:00")
    try:
        if deed.what == "acknowledge":
            world.do(acknowledge, world.office, number, who)
        elif deed.what == "snooze":
            world.do(snooze, world.office, number, min(deed.days, 3), who)
        elif deed.what == "extend":
            until = lives[number - 1].due_on + dt.timedelta(days=deed.days)
            world.do(extend, world.office, number, until, who, "thiếu số liệu")
        else:
            world.do(submit, world.office, number, Handed("1/BC", deed.on), who)
            world.do(send_back, world.office, number, who, "thiếu biểu")
    except DondocError:
        return


def open_world(
    world: World, lives: list[Life], quiet: dict[str, dict[str, Any]], away: dict[str, tuple[dt.date, int, str | None]]
) -> None:
    whole = described()
    whole["absences"] = [
        {"person": who, "from": first, "to": first + dt.timedelta(days=days), "stand_in": other}
        for who, (first, days, other) in away.items()
        if other != who
    ]
    for each in whole["people"]:
        if each["code"] in quiet:
            each["quiet"] = as_said(quiet[each["code"]])
    world.load(**whole)
    templates = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.j2")}
    world.office = office({f"thang-{n}": life.ladder for n, life in enumerate(lives)}).model_copy(
        update={"templates": templates}
    )
    duties = (deadline(life.due_on.isoformat(), f"viec-{n}", title=title(n), lead=["cdc"], ladder=f"thang-{n}")
              for n, life in enumerate(lives))  # fmt: skip
    world.import_(register(*duties))


def title(number: int) -> str:
    return f"Việc số {number}!"


def rungs(world: World, number: int, until: dt.datetime) -> list[tuple[int, str | None, dt.datetime | None]]:
    """Each rung of an obligation that came by then: its height, the state of its notice and when that was written."""
    table = world.rows(sa.text(f"SELECT agenda_id FROM obligation WHERE id = {number}"))
    told = sa.and_(notice.c.step_id == step.c.id, notice.c.obligation_id == number)
    statement = sa.select(step.c.position, notice.c.state, notice.c.created_at).select_from(
        step.outerjoin(notice, told)
    )
    return world.rows(statement.where(step.c.agenda_id == table[0][0], step.c.at <= until))


@settings(max_examples=10)
@given(
    lives=st.lists(lives, min_size=1, max_size=3),
    quiet=st.dictionaries(st.sampled_from(PEOPLE), quiets, max_size=3),
    up=st.lists(some_days, unique=True, min_size=3, max_size=8),
    down=st.sets(some_days, max_size=20),
    thrown=st.lists(some_days, unique=True, max_size=4),
    away=st.dictionaries(st.sampled_from(PEOPLE), aways, max_size=3),
    done=st.lists(deeds, max_size=8),
    back=st.dictionaries(some_days, st.sampled_from([dt.timedelta(hours=1), dt.timedelta(days=1)]), max_size=4),
)
def test_every_rung_of_an_unfinished_obligation_is_told_once_or_passed_over(
    worlds: Worlds, lives: list[Life], quiet: dict[str, dict[str, Any]], up: list[dt.date], down: set[dt.date],
    thrown: list[dt.date], away: dict[str, tuple[dt.date, int, str | None]], done: list[Deed],
    back: dict[dt.date, dt.timedelta],
) -> None:  # fmt: skip
    letters, last = Letterbox(), FIRST + dt.timedelta(days=DAYS)
    with worlds() as world:
        open_world(world, lives, quiet, away)
        for n in range(DAYS):
            on = FIRST + dt.timedelta(days=n)
            for number, life in enumerate(lives):
                if life.finished_on == on:
                    finish(world, number + 1, life)
            for deed in done:
                if deed.on == on:
                    do(world, deed, lives)
            if on in thrown:
                throw(world, on)
            if on in up:
                live(world, letters, on, delivers=on not in down)
            if on in back:
                live(world, letters, on, delivers=True, back=back[on])
        if len(thrown) % 2:
            throw(world, last)
        for _ in range(SETTLES):
            live(world, letters, last, delivers=True)
            last += dt.timedelta(days=1)
        check_all_told(world, lives, instant(last - dt.timedelta(days=1), dt.time(7, 30)))
        check_letters(world, letters, lives, quiet)


def check_all_told(world: World, lives: list[Life], until: dt.datetime) -> None:
    for number, life in enumerate(lives):
        found = rungs(world, number + 1, until - dt.timedelta(days=SETTLES - 5))
        states = {state for _, state, _ in found}
        if life.finished_on is None:
            assert states <= {"sent", "superseded"}
            assert not found or "sent" in {state for _, state, _ in rungs(world, number + 1, until)}
        else:
            end = instant(life.finished_on, NOON)
            assert states <= {"sent", "superseded", "dropped", None}
            assert all(at is None or at <= end for _, _, at in found)


def check_letters(world: World, letters: Letterbox, lives: list[Life], quiet: dict[str, dict[str, Any]]) -> None:
    assert len({each.token for each in letters.kept}) == len(letters.kept)
    sent = sa.select(notice.c.id, sa.func.count()).select_from(
        notice.join(message, message.c.id == notice.c.message_id).join(attempt, attempt.c.message_id == message.c.id)
    )
    tries = world.rows(sent.where(notice.c.state == "sent").group_by(notice.c.id))
    assert {count for _, count in tries} <= {1}
    assert len(tries) == world.notices("sent")
    wishes = {f"{who}@so.example": Quiet.model_validate(as_said(drawn)) for who, drawn in quiet.items()}
    for each in letters.kept:
        here = local(each.at).time()
        assert each.address not in wishes or not wishes[each.address].holds(local_day(each.at), here)
        for number, life in enumerate(lives):
            if life.finished_on and each.at > instant(life.finished_on, NOON):
                assert title(number) not in each.text
