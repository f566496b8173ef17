"""Which time a task has: its own words', those of the field under it, or those of the paragraph over it."""

import re
from dataclasses import replace

from engine.reading.candidates import Candidate, Frame
from engine.reading.folding import fold, plain
from engine.reading.grammar import Phrase
from engine.reading.making import Made
from engine.reading.sentences import is_one_off
from engine.reading.targets import percent_in
from engine.reading.timings import Understood, timings_in, timings_of_cell, understood
from models.timings import Event, Target, Window

PIECE = re.compile(r"(?:(?!\bvà (?:đạt |trên |tối thiểu |ít nhất )?\d+ ?%)[^,;.:]|(?<=\d)[,.](?=\d))+")
AIM = re.compile(r"\s*(?:phấn đấu|đạt|tối thiểu|ít nhất|trên|và|có)", re.IGNORECASE)


def timings_of(candidate: Candidate, frame: Frame) -> list[Understood]:
    """Its own timings; else those of the field under it, or of the label before it."""
    field_timings = _field_timings(candidate, frame) or _label_timings(candidate, frame)
    own = begun([t for t in candidate.timings if not t.is_vague], field_timings, frame)
    if candidate.is_event and not candidate.firm:
        return [t for t in own if t.kind == "event"][:1] or [event_of(candidate)]
    asked = [t for t in candidate.timings if t.is_vague]
    if field_timings and all(t.is_only_a_question for t in own):
        return field_timings
    if own and field_timings and _is_aside(candidate, own[0]):
        return [*field_timings, *own]
    if not own and asked and (is_one_off(action_of(candidate)) or "khẩn trương" in plain(candidate.text)):
        return asked[:1]
    if all(t.kind == "window" and not t.due and t.timing == Window() for t in own) and field_timings:
        return field_timings
    return [t for t in own if t.kind != "event" or not _is_passing(candidate)]


def targets_by_time(candidate: Candidate, timings: list[Understood]) -> dict[int, Target | None]:
    """Of several times in one clause each has the percentage said beside it, and none has another's."""
    own = [(n, t) for n, t in enumerate(timings) if t in candidate.timings and t.end]
    if len(own) < 2 or not candidate.target or candidate.target.target.unit != "%":
        return {}
    aims: dict[int, Target | None] = dict.fromkeys((n for n, _ in own), None)
    for piece in PIECE.finditer(candidate.text):
        if not (found := percent_in(piece[0])):
            continue
        inside = [n for n, t in own if piece.start() < t.end <= piece.end()]
        before = [n for n, t in own if t.end <= piece.start()][-1:]
        after = [n for n, t in own if t.end > piece.end()][:1]
        taker = inside or ((before or after) if AIM.match(piece[0]) else (after or before))
        aims |= {n: found.target for n in taker if aims[n] is None}
    return aims


def begun(own: list[Understood], around: list[Understood], frame: Frame) -> list[Understood]:
    """A series or rota that begins where an open "từ ngày …" beside it, or in the field under it, says."""
    opens = [t for t in (*own, *around) if isinstance(t.timing, Window) and t.timing.start]
    series = [t for t in own if t.kind in ("recurring", "rota") and t.timing.start in (None, frame.context.issued_on)]
    if not opens or not series:
        return own
    merged = within(series[0], opens[0], frame)
    return [merged if t is series[0] else t for t in own if t is not opens[0]]


def within(series: Understood, window: Understood, frame: Frame) -> Understood:
    """A series from the beginning to the end of a window."""
    assert isinstance(window.timing, Window)
    ends = {"start": window.timing.start, "end": window.timing.end}
    rules = tuple(rule for rule in series.rules if not rule.startswith(("before_", "by_")))
    made = Made(series.kind, series.timing.model_copy(update=ends), needs_date=series.needs_date, rules=rules)
    merged = understood(Phrase(made, 0, 1), frame.context, fold(" "))
    return replace(merged, bound=series.bound, start=series.start, end=series.end, unread=series.unread)


def _label_timings(candidate: Candidate, frame: Frame) -> list[Understood]:
    """The time that stands before the colon of the paragraph above: "Từ 1/6/2020 trở đi:"."""
    above = frame.nodes[candidate.node].parent if candidate.node >= 0 else None
    while above is not None:
        text = frame.nodes[above].text
        if ":" in text and frame.nodes[above].part != "head":
            found = [
                t
                for t in timings_in(text.split(":")[0], replace(frame.context, is_report=False)).found
                if t.kind in ("window", "deadline")
            ]
            if found:
                return found
        above = frame.nodes[above].parent
    return []


def _is_passing(candidate: Candidate) -> bool:
    """As in "khi" inside a sentence that is done all the time ("tuyên truyền cho người dân khi đến làm việc")."""
    return bool(re.match(r"(?:thường xuyên|tuyên truyền)", plain(action_of(candidate))))


def event_of(candidate: Candidate) -> Understood:
    """The event that a clause names without a word the phrase reader knows."""
    return Understood(
        "event", Event(trigger="khi có khó khăn, vướng mắc"), rules=("event: khi có việc mới phát sinh nghĩa vụ",)
    )


def _is_aside(candidate: Candidate, timing: Understood) -> bool:
    """A series named among several ways of doing something, after a colon: the whole runs as its field says."""
    colon = candidate.text.find(":")
    return timing.kind == "recurring" and 0 < colon < timing.start


def _field_timings(candidate: Candidate, frame: Frame) -> list[Understood]:
    if "time" not in candidate.fields:
        return []
    report = bool(re.match(r"(?:báo cáo|tổng hợp|gửi)", plain(action_of(candidate))))
    return timings_of_cell(candidate.fields["time"].text, replace(frame.context, is_report=report))


def action_of(candidate: Candidate) -> str:
    """What is to be done, the subject taken off."""
    return candidate.action or candidate.text
