"""What people do with an obligation: hand in, accept, return, waive, extend, set a missing day, raise an event."""

import datetime as dt
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.journal import By, record
from engine.ladders.agendas import Wanted, make_agendas
from engine.register.expand import TIMING, add_obligations, occurrence_row, rota_turns, setting_of
from models.answers import Decision, Request
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.moments import local_day
from models.obligations import (
    UNFINISHED,
    Evidence,
    Extension,
    Obligation,
    Progress,
    Submission,
    checked_move,
    days_late,
)
from models.occurrences import raised
from models.office import Office
from models.plans import Activity, Agenda, AgendaKind, Occurrence, Plan
from models.timings import Event, Milestone


class AnswerDutyError(NotAllowedError):
    """Việc này xong khi đề nghị được trả lời — mở việc có đề nghị để trả lời."""


@dataclass(frozen=True)
class Handed:
    """What is handed in: the document's number and day, a measured quantity, files already stored (name, hash, size)."""

    document: str
    on: dt.date
    quantity: float | None = None
    note: str = ""
    files: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Subject:
    """An obligation with what it belongs to."""

    obligation: Obligation
    occurrence: Occurrence
    activity: Activity
    plan: Plan


def subject_of(session: Session, obligation_id: int) -> Subject:
    """The obligation of that number with its occurrence, activity and plan."""
    obligation = session.get(Obligation, obligation_id)
    if obligation is None:
        raise NotFoundError(f"không có nghĩa vụ số {obligation_id} — xem 'dondoc obligations'")
    occurrence = session.get_one(Occurrence, obligation.occurrence_id)
    activity = session.get_one(Activity, occurrence.activity_id)
    return Subject(obligation, occurrence, activity, session.get_one(Plan, activity.plan_id))


def duty_of_plan(session: Session, obligation_id: int) -> Subject:
    """The same, for a person to act on; a duty to answer is refused: it ends when what was asked is answered."""
    it = subject_of(session, obligation_id)
    if it.activity.is_own:
        raise AnswerDutyError
    return it


def submit(session: Session, office: Office, obligation_id: int, handed: Handed, by: By) -> Progress:
    """Hand in a document. A counted target is handed in only once the quantities reach it; until then it stays open."""
    it = duty_of_plan(session, obligation_id)
    if not handed.document.strip():
        raise BadInputError("cần số văn bản đã gửi — viết như 15/BC-CDC")
    _refuse_odd_day(it, handed.on, office, by)
    before = _facts(it.obligation)
    new = checked_move(it.obligation.progress, Progress.SUBMITTED)
    _store_submission(session, it.obligation, handed, by)
    if handed.quantity is not None:
        it.obligation.quantity = handed.quantity + (it.obligation.quantity or 0 if _adds_up(it.activity) else 0)
    if _falls_short(it):
        new = it.obligation.progress
    else:
        it.obligation.submitted_on = handed.on
        drop_requests(session, obligation_id, by)
        _ask_for_review(session, office, it, by)
    it.obligation.document = handed.document
    it.obligation.progress = new
    _note(session, it, "submit", by, before, handed.note)
    return new


def _refuse_odd_day(it: Subject, on: dt.date, office: Office, by: By) -> None:
    if on > local_day(by.now, office.zone):
        raise BadInputError(f"ngày nộp {on:%d/%m/%Y} ở tương lai — viết ngày văn bản đã gửi")
    earliest = min(it.plan.issued_on or it.plan.starts_on, it.plan.starts_on)
    if on < earliest:
        raise BadInputError(f"ngày nộp {on:%d/%m/%Y} trước khi có kế hoạch ({earliest:%d/%m/%Y})")


def _store_submission(session: Session, obligation: Obligation, handed: Handed, by: By) -> None:
    made = Submission(
        obligation_id=int(obligation.id or 0),
        document=handed.document,
        submitted_on=handed.on,
        quantity=handed.quantity,
        note=handed.note,
        recorded_by=by.actor,
        recorded_at=by.now,
    )
    session.add(made)
    session.flush()
    session.add_all(Evidence(submission_id=int(made.id or 0), name=n, sha256=h, size=s) for n, h, s in handed.files)


def _adds_up(activity: Activity) -> bool:
    """Whether quantities are counted together (02 phóng sự) rather than measured anew (40 %)."""
    timing = TIMING.validate_python(activity.timing)
    return isinstance(timing, Milestone) and timing.target.unit != "%"


def _falls_short(it: Subject) -> bool:
    """Whether a counted target is not reached yet."""
    timing = TIMING.validate_python(it.activity.timing)
    if not isinstance(timing, Milestone) or not _adds_up(it.activity):
        return False
    return not timing.target.is_met(it.obligation.quantity or 0)


def _ask_for_review(session: Session, office: Office, it: Subject, by: By) -> None:
    """Start the reviewer's own clock: the obligation now follows the review ladder, which speaks to the monitor."""
    review = office.setup.review
    look_by = office.calendar.add(local_day(by.now, office.zone), review.look_within)
    follow(session, office, it.obligation, Wanted(review.ladder, look_by, kind=AgendaKind.REVIEW))


def follow(session: Session, office: Office, obligation: Obligation, wanted: Wanted) -> None:
    """Let an obligation follow a new agenda from its first rung on; what the old one left waiting drops out."""
    made = make_agendas(session, office, [replace(wanted, plan=session.get_one(Plan, obligation.plan_id))])[0]
    obligation.agenda_id, obligation.told, obligation.next_at = made.id, -1, made.first_at
    session.add(obligation)


def clock_of(session: Session, obligation: Obligation) -> dt.date:
    """The day that reminders aim at now: the due day, or for what came late and was returned the day to mend it by."""
    assert obligation.due_on
    followed = session.get(Agenda, obligation.agenda_id) if obligation.agenda_id else None
    return followed.due_on if followed else obligation.due_on


def accept(session: Session, obligation_id: int, by: By, note: str = "") -> None:
    """The monitor accepts what was handed in; nothing more is told about it."""
    _end(session, obligation_id, Progress.ACCEPTED, "accept", by, note)


def waive(session: Session, obligation_id: int, by: By, reason: str) -> None:
    """The office excuses the unit from this obligation, for a reason."""
    _end(session, obligation_id, Progress.WAIVED, "waive", by, reason_given(reason))


def _end(session: Session, obligation_id: int, new: Progress, action: str, by: By, reason: str) -> None:
    it = duty_of_plan(session, obligation_id)
    before = _facts(it.obligation)
    it.obligation.progress = checked_move(it.obligation.progress, new)
    it.obligation.next_at = None
    drop_requests(session, obligation_id, by)
    _note(session, it, action, by, before, reason)


def send_back(session: Session, office: Office, obligation_id: int, by: By, reason: str) -> dt.date:
    """Return what was handed in, with a reason and a new clock; gives the day by which it must come again.

    The clock is also the new due day, unless it came late the first time: what was late stays late, however well mended.
    """
    it = duty_of_plan(session, obligation_id)
    before, due_on, handed_on = _facts(it.obligation), it.obligation.due_on, it.obligation.submitted_on
    it.obligation.progress = checked_move(it.obligation.progress, Progress.RETURNED)
    again_by = office.calendar.add(local_day(by.now, office.zone), office.setup.review.mend_within)
    again_by = max(again_by, due_on or again_by)
    if not (handed_on and days_late(due_on, handed_on)):
        it.obligation.due_on = again_by
    it.obligation.submitted_on = None
    _uncount(session, it)
    reason, to = reason_given(reason), ("lead.focal", "lead.head")
    told = Wanted(ladder_of(it, office), again_by, None, AgendaKind.RETURNED, by.now, to, reason)
    follow(session, office, it.obligation, told)
    _note(session, it, "return", by, before, reason)
    return again_by


def _uncount(session: Session, it: Subject) -> None:
    """What is returned no longer counts towards a target that is counted together."""
    of_it = select(Submission).where(Submission.obligation_id == it.obligation.id)
    last = session.exec(of_it.order_by(sa.desc("id"))).first()
    if last and last.quantity and _adds_up(it.activity):
        it.obligation.quantity = (it.obligation.quantity or 0) - last.quantity


def ladder_of(it: Subject, office: Office) -> str:
    """The ladder an obligation climbs: checks the office's check ladder, all else the activity's or the plan's."""
    return office.setup.check_ladder if it.occurrence.is_check else it.activity.ladder or it.plan.ladder


def extend(session: Session, office: Office, obligation_id: int, until: dt.date, by: By, reason: str) -> None:
    """Grant more time. The pending rungs are planned anew for the new day; the original day stays with the occurrence."""
    it = duty_of_plan(session, obligation_id)
    today = local_day(by.now, office.zone)
    if it.obligation.progress not in UNFINISHED:
        raise NotAllowedError("chỉ gia hạn được việc chưa hoàn thành")
    if until < today:
        raise BadInputError(f"gia hạn đến {until:%d/%m/%Y} là ngày đã qua — viết một ngày từ {today:%d/%m/%Y} trở đi")
    if it.obligation.due_on and until <= it.obligation.due_on:
        raise BadInputError(f"ngày {until:%d/%m/%Y} không muộn hơn hạn đang có {it.obligation.due_on:%d/%m/%Y}")
    before = _facts(it.obligation)
    session.add(
        Extension(
            obligation_id=obligation_id,
            due_before=it.obligation.due_on,
            due_after=until,
            reason=reason_given(reason),
            granted_by=by.actor,
            granted_at=by.now,
        )
    )
    it.obligation.due_on = until
    told = Wanted(ladder_of(it, office), until, None, AgendaKind.EXTENDED, by.now, ("lead.focal",), reason)
    follow(session, office, it.obligation, told)
    _note(session, it, "extend", by, before, reason)


def set_due(session: Session, office: Office, occurrence_id: int, due_on: dt.date, by: By, reason: str = "") -> int:
    """A person dates an occurrence for which the plan states no day; gives how many obligations now have it."""
    occurrence = session.get(Occurrence, occurrence_id)
    if occurrence is None:
        raise NotFoundError(f"không có kỳ số {occurrence_id}")
    if occurrence.due_on is not None:
        raise NotAllowedError(f"đã có hạn {occurrence.due_on:%d/%m/%Y}; muốn đổi thì sửa sổ đăng ký hoặc gia hạn")
    activity = session.get_one(Activity, occurrence.activity_id)
    plan = session.get_one(Plan, activity.plan_id)
    if due_on < min(plan.issued_on or plan.starts_on, plan.starts_on):
        raise BadInputError(f"hạn {due_on:%d/%m/%Y} trước khi có kế hoạch")
    made = make_agendas(session, office, [Wanted(activity.ladder or plan.ladder, due_on, plan=plan)])[0]
    occurrence.due_on, occurrence.agenda_id, occurrence.dated_by = due_on, made.id, by.actor
    occurrence.rules = [*occurrence.rules, f"dated_by: {by.actor} ấn định ngày {due_on:%d/%m/%Y}"]
    session.add(occurrence)
    owed = table_of(Obligation)
    changed = session.execute(
        sa.update(owed)
        .where(owed.c.occurrence_id == occurrence_id, owed.c.progress.in_(UNFINISHED), owed.c.due_on.is_(None))
        .values(due_on=due_on, agenda_id=made.id, told=-1, next_at=made.first_at)
    )
    record(
        session, now=by.now, actor=by.actor, action="date", subject="occurrence", subject_id=occurrence_id,
        reason=reason, after={"due_on": due_on},
    )  # fmt: skip
    return int(changed.rowcount)  # type: ignore[attr-defined]


def raise_event(
    session: Session, office: Office, activity_id: int, unit_id: int, by: By, reason: str, subject: str = ""
) -> int:
    """Someone says that an event came about for a unit; gives the number of the obligation that follows from it.

    Whoever must act is told at once; ``subject`` says what it is about, after the activity's title.
    """
    activity = session.get(Activity, activity_id)
    timing = activity and TIMING.validate_python(activity.timing)
    if activity is None or not isinstance(timing, Event):
        raise BadInputError("hoạt động này không phải việc phát sinh — chỉ việc kiểu 'event' mới nêu được")
    today = local_day(by.now, office.zone)
    _refuse_raising(session, activity, unit_id, today)
    plan = session.get_one(Plan, activity.plan_id)
    keys = session.exec(select(Occurrence.key).where(Occurrence.activity_id == activity_id)).all()
    draft = raised(timing, len(keys) + 1, today, setting_of(plan, office, today))
    wanted = Wanted(activity.ladder or plan.ladder, today, None, AgendaKind.RAISED, by.now, ("lead.focal", "lead.head"))
    wanted = replace(wanted, note=reason, plan=plan)
    agendas = make_agendas(session, office, [replace(wanted, due_on=draft.due_on)] if draft.due_on else [])
    row = occurrence_row(draft, activity_id) | {"agenda_id": agendas[0].id if agendas else None, "unit_id": unit_id}
    occurrence = Occurrence.model_validate(row | {"subject": subject})
    session.add(occurrence)
    session.flush()
    add_obligations(session, int(plan.id or 0), by.now)
    owed = session.exec(select(Obligation).where(Obligation.occurrence_id == occurrence.id)).one()
    record(session, now=by.now, actor=by.actor, action="raise", subject="obligation", subject_id=owed.id, reason=reason)
    return int(owed.id or 0)


def _refuse_raising(session: Session, activity: Activity, unit_id: int, today: dt.date) -> None:
    if activity.is_withdrawn:
        raise BadInputError("hoạt động này đã rút khỏi kế hoạch — nêu việc ở một hoạt động còn hiệu lực")
    if unit_id not in {turn.unit_id for turn in rota_turns(session, activity) if turn.holds(today)}:
        raise BadInputError("đơn vị này không chủ trì hoạt động — chọn một đơn vị chủ trì")


def settle(session: Session, obligation_id: int, by: By, note: str, new: Progress = Progress.ACCEPTED) -> None:
    """Close a duty that the software itself raised: answered, or cancelled because what it was about is over."""
    it = subject_of(session, obligation_id)
    before = _facts(it.obligation)
    it.obligation.progress, it.obligation.next_at = new, None
    it.obligation.submitted_on = None if new is Progress.CANCELLED else by.now.date()
    _note(session, it, "settle", by, before, note)


def drop_requests(session: Session, obligation_id: int, by: By) -> None:
    """What was asked about an obligation that is over needs no answer any more."""
    open_ones = select(Request).where(Request.obligation_id == obligation_id, col(Request.decision).is_(None))
    for request in session.exec(open_ones).all():
        request.decision, request.decided_by, request.decided_at = Decision.MOOT, by.actor, by.now
        session.add(request)
        settle(session, request.answer_id, by, "việc đã xong, không cần trả lời nữa", Progress.CANCELLED)


def reason_given(text: str) -> str:
    """The reason without its margins; an empty one is refused."""
    if not text.strip():
        raise BadInputError("cần nêu lý do")
    return text.strip()


def _facts(obligation: Obligation) -> dict[str, object]:
    names = ("progress", "due_on", "submitted_on", "document", "quantity")
    return {name: getattr(obligation, name) for name in names if getattr(obligation, name) is not None}


def _note(session: Session, it: Subject, action: str, by: By, before: dict[str, object], reason: str) -> None:
    session.add(it.obligation)
    record(
        session, now=by.now, actor=by.actor, action=action, subject="obligation", subject_id=it.obligation.id,
        reason=reason, before=before, after=_facts(it.obligation),
    )  # fmt: skip
