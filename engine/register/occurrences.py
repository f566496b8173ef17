"""What an import does to the occurrences of an activity and to those who still owe them; finished work is never touched."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.journal import record
from engine.ladders.agendas import make_agendas
from engine.register.expand import (
    TIMING,
    drafts_for,
    horizon,
    occurrence_row,
    owed_rows,
    responsible,
    rota_turns,
    store_drafts,
    wanted_for,
    whose_turn,
)
from models.columns import table_of
from models.directory import GroupMember
from models.obligations import UNFINISHED, Obligation, Progress
from models.occurrences import Draft
from models.office import Office
from models.plans import Activity, Agenda, AgendaKind, Occurrence, Plan
from models.registers import ActivityEntry, PlanEntry
from models.timings import Rota

NO_PERIOD = "kỳ này không còn trong kế hoạch"
NO_ACTIVITY = "hoạt động đã rút khỏi kế hoạch"
NO_LEAD = "đơn vị không còn chủ trì hoạt động này"

owed, occurrence, member = table_of(Obligation), table_of(Occurrence), table_of(GroupMember)
agenda, activity = table_of(Agenda), table_of(Activity)


@dataclass(frozen=True)
class Import:
    """An import at work: who brings which plan up to date, when, and how far ahead."""

    session: Session
    office: Office
    plan: Plan
    until: dt.date
    now: dt.datetime
    actor: str


def reach(session: Session, plan: Plan | None, today: dt.date) -> dt.date:
    """How far an import looks ahead: the usual horizon, or as far as the plan was once expanded."""
    joined = occurrence.join(activity, activity.c.id == occurrence.c.activity_id)
    last = sa.select(sa.func.max(occurrence.c.opens_on)).select_from(joined)
    known = session.execute(last.where(activity.c.plan_id == plan.id)).scalar() if plan else None
    return max(horizon(today), known or today)


def drafts_of(head: PlanEntry, entry: ActivityEntry, office: Office, until: dt.date) -> list[Draft]:
    """The occurrences that an activity would have by a register that is not stored."""
    plan = Plan(code=head.id, title=head.title, issuer_id=0, monitor_id=0, starts_on=head.start, ends_on=head.end,
                rules=head.rules)  # fmt: skip
    timing = TIMING.dump_python(entry.timing, mode="json", by_alias=True)
    probe = Activity(plan_id=0, key=entry.key, section="", source="", title="", timing=timing)
    return drafts_for(probe, plan, office, until)


def live_occurrences(session: Session, each: Activity) -> list[Occurrence]:
    """The occurrences of an activity that are not withdrawn."""
    statement = select(Occurrence).where(Occurrence.activity_id == each.id, sa.not_(occurrence.c.is_withdrawn))
    return list(session.exec(statement).all())


def as_dated(each: Occurrence, draft: Draft) -> Draft:
    """The draft as it stands for an occurrence: a day that a person set stands against a rule that states none."""
    if each.dated_by and draft.due_on is None:
        return replace(draft, due_on=each.due_on, due_time=each.due_time, rules=tuple(each.rules))
    return draft


def is_moved(each: Occurrence, draft: Draft) -> bool:
    """Whether the day or the hour differs."""
    return (each.due_on, each.due_time) != (draft.due_on, draft.due_time)


def is_gone(each: Occurrence, drafts: Collection[str]) -> bool:
    """Whether the rules no longer give an occurrence; raised events are left alone."""
    return each.key not in drafts and not is_raised(each)


def is_raised(each: Occurrence) -> bool:
    """Whether somebody raised it."""
    return each.key.startswith("event-")


def lead_units(session: Session, codes: Sequence[str], units: dict[str, int], groups: dict[str, int]) -> set[int]:
    """The units that a register's leads stand for, whoever was ever a member of their groups."""
    of = [groups[code] for code in codes if code in groups]
    there = session.execute(sa.select(member.c.unit_id).where(member.c.group_id.in_(of))).scalars()
    return {units[code] for code in codes if code in units} | set(there)


def unfinished(session: Session, occurrences: Sequence[Occurrence], besides: Collection[int] = ()) -> list[int]:
    """The obligations for these occurrences that are not done, those of some units left out."""
    mine = sa.and_(owed.c.occurrence_id.in_([each.id for each in occurrences]), owed.c.progress.in_(UNFINISHED))
    return list(session.execute(sa.select(owed.c.id).where(mine, owed.c.unit_id.not_in(besides))).scalars())


def bring_occurrences(it: Import, each: Activity, leads: set[int] | None) -> int:
    """Add what is missing, move what differs, withdraw what is gone; gives how many obligations were cancelled.

    ``leads`` are the units that lead from now on, None if that did not change.
    """
    drafts = drafts_for(each, it.plan, it.office, it.until)
    by_key = {draft.key: draft for draft in drafts}
    known = it.session.exec(select(Occurrence).where(Occurrence.activity_id == each.id)).all()
    for one in known:
        if one.key in by_key:
            bring(it, each, one, as_dated(one, by_key[one.key]))
        elif is_raised(one):
            one.is_withdrawn = False
            it.session.add(one)
    cancelled = cancel(it, [one for one in known if is_gone(one, by_key)], NO_PERIOD)
    if leads is not None:
        cancelled += change_leads(it, each, [one for one in known if one.key in by_key], drafts, leads)
    there = {one.key for one in known}
    missing = [(n, draft) for n, draft in enumerate(drafts) if draft.key not in there]
    store_drafts(it.session, it.office, it.plan, each, missing)
    return cancelled


def bring(it: Import, each: Activity, one: Occurrence, draft: Draft) -> None:
    """Give one occurrence what the rules say now; if its day changes or it comes back, those who owe it are told."""
    before, tell = one.due_on, one.is_withdrawn or is_moved(one, draft)
    for name, value in occurrence_row(draft, int(each.id or 0)).items():
        setattr(one, name, value)
    if draft.due_on != before:
        one.dated_by = None
    it.session.add(one)
    if tell:
        move(it, each, one, draft, before)


def move(it: Import, each: Activity, one: Occurrence, draft: Draft, before: dt.date | None) -> None:
    """Give those who still owe an occurrence its new day and an agenda whose first rung tells them at once.

    Whoever has more time by an extension or a return keeps it.
    """
    made = None
    if draft.due_on:
        told = replace(wanted_for(draft, each, it.plan, it.office), kind=AgendaKind.MOVED, told_at=it.now)
        made = make_agendas(it.session, it.office, [replace(told, told_to=("lead.focal",))])[0]
    one.agenda_id = made.id if made else None
    values = {"due_on": draft.due_on, "agenda_id": one.agenda_id, "told": -1, "next_at": made and made.first_at}
    mine = sa.and_(owed.c.occurrence_id == one.id, owed.c.progress.in_(UNFINISHED))
    same = owed.c.due_on.is_not_distinct_from(before)
    no_more_time = sa.or_(same, owed.c.due_on < draft.due_on) if draft.due_on else same
    it.session.execute(sa.update(owed).where(mine, no_more_time).values(values))


def change_leads(
    it: Import, each: Activity, known: Sequence[Occurrence], drafts: Sequence[Draft], leads: set[int]
) -> int:
    """Cancel what units owe that lead no more, and give a rota's slots of theirs to those whose turn it is now."""
    cancelled = cancel_obligations(it, unfinished(it.session, known, besides=leads), NO_LEAD)
    if each.timing["kind"] == Rota.model_fields["kind"].default:
        turns, number = rota_turns(it.session, each), {draft.key: n for n, draft in enumerate(drafts)}
        for one in known:
            if one.unit_id not in leads:
                one.unit_id = whose_turn(turns, number[one.key], one.due_on)
                it.session.add(one)
    return cancelled


def withdraw(it: Import, each: Activity) -> int:
    """Take an activity out of the plan; gives how many obligations were cancelled."""
    each.is_withdrawn = True
    it.session.add(each)
    return cancel(it, live_occurrences(it.session, each), NO_ACTIVITY)


def cancel(it: Import, occurrences: Sequence[Occurrence], reason: str) -> int:
    """Withdraw occurrences; gives how many obligations were cancelled with them."""
    for each in occurrences:
        each.is_withdrawn = True
        it.session.add(each)
    return cancel_obligations(it, unfinished(it.session, occurrences), reason)


def cancel_obligations(it: Import, ids: Sequence[int], reason: str) -> int:
    """Cancel obligations, each with the reason in the ledger."""
    it.session.execute(sa.update(owed).where(owed.c.id.in_(ids)).values(progress=Progress.CANCELLED, next_at=None))
    _note(it, "cancel", ids, reason)
    return len(ids)


def reopen(it: Import) -> None:
    """What was cancelled and is in the plan again is owed again, by the agenda of its occurrence."""
    in_force = owed_rows(int(it.plan.id or 0), it.now).with_only_columns(occurrence.c.id, responsible())
    again = sa.tuple_(owed.c.occurrence_id, owed.c.unit_id).in_(in_force)
    statement = sa.select(owed.c.id).where(owed.c.plan_id == it.plan.id, owed.c.progress == Progress.CANCELLED, again)
    ids = list(it.session.execute(statement).scalars())
    mine = occurrence.outerjoin(agenda, agenda.c.id == occurrence.c.agenda_id)
    for name, source in (("due_on", occurrence.c.due_on), ("agenda_id", agenda.c.id), ("next_at", agenda.c.first_at)):
        value = sa.select(source).select_from(mine).where(occurrence.c.id == owed.c.occurrence_id).correlate(owed)
        it.session.execute(sa.update(owed).where(owed.c.id.in_(ids)).values({name: value.scalar_subquery()}))
    it.session.execute(sa.update(owed).where(owed.c.id.in_(ids)).values(progress=Progress.OPEN, told=-1))
    _note(it, "reopen", ids, "đã có lại trong kế hoạch")


def _note(it: Import, action: str, ids: Sequence[int], reason: str) -> None:
    for each in ids:
        record(it.session, now=it.now, actor=it.actor, action=action, subject="obligation", subject_id=each,
               reason=reason)  # fmt: skip
