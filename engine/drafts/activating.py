"""A draft beside the plan in force: what would change, who would receive what, and putting it into force."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.access.rights import NotYoursError, Viewer
from engine.drafts.correcting import Shaping, StaleError
from engine.drafts.keeping import SHAPERS, keep, proposal_in
from engine.drafts.registering import checked_register, due_days
from engine.jobs.queue import Errand
from engine.journal import record
from engine.register.backlog import begin_telling
from engine.register.entries import plan_named
from engine.register.importing import RegisterDiff, apply_register, diff_register
from engine.rehearsal.findings import Told
from engine.rehearsal.rehearse import Question, rehearse
from models.columns import table_of
from models.drafts import DraftState, PlanDraft
from models.errors import BadInputError, Fault, RefusedRegisterError
from models.moments import local_day
from models.obligations import Obligation
from models.office import Office
from models.plans import Activity, Occurrence, Plan
from models.proposals import Proposal
from models.registers import Register

REHEARSE = "rehearse draft"  # the kind of its job
WEEKS = dt.timedelta(weeks=3)  # after the first due day: its reminders, and what follows if nobody does anything
LONGEST = dt.timedelta(days=200)
MOST_MESSAGES = 500
owed, occurrence, activity, plan = table_of(Obligation), table_of(Occurrence), table_of(Activity), table_of(Plan)


@dataclass(frozen=True)
class Outlook:
    """What activating would do: the difference to the plan in force, or the faults that keep it from being done.

    ``overdue`` counts the days of new duties that have passed: of those, everybody up to the highest rung hears at once.
    """

    register: Register | None
    diff: RegisterDiff | None
    faults: list[Fault] = field(default_factory=list)
    overdue: int = 0


def outlook(session: Session, it: PlanDraft, office: Office, *, today: dt.date) -> Outlook:
    """The register that a draft gives and how it differs from what is in force; nothing is written."""
    proposal = proposal_in(it)
    try:
        register = checked_register(session, proposal, office)
    except RefusedRegisterError as error:
        return Outlook(None, None, error.faults)
    diff = diff_register(session, register, office, today=today)
    return Outlook(register, diff, overdue=_overdue(proposal, diff, office, today))


def _overdue(proposal: Proposal, diff: RegisterDiff, office: Office, today: dt.date) -> int:
    """How many days of new duties have passed; a plan that is over reminds nobody."""
    head, new = proposal.head, set(diff.new)
    if head.end is None or head.end < today:
        return 0
    days = (day for duty in proposal.kept if duty.key in new for day in due_days(duty, head, office))
    return sum(day < today for day in days)


def activate(
    hand: Shaping, office: Office, viewer: Viewer, *, revision: int, tell_from: dt.date | None = None
) -> RegisterDiff:
    """Put the plan into force as ``plan import`` does, in the name of who says so; only the very proposal that was looked at.

    With ``tell_from`` nobody is reminded of what was due before that day; it stays owed.

    Who would change a plan that is in force already must have to do with that plan as it is, not only as the draft says.
    """
    if hand.proposal.revision != revision:
        raise StaleError("bản thảo vừa được sửa sau khi mở trang này — xem lại khác biệt rồi kích hoạt")
    register = checked_register(hand.session, hand.proposal, office)
    stored = plan_named(hand.session, register.plan.id)
    if stored and not (viewer.is_administrator or {stored.issuer_id, stored.monitor_id} & viewer.acting):
        raise NotYoursError(SHAPERS)
    diff = apply_register(hand.session, register, office, now=hand.by.now, actor=hand.by.actor)
    it, by = hand.it, hand.by
    it.state, it.ended_at, it.ended_by = DraftState.ACTIVATED, by.now, by.actor
    keep(hand.session, it, hand.proposal)
    if tell_from and it.plan_id:
        begin_telling(hand.session, it.plan_id, tell_from, by)
    record(hand.session, now=by.now, actor=by.actor, action="activate", subject="plan draft", subject_id=it.id,
           after={"plan": register.plan.id, "file": it.file_name, "sha256": it.sha256, "revision": revision})  # fmt: skip
    return diff


def rehearse_draft(errand: Errand) -> dict[str, Any]:
    """The job: on a copy put the draft into force and live its days until some weeks after the first is due; only its own messages are told."""
    desk, now = errand.desk, errand.desk.clock()
    today = local_day(now, desk.office.zone)
    with desk.readings() as session:
        proposal = proposal_in(session.get_one(PlanDraft, int(errand.arguments["draft"])))
        register = checked_register(session, proposal, desk.office)
        if register.plan.end < today:
            raise BadInputError("kế hoạch này đã hết thời gian — kích hoạt chỉ lưu lại, không nhắc ai")
        mine: dict[int, str] = {}
        change = partial(_put, register=register, office=desk.office, now=now, mine=mine)
        last = _last_day(proposal, desk.office, today)
        found = rehearse(
            session, desk.office, first=today, last=last, asked=Question(since=now, change=change),
            told=lambda done, total: errand.tell(done, total, "Đang diễn tập từng ngày"),
        )  # fmt: skip
    told = [each for each in found.messages if mine.keys() & set(each.obligations)]
    return _facts(told, mine) | {"first": today.isoformat(), "last": last.isoformat(), "revision": proposal.revision}


def _last_day(proposal: Proposal, office: Office, today: dt.date) -> dt.date:
    """Some weeks after something falls due for the first time, or after the plan begins where nothing has a day."""
    head = proposal.head
    days = [day for duty in proposal.kept for day in due_days(duty, head, office) if day >= today]
    return min(min(days, default=max(today, head.start or today)) + WEEKS, today + LONGEST)


def _put(session: Session, *, register: Register, office: Office, now: dt.datetime, mine: dict[int, str]) -> None:
    """Put the register into force on the copy, and note which obligations are its own, by their titles."""
    apply_register(session, register, office, now=now, actor="diễn tập")
    session.flush()
    of_plan = (
        sa.select(owed.c.id, activity.c.title)
        .select_from(
            owed.join(occurrence, occurrence.c.id == owed.c.occurrence_id)
            .join(activity, activity.c.id == occurrence.c.activity_id)
            .join(plan, plan.c.id == owed.c.plan_id)
        )
        .where(plan.c.code == register.plan.id)
    )
    mine.update({row.id: row.title for row in session.execute(of_plan)})


def _facts(told: list[Told], mine: dict[int, str]) -> dict[str, Any]:
    """Who hears when and of what, for the page."""
    return {
        "obligations": len(mine),
        "messages": len(told),
        "people": Counter(each.person for each in told).most_common(),
        "days": [_fact(each, mine) for each in told[:MOST_MESSAGES]],
    }


def _fact(each: Told, mine: dict[int, str]) -> dict[str, Any]:
    about = Counter(mine[id_] for id_ in each.obligations if id_ in mine)
    return {
        "day": each.day.isoformat(),
        "time": f"{each.at:%H:%M}",
        "person": each.person,
        "about": about.most_common(),
    }
