"""A document comes in: kept as a draft at once, read as a job because a scan takes minutes."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import PurePath

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.access.rights import Viewer, viewer_of
from engine.drafts.carrying import carried
from engine.drafts.keeping import keep, proposal_in, require_uploading
from engine.drafts.making import proposal_of
from engine.drafts.naming import names_in_documents
from engine.drafts.renaming import as_decided, meanings_in
from engine.jobs.queue import Errand, ask_for
from engine.journal import record
from engine.reading.drafting import plan_id
from engine.reading.formats.files import check_kind, source_from
from engine.reading.matching import Named
from engine.reading.plans import Reading, read_plan
from engine.reading.sources import Source
from engine.register.entries import export_register
from models.accounts import Account
from models.columns import table_of
from models.directory import Unit
from models.drafts import DraftState, PlanDraft
from models.moments import local_day
from models.plans import Plan
from models.registers import Register

READ = "read plan"  # the kind of its job
LONGEST_NAME = 150
MOST_REPAIRS = 300


def upload(session: Session, viewer: Viewer, file_name: str, content: bytes, *, now: dt.datetime) -> int:
    """Keep a document and ask for its being read; gives the job's number. What cannot be a document is refused at once."""
    require_uploading(viewer)
    name = clean_name(file_name)
    check_kind(content, name)
    it = PlanDraft(
        account_id=viewer.account_id, actor=viewer.name, created_at=now, file_name=name,
        sha256=hashlib.sha256(content).hexdigest(), content=content,
    )  # fmt: skip
    session.add(it)
    session.flush()
    job_id = ask_for(session, READ, {"draft": it.id}, viewer, onward=f"/ke-hoach/ban-thao/{it.id}", now=now)
    it.job_id = job_id
    facts = {"file": name, "sha256": it.sha256, "size": len(content)}
    record(session, now=now, actor=viewer.name, action="upload", subject="plan draft", subject_id=it.id, after=facts)
    return job_id


def clean_name(file_name: str) -> str:
    """A file's name as people see it: without folders and without what cannot be printed."""
    name = "".join(c for c in PurePath(file_name.replace("\\", "/")).name if c.isprintable())
    return name[-LONGEST_NAME:] or "van-ban"


def read_upload(errand: Errand) -> dict[str, int]:
    """The job: decode, read, and open the draft for people; whoever waits hears how many pages are done."""
    desk, draft_id = errand.desk, int(errand.arguments["draft"])
    with desk.readings() as session:
        it = session.get_one(PlanDraft, draft_id)
        name, content = it.file_name, it.content or b""
        directory = names_in_documents(session)
    errand.tell(0, 0, "Đang đọc văn bản")
    source = source_from(content, name, lambda n, all_: errand.tell(n, all_, "Đang nhận dạng trang quét"))
    source = Source(source.text.replace("\0", " "), source.name, source.pages, source.notes)  # PostgreSQL keeps no NUL
    errand.tell(0, 0, "Đang tìm nhiệm vụ và thời hạn")
    setup = desk.office
    reading = read_plan(source, rules=setup.setup.rules, calendar=setup.calendar, directory=directory)
    with desk.sessions() as session:
        _open(session, draft_id, reading, directory, local_day(desk.clock(), setup.zone))
    return {"duties": len(reading.duties)}


def _open(session: Session, draft_id: int, reading: Reading, directory: tuple[Named, ...], today: dt.date) -> None:
    """Store what was read; what was settled for the plan in force is taken over if its uploader may see that plan."""
    it = session.get_one(PlanDraft, draft_id)
    viewer = viewer_of(session, session.get_one(Account, it.account_id), today=today)
    plan = _plan_of(session, reading)
    known = plan if plan and (viewer.is_administrator or plan.id in viewer.plans) else None
    proposal = proposal_of(reading, directory, _register(session, known))
    if known and (former := [proposal_in(each) for each in _former(session, known)]):
        proposal = as_decided(carried(proposal, former[0], reading.source.text), meanings_in(former))
    it.text, it.pages, it.content, it.state = reading.source.text, list(reading.source.pages), None, DraftState.OPEN
    it.notes = {
        "notes": list(reading.source.notes),
        "repairs": [[r.found, r.read, r.start] for r in reading.repairs[:MOST_REPAIRS]],
        "repaired": len(reading.repairs),
    }
    keep(session, it, proposal)


def _register(session: Session, plan: Plan | None) -> Register | None:
    return export_register(session, plan.code) if plan else None


def _plan_of(session: Session, reading: Reading) -> Plan | None:
    """The stored plan that this document is a version of: by its id, else by number, issuer and year."""
    head = reading.head
    if named := session.exec(select(Plan).where(Plan.code == plan_id(reading))).first():
        return named
    if not head.number or not reading.issuer_code:
        return None
    same = (
        select(Plan).join(Unit, col(Unit.id) == Plan.issuer_id)
        .where(Plan.number == head.number, Unit.code == reading.issuer_code)
    )  # fmt: skip
    day = head.issued_on or (head.period.first if head.period else None)
    found = session.exec(same.order_by(col(Plan.starts_on).desc())).all()
    return next((plan for plan in found if day is None or (plan.issued_on or plan.starts_on).year == day.year), None)


def _former(session: Session, plan: Plan) -> Sequence[PlanDraft]:
    """The drafts from which the plan in force was made, the last one first."""
    of_plan = select(PlanDraft).where(PlanDraft.plan_id == plan.id, PlanDraft.state == DraftState.ACTIVATED)
    return session.exec(of_plan.order_by(sa.desc(table_of(PlanDraft).c.ended_at))).all()
