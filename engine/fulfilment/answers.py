"""What people answer to a reminder: "đang làm", not now, more time, an obstacle; and the monitor's decisions.

A request is at once a duty of the monitor: an obligation of its own, with a day, a ladder that ends at the leadership, and
a place in every list. Deciding it completes that duty.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.fulfilment.complete import (
    Handed,
    Subject,
    clock_of,
    duty_of_plan,
    extend,
    follow,
    ladder_of,
    raise_event,
    reason_given,
    settle,
    subject_of,
    submit,
)
from engine.journal import By, record
from engine.ladders.agendas import Wanted
from engine.register.expand import TIMING
from models.answers import Decision, Purpose, Quieting, Request, RequestKind, Urge
from models.columns import table_of
from models.directory import Unit
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ladders import Anchor, Party, Step, instants
from models.moments import instant, local, local_day
from models.obligations import PROGRESS_LABELS, UNFINISHED, Obligation
from models.office import Office
from models.plans import Activity, ActivityParty, AgendaKind, Plan
from models.timings import Event

MORNING = dt.time(7, 30)
DUTIES = {
    RequestKind.EXTENSION: ("xin-gia-han", "Quyết định đề nghị gia hạn", "có đề nghị gia hạn"),
    RequestKind.DIFFICULTY: ("kho-khan", "Trả lời khó khăn, vướng mắc", "đơn vị báo khó khăn, vướng mắc"),
}


def acknowledge(session: Session, office: Office, obligation_id: int, by: By) -> dt.datetime:
    """ "Đang làm": rungs before the office's chosen moment near the due day are passed over; gives that moment."""
    it = _dated(session, obligation_id)
    assert it.obligation.due_on
    step = Step(at=office.setup.answers.acknowledged_until, to=["lead.focal"])
    anchor = Anchor(it.obligation.due_on, None, office.zone)
    until = max(by.now, instants(step, MORNING, anchor, office.calendar)[0])
    _quiet(session, it, until, by, is_snooze=False)
    return until


def acknowledged_words(until: dt.datetime, now: dt.datetime, zone: str) -> str:
    """What "đang làm" brings about: quiet for a while, or none where the due day is near or past."""
    if until <= now:
        return "đã sát hoặc quá hạn nên các lời nhắc vẫn đến như cũ"
    return f"không nhắc trước {local(until, zone).format('HH:mm DD/MM/YYYY')}"


def snooze(session: Session, office: Office, obligation_id: int, days: int, by: By) -> dt.datetime:
    """Put reminders off for some working days, a few times at most; escalation after the due day is never put off."""
    it, limits = _dated(session, obligation_id), office.setup.answers
    assert it.obligation.due_on
    today = local_day(by.now, office.zone)
    if not 1 <= days <= limits.snooze_days:
        raise BadInputError(f"chỉ hoãn nhắc được 1 đến {limits.snooze_days} ngày làm việc mỗi lần")
    if today > it.obligation.due_on:
        raise NotAllowedError("việc đã quá hạn, không hoãn nhắc được nữa; có thể đề nghị gia hạn")
    if _snoozes(session, obligation_id) >= limits.snooze_times:
        raise NotAllowedError(f"đã hoãn nhắc {limits.snooze_times} lần, không hoãn thêm được")
    first_after = instant(office.calendar.add(it.obligation.due_on, 1), MORNING, office.zone)
    until = min(instant(office.calendar.add(today, days), MORNING, office.zone), first_after)
    _quiet(session, it, until, by, is_snooze=True)
    return until


def _dated(session: Session, obligation_id: int) -> Subject:
    it = duty_of_plan(session, obligation_id)
    if it.obligation.progress not in UNFINISHED:
        raise NotAllowedError("việc này đã xong hoặc đã được miễn, không còn nhắc")
    if it.obligation.due_on is None:
        raise NotAllowedError("việc này chưa có hạn nên chưa nhắc ai")
    return it


def snoozes_left(session: Session, office: Office, obligation_id: int) -> int:
    """How often the reminders of an obligation can still be put off."""
    return max(0, office.setup.answers.snooze_times - _snoozes(session, obligation_id))


def _snoozes(session: Session, obligation_id: int) -> int:
    quieting = table_of(Quieting)
    counted = sa.select(sa.func.count()).where(quieting.c.obligation_id == obligation_id, quieting.c.is_snooze)
    return int(session.execute(counted).scalar_one())


def _quiet(session: Session, it: Subject, until: dt.datetime, by: By, *, is_snooze: bool) -> None:
    """The next rung is told no earlier than ``until``; the sweep then passes over the missed ones as it always does."""
    owed = it.obligation
    if owed.next_at is not None:
        owed.next_at = max(owed.next_at, until)
    session.add(owed)
    session.add(
        Quieting(obligation_id=_id(owed), is_snooze=is_snooze, quiet_until=until, said_by=by.actor, said_at=by.now)
    )
    action = "snooze" if is_snooze else "acknowledge"
    record(session, now=by.now, actor=by.actor, action=action, subject="obligation", subject_id=owed.id,
           after={"quiet_until": until})  # fmt: skip


def urge(session: Session, office: Office, obligation_id: int, by: By, note: str = "") -> int:
    """A person urges by hand: told at once to the lead, logged, at most once in four hours; gives how often so far."""
    it = _dated(session, obligation_id)
    assert it.obligation.due_on
    found = session.exec(select(Urge).where(Urge.obligation_id == obligation_id).order_by(col(Urge.urged_at))).all()
    pause = dt.timedelta(hours=office.setup.answers.urge_hours)
    if found and by.now < found[-1].urged_at + pause:
        again = local(found[-1].urged_at + pause, office.zone).format("HH:mm DD/MM/YYYY")
        raise NotAllowedError(f"đã đôn đốc việc này; đôn đốc lại được từ {again}")
    told_to = ("lead.focal", "lead.head")
    aim = clock_of(session, it.obligation)
    wanted = Wanted(ladder_of(it, office), aim, None, AgendaKind.URGED, by.now, told_to, note)
    follow(session, office, it.obligation, wanted)
    session.add(Urge(obligation_id=obligation_id, note=note, urged_by=by.actor, urged_at=by.now))
    record(session, now=by.now, actor=by.actor, action="urge", subject="obligation", subject_id=obligation_id,
           reason=note)  # fmt: skip
    return len(found) + 1


def ask_extension(session: Session, office: Office, obligation_id: int, until: dt.date, by: By, reason: str) -> int:
    """Ask for more time; nothing changes until the monitor grants it. Gives the request's number."""
    it, today = _dated(session, obligation_id), local_day(by.now, office.zone)
    if until < today:
        raise BadInputError(f"ngày xin gia hạn {until:%d/%m/%Y} đã qua — viết một ngày từ {today:%d/%m/%Y}")
    if it.obligation.due_on and until <= it.obligation.due_on:
        raise BadInputError(f"ngày {until:%d/%m/%Y} không muộn hơn hạn đang có {it.obligation.due_on:%d/%m/%Y}")
    return _ask(session, office, it, RequestKind.EXTENSION, by, reason, until)


def report_difficulty(session: Session, office: Office, obligation_id: int, by: By, reason: str) -> int:
    """Report an obstacle; the monitor has a clock to answer it, then the leadership hears. Gives the request's number."""
    it = duty_of_plan(session, obligation_id)
    if it.obligation.progress not in UNFINISHED:
        raise NotAllowedError("việc này đã xong hoặc đã được miễn")
    return _ask(session, office, it, RequestKind.DIFFICULTY, by, reason, None)


def _ask(
    session: Session, office: Office, it: Subject, kind: RequestKind, by: By, reason: str, until: dt.date | None
) -> int:
    waiting = select(Request).where(
        Request.obligation_id == it.obligation.id, Request.kind == kind, col(Request.decision).is_(None)
    )
    if session.exec(waiting).first():
        raise NotAllowedError("đề nghị trước về việc này còn chờ trả lời")
    made = Request(
        kind=kind, obligation_id=_id(it.obligation), answer_id=_duty(session, office, it, kind, by, _note(reason, until)),
        wanted_on=until, reason=reason_given(reason), asked_by=by.actor, asked_at=by.now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(session, now=by.now, actor=by.actor, action=f"ask {kind.value}", subject="obligation",
           subject_id=it.obligation.id, reason=reason, after={"wanted_on": until, "request": made.id})  # fmt: skip
    return int(made.id or 0)


def _note(reason: str, until: dt.date | None) -> str:
    """What the monitor reads in the message beside the duty to answer."""
    given = reason_given(reason)
    return f"xin đến {until:%d/%m/%Y} — {given}" if until else given


def _duty(session: Session, office: Office, it: Subject, kind: RequestKind, by: By, note: str) -> int:
    """The monitor's duty to answer, raised as an event of the plan and due in the office's number of working days."""
    activity = _activity(session, office, it.plan, kind)
    unit = session.get_one(Unit, it.obligation.unit_id)
    about = f"{unit.name}: {it.activity.title}"
    return raise_event(session, office, _id(activity), it.plan.monitor_id, by, note, about)


def _activity(session: Session, office: Office, plan: Plan, kind: RequestKind) -> Activity:
    """The plan's own activity for such duties; it belongs to no register and no import touches it."""
    key, title, trigger = DUTIES[kind]
    found = session.exec(select(Activity).where(Activity.plan_id == plan.id, Activity.key == f"_{key}")).first()
    if found:
        return found
    answers = office.setup.answers
    within = answers.decide_within if kind is RequestKind.EXTENSION else answers.answer_within
    timing = TIMING.dump_python(Event(trigger=trigger, within=within), mode="json", by_alias=True)
    made = Activity(
        plan_id=_id(plan), key=f"_{key}", position=9_999, section="", source=trigger, title=title, timing=timing,
        is_own=True, ladder=answers.ladder,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(ActivityParty(activity_id=_id(made), party=Party.LEAD, unit_id=plan.monitor_id))
    return made


def decide_extension(
    session: Session, office: Office, request_id: int, by: By, *, until: dt.date | None, answer: str = ""
) -> Decision:
    """Grant (perhaps to an earlier day than asked) or, with ``until`` None, refuse for a reason; told to the unit at once."""
    request = _open_request(session, request_id, RequestKind.EXTENSION)
    if until is None:
        _tell_unit(session, office, request, by, reason_given(answer))
        return _decide(session, request, Decision.REFUSED, None, by, answer)
    assert request.wanted_on
    if until > request.wanted_on:
        raise BadInputError(f"đơn vị chỉ xin đến {request.wanted_on:%d/%m/%Y} — viết ngày đó hoặc sớm hơn")
    extend(session, office, request.obligation_id, until, by, answer or request.reason)
    decision = Decision.GRANTED if until == request.wanted_on else Decision.SHORTENED
    return _decide(session, request, decision, until, by, answer)


def answer_difficulty(session: Session, office: Office, request_id: int, by: By, answer: str) -> Decision:
    """Answer an obstacle; the unit is told at once."""
    request = _open_request(session, request_id, RequestKind.DIFFICULTY)
    _tell_unit(session, office, request, by, reason_given(answer))
    return _decide(session, request, Decision.ANSWERED, None, by, answer)


def _tell_unit(session: Session, office: Office, request: Request, by: By, answer: str) -> None:
    """An answer without a new day is told by an agenda whose first rung is now and whose later rungs stay as they were."""
    it = subject_of(session, request.obligation_id)
    if it.obligation.progress in UNFINISHED and it.obligation.due_on:
        aim = clock_of(session, it.obligation)
        wanted = Wanted(ladder_of(it, office), aim, None, AgendaKind.ANSWERED, by.now, ("lead.focal",), answer)
        follow(session, office, it.obligation, wanted)


def _open_request(session: Session, request_id: int, kind: RequestKind) -> Request:
    request = session.get(Request, request_id)
    if request is None or request.kind is not kind:
        raise NotFoundError(f"không có đề nghị số {request_id} thuộc loại này — xem 'dondoc requests'")
    if request.decision is not None:
        raise NotAllowedError(f"đề nghị số {request_id} đã được {request.decided_by} trả lời")
    return request


def _decide(
    session: Session, request: Request, decision: Decision, until: dt.date | None, by: By, answer: str
) -> Decision:
    request.decision, request.granted_on, request.answer = decision, until, answer
    request.decided_by, request.decided_at = by.actor, by.now
    session.add(request)
    settle(session, request.answer_id, by, answer)
    record(session, now=by.now, actor=by.actor, action=f"decide {decision.value}", subject="obligation",
           subject_id=request.obligation_id, reason=answer, after={"request": request.id, "until": until})  # fmt: skip
    return decision


def asked(session: Session, obligation_id: int, kind: RequestKind) -> int:
    """The number of the request that waits for an answer; one that was answered meanwhile is told with who did it."""
    of_it = select(Request).where(Request.obligation_id == obligation_id, Request.kind == kind)
    last = session.exec(of_it.order_by(col(Request.id).desc())).first()
    if last is None or last.decision is not None:
        by = f", {last.decided_by} đã trả lời" if last else ""
        raise NotAllowedError(f"không có đề nghị nào của việc này đang chờ{by}")
    return int(last.id or 0)


def request_behind(session: Session, duty_id: int) -> Request:
    """What a monitor's duty to answer is about."""
    found = session.exec(select(Request).where(Request.answer_id == duty_id)).first()
    if found is None:
        raise NotFoundError(f"nghĩa vụ {duty_id} không phải việc trả lời một đề nghị")
    return found


def open_requests(
    session: Session, *, within: sa.ColumnElement[bool] | None = None, after: int = 0, limit: int | None = None
) -> list[Request]:
    """What still waits for an answer, the oldest first, about obligations ``within``; detached values are the caller's own."""
    statement = select(Request).where(col(Request.decision).is_(None), col(Request.id) > after)
    if within is not None:
        statement = statement.join(Obligation, col(Obligation.id) == Request.obligation_id).where(within)
    return list(session.exec(statement.order_by(col(Request.id)).limit(limit)).all())


def _id(row: Obligation | Activity | Plan) -> int:
    return int(row.id or 0)


@dataclass(frozen=True)
class Said:
    """What a person filled in on a form; only what its purpose asks for counts. ``files`` are stored by the door."""

    document: str = ""
    on: dt.date | None = None
    quantity: float | None = None
    until: dt.date | None = None
    days: int = 1
    reason: str = ""
    files: tuple[tuple[str, str, int], ...] = ()
    submission: int | None = None  # the one that a reviewer was looking at


def act(session: Session, office: Office, purpose: Purpose, obligation_id: int, said: Said, by: By) -> str:
    """Do the one thing that a link is for; gives what happened, in words."""
    if purpose is Purpose.ACKNOWLEDGE:
        until = acknowledge(session, office, obligation_id, by)
        return f"Đã ghi nhận đang làm; {acknowledged_words(until, by.now, office.zone)}."
    if purpose is Purpose.SNOOZE:
        until = local(snooze(session, office, obligation_id, said.days, by), office.zone)
        return f"Đã hoãn nhắc đến {until.format('HH:mm DD/MM/YYYY')}."
    if purpose is Purpose.EXTENSION:
        if said.until is None:
            raise BadInputError("cần nêu ngày xin gia hạn đến")
        number = ask_extension(session, office, obligation_id, said.until, by, said.reason)
        return f"Đã gửi đề nghị gia hạn số {number} đến đơn vị theo dõi; hạn cũ còn hiệu lực đến khi được chấp thuận."
    if purpose is Purpose.DIFFICULTY:
        number = report_difficulty(session, office, obligation_id, by, said.reason)
        return f"Đã gửi khó khăn, vướng mắc số {number} đến đơn vị theo dõi."
    return _hand_in(session, office, obligation_id, said, by)


def _hand_in(session: Session, office: Office, obligation_id: int, said: Said, by: By) -> str:
    if not said.document.strip():
        raise BadInputError("cần nêu số văn bản, ví dụ 123/BC-TTYT")
    on = said.on or local_day(by.now, office.zone)
    handed = Handed(said.document.strip(), on, said.quantity, said.reason, said.files)
    new = submit(session, office, obligation_id, handed, by)
    return f"Đã ghi {handed.document} ngày {on:%d/%m/%Y}: {PROGRESS_LABELS[new].lower()}."
