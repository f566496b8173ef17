"""A stored plan written out as the register it came from: export gives what import took."""

from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.register.expand import TIMING
from models.directory import Unit, UnitGroup
from models.errors import NotFoundError
from models.ladders import LADDERS, Ladders, Party
from models.plans import Activity, ActivityParty, Plan
from models.registers import ActivityEntry, PlanEntry, Register


def plan_named(session: Session, name: str) -> Plan | None:
    """The plan with this id or this number; of several with one number (it begins anew each year) the newest."""
    named = select(Plan).where(sa.or_(col(Plan.code) == name, col(Plan.number) == name))
    return session.exec(named.order_by(col(Plan.starts_on).desc())).first()


def find_plan(session: Session, name: str) -> Plan:
    """The plan with this id or number; a clear refusal if there is none."""
    found = plan_named(session, name)
    if found is None:
        raise NotFoundError(f"không có kế hoạch '{name}' — xem 'dondoc plan list'")
    return found


def export_register(session: Session, name: str) -> Register:
    """The register of a plan as it is in force."""
    plan = find_plan(session, name)
    return Register(
        plan=export_plan(session, plan),
        ladders=export_ladders(plan),
        activities=list(stored_entries(session, plan).values()),
    )


def export_ladders(plan: Plan) -> Ladders:
    """The ladders that a plan's register brought along."""
    return LADDERS.validate_python(plan.ladders)


def export_plan(session: Session, plan: Plan) -> PlanEntry:
    """The head of a stored plan."""
    codes = _codes(session)
    parent = session.get(Plan, plan.parent_id) if plan.parent_id else None
    return PlanEntry(
        id=plan.code,
        number=plan.number,
        title=plan.title,
        issuer=codes[plan.issuer_id],
        monitor=codes[plan.monitor_id],
        issued_on=plan.issued_on,
        start=plan.starts_on,
        end=plan.ends_on,
        parent=parent.code if parent else None,
        basis=plan.basis,
        ladder=plan.ladder,
        rules=plan.rules,
        note=plan.note,
    )


def stored_entries(session: Session, plan: Plan) -> dict[str, ActivityEntry]:
    """The duties of a stored plan by key, in the register's order, withdrawn ones left out."""
    units, parties = _codes(session), _parties(session, plan)
    statement = select(Activity).where(Activity.plan_id == plan.id).order_by(col(Activity.position), col(Activity.id))
    return {
        each.key: _entry(each, units, parties[each.id or 0])
        for each in session.exec(statement).all()
        if not (each.is_withdrawn or each.is_own)
    }


def _entry(each: Activity, units: dict[int, str], parties: dict[Party, list[str]]) -> ActivityEntry:
    return ActivityEntry(
        key=each.key,
        section=each.section,
        source=each.source,
        title=each.title,
        lead=parties[Party.LEAD],
        cooperate=parties[Party.COOPERATE],
        reports_to=units[each.reports_to_id] if each.reports_to_id else None,
        deliverable=each.deliverable,
        tier=each.tier,  # type: ignore[arg-type]
        inputs=each.inputs,
        ladder=each.ladder,
        note=each.note,
        timing=TIMING.validate_python(each.timing),
    )


def _parties(session: Session, plan: Plan) -> dict[int, dict[Party, list[str]]]:
    units, groups = _codes(session), dict(session.exec(select(UnitGroup.id, UnitGroup.code)).all())
    statement = (
        select(ActivityParty)
        .join(Activity, col(Activity.id) == col(ActivityParty.activity_id))
        .where(Activity.plan_id == plan.id)
        .order_by(col(ActivityParty.id))
    )
    found: dict[int, dict[Party, list[str]]] = defaultdict(lambda: {p: [] for p in Party})
    for each in session.exec(statement).all():
        code = units[each.unit_id] if each.unit_id else groups[each.group_id]
        found[each.activity_id][each.party].append(code)
    return found


def _codes(session: Session) -> dict[int, str]:
    return {int(i or 0): code for i, code in session.exec(select(Unit.id, Unit.code)).all()}
