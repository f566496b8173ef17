"""The law of the sweep: whatever the ladder, the days and the downtimes, each rung is told once or recorded as passed over."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.complete import Handed, accept, submit, waive
from engine.sweep import sweep
from models.ladders import Anchor, Ladder, moments
from models.moments import instant
from tests.engine.cast import CALENDAR, PERSON, World, by, day, deadline, notice, office, register, step, unit
from tests.engine.conftest import Worlds

SPOKEN_TO = {"lead": "cdc", "monitor": "van-phong", "issuer": "so"}
AUDIENCES = ("lead.focal", "lead.head", "monitor.focal", "monitor.head", "issuer.leader")
Rung = tuple[dt.datetime, str, str]

offsets = st.builds("{:+d} {}".format, st.integers(-12, 12), st.sampled_from(["days", "working days", "hours"]))
audiences = st.lists(st.sampled_from(AUDIENCES), min_size=1, max_size=3, unique=True)
days_of_2024 = st.dates(day("2024-01-22"), day("2024-12-16"))


@st.composite
def steps(draw: Any) -> dict[str, Any]:
    """A rung; one that is counted in days after the due day may be repeated."""
    said: dict[str, Any] = {"at": draw(offsets), "to": draw(audiences)}
    if said["at"].startswith("+") and "hours" not in said["at"] and draw(st.booleans()):
        said |= {"repeat": f"every {draw(st.integers(1, 6))} working days", "at most": draw(st.integers(2, 4))}
    if draw(st.booleans()):
        said["digest"] = "by unit"
    return said


@dataclass(frozen=True)
class Life:
    """One obligation: its ladder, its day, and when and how it is finished, if it is."""

    ladder: list[dict[str, Any]]
    due_on: dt.date
    finished_on: dt.date | None
    is_waived: bool


lives = st.builds(
    Life, st.lists(steps(), min_size=1, max_size=5), days_of_2024, st.none() | days_of_2024, is_waived=st.booleans()
)
sweeps = st.lists(st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2025, 2, 28)), min_size=1, max_size=12)  # noqa: DTZ001


def rungs_of(life: Life) -> dict[Rung, None]:
    """Every rung of a life at its instant, nobody twice at one instant."""
    found = moments(Ladder.model_validate(life.ladder), Anchor(life.due_on), CALENDAR)
    told = [(m.at, audience.split(".")) for m in found for audience in m.told.to]
    return {(at, SPOKEN_TO[party], role): None for at, (party, role) in told}


def expected(life: Life, moments_swept: list[dt.datetime]) -> dict[Rung, str]:
    """The slow and plain account: at each sweep the highest rung that came since the last, the others passed over."""
    found, reached = {}, dt.datetime.min.replace(tzinfo=dt.UTC)
    finished = life.finished_on and instant(life.finished_on, dt.time(12, 0))
    for now in moments_swept:
        if finished and finished <= now:
            break
        come = [rung for rung in rungs_of(life) if reached < rung[0] <= now]
        for rung in come:
            found[rung] = "pending" if rung[0] == max(come)[0] else "superseded"
        reached = max([reached, *(at for at, _, _ in come)])
    return found


def stored(world: World, number: int) -> list[tuple[Rung, str]]:
    joined = notice.join(step, step.c.id == notice.c.step_id).join(unit, unit.c.id == notice.c.unit_id)
    columns = (step.c.at, unit.c.code, notice.c.role, notice.c.state)
    rows = world.rows(sa.select(*columns).select_from(joined).where(notice.c.obligation_id == number))
    return sorted(((at, code, str(role)), str(state)) for at, code, role, state in rows)


def finish(world: World, number: int, life: Life) -> None:
    assert life.finished_on
    if life.is_waived:
        world.do(waive, number, by(life.finished_on.isoformat(), "12:00"), "được miễn")
        return
    doer = by(life.finished_on.isoformat(), "12:00", PERSON)
    world.do(submit, world.office, number, Handed("1/BC", life.finished_on), doer)
    world.do(accept, number, doer)


@settings(max_examples=40)
@given(lives=st.lists(lives, min_size=1, max_size=4), swept=sweeps)
def test_every_rung_is_told_once_or_passed_over_and_none_after_the_end(
    worlds: Worlds, lives: list[Life], swept: list[dt.datetime]
) -> None:
    moments_swept = sorted(each.replace(tzinfo=dt.UTC) for each in swept)
    with worlds() as world:
        world.office = office({f"thang-{n}": life.ladder for n, life in enumerate(lives)})
        duties = (deadline(life.due_on.isoformat(), f"viec-{n}", lead=["cdc"], ladder=f"thang-{n}")
                  for n, life in enumerate(lives))  # fmt: skip
        world.import_(register(*duties))
        happenings: list[tuple[dt.datetime, int]] = [(now, -1) for now in moments_swept]
        happenings += [
            (instant(life.finished_on, dt.time(12, 0)), n) for n, life in enumerate(lives) if life.finished_on
        ]
        for now, n in sorted(happenings, key=lambda h: (h[0], -h[1])):
            if n < 0:
                sweep(world.sessions, world.office, now=now, batch=2)
            else:
                finish(world, n + 1, lives[n])
        for n, life in enumerate(lives):
            assert stored(world, n + 1) == sorted(expected(life, moments_swept).items())
