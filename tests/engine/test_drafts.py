"""A document on its way to a plan: what is read, what people settle, what becomes of it when the document changes."""

from typing import Any

import pytest
from sqlmodel import col, select

from engine.drafts.correcting import (
    StaleError,
    accept_duty,
    add_duty,
    correct_duty,
    name_unit,
    remove_duty,
    restore_duty,
)
from engine.drafts.flags import Doubt, awaits, flags_of
from engine.drafts.registering import checked_register, due_days
from engine.drafts.viewing import pieces
from models.directory import UnitAlias
from models.drafts import DraftState, PlanDraft
from models.errors import RefusedRegisterError
from models.ledger import LedgerEntry
from models.proposals import ProposedDuty, Standing, Who
from models.timings import Deadline, Undated
from tests.engine.cast import day
from tests.engine.draft_bench import DOCUMENT, Bench, fields, settled


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
    bench.world.load(units=bench.described)
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


def test_where_the_reading_had_to_ask_the_days_that_may_be_meant_are_offered(bench: Bench):
    stated = "xây dựng tài liệu hướng dẫn tra cứu, riêng đối với các xã hoàn thành trước ngày 15/7/2024."
    proposal = bench.proposal(bench.read(DOCUMENT.replace("xây dựng tài liệu hướng dẫn tra cứu.", stated)))
    [flag] = flags_of(proposal.duties[3], proposal.head, bench.world.office)
    assert (flag.doubt, flag.suggestion) == (Doubt.NO_DATE, "có thể là 14/07/2024")
    assert "phải hỏi" in flag.reason
