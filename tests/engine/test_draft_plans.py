"""From a draft to a plan in force, what the next version of its document keeps, and who may do all that."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlmodel import col, select

from engine.access.rights import NotYoursError
from engine.drafts.activating import activate, outlook
from engine.drafts.correcting import (
    accept_duty,
    add_duty,
    correct_duty,
    name_unit,
    remove_duty,
)
from engine.drafts.keeping import discard, may_upload, open_drafts, seen_draft
from engine.drafts.uploading import upload
from models.drafts import DraftState, PlanDraft
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.obligations import Obligation
from models.proposals import Who
from models.timings import Deadline
from tests.engine.cast import by, day, moment
from tests.engine.draft_bench import DOCUMENT, ON, Bench, fields, settled


def test_every_fault_is_told_at_its_duty_by_the_number_on_the_page(bench: Bench):
    draft_id = bench.read()
    bench.do(remove_duty, draft_id, 1, "thử", version=1)
    too_early = fields(bench.duty(draft_id, 5), timing=Deadline(on=day("2023-02-01")))
    bench.do(correct_duty, draft_id, 5, too_early, version=1)
    with bench.world.readings() as session:
        faults = outlook(session, session.get_one(PlanDraft, draft_id), bench.world.office, today=day(ON)).faults
        assert [fault.at for fault in faults] == [("duties", 3, "lead")]
    settled(bench, draft_id)
    with bench.world.readings() as session:
        faults = outlook(session, session.get_one(PlanDraft, draft_id), bench.world.office, today=day(ON)).faults
        assert [fault.at[:3] for fault in faults] == [("duties", 5, "timing")]


def test_activating_makes_obligations_and_ends_the_draft(either_bench: Bench):
    draft_id = either_bench.read()
    settled(either_bench, draft_id)
    either_bench.activate(draft_id)
    assert {unit for _, _, unit, _ in either_bench.world.owed()} == {"ke-hoach", "cdc", "van-phong"}
    with either_bench.world.readings() as session:
        it = session.get_one(PlanDraft, draft_id)
        assert (it.state, it.ended_by, it.plan_id) == (DraftState.ACTIVATED, by(ON).actor, 1)
    with pytest.raises(NotAllowedError):
        either_bench.do(accept_duty, draft_id, 1, version=1)


def test_the_next_version_of_a_document_keeps_what_was_settled(bench: Bench):
    first = bench.read()
    settled(bench, first)
    bench.do(correct_duty, first, 4, fields(bench.duty(first, 4), timing=Deadline(on=day("2024-06-30"))), version=1)
    bench.do(remove_duty, first, 2, "đã có ở kế hoạch khác", version=1)
    extra = fields(bench.duty(first, 4), title="Mở lớp hướng dẫn", timing=Deadline(on=day("2024-09-30")))
    bench.do(add_duty, first, "hướng dẫn tra cứu", extra)
    bench.activate(first)
    later = DOCUMENT.replace("trước ngày 20/12/2024", "trước ngày 25/12/2024")
    second = bench.read(later, viewer=bench.administrator)
    with bench.world.readings() as session:
        found = outlook(session, session.get_one(PlanDraft, second), bench.world.office, today=day(ON))
    assert found.diff
    assert (found.diff.new, found.diff.withdrawn, found.diff.head) == ([], [], [])
    assert found.diff.changed == ["van-phong-so-doi-don-doc"]
    assert [(moved.before, moved.after) for moved in found.diff.moved] == [
        (dt.date(2024, 12, 19), dt.date(2024, 12, 24))
    ]


def test_the_next_version_of_a_document_asks_for_no_name_again(bench: Bench):
    text = DOCUMENT.replace("SỞ THỬ", "SỞ XA LẠ").replace("Sở Thử", "Sở Xa lạ")
    first = bench.read(text)
    bench.state_head(first, bench.monitor, issuer=Who(code="so"), monitor=Who(code="van-phong"))
    settled(bench, first)
    bench.activate(first)
    second = bench.read(text.replace("trong quý III/2024", "trong quý II/2024"), viewer=bench.administrator)
    assert bench.proposal(second).head.issuer.code == "so"
    assert [who.code for who in bench.duty(second, 3).lead] == ["ke-hoach"]
    with bench.world.readings() as session:
        found = outlook(session, session.get_one(PlanDraft, second), bench.world.office, today=day(ON))
    assert found.faults == []
    assert found.diff
    assert len(found.diff.changed) == 1


@pytest.mark.parametrize("by_name", [True, False])
def test_names_are_understood_once_the_issuer_is_named(bench: Bench, by_name: bool):
    draft_id = bench.read(DOCUMENT.replace("SỞ THỬ", "SỞ XA LẠ").replace("Sở Thử", "Sở Xa lạ"))
    assert [who.code for who in bench.duty(draft_id, 2).lead] == [None]
    if by_name:
        issuer = bench.proposal(draft_id).head.issuer.name
        bench.do(name_unit, draft_id, issuer, "so", remember=False, viewer=bench.monitor)
    else:
        bench.state_head(draft_id, bench.monitor, issuer=Who(code="so"), monitor=Who(code="van-phong"))
    assert [who.code for who in bench.duty(draft_id, 2).lead] == ["ke-hoach"]
    assert [who.code for who in bench.duty(draft_id, 3).lead] == [None]


def test_who_neither_issues_nor_monitors_may_not_shape_what_is_read(bench: Bench):
    draft_id = bench.read(viewer=bench.outsider)
    with pytest.raises(NotYoursError):
        bench.do(accept_duty, draft_id, 1, version=1, as_=bench.outsider)
    with bench.world.readings() as session:
        assert seen_draft(session, bench.outsider, draft_id).id == draft_id
        with pytest.raises(NotFoundError):
            seen_draft(session, bench.viewer("thu.khac", "bv-hai"), draft_id)


def test_who_brought_a_document_of_nobody_known_says_whose_it_is(bench: Bench):
    text = DOCUMENT.replace("SỞ THỬ", "SỞ XA LẠ").replace("Sở Thử", "Sở Xa lạ")
    own = bench.viewer("thu.own", "ke-hoach")
    draft_id = bench.read(text, viewer=own)
    bench.state_head(draft_id, own, issuer=Who(code="so"), monitor=Who(code="ke-hoach"))
    assert bench.proposal(draft_id).head.monitor.code == "ke-hoach"


def test_nobody_names_a_draft_out_of_the_own_hands(bench: Bench):
    text = DOCUMENT.replace("SỞ THỬ", "SỞ XA LẠ").replace("Sở Thử", "Sở Xa lạ")
    own = bench.viewer("thu.own", "ke-hoach")
    draft_id = bench.read(text, viewer=own)
    before = bench.proposal(draft_id)
    with pytest.raises(BadInputError, match="không giữ vị trí làm việc"):
        bench.do(name_unit, draft_id, before.head.issuer.name, "so", remember=False, viewer=own, as_=own)
    assert bench.proposal(draft_id) == before


def test_nobody_takes_over_a_plan_in_force_by_naming_themselves_its_monitor(bench: Bench):
    first = bench.read()
    settled(bench, first)
    bench.activate(first)
    text = DOCUMENT.replace("SỞ THỬ", "SỞ XA LẠ").replace("Sở Thử", "Sở Xa lạ")
    draft_id, taker = bench.read(text, viewer=bench.outsider), bench.outsider
    plan_id = bench.proposal(first).head.id
    bench.state_head(draft_id, taker, id=plan_id, issuer=Who(code="so"), monitor=Who(code="cdc"))
    for name in ("Tổ Đổi mới", "Phòng Kế hoạch", "Phòng Đào tạo", "Văn phòng Sở"):
        bench.do(name_unit, draft_id, name, "ke-hoach", remember=False, viewer=taker, as_=taker)
    with pytest.raises(NotYoursError):
        bench.activate(draft_id, taker)


def test_a_draft_given_up_is_in_no_list_and_its_file_is_gone(bench: Bench):
    draft_id = bench.read()
    with bench.world.sessions() as session:
        assert [row.id for row in open_drafts(session, bench.monitor)] == [draft_id]
        discard(session, bench.monitor, draft_id, "trùng", now=moment(ON))
    with bench.world.readings() as session:
        assert open_drafts(session, bench.monitor) == []
        assert session.get_one(PlanDraft, draft_id).state is DraftState.DISCARDED


def test_only_a_working_post_lets_one_bring_a_document(bench: Bench):
    nobody = replace(bench.outsider, acting=frozenset())
    assert [may_upload(each) for each in (nobody, bench.outsider, bench.administrator)] == [False, True, True]
    with bench.world.sessions() as session, pytest.raises(NotYoursError):
        upload(session, nobody, "a.txt", b"x", now=moment(ON))


@pytest.mark.parametrize(("tell_from", "silent"), [(None, 0), (day("2024-07-01"), 3)])
def test_a_plan_activated_late_may_begin_its_reminders_with_a_day(bench: Bench, tell_from: dt.date | None, silent: int):
    draft_id = bench.read()
    settled(bench, draft_id)
    late = day("2024-07-08")
    with bench.world.readings() as session:
        found = outlook(session, session.get_one(PlanDraft, draft_id), bench.world.office, today=late)
    revision = bench.proposal(draft_id).revision
    bench.do(activate, draft_id, bench.world.office, bench.monitor, revision=revision, tell_from=tell_from)
    with bench.world.readings() as session:
        waiting = session.exec(select(Obligation).where(col(Obligation.due_on) < late)).all()
    assert found.overdue == len(waiting)
    assert sum(each.next_at is None for each in waiting) == silent
