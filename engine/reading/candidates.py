"""Clauses read one by one: who is to do what, before the fields under them and the rest of the plan are known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.reading.accounting import loose_in
from engine.reading.actor_words import VERB
from engine.reading.actors import Subject, cooperators_in, names_in, starts_actor, subject_of, verb_in
from engine.reading.fields import fields_in
from engine.reading.folding import fold
from engine.reading.outline import Node
from engine.reading.paragraphs import LEVELS
from engine.reading.passages import Passage
from engine.reading.resolving import Context
from engine.reading.sentences import (
    begins_with_verb,
    is_empty_label,
    is_event,
    is_handed_in,
    is_optional,
    is_topic,
    ordered_in,
    segments_of,
    subject_in,
    without_label,
)
from engine.reading.targets import Found, count_in, percent_in
from engine.reading.timings import Understood, is_only_time, timings_in
from models.timings import Window

SKIPPED_KINDS = ("audience", "time", "background")
FIRM = ("deadline", "recurring", "window", "milestone", "rota")
LATE = re.compile(
    r"(?:Theo|Trên cơ sở|Căn cứ|Trong|Để|Nhằm|Với|Ngoài|Đối với|Hàng|Hằng|Từ|từ|Đợt|theo|trên cơ sở|căn cứ|trong|ngoài|đối với|Nếu|nếu|Khi|khi|Trường hợp|trường hợp)\s"
)
WHAT_IT_IS = re.compile(r"(?:là )?(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối|chủ trì|chủ quản)[ ,:]+")
ACTOR_TAIL = re.compile(
    r"(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|thực hiện|chủ trì|nhiệm vụ)?\s*(?:các (?:nội dung|nhiệm vụ)(?: sau)?)?\s*[:.]?\s*$"
)


@dataclass
class Candidate:
    """One doing found in a clause; ``node`` is where, ``lead`` may come from the heading above."""

    node: int
    section: str
    kind: str
    part: Passage
    lead: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()
    timings: list[Understood] = field(default_factory=list)
    target: Found | None = None
    action: str = ""
    is_named: bool = False
    has_verb: bool = False
    has_late_verb: bool = False
    is_event: bool = False
    is_heading: bool = False
    fields: dict[str, Passage] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.part.text

    @property
    def is_timed(self) -> bool:
        """Whether it says a time, even one that must be asked about."""
        return any(is_time_named(t) for t in self.timings)

    @property
    def firm(self) -> list[Understood]:
        """Its own timings that say more than haste or an event."""
        return [t for t in self.timings if t.kind in FIRM]


def is_time_named(timing: Understood) -> bool:
    """Whether a timing names a time, even one that must be asked about, and not only haste, an event or "always"."""
    return not timing.is_vague and timing.kind != "event" and timing.timing != Window()


@dataclass(frozen=True)
class FieldGroup:
    """Fields that stand under something: ``scope`` is the node they belong to."""

    node: int
    scope: int | None
    fields: dict[str, Passage]


@dataclass
class Clauses:
    """All candidates and fields of a plan, and the names that headings give to what stands under them."""

    candidates: list[Candidate] = field(default_factory=list)
    groups: list[FieldGroup] = field(default_factory=list)
    actors: dict[int, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[int, Passage] = field(default_factory=dict)
    known: tuple[str, ...] = ()


@dataclass
class Frame:
    """What a clause is read in: the document's text and the context its times are read against."""

    source: str
    context: Context
    nodes: list[Node] = field(default_factory=list)


def clauses_of(nodes: list[Node], context: Context, known: tuple[str, ...] = ()) -> Clauses:
    """Every clause of the body read by itself; ``known`` are the names to be met, in small letters."""
    clauses = Clauses(known=known)
    for node in nodes:
        if node.part in ("body", "closing", "appendix") and not node.paragraph.is_row and node.text:
            _read(node, nodes, context, clauses)
        elif node.part == "head" and node.has_children:
            _read_opening(node, nodes, context, clauses)
    return clauses


def _read_opening(node: Node, nodes: list[Node], context: Context, clauses: Clauses) -> None:
    """The sentence of a letter over its list: it names who owes the list, or orders something itself by a time."""
    sentence = segments_of(node.paragraph.passage, clauses.known)[-1]
    ordered = ordered_in(sentence.text, clauses.known)
    if ordered and _is_time(sentence.text[ordered.rest :], context):
        clauses.candidates += _candidates(node, sentence, nodes, context, clauses)
    elif ordered:
        clauses.actors[node.index] = ordered.names


def _read(node: Node, nodes: list[Node], context: Context, clauses: Clauses) -> None:
    rest, fields = fields_in(node.paragraph.passage)
    if fields:
        scope = node.index if rest.text else node.parent
        clauses.groups.append(FieldGroup(node.index, scope, fields))
    if not rest.text or node.kind in SKIPPED_KINDS:
        return
    if _names_only(node, rest, context, clauses) or (
        node.part == "appendix" and node.paragraph.level >= LEVELS["text"]
    ):
        return
    label, body = without_label(rest, clauses.known)
    if (
        label
        and not body.text[:1].isupper()
        and not body.text[:1].isdigit()
        and not _is_time(label, context)
        and not is_empty_label(label)
        and not _orders_someone(body.text, clauses.known)
    ) or (begins_with_verb(label) and _is_time(body.text, context) and not _orders_someone(body.text, clauses.known)):
        label, body = "", rest
    if label:
        clauses.labels[node.index] = rest[: len(label)]
        if is_empty_label(label) and not (starts_actor(body.text) and subject_of(body.text, clauses.known)):
            return
    clauses.candidates += _candidates(
        node, body if label and not _is_time(label, context) else rest, nodes, context, clauses
    )


def _orders_someone(text: str, known: tuple[str, ...]) -> bool:
    """Whether a text names someone and goes on with what is to be done."""
    subject = subject_of(text, known)
    return bool(subject and ";" not in text[: subject.rest] and VERB.match(text, subject.rest))


def _is_label_of_time(text: str) -> bool:
    """Whether a text is a task's name, a colon and nothing but times ("Sơ kết: quý III/2023")."""
    label, _, rest = text.partition(":")
    return bool(rest) and not re.search(r"\d", label) and is_only_time(rest)


def _is_time(label: str, context: Context) -> bool:
    return any(is_time_named(t) for t in timings_in(label, context).found)


def _names_only(node: Node, rest: Passage, context: Context, clauses: Clauses) -> bool:
    """Whether a heading only names who acts in what stands under it."""
    subject = subject_of(rest.text, clauses.known)
    tail = rest.text[subject.rest :] if subject else ""
    if subject and not tail and loose_in(fold(rest.text).text, ()):
        return False
    if subject and ACTOR_TAIL.fullmatch(tail) and (len(rest) < 160):
        clauses.actors[node.index] = subject.names
        return True
    if node.has_children and subject and tail.rstrip().endswith(":") and len(tail) < 90:
        clauses.actors[node.index] = subject.names
        return True
    ordered = ordered_in(rest.text, clauses.known) if node.has_children and rest.text.rstrip().endswith(":") else None
    if ordered and not _is_time(rest.text[ordered.rest :], context):
        clauses.actors[node.index] = ordered.names
        return True
    return False


def _candidates(
    node: Node, body: Passage, nodes: list[Node], context: Context, clauses: Clauses
) -> Iterator[Candidate]:
    lead = inherited(node, nodes, clauses.actors)
    named = False
    for segment in segments_of(body, clauses.known):
        subject = subject_in(segment.text, clauses.known)
        if subject and (title := WHAT_IT_IS.match(segment.text, subject.rest)):
            subject = Subject(subject.names, title.end())
        inner = (
            subject_in(segment.text[subject.rest :], clauses.known)
            if subject and segment.text[: subject.rest].rstrip().endswith(":")
            else None
        )
        if subject and inner and verb_in(segment.text, subject.rest + inner.rest, subject.rest + inner.rest + 30):
            subject = Subject(inner.names, subject.rest + inner.rest)
        if subject:
            lead, named = subject.names, True
        action = segment[subject.rest :] if subject else segment
        candidate = Candidate(
            node.index, node.section, node.kind if node.part != "closing" else "closing", segment, lead, is_named=named
        )
        candidate.cooperate = tuple(cooperators_in(segment))
        candidate.timings = list(
            timings_in(segment.text, replace(context, column=_is_label_of_time(segment.text))).found
        )
        candidate.target = percent_in(segment.text) or count_in(segment.text)
        candidate.action = action.text
        candidate.has_verb = begins_with_verb(action.text) or bool(
            subject and begins_with_verb(segment.text[subject.rest :])
        )
        candidate.has_late_verb = (bool(LATE.match(action.text)) and verb_in(action.text, 0, 160) is not None) or (
            bool(candidate.timings) and is_handed_in(action.text)
        )
        candidate.is_event = is_event(segment.text)
        candidate.is_heading = node.has_children and node.paragraph.level < LEVELS["bullet"]
        if not is_optional(segment.text) and not _is_only_topic(candidate):
            yield candidate


def _is_only_topic(candidate: Candidate) -> bool:
    """Whether it names a subject to speak about; in a section of topics only what someone does or what has a time is more."""
    if candidate.kind == "topics":
        acts = candidate.has_verb or candidate.has_late_verb
        return not (acts and (candidate.is_named or candidate.firm))
    return is_topic(candidate.text) and not candidate.is_named and not candidate.firm and not candidate.is_event


def inherited(node: Node, nodes: list[Node], actors: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The names that the nearest heading above gives."""
    above = node.parent
    while above is not None:
        if above in actors:
            return actors[above]
        above = nodes[above].parent
    return ()


def field_names(part: Passage) -> tuple[str, ...]:
    """The names in a field or cell of leads or cooperators."""
    pieces = [
        piece for line in re.split(r"(?:^|(?<=[;.])\s*)[-+•]\s+|;", part.text) for piece in names_in(line.strip(" .,;"))
    ]
    return tuple(dict.fromkeys(p.strip(" .,;") for p in pieces if 2 < len(p.strip(" .,;")) < 200))
