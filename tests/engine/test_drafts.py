"""A document on its way to a plan: what is read, what people settle, what becomes of it when the document changes."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from engine.accounts import make_account
from engine.drafts.activating import activate, outlook
from engine.drafts.correcting import (
    DutyFields,
    StaleError,
    accept_duty,
    add_duty,
    correct_duty,
    correct_head,
    name_unit,
    remove_duty,
    restore_duty,
    shaping,
)
from engine.drafts.flags import Doubt, awaits, flags_of
from engine.drafts.keeping import discard, may_upload, open_drafts, proposal_in, seen_draft
from engine.drafts.registering import checked_register, due_days
from engine.drafts.uploading import READ, read_upload, upload
from engine.drafts.viewing import pieces
from engine.jobs import Desk, Worker
from engine.load import ids_by_code
from engine.rights import NotYoursError, Viewer
from models.directory import Unit, UnitAlias
from models.drafts import DraftState, PlanDraft
from models.errors import NotAllowedError, NotFoundError, RefusedRegisterError
from models.jobs import Job
from models.ledger import LedgerEntry
from models.proposals import Proposal, ProposedDuty, Standing, Who
from models.timings import Deadline, Undated
from tests.engine.cast import World, by, day, described, moment

NAMES = {"so": "Sở Thử tỉnh Mẫu", "van-phong": "Văn phòng Sở", "ke-hoach": "Phòng Kế hoạch", "cdc": "Phòng Đào tạo"}
DOCUMENT = """UBND TỈNH MẪU
SỞ THỬ

Số: 12/KH-ST

Mẫu, ngày 29 tháng 12 năm 2023

KẾ HOẠCH
Cải cách hành chính năm 2024

Sở Thử ban hành kế hoạch cải cách hành chính năm 2024 như sau:

I. NHIỆM VỤ
1. Phòng Kế hoạch chủ trì, phối hợp với Hội Luật gia rà soát thủ tục nội bộ, hoàn thành trước ngày 10/5/2024.
2. Phòng Kế hoạch xây dựng báo cáo thu chi hằng quý, gửi trước ngày 15 của tháng cuối quý.
3. Tổ Đổi mới tham mưu phương án sắp xếp kho lưu trữ, xong trong quý III/2024.
4. Phòng Đào tạo xây dựng tài liệu hướng dẫn tra cứu.

II. TỔ CHỨC THỰC HIỆN
1. Văn phòng Sở theo dõi, đôn đốc, tổng hợp kết quả báo cáo Giám đốc Sở trước ngày 20/12/2024.
"""
ON = "2024-01-08"


class Bench:
    """The cast's database with an uploaded document, and who works on it."""

    def __init__(self, world: World) -> None:
        self.world = world
        units = [unit | {"name": NAMES.get(unit["code"], unit["name"])} for unit in described()["units"]]
        world.load(units=units)
        with world.readings() as session:
            self.units = ids_by_code(session, Unit)
        self.monitor = self.viewer("thu.monitor", "van-phong")
        self.outsider = self.viewer("thu.outsider", "cdc")
        self.administrator = self.viewer("thu.admin", administers=True)

    def viewer(self, name: str, *acting: str, administers: bool = False) -> Viewer:
        with self.world.sessions() as session:
            made = make_account(session, name, person_id=None, is_administrator=administers, now=moment(ON), actor="x")
            units = frozenset(self.units[code] for code in acting)
            return Viewer(int(made.id or 0), name, None, administers, units=units, acting=units)

    def read(self, text: str = DOCUMENT, viewer: Viewer | None = None) -> int:
        with self.world.sessions() as session:
            job_id = upload(session, viewer or self.monitor, "ke-hoach.txt", text.encode(), now=moment(ON))
        desk = Desk(self.world.sessions, self.world.readings, self.world.office, lambda: moment(ON))
        Worker(desk, {READ: read_upload}).work_off()
        with self.world.readings() as session:
            return int(session.get_one(Job, job_id).arguments["draft"])

    def do(self, verb: Any, draft_id: int, *args: Any, as_: Viewer | None = None, **more: Any) -> Any:
        """One of the verbs on a draft, in the hands of the monitor or of somebody else."""
        with self.world.sessions() as session:
            return verb(shaping(session, as_ or self.monitor, draft_id, by(ON)), *args, **more)

    def proposal(self, draft_id: int) -> Proposal:
        with self.world.readings() as session:
            return proposal_in(session.get_one(PlanDraft, draft_id))

    def duty(self, draft_id: int, number: int) -> ProposedDuty:
        return next(duty for duty in self.proposal(draft_id).duties if duty.number == number)

    def activate(self, draft_id: int, viewer: Viewer | None = None) -> Any:
        whose, revision = viewer or self.monitor, self.proposal(draft_id).revision
        return self.do(activate, draft_id, self.world.office, whose, revision=revision, as_=whose)

    def state_head(self, draft_id: int, viewer: Viewer, **facts: Any) -> None:
        head = self.proposal(draft_id).head
        said = head.model_copy(update=facts)
        self.do(correct_head, draft_id, self.world.office, said, version=head.version, viewer=viewer, as_=viewer)


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world)


@pytest.fixture
def either_bench(either_world: World) -> Bench:
    return Bench(either_world)


def fields(duty: ProposedDuty, **more: Any) -> DutyFields:
    kept = DutyFields(
        duty.title, duty.lead, duty.cooperate, duty.reports_to, duty.deliverable, duty.timing, duty.rules
    )  # fmt: skip
    return replace(kept, **more)


def settled(bench: Bench, draft_id: int) -> None:
    """Name the one body that the directory lacks."""
    bench.do(name_unit, draft_id, "Tổ Đổi mới", "ke-hoach", remember=False, viewer=bench.monitor)


# --- reading


def test_a_document_becomes_a_draft_with_every_duty_at_its_place(either_bench: Bench):
    draft_id = either_bench.read()
    proposal = either_bench.proposal(draft_id)
    assert [duty.key for duty in proposal.duties] == [
        "phong-ke-hoach-chu-tri-phoi",
        "phong-ke-hoach-xay-dung-bao-dinh-ky",
        "to-doi-moi-tham-muu-phuong",
        "phong-dao-tao-xay-dung-lieu",
        "van-phong-so-doi-don-doc",
    ]
    assert (proposal.head.issuer.code, proposal.head.monitor.code) == ("so", "van-phong")
    with either_bench.world.readings() as session:
        it = session.get_one(PlanDraft, draft_id)
        assert (it.state, it.content, it.text) == (DraftState.OPEN, None, DOCUMENT)
        for duty in proposal.duties:
            assert duty.span
            assert " ".join(it.text[slice(*duty.span)].split()).startswith(duty.source[:40])


def test_the_pieces_of_a_text_are_the_text_and_know_their_duties():
    duties = [
        ProposedDuty(number=n, key="x", source="", title="", timing=Undated(), span=span)
        for n, span in ((1, (2, 8)), (2, (4, 6)), (3, (8, 10)))
    ]
    found = list(pieces("0123456789", (0, 5), duties))
    assert "".join(piece.text for piece in found) == "0123456789"
    assert [(piece.text, piece.duties, piece.begins, piece.page) for piece in found] == [
        ("01", (), (), 1),
        ("23", (1,), (1,), None),
        ("4", (1, 2), (2,), None),
        ("5", (1, 2), (), 2),
        ("67", (1,), (), None),
        ("89", (3,), (3,), None),
    ]


def test_what_is_doubtful_waits_for_somebody(bench: Bench):
    proposal = bench.proposal(bench.read())
    doubts = {
        duty.number: [flag.doubt for flag in flags_of(duty, proposal.head, bench.world.office)]
        for duty in proposal.duties
    }
    assert doubts[1] == [Doubt.OUTSIDE]
    assert doubts[2] == []
    assert doubts[3] == [Doubt.UNKNOWN]
    assert doubts[4] == [Doubt.NO_DATE]


def test_accepting_settles_a_doubt_but_not_what_blocks(bench: Bench):
    draft_id = bench.read()
    for number in (3, 4):
        bench.do(accept_duty, draft_id, number, version=1)
    proposal = bench.proposal(draft_id)
    waiting = [
        duty.number for duty in proposal.duties if awaits(duty, flags_of(duty, proposal.head, bench.world.office))
    ]
    assert waiting == [1, 3]


def test_a_helper_outside_the_directory_is_kept_in_the_note(bench: Bench):
    draft_id = bench.read()
    settled(bench, draft_id)
    with bench.world.readings() as session:
        entry = checked_register(session, bench.proposal(draft_id), bench.world.office).activities[0]
    assert (entry.cooperate, entry.note) == ([], "Phối hợp, ngoài danh bạ: Hội Luật gia")


# --- correcting


def test_a_correction_is_kept_with_who_made_it(either_bench: Bench):
    draft_id = either_bench.read()
    duty = either_bench.duty(draft_id, 4)
    timing = Deadline(on=day("2024-06-30"))
    changed = fields(duty, title="Soạn tài liệu tra cứu", timing=timing)
    either_bench.do(correct_duty, draft_id, 4, changed, version=1)
    after = either_bench.duty(draft_id, 4)
    assert (after.title, after.timing, after.standing, after.version) == (
        "Soạn tài liệu tra cứu", timing, Standing.CORRECTED, 2,
    )  # fmt: skip
    assert after.key == duty.key
    with either_bench.world.readings() as session:
        said = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.id).desc())).first()
    assert said
    assert (said.action, said.subject, said.subject_id) == ("correct duty", "plan draft", draft_id)
    assert said.after == {"duty": 4, "title": "Soạn tài liệu tra cứu", "timing": "chậm nhất ngày 30/06/2024"}


@pytest.mark.parametrize("verb", [accept_duty, restore_duty])
def test_who_saw_an_older_version_changes_nothing(bench: Bench, verb: Any):
    draft_id = bench.read()
    bench.do(accept_duty, draft_id, 1, version=1)
    with pytest.raises(StaleError):
        bench.do(verb, draft_id, 1, version=1)
    assert bench.duty(draft_id, 1).version == 2


def test_two_people_at_two_duties_do_not_meet(bench: Bench):
    draft_id = bench.read()
    bench.do(accept_duty, draft_id, 1, version=1)
    bench.do(accept_duty, draft_id, 2, version=1, as_=bench.administrator)
    assert bench.proposal(draft_id).revision == 3


def test_a_duty_left_out_is_in_no_register_and_can_come_back(bench: Bench):
    draft_id = bench.read()
    settled(bench, draft_id)
    bench.do(remove_duty, draft_id, 2, "đã có ở kế hoạch khác", version=1)
    assert [duty.number for duty in bench.proposal(draft_id).kept] == [1, 3, 4, 5]
    bench.do(restore_duty, draft_id, 2, version=2)
    assert bench.duty(draft_id, 2).standing is Standing.READ
    assert len(bench.proposal(draft_id).kept) == 5


def test_an_added_duty_stands_where_its_words_do_and_has_a_key_of_its_own(bench: Bench):
    draft_id = bench.read()
    model = bench.duty(draft_id, 4)
    same = fields(model, lead=(Who(code="cdc"),))
    words = "xây dựng tài liệu\nhướng dẫn tra cứu"
    made = bench.do(add_duty, draft_id, words, same)
    assert (made.number, made.key, made.standing) == (6, f"{model.key}-2", Standing.ADDED)
    assert DOCUMENT[slice(*made.span)] == "xây dựng tài liệu hướng dẫn tra cứu"


def test_a_name_is_said_once_for_all_its_places(bench: Bench):
    text = DOCUMENT.replace("4. Phòng Đào tạo xây dựng", "4. Tổ Đổi Mới xây dựng")
    draft_id = bench.read(text)
    assert bench.do(name_unit, draft_id, "Tổ Đổi mới", "cdc", remember=True, viewer=bench.monitor) == 2
    assert {bench.duty(draft_id, number).lead[0].code for number in (3, 4)} == {"cdc"}


def test_only_an_administrator_makes_the_directory_remember(bench: Bench):
    def remembered() -> list[str]:
        with bench.world.readings() as session:
            return [each.name for each in session.exec(select(UnitAlias)).all()]

    draft_id = bench.read()
    bench.do(name_unit, draft_id, "Hội Luật gia", "cdc", remember=True, viewer=bench.monitor)
    assert remembered() == []
    boss = bench.administrator
    bench.do(name_unit, draft_id, "Tổ Đổi mới", "cdc", remember=True, viewer=boss, as_=boss)
    assert remembered() == ["Tổ Đổi mới"]
    assert bench.duty(bench.read(), 3).lead[0].code == "cdc"


def test_other_days_of_the_plan_give_untouched_duties_other_days(bench: Bench):
    draft_id = bench.read()
    bench.do(accept_duty, draft_id, 1, version=1)
    bench.state_head(draft_id, bench.monitor, end=day("2024-06-30"))
    proposal = bench.proposal(draft_id)
    assert due_days(proposal.duties[1], proposal.head, bench.world.office) == (day("2024-03-14"), day("2024-06-14"))


def test_nobody_states_a_head_that_gives_the_draft_away(bench: Bench):
    draft_id = bench.read()
    there = Who(code="bv-mot")
    with pytest.raises(RefusedRegisterError, match="không giữ vị trí"):
        bench.state_head(draft_id, bench.monitor, issuer=there, monitor=there)
    assert bench.proposal(draft_id).head.issuer.code == "so"


# --- from draft to plan


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


# --- who may


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
