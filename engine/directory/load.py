"""Load a reviewed directory into the tables: the same again changes nothing, another one rewrites no history."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.directory.changes import compare, make
from engine.directory.rows import PARTS, Key, Rows, rows_of, stored_rows
from engine.directory.words import Names
from engine.journal import record
from models.columns import table_of
from models.directory import Person, Unit, UnitAlias, UnitGroup
from models.errors import Fault, NotFoundError, RefusedDirectoryError
from models.ladders import Role
from models.moments import local_day
from models.office import Directory
from models.periods import ONE_DAY
from models.spells import Spell, brought

alias = table_of(UnitAlias)
NAMES = {"alias": table_of(Unit), "group_alias": table_of(UnitGroup)}


def load_directory(session: Session, directory: Directory, *, now: dt.datetime, actor: str = "hệ thống") -> None:
    """Bring units, groups, people and posts to what the directory says; a unit that it no longer names is kept.

    Who held a post, was in a group or was away stays known: what changes begins or ends today, or on the days that the
    directory states. One that contradicts what has happened since is refused as a whole. A name that a draft taught stays,
    unless the directory gives it to somebody else.
    """
    stored = stored_rows(session)
    wanted = _with_history(stored, directory, local_day(now))
    for part, key in _remembered(session, wanted):
        wanted[part].setdefault(key, {})
    make(session, compare(stored, wanted))
    session.expire_all()
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


@dataclass(frozen=True)
class Place:
    """A post or a group, and whom the directory lists there; ``at`` is where it does so."""

    part: str
    key: Key
    listed: list[Spell]
    at: tuple[str | int, ...]


def _with_history(stored: Rows, directory: Directory, today: dt.date) -> Rows:
    """The directory as rows, with what was before it: who is listed no more leaves today, what is over stays."""
    rows = rows_of(directory)
    rows["tenure"], rows["member"] = {}, {}
    known, names = _known_spells(stored), Names({part: stored[part] | rows[part] for part in ("person", "unit")})
    faults = [fault for place in _places(directory, known) for fault in _bring(rows, place, known, today, names)]
    if faults:
        raise RefusedDirectoryError(faults)
    for key, values in stored["absence"].items():
        if key[1] < today:
            rows["absence"].setdefault(key, values | {"last_on": min(values["last_on"], today - ONE_DAY)})
    rows["succession"] |= {
        key: values for key, values in stored["succession"].items() if key[1] <= today and key not in rows["succession"]
    }
    return rows


def _known_spells(stored: Rows) -> dict[tuple[str, Key], list[Spell]]:
    """Who is known to have been where."""
    found: dict[tuple[str, Key], list[Spell]] = {}
    for part in ("tenure", "member"):
        for (place, who, first), values in stored[part].items():
            found.setdefault((part, place), []).append(Spell(who, first, values["valid_to"]))
    return found


def _remembered(session: Session, rows: Rows) -> Iterator[tuple[str, Key]]:
    """The names that drafts taught and that the rows give to nobody."""
    given = {name for part in NAMES for _, name in rows[part]}
    for part, owner in NAMES.items():
        taught = sa.select(owner.c.code, alias.c.name).join(alias, alias.c[PARTS[part].key[0]] == owner.c.id)
        for code, name in session.execute(taught.where(alias.c.is_remembered)):
            if name not in given:
                yield part, (code, name)


def _places(directory: Directory, known: Iterable[tuple[str, Key]]) -> Iterator[Place]:
    """Every group and post that the directory speaks of, and those of its units in which it lists nobody any more."""
    for n, group in enumerate(directory.groups):
        members = [Spell(each.unit, each.start, each.end) for each in group.members]
        yield Place("member", group.code, members, ("groups", n, "members"))
    held: dict[str, list[Role]] = {}
    for code, role in (place for part, place in known if part == "tenure"):
        held.setdefault(code, []).append(role)
    for n, unit in enumerate(directory.units):
        for role in dict.fromkeys([*unit.posts, *held.get(unit.code, ())]):
            holders = [Spell(each.person, each.start, each.end) for each in unit.posts.get(role, [])]
            yield Place("tenure", (unit.code, role), holders, ("units", n, "posts", role.value))


def _bring(
    rows: Rows, place: Place, known: Mapping[tuple[str, Key], list[Spell]], today: dt.date, names: Names
) -> Iterator[Fault]:
    """Put into the rows who is, was and will be in a place; a fault where the directory lets somebody go on after an end."""
    before = known.get((place.part, place.key), [])
    found, refused = brought(before, place.listed, today=today, follow=place.part == "tenure")
    for n, each in enumerate(found):
        order = {"position": n} if place.part == "member" else {}
        rows[place.part][place.key, each.who, each.first] = order | {"valid_to": each.until}
    kind = "person" if place.part == "tenure" else "unit"
    for one in refused:
        name, until = names.of(kind, one.ended.who), one.ended.until
        after = f", sau đó là {names.of(kind, one.after)}" if one.after else ""
        instead = "ghi người kế tiếp vào tệp, ghi 'to', hoặc ghi 'from' là ngày trở lại (xem 'dondoc directory export')"
        what = f"{name} thôi từ {until:%d/%m/%Y}{after}, mà tệp ghi như chưa thôi"
        yield Fault((*place.at, one.number), what, instead)
