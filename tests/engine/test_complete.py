"""What people do with an obligation: each verb, each refusal, targets, and what the ledger says of it."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from engine.fulfilment.complete import Handed, accept, submit, waive
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from models.obligations import Evidence, Submission
from tests.engine.acts import DUE, REPORT, give_back, hand_in, prolong, stands, written
from tests.engine.cast import World, by, day, deadline, monthly, occurrence, register, timed

ledger, submission, evidence = table_of(LedgerEntry), table_of(Submission), table_of(Evidence)
FEATURES = register(
    timed("milestone", "phong-su", {"target": {"value": 2, "unit": "phóng sự"}, "by": "2024-06-28"}, lead=["cdc"])
)


SHARE = register(timed("milestone", "ty-le", {"target": {"value": 40, "unit": "%"}, "by": "2024-06-28"}, lead=["cdc"]))


def test_a_document_that_is_handed_in_is_kept_with_its_files(either_world: World) -> None:
    either_world.import_(REPORT)
    files = (("bao-cao.docx", "ab" * 32, 1200), ("bieu.xlsx", "cd" * 32, 900))
    assert hand_in(either_world, note="kèm biểu số liệu", files=files) == "submitted"
    columns = (submission.c.document, submission.c.submitted_on, submission.c.recorded_by, submission.c.note)
    assert either_world.rows(sa.select(*columns)) == [
        ("2024-03-12/BC", day("2024-03-12"), "người thử", "kèm biểu số liệu")
    ]
    assert either_world.rows(sa.select(evidence.c.name, evidence.c.size).order_by(evidence.c.id)) == [
        ("bao-cao.docx", 1200), ("bieu.xlsx", 900),
    ]  # fmt: skip
    assert (either_world.one("document"), either_world.one("submitted_on")) == ("2024-03-12/BC", day("2024-03-12"))


@pytest.mark.parametrize(
    ("on", "recorded", "timeliness"),
    [
        ("2024-03-14", "2024-03-14", "on_time"),
        ("2024-03-15", "2024-03-15", "on_time"),
        ("2024-03-16", "2024-03-16", "late"),
        ("2024-03-15", "2024-04-20", "on_time"),
        ("2024-03-16", "2024-04-20", "late"),
    ],
)
def test_lateness_is_judged_by_the_day_of_the_document(world: World, on: str, recorded: str, timeliness: str) -> None:
    world.import_(REPORT)
    hand_in(world, on, recorded=recorded)
    assert stands(world, "2024-05-01") == ("submitted", timeliness)
    world.do(accept, 1, by("2024-04-25"))
    assert stands(world, "2024-05-01") == ("accepted", timeliness)


@pytest.mark.parametrize(("on", "recorded"), [("2024-03-13", "2024-03-12"), ("2023-12-28", "2024-03-12")])
def test_a_document_of_a_day_that_cannot_be_is_refused(world: World, on: str, recorded: str) -> None:
    world.import_(REPORT)
    before = world.dump()
    with pytest.raises(BadInputError, match="ngày nộp"):
        hand_in(world, on, recorded=recorded)
    assert world.dump() == before


def test_a_document_of_the_day_of_issue_is_taken(world: World) -> None:
    world.import_(REPORT)
    assert hand_in(world, "2023-12-29", recorded="2024-01-02") == "submitted"


@pytest.mark.parametrize("document", ["", "  "])
def test_a_document_without_a_number_is_refused(world: World, document: str) -> None:
    world.import_(REPORT)
    with pytest.raises(BadInputError, match="số văn bản"):
        world.do(submit, world.office, 1, Handed(document, day("2024-03-12")), by("2024-03-12"))


def test_an_obligation_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="không có nghĩa vụ số 7"):
        world.do(waive, 7, by("2024-03-12"), "được miễn")


DOES = {
    "submit": lambda world: hand_in(world, "2024-03-13"),
    "accept": lambda world: world.do(accept, 1, by("2024-03-13")),
    "return": lambda world: give_back(world, "2024-03-13"),
    "waive": lambda world: world.do(waive, 1, by("2024-03-13"), "được miễn"),
    "extend": lambda world: prolong(world, "2024-05-31", on="2024-03-13"),
}


LIVES = {
    "open": [],
    "submitted": ["submit"],
    "returned": ["submit", "return"],
    "accepted": ["submit", "accept"],
    "waived": ["waive"],
}


ALLOWED = {
    "open": {"submit", "waive", "extend"},
    "submitted": {"accept", "return", "waive"},
    "returned": {"submit", "waive", "extend"},
    "accepted": set(),
    "waived": set(),
    "cancelled": set(),
}


def brought_to(world: World, progress: str) -> None:
    """The obligation in that state of its life."""
    world.import_(REPORT)
    if progress == "cancelled":
        world.import_(register(deadline("2024-12-20", "khac")), on="2024-03-12")
    for verb in LIVES.get(progress, []):
        DOES[verb](world)
    assert world.one("progress") == progress


@pytest.mark.parametrize("progress", ALLOWED)
@pytest.mark.parametrize("verb", DOES)
def test_each_verb_is_done_where_the_life_of_an_obligation_has_it_and_refused_elsewhere(
    world: World, progress: str, verb: str
) -> None:
    brought_to(world, progress)
    before, rows = world.dump(), len(written(world))
    if verb in ALLOWED[progress]:
        DOES[verb](world)
        assert len(written(world)) == rows + 1, "one change, one row in the ledger"
    else:
        with pytest.raises(NotAllowedError):
            DOES[verb](world)
        assert world.dump() == before


def test_the_ledger_says_who_did_what_and_what_it_was_before(either_world: World) -> None:
    either_world.import_(REPORT)
    hand_in(either_world)
    either_world.do(accept, 1, by("2024-03-13", actor="chị Tám"), "đủ")
    assert written(either_world) == [
        ("người thử", "submit", 1, "", {"progress": "open", "due_on": DUE},
         {"progress": "submitted", "due_on": DUE, "submitted_on": "2024-03-12", "document": "2024-03-12/BC"}),
        ("chị Tám", "accept", 1, "đủ",
         {"progress": "submitted", "due_on": DUE, "submitted_on": "2024-03-12", "document": "2024-03-12/BC"},
         {"progress": "accepted", "due_on": DUE, "submitted_on": "2024-03-12", "document": "2024-03-12/BC"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change", [sa.update(ledger).values(actor="kẻ gian"), sa.delete(ledger)], ids=["update", "delete"]
)
def test_the_database_itself_refuses_to_change_the_ledger(either_world: World, change: Any) -> None:
    either_world.import_(REPORT)
    before = either_world.dump()
    with pytest.raises(DBAPIError, match="append-only"), either_world.sessions() as session:
        session.execute(change)
    assert either_world.dump() == before


GIVES_A_REASON = {
    "return": lambda world, reason: give_back(world, "2024-03-13", reason),
    "waive": lambda world, reason: world.do(waive, 1, by("2024-03-13"), reason),
    "extend": lambda world, reason: prolong(world, "2024-05-31", reason=reason),
}


@pytest.mark.parametrize("verb", GIVES_A_REASON)
@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_returned_waived_or_prolonged(world: World, verb: str, reason: str) -> None:
    brought_to(world, "submitted" if verb == "return" else "open")
    before = world.dump()
    with pytest.raises(BadInputError, match="cần nêu lý do"):
        GIVES_A_REASON[verb](world, reason)
    assert world.dump() == before


def test_a_counted_target_is_handed_in_when_the_sum_reaches_it(either_world: World) -> None:
    either_world.import_(FEATURES)
    assert hand_in(either_world, "2024-03-12", quantity=1) == "open"
    assert (either_world.one("quantity"), either_world.one("submitted_on")) == (1, None)
    assert hand_in(either_world, "2024-06-03", quantity=1) == "submitted"
    assert (either_world.one("quantity"), either_world.one("submitted_on")) == (2, day("2024-06-03"))
    assert either_world.rows(sa.select(sa.func.count()).select_from(submission)) == [(2,)]
    assert [row[1] for row in written(either_world)] == ["submit", "submit"]


def test_while_a_counted_target_is_not_reached_its_unit_is_still_reminded(world: World) -> None:
    world.import_(FEATURES)
    hand_in(world, "2024-03-12", quantity=1)
    assert world.sweep("2024-06-21")["told"] == 1


def test_a_counted_target_without_a_quantity_is_not_reached(world: World) -> None:
    world.import_(FEATURES)
    assert hand_in(world) == "open"


def test_what_was_returned_does_not_count_towards_a_target(world: World) -> None:
    world.import_(FEATURES)
    hand_in(world, "2024-03-12", quantity=1)
    hand_in(world, "2024-03-13", quantity=1)
    give_back(world, "2024-03-14")
    assert world.one("quantity") == 1
    assert hand_in(world, "2024-03-15", quantity=0) == "returned"
    assert hand_in(world, "2024-03-18", quantity=1) == "submitted"


def test_a_share_is_measured_anew_each_time_and_taken_as_it_is(world: World) -> None:
    world.import_(SHARE)
    assert hand_in(world, "2024-03-12", quantity=25) == "submitted"
    give_back(world, "2024-03-13")
    assert world.one("quantity") == 25
    assert hand_in(world, "2024-03-14", quantity=38) == "submitted"
    assert world.one("quantity") == 38


def test_completing_the_merged_report_completes_all_it_stands_for(world: World) -> None:
    series = {"every": ["M", "Q"], "due": "period_end"}
    world.import_(register(timed("recurring", "so-lieu", series, lead=["cdc"])))
    assert len(world.owed()) == 12
    number = world.number_of("cdc", "2024-Q1")
    hand_in(world, "2024-03-29", number=number)
    assert world.rows(sa.select(occurrence.c.stands_for).where(occurrence.c.key == "2024-Q1")) == [(["2024-M03"],)]
    assert stands(world, "2024-04-01", number) == ("submitted", "on_time")


def test_monthly_work_is_handed_in_month_by_month(world: World) -> None:
    world.import_(register(monthly(lead=["cdc"])))
    hand_in(world, "2024-01-30", number=1)
    assert [world.one("progress", n) for n in (1, 2)] == ["submitted", "open"]
