"""What re-planning would change, for a reader: by plan and ladder, and by rung with an example."""

import datetime as dt
from collections import Counter

from engine.ladders.replan import Difference
from engine.wording import audience_named
from models.ladder_changes import Rung
from models.moments import local


def by_ladder(found: list[Difference]) -> dict[tuple[str, str], list[int]]:
    """Obligations, and rungs that appear, vanish, move or are told otherwise, by plan and ladder."""
    totals: dict[tuple[str, str], list[int]] = {}
    for each in found:
        count, change = each.follower.obligations, each.change
        rungs = (change.appear, change.vanish, change.moved, change.altered)
        row = totals.setdefault((each.plan, each.follower.wanted.ladder), [0] * 5)
        for n, more in enumerate((1, *map(len, rungs))):
            row[n] += more * count
    return totals


def rung_rows(found: list[Difference], zone: str) -> list[tuple[str, str, int, str]]:
    """One line per kind of change and audience, with the first example."""
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for each in found:
        for word, rung, example in _said(each, zone):
            counts[word, rung.audience] += each.follower.obligations
            examples.setdefault((word, rung.audience), f"hạn {each.follower.wanted.due_on:%d/%m/%Y}: {example}")
    return [(word, audience_named(who), count, examples[word, who]) for (word, who), count in sorted(counts.items())]


def _said(each: Difference, zone: str) -> list[tuple[str, Rung, str]]:
    def day(at: dt.datetime) -> str:
        return f"{local(at, zone):%d/%m/%Y %H:%M}"

    change = each.change
    return [
        *(("thêm", rung, day(rung.at)) for rung in change.appear),
        *(("bỏ", rung, day(rung.at)) for rung in change.vanish),
        *(("dời", after, f"{day(before.at)} → {day(after.at)}") for before, after in change.moved),
        *(("đổi cách báo", rung, day(rung.at)) for rung in change.altered),
    ]
