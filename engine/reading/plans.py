"""A document's text in, the plan and its duties out."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.reading.actors import starts_actor
from engine.reading.candidates import Frame, clauses_of, field_names
from engine.reading.doubles import without_doubles
from engine.reading.duties import duties_of
from engine.reading.duty import Duty
from engine.reading.fields import fields_in
from engine.reading.folding import plain
from engine.reading.head import Head, head_of
from engine.reading.leaning import looked_at
from engine.reading.matching import Matcher, Named
from engine.reading.outline import Node, outline_of
from engine.reading.paragraphs import Text, text_of
from engine.reading.plan_period import PlanPeriod
from engine.reading.repair import Repair, has_holes
from engine.reading.resolving import Context
from engine.reading.rows import row_duties
from engine.reading.sources import Source
from engine.reading.stacked import stacked_table
from engine.reading.tables import Row, Table, tables_in
from models.errors import NotAPlanError
from models.periods import Days
from models.timings import ReadingRules
from models.working_days import WorkingCalendar

LONGEST = 600_000  # letters: about 200 pages; a plan has 5 to 40
FEWEST = 200


@dataclass(frozen=True)
class Reading:
    """A plan as it was read: head, duties in the order of the document, and what a person should look at."""

    source: Source
    head: Head
    duties: tuple[Duty, ...]
    repairs: tuple[Repair, ...]
    monitor: str = ""
    unmatched: tuple[str, ...] = ()
    issuer_code: str | None = None
    monitor_code: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape that ``dondoc plan read --json`` promises."""
        head = self.head
        plan = {
            "number": head.number,
            "title": head.title,
            "issuer": head.issuer,
            "issued_on": head.issued_on.isoformat() if head.issued_on else None,
            "from": head.period.first.isoformat() if head.period else None,
            "to": head.period.last.isoformat() if head.period else None,
            "parent": head.parent,
            "monitor": self.monitor or None,
        }
        return {"plan": plan, "duties": [duty.as_json() for duty in self.duties]}


def read_plan(
    source: Source,
    *,
    rules: ReadingRules | None = None,
    calendar: WorkingCalendar | None = None,
    directory: Sequence[Named] = (),
    period: Days | None = None,
) -> Reading:
    """The plan that a document is, with every duty that it states; refuses what is no plan.

    Nothing is made up: what a document leaves open is null, empty or marked ``needs_date``. A ``period`` that a person
    states goes before what the document says of the plan's days.
    """
    text, nodes = _outline(source)
    head = _with_period(head_of(nodes, source.text), period)
    context = Context(
        head.period, head.issued_on, rules or ReadingRules(), calendar or WorkingCalendar(), core=head.spoken.core
    )
    frame = Frame(source.text, context, nodes)
    known = names_known(text, nodes, directory)
    running = duties_of(clauses_of(nodes, context, known), frame)
    duties = [*_of_stacked(text, nodes, frame, running), *_of_tables(text, nodes, frame)]
    if not head.is_plan or not duties:
        raise NotAPlanError
    duties = sorted(without_doubles(duties), key=lambda duty: duty.span)
    matcher = Matcher(directory, head.issuer, source.text)
    matched = tuple(looked_at(_checked(_matched(duty, matcher, source), text), head.spoken) for duty in duties)
    names = dict.fromkeys(name for duty in matched for name in (*duty.lead, *duty.cooperate))
    unmatched = tuple(name for name in names if directory and matcher.code_of(name) is None)
    monitor = _monitor(matched)
    monitor_code = matcher.code_of(monitor) if monitor else None
    return Reading(source, head, matched, text.repairs, monitor, unmatched, matcher.issuer, monitor_code)


def _with_period(head: Head, period: Days | None) -> Head:
    return replace(head, spoken=PlanPeriod(period, "period_stated: do người soát nhập")) if period else head


def names_known(text: Text, nodes: list[Node], directory: Sequence[Named]) -> tuple[str, ...]:
    """The names that the directory, the tables' cells, the fields and "Nơi nhận" give, in small letters, the longest first."""
    cells = [
        row.cells[role]
        for table in tables_in(text.paragraphs)
        for row in table.rows
        for role in ("lead", "cooperate")
        if role in row.cells
    ]
    cells += [
        part
        for node in nodes
        for name, part in fields_in(node.paragraph.passage)[1].items()
        if name in ("lead", "cooperate")
    ]
    names = [name for cell in cells for name in field_names(cell)]
    names += [re.sub(r"\s*\(.*", "", node.text).strip(" .;") for node in nodes if node.part == "recipients"]
    names += [label for entry in directory for label in (entry.name, *entry.aliases)]
    fit = {
        plain(name)
        for name in names
        if starts_actor(name) and 2 <= len(name.split()) <= 14 and not re.search(r"[.;:]", name)
    }
    return tuple(sorted(fit, key=len, reverse=True))


def _outline(source: Source) -> tuple[Text, list[Node]]:
    if len(source.text) > LONGEST:
        raise NotAPlanError(
            f"{source.name or 'tệp'}: quá dài cho một kế hoạch ({len(source.text)} chữ) — tách riêng phần kế hoạch rồi đọc lại"
        )
    if len(source.text.strip()) < FEWEST:
        raise NotAPlanError(f"{source.name or 'tệp'}: không có nội dung để đọc — chọn tệp kế hoạch khác")
    text = text_of(source.text)
    return text, outline_of(text.paragraphs)


def _of_tables(text: Text, nodes: list[Node], frame: Frame) -> list[Duty]:
    tables = tables_in(text.paragraphs)
    return [
        duty
        for number, table in enumerate(tables)
        for row in table.rows
        for duty in row_duties(row, _row_section(row, table, number, nodes), frame)
    ]


def _of_stacked(text: Text, nodes: list[Node], frame: Frame, running: list[Duty]) -> list[Duty]:
    """The duties of a stacked table; what its lines gave as running text is dropped."""
    if tables_in(text.paragraphs):
        return running
    appendix = next((n for n in nodes if n.part == "appendix"), None)
    place = appendix.paragraph.passage.span[0] if appendix else 0
    table = stacked_table([line for line in text.lines if line.passage.at and line.passage.at[0] >= place])
    above = "PL" if appendix else _section_at(nodes, table.start)
    kept = [d for d in running if not table.rows or not table.start <= d.span[0] < table.end]
    return kept + [duty for row in table.rows for duty in row_duties(row, f"{above}.{row.number}", frame)]


def _section_at(nodes: list[Node], place: int) -> str:
    """The section in which a place of the source lies."""
    before = [
        n
        for n in nodes
        if n.part == "body"
        and n.paragraph.level <= 1
        and n.paragraph.passage.at
        and n.paragraph.passage.span[0] <= place
    ]
    return before[-1].section if before else "PL"


def _row_section(row: Row, table: Table, number: int, nodes: list[Node]) -> str:
    """As in "PL.3", "PL.II.3" for a row under a heading within the table; "II.3" for a table in the body."""
    place = next((cell.span[0] for cell in row.cells.values() if cell.at), 0)
    node = next(
        (n for n in nodes if n.paragraph.is_row and n.paragraph.passage.at and n.paragraph.passage.span[1] > place),
        None,
    )
    above = node.section if node and node.section else "PL"
    above = above if above != "Kết luận" else "PL"
    return ".".join(part for part in (above, row.group, row.number) if part)


def _checked(duty: Duty, text: Text) -> Duty:
    """A day read beside letters that are still missing is a question and no answer."""
    if not text.damage.is_damaged or not duty.due or not has_holes(f"{duty.title} {duty.heard}"):
        return duty
    rule = f"damaged_text: đọc được {', '.join(day_text(day) for day in duty.due[:3])} ở chỗ mất chữ, phải soát lại"
    return replace(duty, due=(), needs_date=True, rules=(*duty.rules, rule), confidence=min(duty.confidence, 0.4))


def _matched(duty: Duty, matcher: Matcher, source: Source) -> Duty:
    leads = tuple(dict.fromkeys(code for name in duty.lead if (code := matcher.code_of(name))))
    others = tuple(dict.fromkeys(code for name in duty.cooperate if (code := matcher.code_of(name))))
    return replace(duty, lead_units=leads, cooperate_units=others, page=source.page_of(duty.span[0]))


def _monitor(duties: Sequence[Duty]) -> str:
    """Who the plan asks to chase: the first named to đôn đốc or to collect the reports."""
    for pattern in (r"\bđôn đốc\b", r"\bđầu mối\b|\btheo dõi\b", r"\btổng hợp\b"):
        for duty in duties:
            if (
                duty.lead
                and re.search(pattern, plain(duty.title))
                and duty.section not in ("Kết luận",)
                and len(duty.lead) == 1
            ):
                return duty.lead[0]
    return ""


def day_text(day: dt.date | None) -> str:
    """A day for people, or a dash."""
    return f"{day:%d/%m/%Y}" if day else "–"
