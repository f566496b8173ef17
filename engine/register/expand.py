"""Expand activities into occurrences (pure rules) and occurrences into obligations (one INSERT … SELECT by the database)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, select

from engine.dialect import insert_into, rows_of
from engine.journal import record
from engine.ladders.agendas import Wanted, make_agendas
from models.columns import table_of
from models.directory import GroupMember
from models.ladders import Party
from models.moments import local_day
from models.obligations import Obligation, Progress
from models.occurrences import Draft, Setting, day_of_month, occurrences
from models.office import Office
from models.periods import Days
from models.plans import Activity, ActivityParty, Agenda, Occurrence, Plan
from models.timings import ReadingRules, Rota, Timing

HORIZON_MONTHS = 13
TIMING: TypeAdapter[Timing] = TypeAdapter(Timing)

activity, party, occurrence = table_of(Activity), table_of(ActivityParty), table_of(Occurrence)
obligation, member, agenda, plan = table_of(Obligation), table_of(GroupMember), table_of(Agenda), table_of(Plan)


@dataclass
class Expanded:
    """What an expansion added; all zero when everything was there."""

    plans: int = 0
    occurrences: int = 0
    obligations: int = 0


@dataclass(frozen=True)
class Turn:
    """A unit that shares a rota, from (included) until (excluded)."""

    unit_id: int
    valid_from: dt.date | None
    valid_to: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether the unit shares the rota on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def expand(
    session: Session,
    office: Office,
    *,
    now: dt.datetime,
    until: dt.date | None = None,
    plan_ids: Sequence[int] | None = None,
    actor: str = "hệ thống",
) -> Expanded:
    """Fill plans from their first day to 13 months ahead (or ``until``); what exists is never moved or removed."""
    until = until or horizon(local_day(now, office.zone))
    done = Expanded()
    for each in held_plans(session, *([] if plan_ids is None else [plan.c.id.in_(plan_ids)])):
        done.plans += 1
        done.occurrences += add_occurrences(session, office, each, until)
        done.obligations += add_obligations(session, int(each.id or 0), now)
    if done.occurrences or done.obligations:
        record(session, now=now, actor=actor, action="expand", subject="plan", after=asdict(done))
    return done


def held_plans(session: Session, *which: sa.ColumnElement[bool]) -> Sequence[Plan]:
    """Plans as they stand, held to the end of the transaction: of two who make occurrences of one, the later waits."""
    held = select(Plan).where(*which).order_by(sa.asc("id")).with_for_update(key_share=True)
    return session.exec(held.execution_options(populate_existing=True)).all()


def horizon(today: dt.date) -> dt.date:
    """The day up to which obligations are kept: 13 months ahead."""
    months = today.year * 12 + today.month - 1 + HORIZON_MONTHS
    return day_of_month(months // 12, months % 12 + 1, today.day)


def setting_of(plan: Plan, office: Office, until: dt.date) -> Setting:
    """All that decides the days of a plan's duties."""
    own = ReadingRules.model_validate(plan.rules)
    rules = office.setup.rules.model_copy(update=own.model_dump(include=set(plan.rules)))
    return Setting(Days(plan.starts_on, plan.ends_on), rules, office.calendar, until)


def drafts_for(each: Activity, plan: Plan, office: Office, until: dt.date) -> list[Draft]:
    """The occurrences that an activity has by the rules, up to a day."""
    return occurrences(TIMING.validate_python(each.timing), setting_of(plan, office, until))


def add_occurrences(session: Session, office: Office, plan: Plan, until: dt.date) -> int:
    """Store the occurrences of a plan that are not there yet, each with its agenda; gives how many."""
    added = 0
    statement = select(Activity).where(Activity.plan_id == plan.id, sa.not_(activity.c.is_withdrawn))
    for each in session.exec(statement.order_by(sa.asc("position"))).all():
        known = set(session.exec(select(Occurrence.key).where(Occurrence.activity_id == each.id)).all())
        drafts = [(n, d) for n, d in enumerate(drafts_for(each, plan, office, until)) if d.key not in known]
        added += store_drafts(session, office, plan, each, drafts)
    return added


def store_drafts(
    session: Session, office: Office, plan: Plan, each: Activity, drafts: Sequence[tuple[int, Draft]]
) -> int:
    """Insert occurrences (with their turn in the activity) and the agendas of those that have a day."""
    if not drafts:
        return 0
    dated = [draft for _, draft in drafts if draft.due_on]
    made = iter(make_agendas(session, office, [wanted_for(draft, each, plan, office) for draft in dated]))
    turns = rota_turns(session, each) if each.timing["kind"] == Rota.model_fields["kind"].default else []
    rows = [
        occurrence_row(draft, int(each.id or 0))
        | {"agenda_id": next(made).id if draft.due_on else None, "unit_id": whose_turn(turns, n, draft.due_on)}
        for n, draft in drafts
    ]
    session.execute(sa.insert(occurrence), rows)
    return len(rows)


def wanted_for(draft: Draft, each: Activity, plan: Plan, office: Office) -> Wanted:
    """The agenda of an occurrence: checks climb the office's check ladder, all else the activity's or the plan's."""
    assert draft.due_on
    ladder = office.setup.check_ladder if draft.is_check else each.ladder or plan.ladder
    return Wanted(ladder, draft.due_on, draft.due_time, plan=plan)


def occurrence_row(draft: Draft, activity_id: int) -> dict[str, object]:
    """A draft as a row."""
    return {
        "activity_id": activity_id,
        "key": draft.key,
        "period": draft.period,
        "stands_for": list(draft.stands_for),
        "opens_on": draft.opens_on,
        "due_on": draft.due_on,
        "due_time": draft.due_time,
        "stated_on": draft.stated_on,
        "data_from": draft.data.first if draft.data else None,
        "data_to": draft.data.last if draft.data else None,
        "is_check": draft.is_check,
        "is_estimated": draft.is_estimated,
        "rules": list(draft.rules),
        "is_withdrawn": False,
    }


def rota_turns(session: Session, each: Activity) -> list[Turn]:
    """Who shares a rota, in turn: the lead's units and its groups' members, with the days of their membership."""
    unit = sa.func.coalesce(party.c.unit_id, member.c.unit_id)
    joined = party.outerjoin(member, member.c.group_id == party.c.group_id)
    statement = (
        sa.select(unit, member.c.valid_from, member.c.valid_to)
        .select_from(joined)
        .where(party.c.activity_id == each.id, party.c.party == Party.LEAD, unit.is_not(None))
        .order_by(party.c.id, member.c.position)
    )
    return [Turn(*row) for row in session.execute(statement)]


def whose_turn(turns: Sequence[Turn], n: int, due_on: dt.date | None) -> int | None:
    """The unit whose turn the n-th slot is, among those that share the rota on its day; each counts once."""
    there = list(dict.fromkeys(turn.unit_id for turn in turns if due_on and turn.holds(due_on)))
    return there[n % len(there)] if there else None


def add_obligations(session: Session, plan_id: int, now: dt.datetime) -> int:
    """One obligation per occurrence and responsible unit of a plan, made by the database.

    A group's member owes what falls due while it is a member. Running it again adds nothing. Occurrences newer than all
    that obligations speak of need no comparing; a statement that compared them with the rows it is adding itself would
    get slower with every row (PostgreSQL plans for the table as empty as it was, SQLite first writes all rows aside).
    """
    newest = session.scalar(sa.select(sa.func.coalesce(sa.func.max(obligation.c.occurrence_id), 0)))
    owed = owed_rows(plan_id, now)
    there = sa.exists().where(obligation.c.occurrence_id == occurrence.c.id, obligation.c.unit_id == responsible())
    missing = owed.where(occurrence.c.id <= newest, ~there), owed.where(occurrence.c.id > newest)
    return sum(insert_obligations(session, rows) for rows in missing)


def insert_obligations(session: Session, rows: sa.Select[tuple[object, ...]]) -> int:
    """INSERT … SELECT; what another process adds meanwhile is left alone."""
    columns = [
        "occurrence_id",
        "plan_id",
        "unit_id",
        "agenda_id",
        "progress",
        "due_on",
        "told",
        "next_at",
        "created_at",
    ]
    statement = insert_into(session, obligation).from_select(columns, rows)
    return rows_of(session.execute(statement.on_conflict_do_nothing()))


def responsible() -> sa.ColumnElement[int]:
    """The unit that owes: the occurrence's own (a rota slot, a raised event), the lead, or a member of the lead group."""
    return sa.func.coalesce(occurrence.c.unit_id, party.c.unit_id, member.c.unit_id)


def owed_rows(plan_id: int, now: dt.datetime) -> sa.Select[tuple[object, ...]]:
    """The obligations of a plan as rows: its occurrences joined to the units that lead."""
    counted_on = sa.func.coalesce(occurrence.c.due_on, occurrence.c.opens_on)
    joined = (
        activity.join(occurrence, occurrence.c.activity_id == activity.c.id)
        .join(party, sa.and_(party.c.activity_id == activity.c.id, party.c.party == Party.LEAD))
        .outerjoin(member, member.c.group_id == party.c.group_id)
        .outerjoin(agenda, agenda.c.id == occurrence.c.agenda_id)
    )
    return (
        sa.select(
            occurrence.c.id,
            activity.c.plan_id,
            responsible(),
            occurrence.c.agenda_id,
            sa.literal(Progress.OPEN.value),
            occurrence.c.due_on,
            sa.literal(-1),
            agenda.c.first_at,
            sa.literal(now, type_=obligation.c.created_at.type),
        )
        .select_from(joined)
        .where(
            activity.c.plan_id == plan_id,
            sa.not_(activity.c.is_withdrawn),
            sa.not_(occurrence.c.is_withdrawn),
            sa.or_(member.c.valid_from.is_(None), member.c.valid_from <= counted_on),
            sa.or_(member.c.valid_to.is_(None), member.c.valid_to > counted_on),
            responsible().is_not(None),
        )
    )
