"""Which of the phrases of a text count: what names a time before haste and custom, each timing once."""

import datetime as dt
import re
from dataclasses import replace

from engine.reading.grammar import Phrase
from engine.reading.making import Made
from models.timings import Deadline, Recurring, Timing, Window, first_day, last_day

UNTIL = re.compile(r"(?:cho )?(?:đến|tới)\b")


def strongest(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """Adverbs ("thường xuyên", "kịp thời", "theo quy định") count only where nothing more definite is said."""
    phrases = [p for p in phrases if not is_bare_double(p, phrases)]
    firm = [p for p in phrases if not p.made.is_vague and not _is_plain_window(p.made)]
    if firm and any(p.made.kind != "event" for p in firm):
        return _unique(firm)
    events = [p for p in phrases if p.made.kind == "event"]
    windows = [p for p in phrases if _is_plain_window(p.made) and not _is_only_then(text, p, events)]
    if windows or events:
        return _unique(sorted([*windows[:1], *events], key=lambda p: p.start))
    return phrases[:1]


def _is_only_then(text: str, round_: Phrase, events: list[Phrase]) -> bool:
    """Whether something is done all the time only once an event has happened ("hằng ngày khi có ổ dịch")."""
    return any(event.start >= round_.end and not text[round_.end : event.start].strip() for event in events)


def narrowed(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """A period and, after a comma, days within it are one time, the days ("Quý III, trước ngày 20/9"), which take its words."""
    result: list[Phrase] = []
    for phrase in phrases:
        wide = result[-1] if result and _narrows(text, result[-1], phrase) else None
        result[-1 if wide else len(result) :] = [replace(phrase, start=wide.start) if wide else phrase]
    return result


def _narrows(text: str, wide: Phrase, phrase: Phrase) -> bool:
    """Whether one phrase follows another at once and says days of the period that the other names."""
    whole, days = _period_of(wide.made), _days_of(phrase.made)
    if not whole or not days or text[wide.end : phrase.start].strip(" ,"):
        return False
    return whole[0] <= days[0] <= days[1] <= whole[1]


def _period_of(made: Made) -> tuple[dt.date, dt.date] | None:
    """First and last day of a period given as a time limit, or of a year that work runs through."""
    timing = made.timing
    if isinstance(timing, Deadline) and not isinstance(timing.on, dt.date):
        return first_day(timing.on), last_day(timing.on)
    days = _days_of(made)
    return days if days and isinstance(timing, Window) and _is_whole_year(*days) else None


def _is_whole_year(first: dt.date, last: dt.date) -> bool:
    return first == dt.date(first.year, 1, 1) and last == dt.date(first.year, 12, 31)


def _days_of(made: Made) -> tuple[dt.date, dt.date] | None:
    """The days that a timing says outright, or the first of those to choose from; the same one twice for a single day."""
    timing = made.options[0][1] if made.needs_date and made.options else made.timing
    if isinstance(timing, Deadline) and isinstance(timing.on, dt.date):
        return timing.on, timing.on
    if isinstance(timing, Window) and isinstance(timing.start, dt.date) and isinstance(timing.end, dt.date):
        return timing.start, timing.end
    return None


def run_within(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """A series beside the one from-to of the same half-sentence runs from its beginning to its end."""
    spans = [p for p in phrases if isinstance(p.made.timing, Window) and p.made.timing.start]
    spans = spans or [p for p in phrases if isinstance(p.made.timing, Deadline) and _frames(text, p, phrases)]
    spans = spans or [p for p in phrases if isinstance(p.made.timing, Deadline) and _ends(text, p, phrases)]
    if len(spans) != 1:
        return phrases
    run = spans[0]
    bounded = [_bounded(p, run) if _runs_in(text, p, run) else p for p in phrases]
    return phrases if bounded == phrases else [p for p in bounded if p is not run]


def frame_of(text: str, series: Phrase, other: Phrase) -> bool:
    """Whether a "trong …" stands straight beside a series: "thứ Bảy hằng tuần trong tháng 11"."""
    if other is series or series.made.kind != "recurring" or not text.startswith("trong ", other.start):
        return False
    if other.start >= series.end:
        return not text[series.end : other.start].strip()
    return not text[other.end : series.start].strip(" ,")


def _frames(text: str, run: Phrase, phrases: list[Phrase]) -> bool:
    return any(frame_of(text, series, run) for series in phrases)


def _ends(text: str, run: Phrase, phrases: list[Phrase]) -> bool:
    """Whether an "đến hết …" stands straight behind a series: "thứ Sáu hằng tuần đến hết tháng 8"."""
    return bool(UNTIL.match(text, run.start)) and any(
        isinstance(p.made.timing, Recurring) and p.end <= run.start and not text[p.end : run.start].strip(" ,")
        for p in phrases
    )


def _runs_in(text: str, series: Phrase, run: Phrase) -> bool:
    timing = series.made.timing
    between = text[min(series.end, run.end) : max(series.start, run.start)]
    return isinstance(timing, Recurring) and not timing.start and not re.search(r"[;.]", between)


def _bounded(series: Phrase, run: Phrase) -> Phrase:
    timing = run.made.timing
    assert isinstance(timing, Window | Deadline)
    ends = {"start": timing.start, "end": timing.end}
    if isinstance(timing, Deadline) and run.start > series.start and timing.start is None:
        ends = {"end": last_day(timing.on)}
    elif isinstance(timing, Deadline):
        ends = {"start": first_day(timing.on), "end": last_day(timing.on)}
    return replace(series, made=replace(series.made, timing=series.made.timing.model_copy(update=ends)))


def is_bare_double(phrase: Phrase, phrases: list[Phrase]) -> bool:
    """A series without a day beside the same series with one ("định kỳ hằng quý … trước ngày 10 của tháng cuối quý")."""
    if not isinstance(phrase.made.timing, Recurring) or phrase.made.timing.due is not None:
        return False
    others = [
        p.made.timing
        for p in phrases
        if p is not phrase and isinstance(p.made.timing, Recurring) and p.made.timing.due is not None
    ]
    return any(set(phrase.made.timing.every) <= set(other.every) for other in others)


def _is_plain_window(made: Made) -> bool:
    return isinstance(made.timing, Window) and made.timing.start is None and made.timing.end is None


def _unique(phrases: list[Phrase]) -> list[Phrase]:
    seen: list[tuple[str, Timing]] = []
    result = []
    for phrase in phrases:
        key = (phrase.made.kind, phrase.made.timing)
        if key not in seen or (phrase.made.kind == "event" and len(seen) < 1):
            seen.append(key)
            result.append(phrase)
    return result
