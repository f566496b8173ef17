"""Show what importing a register would change, and apply it: one transaction, finished work never touched."""

import datetime as dt
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.agendas import Wanted, make_agendas
from engine.expand import TIMING, add_obligations, drafts_for, horizon, occurrence_row, store_drafts
from engine.journal import record
from engine.load import ids_by_code
from engine.register_check import check_register
from engine.register_entries import export_plan, plan_named, stored_entries
from models.columns import table_of
from models.directory import Unit, UnitGroup
from models.ladders import Party
from models.moments import local_day
from models.obligations import UNFINISHED, Obligation, Progress
from models.occurrences import Draft
from models.office import Office
from models.plans import Activity, ActivityParty, AgendaKind, Occurrence, Plan, PlanState
from models.registers import ActivityEntry, PlanEntry, Register


@dataclass(frozen=True)
class Moved:
    """An occurrence whose days change, and how many unfinished obligations go with it."""

    activity: str
    key: str
    before: dt.date | None
    after: dt.date | None
    obligations: int


@dataclass
class RegisterDiff:
    """What a register changes: activities by key, occurrences that move, obligations that fall away."""

    plan: str
    is_new: bool
    head: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    cancelled: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.is_new or self.head or self.new or self.changed or self.withdrawn)


def diff_register(session: Session, register: Register, office: Office, *, today: dt.date) -> RegisterDiff:
    """What applying this register would change, nothing written."""
    stored = plan_named(session, register.plan.id)
    if stored is None:
        return RegisterDiff(register.plan.id, is_new=True, new=[e.key for e in register.activities])
    diff = RegisterDiff(register.plan.id, is_new=False)
    before, known = export_plan(session, stored), stored_entries(session, stored)
    diff.head = [n for n in PlanEntry.model_fields if getattr(before, n) != getattr(register.plan, n)]
    for entry in register.activities:
        if entry.key not in known:
            diff.new.append(entry.key)
        elif known[entry.key] != entry or _days_may_differ(diff.head):
            (diff.unchanged if known[entry.key] == entry else diff.changed).append(entry.key)
            diff.moved += _moves(session, register.plan, stored, entry, office, today)
        else:
            diff.unchanged.append(entry.key)
    diff.withdrawn = sorted(set(known) - {entry.key for entry in register.activities})
    return diff


def _days_may_differ(head: list[str]) -> bool:
    return bool({"start", "end", "rules"} & set(head))


def _moves(
    session: Session, head: PlanEntry, stored: Plan, entry: ActivityEntry, office: Office, today: dt.date
) -> list[Moved]:
    activity = session.exec(select(Activity).where(Activity.plan_id == stored.id, Activity.key == entry.key)).one()
    drafts = {draft.key: draft for draft in _drafts_of(head, entry, office, today)}
    return [
        Moved(entry.key, o.key, o.due_on, drafts[o.key].due_on, _unfinished(session, o))
        for o in _live_occurrences(session, activity)
        if o.key in drafts and _is_moved(o, drafts[o.key])
    ]


def _drafts_of(head: PlanEntry, entry: ActivityEntry, office: Office, today: dt.date) -> list[Draft]:
    plan = Plan(code=head.id, title=head.title, issuer_id=0, monitor_id=0, starts_on=head.start, ends_on=head.end,
                rules=head.rules)  # fmt: skip
    timing = TIMING.dump_python(entry.timing, mode="json", by_alias=True)
    probe = Activity(plan_id=0, key=entry.key, section="", source="", title="", timing=timing)
    return drafts_for(probe, plan, office, horizon(today))


def _is_moved(occurrence: Occurrence, draft: Draft) -> bool:
    """Whether the days differ; a day that a person set stands against a rule that states none."""
    if occurrence.dated_by and draft.due_on is None:
        return False
    return (occurrence.due_on, occurrence.due_time) != (draft.due_on, draft.due_time)


def _live_occurrences(session: Session, activity: Activity) -> list[Occurrence]:
    statement = select(Occurrence).where(Occurrence.activity_id == activity.id, sa.not_(Occurrence.is_withdrawn))  # type: ignore[call-overload]
    return list(session.exec(statement).all())


def _unfinished(session: Session, occurrence: Occurrence) -> int:
    owed = table_of(Obligation)
    statement = sa.select(sa.func.count()).where(owed.c.occurrence_id == occurrence.id, owed.c.progress.in_(UNFINISHED))
    return int(session.execute(statement).scalar_one())


def apply_register(
    session: Session, register: Register, office: Office, *, now: dt.datetime, actor: str
) -> RegisterDiff:
    """Check, then bring the plan to what the register says: one transaction, all or nothing.

    Finished obligations are never touched; withdrawn ones are cancelled with the reason; moved ones get their new day
    and a notice at once. A plan whose period is already over is stored closed.
    """
    check_register(session, register, office)
    today = local_day(now, office.zone)
    diff = diff_register(session, register, office, today=today)
    if diff.is_empty:
        return diff
    plan = _store_head(session, register.plan, today)
    units, groups = ids_by_code(session, Unit), ids_by_code(session, UnitGroup)
    for position, entry in enumerate(register.activities):
        activity = _store_activity(session, plan, entry, position, units)
        if entry.key in diff.new or entry.key in diff.changed:
            _store_parties(session, activity, entry, units, groups)
        _bring_occurrences(session, office, plan, activity, now, actor, diff)
    for key in diff.withdrawn:
        _withdraw(session, plan, key, now, actor, diff)
    add_obligations(session, int(plan.id or 0), now)
    after = {"new": len(diff.new), "changed": len(diff.changed), "withdrawn": len(diff.withdrawn)}
    record(session, now=now, actor=actor, action="import", subject="plan", subject_id=plan.id, after=after)
    return diff


def _store_head(session: Session, head: PlanEntry, today: dt.date) -> Plan:
    units = ids_by_code(session, Unit)
    parent = plan_named(session, head.parent) if head.parent else None
    plan = plan_named(session, head.id) or Plan(
        code=head.id, title="", issuer_id=0, monitor_id=0, starts_on=head.start, ends_on=head.end,
        state=PlanState.CLOSED if head.end < today else PlanState.ACTIVE,
    )  # fmt: skip
    plan.number, plan.title, plan.basis, plan.note = head.number, head.title, head.basis, head.note
    plan.issuer_id, plan.monitor_id, plan.parent_id = (
        units[head.issuer],
        units[head.monitor],
        parent.id if parent else None,
    )
    plan.issued_on, plan.starts_on, plan.ends_on = head.issued_on, head.start, head.end
    plan.ladder, plan.rules = head.ladder, head.rules
    session.add(plan)
    session.flush()
    return plan


def _store_activity(
    session: Session, plan: Plan, entry: ActivityEntry, position: int, units: dict[str, int]
) -> Activity:
    found = session.exec(select(Activity).where(Activity.plan_id == plan.id, Activity.key == entry.key)).first()
    activity = found or Activity(plan_id=int(plan.id or 0), key=entry.key, section="", source="", title="", timing={})
    for name in ("section", "source", "title", "deliverable", "tier", "ladder", "note", "inputs"):
        setattr(activity, name, getattr(entry, name))
    activity.position, activity.is_withdrawn = position, False
    activity.timing = TIMING.dump_python(entry.timing, mode="json", by_alias=True, exclude_none=False)
    activity.reports_to_id = units[entry.reports_to] if entry.reports_to else None
    session.add(activity)
    session.flush()
    return activity


def _store_parties(
    session: Session, activity: Activity, entry: ActivityEntry, units: dict[str, int], groups: dict[str, int]
) -> None:
    session.execute(sa.delete(ActivityParty).where(table_of(ActivityParty).c.activity_id == activity.id))
    for party, codes in ((Party.LEAD, entry.lead), (Party.COOPERATE, entry.cooperate)):
        for code in dict.fromkeys(codes):
            session.add(
                ActivityParty(
                    activity_id=int(activity.id or 0), party=party, unit_id=units.get(code), group_id=groups.get(code)
                )
            )
    session.flush()


def _bring_occurrences(
    session: Session, office: Office, plan: Plan, activity: Activity, now: dt.datetime, actor: str, diff: RegisterDiff
) -> None:
    """Add what is missing, move what differs, withdraw what the rules no longer give; raised events are left alone."""
    drafts = drafts_for(activity, plan, office, horizon(local_day(now, office.zone)))
    by_key = {draft.key: draft for draft in drafts}
    known = session.exec(select(Occurrence).where(Occurrence.activity_id == activity.id)).all()
    for each in known:
        draft = by_key.get(each.key)
        if draft and (each.is_withdrawn or _is_moved(each, draft)):
            _move(session, office, plan, activity, each, draft, now)
        elif draft is None and not each.key.startswith("event-"):
            _cancel(session, each, now, actor, "kỳ này không còn trong kế hoạch", diff)
    there = {each.key for each in known}
    store_drafts(session, office, plan, activity, [(n, d) for n, d in enumerate(drafts) if d.key not in there])


def _move(
    session: Session, office: Office, plan: Plan, activity: Activity, each: Occurrence, draft: Draft, now: dt.datetime
) -> None:
    """Give an occurrence its new days and those who still owe it a new agenda, whose first rung tells them at once.

    Whoever has a clock of their own by an extension or a return keeps it.
    """
    owed, before = table_of(Obligation), each.due_on
    for name, value in occurrence_row(draft, int(activity.id or 0)).items():
        setattr(each, name, value)
    made = None
    if draft.due_on:
        ladder = office.setup.check_ladder if draft.is_check else activity.ladder or plan.ladder
        told = Wanted(ladder, draft.due_on, draft.due_time, AgendaKind.MOVED, now, ("lead.focal",))
        made = make_agendas(session, office, [told])[0]
    each.agenda_id, each.dated_by = made.id if made else None, None
    session.add(each)
    values = {"due_on": draft.due_on, "agenda_id": each.agenda_id, "told": -1, "next_at": made and made.first_at}
    mine = sa.and_(owed.c.occurrence_id == each.id, owed.c.progress.in_(UNFINISHED))
    same_clock = owed.c.due_on.is_not_distinct_from(before)
    session.execute(sa.update(owed).where(mine, same_clock).values(values))


def _cancel(session: Session, each: Occurrence, now: dt.datetime, actor: str, reason: str, diff: RegisterDiff) -> None:
    each.is_withdrawn = True
    session.add(each)
    owed = table_of(Obligation)
    mine = sa.and_(owed.c.occurrence_id == each.id, owed.c.progress.in_(UNFINISHED))
    ids = list(session.execute(sa.select(owed.c.id).where(mine)).scalars())
    session.execute(sa.update(owed).where(mine).values(progress=Progress.CANCELLED, next_at=None))
    for obligation_id in ids:
        record(session, now=now, actor=actor, action="cancel", subject="obligation", subject_id=obligation_id,
               reason=reason)  # fmt: skip
    diff.cancelled += len(ids)


def _withdraw(session: Session, plan: Plan, key: str, now: dt.datetime, actor: str, diff: RegisterDiff) -> None:
    activity = session.exec(select(Activity).where(Activity.plan_id == plan.id, Activity.key == key)).one()
    activity.is_withdrawn = True
    session.add(activity)
    for each in _live_occurrences(session, activity):
        _cancel(session, each, now, actor, "hoạt động đã rút khỏi kế hoạch", diff)
