"""The directory as it is known, as plain facts to compare and as reviewed data to write out again: export is import."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.wording import masked
from models.columns import table_of
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
from models.ladders import ROLE_LABELS
from models.office import Directory

Fact = tuple[str, str]  # the kind of thing, and which
Rows = Mapping[int | None, Any]
Many = dict[Any, list[Any]]
Said = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A fact that a directory would add ("" before), take away ("" after) or change."""

    kind: str
    name: str
    before: str
    after: str


def changes(before: dict[Fact, str], after: dict[Fact, str]) -> list[Change]:
    """What differs between the facts of two directories, in the order of their kinds."""
    keys = [*after, *(key for key in before if key not in after)]
    kinds = list(dict.fromkeys(kind for kind, _ in keys))
    found = [Change(*key, before.get(key, ""), after.get(key, "")) for key in keys]
    return sorted((each for each in found if each.before != each.after), key=lambda each: kinds.index(each.kind))


def facts(session: Session) -> dict[Fact, str]:
    """All that the directory says, each fact in words."""
    known = export_directory(session)
    units = {unit.code: unit.name for unit in known.units}
    people = {person.code: person.name for person in known.people}
    return dict(_facts(known, units, people))


def _facts(known: Directory, units: dict[str, str], people: dict[str, str]) -> Iterator[tuple[Fact, str]]:
    for unit in known.units:
        parent = f"thuộc {units[unit.parent]}" if unit.parent else ""
        yield ("Đơn vị", unit.code), _words(unit.name, unit.short, *unit.aliases, parent, _span(unit.start, unit.end))
        for role, holders in unit.posts.items():
            held = (f"{people[each.person]}{_span(each.start, each.end, ' ')}" for each in holders)
            yield ("Chức danh", f"{ROLE_LABELS[role]} {unit.code}"), _words(*held)
    for group in known.groups:
        there = (f"{each.unit}{_span(each.start, each.end, ' ')}" for each in group.members)
        yield ("Nhóm", group.code), _words(group.name, *group.aliases) + ": " + _words(*there)
    for person in known.people:
        at = (
            address if channel == "email" else f"{channel} {masked(address)}" for channel, address in person.addresses
        )
        quiet = "có giờ yên lặng" if person.quiet else ""
        yield ("Người", person.code), _words(person.name, *at, quiet)
    for away in known.absences:
        stand_in = f"{people[away.stand_in]} thay" if away.stand_in else "không ai thay"
        yield ("Vắng", f"{away.person} {away.start:%d/%m/%Y}"), f"đến {away.end:%d/%m/%Y}, {stand_in}"
    for each in known.successions:
        name = f"{each.unit} {each.kind} {each.successor or ''}".strip()
        yield ("Sắp xếp", name), f"từ {each.on:%d/%m/%Y} ({each.decision})"


def _words(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _span(first: dt.date | None, until: dt.date | None, before: str = "") -> str:
    since = f"từ {first:%d/%m/%Y}" if first else ""
    end = f"thôi từ {until:%d/%m/%Y}" if until else ""
    said = ", ".join(part for part in (since, end) if part)
    return f"{before}({said})" if said else ""


def export_directory(session: Session) -> Directory:
    """The directory as a file would say it, history and handovers included; loading it changes nothing."""
    units = {unit.id: unit for unit in session.exec(select(Unit).order_by(col(Unit.id))).all()}
    people = {person.id: person for person in session.exec(select(Person).order_by(col(Person.id))).all()}
    named = _many(session, UnitAlias, lambda each: (each.unit_id, each.group_id))
    parts = {
        "units": _units(session, units, people, named),
        "groups": _groups(session, units, named),
        "people": _people(session, people),
        "absences": _absences(session, people),
        "successions": _successions(session, units),
    }
    return Directory.model_validate(parts)


def _units(session: Session, units: Rows, people: Rows, named: Many) -> list[Said]:
    posts = _posts(session, people)
    return [
        _said(
            code=unit.code,
            name=unit.name,
            short=unit.short_name,
            parent=_code(units, unit.parent_id),
            aliases=[each.name for each in named[unit.id, None]],
            posts=posts[unit.id],
            **_dates(unit.valid_from, unit.valid_to),
        )
        for unit in units.values()
    ]


def _groups(session: Session, units: Rows, named: Many) -> list[Said]:
    members = _many(session, GroupMember, lambda each: each.group_id, GroupMember.position)
    return [
        _said(
            code=group.code,
            name=group.name,
            aliases=[each.name for each in named[None, group.id]],
            members=[_spell("unit", units, each.unit_id, each) for each in members[group.id]],
        )
        for group in session.exec(select(UnitGroup).order_by(col(UnitGroup.id))).all()
        if members[group.id]
    ]


def _people(session: Session, people: Rows) -> list[Said]:
    contacts = _many(session, Contact, lambda each: each.person_id, Contact.position)
    return [
        _said(
            code=person.code,
            name=person.name,
            quiet=person.quiet,
            contacts=[{"channel": each.channel, "address": each.address} for each in contacts[person.id]],
        )
        for person in people.values()
    ]


def _absences(session: Session, people: Rows) -> list[Said]:
    known = session.exec(select(Absence).order_by(col(Absence.first_on), col(Absence.id))).all()
    return [
        _said(person=_code(people, each.person_id), stand_in=_code(people, each.stand_in_id))
        | _dates(each.first_on, each.last_on)
        for each in known
    ]


def _successions(session: Session, units: Rows) -> list[Said]:
    known = session.exec(select(Succession).order_by(col(Succession.effective_on), col(Succession.id))).all()
    return [
        _said(unit=_code(units, each.unit_id), successor=_code(units, each.successor_id), kind=each.kind,
              on=each.effective_on, decision=each.decision)
        for each in known
    ]  # fmt: skip


def _posts(session: Session, people: Rows) -> dict[int, dict[str, list[Said]]]:
    """Who held each post of each unit, from when until when."""
    post, tenure = table_of(Post), table_of(Tenure)
    columns = (post.c.unit_id, post.c.role, tenure.c.person_id, tenure.c.valid_from, tenure.c.valid_to)
    held = sa.select(*columns).join(tenure, tenure.c.post_id == post.c.id).order_by(post.c.id, tenure.c.id)
    found: dict[int, dict[str, list[Said]]] = defaultdict(dict)
    for row in session.execute(held):
        found[row.unit_id].setdefault(row.role.value, []).append(_spell("person", people, row.person_id, row))
    return found


def _spell(name: str, rows: Rows, id_: int, spell: Any) -> Said:
    return _said(**{name: _code(rows, id_)}, **_dates(spell.valid_from, spell.valid_to))


def _many(session: Session, model: type[Any], key: Callable[[Any], Any], *order: Any) -> Many:
    found: Many = defaultdict(list)
    for row in session.exec(select(model).order_by(*order, col(model.id))).all():
        found[key(row)].append(row)
    return found


def _code(rows: Rows, id_: int | None) -> str | None:
    return rows[id_].code if id_ is not None else None


def _dates(first: dt.date | None, until: dt.date | None) -> Said:
    return {"from": first, "to": until}


def _said(**values: Any) -> Said:
    """What there is to say: nothing where a file would leave it out."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
