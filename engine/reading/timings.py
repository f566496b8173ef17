"""A phrase in, the timings that it says out, each with its days, the rules applied and the other honest readings."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Any

from engine.reading.accounting import loose_in
from engine.reading.decoys import Decoy, blanked
from engine.reading.doubts import doubted
from engine.reading.exceptions import excepted
from engine.reading.folding import Folded, fold, one_line
from engine.reading.grammar import Phrase, phrases_of
from engine.reading.held import held_on
from engine.reading.making import Made
from engine.reading.resolving import Context
from engine.reading.terms import terms_of
from engine.reading.weighing import is_bare_double, narrowed, run_within, strongest
from models.occurrences import Draft, Setting, drafts_of
from models.periods import Days
from models.timings import Bound, Deadline, Recurring, Timing, Undated, Window

LONGEST = 4000  # letters of one clause; what is longer is read in pieces of sentences
REACH = Days(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
REPORT = re.compile(r"\b(?:báo cáo|gửi|gởi|nộp|tổng hợp)\b")
NOTE = re.compile(r"\((?![^()]*lịch)[^()]*\)")
MEETING = re.compile(r"\b(?:giao ban|họp|hội nghị|bản tin|sinh hoạt|tập huấn|kiểm tra|giám sát|đưa nội dung|đưa vào)\b")


@dataclass(frozen=True)
class Understood:
    """One timing of a phrase: the model's timing, its days within the plan, and how it was read."""

    kind: str
    timing: Timing
    first: dt.date | None = None
    last: dt.date | None = None
    due: tuple[dt.date, ...] = ()
    periods: tuple[str, ...] = ()
    every: tuple[str, ...] = ()
    bound: str | None = None
    needs_date: bool = False
    rules: tuple[str, ...] = ()
    readings: tuple[dict[str, Any], ...] = ()
    start: int = 0
    end: int = 0
    is_vague: bool = False
    is_unsure: bool = False
    unread: tuple[str, ...] = ()

    @property
    def is_only_a_question(self) -> bool:
        """Whether it stands for words of time that no reading used."""
        return bool(self.unread) and not self.end

    def as_json(self) -> dict[str, Any]:
        """The shape that ``dondoc timing --json`` promises."""
        return {
            "kind": self.kind,
            "first": _iso(self.first),
            "last": _iso(self.last),
            "due": [day.isoformat() for day in self.due],
            "every": list(self.every),
            "bound": self.bound,
            "needs_date": self.needs_date,
            "rules": list(self.rules),
            "readings": list(self.readings),
        }


@dataclass(frozen=True)
class Timings:
    """What a text says about time, and what in it only looked like it."""

    found: tuple[Understood, ...]
    decoys: tuple[Decoy, ...] = ()
    folded: Folded = field(default_factory=lambda: fold(""))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def timings_in(text: str, context: Context) -> Timings:
    """All timings said in a text, in order; citations, programme periods and homographs give none.

    Words of time that no reading used are one question at the end, and everything else that was read shows them.
    """
    folded = fold(text[:LONGEST])
    clean, decoys = blanked(folded.text)
    context_of_text = _with_flavour(clean, context)
    heard = narrowed(clean, list(phrases_of(terms_of(clean), context_of_text)))
    heard += held_on(clean, loose_in(clean, [(p.start, p.end) for p in heard]), context_of_text)
    kept = excepted(clean, strongest(clean, heard))
    found = [understood(phrase, context, folded) for phrase in doubted(clean, run_within(clean, kept), context)]
    used = [p for p in heard if is_bare_double(p, heard) or any(p.made.timing == o.made.timing for o in kept)]
    unread = _unread(folded, clean, [*used, *kept], found)
    asked = any(each.needs_date and not each.is_vague for each in found)
    found = [replace(each, unread=unread) for each in found]
    if unread and not asked:
        found = [*(each for each in found if not each.is_vague), _question(unread, context)]
    return Timings(tuple(found), tuple(decoys), folded)


def timings_of_cell(text: str, context: Context) -> list[Understood]:
    """What a cell or field of times says; one that says something which is no timing is a question."""
    found = list(timings_in(text, replace(context, column=True)).found)
    if found or not re.search(r"[^\W\d_]{2,}|\d", text):
        return found
    rule = f"unread: cột thời gian ghi «{one_line(text)[:80]}», không rõ là ngày nào, phải hỏi người phụ trách"
    return [Understood("undated", Undated(), needs_date=True, rules=(rule,), unread=(one_line(text)[:80],))]


def _unread(folded: Folded, clean: str, used: list[Phrase], found: list[Understood]) -> tuple[str, ...]:
    """The words of time in no reading; the period that a report is about needs none if the report has a time."""
    dated = any(each.due or (each.needs_date and not each.is_vague) for each in found)
    loose = loose_in(clean, [(p.start, p.end) for p in used])
    return tuple(dict.fromkeys(clean[each.start : each.end] for each in loose if not (each.is_aside and dated)))


def _question(unread: tuple[str, ...], context: Context) -> Understood:
    """Words of time that no reading used, with what they would say if they were time limits."""
    context = replace(context, column=True)
    days = [day for phrase in phrases_of(terms_of("; ".join(unread)), context) for day in _days_of(phrase, context)]
    note = f"nếu «{', '.join(unread)}» là thời hạn"
    reading = {"switch": "unread", "chosen": False, "due": [day.isoformat() for day in days], "reading": note}
    rule = f"unread: còn «{', '.join(unread)}» chưa rõ có phải thời hạn không, phải hỏi người phụ trách"
    return Understood(
        "undated",
        Undated(),
        needs_date=True,
        rules=(rule,),
        readings=(reading,) if days else (),
        unread=unread,
    )


def _days_of(phrase: Phrase, context: Context) -> tuple[dt.date, ...]:
    return dues_of(phrase.made.timing, drafts_in(phrase.made.timing, context))


def read_phrase(text: str, context: Context) -> list[Understood]:
    """How one phrase is understood; a phrase that says no time gives one undated answer with the reason.

    The whole phrase may be the content of a column of times, where a bare "Quý II" is a time limit.
    """
    whole = is_only_time(text)
    timings = timings_in(text, replace(context, column=context.column or whole))
    if timings.found:
        return list(timings.found)
    rules = tuple(dict.fromkeys(decoy.rule for decoy in timings.decoys))
    return [Understood("undated", Undated(), needs_date=True, rules=(*rules, "no_timing: câu này không nêu thời hạn"))]


def is_only_time(text: str) -> bool:
    """Whether a text says nothing but times, notes in brackets aside."""
    clean, _ = blanked(fold(text).text[:LONGEST])
    words = [t for t in terms_of(NOTE.sub(_without_note, clean)) if t.letter not in ",()"]
    return bool(words) and all(t.letter != "_" for t in words)


def _without_note(note: re.Match[str]) -> str:
    """Nothing for a note in brackets that says no time ("(Ngày Môi trường thế giới)")."""
    return note[0] if any(t.letter not in "_,()xg" for t in terms_of(note[0])) else ""


def _with_flavour(clean: str, context: Context) -> Context:
    if context.is_report is not None:
        return context
    if MEETING.search(clean):
        return replace(context, is_report=False)
    return replace(context, is_report=True) if REPORT.search(clean) else context


def understood(phrase: Phrase, context: Context, folded: Folded) -> Understood:
    """A made timing with its days; without a plan a series has none."""
    made = phrase.made
    start, end = folded.source_span(phrase.start, phrase.end)
    drafts = drafts_in(made.timing, context)
    days = span_of(made, drafts, context)
    made = _from_issue(made, drafts, context)
    drafts = drafts_in(made.timing, context)
    return Understood(
        made.kind,
        made.timing,
        days[0],
        days[1],
        () if made.needs_date else dues_of(made.timing, drafts),
        tuple(d.period for d in drafts if d.period and not d.is_check) if made.kind == "recurring" else (),
        tuple(made.timing.every) if isinstance(made.timing, Recurring) else (),
        str(made.bound.value) if made.bound else None,
        made.needs_date,
        rules_of(made, drafts),
        tuple(readings_of(made, context)),
        start,
        end,
        made.is_vague,
        made.is_unsure,
    )


def _from_issue(made: Made, drafts: list[Draft], context: Context) -> Made:
    """A series runs from the plan's day of issue on, and within its campaign: what would be due outside is not owed."""
    issued, timing = context.issued_on, made.timing
    if not isinstance(timing, Recurring) or not context.plan:
        return made
    if (core := context.core) and not timing.start and not timing.end:
        rule = f"core: chỉ tính trong đợt {core.first:%d/%m/%Y}-{core.last:%d/%m/%Y} mà kế hoạch nêu"
        return _bounded(made, rule, start=max(core.first, issued or core.first), end=core.last)
    if not issued or not timing.span(context.plan).first < issued <= timing.span(context.plan).last:
        return made
    if all(not d.due_on or d.due_on >= issued for d in drafts):
        return made
    return _bounded(made, f"before_issue: bỏ các kỳ có hạn trước ngày ban hành {issued:%d/%m/%Y}", start=issued)


def _bounded(made: Made, rule: str, **ends: dt.date) -> Made:
    return replace(made, timing=made.timing.model_copy(update=ends), rules=(*made.rules, rule))


def drafts_in(timing: Timing, context: Context) -> list[Draft]:
    """The occurrences of a timing within the plan; a deadline or window with days of its own needs no plan."""
    if context.plan is None and isinstance(timing, Recurring) and not timing.start:
        return []
    plan = context.plan or REACH
    until = plan.last if context.plan else REACH.last
    drafts = drafts_of(timing, Setting(plan, context.rules, context.calendar, until))
    return [d for d in drafts if not d.is_check]


def dues_of(timing: Timing, drafts: list[Draft]) -> tuple[dt.date, ...]:
    """The last acceptable days that the words state; an open end and a rota state none."""
    if isinstance(timing, Deadline | Recurring) or (isinstance(timing, Window) and timing.end):
        return tuple(d.due_on for d in drafts if d.due_on)
    return ()


def span_of(made: Made, drafts: list[Draft], context: Context) -> tuple[dt.date | None, dt.date | None]:
    """First and last day, as far as the words or the plan say them."""
    span = made.timing.span(context.plan or REACH)
    first = None if span.first == REACH.first else span.first
    last = None if span.last == REACH.last else span.last
    if isinstance(made.timing, Deadline) and drafts and drafts[0].due_on:
        last = drafts[0].due_on
        first = min(first, last) if first else None
    return first, last


def rules_of(made: Made, drafts: list[Draft]) -> tuple[str, ...]:
    """The rules of reading and of dates that shaped the answer, each once."""
    dated = [
        rule for draft in drafts[:40] for rule in draft.rules if not made.needs_date or not rule.startswith("no_date")
    ]
    if isinstance(made.timing, Undated):
        dated = []
    if isinstance(made.timing, Recurring):
        dated = _first_of_each(dated)
    return tuple(dict.fromkeys((*made.rules, *dated)))


def _first_of_each(rules: list[str]) -> list[str]:
    """One rule of each name: of a series the first occurrence's."""
    first: dict[str, str] = {}
    for rule in rules:
        first.setdefault(rule.split(":")[0], rule)
    return list(first.values())


def readings_of(made: Made, context: Context) -> list[dict[str, Any]]:
    """The honest readings, each with the switch that would choose it."""
    result = [
        {"switch": name, "chosen": False, "due": _due_json(timing, context), "reading": "một cách hiểu khác, chưa chọn"}
        for name, timing in made.options
    ]
    strict = made.bound is Bound.BEFORE and not made.needs_date
    if strict and _clockless(made.timing) and not isinstance(made.timing, Window):
        result += [_switched(made.timing, context, value) for value in (True, False)]
    return result


def _clockless(timing: Timing) -> bool:
    due = timing.due if isinstance(timing, Recurring) else timing
    return getattr(due, "at", None) is None


def _switched(timing: Timing, context: Context, value: bool) -> dict[str, Any]:
    rules = context.rules.model_copy(update={"before_is_strict": value})
    text = "trước ngày nêu, ngày đó đã muộn" if value else "kể cả ngày nêu"
    return {
        "switch": "before_is_strict",
        "value": value,
        "chosen": context.rules.before_is_strict is value,
        "due": _due_json(timing, replace(context, rules=rules)),
        "reading": text,
    }


def _due_json(timing: Timing, context: Context) -> list[str]:
    return [day.isoformat() for day in dues_of(timing, drafts_in(timing, context))]
