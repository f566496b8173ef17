"""Fields given to the tasks they stand under: "Đơn vị chủ trì: …", "3. Thời gian thực hiện: …"."""

import itertools
import re
from dataclasses import replace

from engine.reading.actors import subject_of
from engine.reading.candidates import Candidate, Clauses, FieldGroup, Frame, inherited
from engine.reading.folding import plain
from engine.reading.outline import Node
from engine.reading.paragraphs import LEVELS, MONTH
from engine.reading.passages import Passage
from engine.reading.timings import timings_in

TIME_OF_DOING = re.compile(
    r"(?:Thời gian|Thời hạn|Hạn) (?!thực hiện|hoàn thành|tổ chức|triển khai|tiến hành|dự kiến|cụ thể|bắt đầu|kết thúc)(?P<what>[^\W\d][^:]*)"
)
LIMIT_IN_NOTE = re.compile(
    r"\((?P<time>(?:hoàn thành|xong|thực hiện|thời hạn|thời gian|trước|chậm nhất|muộn nhất|trong|đến hết)\b[^()]*\d[^()]*)\)[.:]?$",
    re.IGNORECASE,
)
OPENER = re.compile(r"\b(?:sau|sau đây|dưới đây)\b[^.;]*:$")
TITLE = 7  # words at most
LAST_NOTE = re.compile(r"\((?P<lead>[^()\d]{4,80})\)[.;]*$")


def apply_fields(clauses: Clauses, frame: Frame) -> None:
    """Gives the fields under a task to what they belong to; a task of nothing but fields becomes a candidate."""
    last: dict[int | None, int] = {}
    before: dict[int | None, list[Candidate]] = {}
    for group in clauses.groups:
        begin = last.get(group.scope, -1)
        scope = [
            c for c in clauses.candidates if begin < c.node <= group.node and _belongs(c.node, group.scope, frame.nodes)
        ]
        last[group.scope] = group.node
        scope = _nearest(scope, group.scope, frame)
        takers = _takers(scope, group.scope, "lead" in group.fields, frame)
        if not scope and group.scope in before:
            takers = before[group.scope]
        another = _is_another_time(group, takers, frame)
        if not takers and not another and set(group.fields) & {"lead", "time"}:
            takers = _heading_candidate(clauses, group.scope, frame)
        fields = group.fields
        if another:
            takers = [*takers, _timed(group, takers, clauses, frame)]
            fields = {name: value for name, value in fields.items() if name != "time"}
        for candidate in takers:
            candidate.fields = {**fields, **candidate.fields}
            candidate.is_heading = candidate.is_heading and _has_tasks_under(candidate, clauses, frame)
        before[group.scope] = takers
    _section_times(clauses, frame)
    _opened_times(clauses, frame)


def _has_tasks_under(candidate: Candidate, clauses: Clauses, frame: Frame) -> bool:
    """Whether something is to be done under an item, and not only its fields stand there."""
    return any(
        each.node != candidate.node and _belongs(each.node, candidate.node, frame.nodes) for each in clauses.candidates
    )


def _is_another_time(group: FieldGroup, takers: list[Candidate], frame: Frame) -> bool:
    """Whether "Thời gian chấm: …" names something else than the heading, under tasks with times of their own or none."""
    doing = TIME_OF_DOING.match(frame.nodes[group.node].text)
    if not doing or group.scope in (None, group.node) or "time" not in group.fields:
        return False
    heading = plain(frame.nodes[group.scope].text)
    if not takers:
        return plain(doing["what"]).strip() not in heading
    return all(c.firm or "time" in c.fields for c in takers)


def _timed(group: FieldGroup, beside: list[Candidate], clauses: Clauses, frame: Frame) -> Candidate:
    """The task that a field of time names, put after the tasks it stands beside."""
    node = frame.nodes[group.node]
    lead = beside[-1].lead if beside else inherited(node, frame.nodes, clauses.actors)
    made = Candidate(group.node, node.section, node.kind, node.paragraph.passage, lead, has_verb=True)
    made.fields = {"time": group.fields["time"]}
    later = (n for n, each in enumerate(clauses.candidates) if each.node > group.node)
    clauses.candidates.insert(next(later, len(clauses.candidates)), made)
    return made


def _nearest(scope: list[Candidate], owner: int | None, frame: Frame) -> list[Candidate]:
    """Straight under a whole section, fields belong to the task just before them."""
    if not scope or (owner is not None and frame.nodes[owner].paragraph.level > 1):
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
    found = _after_title([c for c in found if c.has_verb or c.is_named] or found[:1])
    for candidate in clauses.candidates:
        if (
            candidate.node != owner
            and _belongs(candidate.node, owner, frame.nodes)
            and not candidate.lead
            and not candidate.firm
        ):
            candidate.has_verb = False
    for candidate in found:
        candidate.is_heading, candidate.has_verb = False, True
    return found


def _after_title(found: list[Candidate]) -> list[Candidate]:
    """The doings of a heading without the short title that runs into them: "Tổng kiểm tra. Kiểm tra 100% cơ sở …"."""
    title = found[0]
    is_title = not title.is_named and title.text.endswith(".") and len(title.text.split()) <= TITLE
    return found[1:] if is_title and len(found) > 1 else found


def _section_times(clauses: Clauses, frame: Frame) -> None:
    """As in "3. Thời gian thực hiện: thường xuyên trong năm": holds for the whole section that it closes."""
    for node in frame.nodes:
        if node.kind != "time" or node.part != "body" or ":" not in node.text or node.paragraph.level >= 7:
            continue
        value = node.paragraph.passage[node.text.index(":") + 1 :].stripped()
        for candidate in clauses.candidates:
            if node.parent is not None and _belongs(candidate.node, node.parent, frame.nodes) and not candidate.firm:
                candidate.fields.setdefault("time", value)


def _opened_times(clauses: Clauses, frame: Frame) -> None:
    """What opens a part holds for what stands in it: a month of a timetable, a limit in a heading or over a list."""
    for node in frame.nodes:
        if node.part not in ("body", "appendix") or node.paragraph.is_row or not (value := _opening(node, frame)):
            continue
        under = _under(node, frame.nodes)
        for candidate in (each for each in clauses.candidates if each.node in under):
            if not candidate.firm and not candidate.is_event:
                candidate.fields.setdefault("time", value)
            if MONTH.fullmatch(node.text) and not candidate.lead:
                _lead_at_end(candidate)


def _opening(node: Node, frame: Frame) -> Passage | None:
    """The time that a paragraph states for others: "Tháng 4", "1. Chuẩn bị (xong trước ngày 28/02)", "… sau, chậm nhất …:"."""
    part = node.paragraph.passage
    if MONTH.fullmatch(node.text):
        return part.stripped(" .:")
    note = LIMIT_IN_NOTE.search(node.text) if node.has_children else None
    if note:
        return part[slice(*note.span("time"))]
    is_opener = node.paragraph.level == LEVELS["text"] and OPENER.search(node.text)
    found = timings_in(node.text, replace(frame.context, is_report=False)).found if is_opener else ()
    return part if [t.kind for t in found] == ["deadline"] else None


def _under(node: Node, nodes: list[Node]) -> set[int]:
    """What stands under a heading; under an opening sentence the items that follow it in the same part."""
    if node.paragraph.level != LEVELS["text"]:
        return {each.index for each in nodes[node.index + 1 :] if _belongs(each.index, node.index, nodes)}
    following = itertools.takewhile(
        lambda each: (
            each.index != node.parent
            and each.paragraph.level != LEVELS["text"]
            and _belongs(each.index, node.parent, nodes)
        ),
        nodes[node.index + 1 :],
    )
    return {each.index for each in following}


def _lead_at_end(candidate: Candidate) -> None:
    """In a timetable the names in brackets at the end say who does it."""
    note = LAST_NOTE.search(candidate.text)
    subject = subject_of(note["lead"]) if note else None
    if note and subject and subject.rest == len(note["lead"]):
        candidate.fields.setdefault("lead", candidate.part[slice(*note.span("lead"))])
