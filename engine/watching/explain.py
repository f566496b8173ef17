"""Why does this unit owe this on that day? The section, the phrase, the rules, the calendar, and what was told so far."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.fulfilment.complete import Subject, subject_of
from engine.register.consolidation import Input, Sought, inputs_of
from models.columns import table_of
from models.directory import Person, Unit
from models.ladders import ROLE_LABELS, Party, Role
from models.ledger import LedgerEntry
from models.messages import Message, Notice
from models.moments import local, local_day
from models.obligations import LABELS, PROGRESS_LABELS, timeliness
from models.office import Office
from models.plans import Agenda, AgendaStep, PlanState

PARTY_LABELS = {
    Party.LEAD: "đơn vị chủ trì",
    Party.COOPERATE: "đơn vị phối hợp",
    Party.MONITOR: "đơn vị theo dõi",
    Party.ISSUER: "cơ quan ban hành",
    Party.REPORTS_TO: "nơi nhận báo cáo",
}


ACTIONS = {
    "submit": "nộp",
    "accept": "duyệt",
    "return": "trả lại",
    "waive": "miễn",
    "delegate": "giao riêng",
    "take back": "thôi giao riêng",
    "extend": "gia hạn",
    "excuse": "lùi hạn vì những ngày tạm dừng",
    "raise": "nêu việc phát sinh",
    "cancel": "bãi bỏ",
    "reopen": "giao lại",
    "acknowledge": "báo đang làm",
    "snooze": "hoãn nhắc",
    "urge": "đôn đốc trực tiếp",
    "ask extension": "xin gia hạn",
    "ask difficulty": "báo khó khăn, vướng mắc",
    "decide granted": "chấp thuận gia hạn",
    "decide shortened": "gia hạn ngắn hơn đề nghị",
    "decide refused": "không chấp thuận gia hạn",
    "decide answered": "trả lời khó khăn, vướng mắc",
    "settle": "khép lại",
}


@dataclass(frozen=True)
class Rung:
    """A rung of an obligation's ladder: when, to which post (``to`` is its role and party), whether it was told, to whom."""

    at: dt.datetime
    to: str
    state: str
    person: str = ""
    role: str = ""
    party: str = ""


@dataclass(frozen=True)
class Event:
    """One row of the ledger: who did what when, to which document or day, and the reason given."""

    at: dt.datetime
    actor: str
    action: str
    detail: str
    reason: str


@dataclass(frozen=True)
class Why:
    """The account of one obligation."""

    id: int
    plan: str
    plan_title: str
    section: str
    source: str
    title: str
    unit: str
    deliverable: str
    period: str | None
    stands_for: list[str]
    opens_on: dt.date
    original_due_on: dt.date | None
    due_on: dt.date | None
    data_from: dt.date | None
    data_to: dt.date | None
    rules: list[str]
    calendar: list[str]
    progress: str
    timeliness: str
    rungs: list[Rung]
    left_out: list[str]
    inputs: list[Input]
    history: list[str]


def why(session: Session, office: Office, obligation_id: int, *, today: dt.date) -> Why:
    """Everything that answers for an obligation's existence and its day."""
    it = subject_of(session, obligation_id)
    owed, occurrence = it.obligation, it.occurrence
    sought = Sought(it.activity.plan_id, it.activity.inputs, occurrence.period, occurrence.stands_for)
    stand = timeliness(
        owed.progress, opens_on=occurrence.opens_on, due_on=owed.due_on, submitted_on=owed.submitted_on, today=today
    )
    return Why(
        id=obligation_id,
        plan=it.plan.number or it.plan.code,
        plan_title=it.plan.title,
        section=it.activity.section,
        source=it.activity.source,
        title=f"{it.activity.title}: {occurrence.subject}" if occurrence.subject else it.activity.title,
        unit=session.get_one(Unit, owed.unit_id).name,
        deliverable=it.activity.deliverable,
        period=occurrence.period,
        stands_for=occurrence.stands_for,
        opens_on=occurrence.opens_on,
        original_due_on=occurrence.due_on,
        due_on=owed.due_on,
        data_from=occurrence.data_from,
        data_to=occurrence.data_to,
        rules=occurrence.rules,
        calendar=calendar_notes(office, owed.due_on),
        progress=PROGRESS_LABELS[owed.progress],
        timeliness=LABELS[stand],
        rungs=rungs_of(session, it, today, office.zone),
        left_out=session.get_one(Agenda, owed.agenda_id).left_out if owed.agenda_id else [],
        inputs=inputs_of(session, sought, today),
        history=history_of(session, office, obligation_id),
    )


def calendar_notes(office: Office, due_on: dt.date | None) -> list[str]:
    """What the working calendar says about a due day."""
    if due_on is None:
        return []
    calendar, notes = office.calendar, []
    if not calendar.is_working(due_on):
        name = calendar.why_off(due_on)
        aimed = calendar.on_or_before(due_on)
        notes.append(
            f"{due_on:%d/%m/%Y} là ngày nghỉ ({name}); nhắc việc nhắm vào ngày làm việc trước đó {aimed:%d/%m/%Y}"
        )
    if due_on in calendar.worked:
        notes.append(f"{due_on:%d/%m/%Y} là ngày cuối tuần làm bù ({calendar.worked[due_on]})")
    if calendar.is_estimated(due_on):
        notes.append(f"lịch nghỉ năm {due_on.year} chưa được quyết định, đang tạm tính")
    return notes


def rungs_of(session: Session, it: Subject, today: dt.date, zone: str) -> list[Rung]:
    """The rungs of the agenda in force, with what became of each."""
    step, notice, message, person = table_of(AgendaStep), table_of(Notice), table_of(Message), table_of(Person)
    told = sa.and_(notice.c.step_id == step.c.id, notice.c.obligation_id == it.obligation.id)
    joined = (
        step.outerjoin(notice, told)
        .outerjoin(message, message.c.id == notice.c.message_id)
        .outerjoin(person, person.c.id == message.c.person_id)
    )
    statement = (
        sa.select(step.c.at, step.c.party, step.c.role, notice.c.state, message.c.state, person.c.name)
        .add_columns(notice.c.fallback)
        .select_from(joined)
        .where(step.c.agenda_id == it.obligation.agenda_id)
        .order_by(step.c.position, step.c.id)
    )
    return [
        Rung(
            at,
            f"{ROLE_LABELS[Role(role)]} {PARTY_LABELS[Party(party)]}",
            _rung_state(noticed, sent) if noticed else _untold(it, local_day(at, zone) > today),
            ", ".join(part for part in (name, fallback) if part),
            ROLE_LABELS[Role(role)],
            PARTY_LABELS[Party(party)],
        )
        for at, party, role, noticed, sent, name, fallback in session.execute(statement)
    ]


def _rung_state(noticed: str, sent: str | None) -> str:
    if sent == "cancelled":
        return "đã hủy"
    words = {"pending": "chờ gửi", "superseded": "nhường bậc sau", "dropped": "bỏ, việc đã xong"}
    return words.get(noticed) or {"sent": "đã gửi", "dead": "không gửi được"}.get(sent or "", "đang gửi")


def _untold(it: Subject, is_ahead: bool) -> str:
    """What a rung without a notice waits for; one that nothing leads to any more waits for nothing."""
    if it.obligation.next_at is None:
        return "thôi nhắc"
    if is_ahead:
        return "chưa đến"
    return "kỳ đã hết" if it.plan.state is PlanState.CLOSED else "chờ quét"


def history_of(session: Session, office: Office, obligation_id: int) -> list[str]:
    """The ledger's rows about an obligation in one line each, oldest first."""
    return [
        f"{local(event.at, office.zone).format('DD/MM/YYYY HH:mm')} {event.actor}: {event.action} {event.detail}".strip()
        + (f" — {event.reason}" if event.reason else "")
        for event in events_of(session, obligation_id)
    ]


def events_of(session: Session, obligation_id: int) -> list[Event]:
    """What the ledger says happened to an obligation, oldest first."""
    statement = select(LedgerEntry).where(LedgerEntry.subject == "obligation", LedgerEntry.subject_id == obligation_id)
    return [
        Event(row.at, row.actor, ACTIONS.get(row.action, row.action), _detail(row), row.reason)
        for row in session.exec(statement.order_by(sa.asc("id"))).all()
    ]


def _detail(row: LedgerEntry) -> str:
    after = row.after or {}
    if row.action == "submit":
        return str(after.get("document", ""))
    if row.action == "extend":
        return f"đến {dt.date.fromisoformat(after['due_on']):%d/%m/%Y}"
    return ""
