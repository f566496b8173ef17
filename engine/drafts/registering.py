"""A proposal as the register that ``plan import`` would take, and every fault that keeps it from being one, at its field."""

import datetime as dt
import re
from collections.abc import Iterator

from sqlmodel import Session

from engine.register.check import check_register
from models.errors import Fault, RefusedRegisterError
from models.ladders import LADDERS
from models.occurrences import Setting, occurrences
from models.office import Office
from models.periods import Days
from models.proposals import Proposal, ProposedDuty, ProposedHead, Who
from models.registers import CODE, NUMBER, ActivityEntry, PlanEntry, Register
from models.timing_problems import problems_in
from models.timings import ReadingRules, Timing

NOT_IN_DIRECTORY = "Phối hợp, ngoài danh bạ"


def checked_register(session: Session, proposal: Proposal, office: Office) -> Register:
    """The register, found right against the directory, the ladders and the calendar; else all faults are told at once."""
    faults = list(faults_of(proposal))
    if faults:
        raise RefusedRegisterError(faults)
    register = register_of(proposal)
    try:
        check_register(session, register, office)
    except RefusedRegisterError as error:
        raise RefusedRegisterError([_on_proposal(fault, proposal) for fault in error.faults]) from None
    return register


def _on_proposal(fault: Fault, proposal: Proposal) -> Fault:
    """A fault of the register's n-th activity as one of the proposal's duty, by the number that people see."""
    if fault.at[0] != "activities" or not isinstance(fault.at[1], int):
        return fault
    return Fault(("duties", proposal.kept[fault.at[1]].number, *fault.at[2:]), fault.what, fault.instead)


def faults_of(proposal: Proposal) -> Iterator[Fault]:
    """What is still missing before there is a register at all: facts of the head, and who leads."""
    yield from _head_faults(proposal.head)
    if not proposal.kept:
        yield Fault(("plan", "duties"), "không còn nhiệm vụ nào", "giữ lại hoặc thêm ít nhất một nhiệm vụ")
    for duty in proposal.kept:
        yield from (Fault(("duties", duty.number, *fault.at), fault.what, fault.instead) for fault in duty_faults(duty))


def _head_faults(head: ProposedHead) -> Iterator[Fault]:
    if len(head.title.strip()) < 3:
        yield Fault(("plan", "title"), "chưa có tên kế hoạch", "viết tên như trong văn bản")
    if not re.fullmatch(CODE, head.id):
        yield Fault(("plan", "id"), "mã kế hoạch chưa dùng được", "viết chữ thường không dấu, số và gạch nối")
    if head.number and not re.fullmatch(NUMBER, head.number):
        yield Fault(("plan", "number"), f"số '{head.number}' không đúng dạng", "viết như 12/KH-SYT, hoặc để trống")
    for name, who, words in (("issuer", head.issuer, "cơ quan ban hành"), ("monitor", head.monitor, "đơn vị theo dõi")):
        if not who.code:
            what = f"danh bạ không có '{who.name}'" if who.name else f"chưa rõ {words}"
            yield Fault(("plan", name), what, f"chọn {words} trong danh bạ")
    for name, day, words in (("from", head.start, "ngày bắt đầu"), ("to", head.end, "ngày kết thúc")):
        if day is None:
            yield Fault(("plan", name), f"chưa rõ {words}", "nhập ngày theo văn bản")
    if head.start and head.end and head.start > head.end:
        yield Fault(("plan", "to"), "ngày kết thúc trước ngày bắt đầu", "đổi lại cho đúng thứ tự")


def duty_faults(duty: ProposedDuty) -> Iterator[Fault]:
    """What a duty lacks by itself."""
    if len(duty.title.strip()) < 3:
        yield Fault(("title",), "chưa có tên nhiệm vụ", "viết ít nhất ba chữ cái")
    for who in duty.lead:
        if not who.code:
            yield Fault(("lead",), f"danh bạ không có '{who.name}'", "chọn đơn vị trong danh bạ hoặc bỏ tên này")


def register_of(proposal: Proposal) -> Register:
    """The proposal's kept duties as a register; only for a proposal without faults."""
    head = proposal.head
    assert head.start
    assert head.end
    plan = PlanEntry(
        id=head.id, number=head.number or None, title=head.title, issuer=_code(head.issuer), monitor=_code(head.monitor),
        issued_on=head.issued_on, start=head.start, end=head.end, parent=head.parent, basis=head.basis,
        ladder=head.ladder, rules=head.rules, note=head.note,
    )  # fmt: skip
    duties = proposal.kept
    keys = {duty.key for duty in duties}
    return Register(
        plan=plan,
        ladders=LADDERS.validate_python(proposal.ladders),
        activities=[_entry(duty, plan.issuer, keys) for duty in duties],
    )


def _entry(duty: ProposedDuty, issuer: str, keys: set[str]) -> ActivityEntry:
    """One duty: where nobody is named the issuer leads; helpers that the directory lacks are told in the note."""
    outside = "; ".join(who.name for who in duty.cooperate if not who.code)
    return ActivityEntry(
        key=duty.key,
        section=duty.section,
        source=duty.source,
        title=duty.title,
        lead=list(dict.fromkeys(_code(who) for who in duty.lead)) or [issuer],
        cooperate=list(dict.fromkeys(who.code for who in duty.cooperate if who.code)),
        reports_to=duty.reports_to.code if duty.reports_to else None,
        deliverable=duty.deliverable,
        tier=duty.tier,  # type: ignore[arg-type]
        inputs=[key for key in duty.inputs if key in keys],
        ladder=duty.ladder,
        note=noted(duty.note, outside),
        timing=duty.timing,
    )


def noted(note: str, outside: str) -> str:
    """A note with the helpers outside the directory, once however often a plan is read."""
    words = f"{NOT_IN_DIRECTORY}: {outside}" if outside else ""
    return note if not words or words in note else "; ".join(filter(None, (note, words)))


def _code(who: Who) -> str:
    assert who.code
    return who.code


def due_days(duty: ProposedDuty, head: ProposedHead, office: Office) -> tuple[dt.date, ...]:
    """The days on which the duty falls due within the plan; none while the plan's days are not known or do not fit."""
    setting = setting_of(head, office)
    if setting is None or timing_faults(duty.timing, head, office):
        return ()
    return tuple(sorted({d.due_on for d in occurrences(duty.timing, setting) if d.due_on and not d.is_check}))


def timing_faults(timing: Timing, head: ProposedHead, office: Office) -> list[str]:
    """Why a timing cannot be within the plan's days."""
    setting = setting_of(head, office)
    if setting is None:
        return []
    return problems_in(timing, setting, earliest=min(setting.plan.first, head.issued_on or setting.plan.first))


def setting_of(head: ProposedHead, office: Office) -> Setting | None:
    """What the dates of a proposal are worked out with, once its days are known."""
    if head.start is None or head.end is None or head.start > head.end:
        return None
    own = ReadingRules.model_validate(head.rules).model_dump(include=set(head.rules))
    rules = office.setup.rules.model_copy(update=own)
    return Setting(Days(head.start, head.end), rules, office.calendar, head.end)
