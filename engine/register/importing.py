"""Show what importing a register would change, and apply it: one transaction, finished work never touched."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.directory.load import ids_by_code
from engine.journal import record
from engine.register.check import check_register
from engine.register.entries import export_ladders, export_plan, plan_named, stored_entries
from engine.register.expand import TIMING, add_obligations, held_plans
from engine.register.occurrences import (
    Import,
    as_dated,
    bring_occurrences,
    drafts_of,
    is_gone,
    is_moved,
    lead_units,
    live_occurrences,
    reach,
    reopen,
    unfinished,
    withdraw,
)
from engine.register.owing import newly_owed
from models.columns import table_of
from models.directory import Unit, UnitGroup
from models.ladders import LADDERS, Party
from models.moments import local_day
from models.occurrences import Draft
from models.office import Office
from models.plans import Activity, ActivityParty, Plan, PlanState
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
    """What a register changes: activities by key, occurrences that move, obligations that fall away.

    ``owed`` are the obligations that a plan in force gets more; those of a new plan are not counted.
    """

    plan: str
    is_new: bool
    head: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    cancelled: int = 0
    owed: int = 0

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
    if export_ladders(stored) != register.ladders:
        diff.head.append("ladders")
    for entry in register.activities:
        old = known.get(entry.key)
        (diff.new if old is None else diff.unchanged if old == entry else diff.changed).append(entry.key)
    diff.withdrawn = sorted(set(known) - {entry.key for entry in register.activities})
    until, activities = reach(session, stored, today), _activities(session, stored)
    for entry in register.activities:
        if not _days_may_differ(diff, entry.key):
            continue
        drafts = drafts_of(register.plan, entry, office, until)
        diff.owed += newly_owed(session, entry, drafts, activities.get(entry.key))
        if entry.key in known:
            _compare_days(session, diff, activities[entry.key], entry, {draft.key: draft for draft in drafts})
    for key in diff.withdrawn:
        diff.cancelled += len(unfinished(session, live_occurrences(session, activities[key])))
    return diff


def _days_may_differ(diff: RegisterDiff, key: str) -> bool:
    """Whether an import looks at an activity's occurrences at all: it touches only what it shows."""
    return key not in diff.unchanged or bool({"start", "end", "rules"} & set(diff.head))


def _activities(session: Session, plan: Plan) -> dict[str, Activity]:
    return {each.key: each for each in session.exec(select(Activity).where(Activity.plan_id == plan.id)).all()}


def _compare_days(
    session: Session, diff: RegisterDiff, stored: Activity, entry: ActivityEntry, drafts: dict[str, Draft]
) -> None:
    """Note in the diff which occurrences of an activity move, and how many obligations fall away."""
    there = live_occurrences(session, stored)
    for one in there:
        if one.key in drafts and is_moved(one, draft := as_dated(one, drafts[one.key])):
            moved = Moved(entry.key, one.key, one.due_on, draft.due_on, len(unfinished(session, [one])))
            diff.moved.append(moved)
    leads = lead_units(session, entry.lead, ids_by_code(session, Unit), ids_by_code(session, UnitGroup))
    former = unfinished(session, [one for one in there if one.key in drafts], besides=leads)
    diff.cancelled += len(unfinished(session, [one for one in there if is_gone(one, drafts)])) + len(former)


def apply_register(
    session: Session, register: Register, office: Office, *, now: dt.datetime, actor: str
) -> RegisterDiff:
    """Check, then bring the plan to what the register says: one transaction, all or nothing.

    Finished obligations are never touched; withdrawn ones are cancelled with the reason; moved ones get their new day
    and a notice at once. A plan whose period is already over is stored closed.
    """
    held_plans(session, col(Plan.code) == register.plan.id)
    check_register(session, register, office)
    today = local_day(now, office.zone)
    diff = diff_register(session, register, office, today=today)
    if diff.is_empty:
        return diff
    until = reach(session, plan_named(session, register.plan.id), today)
    it = Import(session, office, _store_head(session, register, today), until, now, actor)
    diff.cancelled = sum(_bring(it, register, diff))
    activities = _activities(session, it.plan)
    diff.cancelled += sum(withdraw(it, activities[key]) for key in diff.withdrawn)
    session.flush()  # the statements that follow speak to the tables themselves
    add_obligations(session, int(it.plan.id or 0), now)
    reopen(it)
    after = {"new": len(diff.new), "changed": len(diff.changed), "withdrawn": len(diff.withdrawn)}
    after |= {"moved": len(diff.moved), "cancelled": diff.cancelled}
    record(session, now=now, actor=actor, action="import", subject="plan", subject_id=it.plan.id, after=after)
    return diff


def _bring(it: Import, register: Register, diff: RegisterDiff) -> Iterator[int]:
    """Store each activity and bring its occurrences up to date; gives how many obligations were cancelled by each."""
    units, groups = ids_by_code(it.session, Unit), ids_by_code(it.session, UnitGroup)
    for position, entry in enumerate(register.activities):
        activity = _store_activity(it.session, it.plan, entry, position, units)
        is_shown = entry.key not in diff.unchanged
        if is_shown:
            _store_parties(it.session, activity, entry, units, groups)
        if _days_may_differ(diff, entry.key):
            leads = lead_units(it.session, entry.lead, units, groups) if is_shown else None
            yield bring_occurrences(it, activity, leads)


def _store_head(session: Session, register: Register, today: dt.date) -> Plan:
    head = register.plan
    units = ids_by_code(session, Unit)
    parent = plan_named(session, head.parent) if head.parent else None
    plan = plan_named(session, head.id) or Plan(
        code=head.id, title="", issuer_id=0, monitor_id=0, starts_on=head.start, ends_on=head.end,
        state=PlanState.CLOSED,
    )  # fmt: skip
    if head.end >= today:  # a closed plan that is prolonged runs again; one that ends while it runs stays open
        plan.state = PlanState.ACTIVE
    plan.number, plan.title, plan.basis, plan.note = head.number, head.title, head.basis, head.note
    plan.issuer_id, plan.monitor_id, plan.parent_id = (
        units[head.issuer],
        units[head.monitor],
        parent.id if parent else None,
    )
    plan.issued_on, plan.starts_on, plan.ends_on = head.issued_on, head.start, head.end
    plan.ladder, plan.rules = head.ladder, head.rules
    plan.ladders = LADDERS.dump_python(register.ladders, mode="json", by_alias=True, exclude_defaults=True)
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
