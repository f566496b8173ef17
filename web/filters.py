"""What stands in the address of a list, a matrix, a timeline or a chart: the same filters under the same names."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from engine.access.rights import Viewer
from engine.watching.overview import Across
from engine.watching.wishes import WAITS, Sort, Wish
from models.errors import BadInputError
from models.obligations import LABELS, PROGRESS_LABELS
from models.periods import ONE_DAY, Period

Name = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]  # a NUL is more than PostgreSQL takes
EVERY = "all"  # of plans: closed ones too
STATUSES = {
    WAITS: "Chưa xong",
    **{code.value: label for labels in (LABELS, PROGRESS_LABELS) for code, label in labels.items()},
}
SORTS = {
    Sort.LATEST.value: "Hạn xa trước",
    Sort.STATE.value: "Tình trạng, quá hạn trước",
    Sort.UNIT.value: "Đơn vị",
    Sort.PLAN.value: "Kế hoạch",
}
SORTS_OF_PLAN = SORTS | {Sort.DUTY.value: "Việc, như trong kế hoạch"}


@dataclass(frozen=True)
class Filters:
    """The filters as they were typed; ``given`` are those that are not empty, by their names in the address."""

    given: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")

    def day(self, name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self[name]) if self[name] else None
        except ValueError:
            raise BadInputError(f"ngày '{self[name]}' sai — viết như 2026-11-20") from None

    def wish(self, viewer: Viewer, **more: Any) -> Wish:
        """What they ask for, of what this viewer may see. Without a plan they ask for all running ones."""
        last = self.day("to")
        asked: dict[str, Any] = {
            "plan": self["plan"] if self["plan"] != EVERY else None,
            "running": not self["plan"],
            "unit": self["unit"],
            "below": not self["alone"],
            "group": self["group"],
            "status": self["status"],
            "period": self["period"],
            "activity": self["activity"],
            "text": self["text"],
            "due_from": self.day("from"),
            "due_before": last + ONE_DAY if last else None,
            "sort": self.sort,
            "within": viewer.visible,
            "sees_little": viewer.sees_little,
        }
        return Wish(**asked | more)

    def known(self, **choices: Collection[str]) -> "Filters":
        """Without what the chosen plan does not have: a duty or period that was chosen when another plan was."""
        lost = {name for name, values in choices.items() if self[name] not in values}
        return Filters({name: value for name, value in self.given.items() if name not in lost})

    @property
    def is_of_plan(self) -> bool:
        """Whether they name one plan."""
        return self["plan"] not in ("", EVERY)

    @property
    def sort(self) -> Sort:
        """The order that holds: by day unless another is named that there is. The order of duties is that of one plan."""
        return Sort(self["sort"]) if self["sort"] in (SORTS_OF_PLAN if self.is_of_plan else SORTS) else Sort.DAY

    @property
    def across(self) -> Across:
        """What the columns of the matrix are: activities unless periods are asked for."""
        return Across.PERIOD if self["by"] == Across.PERIOD else Across.ACTIVITY

    def link(self, path: str, **changed: object) -> str:
        """The address of a page with these filters, some of them changed; an empty one is left out."""
        renamed = {name.rstrip("_"): value for name, value in changed.items()}  # from_ is a word that Python keeps
        kept = {name: value for name, value in (self.given | renamed).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


def _filters(
    plan: Name = "",
    unit: Name = "",
    alone: Name = "",
    group: Name = "",
    status: Name = "",
    period: Name = "",
    activity: Name = "",
    text: Name = "",
    first: Annotated[Name, Query(alias="from")] = "",
    last: Annotated[Name, Query(alias="to")] = "",
    sort: Name = "",
    by: Name = "",
) -> Filters:
    if status and status not in STATUSES:
        raise BadInputError(f"không có tình trạng '{status}' — chọn một trong: {', '.join(STATUSES.values())}")
    if period:
        Period.parse(period)
    named = {"plan": plan, "unit": unit, "alone": alone, "group": group, "status": status, "period": period}
    more = {"activity": activity, "text": text.strip(), "from": first, "to": last, "sort": sort, "by": by}
    return Filters({name: value for name, value in (named | more).items() if value})


Filtered = Annotated[Filters, Depends(_filters)]
