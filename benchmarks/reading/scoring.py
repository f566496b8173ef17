"""Compares the duties read from a document with an expected register."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.reading.folding import bare, plain
from engine.reading.plans import Reading

Expected = dict[str, Any]


@dataclass
class Score:
    """The counts of one document."""

    name: str
    duties: int = 0
    wanted_a: int = 0
    found_a: int = 0
    wanted: int = 0
    found: int = 0
    optional: int = 0
    extra: int = 0
    leads: int = 0
    leads_exact: int = 0
    dates: int = 0
    dates_right: int = 0
    kinds_right: int = 0
    silently_wrong: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def recall_a(self) -> float:
        return self.found_a / self.wanted_a if self.wanted_a else 1.0

    @property
    def precision(self) -> float:
        """Of what was given, C aside, how much is of tier A or B."""
        given = self.duties - self.optional
        return (given - self.extra) / given if given else 1.0

    @property
    def lead_exact(self) -> float:
        return self.leads_exact / self.leads if self.leads else 1.0


def score(reading: Reading, register: dict[str, Any], name: str) -> Score:
    """One document's counts; each duty given is matched to at most one expected."""
    result = Score(name, duties=len(reading.duties))
    free = list(reading.duties)
    for wanted in register["duties"]:
        tier = wanted.get("tier", "A")
        taken = [d for d in [best(wanted, free)] if d]
        for duty in taken:
            free.remove(duty)
        more = [d for d in free if wanted.get("many") and _phrase_in(wanted, d)][: wanted.get("many", 1) - 1]
        for duty in more:
            free.remove(duty)
        _count(result, wanted, tier, taken, len(more), reading)
    for duty in free:
        result.extra += 1
        end = reading.head.period.last if reading.head.period else None
        result.notes.append(f"extra {duty.section} {duty.kind} {list(duty.lead)}: {duty.title[:70]}")
        if [day for day in duty.due if day != end] and not duty.needs_date and duty.kind != "recurring":
            result.silently_wrong += 1
            result.notes.append(f"SILENTLY WRONG extra {duty.due[:3]}: {duty.title[:60]}")
    return result


def best(wanted: Expected, duties: Sequence[Any]) -> Any | None:
    """The duty that has the phrase; of several the one with the same kind, then section."""
    found = [d for d in duties if _phrase_in(wanted, d)]
    if not found:
        return None
    return max(found, key=lambda d: (wanted.get("section") == d.section, wanted["kind"] == d.kind, -len(d.source)))


def _phrase_in(wanted: Expected, duty: Any) -> bool:
    phrase = _spelled(wanted["phrase"])
    return any(phrase in _spelled(text) for text in (duty.source, duty.title))


def _spelled(text: str) -> str:
    return " ".join(plain(text).split()).replace("hằng", "hàng")


def _count(result: Score, wanted: Expected, tier: str, taken: list[Any], more: int, reading: Reading) -> None:
    if tier == "C":
        result.optional += len(taken) + more
        return
    result.wanted += 1
    result.found += bool(taken)
    if tier == "A":
        result.wanted_a += 1
        result.found_a += bool(taken)
    if not taken:
        result.notes.append(f"missing {tier} {wanted['id']} {wanted.get('section')}: {wanted['phrase']}")
        return
    _compare(result, wanted, taken[0], reading)


def _compare(result: Score, wanted: Expected, duty: Any, reading: Reading) -> None:
    if "lead" in wanted:
        result.leads += 1
        exact = [bare(n) for n in wanted["lead"]] == [bare(n) for n in duty.lead]
        result.leads_exact += exact
        if not exact:
            result.notes.append(f"lead {wanted['id']}: {list(duty.lead)} for {wanted['lead']}")
    kind_right = wanted["kind"] in ("any", duty.kind)
    result.kinds_right += kind_right
    if not kind_right:
        result.notes.append(f"kind {wanted['id']}: {duty.kind} for {wanted['kind']}")
    wrong = date_faults(wanted, duty, reading)
    result.dates += 1
    result.dates_right += not wrong
    if wrong:
        result.notes.append(f"dates {wanted['id']}: {', '.join(wrong)}")
    if any(fault.startswith("!") for fault in wrong) and not duty.needs_date:
        result.silently_wrong += 1
        result.notes.append(f"SILENTLY WRONG {wanted['id']}: {duty.due[:4]}")


def date_faults(wanted: Expected, duty: Any, reading: Reading) -> list[str]:
    """What is wrong with a duty's days; a fault that begins with ! gives a day that the document does not."""
    faults = []
    if "target" in wanted and (duty.target is None or duty.target.value != wanted["target"]):
        faults.append(f"target {duty.target}")
    if "every" in wanted and set(getattr(duty.timing, "every", [])) != set(wanted["every"]):
        faults.append(f"every {getattr(duty.timing, 'every', [])}")
    if "n" in wanted and len(duty.periods) != wanted["n"]:
        faults.append(f"{len(duty.periods)} periods")
    faults += [
        f"{name} {getattr(duty, name)}"
        for name in ("first", "last")
        if name in wanted and getattr(duty, name) != wanted[name]
    ]
    if wanted.get("ask") and not duty.needs_date:
        faults.append("not asked")
    return faults + _day_faults(wanted, list(duty.due), reading)


def _day_faults(wanted: Expected, due: list[dt.date], reading: Reading) -> list[str]:
    if wanted.get("window"):
        ends = {reading.head.period.last if reading.head.period else None, wanted.get("last")}
        return [f"!due {day}" for day in due if day not in ends][:3]
    expected = wanted.get("due")
    if expected is None:
        return []
    wrong = [f"!due {day}" for day in due if day not in expected][:3]
    return wrong or ([f"due {due}"] if due != expected and not wrong else [])
