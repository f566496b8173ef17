"""The same timing phrases through our reading and through ``dateparser``: right, half, missed, silently wrong."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from engine.reading.resolving import Context
from engine.reading.timings import read_phrase
from models.periods import Days
from models.working_days import WorkingCalendar, vietnamese_calendar

PLANS = {
    "Y": Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    "T": Days(dt.date(2021, 1, 1), dt.date(2022, 12, 31)),
    "S": Days(dt.date(2024, 9, 1), dt.date(2025, 8, 31)),
}
VERDICTS = ("right", "half", "missed", "silently wrong")


def wanted_days(row: dict[str, Any]) -> list[str]:
    """The days that the table expects of a phrase, of all its duties; None of them for what states none."""
    days = [
        day.isoformat()
        for want in row.get("want", [])
        for day in want.get("due", [want["first_due"]] if "first_due" in want else [])
    ]
    return days or [want["first"].isoformat() for want in row.get("want", []) if "first" in want]


def ours(row: dict[str, Any], calendar: WorkingCalendar) -> str:
    """What our reading makes of a phrase."""
    found = read_phrase(row["p"], Context(plan=PLANS.get(row.get("plan", "")), calendar=calendar))
    wanted = wanted_days(row)
    by_first = not any("due" in want or "first_due" in want for want in row.get("want", []))
    days = [day.isoformat() for each in found for day in ([each.first] if by_first and each.first else each.due)]
    if not wanted:
        undue = [w for w in row.get("want", []) if "due" not in w]
        return (
            "right" if undue or not [d for each in found for d in each.due if not each.needs_date] else "silently wrong"
        )
    if set(wanted) <= set(days):
        return "right"
    return "missed" if not days or any(each.needs_date for each in found) else "silently wrong"


def theirs(row: dict[str, Any]) -> str:
    """What ``dateparser`` makes of it, with Vietnamese and day before month; any one wanted day counts as half."""
    from dateparser.search import search_dates

    found = search_dates(
        row["p"],
        languages=["vi"],
        settings={
            "DATE_ORDER": "DMY",
            "RELATIVE_BASE": dt.datetime(2024, 1, 1),  # noqa: DTZ001 - dateparser speaks naive
            "PREFER_DATES_FROM": "future",
        },
    )
    days = {moment.date().isoformat() for _, moment in found or []}
    wanted = set(wanted_days(row))
    before = {(dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat() for day in wanted}
    if not wanted:
        return "right" if not days else "silently wrong"
    if days and days <= wanted | before:
        return "right" if len(wanted) == 1 else "half"
    return "missed" if not days else "half" if days & (wanted | before) else "silently wrong"


def compare(table: Path) -> None:
    """The two beside each other."""
    rows = YAML(typ="safe").load(table.read_text(encoding="utf-8"))
    calendar = vietnamese_calendar(range(2019, 2027))
    counts = {"ours": Counter(ours(row, calendar) for row in rows), "dateparser": Counter(theirs(row) for row in rows)}
    print(f"{len(rows)} timing phrases")
    for name, count in counts.items():
        print(f"{name:>12} | " + " | ".join(f"{verdict} {count[verdict]}" for verdict in VERDICTS))
