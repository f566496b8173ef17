"""The duties of a plan: clauses with their fields, rows of tables, hidden duties of receivers, each once."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Any

from engine.reading.actors import receiving_unit, recipient_in
from engine.reading.candidates import Candidate, Clauses, field_names
from engine.reading.folding import bare, fold, plain
from engine.reading.grammar import Phrase
from engine.reading.making import Made
from engine.reading.outline import Node
from engine.reading.passages import Passage
from engine.reading.resolving import Context
from engine.reading.sentences import STANDING, is_one_off
from engine.reading.timings import Understood, timings_in, understood
from models.periods import Days
from models.timings import Milestone, Recurring, Target, Timing, Undated, Window

HIDDEN = re.compile(r"\bđể\s+(?:kịp thời\s+)?(?P<what>tổng hợp,?\s+(?:báo cáo|trình|tham mưu|gửi)[^.;]{3,160})", re.IGNORECASE)
DELIVERABLE = re.compile(r"(?:[Xx]ây dựng|[Bb]an hành|[Gg]ửi|[Gg]ởi|[Ll]ập|[Tt]rình|[Hh]oàn thành|[Vv]iết|[Pp]hát hành)\s+(?P<d>(?:[Kk]ế hoạch|[Bb]áo cáo|[Vv]ăn bản|[Qq]uyết định|[Đđ]ề án|[Qq]uy chế|[Dd]ự toán|[Dd]anh sách|[Tt]ờ trình|[Bb]ản tin)[^,;.()]{0,90}?)(?=\s+(?:gửi|gởi|về|trước|theo|trình|để|chậm nhất|trong)\b|[,;.(]|$)")
PLAN_RULE = "plan_window: không nêu thời gian, tính theo thời gian của kế hoạch"
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


@dataclass
class Frame:
    """What a duty is built in: the document's text and the context its times are read against."""

    source: str
    context: Context
    nodes: list[Node] = field(default_factory=list)


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
    _apply_fields(clauses, frame)
    duties: list[Duty] = []
    for candidate in clauses.candidates:
        if _is_duty(candidate):
            duties += built(candidate, frame)
    return duties


def _apply_fields(clauses: Clauses, frame: Frame) -> None:
    """Gives the fields under a task to what they belong to; a task of nothing but fields becomes a candidate."""
    last: dict[int | None, int] = {}
    before: dict[int | None, list[Candidate]] = {}
    for group in clauses.groups:
        begin = last.get(group.scope, -1)
        scope = [c for c in clauses.candidates if begin < c.node <= group.node and _belongs(c.node, group.scope, frame.nodes)]
        last[group.scope] = group.node
        scope = _nearest(scope, group.scope, frame)
        takers = _takers(scope, group.scope, "lead" in group.fields, frame)
        if not scope and group.scope in before:
            takers = before[group.scope]
        if not takers and set(group.fields) & {"lead", "time"}:
            takers = _heading_candidate(clauses, group.scope, frame)
        for candidate in takers:
            candidate.fields = {**group.fields, **candidate.fields}
        before[group.scope] = takers
    _section_times(clauses, frame)


def _nearest(scope: list[Candidate], owner: int | None, frame: Frame) -> list[Candidate]:
    """Straight under a whole section, fields belong to the task just before them."""
    if not scope or owner is not None and frame.nodes[owner].paragraph.level > 1:
        return scope
    return [c for c in scope if c.node == max(each.node for each in scope)]


def _takers(scope: list[Candidate], owner: int | None, has_lead: bool, frame: Frame) -> list[Candidate]:
    own = [c for c in scope if c.node == owner and not c.is_heading]
    if own:
        return own
    named = [c for c in scope if c.lead]
    if not has_lead:
        return named or [c for c in scope if c.has_verb and not c.is_heading]
    heading = owner is not None and frame.nodes[owner].paragraph.level > 1
    return [] if heading and not named and len(scope) != 1 else [c for c in scope if not c.is_heading]


def _belongs(node: int, owner: int | None, nodes: list[Node]) -> bool:
    above: int | None = node
    while above is not None:
        if above == owner:
            return True
        above = nodes[above].parent
    return owner is None


def _heading_candidate(clauses: Clauses, owner: int | None, frame: Frame) -> list[Candidate]:
    """The heading over a group of fields, as the task that it names."""
    if owner is None or frame.nodes[owner].paragraph.level <= 1:
        return []
    found = [c for c in clauses.candidates if c.node == owner]
    if not found:
        node = frame.nodes[owner]
        found = [Candidate(owner, node.section, node.kind, node.paragraph.passage, has_verb=True)]
        clauses.candidates += found
    for candidate in clauses.candidates:
        if candidate.node != owner and _belongs(candidate.node, owner, frame.nodes) and not candidate.lead and not candidate.firm:
            candidate.has_verb = False
    found[0].is_heading, found[0].has_verb = False, True
    return found[:1]


def _section_times(clauses: Clauses, frame: Frame) -> None:
    """"3. Thời gian thực hiện: thường xuyên trong năm": holds for the whole section that it closes."""
    for node in frame.nodes:
        if node.kind != "time" or node.part != "body" or ":" not in node.text or node.paragraph.level >= 7:
            continue
        value = node.paragraph.passage[node.text.index(":") + 1 :].stripped()
        for candidate in clauses.candidates:
            if node.parent is not None and _belongs(candidate.node, node.parent, frame.nodes) and not candidate.firm:
                candidate.fields.setdefault("time", value)


def _is_duty(candidate: Candidate) -> bool:
    """Whether a clerk registers it: someone named does something, or something is to be done by a stated time."""
    leads = bool(candidate.lead or "lead" in candidate.fields)
    if candidate.kind in ("purpose", "targets"):
        return bool(candidate.target and candidate.target.target.unit == "%") or (candidate.kind == "targets" and candidate.is_named and candidate.has_verb)
    if candidate.is_event and (leads or candidate.kind == "closing"):
        return leads
    if candidate.is_heading and not candidate.is_named:
        return False
    if leads and (candidate.has_verb or candidate.fields or candidate.has_late_verb):
        return True
    if candidate.target and candidate.target.target.unit == "%" and (candidate.kind != "closing"):
        return True
    timed = bool(candidate.firm) or "time" in candidate.fields
    return timed and (candidate.has_verb or candidate.has_late_verb)


def built(candidate: Candidate, frame: Frame) -> list[Duty]:
    """The duties of one candidate: one per timing, and that of the receiver hidden in it."""
    base = _base(candidate, frame)
    timings = _timings(candidate, frame)
    duties = [dated(base, timing, candidate, frame) for timing in timings] or [undated(base, candidate, frame)]
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
    )


def title_of(text: str) -> str:
    """A clause short enough for a list: its first words, cut at a whole word."""
    text = " ".join(text.split()).strip(" ;.,:-–+")
    if len(text) <= 160:
        return text
    return text[:157].rsplit(" ", 1)[0].rstrip(" ,;") + " …"


def _timings(candidate: Candidate, frame: Frame) -> list[Understood]:
    """Its own timings; else those of the field under it, or of the label before it."""
    field_timings = _field_timings(candidate, frame) or _label_timings(candidate, frame)
    own = begun([t for t in candidate.timings if t.kind != "undated" or t.every], field_timings, frame)
    if candidate.is_event and not candidate.firm:
        return [t for t in own if t.kind == "event"][:1] or [event_of(candidate)]
    asked = [t for t in candidate.timings if t.kind == "undated"]
    if not own and field_timings:
        return field_timings
    if own and field_timings and _is_aside(candidate, own[0]):
        return [*field_timings, *own]
    if not own and asked and (is_one_off(_action(candidate)) or "khẩn trương" in plain(candidate.text)):
        return asked[:1]
    if all(t.kind == "window" and not t.due and t.timing == Window() for t in own) and field_timings:
        return field_timings
    return [t for t in own if t.kind != "event" or not _is_passing(candidate)]


def begun(own: list[Understood], around: list[Understood], frame: Frame) -> list[Understood]:
    """A series or rota that begins where an open "từ ngày …" beside it, or in the field under it, says."""
    opens = [t for t in (*own, *around) if isinstance(t.timing, Window) and t.timing.start]
    series = [t for t in own if t.kind in ("recurring", "rota") and t.timing.start is None]
    if not opens or not series:
        return own
    made = Made(series[0].kind, series[0].timing.model_copy(update={"start": opens[0].timing.start, "end": opens[0].timing.end}), needs_date=series[0].needs_date, rules=series[0].rules)
    merged = understood(Phrase(made, 0, 1), frame.context, fold(" "))
    merged = replace(merged, bound=series[0].bound, start=series[0].start, end=series[0].end)
    return [merged if t is series[0] else t for t in own if t is not opens[0]]


def _label_timings(candidate: Candidate, frame: Frame) -> list[Understood]:
    """The time that stands before the colon of the paragraph above: "Từ 1/6/2020 trở đi:"."""
    above = frame.nodes[candidate.node].parent if candidate.node >= 0 else None
    while above is not None:
        text = frame.nodes[above].text
        if ":" in text:
            found = [t for t in timings_in(text.split(":")[0], replace(frame.context, is_report=False)).found if t.kind in ("window", "deadline")]
            if found:
                return found
        above = frame.nodes[above].parent
    return []


def _is_passing(candidate: Candidate) -> bool:
    """"khi" inside a sentence that is done all the time ("tuyên truyền cho người dân khi đến làm việc")."""
    return bool(re.match(r"(?:thường xuyên|tuyên truyền)", plain(_action(candidate))))


def event_of(candidate: Candidate) -> Understood:
    """The event that a clause names without a word the phrase reader knows."""
    from models.timings import Event

    return Understood("event", Event(trigger="khi có khó khăn, vướng mắc"), rules=("event: khi có việc mới phát sinh nghĩa vụ",))


def _is_aside(candidate: Candidate, timing: Understood) -> bool:
    """A series named among several ways of doing something, after a colon: the whole runs as its field says."""
    colon = candidate.text.find(":")
    return timing.kind == "recurring" and 0 < colon < timing.start


def _field_timings(candidate: Candidate, frame: Frame) -> list[Understood]:
    if "time" not in candidate.fields:
        return []
    report = True if re.match(r"(?:báo cáo|tổng hợp|gửi)", plain(_action(candidate))) else False
    context = replace(frame.context, column=True, is_report=report)
    return list(timings_in(candidate.fields["time"].text, context).found)


def _action(candidate: Candidate) -> str:
    return candidate.action or candidate.text


def dated(base: Duty, timing: Understood, candidate: Candidate, frame: Frame) -> Duty:
    """The duty with a timing; a percentage to reach makes it a milestone."""
    plan = frame.context.plan
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
        confidence=confidence(base, stated=True, asked=timing.needs_date),
    )
    if duty.target and duty.target.unit == "%" and timing.kind in ("deadline", "window"):
        return as_milestone(duty, timing, plan)
    return duty


def as_milestone(duty: Duty, timing: Understood, plan: Days | None) -> Duty:
    """A number to reach by the end of the time stated, or from its beginning on if it has no end."""
    assert duty.target is not None
    if isinstance(timing.timing, Window) and timing.timing.start and not timing.timing.end and timing.first:
        made = Milestone(target=duty.target, holds_from=timing.first)
        return replace(duty, kind="milestone", timing=made, due=(timing.first,), rules=(*duty.rules, "milestone: đạt chỉ tiêu từ ngày này trở đi"))
    by = timing.due[-1] if timing.due else (plan.last if plan else None)
    if by is None:
        return replace(duty, kind="milestone", needs_date=True)
    return replace(duty, kind="milestone", timing=Milestone(target=duty.target, by=by), rules=(*duty.rules, "milestone: đạt chỉ tiêu đến ngày này"))


def undated(base: Duty, candidate: Candidate, frame: Frame) -> Duty:
    """A duty without any time: it runs with the plan, or its day must be asked for."""
    plan = frame.context.plan
    days = (plan.first, plan.last) if plan else (None, None)
    if base.target and base.target.unit == "%" and plan:
        rule = "plan_end: chỉ tiêu không nêu ngày, tính đến hết kế hoạch"
        return replace(base, kind="milestone", timing=Milestone(target=base.target, by=plan.last), first=days[0], last=days[1], rules=(*base.rules, rule), confidence=confidence(base, stated=False))
    if is_one_off(_action(candidate)) and not STANDING.match(plain(_action(candidate))):
        return replace(base, kind="undated", needs_date=True, first=days[0], last=days[1], rules=(*base.rules, UNDATED_RULE), confidence=confidence(base, stated=False, asked=True))
    return replace(base, kind="window", timing=Window(), first=days[0], last=days[1], rules=(*base.rules, PLAN_RULE), confidence=confidence(base, stated=False))


def confidence(duty: Duty, *, stated: bool, asked: bool = False) -> float:
    """How sure the reading is, 0 to 1: a named lead and a stated time make it sure, a question makes it less so."""
    value = 0.45 + (0.3 if duty.lead else 0) + (0.2 if stated else 0) - (0.15 if asked else 0)
    return round(min(0.95, max(0.2, value)), 2)


def hidden_in(base: Duty, candidate: Candidate, frame: Frame) -> list[Duty]:
    """The duty of the receiver ("… để tổng hợp báo cáo Sở Y tế"): no day is stated for it, so a person is asked."""
    found = HIDDEN.search(candidate.text)
    if not found or not base.reports_to:
        return []
    part = candidate.part[found.start() : found.end()]
    plan = frame.context.plan
    duty = replace(
        base,
        source=quoted(part, frame.source),
        title=title_of(found["what"]),
        lead=(receiving_unit(base.reports_to),),
        cooperate=(),
        reports_to=recipient_in(found["what"]) or recipient_in("báo cáo " + found["what"]),
        first=plan.first if plan else None,
        last=plan.last if plan else None,
        needs_date=True,
        target=None,
        deliverable="",
        span=part.span,
        rules=("hidden_duty: nơi nhận phải tổng hợp, báo cáo tiếp", UNDATED_RULE),
        confidence=0.6,
    )
    return [replace(duty, kind="event", timing=event_of(candidate).timing, needs_date=False)] if candidate.is_event else [duty]


def without_doubles(duties: list[Duty]) -> list[Duty]:
    """A clause that a row of the appendix repeats is one duty; the row, which says who and when, stays."""
    rows = [(duty, words_of(duty)) for duty in duties if duty.is_row]
    kept: list[Duty] = []
    for duty in duties:
        words = words_of(duty)
        same = [row for row, others in rows if row is not duty and not duty.is_row and _alike(words, others) and _compatible(duty, row)]
        twin = [other for other in kept if other.source == duty.source and other.kind == duty.kind and other.due == duty.due and other.lead == duty.lead and other.title == duty.title]
        if not same and not twin:
            kept.append(duty)
    return kept


def _compatible(duty: Duty, row: Duty) -> bool:
    return not duty.lead or set(map(bare, duty.lead)) <= set(map(bare, row.lead)) and (not duty.due or duty.due == row.due)


def words_of(duty: Duty) -> set[str]:
    """The words of a duty, for comparing."""
    return set(bare(duty.title if len(duty.title) < 150 else duty.source).split())


def _alike(words: set[str], others: set[str]) -> bool:
    if len(words) < 5 or len(others) < 5:
        return words == others
    return len(words & others) / min(len(words), len(others)) >= 0.82 and len(words & others) / max(len(words), len(others)) >= 0.5


def is_series(timing: Timing) -> bool:
    """Whether it comes back."""
    return isinstance(timing, Recurring)
