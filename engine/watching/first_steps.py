"""The first steps of a new office: what has to be there before anybody is reminded, and how far it has come."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.drafts.activating import REHEARSE
from engine.journal import By, record
from models.columns import table_of
from models.directory import Contact, Tenure, Unit
from models.errors import NotFoundError
from models.jobs import Job, JobState
from models.ledger import LedgerEntry
from models.plans import Plan

SUBJECT = "first step"
TOLD = ("ladder", "rehearsal")  # steps that may leave no trace: the administrator can say that they are done


@dataclass(frozen=True)
class Step:
    """One step: what it is for, where it is done, whether it is done; one that is ``told`` can be ticked off by hand."""

    name: str
    title: str
    why: str
    path: str
    is_done: bool
    told: bool = False


def first_steps(session: Session) -> list[Step]:
    """The steps in their order; none once all are done."""
    has = {model: _any(session, model) for model in (Unit, Tenure, Contact, Plan)}
    done = _ticked(session) | _traced(session)
    steps = [
        Step("directory", "Danh bạ của cơ quan", "Đơn vị, người giữ vị trí và địa chỉ nhận tin: nhập từ bảng tính hoặc ghi từng mục.",
             "/quan-tri/danh-ba/nhap", has[Unit] and has[Tenure] and has[Contact]),
        Step("plan", "Kế hoạch đầu tiên", "Tải văn bản lên, xem nhiệm vụ máy đọc được, sửa rồi cho chạy.",
             "/ke-hoach/moi", has[Plan]),
        Step("ladder", "Thang đôn đốc", "Ai được nhắc, trước và sau hạn bao lâu; xem thử với một ngày hạn.",
             "/quan-tri/thang", "ladder" in done, told=True),
        Step("rehearsal", "Diễn tập lần đầu", "Xem ai sẽ nhận gì trong thời gian tới; diễn tập không gửi gì đi.",
             "/ke-hoach", "rehearsal" in done, told=True),
    ]  # fmt: skip
    return [] if all(step.is_done for step in steps) else steps


def tick(session: Session, name: str, by: By) -> None:
    """The administrator says that a step is done."""
    if name not in TOLD:
        raise NotFoundError("không có bước này")
    if name not in _ticked(session):
        record(session, now=by.now, actor=by.actor, action="done", subject=SUBJECT, reason=name)


def _any(session: Session, model: type) -> bool:
    return session.execute(sa.select(table_of(model).c.id).limit(1)).first() is not None


def _traced(session: Session) -> set[str]:
    """What the administrators did that says it by itself: a ladder changed, a draft rehearsed, a rehearsal called for."""
    job, ledger = table_of(Job), table_of(LedgerEntry)
    traces: dict[str, sa.Select[Any] | sa.CompoundSelect[Any]] = {
        "ladder": sa.select(ledger.c.id).where(ledger.c.subject == "ladder"),
        "rehearsal": sa.union_all(
            sa.select(job.c.id).where(job.c.kind == REHEARSE, job.c.state == JobState.DONE),
            sa.select(ledger.c.id).where(ledger.c.subject == "flow", ledger.c.reason == "rehearse"),
        ),
    }
    return {name for name, found in traces.items() if session.execute(found.limit(1)).first() is not None}


def _ticked(session: Session) -> set[str]:
    ledger = table_of(LedgerEntry)
    return set(session.execute(sa.select(ledger.c.reason).where(ledger.c.subject == SUBJECT)).scalars())
