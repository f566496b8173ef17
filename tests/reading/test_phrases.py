"""Timing phrases against the table that was written before the reader."""

import datetime as dt
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from engine.reading.resolving import Context
from engine.reading.timings import read_phrase
from models.periods import Days
from models.working_days import vietnamese_calendar

PLANS = {
    "Y": Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    "T": Days(dt.date(2021, 1, 1), dt.date(2022, 12, 31)),
    "S": Days(dt.date(2024, 9, 1), dt.date(2025, 8, 31)),
}
CALENDAR = vietnamese_calendar(range(2019, 2027))
TABLE = YAML(typ="safe").load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))


def iso(days):
    return [day.isoformat() for day in days]


def misread(found, want):
    """What differs between one timing found and the one wanted."""
    wrong = []
    if want["kind"] not in ("any", found.kind):
        wrong.append(f"kind {found.kind}")
    if "due" in want and iso(found.due) != iso(want["due"]):
        wrong.append(f"due {iso(found.due)}")
    if "first_due" in want and (not found.due or found.due[0] != want["first_due"]):
        wrong.append(f"first due {iso(found.due[:1])}")
    if "n" in want and len(found.periods) != want["n"]:
        wrong.append(f"{len(found.periods)} periods")
    pairs = {
        "every": list(found.every),
        "bound": found.bound,
        "ask": found.needs_date,
        "first": found.first,
        "last": found.last,
    }
    return wrong + [f"{key} {value}" for key, value in pairs.items() if key in want and value != want[key]]


@pytest.mark.parametrize("row", TABLE, ids=[f"{n}-{row['p'][:40]}" for n, row in enumerate(TABLE)])
def test_a_phrase_is_read_as_a_careful_clerk_reads_it(row):
    found = read_phrase(row["p"], Context(plan=PLANS.get(row.get("plan")), calendar=CALENDAR))
    if "want" not in row:
        assert [(f.kind, f.due) for f in found] == [("undated", ())]
        return
    assert len(found) == len(row["want"]), [f.as_json() for f in found]
    assert not [fault for f, want in zip(found, row["want"], strict=True) for fault in misread(f, want)]
