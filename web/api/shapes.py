"""What the interface gives, where it is not what the engine itself gives."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from engine.delivery.oversee import Listed
from engine.fulfilment.comments import Remark
from engine.watching.dossier import Asked, HandedIn
from engine.watching.explain import Why
from engine.watching.queries import Row
from models.answers import RequestKind
from models.tallies import Tally


class Shown(BaseModel):
    """Something read out of an object of the engine."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)


class Me(Shown):
    """Whose rights the key has."""

    name: str
    program: str
    may_write: bool
    is_administrator: bool
    posts: list[str]


class PlanShown(Shown):
    """A plan, as ``dondoc plan list --json`` shows it."""

    id: str
    number: str | None
    title: str
    issuer: str
    start: dt.date = Field(serialization_alias="from")
    end: dt.date = Field(serialization_alias="to")
    state: str
    parent: str | None


class Plans(BaseModel):
    """All plans of which one sees something."""

    items: list[PlanShown]


class Obligations(BaseModel):
    """A page of obligations; ``next`` asks for the one after it, null at the end."""

    items: list[Row]
    next: str | None


class Account(BaseModel):
    """All of one obligation; ``actions`` are those that are open to the key's owner now."""

    obligation: Row
    why: Why
    submissions: list[HandedIn]
    requests: list[Asked]
    comments: list[Remark]
    actions: list[str]


class Done(BaseModel):
    """What an action came to: in words, and the obligation as it stands now."""

    message: str
    obligation: Row


class Pending(Shown):
    """A request that waits for the monitor; ``answer_duty`` is the obligation to answer it."""

    id: int
    kind: RequestKind
    obligation: int = Field(validation_alias="obligation_id")
    wanted_on: dt.date | None
    reason: str
    asked_by: str
    asked_at: dt.datetime
    answer_duty: int = Field(validation_alias="answer_id")


class Requests(BaseModel):
    """A page of requests, the oldest first."""

    items: list[Pending]
    next: str | None


class EventShown(Shown):
    """An event that may be raised for a unit; ``trigger`` is the plan's own word for when."""

    key: str
    title: str
    unit: str
    plan: str
    trigger: str


class Events(BaseModel):
    """All events that one may raise."""

    items: list[EventShown]


class Messages(BaseModel):
    """A page of messages, the newest first; addresses are masked."""

    items: list[Listed]
    next: str | None


class RunShown(Shown):
    """A run of the engine and its figures."""

    id: int
    kind: str
    as_of: dt.datetime
    started_at: dt.datetime
    ok: bool
    figures: dict[str, Any]


class Runs(BaseModel):
    """A page of runs, the newest first."""

    items: list[RunShown]
    next: str | None


class Health(BaseModel):
    """That the database answers, and when a sweep last came to its end."""

    status: str
    last_sweep: dt.datetime | None


class Counted(BaseModel):
    """Obligations by where they stand in time; ``rate`` is the on-time share of what was due."""

    counts: dict[str, int]
    total: int
    overdue: int
    rate: float | None

    @classmethod
    def of(cls, tally: Tally) -> "Counted":
        """A tally in numbers."""
        counts = {stand.value: count for stand, count in tally.counts.items()}
        return cls(counts=counts, total=tally.total, overdue=tally.overdue, rate=tally.rate)


class Column(Shown):
    """An activity by its key, or a period by its code."""

    code: str
    title: str


class Line(BaseModel):
    """A unit with what it owes, column by column; null where it owes nothing."""

    unit: str
    name: str
    cells: list[Counted | None]
    total: Counted


class Matrix(BaseModel):
    """Units against activities or periods of one plan."""

    plan: str
    columns: list[Column]
    lines: list[Line]
    totals: list[Counted]
