"""Obligations (nghĩa vụ đến kỳ): what one unit owes in one occurrence, its life, and its timeliness derived from facts."""

import datetime as dt
import enum
from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, UTCDateTime, enum_column
from models.errors import NotAllowedError


class Progress(enum.StrEnum):
    """How far the work is; time is another axis and never stored."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    CANCELLED = "cancelled"


FINISHED = (Progress.SUBMITTED, Progress.ACCEPTED)
UNFINISHED = (Progress.OPEN, Progress.RETURNED)
WAITING = "progress IN ('open', 'returned')"  # the same for the partial index: a database proves it by the very words
MOVES = {
    Progress.SUBMITTED: {Progress.OPEN, Progress.RETURNED},
    Progress.RETURNED: {Progress.SUBMITTED},
    Progress.ACCEPTED: {Progress.SUBMITTED},
    Progress.WAIVED: {Progress.OPEN, Progress.RETURNED, Progress.SUBMITTED},
    Progress.CANCELLED: {Progress.OPEN, Progress.RETURNED},
}


class Timeliness(enum.StrEnum):
    """Where an obligation stands in time, in the words of the offices."""

    UNDATED = "undated"
    NOT_OPEN = "not_open"
    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ON_TIME = "on_time"
    LATE = "late"
    EXCUSED = "excused"


LABELS = {
    Timeliness.UNDATED: "Chưa có hạn",
    Timeliness.NOT_OPEN: "Chưa đến kỳ",
    Timeliness.NOT_DUE: "Chưa đến hạn",
    Timeliness.DUE_SOON: "Sắp đến hạn",
    Timeliness.OVERDUE: "Quá hạn",
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Hoàn thành quá hạn",
    Timeliness.EXCUSED: "Bãi bỏ",
}
PROGRESS_LABELS = {
    Progress.OPEN: "Chưa hoàn thành",
    Progress.SUBMITTED: "Đã gửi, chờ duyệt",
    Progress.RETURNED: "Bị trả lại",
    Progress.ACCEPTED: "Đã hoàn thành",
    Progress.WAIVED: "Được miễn",
    Progress.CANCELLED: "Bãi bỏ",
}


class Obligation(Table, table=True):
    """One occurrence owed by one unit as issued. ``due_on`` is the day in force; the occurrence keeps the original.

    ``next_at`` is the next moment at which anything must be told: the one indexed column a sweep looks at. ``told`` is
    the last position of its agenda that was told or superseded. The other indexes are for lists by due day: of everything,
    of what is still waited for, of a plan, of a unit, of a unit's share in a plan; they carry what a list narrows by, so that
    rows passed over are not read.
    """

    __table_args__ = (
        sa.UniqueConstraint("occurrence_id", "unit_id"),
        sa.Index(
            "ix_obligation_next",
            "plan_id",
            "next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        ),
        sa.Index("ix_obligation_unit_due", "unit_id", "due_on", "id", "plan_id", "progress"),
        sa.Index("ix_obligation_due", "due_on", "id", "plan_id", "unit_id", "progress"),
        sa.Index(
            "ix_obligation_waiting",
            *("due_on", "id", "plan_id", "unit_id"),
            sqlite_where=sa.text(WAITING),
            postgresql_where=sa.text(WAITING),
        ),
        sa.Index("ix_obligation_plan_due", "plan_id", "due_on", "id"),
        sa.Index("ix_obligation_plan_unit", "plan_id", "unit_id", "due_on", "id"),
        sa.Index(
            "ix_obligation_unfinished",
            "plan_id",
            "due_on",
            "unit_id",
            sqlite_where=sa.text(WAITING),
            postgresql_where=sa.text(WAITING),
        ),
        sa.Index(
            "ix_obligation_submitted",
            "plan_id",
            "submitted_on",
            sqlite_where=sa.text("progress = 'submitted'"),
            postgresql_where=sa.text("progress = 'submitted'"),
        ),
        sa.Index(
            "ix_obligation_returned",
            "unit_id",
            "due_on",
            sqlite_where=sa.text("progress = 'returned'"),
            postgresql_where=sa.text("progress = 'returned'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    occurrence_id: int = Field(foreign_key="occurrence.id")
    plan_id: int = Field(foreign_key="plan.id")
    unit_id: int = Field(foreign_key="unit.id")
    agenda_id: int | None = Field(default=None, foreign_key="agenda.id")
    progress: Progress = Field(default=Progress.OPEN, sa_column=enum_column(Progress))
    due_on: dt.date | None = None
    told: int = -1
    next_at: dt.datetime | None = Field(default=None, sa_column=sa.Column(UTCDateTime))
    submitted_on: dt.date | None = None
    document: str | None = None
    quantity: float | None = None
    created_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class Submission(Table, table=True):
    """A document handed in for an obligation: number, day, and a measured quantity where a target asks for one."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    document: str
    submitted_on: dt.date
    quantity: float | None = None
    note: str = ""
    recorded_by: str
    recorded_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


class Evidence(Table, table=True):
    """A file of a submission, stored by the hash of its content."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    name: str
    sha256: str
    size: int


class Extension(Table, table=True):
    """More time (gia hạn), asked for with a reason; it takes effect when granted. The original day stays known."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    due_before: dt.date | None = None
    due_after: dt.date
    reason: str
    granted_by: str
    granted_at: dt.datetime = Field(sa_column=sa.Column(UTCDateTime, nullable=False))


def checked_move(old: Progress, new: Progress) -> Progress:
    """The new progress, or a clear refusal of a step that the life of an obligation does not have."""
    if old is new and new not in MOVES.get(new, set()):
        raise NotAllowedError(f"việc này đã ở trạng thái '{PROGRESS_LABELS[new]}' rồi")
    if old not in MOVES.get(new, set()):
        raise NotAllowedError(
            f"việc đang ở trạng thái '{PROGRESS_LABELS[old]}', không thể chuyển thành '{PROGRESS_LABELS[new]}'"
        )
    return new


def timeliness(
    progress: Progress,
    *,
    opens_on: dt.date,
    due_on: dt.date | None,
    submitted_on: dt.date | None,
    today: dt.date,
    soon_days: int = 7,
) -> Timeliness:
    """Where an obligation stands on a day. Lateness is judged by the day it was handed in, not by when it was reviewed."""
    if progress in (Progress.WAIVED, Progress.CANCELLED):
        return Timeliness.EXCUSED
    if progress in (Progress.SUBMITTED, Progress.ACCEPTED):
        return Timeliness.LATE if days_late(due_on, submitted_on or today) else Timeliness.ON_TIME
    if due_on is None:
        return Timeliness.UNDATED
    if days_late(due_on, today):
        return Timeliness.OVERDUE
    if (due_on - today).days <= soon_days:
        return Timeliness.DUE_SOON
    return Timeliness.NOT_OPEN if today < opens_on else Timeliness.NOT_DUE


def days_late(due_on: dt.date | None, day: dt.date, excused: Collection[dt.date] = ()) -> int:
    """Calendar days that a day lies past the due day; 0 if not, or if there is no due day.

    ``excused`` days do not count, but what was due before them and is not done stays late by one day at least.
    """
    if due_on is None or day <= due_on:
        return 0
    return max(1, (day - due_on).days - sum(due_on < each <= day for each in excused))
