"""One duty as it is read from a plan, before anything of it is registered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from models.timings import Target, Timing


@dataclass(frozen=True)
class Duty:
    """One duty read from a plan, with the place it was read from."""

    section: str
    source: str
    title: str
    kind: str
    timing: Timing
    lead: tuple[str, ...] = ()
    lead_units: tuple[str, ...] = ()
    cooperate: tuple[str, ...] = ()
    cooperate_units: tuple[str, ...] = ()
    reports_to: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    due: tuple[dt.date, ...] = ()
    periods: tuple[str, ...] = ()
    needs_date: bool = False
    target: Target | None = None
    deliverable: str = ""
    confidence: float = 0.5
    rules: tuple[str, ...] = ()
    readings: tuple[dict[str, Any], ...] = ()
    span: tuple[int, int] = (0, 0)
    page: int = 1
    is_row: bool = False
    heard: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that ``dondoc plan read --json`` promises for one duty."""
        target = self.target and {"value": self.target.value, "op": self.target.op, "unit": self.target.unit}
        return {
            "section": self.section,
            "source": self.source,
            "lead": list(self.lead),
            "lead_units": list(self.lead_units),
            "cooperate": list(self.cooperate),
            "reports_to": self.reports_to,
            "kind": self.kind,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "due": [day.isoformat() for day in self.due],
            "periods": list(self.periods),
            "needs_date": self.needs_date,
            "target": target or None,
            "deliverable": self.deliverable,
            "confidence": self.confidence,
            "rules": list(self.rules),
        }
