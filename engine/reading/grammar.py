"""The grammar of timing phrases: productions over the letters of terms, tried in order at each place, longest reach first.

``B`` in a pattern is any bound word (trước, chậm nhất, đến), ``T`` any day or period that can end something.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.reading.making import Made, day_within, deadlines, event, not_placed, rota, stage, stages, vague
from engine.reading.making_limits import days_ahead, limit
from engine.reading.making_series import (
    days_of_months,
    month_list,
    month_points,
    period_list,
    point_of_days,
    series,
    unnamed_series,
)
from engine.reading.making_weeks import daily, series_within, week_of, weekly
from engine.reading.making_windows import after_day, always, day_span, open_window, window, window_and_months, years
from engine.reading.making_years import dated_reports, each_dated, year_ahead, yearly_periods, yearly_points
from engine.reading.resolving import Context
from engine.reading.terms import Term

Maker = Callable[[list[Term], Context], list[Made]]

LIST = r"(?:,+k?(?:g_?)?(?:x|F|Q|H|K|M(?=,|$|\(|_)))"
SERIES = r"(?:k,?(?:g_?)?(?:x|F)|k?F|g_?F|gx(?=,|\(|B))"
STAGE = r"q(?=[_,()gku]*(?:$|,[YQMHUKNR]))"
DAYS = r"d[tc-]{1,2}d"
NOTED = r"h?[DP]z?\((?:g_?)?[xHy]\)"
CLOCK = r"(?:,?\(?B?h\)?)?"
IN_PROSE: tuple[tuple[str, str, Maker], ...] = (
    ("limit", r"l", limit),
    ("stage", rf"(?<![^,])[YQMH]{STAGE}", stage),
    ("stage", rf"(?<![^,])U{STAGE}", years),
    ("stages", r"B+Y(?:,g_?B*Y)+", stages),
    ("rota", r"rk?(?:[,_(]{0,2}fT)?|fT,?_?r", rota),
    ("ahead", r"B*jB*[DP]|bDJ", days_ahead),
    ("event", r"B*i", event),
    ("not placed", r"B*A\(?B+h?Tz?\)?|B*A(?!\(?f|\([NDPQM]F)(?:\(?(?:T|R)\)?)?", not_placed),
    ("year ahead", r"B+h?[DP]p", year_ahead),
    ("round", r"O\(?B*h?[DPMmQHE]\)?", deadlines),
    ("round", r"O\(?B*G\)?", day_span),
    ("window", r"fB?h?T,[cb]{1,2}h?T", window),
    ("window", r"nB{1,2}T", window),
    ("window", r"(?:fB?h?Td?(?:[tc-][cb]?b?)|B?h?Td?(?:t[cb]{0,2}|-))h?Tz?o?", window),
    ("window", r"(?:f|c|fc)?Ro?|\(R\)", window),
    ("days", r"(?:f|B*h?,?)G", day_span),
    ("month point", r"B*h?d,?B?NF?", days_of_months),
    ("window", r"fd[tc-]{1,2}T", window),
    ("window", r"fB?T[tc-]{1,2}N", window_and_months),
    ("years", r"[fct]{1,2}U", years),
    ("daily", r"fw[tc-]wF", daily),
    ("open", r"fB?To?(?:tv)?", open_window),
    ("part of year", r"B*\(?[QMNHKE]\)?,?F(?!,?\(?B*h?[dw])|F,?\(?B*[QMNHKE]\)?", yearly_periods),
    ("days of month", rf"f?B*h?{DAYS},?(?:e|\(?F,?e?\)?|N)", point_of_days),
    ("days of month", rf"k?F[_g,]{{0,5}}\(?f?B*h?{DAYS}(?!F|e)\)?", point_of_days),
    ("yearly", r"B*h?[DP](?:,B*[DP])*,?\(?F\)?" + CLOCK, yearly_points),
    ("yearly", r"\(h?[DP](?:,[DP])*\),?F" + CLOCK, yearly_points),
    ("dated report", rf"B+{NOTED}(?:,B*{NOTED})*", each_dated),
    ("yearly", r"k?F,?\(?[_g,]{0,6}B+h?[DP](?:,B*h?[DP])*\)?(?!p)" + CLOCK, yearly_points),
    ("day within", r"c[Mm],?B+h?d(?!,*[eFMN])", day_within),
    ("dated report", r"g_?x_?\(?c[Mm]\)?", dated_reports),
    ("series within", r"(?:g_?x|k?F),?c[MmQN]", series_within),
    ("dated report", r"(?:g_?|k)?[xyHQM]_?\(?b?B+h?[DP]z?\)?|[HQM]g_?B+h?[DP]", dated_reports),
    ("month point", r"B*h?d(?:,B*d)*,?(?:e|F,?e?|\(e\))\)?" + CLOCK, month_points),
    (
        "month point",
        rf"(?:{SERIES}|g_?[xQK]){LIST}*,?_?\(?(?:,?_)?B*h?(?:d(?:,d)*|L)e?F?\)?" + CLOCK + r"(?:,x(?!\())*",
        month_points,
    ),
    ("month point", r"B*h?LF?", month_points),
    ("week", r"B*h?w,?(?:x|E|V)", week_of),
    ("weekly", r"(?:g_?)?xB*h?w", weekly),
    ("weekly", r"k?B*h?,?w(?:,w)*F" + CLOCK, weekly),
    ("weekly", r"(?:g_?)?F,?\(?[_g,]{0,5}B*h?w\)?" + CLOCK, weekly),
    ("month point", r"k?F(?=[_g,]*_)[_g,]{1,6}B+h?d(?:e|F)?\)?", month_points),
    ("daily", r"B*h,?F|(?:g_?)?F[_g,(]{0,5}B*h\)?(?!,?\(?[wDPd])", daily),
    ("week", r"B*V", week_of),
    ("series", rf"{SERIES}{LIST}*", series),
    ("series", r"B?g?_?[QHK](?:,+(?:g_?)?(?:x|F|Q|H|K))+|B?\(?K\)?", period_list),
    ("months", r"B?\(?N\)?", month_list),
    (
        "deadline",
        r"B+(?:h,?)?B*(?:w,?)?(?:\(T\)|\(?T)y?(?:(?:\(_\))?,(?:[DPI]|[MmQHYE](?!,?B+h?[DP]))(?!F))*z?" + CLOCK,
        deadlines,
    ),
    ("deadline", r"h,?w?,?\(?[DP]\)?", deadlines),
    ("deadline", r"\(T(?:,T)*\)", deadlines),
    ("always", r"a(?:,?\(?B?[xyY]\)?)?", always),
    ("always", r"y", always),
    ("event", r"v", event),
    ("series or event", r"k(?=,v)", unnamed_series),
    ("vague", r"S|u|B?S|k", vague),
)
IN_COLUMN: tuple[tuple[str, str, Maker], ...] = (
    ("open", r"s[DP]", after_day),
    ("years", r"U", years),
    ("series", r"(?:g_?)?[QH](?:,+(?:g_?)?[QH])+", period_list),
    ("series", r"x(?:,x)+", series),
    ("years", r"Z(?:,Z)*", years),
    ("deadline", r"(?:h,?)?(?:w,?)?[DPIMmQHYEy]y?(?:,[DPIMmQHYE])*z?", deadlines),
    ("month point", r"d", vague),
    ("series", r"x$", series),
)


def _compiled(productions: tuple[tuple[str, str, Maker], ...]) -> list[tuple[str, re.Pattern[str], Maker]]:
    return [
        (name, re.compile(p.replace("B", "[bct]").replace("T", "[DPIMmQHYEyx]")), maker)
        for name, p, maker in productions
    ]


PROSE, COLUMN = _compiled(IN_PROSE), _compiled(IN_COLUMN)


@dataclass(frozen=True)
class Phrase:
    """One timing understood and the span of the folded text that said it."""

    made: Made
    start: int
    end: int


def phrases_of(terms: list[Term], context: Context) -> Iterator[Phrase]:
    """The timings that a run of terms says, in order; what no production takes says nothing."""
    letters = "".join(term.letter for term in terms)
    place = 0
    while place < len(terms):
        taken, made = _best_at(letters, place, terms, context)
        start, end = terms[place].start, terms[max(place, place + taken - 1)].end
        yield from (Phrase(each, start, end) for each in made)
        place += max(taken, 1)


def _best_at(letters: str, place: int, terms: list[Term], context: Context) -> tuple[int, list[Made]]:
    """The first production that applies here and gives something."""
    for _, pattern, maker in PROSE + (COLUMN if context.column else []):
        found = pattern.match(letters, place)
        if found and found.end() > place:
            made = maker(terms[place : found.end()], context)
            if made:
                return found.end() - place, made
    return 0, []
