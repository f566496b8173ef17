"""The duties of a plan: clauses with their fields, rows of tables, hidden duties of receivers, each once."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from engine.reading.actors import starts_actor
from engine.reading.assigning import apply_fields
from engine.reading.candidates import Candidate, Clauses, Frame, field_names
from engine.reading.choosing import action_of, event_of, targets_by_time, timings_of
from engine.reading.folding import plain
from engine.reading.passages import Passage
from engine.reading.recipients import HIDDEN, is_receivers, receiving_unit, recipient_in, senders
from engine.reading.sentences import STANDING, is_one_off
from engine.reading.timings import Understood
from models.periods import Days
from models.timings import Milestone, Target, Timing, Undated, Window

DELIVERABLE = re.compile(
    r"(?:[Xx]ây dựng|[Bb]an hành|[Gg]ửi|[Gg]ởi|[Ll]ập|[Tt]rình|[Hh]oàn thành|[Vv]iết|[Pp]hát hành)\s+(?P<d>(?:[Kk]ế hoạch|[Bb]áo cáo|[Vv]ăn bản|[Qq]uyết định|[Đđ]ề án|[Qq]uy chế|[Dd]ự toán|[Dd]anh sách|[Tt]ờ trình|[Bb]ản tin)[^,;.()]{0,90}?)(?=\s+(?:gửi|gởi|về|trước|theo|trình|để|chậm nhất|trong)\b|[,;.(]|$)"
)
LIMIT = re.compile(
    r"\b(?:(?:chậm nhất |muộn nhất )?trước|trong(?: vòng| thời hạn| thời gian)?|sau|chậm nhất|thời hạn) (?:không quá |tối đa |là )*\d{1,3} (?:giờ|ngày|phút)\b(?! đầu)"
)
PLAN_RULE = "plan_window: không nêu thời gian, tính theo thời gian của kế hoạch"
NAMED_THEN_TIMED = re.compile(
    r"[^:.;]{4,80}: (?:[Đđ]ợt|[Ll]ần|[Gg]iai đoạn|[Tt]ừ|[Tt]rong|[Tt]rước|[Tt]háng|[Qq]uý|[Nn]gày|[Hh]ằng|[Hh]àng|[Cc]hậm nhất|[Đđ]ịnh kỳ)\b"
)
NO_PERIOD = (
    "no_period: dãy kỳ này không có ngày nào trong thời gian của kế hoạch, hoặc kế hoạch không nêu thời gian; phải hỏi"
)
PARTLY = "partly_read: trong câu còn «{}» chưa đọc được, phải soát lại"
UNDATED_RULE = "no_date: không nêu ngày, phải hỏi người phụ trách"


@dataclass(frozen=True)
class Duty:
    """One duty read from a plan, with the place it was read from."""

    section: str
    source: str
    title: str
    kind: str
    timing: Timing
    lead: tuple[str, ...] = ()
    lead_units: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()
    cooperate_units: tuple[str, ...] = ()
    reports_to: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    due: tuple[dt.date, ...] = ()
    periods: tuple[str, ...] = ()
    needs_date: bool = False
    target: Target | None = None
    deliverable: str = ""
    confidence: float = 0.5
    rules: tuple[str, ...] = ()
    readings: tuple[dict[str, Any], ...] = ()
    span: tuple[int, int] = (0, 0)
    page: int = 1
    is_row: bool = False
    heard: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that ``dondoc plan read --json`` promises for one duty."""
        target = self.target and {"value": self.target.value, "op": self.target.op, "unit": self.target.unit}
        return {
            "section": self.section,
            "source": self.source,
            "lead": list(self.lead),
            "lead_units": list(self.lead_units),
            "cooperate": list(self.cooperate),
            "reports_to": self.reports_to,
            "kind": self.kind,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "due": [day.isoformat() for day in self.due],
            "periods": list(self.periods),
            "needs_date": self.needs_date,
            "target": target or None,
            "deliverable": self.deliverable,
            "confidence": self.confidence,
            "rules": list(self.rules),
        }


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
    timed = bool(candidate.firm) or candidate.is_timed or "time" in candidate.fields
    return (timed and (candidate.has_verb or candidate.has_late_verb or starts_actor(candidate.text))) or (
        candidate.is_timed and candidate.kind != "closing" and bool(NAMED_THEN_TIMED.match(candidate.text))
    )


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


def dated(base: Duty, timing: Understood, candidate: Candidate, frame: Frame) -> Duty:
    """The duty with a timing; a percentage to reach makes it a milestone."""
    plan = frame.context.plan
    if timing.kind == "recurring" and not timing.due and not timing.needs_date:
        timing = replace(timing, needs_date=True, rules=(*timing.rules, NO_PERIOD))
    duty = replace(
        base,
        kind=timing.kind,
        timing=timing.timing,
        first=timing.first or (plan.first if plan else None),
        last=timing.last or (plan.last if plan else None),
        due=timing.due,
        periods=timing.periods,
        needs_date=timing.needs_date or timing.kind == "undated",
        rules=(*base.rules, *timing.rules),
        readings=timing.readings,
        confidence=confidence(
            base, stated=True, asked=timing.needs_date, partly=bool(timing.unread) or timing.is_unsure
        ),
    )
    if timing.unread and not timing.is_only_a_question:
        duty = replace(duty, rules=(*duty.rules, PARTLY.format(", ".join(timing.unread))))
    if duty.target and duty.target.unit == "%" and timing.kind in ("deadline", "window"):
        return as_milestone(duty, timing, plan)
    return duty


def as_milestone(duty: Duty, timing: Understood, plan: Days | None) -> Duty:
    """A number to reach by the end of the time stated, or from its beginning on if it has no end."""
    assert duty.target is not None
    begins = "bắt đầu" in plain(duty.source)
    if (
        isinstance(timing.timing, Window)
        and timing.timing.start
        and not timing.timing.end
        and timing.first
        and not begins
    ):
        made = Milestone(target=duty.target, holds_from=timing.first)
        return replace(
            duty,
            kind="milestone",
            timing=made,
            due=(timing.first,),
            rules=(*duty.rules, "milestone: đạt chỉ tiêu từ ngày này trở đi"),
        )
    by = timing.due[-1] if timing.due else (plan.last if plan else None)
    if by is None:
        return replace(duty, kind="milestone", needs_date=True)
    return replace(
        duty,
        kind="milestone",
        timing=Milestone(target=duty.target, by=by),
        rules=(*duty.rules, "milestone: đạt chỉ tiêu đến ngày này"),
    )


def undated(base: Duty, candidate: Candidate, frame: Frame) -> Duty:
    """A duty without any time: it runs with the plan, or its day must be asked for."""
    plan = frame.context.plan
    days = (plan.first, plan.last) if plan else (None, None)
    if base.target and base.target.unit == "%" and plan:
        rule = "plan_end: chỉ tiêu không nêu ngày, tính đến hết kế hoạch"
        return replace(
            base,
            kind="milestone",
            timing=Milestone(target=base.target, by=plan.last),
            first=days[0],
            last=days[1],
            rules=(*base.rules, rule),
            confidence=confidence(base, stated=False),
        )
    if LIMIT.search(plain(candidate.text)):
        rule = "no_start: nêu số ngày, giờ nhưng không rõ tính từ đâu, phải hỏi người phụ trách"
        asked = replace(base, needs_date=True, first=days[0], last=days[1], rules=(*base.rules, rule))
        return replace(asked, confidence=confidence(base, stated=False, asked=True))
    if is_one_off(action_of(candidate)) and not STANDING.match(plain(action_of(candidate))):
        return replace(
            base,
            kind="undated",
            needs_date=True,
            first=days[0],
            last=days[1],
            rules=(*base.rules, UNDATED_RULE),
            confidence=confidence(base, stated=False, asked=True),
        )
    return replace(
        base,
        kind="window",
        timing=Window(),
        first=days[0],
        last=days[1],
        rules=(*base.rules, PLAN_RULE),
        confidence=confidence(base, stated=False),
    )


def confidence(duty: Duty, *, stated: bool, asked: bool = False, partly: bool = False) -> float:
    """How sure the reading is, 0 to 1: a named lead and a stated time make it sure, a question makes it less so.

    Where words of time in the same clause were left over, or the day is only expected, it is never sure.
    """
    value = 0.45 + (0.3 if duty.lead else 0) + (0.2 if stated else 0) - (0.15 if asked else 0)
    return round(min(0.55 if partly else 0.95, max(0.2, value)), 2)


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
