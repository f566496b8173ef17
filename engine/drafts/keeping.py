"""Drafts in the database: who sees one, who may shape it, and how a changed proposal is kept."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.access.rights import NotYoursError, Viewer
from engine.directory.load import ids_by_code
from engine.journal import record
from models.columns import table_of
from models.directory import Unit
from models.drafts import DraftState, PlanDraft
from models.errors import NotAllowedError, NotFoundError
from models.jobs import Job
from models.plans import Plan
from models.proposals import Proposal, ProposedHead

draft, job = table_of(PlanDraft), table_of(Job)
UNFINISHED = (DraftState.READING, DraftState.OPEN)
SHAPERS = (
    "chỉ người quản trị, hoặc đầu mối, thủ trưởng, cấp phó của đơn vị ban hành hay theo dõi kế hoạch làm được việc này"
)


@dataclass(frozen=True)
class DraftRow:
    """One draft as the list shows it; ``job_state`` is that of its reading."""

    id: int
    state: str
    title: str
    file_name: str
    actor: str
    created_at: dt.datetime
    job_state: str | None


def may_upload(viewer: Viewer) -> bool:
    """Whether a viewer may bring in a document at all: what it turns out to be decides who may go on with it."""
    return viewer.is_administrator or bool(viewer.acting)


def require_uploading(viewer: Viewer) -> None:
    """Refuse who holds no working post anywhere."""
    if not may_upload(viewer):
        raise NotYoursError(
            "chỉ người quản trị, hoặc đầu mối, thủ trưởng, cấp phó của một đơn vị tải kế hoạch lên được"
        )


def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on drafts that a viewer may see: the own ones, and those of the units worked for."""
    if viewer.is_administrator:
        return sa.true()
    acting = viewer.acting
    return sa.or_(
        draft.c.account_id == viewer.account_id, draft.c.issuer_id.in_(acting), draft.c.monitor_id.in_(acting)
    )


def open_drafts(session: Session, viewer: Viewer, limit: int = 50) -> list[DraftRow]:
    """The drafts that still wait for somebody, newest first."""
    columns = (draft.c.id, draft.c.state, draft.c.title, draft.c.file_name, draft.c.actor, draft.c.created_at)
    found = (
        sa.select(*columns, job.c.state)
        .select_from(draft.outerjoin(job, job.c.id == draft.c.job_id))
        .where(visible(viewer), draft.c.state.in_(UNFINISHED))
        .order_by(draft.c.id.desc())
        .limit(limit)
    )
    return [DraftRow(*row) for row in session.execute(found)]


def seen_draft(session: Session, viewer: Viewer, draft_id: int) -> PlanDraft:
    """The draft, if this viewer may see it; else it is as if there were none."""
    found = session.exec(select(PlanDraft).where(col(PlanDraft.id) == draft_id, visible(viewer))).first()
    if found is None:
        raise NotFoundError(f"không có bản thảo số {draft_id}")
    return found


def may_shape(viewer: Viewer, it: PlanDraft) -> bool:
    """Whether a viewer may correct a draft: by a working post in the unit that issues or monitors.

    Who brought the document may do so as long as nobody knows who issues it, else it could never be known.
    """
    return _shapes(viewer, it, it.issuer_id, it.monitor_id)


def may_shape_with(session: Session, viewer: Viewer, it: PlanDraft, head: ProposedHead) -> bool:
    """Whether a viewer could still correct a draft if it had this head."""
    units = ids_by_code(session, Unit)
    return _shapes(viewer, it, units.get(head.issuer.code or ""), units.get(head.monitor.code or ""))


def _shapes(viewer: Viewer, it: PlanDraft, issuer_id: int | None, monitor_id: int | None) -> bool:
    if viewer.is_administrator or {issuer_id, monitor_id} & viewer.acting:
        return True
    return issuer_id is None and it.account_id == viewer.account_id


def shaped(session: Session, viewer: Viewer, draft_id: int, *, hold: bool) -> PlanDraft:
    """The draft in the hands of who may change it; ``hold`` keeps others from it until the session ends."""
    it = seen_draft(session, viewer, draft_id)
    if not may_shape(viewer, it):
        raise NotYoursError(SHAPERS)
    if hold:
        session.refresh(it, with_for_update=True)
    if it.state is not DraftState.OPEN:
        raise NotAllowedError("bản thảo này đã kết thúc hoặc chưa đọc xong — xem danh sách kế hoạch")
    return it


def discard(session: Session, viewer: Viewer, draft_id: int, reason: str, *, now: dt.datetime) -> None:
    """Give a draft up, read or not; the file goes, what was made of it stays to be read."""
    it = seen_draft(session, viewer, draft_id)
    if not may_shape(viewer, it):
        raise NotYoursError(SHAPERS)
    if it.state not in UNFINISHED:
        raise NotAllowedError("bản thảo này đã kết thúc — xem danh sách kế hoạch")
    it.state, it.content, it.ended_at, it.ended_by = DraftState.DISCARDED, None, now, viewer.name
    session.add(it)
    record(
        session, now=now, actor=viewer.name, action="discard", subject="plan draft", subject_id=draft_id, reason=reason
    )


def proposal_in(it: PlanDraft) -> Proposal:
    """The proposal of a draft."""
    return Proposal.model_validate(it.proposal)


def keep(session: Session, it: PlanDraft, proposal: Proposal) -> None:
    """Store a changed proposal; whose draft it is follows its head, and which plan it would change follows its id."""
    units = ids_by_code(session, Unit)
    it.proposal = proposal.model_dump(mode="json", by_alias=True)
    it.title = proposal.head.title
    it.issuer_id, it.monitor_id = (units.get(who.code or "") for who in (proposal.head.issuer, proposal.head.monitor))
    it.plan_id = session.exec(select(Plan.id).where(Plan.code == proposal.head.id)).first()
    session.add(it)
