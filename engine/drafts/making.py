"""A reading as a proposal that people correct; what people settled before, in the plan in force or in this draft, stands."""

import datetime as dt
from collections.abc import Mapping, Sequence

from engine.reading.drafting import keys_of, plan_id
from engine.reading.duty import Duty
from engine.reading.matching import Matcher, Named
from engine.reading.plans import Reading
from models.proposals import Proposal, ProposedDuty, ProposedHead, Standing, Who
from models.registers import ActivityEntry, PlanEntry, Register

FROM_PLAN = "như kế hoạch đang chạy: câu chữ không đổi"


def proposal_of(reading: Reading, directory: Sequence[Named], stored: Register | None = None) -> Proposal:
    """The proposal of a document just read. A duty whose words are those of the plan in force keeps what was settled there."""
    issuer = stored.plan.issuer if stored else None
    matcher = Matcher(directory, reading.head.issuer, reading.source.text, settled=issuer)
    settled = {entry.key: entry for entry in stored.activities} if stored else {}
    read = [
        _duty(number, key, duty, matcher)
        for number, (key, duty) in enumerate(zip(keys_of(reading.duties), reading.duties, strict=True), 1)
    ]
    return Proposal(
        head=_head(reading, matcher, stored.plan if stored else None),
        duties=tuple(_as_settled(duty, settled) for duty in read),
        ladders=stored.model_dump(mode="json", by_alias=True, exclude_defaults=True)["ladders"]
        if stored and stored.ladders
        else {},
    )


def read_again(proposal: Proposal, reading: Reading, directory: Sequence[Named]) -> Proposal:
    """The proposal after its document was read with another period: what nobody has touched gets its new days."""
    fresh = {duty.key: duty for duty in proposal_of(reading, directory).duties}
    return proposal.model_copy(update={"duties": tuple(_with_days_of(duty, fresh) for duty in proposal.duties)})


def _with_days_of(duty: ProposedDuty, fresh: Mapping[str, ProposedDuty]) -> ProposedDuty:
    new = fresh.get(duty.key)
    if new is None or new.source != duty.source or duty.standing is not Standing.READ:
        return duty
    taken = {name: getattr(new, name) for name in ("timing", "rules", "answers", "confidence")}
    return duty.model_copy(update=taken | {"version": duty.version + (new.timing != duty.timing)})


def _as_settled(duty: ProposedDuty, settled: Mapping[str, ActivityEntry]) -> ProposedDuty:
    entry = settled.get(duty.key)
    if entry is None or entry.source != duty.source:
        return duty
    kept = {name: getattr(entry, name) for name in ("title", "deliverable", "tier", "timing", "ladder", "note")}
    return duty.model_copy(
        update=kept
        | {
            "standing": Standing.ACCEPTED,
            "reason": FROM_PLAN,
            "lead": tuple(Who(code=code) for code in entry.lead),
            "cooperate": tuple(Who(code=code) for code in entry.cooperate),
            "reports_to": Who(code=entry.reports_to) if entry.reports_to else None,
            "inputs": tuple(entry.inputs),
        }
    )


def _head(reading: Reading, matcher: Matcher, stored: PlanEntry | None) -> ProposedHead:
    head = reading.head
    issuer = Who(name=head.issuer, code=matcher.issuer)
    monitor = Who(name=reading.monitor, code=matcher.code_of(reading.monitor)) if reading.monitor else issuer
    read = ProposedHead(
        id=stored.id if stored else plan_id(reading),
        number=head.number,
        title=head.title,
        issuer=issuer,
        monitor=Who(code=stored.monitor) if stored else monitor,
        issued_on=head.issued_on,
        start=head.period.first if head.period else None,
        end=head.period.last if head.period else None,
        period_rule=head.spoken.doubt or head.spoken.rule,
        is_assumed=head.spoken.is_to_check,
        parent_number=head.parent or "",
        basis="; ".join(dict.fromkeys([*([head.parent] if head.parent else []), *head.basis])),
    )
    return read.model_copy(update=_of_plan(stored)) if stored else read


def _of_plan(stored: PlanEntry) -> dict[str, object]:
    """What no document says and somebody has decided for the plan in force."""
    return {name: getattr(stored, name) for name in ("parent", "ladder", "rules", "note")}


def _duty(number: int, key: str, duty: Duty, matcher: Matcher) -> ProposedDuty:
    lead = _named(duty.lead, matcher)
    return ProposedDuty(
        number=number,
        key=key,
        section=duty.section or "—",
        source=duty.source,
        title=duty.title,
        lead=lead,
        cooperate=_named(duty.cooperate, matcher),
        reports_to=_named((duty.reports_to,), matcher)[0] if duty.reports_to else None,
        deliverable=duty.deliverable,
        tier="A" if lead and duty.confidence >= 0.7 else "B",
        timing=duty.timing,
        confidence=duty.confidence,
        rules=duty.rules,
        answers=_answers(duty),
        span=duty.span,
        page=duty.page,
    )


def _answers(duty: Duty) -> tuple[dt.date, ...]:
    """The last days of the readings that were not chosen, where a person has to choose."""
    last = [max(reading["due"]) for reading in duty.readings if reading.get("due") and not reading.get("chosen")]
    return tuple(sorted({dt.date.fromisoformat(day) for day in last})) if duty.needs_date else ()


def _named(names: tuple[str, ...], matcher: Matcher) -> tuple[Who, ...]:
    return tuple(Who(name=name, code=matcher.code_of(name)) for name in names)
