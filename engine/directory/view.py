"""The directory to look at: the tree of units, one unit, the people, one person, groups, absences and decisions."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.directory.people import directory_on
from models.accounts import Account
from models.columns import table_of
from models.directory import (
    Absence,
    Contact,
    GroupMember,
    Person,
    Post,
    Succession,
    SuccessionKind,
    Tenure,
    Unit,
    UnitAlias,
    UnitGroup,
)
from models.errors import NotFoundError
from models.ladders import Role
from models.ledger import LedgerEntry
from models.obligations import UNFINISHED, Obligation
from models.plans import Activity, Occurrence
from models.quiet import Quiet

unit, person, group, member = table_of(Unit), table_of(Person), table_of(UnitGroup), table_of(GroupMember)
post, tenure, contact, absence = table_of(Post), table_of(Tenure), table_of(Contact), table_of(Absence)
alias, succession, account = table_of(UnitAlias), table_of(Succession), table_of(Account)
obligation, occurrence, activity = table_of(Obligation), table_of(Occurrence), table_of(Activity)
ledger = table_of(LedgerEntry)
MOST = 200  # obligations of a split unit shown at once
CHOICES = 2000  # people that a list to choose from may hold


@dataclass(frozen=True)
class UnitRow:
    """A unit in the tree: how deep it stands, who heads it, and what is amiss."""

    code: str
    name: str
    level: int
    posts: int
    head: str
    is_over: bool
    needs_heir: bool


@dataclass(frozen=True)
class Held:
    """Somebody in a post, from (included) until (excluded)."""

    unit: str
    unit_name: str
    role: Role
    person: str
    person_name: str
    since: dt.date | None
    until: dt.date | None

    def holds(self, today: dt.date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today < self.until)


@dataclass(frozen=True)
class Decided:
    """What a decision made of a unit."""

    unit: str
    unit_name: str
    kind: SuccessionKind
    on: dt.date
    decision: str
    successor: str | None
    successor_name: str | None


@dataclass(frozen=True)
class Away:
    """Somebody's days away, both included."""

    person: str
    person_name: str
    first_on: dt.date
    last_on: dt.date
    stand_in: str | None
    stand_in_name: str | None


@dataclass(frozen=True)
class UnitCard:
    """All about one unit."""

    id: int
    code: str
    name: str
    short: str
    parent: str | None
    parent_name: str | None
    since: dt.date | None
    until: dt.date | None
    aliases: list[str]
    children: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    held: list[Held]
    decided: list[Decided]
    open_obligations: int
    to_give: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PersonCard:
    """All about one person."""

    id: int
    code: str
    name: str
    quiet: Quiet
    contacts: list[Any]
    held: list[Held]
    absences: list[Away]
    account: str | None


def unit_tree(session: Session, today: dt.date) -> list[UnitRow]:
    """All units, each under the one above it."""
    heads = _heads(session, today)
    posts = dict(session.execute(_posts_held(today)).tuples().all())
    split = directory_on(session, today).successors
    columns = (unit.c.id, unit.c.code, unit.c.name, unit.c.parent_id, unit.c.valid_to)
    below: dict[int | None, list[Any]] = {}
    for row in session.execute(sa.select(*columns).order_by(unit.c.name)):
        below.setdefault(row.parent_id, []).append(row)
    found: list[UnitRow] = []
    waiting = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, level = waiting.pop()
        is_over = row.valid_to is not None and row.valid_to <= today
        needs = row.id in split and split[row.id] is None
        found.append(UnitRow(row.code, row.name, level, posts.get(row.id, 0), heads.get(row.id, ""), is_over, needs))
        waiting += [(each, level + 1) for each in reversed(below.get(row.id, []))]
    return found


def _running(today: dt.date) -> sa.ColumnElement[bool]:
    began = sa.or_(tenure.c.valid_from.is_(None), tenure.c.valid_from <= today)
    return sa.and_(began, sa.or_(tenure.c.valid_to.is_(None), tenure.c.valid_to > today))


def _posts_held(today: dt.date) -> sa.Select[tuple[int, int]]:
    joined = post.join(tenure, tenure.c.post_id == post.c.id)
    return (
        sa.select(post.c.unit_id, sa.func.count()).select_from(joined).where(_running(today)).group_by(post.c.unit_id)
    )


def _heads(session: Session, today: dt.date) -> dict[int, str]:
    joined = post.join(tenure, tenure.c.post_id == post.c.id).join(person, person.c.id == tenure.c.person_id)
    heads = (
        sa.select(post.c.unit_id, person.c.name).select_from(joined).where(post.c.role == Role.HEAD, _running(today))
    )
    return dict(session.execute(heads.order_by(tenure.c.id.desc())).tuples().all())


def unit_card(session: Session, code: str, today: dt.date) -> UnitCard:
    """One unit with its posts over time, its place in the tree, its groups and what became of it."""
    row = session.execute(sa.select(unit).where(unit.c.code == code)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"không có đơn vị '{code}' trong danh bạ")
    above = session.execute(sa.select(unit.c.code, unit.c.name).where(unit.c.id == row["parent_id"])).one_or_none()
    children = sa.select(unit.c.code, unit.c.name).where(unit.c.parent_id == row["id"]).order_by(unit.c.name)
    groups = sa.select(group.c.code, group.c.name).join(member, member.c.group_id == group.c.id)
    names = sa.select(alias.c.name).where(alias.c.unit_id == row["id"]).order_by(alias.c.id)
    owed = sa.and_(obligation.c.unit_id == row["id"], obligation.c.progress.in_(UNFINISHED))
    decided = decisions(session, succession.c.unit_id == row["id"])
    needs_heir = (
        any(each.on <= today for each in decided) and directory_on(session, today).successors[row["id"]] is None
    )
    return UnitCard(
        id=row["id"], code=code, name=row["name"], short=row["short_name"],
        parent=above.code if above else None, parent_name=above.name if above else None,
        since=row["valid_from"], until=row["valid_to"],
        aliases=list(session.execute(names).scalars()),
        children=[(each.code, each.name) for each in session.execute(children)],
        groups=[(g.code, g.name) for g in session.execute(groups.where(member.c.unit_id == row["id"]).distinct())],
        held=held(session, unit.c.id == row["id"]),
        decided=decided,
        open_obligations=int(session.execute(sa.select(sa.func.count()).where(owed)).scalar_one()),
        to_give=_to_give(session, owed, today) if needs_heir else [],
    )  # fmt: skip


def _to_give(session: Session, owed: sa.ColumnElement[bool], today: dt.date) -> list[tuple[int, str]]:
    """What a split unit still owes and nobody was given."""
    given = directory_on(session, today).delegates
    joined = obligation.join(occurrence, occurrence.c.id == obligation.c.occurrence_id).join(
        activity, activity.c.id == occurrence.c.activity_id
    )
    rows = sa.select(obligation.c.id, activity.c.title).select_from(joined).where(owed).order_by(obligation.c.due_on)
    return [(id_, title) for id_, title in session.execute(rows.limit(MOST)) if id_ not in given]


def held(session: Session, which: sa.ColumnElement[bool]) -> list[Held]:
    """Who held which post when: those of a unit, or those of a person; the newest first."""
    joined = (
        tenure.join(post, post.c.id == tenure.c.post_id)
        .join(unit, unit.c.id == post.c.unit_id)
        .join(person, person.c.id == tenure.c.person_id)
    )
    columns = (unit.c.code, unit.c.name, post.c.role, person.c.code, person.c.name, tenure.c.valid_from)
    statement = sa.select(*columns, tenure.c.valid_to).select_from(joined).where(which)
    order = list(Role)
    rows = [Held(*row) for row in session.execute(statement)]
    return sorted(
        rows, key=lambda each: (each.unit_name, order.index(each.role), -(each.since or dt.date.min).toordinal())
    )


def decisions(session: Session, which: sa.ColumnElement[bool] | None = None) -> list[Decided]:
    """What decisions made of units, the newest first."""
    heir = unit.alias("heir")
    joined = succession.join(unit, unit.c.id == succession.c.unit_id).outerjoin(
        heir, heir.c.id == succession.c.successor_id
    )
    columns = (unit.c.code, unit.c.name, succession.c.kind, succession.c.effective_on, succession.c.decision)
    statement = sa.select(*columns, heir.c.code, heir.c.name).select_from(joined)
    statement = statement.where(which) if which is not None else statement
    return [Decided(*row) for row in session.execute(statement.order_by(succession.c.effective_on.desc(), heir.c.name))]


def absences(session: Session, which: sa.ColumnElement[bool]) -> list[Away]:
    """Days away and who stands in, the latest first."""
    other = person.alias("other")
    joined = absence.join(person, person.c.id == absence.c.person_id).outerjoin(
        other, other.c.id == absence.c.stand_in_id
    )
    columns = (person.c.code, person.c.name, absence.c.first_on, absence.c.last_on, other.c.code, other.c.name)
    statement = sa.select(*columns).select_from(joined).where(which).order_by(absence.c.first_on.desc())
    return [Away(*row) for row in session.execute(statement)]


def coming_absences(session: Session, today: dt.date) -> list[Away]:
    """Who is away today or later."""
    return absences(session, absence.c.last_on >= today)


def people(session: Session, wanted: str, *, limit: int, offset: int = 0) -> list[Any]:
    """People whose name or code holds some words, each with the first address and how many of theirs are dead."""
    first = (
        sa.select(contact.c.address)
        .where(contact.c.person_id == person.c.id)
        .order_by(contact.c.is_dead, contact.c.position, contact.c.id)
        .limit(1)
        .scalar_subquery()
    )
    dead = sa.select(sa.func.count()).where(contact.c.person_id == person.c.id, contact.c.is_dead).scalar_subquery()
    posts = sa.select(sa.func.count()).where(tenure.c.person_id == person.c.id).scalar_subquery()
    statement = sa.select(
        person.c.code, person.c.name, first.label("address"), dead.label("dead"), posts.label("posts")
    )
    if wanted.strip():
        like = f"%{wanted.strip().replace('%', '').replace('_', '')}%"
        statement = statement.where(sa.or_(person.c.name.ilike(like), person.c.code.ilike(like)))
    return list(session.execute(statement.order_by(person.c.name, person.c.id).limit(limit).offset(offset)))


def person_card(session: Session, code: str) -> PersonCard:
    """One person with addresses in their order, posts over time, absences and the account."""
    row = session.execute(sa.select(person).where(person.c.code == code)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"không có người '{code}' trong danh bạ")
    own = sa.select(contact.c.channel, contact.c.address, contact.c.is_dead).where(contact.c.person_id == row["id"])
    named = sa.select(account.c.name).where(account.c.person_id == row["id"])
    return PersonCard(
        id=row["id"],
        code=code,
        name=row["name"],
        quiet=Quiet.model_validate(row["quiet"] or {}),
        contacts=list(session.execute(own.order_by(contact.c.position, contact.c.id))),
        held=held(session, person.c.id == row["id"]),
        absences=absences(session, person.c.id == row["id"]),
        account=session.execute(named).scalar_one_or_none(),
    )


def groups(session: Session) -> list[Any]:
    """The groups and how many units each has."""
    joined = group.outerjoin(member, member.c.group_id == group.c.id)
    counted = sa.select(group.c.code, group.c.name, sa.func.count(member.c.id).label("members"))
    return list(session.execute(counted.select_from(joined).group_by(group.c.id).order_by(group.c.name)))


def group_aliases(session: Session, code: str) -> list[str]:
    """The other names of a group."""
    names = sa.select(alias.c.name).join(group, group.c.id == alias.c.group_id).where(group.c.code == code)
    return list(session.execute(names.order_by(alias.c.id)).scalars())


def group_members(session: Session, code: str) -> tuple[str, list[Any]]:
    """The name of a group and its units in their turn, former ones too."""
    name = session.execute(sa.select(group.c.name).where(group.c.code == code)).scalar_one_or_none()
    if name is None:
        raise NotFoundError(f"không có nhóm '{code}' trong danh bạ")
    joined = member.join(group, group.c.id == member.c.group_id).join(unit, unit.c.id == member.c.unit_id)
    columns = (unit.c.code, unit.c.name, member.c.valid_from, member.c.valid_to, member.c.position)
    rows = sa.select(*columns).select_from(joined).where(group.c.code == code).order_by(member.c.position, member.c.id)
    return name, list(session.execute(rows))


def person_names(session: Session) -> dict[str, str]:
    """The name of each person by code, in the order of names; none if there are too many to choose from a list."""
    statement = sa.select(person.c.code, person.c.name).order_by(person.c.name).limit(CHOICES + 1)
    found = dict(session.execute(statement).tuples().all())
    return found if len(found) <= CHOICES else {}
