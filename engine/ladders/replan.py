"""Re-plan: let what is open follow its ladder as it is now. What was told stays told; one transaction per plan."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.dialect import rows_of
from engine.journal import record
from engine.ladders.agendas import Wanted, left_out, rungs, step_rows
from models.columns import UTCDateTime, table_of
from models.errors import NotFoundError
from models.ladder_changes import Change, Rung, compare
from models.ladders import Anchor, due_instant
from models.messages import Notice
from models.obligations import UNFINISHED, Obligation
from models.office import Office
from models.plans import Activity, Agenda, AgendaKind, AgendaStep, Occurrence, Plan, PlanState

SHARED = (AgendaKind.DUE, AgendaKind.MOVED)  # agendas of an occurrence; the others belong to one obligation
CHUNK = 500  # bound parameters in one statement

obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
agenda, step, notice = table_of(Agenda), table_of(AgendaStep), table_of(Notice)


@dataclass(frozen=True)
class Follower:
    """Open obligations that follow one agenda and have come equally far; none, for the agenda of an occurrence itself."""

    agenda_id: int
    occurrence_id: int
    told: int
    obligations: int
    kind: AgendaKind
    wanted: Wanted


@dataclass(frozen=True)
class Difference:
    """How the agenda of some obligations changes by the ladder as it is now."""

    plan: str
    follower: Follower
    in_force: tuple[Rung, ...]
    change: Change


@dataclass
class Replanned:
    """How many obligations and agendas were re-planned, and how many rungs appeared, vanished and moved."""

    plans: int = 0
    replanned: int = 0
    agendas: int = 0
    appeared: int = 0
    vanished: int = 0
    shifted: int = 0


def running_plans(session: Session, named: int | None = None, *, closed: bool = False) -> list[int]:
    """The plans that a re-planning looks at: the active ones, or the one named; closed ones in a rehearsal only."""
    found = select(Plan.id).order_by(sa.asc("id"))
    if not closed:
        found = found.where(Plan.state == PlanState.ACTIVE)
    if named is not None:
        found = found.where(Plan.id == named)
    return [int(each or 0) for each in session.exec(found).all()]


def differences(session: Session, office: Office, plan_id: int, ladder: str | None = None) -> list[Difference]:
    """What re-planning a plan (only what climbs ``ladder``, if given) would change; nothing is written."""
    plan = session.get_one(Plan, plan_id)
    followers = followers_of(session, office, plan, ladder)
    known = _rungs_in_force(session, {each.agenda_id for each in followers})
    found = []
    for each in followers:
        in_force, due_at = known[each.agenda_id], _due_at(each.wanted, office)
        if change := compare(in_force, each.told, ladder_rungs(each.wanted, office), due_at):
            found.append(Difference(plan.number or plan.code, each, tuple(in_force), change))
    return found


def differences_in(
    session: Session, office: Office, plans: Sequence[int], ladder: str | None = None
) -> list[Difference]:
    """The same for several plans; a ladder that nobody has is refused: it is a slip of the pen."""
    known = ladders_known(session, office)
    if ladder and ladder not in known:
        raise NotFoundError(f"không có thang đôn đốc '{ladder}' — viết một trong: {', '.join(sorted(known))}")
    return [each for plan_id in plans for each in differences(session, office, plan_id, ladder)]


def followers_of(session: Session, office: Office, plan: Plan, ladder: str | None) -> list[Follower]:
    """Who follows which agenda, and what it should be by the ladders now in force."""
    found = [_follower(row, office, plan) for row in session.execute(_open_ones(int(plan.id or 0)))]
    there = {(each.agenda_id, each.told) for each in found}
    shared = {each.agenda_id: each for each in found if each.kind in SHARED}
    found += [replace(each, told=-1, obligations=0) for id_, each in shared.items() if (id_, -1) not in there]
    before = dict(session.execute(sa.select(agenda.c.id, agenda.c.ladder)).tuples().all()) if ladder else {}
    return [e for e in found if ladder is None or ladder in (e.wanted.ladder, before[e.agenda_id])]


def _follower(row: Any, office: Office, plan: Plan) -> Follower:
    is_shared = row.kind in SHARED
    name = office.setup.check_ladder if row.is_check else row.ladder or plan.ladder
    wanted = Wanted(name, row.due_on, row.due_time if is_shared else None, row.kind, plan=plan)
    return Follower(row.agenda_id, row.occurrence_id, row.told, row.obligations, row.kind, wanted)


def _open_ones(plan_id: int) -> sa.Select[Any]:
    """The open obligations of a plan by agenda and by how far they have come; a review is the monitor's own clock."""
    told_of = (obligation.c.agenda_id, obligation.c.occurrence_id, obligation.c.told)
    facts = (agenda.c.kind, agenda.c.due_on, occurrence.c.due_time, occurrence.c.is_check, activity.c.ladder)
    return (
        sa.select(*told_of, *facts, sa.func.count().label("obligations"))
        .select_from(
            obligation.join(agenda, agenda.c.id == obligation.c.agenda_id)
            .join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
            .join(activity, activity.c.id == occurrence.c.activity_id)
        )
        .where(obligation.c.plan_id == plan_id, obligation.c.progress.in_(UNFINISHED))
        .where(agenda.c.kind != AgendaKind.REVIEW)
        .group_by(*told_of, *facts)
        .order_by(*told_of)
    )


def _due_at(wanted: Wanted, office: Office) -> dt.datetime:
    return due_instant(Anchor(wanted.due_on, wanted.due_time, office.zone))


def ladder_rungs(wanted: Wanted, office: Office) -> list[Rung]:
    """The rungs that a ladder gives now, as the table would hold them."""
    return [_rung(row) for row in step_rows(0, rungs(wanted, office))]


def _rung(row: Any) -> Rung:
    names = ("at", "step", "round", "is_digest", "is_urgent", "severity")
    return Rung(audience=f"{row['party']}.{row['role']}", position=row["position"], **{n: row[n] for n in names})


def _rungs_in_force(session: Session, agendas: Iterable[int]) -> dict[int, list[Rung]]:
    found: dict[int, list[Rung]] = defaultdict(list)
    ids = sorted(agendas)
    for some in (ids[n : n + CHUNK] for n in range(0, len(ids), CHUNK)):
        rows = sa.select(step).where(step.c.agenda_id.in_(some)).order_by(step.c.agenda_id, step.c.position, step.c.id)
        for row in session.execute(rows).mappings():
            found[row["agenda_id"]].append(_rung(row))
    return found


def replan(
    session: Session, office: Office, plan_id: int, *, now: dt.datetime, actor: str, ladder: str | None = None
) -> Replanned:
    """Let what is open in a plan follow its ladders as they are now; doing it again changes nothing."""
    done = Replanned()
    for each in differences(session, office, plan_id, ladder):
        obligations = _turn(session, office, each)
        if obligations or not each.follower.obligations:
            _count(done, each, obligations)
    if done.agendas:
        done.plans = 1
        facts = {name: value for name, value in vars(done).items() if name != "plans"}
        record(session, now=now, actor=actor, action="replan", subject="plan", subject_id=plan_id,
               reason="thang đôn đốc đã đổi", after=facts | {"ladder": ladder or "mọi thang"})  # fmt: skip
    return done


def sums(found: Sequence[Difference]) -> Replanned:
    """What re-planning would do, in numbers."""
    done = Replanned(plans=len({each.plan for each in found}))
    for each in found:
        _count(done, each, each.follower.obligations)
    return done


def _count(done: Replanned, each: Difference, obligations: int) -> None:
    done.agendas += 1
    done.replanned += obligations
    done.appeared += len(each.change.appear) * obligations
    done.vanished += len(each.change.vanish) * obligations
    done.shifted += len(each.change.moved) * obligations


def _turn(session: Session, office: Office, each: Difference) -> int:
    """Store the new agenda, what was told copied to its beginning, and let its followers follow it; gives how many."""
    old, told, of = each.follower.agenda_id, each.follower.told, each.follower.occurrence_id
    mine = sa.and_(obligation.c.occurrence_id == of, obligation.c.agenda_id == old, obligation.c.told == told)
    new = _store(session, office, each)
    moved = session.execute(
        sa.update(obligation)
        .where(mine, obligation.c.progress.in_(UNFINISHED))
        .values(agenda_id=new, next_at=_next_at(each))
        .execution_options(synchronize_session=False)
    )
    if told >= 0:
        _carry_notices(session, each.follower, new)
    elif each.follower.kind in SHARED:
        session.execute(
            sa.update(occurrence).where(occurrence.c.id == of, occurrence.c.agenda_id == old).values(agenda_id=new)
        )
    return rows_of(moved)


def _store(session: Session, office: Office, each: Difference) -> int:
    """The new agenda with its rungs: those told as they were, then those ahead."""
    past = [rung for rung in each.in_force if rung.position <= each.follower.told]
    places = {at: each.follower.told + 1 + n for n, at in enumerate(sorted({rung.at for rung in each.change.ahead}))}
    ahead = [replace(rung, position=places[rung.at]) for rung in each.change.ahead]
    head = dict(session.execute(sa.select(agenda).where(agenda.c.id == each.follower.agenda_id)).mappings().one())
    head |= {"ladder": each.follower.wanted.ladder, "left_out": left_out(each.follower.wanted, office)}
    head["first_at"] = min((rung.at for rung in (*past, *ahead)), default=None)
    del head["id"]
    new = int(session.execute(sa.insert(agenda).values(head).returning(agenda.c.id)).scalar_one())
    if rows := [_row(new, rung) for rung in (*past, *ahead)]:
        session.execute(sa.insert(step), rows)
    return new


def _row(agenda_id: int, rung: Rung) -> dict[str, Any]:
    party, role = rung.audience.split(".")
    facts = {name: value for name, value in vars(rung).items() if name != "audience"}
    return facts | {"agenda_id": agenda_id, "party": party, "role": role}


def _next_at(each: Difference) -> Any:
    """The next moment by the new agenda; whoever asked not to be reminded before a later one keeps that."""
    first = each.change.ahead[0].at if each.change.ahead else None
    before = min((rung.at for rung in each.in_force if rung.position > each.follower.told), default=None)
    if first is None or before is None:
        return first
    later = sa.literal(max(before, first), type_=UTCDateTime())
    return sa.case((obligation.c.next_at > later, obligation.c.next_at), else_=sa.literal(first, type_=UTCDateTime()))


def _carry_notices(session: Session, old: Follower, new: int) -> None:
    """What was told stays told: the notices of those who now follow the new agenda speak of its copies of their rungs."""
    copy = step.alias("copy")
    same = [copy.c[name] == step.c[name] for name in ("position", "party", "role")]
    twin = sa.select(copy.c.id).where(copy.c.agenda_id == new, step.c.id == notice.c.step_id, *same)
    of_old = sa.select(step.c.id).where(step.c.agenda_id == old.agenda_id)
    mine = obligation.c.occurrence_id == old.occurrence_id, obligation.c.agenda_id == new
    followers = sa.select(obligation.c.id).where(*mine)
    session.execute(
        sa.update(notice)
        .where(notice.c.obligation_id.in_(followers), notice.c.step_id.in_(of_old))
        .values(step_id=twin.correlate(notice).scalar_subquery())
    )


def replan_all(
    session: Session,
    office: Office,
    *,
    now: dt.datetime,
    actor: str,
    plans: Sequence[int] | None = None,
    ladder: str | None = None,
    closed: bool = False,
) -> Replanned:
    """Several plans in one session, as on a copy that is thrown away; a real run takes them one transaction each."""
    of = running_plans(session, closed=closed) if plans is None else plans
    return summed([replan(session, office, each, now=now, actor=actor, ladder=ladder) for each in of])


def ladders_known(session: Session, office: Office) -> set[str]:
    """The names of all ladders: of the office, of plans, and those that some agenda still follows."""
    own = session.exec(select(Plan.ladders)).all()
    followed = session.execute(sa.select(agenda.c.ladder).distinct()).scalars()
    return office.ladders.keys() | {name for ladders in own for name in ladders} | set(followed)


def summed(found: Sequence[Replanned]) -> Replanned:
    """The figures of several plans as one."""
    total = Replanned()
    for each in found:
        for name, value in vars(each).items():
            setattr(total, name, getattr(total, name) + value)
    return total
