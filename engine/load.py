"""Load a reviewed directory into the tables; loading the same again changes nothing."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

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
from models.errors import NotFoundError
from models.office import Directory, PersonEntry


def load_directory(session: Session, directory: Directory, *, now: dt.datetime, actor: str = "hệ thống") -> None:
    """Bring units, groups, people and posts to what the directory says; a unit that it no longer names is kept."""
    for person in directory.people:
        _upsert(session, Person, {"code": person.code}, {"name": person.name, "quiet": _quiet(person)})
    people = ids_by_code(session, Person)
    _load_contacts(session, directory, people)
    _load_units(session, directory)
    units = ids_by_code(session, Unit)
    _load_groups(session, directory, units)
    _load_posts(session, directory, units, people)
    _load_absences(session, directory, people)
    _load_successions(session, directory, units)
    figures = {"units": len(directory.units), "groups": len(directory.groups), "people": len(directory.people)}
    record(session, now=now, actor=actor, action="load", subject="directory", after=figures)


def _quiet(person: PersonEntry) -> dict[str, Any] | None:
    return person.quiet.model_dump(mode="json", by_alias=True) if person.quiet else None


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


def _load_groups(session: Session, directory: Directory, units: dict[str, int]) -> None:
    session.execute(sa.delete(GroupMember))
    for group in directory.groups:
        stored = _upsert(session, UnitGroup, {"code": group.code}, {"name": group.name})
        session.add_all(UnitAlias(name=name, group_id=stored.id) for name in group.aliases)
        session.add_all(
            GroupMember(
                group_id=stored.id, unit_id=units[m.unit], position=position, valid_from=m.start, valid_to=m.end
            )
            for position, m in enumerate(group.members)
        )


def _load_posts(session: Session, directory: Directory, units: dict[str, int], people: dict[str, int]) -> None:
    session.execute(sa.delete(Tenure))
    for unit in directory.units:
        for role, holders in unit.posts.items():
            post = _upsert(session, Post, {"unit_id": units[unit.code], "role": role}, {})
            session.add_all(
                Tenure(post_id=post.id, person_id=people[h.person], valid_from=h.start, valid_to=h.end) for h in holders
            )


def _load_absences(session: Session, directory: Directory, people: dict[str, int]) -> None:
    session.execute(sa.delete(Absence))
    for absence in directory.absences:
        stand_in = people[absence.stand_in] if absence.stand_in else None
        session.add(
            Absence(person_id=people[absence.person], stand_in_id=stand_in, first_on=absence.start, last_on=absence.end)
        )


def _load_successions(session: Session, directory: Directory, units: dict[str, int]) -> None:
    session.execute(sa.delete(Succession))
    for each in directory.successions:
        session.add(
            Succession(
                unit_id=units[each.unit],
                successor_id=units[each.successor] if each.successor else None,
                kind=each.kind,
                effective_on=each.on,
                decision=each.decision,
            )
        )
