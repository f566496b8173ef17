"""Which of the phrases of a text count: what names a time before haste and custom, each timing once."""

import re
from dataclasses import replace

from engine.reading.grammar import Phrase
from engine.reading.making import Made
from models.timings import Deadline, Recurring, Timing, Window, first_day, last_day


def strongest(phrases: list[Phrase]) -> list[Phrase]:
    """Adverbs ("thường xuyên", "kịp thời", "theo quy định") count only where nothing more definite is said."""
    phrases = [p for p in phrases if not is_bare_double(p, phrases)]
    firm = [p for p in phrases if not p.made.is_vague and not _is_plain_window(p.made)]
    if firm and any(p.made.kind != "event" for p in firm):
        return _unique(firm)
    windows = [p for p in phrases if _is_plain_window(p.made)]
    events = [p for p in phrases if p.made.kind == "event"]
    if windows or events:
        return _unique(sorted([*windows[:1], *events], key=lambda p: p.start))
    return phrases[:1]


def run_within(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """A series beside the one from-to of the same half-sentence runs from its beginning to its end."""
    spans = [p for p in phrases if isinstance(p.made.timing, Window) and p.made.timing.start]
    spans = spans or [p for p in phrases if isinstance(p.made.timing, Deadline) and _frames(text, p, phrases)]
    if len(spans) != 1:
        return phrases
    run = spans[0]
    bounded = [_bounded(p, run) if _runs_in(text, p, run) else p for p in phrases]
    return phrases if bounded == phrases else [p for p in bounded if p is not run]


def frame_of(text: str, series: Phrase, other: Phrase) -> bool:
    """Whether a "trong …" stands straight beside a series: "thứ Bảy hằng tuần trong tháng 11"."""
    if other is series or not isinstance(series.made.timing, Recurring) or not text.startswith("trong ", other.start):
        return False
    if other.start >= series.end:
        return not text[series.end : other.start].strip()
    return not text[other.end : series.start].strip(" ,")


def _frames(text: str, run: Phrase, phrases: list[Phrase]) -> bool:
    return any(frame_of(text, series, run) for series in phrases)


def _runs_in(text: str, series: Phrase, run: Phrase) -> bool:
    timing = series.made.timing
    between = text[min(series.end, run.end) : max(series.start, run.start)]
    return isinstance(timing, Recurring) and not timing.start and not re.search(r"[;.]", between)


def _bounded(series: Phrase, run: Phrase) -> Phrase:
    timing = run.made.timing
    assert isinstance(timing, Window | Deadline)
    ends = {"start": timing.start, "end": timing.end}
    if isinstance(timing, Deadline):
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
