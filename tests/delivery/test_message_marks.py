"""What stands out in a message: a grave step, a copy for information, and who has not sent to a consolidation."""

import re

import pytest
import sqlalchemy as sa

from engine.escalation.compose import Composed, compose
from models.columns import table_of
from models.directory import Unit
from models.ladders import Party, Role, Severity
from models.messages import Message
from models.obligations import Obligation, Progress
from models.plans import Activity, AgendaStep
from tests.delivery.cast import Cast, day, moment, office

step = table_of(AgendaStep)
GRAVE = "Cần giải quyết ngay: "


def words(cast: Cast, message: int, at: str = "2024-01-08") -> Composed:
    with cast.sessions() as session:
        found = compose(session, office(), session.get_one(Message, message), now=moment(at))
    assert found is not None
    return found


def grave(cast: Cast, position: int = 0) -> None:
    with cast.sessions() as session:
        session.execute(sa.update(step).where(step.c.position == position).values(severity=Severity.HIGH))


@pytest.mark.parametrize("digest", [False, True])
def test_a_grave_step_is_said_in_the_subject_and_stands_out_in_red(cast: Cast, digest: bool) -> None:
    message = cast.message("lan", [cast.owe("2024-01-09")], digest=digest)
    plain = words(cast, message)
    grave(cast)
    marked = words(cast, message)
    assert not plain.subject.startswith(GRAVE)
    assert marked.subject == GRAVE + plain.subject
    assert "Cần giải quyết ngay: 1 việc" in marked.text
    assert re.search(r"<p style=\"[^\"]*color:#7a0f0f\"><b>Cần giải quyết ngay:</b> 1 việc", marked.html)
    assert "Cần giải quyết ngay" not in plain.text + plain.html


def test_only_what_has_reached_a_grave_step_is_marked(cast: Cast) -> None:
    usual, urgent = cast.owe("2024-01-09", "Việc thường"), cast.owe("2024-01-05", "Việc nặng")
    message = cast.message("lan", [usual])
    cast.notice(message, urgent, 1)
    grave(cast, 1)
    text = words(cast, message).text
    assert "Cần giải quyết ngay: 1 việc" in text
    assert text.index("Việc nặng") < text.index("Mức độ: cao") < text.index("Việc thường")


def copied(cast: Cast, owed: int) -> int:
    """A message to the focal person of a unit that cooperates."""
    agenda = cast.rows(sa.select(table_of(Obligation).c.agenda_id).where(table_of(Obligation).c.id == owed))[0][0]
    cast.add(AgendaStep(agenda_id=agenda, position=9, step=5, round=0, at=moment("2024-01-08"), party=Party.COOPERATE,
                        role=Role.FOCAL))  # fmt: skip
    return cast.message("mai", [owed], position=9, unit="tl")


def test_who_cooperates_is_told_for_information_and_who_leads(cast: Cast) -> None:
    found = words(cast, copied(cast, cast.owe("2024-01-09")))
    assert found.subject.startswith("Để biết và phối hợp: Hạn 09/01/2024")
    assert "Gửi để biết và phối hợp; đơn vị chủ trì là Trung tâm Y tế Bình Minh" in found.text
    assert "Cần nộp" not in found.text
    assert "- đầu mối của Trung tâm Y tế Tân Lập (đơn vị phối hợp)" in found.text
    assert "Gửi để biết và phối hợp" in found.html


def test_who_leads_is_not_told_for_information(cast: Cast) -> None:
    found = words(cast, cast.message("lan", [cast.owe("2024-01-09")]))
    assert "phối hợp" not in found.subject + found.text


def consolidation(cast: Cast, *states: Progress) -> int:
    """An obligation of the office that waits for a part of one new unit for each state."""
    with cast.sessions() as session:
        units = [Unit(code=f"xa-{n}", name=f"Trạm Y tế xã {n:02}") for n in range(1, len(states) + 1)]
        session.add_all(units)
        session.flush()
        cast.units |= {unit.code: int(unit.id or 0) for unit in units}
    first = cast.numbers + 1
    for n, state in enumerate(states, 1):
        part = cast.owe("2024-01-05", "Gửi số liệu", unit=f"xa-{n}", progress=state)
        if state is Progress.SUBMITTED:
            cast.change(Obligation, part, submitted_on=day("2024-01-04"))
    whole = cast.owe("2024-01-09", "Báo cáo tổng hợp", unit="vp")
    cast.change(Activity, cast.numbers, inputs=[f"viec-{n}" for n in range(first, cast.numbers)])
    return whole


def test_the_consolidator_reads_who_has_sent_and_who_has_not(cast: Cast) -> None:
    states = (Progress.SUBMITTED, Progress.OPEN, Progress.ACCEPTED, Progress.RETURNED, Progress.WAIVED)
    message = cast.message("son", [consolidation(cast, *states)], unit="vp", role=Role.HEAD)
    found = words(cast, message)
    assert "    Chưa gửi (2): Trạm Y tế xã 02, Trạm Y tế xã 04\n" in found.text
    assert "    Đã gửi (2): Trạm Y tế xã 01, Trạm Y tế xã 03\n" in found.text
    assert "Chưa gửi (2):</b> Trạm Y tế xã 02, Trạm Y tế xã 04" in found.html


@pytest.mark.parametrize(
    ("units", "said"), [(20, "xã 20\n"), (21, "xã 20 và 1 đơn vị khác\n"), (23, "xã 20 và 3 đơn vị khác\n")]
)
def test_twenty_units_are_named_and_the_others_counted(cast: Cast, units: int, said: str) -> None:
    whole = consolidation(cast, *[Progress.OPEN] * units)
    text = words(cast, cast.message("son", [whole], unit="vp", role=Role.HEAD)).text
    assert f"Chưa gửi ({units}): " in text
    assert said in text


def test_a_digest_says_how_many_have_sent(cast: Cast) -> None:
    whole = consolidation(cast, Progress.ACCEPTED, Progress.OPEN, Progress.OPEN)
    message = cast.message("son", [whole], unit="vp", role=Role.HEAD, digest=True)
    assert "1/3 đơn vị đã gửi" in words(cast, message).text


def test_other_work_speaks_of_no_parts(cast: Cast) -> None:
    assert "ã gửi (" not in words(cast, cast.message("lan", [cast.owe("2024-01-09")])).text
