"""Who answers for a post on a day: the holder, else the stand-in, the deputy, the unit's head, the monitor.

A notice goes to a post; the person is found when it is sent, and when it is not the holder, why is recorded. An obligation
that was given to a person (a delegation) speaks to that person first.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.columns import table_of
from models.directory import Absence, Contact, Delegation, Person, Post, Succession, SuccessionKind, Tenure, Unit
from models.ladders import ROLE_LABELS, Role
from models.office import CHANNELS
from models.quiet import Quiet

post, tenure, contact, delegation = table_of(Post), table_of(Tenure), table_of(Contact), table_of(Delegation)


@dataclass(frozen=True)
class Recipient:
    """The person who is told, where, and why it is not the holder of the post ("" if it is)."""

    person_id: int
    channel: str
    address: str
    fallback: str = ""


@dataclass
class Directory:
    """The posts of an office on one day, read once and asked many times."""

    today: dt.date
    holders: dict[tuple[int, Role], list[int]] = field(default_factory=lambda: defaultdict(list))
    stand_ins: dict[int, int | None] = field(default_factory=dict)
    addresses: dict[int, tuple[str, str]] = field(default_factory=dict)
    successors: dict[int, int | None] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    delegates: dict[int, int] = field(default_factory=dict)

    def delegate(self, obligation_id: int, role: Role) -> Recipient | None:
        """Who was given an obligation, or stands in for that person; None if nobody was or neither can be reached."""
        person_id = self.delegates.get(obligation_id)
        return self.acting(person_id, f"thay {ROLE_LABELS[role]}, được giao riêng việc này") if person_id else None

    def recipient(self, unit_id: int, role: Role, monitor_id: int) -> Recipient | None:
        """Who is told instead of nobody; None only if not even the monitor's posts reach anyone."""
        now_unit, why = self.responsible(unit_id)
        if now_unit is not None:
            found = self.within(now_unit, role, why)
            if found:
                return found
            why = why or f"{self.units.get(now_unit, '')} chưa có người nhận thay {ROLE_LABELS[role]}"
        monitor_now, _ = self.responsible(monitor_id)
        return self.within(monitor_now or monitor_id, Role.FOCAL, why)

    def within(self, unit_id: int, role: Role, why: str) -> Recipient | None:
        """The holder of a post of the unit or, in order, who stands in, the deputy, the head, the other posts."""
        for person_id in self.holders.get((unit_id, role), []):
            if found := self.acting(person_id, why):
                return found
        why = why or f"thay {ROLE_LABELS[role]} (chưa có người nhận)"
        for other in (Role.DEPUTY, Role.HEAD, Role.FOCAL):
            for person_id in self.holders.get((unit_id, other), []) if other != role else []:
                found = None if person_id in self.stand_ins else self.reached(person_id, why)
                if found:
                    return found
        return None

    def acting(self, person_id: int, why: str) -> Recipient | None:
        """The person, or while away whoever stands in."""
        if person_id in self.stand_ins:
            return self.reached(self.stand_ins[person_id], f"thay {self.people[person_id]} đang vắng")
        return self.reached(person_id, why)

    def reached(self, person_id: int | None, why: str) -> Recipient | None:
        """The person with the first address that works, if there is one."""
        if person_id is None or person_id in self.stand_ins or person_id not in self.addresses:
            return None
        return Recipient(person_id, *self.addresses[person_id], why)

    def responsible(self, unit_id: int) -> tuple[int | None, str]:
        """The unit that now answers for a unit, and why it is another; None where a person must decide (a split)."""
        why, seen = "", {unit_id}
        while unit_id in self.successors:
            following = self.successors[unit_id]
            if following is None or following in seen:
                return None, f"{self.units[unit_id]} đã tách hoặc giải thể, cần phân công lại"
            why = f"thay {self.units[unit_id]} (đã sắp xếp lại)"
            unit_id = following
            seen.add(unit_id)
        return unit_id, why


def directory_on(session: Session, today: dt.date, channels: Collection[str] = CHANNELS) -> Directory:
    """Read who holds what on a day, and the address of each person that comes first on a channel that is set up."""
    found = Directory(today)
    found.units = dict(session.exec(select(Unit.id, Unit.name)).all())  # type: ignore[arg-type]
    found.people = dict(session.exec(select(Person.id, Person.name)).all())  # type: ignore[arg-type]
    held = sa.select(post.c.unit_id, post.c.role, tenure.c.person_id).join(tenure, tenure.c.post_id == post.c.id)
    for unit_id, role, person_id in session.execute(held.where(on_day(tenure, today)).order_by(tenure.c.id)):
        found.holders[(unit_id, role)].append(person_id)
    given = sa.select(delegation.c.obligation_id, delegation.c.person_id).where(on_day(delegation, today))
    found.delegates = dict(session.execute(given.order_by(delegation.c.id)).tuples().all())
    for absence in session.exec(select(Absence)).all():
        if absence.first_on <= today <= absence.last_on:
            found.stand_ins[absence.person_id] = absence.stand_in_id
    alive = sa.select(contact.c.person_id, contact.c.channel, contact.c.address).where(
        sa.not_(contact.c.is_dead), contact.c.channel.in_(channels)
    )
    for person_id, channel, address in session.execute(alive.order_by(contact.c.position, contact.c.id)):
        found.addresses.setdefault(person_id, (channel, address))
    found.successors = successors_on(session, today)
    return found


def answered_for(session: Session, today: dt.date) -> dict[int, set[int]]:
    """The rearranged units that a unit now answers for, by that unit."""
    heirs = successors_on(session, today)
    directory = Directory(today, successors=heirs, units=dict.fromkeys(heirs, ""))
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id in heirs:
        now_unit, _ = directory.responsible(unit_id)
        if now_unit is not None:
            found[now_unit].add(unit_id)
    return found


def successors_on(session: Session, today: dt.date) -> dict[int, int | None]:
    """What became of units by a day; several heirs of one unit mean that a person must choose."""
    heirs: dict[int, set[int | None]] = defaultdict(set)
    for each in session.exec(select(Succession)).all():
        if each.effective_on <= today:
            heirs[each.unit_id].add(None if each.kind is SuccessionKind.SPLIT else each.successor_id)
    return {unit: next(iter(found)) if len(found) == 1 else None for unit, found in heirs.items()}


def quiet_people(session: Session) -> dict[int, Quiet]:
    """The people who want quiet at times, and when."""
    statement = select(Person.id, Person.quiet).where(col(Person.quiet).is_not(None))
    return {int(id_ or 0): Quiet.model_validate(quiet) for id_, quiet in session.exec(statement)}


def on_day(table: sa.Table, day: dt.date) -> sa.ColumnElement[bool]:
    """The condition that a dated row holds on a day; ``valid_to`` is the first day on which it no longer does."""
    since = sa.or_(table.c.valid_from.is_(None), table.c.valid_from <= day)
    return sa.and_(since, sa.or_(table.c.valid_to.is_(None), table.c.valid_to > day))


def holds(first: dt.date | None, until: dt.date | None, day: dt.date) -> bool:
    """Whether a day lies in ``first..until``; the last is the first day on which a thing no longer holds."""
    return (first is None or first <= day) and (until is None or day < until)
