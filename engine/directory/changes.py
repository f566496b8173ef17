"""What a new directory changes in the stored one, and bringing it about: files, sheets and pages all go this way."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.directory.rows import PARTS, Key, Known, Part, Rows
from engine.journal import By
from models.columns import table_of
from models.errors import BusyError
from models.ledger import LedgerEntry

ORDERED = ("contact", "member")  # their order counts; what is new comes last


class ChangedMeanwhileError(BusyError):
    """Danh bạ vừa được người khác sửa; xem lại phần thay đổi rồi xác nhận lần nữa."""


@dataclass(frozen=True)
class Change:
    """One row that comes (``before`` None), goes (``after`` None) or gets other values."""

    part: str
    key: Key
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def compare(before: Rows, after: Rows) -> list[Change]:
    """What has to change so that ``before`` says what ``after`` says.

    A unit, a group or a person named no more is kept, with all that belongs to it.
    """
    found = []
    for part in PARTS.values():
        old, new = before.get(part.name, {}), after.get(part.name, {})
        found += [Change(part.name, key, old.get(key), values) for key, values in new.items() if old.get(key) != values]
        gone = [key for key in old if key not in new and not part.stays and _is_named(part, key, after)]
        found += [Change(part.name, key, old[key], None) for key in gone]
    return found


def _is_named(part: Part, key: Key, rows: Rows) -> bool:
    """Whether the unit, group or person to which a row belongs is named."""
    while part.key[0] in part.refers:
        part, key = PARTS[part.refers[part.key[0]]], key[0]
    return key in rows.get(part.name, {})


def laid_over(stored: Rows, partly: Rows) -> Rows:
    """What is stored with a partial directory laid over it: what that says is added or changed, nothing is removed.

    A tenure without a first day is the one that the person already has in that post, if there is one.
    """
    rows = {name: dict(stored[name]) for name in PARTS}
    starts = {(post, person): start for post, person, start in stored["tenure"]}
    places: Counter[tuple[str, Key]] = Counter((name, _first(key)) for name in ORDERED for key in stored[name])
    for name, found in partly.items():
        for given, values in found.items():
            key = (*given[:2], starts.get(given[:2])) if name == "tenure" and given[2] is None else given
            if key not in rows[name]:
                rows[name][key] = _blank(name) | ({"position": places[name, _first(key)]} if name in ORDERED else {})
                places[name, _first(key)] += 1
            rows[name][key] = rows[name][key] | values
    return rows


def _first(key: Key) -> Key:
    return key[0]


def _blank(name: str) -> dict[str, Any]:
    """What goes without saying of a new row."""
    return {column: "" if column == "short_name" else None for column in PARTS[name].values}


def fingerprint(changes: Iterable[Change]) -> str:
    """A short name of exactly these changes, to tell whether what was looked at is what would be done."""
    told = [[each.part, each.key, each.before, each.after] for each in changes]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()[:32]


def make(session: Session, changes: Sequence[Change]) -> Known:
    """Bring the changes about, all in this transaction; the ledger is left to the caller."""
    known = Known.of(session)
    for part in PARTS.values():
        own = [each for each in changes if each.part == part.name]
        _remove(session, part, [each for each in own if each.after is None], known)
        _add(session, part, [each for each in own if each.before is None], known)
        _alter(session, part, [each for each in own if each.before is not None and each.after is not None], known)
    return known


def change(session: Session, changes: Sequence[Change], by: By, reason: str = "") -> None:
    """Bring the changes about and write each into the ledger."""
    before = Known.of(session) if any(each.after is None for each in changes) else Known()
    after = make(session, changes)
    if noted := [_entry(each, before if each.after is None else after, by, reason) for each in changes]:
        session.execute(sa.insert(table_of(LedgerEntry)), noted)


def _remove(session: Session, part: Part, some: Sequence[Change], known: Known) -> None:
    if some:
        gone = sa.delete(part.table).where(part.table.c.id == sa.bindparam("gone"))
        session.connection().execute(gone, [{"gone": known.ids[part.name][each.key]} for each in some])


def _add(session: Session, part: Part, some: Sequence[Change], known: Known) -> None:
    """Insert rows; what refers to a row of the same part can only be written once all are there."""
    if not some:
        return
    own = {column for column, to in part.refers.items() if to == part.name}
    rows = [part.named(each.key) | (each.after or {}) for each in some]
    plain = [{name: known.id(part, name, value) for name, value in row.items() if name not in own} for row in rows]
    session.execute(sa.insert(part.table), plain)
    known.learn(session, part)
    if own:
        _alter(session, part, some, known)


def _alter(session: Session, part: Part, some: Sequence[Change], known: Known) -> None:
    if not some or not part.values:
        return
    table = part.table
    rows = [
        {"which": known.ids[part.name][each.key]}
        | {f"new_{name}": known.id(part, name, (each.after or {})[name]) for name in part.values}
        for each in some
    ]
    values = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in part.values}
    session.connection().execute(sa.update(table).where(table.c.id == sa.bindparam("which")).values(values), rows)


def _entry(each: Change, known: Known, by: By, reason: str) -> dict[str, Any]:
    facts = PARTS[each.part].named(each.key)
    verb = "add" if each.before is None else "remove" if each.after is None else "change"
    return {
        "at": by.now,
        "actor": by.actor,
        "action": verb,
        "subject": each.part,
        "subject_id": known.ids[each.part].get(each.key),
        "reason": reason,
        "before": None if each.before is None else _plain(facts | each.before),
        "after": None if each.after is None else _plain(facts | each.after),
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, dt.date) else value for name, value in values.items()}
