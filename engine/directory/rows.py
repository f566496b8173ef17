"""The directory as rows that name each other by code: what files say and what is stored, in one shape to compare."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

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
from models.ladders import Role
from models.office import Directory, Holder

Key = Any  # a code, or the values of several columns
Rows = dict[str, dict[Key, dict[str, Any]]]


@dataclass(frozen=True)
class Part:
    """One kind of row. ``key`` tells a row from all others; ``refers`` are columns that hold the id of another part's row.

    A row that ``stays`` is kept when a directory names it no more: something may still point to it.
    """

    name: str
    model: type[Table]
    key: tuple[str, ...]
    values: tuple[str, ...] = ()
    refers: Mapping[str, str] = field(default_factory=dict)
    stays: bool = False

    @property
    def table(self) -> sa.Table:
        return table_of(self.model)

    def key_of(self, values: Mapping[str, Any]) -> Key:
        found = tuple(values[name] for name in self.key)
        return found[0] if len(found) == 1 else found

    def named(self, key: Key) -> dict[str, Any]:
        """The columns of a key, by name."""
        return dict(zip(self.key, key if len(self.key) > 1 else (key,), strict=True))


OF_PERSON, OF_UNIT, OF_GROUP = {"person_id": "person"}, {"unit_id": "unit"}, {"group_id": "group"}
PARTS = {
    part.name: part
    for part in (
        Part("person", Person, ("code",), ("name", "quiet"), stays=True),
        Part("unit", Unit, ("code",), ("name", "short_name", "parent_id", "valid_from", "valid_to"),
             {"parent_id": "unit"}, stays=True),
        Part("group", UnitGroup, ("code",), ("name",), stays=True),
        Part("alias", UnitAlias, ("unit_id", "name"), (), OF_UNIT),
        Part("group_alias", UnitAlias, ("group_id", "name"), (), OF_GROUP),
        Part("member", GroupMember, ("group_id", "unit_id", "valid_from"), ("position", "valid_to"), OF_GROUP | OF_UNIT),
        Part("contact", Contact, ("person_id", "channel", "address"), ("position",), OF_PERSON),
        Part("post", Post, ("unit_id", "role"), (), OF_UNIT, stays=True),
        Part("tenure", Tenure, ("post_id", "person_id", "valid_from"), ("valid_to",), {"post_id": "post"} | OF_PERSON),
        Part("absence", Absence, ("person_id", "first_on"), ("stand_in_id", "last_on"),
             OF_PERSON | {"stand_in_id": "person"}),
        Part("succession", Succession, ("unit_id", "effective_on", "successor_id"), ("kind", "decision"),
             OF_UNIT | {"successor_id": "unit"}),
    )
}  # fmt: skip


def rows_of(directory: Directory) -> Rows:
    """What a reviewed directory says, as rows."""
    found: Rows = {name: {} for name in PARTS}
    for name, values in _said(directory):
        part = PARTS[name]
        found[name][part.key_of(values)] = {each: values[each] for each in part.values}
    return found


def _said(directory: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _of_people(directory)
    yield from _of_units(directory)
    yield from _of_groups(directory)
    for each in directory.absences:
        yield "absence", {"person_id": each.person, "stand_in_id": each.stand_in, "first_on": each.start,
                          "last_on": each.end}  # fmt: skip
    for told in directory.successions:
        yield "succession", {"unit_id": told.unit, "successor_id": told.successor, "kind": told.kind,
                             "effective_on": told.on, "decision": told.decision}  # fmt: skip


def _of_people(directory: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    for person in directory.people:
        yield "person", {"code": person.code, "name": person.name, "quiet": person.quiet and person.quiet.kept}
        for position, (channel, address) in enumerate(person.addresses):
            yield "contact", {"person_id": person.code, "channel": channel, "address": address, "position": position}


def _of_units(directory: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    for unit in directory.units:
        yield "unit", {"code": unit.code, "name": unit.name, "short_name": unit.short, "parent_id": unit.parent,
                       "valid_from": unit.start, "valid_to": unit.end}  # fmt: skip
        yield from (("alias", {"unit_id": unit.code, "name": name}) for name in unit.aliases)
        for role, holders in unit.posts.items():
            yield "post", {"unit_id": unit.code, "role": role}
            yield from (("tenure", _tenure(unit.code, role, holder)) for holder in holders)


def _tenure(unit: str, role: Role, holder: Holder) -> dict[str, Any]:
    return {"post_id": (unit, role), "person_id": holder.person, "valid_from": holder.start, "valid_to": holder.end}


def _of_groups(directory: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    for group in directory.groups:
        yield "group", {"code": group.code, "name": group.name}
        yield from (("group_alias", {"group_id": group.code, "name": name}) for name in group.aliases)
        for position, member in enumerate(group.members):
            yield "member", {"group_id": group.code, "unit_id": member.unit, "position": position,
                             "valid_from": member.start, "valid_to": member.end}  # fmt: skip


@dataclass
class Known:
    """Which stored row each key names, both ways; a part is learned after those that it refers to."""

    keys: dict[str, dict[int, Key]] = field(default_factory=dict)
    ids: dict[str, dict[Key, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session) -> "Known":
        """All that is stored."""
        known = cls()
        for part in PARTS.values():
            known.learn(session, part)
        return known

    def learn(self, session: Session, part: Part) -> list[dict[str, Any]]:
        """The rows of a part as they are stored."""
        first = part.table.c[part.key[0]]
        statement = sa.select(part.table).where(first.is_not(None)).order_by(part.table.c.id)
        rows = [dict(row) for row in session.execute(statement).mappings()]
        keys = {row["id"]: part.key_of({name: self.key(part, name, row[name]) for name in part.key}) for row in rows}
        self.keys[part.name] = keys
        self.ids[part.name] = {key: id_ for id_, key in keys.items()}
        return rows

    def key(self, part: Part, column: str, value: Any) -> Any:
        """A value as rows have it: what holds an id names the row instead."""
        return self.keys[part.refers[column]][value] if column in part.refers and value is not None else value

    def id(self, part: Part, column: str, value: Any) -> Any:
        """A value as tables have it."""
        return self.ids[part.refers[column]][value] if column in part.refers and value is not None else value


def stored_rows(session: Session) -> Rows:
    """What is stored, as rows."""
    found: Rows = {}
    known = Known()
    for part in PARTS.values():
        rows = known.learn(session, part)
        found[part.name] = {
            known.keys[part.name][row["id"]]: {name: known.key(part, name, row[name]) for name in part.values}
            for row in rows
        }
    return found
