"""Plans, the duties in their registers, and the occurrences and agendas worked out from them."""

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime, enum_column
from models.ladders import Party, Role, Severity


class PlanState(enum.StrEnum):
    """``active`` is swept; ``closed`` was over when it was loaded: expanded, never swept by the real clock."""

    ACTIVE = "active"
    CLOSED = "closed"


class Plan(Table, table=True):
    """A plan document; ``code`` is our own stable name, ``number`` the document's (a draft has none).

    ``ladders`` are those that its register brought along.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    number: str | None = Field(default=None, index=True)
    title: str
    issuer_id: int = Field(foreign_key="unit.id")
    monitor_id: int = Field(foreign_key="unit.id")
    parent_id: int | None = Field(default=None, foreign_key="plan.id")
    issued_on: dt.date | None = None
    starts_on: dt.date
    ends_on: dt.date
    ladder: str = "standard"
    ladders: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    rules: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(sa.JSON, nullable=False))
    basis: str = ""
    note: str = ""
    state: PlanState = Field(default=PlanState.ACTIVE, sa_column=enum_column(PlanState))

    @property
    def earliest(self) -> dt.date:
        """The first day on which the plan binds anybody: its day of issue or its beginning."""
        return min(self.starts_on, self.issued_on or self.starts_on)


class Activity(Table, table=True):
    """One duty of a plan's register, with the section and the short phrase that show why it exists.

    ``is_own``: made by the software for a monitor's duties to answer; it belongs to no register.
    """

    __table_args__ = (sa.UniqueConstraint("plan_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    key: str
    position: int = 0
    section: str
    source: str
    title: str
    deliverable: str = ""
    tier: str = "A"
    timing: dict[str, Any] = Field(sa_column=sa.Column(sa.JSON, nullable=False))
    inputs: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    reports_to_id: int | None = Field(default=None, foreign_key="unit.id")
    ladder: str | None = None
    note: str = ""
    is_own: bool = False
    is_withdrawn: bool = False


class ActivityParty(Table, table=True):
    """A unit or a whole group that leads or cooperates in an activity."""

    __tablename__ = "activity_party"
    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    party: Party = Field(sa_column=enum_column(Party))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    group_id: int | None = Field(default=None, foreign_key="unit_group.id")


class Occurrence(Table, table=True):
    """An activity in one period; ``unit_id`` is set only where one unit alone owes it (a rota slot, a raised event).

    ``subject`` says what a raised event is about; it is read after the activity's title.
    """

    __table_args__ = (sa.UniqueConstraint("activity_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id")
    key: str
    period: str | None = None
    stands_for: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    opens_on: dt.date
    due_on: dt.date | None = None
    due_time: dt.time | None = None
    stated_on: dt.date | None = None
    data_from: dt.date | None = None
    data_to: dt.date | None = None
    is_check: bool = False
    is_estimated: bool = False
    dated_by: str | None = None
    rules: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    subject: str = ""
    agenda_id: int | None = Field(default=None, foreign_key="agenda.id")
    is_withdrawn: bool = False


class AgendaKind(enum.StrEnum):
    """What an agenda is for; a reader of a notice sees it as the reason."""

    DUE = "due"
    MOVED = "moved"
    EXTENDED = "extended"
    RETURNED = "returned"
    REVIEW = "review"
    RAISED = "raised"
    URGED = "urged"
    ANSWERED = "answered"


class Agenda(Table, table=True):
    """A ladder turned into moments for one due day, fixed when made: a changed policy never rewrites history.

    ``left_out`` says which steps of the ladder were not made, and why.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: AgendaKind = Field(sa_column=enum_column(AgendaKind))
    ladder: str
    due_on: dt.date
    first_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    left_out: list[str] = Field(default_factory=list, sa_column=sa.Column(sa.JSON, nullable=False))
    note: str = ""


class AgendaStep(Table, table=True):
    """One rung of an agenda for one audience; rungs of one ``position`` are told together."""

    __tablename__ = "agenda_step"
    __table_args__ = (sa.UniqueConstraint("agenda_id", "position", "party", "role"),)
    id: int | None = Field(default=None, primary_key=True)
    agenda_id: int = Field(foreign_key="agenda.id")
    position: int
    step: int
    round: int
    at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))
    party: Party = Field(sa_column=enum_column(Party))
    role: Role = Field(sa_column=enum_column(Role))
    is_digest: bool = False
    is_urgent: bool = False
    severity: Severity = Field(default=Severity.NORMAL, sa_column=enum_column(Severity))
