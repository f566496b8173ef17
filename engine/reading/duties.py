"""The duties of a plan: clauses with their fields, rows of tables, hidden duties of receivers, each once."""

import re
from dataclasses import replace

from engine.reading.actors import starts_actor
from engine.reading.assigning import apply_fields
from engine.reading.candidates import Candidate, Clauses, Frame, field_names
from engine.reading.choosing import event_of, targets_by_time, timings_of
from engine.reading.dating import UNDATED_RULE, dated, undated
from engine.reading.duty import Duty
from engine.reading.passages import Passage
from engine.reading.recipients import HIDDEN, is_receivers, receiving_unit, recipient_in, senders
from engine.reading.sentences import is_handed_in
from models.periods import Days
from models.timings import Undated

DELIVERABLE = re.compile(
    r"(?:[Xx]ây dựng|[Bb]an hành|[Gg]ửi|[Gg]ởi|[Ll]ập|[Tt]rình|[Hh]oàn thành|[Vv]iết|[Pp]hát hành)\s+(?P<d>(?:[Kk]ế hoạch|[Bb]áo cáo|[Vv]ăn bản|[Qq]uyết định|[Đđ]ề án|[Qq]uy chế|[Dd]ự toán|[Dd]anh sách|[Tt]ờ trình|[Bb]ản tin)[^,;.()]{0,90}?)(?=\s+(?:gửi|gởi|về|trước|theo|trình|để|chậm nhất|trong)\b|[,;.(]|$)"
)
NAMED_THEN_TIMED = re.compile(
    r"[^:.;]{4,80}: (?:[Đđ]ợt|[Ll]ần|[Gg]iai đoạn|[Tt]ừ|[Tt]rong|[Tt]rước|[Tt]háng|[Qq]uý|[Nn]gày|[Hh]ằng|[Hh]àng|[Cc]hậm nhất|[Đđ]ịnh kỳ)\b"
)


def quoted(part: Passage, source: str) -> str:
    """The exact words of the source, white space folded; where cells stand between, only its own words."""
    jumps = [b - a for a, b in zip(part.at, part.at[1:], strict=False)]
    if not part.at:
        return ""
    raw = source[part.span[0] : part.span[1]]
    if max(jumps, default=0) > 60 or min(jumps, default=0) < 0 or "<" in raw:
        return part.text
    return " ".join(raw.split())


def duties_of(clauses: Clauses, frame: Frame) -> list[Duty]:
    """The duties of the running text."""
    apply_fields(clauses, frame)
    duties: list[Duty] = []
    for candidate in clauses.candidates:
        if _is_duty(candidate):
            duties += built(candidate, frame)
    return duties


def _is_duty(candidate: Candidate) -> bool:
    """Whether a clerk registers it: someone named does something, or something is to be done by a stated time."""
    leads = bool(candidate.lead or "lead" in candidate.fields)
    if candidate.kind in ("purpose", "targets"):
        return bool(candidate.target and candidate.target.target.unit == "%") or (
            candidate.kind == "targets"
            and ((candidate.is_named and candidate.has_verb) or bool(candidate.target and candidate.firm))
        )
    if candidate.is_event and (leads or candidate.kind == "closing"):
        return leads
    if candidate.is_heading and not candidate.is_named:
        return False
    if leads and (candidate.has_verb or candidate.fields or candidate.has_late_verb or candidate.is_timed):
        return True
    if candidate.target and candidate.target.target.unit == "%" and candidate.kind not in ("closing", "money"):
        return True
    timed = bool(candidate.firm) or candidate.is_timed or "time" in candidate.fields or _is_due_after(candidate)
    return (timed and (candidate.has_verb or candidate.has_late_verb or starts_actor(candidate.text))) or (
        candidate.is_timed and candidate.kind != "closing" and bool(NAMED_THEN_TIMED.match(candidate.text))
    )


def _is_due_after(candidate: Candidate) -> bool:
    """Whether a paper is to be handed in some days after something happened."""
    return any(t.kind == "event" for t in candidate.timings) and is_handed_in(candidate.action)


def built(candidate: Candidate, frame: Frame) -> list[Duty]:
    """The duties of one candidate: one per timing, and that of the receiver hidden in it."""
    base = _base(candidate, frame)
    timings = senders(candidate, timings_of(candidate, frame))
    aims = targets_by_time(candidate, timings)
    duties = [
        dated(replace(base, target=aims.get(number, base.target)), timing, candidate, frame)
        for number, timing in enumerate(timings)
    ] or [undated(base, candidate, frame)]
    return duties + hidden_in(base, candidate, frame)


def _base(candidate: Candidate, frame: Frame) -> Duty:
    fields = candidate.fields
    lead = field_names(fields["lead"]) if "lead" in fields and not candidate.is_named else candidate.lead
    cooperate = field_names(fields["cooperate"]) if "cooperate" in fields else candidate.cooperate
    found = DELIVERABLE.search(candidate.text)
    return Duty(
        section=candidate.section,
        source=quoted(candidate.part, frame.source),
        title=title_of(candidate.text),
        kind="undated",
        timing=Undated(),
        lead=lead,
        cooperate=tuple(name for name in cooperate if name not in lead),
        reports_to=recipient_in(candidate.text),
        target=candidate.target.target if candidate.target else None,
        deliverable=fields["product"].text if "product" in fields else found["d"].strip() if found else "",
        span=candidate.part.span,
        rules=tuple(candidate.rules),
        heard=fields["time"].text if "time" in fields else "",
    )


def title_of(text: str) -> str:
    """A clause short enough for a list: its first words, cut at a whole word."""
    text = " ".join(text.split()).strip(" ;.,:-–+")
    if len(text) <= 160:
        return text
    return text[:157].rsplit(" ", 1)[0].rstrip(" ,;") + " …"


def hidden_in(base: Duty, candidate: Candidate, frame: Frame) -> list[Duty]:
    """The duty of the receiver ("… để tổng hợp báo cáo Sở Y tế"); where no day is stated for it, a person is asked."""
    found = HIDDEN.search(candidate.text)
    if not found or not base.reports_to:
        return []
    part = candidate.part[found.start() : found.end()]
    duty = replace(
        base,
        source=quoted(part, frame.source),
        title=title_of(found["what"]),
        lead=(receiving_unit(base.reports_to),),
        cooperate=(),
        reports_to=recipient_in(found["what"]) or recipient_in("báo cáo " + found["what"]),
        target=None,
        deliverable="",
        span=part.span,
        rules=("hidden_duty: nơi nhận phải tổng hợp, báo cáo tiếp",),
    )
    if candidate.is_event:
        return [replace(duty, kind="event", timing=event_of(candidate).timing, confidence=0.6)]
    own = [t for t in candidate.timings if is_receivers(candidate, t)]
    return [dated(duty, timing, candidate, frame) for timing in own] or [_asked_of_receiver(duty, frame.context.plan)]


def _asked_of_receiver(duty: Duty, plan: Days | None) -> Duty:
    days = (plan.first, plan.last) if plan else (None, None)
    rules = (*duty.rules, UNDATED_RULE)
    return replace(duty, first=days[0], last=days[1], needs_date=True, rules=rules, confidence=0.6)
