"""Load a reviewed directory into the tables: the same again changes nothing, another one rewrites no history."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.journal import record
from models.columns import Table, table_of
from models.directory import (
    Absence,
    Contact,
    GroupMember,
    Person,
    Post,
    Succession,
    Tenure,
    Unit,
    UnitAlias,
    UnitGroup,
)
from models.errors import Fault, NotFoundError, RefusedDirectoryError
from models.moments import local_day
from models.office import Directory
from models.periods import ONE_DAY
from models.spells import Reopened, Spell, brought

absence = table_of(Absence)
Dated = TypeVar("Dated", Tenure, GroupMember)


def load_directory(session: Session, directory: Directory, *, now: dt.datetime, actor: str = "hệ thống") -> None:
    """Bring units, groups, people and posts to what the directory says; a unit that it no longer names is kept.

    Who held a post, was in a group or was away stays known: what changes begins or ends today, or on the days that the
    directory states. One that contradicts what has happened since is refused as a whole.
    """
    today, faults = local_day(now), list[Fault]()
    for person in directory.people:
        _upsert(
            session, Person, {"code": person.code}, {"name": person.name, "quiet": person.quiet and person.quiet.kept}
        )
    people = ids_by_code(session, Person)
    _load_contacts(session, directory, people)
    _load_units(session, directory)
    units = ids_by_code(session, Unit)
    faults += _load_groups(session, directory, units, today)
    faults += _load_posts(session, directory, units, people, today)
    if faults:
        raise RefusedDirectoryError(faults)
    _load_absences(session, directory, people, today)
    _load_successions(session, directory, units, today)
    figures = {"units": len(directory.units), "groups": len(directory.groups), "people": len(directory.people)}
    record(session, now=now, actor=actor, action="load", subject="directory", after=figures)


def ids_by_code(session: Session, model: type[Any]) -> dict[str, int]:
    """The id behind each code of units, groups, people or plans."""
    return dict(session.exec(select(model.code, model.id)).all())


def find_person(session: Session, name: str) -> Person:
    """The person with this code, else with exactly this name; a clear refusal if there is none or more than one."""
    found = session.exec(select(Person).where(Person.code == name)).all()
    found = found or session.exec(select(Person).where(Person.name == name)).all()
    if not found:
        raise NotFoundError(f"không có người '{name}' trong danh bạ — viết mã người, như trong tệp danh bạ")
    if len(found) > 1:
        raise NotFoundError(f"có {len(found)} người tên '{name}' — viết mã: {', '.join(each.code for each in found)}")
    return found[0]


def find_unit(session: Session, code: str) -> Unit:
    """The unit with this code; a clear refusal if there is none."""
    unit = session.exec(select(Unit).where(Unit.code == code)).first()
    if unit is None:
        raise NotFoundError(f"không có đơn vị '{code}' trong danh bạ")
    return unit


def _upsert(session: Session, model: type[Table], key: dict[str, Any], values: dict[str, Any]) -> Any:
    found = session.exec(select(model).filter_by(**key)).first()
    if found is None:
        found = model(**key, **values)
    else:
        for name, value in values.items():
            setattr(found, name, value)
    session.add(found)
    session.flush()
    return found


def _load_contacts(session: Session, directory: Directory, people: dict[str, int]) -> None:
    """The addresses that the directory gives; a former one goes, one known to be dead stays so."""
    contact = table_of(Contact)
    for person in directory.people:
        kept = sa.tuple_(contact.c.channel, contact.c.address).in_(person.addresses)
        session.execute(sa.delete(contact).where(contact.c.person_id == people[person.code], ~kept))
        for position, (channel, address) in enumerate(person.addresses):
            key = {"person_id": people[person.code], "channel": channel, "address": address}
            _upsert(session, Contact, key, {"position": position})


def _load_units(session: Session, directory: Directory) -> None:
    for unit in directory.units:
        values = {"name": unit.name, "short_name": unit.short, "valid_from": unit.start, "valid_to": unit.end}
        _upsert(session, Unit, {"code": unit.code}, values)
    ids = ids_by_code(session, Unit)
    session.execute(sa.delete(UnitAlias))
    for unit in directory.units:
        _upsert(session, Unit, {"code": unit.code}, {"parent_id": ids[unit.parent] if unit.parent else None})
        session.add_all(UnitAlias(name=name, unit_id=ids[unit.code]) for name in unit.aliases)


def _load_groups(session: Session, directory: Directory, units: dict[str, int], today: dt.date) -> Iterator[Fault]:
    for n, group in enumerate(directory.groups):
        stored = _upsert(session, UnitGroup, {"code": group.code}, {"name": group.name})
        session.add_all(UnitAlias(name=name, group_id=stored.id) for name in group.aliases)
        wanted = [Spell(units[member.unit], member.start, member.end) for member in group.members]
        place = {"group_id": stored.id}
        for each in _bring(session, GroupMember, "unit_id", place, wanted, today):
            yield _fault(session, Unit, each, ("groups", n, "members", each.number))


def _load_posts(
    session: Session, directory: Directory, units: dict[str, int], people: dict[str, int], today: dt.date
) -> Iterator[Fault]:
    for n, unit in enumerate(directory.units):
        for role in dict.fromkeys([*unit.posts, *_roles_held(session, units[unit.code])]):
            post = _upsert(session, Post, {"unit_id": units[unit.code], "role": role}, {})
            wanted = [Spell(people[holder.person], holder.start, holder.end) for holder in unit.posts.get(role, [])]
            for each in _bring(session, Tenure, "person_id", {"post_id": post.id}, wanted, today):
                yield _fault(session, Person, each, ("units", n, "posts", role.value, each.number))


def _roles_held(session: Session, unit_id: int) -> Sequence[Any]:
    held = select(Post.role).join(Tenure, col(Tenure.post_id) == Post.id).where(Post.unit_id == unit_id)
    return session.exec(held.distinct()).all()


def _bring(
    session: Session, model: type[Dated], who: str, place: dict[str, Any], wanted: list[Spell], today: dt.date
) -> list[Reopened]:
    """Bring the dated rows of one place to what is wanted; rows are written only where something changes."""
    rows = session.exec(select(model).filter_by(**place).order_by(sa.asc("id"))).all()
    known = [Spell(getattr(row, who), row.valid_from, row.valid_to) for row in rows]
    found, refused = brought(known, wanted, today=today, follow=model is Tenure)
    if found != known and not refused:
        for row in rows:
            session.delete(row)
        session.flush()
        for n, each in enumerate(found):
            order = {"position": n} if model is GroupMember else {}
            session.add(model(**place, **order, **{who: each.who}, valid_from=each.first, valid_to=each.until))
        session.flush()
    return refused


def _fault(session: Session, model: type[Any], each: Reopened, at: tuple[str | int, ...]) -> Fault:
    """Why a list is refused that lets somebody go on after an end."""
    name, until = session.get_one(model, each.ended.who).name, each.ended.until
    after = f", sau đó là {session.get_one(model, each.after).name}" if each.after else ""
    instead = "ghi người kế tiếp vào tệp, ghi 'to', hoặc ghi 'from' là ngày trở lại (xem 'dondoc directory export')"
    return Fault(at, f"{name} thôi từ {until:%d/%m/%Y}{after}, mà tệp ghi như chưa thôi", instead)


def _load_absences(session: Session, directory: Directory, people: dict[str, int], today: dt.date) -> None:
    """The absences that the directory names; one that is over stays known, one under way ends yesterday if named no more."""
    named = {(people[each.person], each.start, each.end): each for each in directory.absences}
    for row in session.exec(select(Absence).where(absence.c.last_on >= today)).all():
        each = named.pop((row.person_id, row.first_on, row.last_on), None)
        if each is None and row.first_on < today:
            row.last_on = today - ONE_DAY
        elif each is None:
            session.delete(row)
        elif row.stand_in_id != (stand_in := people[each.stand_in] if each.stand_in else None):
            row.stand_in_id = stand_in
    over = set(session.execute(sa.select(absence.c.person_id, absence.c.first_on, absence.c.last_on)).tuples())
    for (person_id, first_on, last_on), each in named.items():
        if (person_id, first_on, last_on) not in over:
            stand_in = people[each.stand_in] if each.stand_in else None
            session.add(Absence(person_id=person_id, stand_in_id=stand_in, first_on=first_on, last_on=last_on))


def _load_successions(session: Session, directory: Directory, units: dict[str, int], today: dt.date) -> None:
    """The decisions that the directory names; one in force stays known."""
    named = {
        (units[each.unit], units[each.successor] if each.successor else None, each.kind, each.on): each.decision
        for each in directory.successions
    }
    for row in session.exec(select(Succession)).all():
        decision = named.pop((row.unit_id, row.successor_id, row.kind, row.effective_on), None)
        if decision is not None:
            row.decision = decision
        elif row.effective_on > today:
            session.delete(row)
    for (unit_id, successor_id, kind, on), decision in named.items():
        made = Succession(unit_id=unit_id, successor_id=successor_id, kind=kind, effective_on=on, decision=decision)
        session.add(made)
