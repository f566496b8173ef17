"""What people do with an obligation: each verb, each refusal, and what it does to lateness, clocks and the ledger."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from engine.answers import urge
from engine.complete import (
    Handed,
    accept,
    extend,
    raise_event,
    send_back,
    set_due,
    submit,
    waive,
)
from engine.load import find_unit
from engine.queries import obligations
from engine.wishes import Wish
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from models.obligations import Evidence, Extension, Submission
from models.plans import AgendaStep
from tests.engine.cast import (
    World,
    agenda,
    by,
    day,
    deadline,
    event,
    monthly,
    obligation,
    occurrence,
    office,
    register,
    timed,
    undated,
)

ledger, submission, evidence = table_of(LedgerEntry), table_of(Submission), table_of(Evidence)
extension, step = table_of(Extension), table_of(AgendaStep)
DUE = "2024-03-15"
REPORT = register(deadline(DUE, lead=["cdc"]))
FEATURES = register(
    timed("milestone", "phong-su", {"target": {"value": 2, "unit": "phóng sự"}, "by": "2024-06-28"}, lead=["cdc"])
)
SHARE = register(timed("milestone", "ty-le", {"target": {"value": 40, "unit": "%"}, "by": "2024-06-28"}, lead=["cdc"]))


def hand_in(world: World, on: str = "2024-03-12", number: int = 1, **more: Any) -> Any:
    """Hand in on a day, recorded on that day."""
    recorded = more.pop("recorded", on)
    return world.do(submit, world.office, number, Handed(f"{on}/BC", day(on), **more), by(recorded))


def give_back(world: World, on: str, reason: str = "thiếu biểu") -> dt.date:
    again_by: dt.date = world.do(send_back, world.office, 1, by(on), reason)
    return again_by


def prolong(world: World, until: str, on: str = "2024-03-01", reason: str = "chờ số liệu") -> None:
    world.do(extend, world.office, 1, day(until), by(on), reason)


def stands(world: World, on: str, number: int = 1) -> tuple[str, str]:
    """Progress and timeliness of an obligation on a day."""
    with world.sessions() as session:
        (row,) = (row for row in obligations(session, Wish(), today=day(on)) if row.id == number)
    return row.progress, row.timeliness


def written(world: World) -> list[Any]:
    """What the ledger holds about obligations: who, what, why, before and after."""
    columns = (ledger.c.actor, ledger.c.action, ledger.c.subject_id, ledger.c.reason, ledger.c.before, ledger.c.after)
    return world.rows(sa.select(*columns).where(ledger.c.subject == "obligation").order_by(ledger.c.id))


def id_of(world: World, code: str) -> int:
    with world.sessions() as session:
        return find_unit(session, code).id or 0


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


def test_a_return_starts_a_new_clock(either_world: World) -> None:
    either_world.import_(REPORT)
    hand_in(either_world, "2024-03-14")
    assert give_back(either_world, "2024-03-18") == day("2024-03-25")
    assert either_world.one("due_on") == day("2024-03-25")
    assert either_world.one("submitted_on") is None
    assert stands(either_world, "2024-03-25") == ("returned", "due_soon")
    assert stands(either_world, "2024-03-26") == ("returned", "overdue")
    assert either_world.sweep("2024-03-18")["told"] == 2
    assert [either_world.sweep(on)["told"] for on in ("2024-03-22", "2024-03-26")] == [2, 2]


def test_a_return_long_before_the_day_leaves_the_day(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-02-01")
    assert give_back(world, "2024-02-02") == day(DUE)


def test_what_is_handed_in_again_within_the_new_clock_is_on_time(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-03-14")
    give_back(world, "2024-03-18")
    hand_in(world, "2024-03-25")
    assert stands(world, "2024-03-26") == ("submitted", "on_time")


def test_what_came_late_stays_late_however_soon_it_is_mended(either_world: World) -> None:
    either_world.import_(REPORT)
    hand_in(either_world, "2024-03-18")
    assert give_back(either_world, "2024-03-19") == day("2024-03-26")
    assert stands(either_world, "2024-03-20") == ("returned", "overdue")
    assert [either_world.sweep(on)["told"] for on in ("2024-03-19", "2024-03-25", "2024-03-27")] == [2, 2, 2]
    hand_in(either_world, "2024-03-20")
    assert stands(either_world, "2024-03-20") == ("submitted", "late")


def test_who_is_urged_to_mend_what_came_late_keeps_the_clock(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-03-18")
    give_back(world, "2024-03-19")
    world.do(urge, world.office, 1, by("2024-03-20"))
    assert world.rows(sa.select(agenda.c.due_on).order_by(agenda.c.id.desc()).limit(1)) == [(day("2024-03-26"),)]


def test_each_submission_starts_the_reviewers_clock(world: World) -> None:
    world.import_(REPORT)
    hand_in(world, "2024-03-12")
    assert [world.sweep(on)["told"] for on in ("2024-03-19", "2024-03-20")] == [0, 1]
    give_back(world, "2024-03-20")
    world.sweep("2024-03-20", "09:00")
    hand_in(world, "2024-03-21")
    assert [world.sweep(on)["told"] for on in ("2024-03-28", "2024-03-29")] == [0, 1]
    assert [told[2:4] for told in world.told()].count(("van-phong", "focal")) == 2


def test_an_extension_gives_a_new_day_and_keeps_the_original_one(either_world: World) -> None:
    either_world.import_(REPORT)
    prolong(either_world, "2024-04-26")
    assert either_world.one("due_on") == day("2024-04-26")
    assert either_world.rows(sa.select(occurrence.c.due_on)) == [(day(DUE),)]
    columns = (extension.c.due_before, extension.c.due_after, extension.c.reason, extension.c.granted_by)
    assert either_world.rows(sa.select(*columns)) == [(day(DUE), day("2024-04-26"), "chờ số liệu", "người thử")]
    hand_in(either_world, "2024-04-26")
    assert stands(either_world, "2024-04-27") == ("submitted", "on_time")


def test_an_extension_plans_the_rungs_anew_and_tells_at_once(world: World) -> None:
    world.import_(REPORT)
    world.sweep("2024-03-08")
    prolong(world, "2024-04-26", on="2024-03-11")
    days = ("2024-03-11", "2024-03-14", "2024-03-18", "2024-04-18", "2024-04-19", "2024-04-25", "2024-05-02")
    assert [world.sweep(on)["told"] for on in days] == [1, 0, 0, 0, 1, 2, 2]


def test_an_extension_of_one_unit_is_nobody_elses(world: World) -> None:
    world.import_(register(deadline(DUE)))
    prolong(world, "2024-04-26")
    assert [row[0] for row in world.rows(sa.select(obligation.c.due_on).order_by(obligation.c.id))] == [
        day("2024-04-26"), day(DUE), day(DUE), day(DUE),
    ]  # fmt: skip


def test_what_is_overdue_can_be_prolonged(world: World) -> None:
    world.import_(REPORT)
    prolong(world, "2024-04-26", on="2024-04-01")
    assert stands(world, "2024-04-01") == ("open", "not_due")


@pytest.mark.parametrize(
    ("until", "on", "why"),
    [
        ("2024-03-15", "2024-03-01", "không muộn hơn"),
        ("2024-03-14", "2024-03-01", "không muộn hơn"),
        ("2024-04-01", "2024-04-02", "là ngày đã qua"),
    ],
)
def test_an_extension_to_a_day_that_cannot_be_is_refused(world: World, until: str, on: str, why: str) -> None:
    world.import_(REPORT)
    before = world.dump()
    with pytest.raises(BadInputError, match=why):
        prolong(world, until, on)
    assert world.dump() == before


@pytest.mark.parametrize("change", ["extend", "return"])
def test_a_progress_check_stays_on_the_ladder_of_checks(world: World, change: str) -> None:
    world.import_(register(timed("window", "thuong-xuyen", lead=["cdc"])))
    assert world.one("due_on") == day("2024-03-31")
    if change == "extend":
        prolong(world, "2024-04-26")
    else:
        hand_in(world, "2024-03-28")
        give_back(world, "2024-03-29")
    agenda = sa.select(obligation.c.agenda_id).where(obligation.c.id == 1).scalar_subquery()
    rungs = world.rows(sa.select(step.c.step, step.c.party).where(step.c.agenda_id == agenda).order_by(step.c.position))
    assert {str(party) for _, party in rungs} == {"lead"}


def test_a_person_dates_what_the_plan_leaves_open(either_world: World) -> None:
    either_world.import_(register(undated()))
    changed = either_world.do(set_due, either_world.office, 1, day(DUE), by("2024-02-01"), "theo công văn 12")
    assert changed == 4
    assert {owed[3] for owed in either_world.owed()} == {DUE}
    assert either_world.rows(sa.select(occurrence.c.dated_by)) == [("người thử",)]
    assert either_world.rows(sa.select(occurrence.c.rules))[0][0][-1] == "dated_by: người thử ấn định ngày 15/03/2024"
    assert either_world.sweep("2024-03-08")["told"] == 4
    row = sa.select(ledger.c.action, ledger.c.subject, ledger.c.subject_id, ledger.c.reason, ledger.c.after)
    assert either_world.rows(row.where(ledger.c.action == "date")) == [
        ("date", "occurrence", 1, "theo công văn 12", {"due_on": DUE})
    ]


def test_a_day_is_set_once(world: World) -> None:
    world.import_(register(undated()))
    world.do(set_due, world.office, 1, day(DUE), by("2024-02-01"))
    with pytest.raises(NotAllowedError, match="đã có hạn 15/03/2024"):
        world.do(set_due, world.office, 1, day("2024-04-15"), by("2024-02-01"))


def test_a_day_that_the_plan_states_is_not_set_by_a_person(world: World) -> None:
    world.import_(REPORT)
    with pytest.raises(NotAllowedError, match="đã có hạn"):
        world.do(set_due, world.office, 1, day("2024-04-15"), by("2024-02-01"))


def test_a_day_before_the_plan_is_refused(world: World) -> None:
    world.import_(register(undated()))
    with pytest.raises(BadInputError, match="trước khi có kế hoạch"):
        world.do(set_due, world.office, 1, day("2023-12-28"), by("2024-02-01"))


def test_the_day_of_issue_is_the_first_that_can_be_set(world: World) -> None:
    world.import_(register(undated()))
    assert world.do(set_due, world.office, 1, day("2023-12-29"), by("2024-01-02")) == 4


def test_an_occurrence_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="không có kỳ số 9"):
        world.do(set_due, world.office, 9, day(DUE), by("2024-02-01"))


def test_a_day_that_was_set_spares_what_is_done(world: World) -> None:
    world.import_(register(undated()))
    hand_in(world, "2024-01-15")
    assert world.do(set_due, world.office, 1, day(DUE), by("2024-02-01")) == 3
    assert world.one("due_on") is None
    assert stands(world, "2024-04-01") == ("submitted", "on_time")


def test_an_event_that_is_raised_is_owed_by_that_unit_in_working_days(either_world: World) -> None:
    either_world.import_(register(event(5)))
    number = either_world.do(
        raise_event, either_world.office, 1, id_of(either_world, "cdc"), by("2024-02-06"), "có ổ dịch"
    )
    assert number == 1
    assert either_world.owed() == [("dot-xuat", "event-1", "cdc", "2024-02-20")]
    assert written(either_world)[0][:4] == ("người thử", "raise", 1, "có ổ dịch")
    assert either_world.sweep("2024-02-19")["told"] == 2


def test_each_time_an_event_is_raised_it_is_owed_again(world: World) -> None:
    world.import_(register(event(5)))
    for on in ("2024-03-01", "2024-03-04"):
        world.do(raise_event, world.office, 1, id_of(world, "cdc"), by(on), "có ổ dịch")
    assert [owed[1] for owed in world.owed()] == ["event-1", "event-2"]


def test_an_event_without_a_limit_is_owed_without_a_day(world: World) -> None:
    world.import_(register(event()))
    world.do(raise_event, world.office, 1, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")
    assert world.owed() == [("dot-xuat", "event-1", "cdc", None)]


def test_the_offices_limit_holds_where_the_plan_names_none(world: World) -> None:
    world.office = office(rules={"event_days": 3})
    world.import_(register(event()))
    world.do(raise_event, world.office, 1, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")
    assert world.owed()[0][3] == "2024-03-06"


def test_what_is_no_event_is_not_raised(world: World) -> None:
    world.import_(REPORT)
    for number in (1, 99):
        with pytest.raises(BadInputError, match="không phải việc phát sinh"):
            world.do(raise_event, world.office, number, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")


def test_an_event_of_a_withdrawn_activity_is_not_raised(world: World) -> None:
    world.import_(register(event(5), deadline(DUE)))
    world.import_(register(deadline(DUE)), on="2024-02-01")
    with pytest.raises(BadInputError, match="đã rút khỏi kế hoạch"):
        world.do(raise_event, world.office, 1, id_of(world, "cdc"), by("2024-03-01"), "có ổ dịch")


def test_an_event_is_raised_for_a_unit_that_leads(world: World) -> None:
    world.import_(register(event(5, lead=["cdc", "bv-mot"])))
    before = world.dump()
    with pytest.raises(BadInputError, match="không chủ trì"):
        world.do(raise_event, world.office, 1, id_of(world, "bv-hai"), by("2024-03-01"), "có ổ dịch")
    assert world.dump() == before


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
