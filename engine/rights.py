"""What an account may see and do: it follows from the posts that its person holds today, and nothing else.

A post in a unit lets one see what that unit and those below it owe, and the plans that the unit issues or monitors.
Handing in is for the unit's own focal, head or deputy; deciding is for the monitor of the plan. Leaders read. An
administrator sees everything and administers, and acts on an obligation only by a post, like anybody else.
"""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.people import ROLE_LABELS, directory_on
from models.accounts import Account
from models.columns import table_of
from models.directory import Person, Unit
from models.errors import NotAllowedError, NotFoundError
from models.ladders import Role
from models.obligations import Obligation
from models.plans import Plan

WORKING = frozenset({Role.FOCAL, Role.HEAD, Role.DEPUTY})


class NotYoursError(NotAllowedError):
    """Anh/chị không giữ vị trí được làm việc này."""


@dataclass(frozen=True)
class Viewer:
    """An account as it stands today. ``units`` and ``plans`` are seen, ``acting`` units handed in for, ``deciding`` plans reviewed."""

    account_id: int
    name: str
    person_id: int | None
    is_administrator: bool
    units: frozenset[int] = frozenset()
    plans: frozenset[int] = frozenset()
    acting: frozenset[int] = frozenset()
    deciding: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()  # single obligations delegated to the person

    @property
    def visible(self) -> sa.ColumnElement[bool]:
        """The condition on obligations that this viewer may see."""
        owed = table_of(Obligation)
        if self.is_administrator:
            return sa.true()
        return sa.or_(owed.c.unit_id.in_(self.units), owed.c.plan_id.in_(self.plans), owed.c.id.in_(self.given))

    def sees(self, owed: Obligation) -> bool:
        return (
            self.is_administrator
            or owed.unit_id in self.units
            or owed.plan_id in self.plans
            or owed.id in self.given
        )  # fmt: skip

    def acts_on(self, owed: Obligation) -> bool:
        """Whether this viewer may hand in, ask and answer for the unit that owes."""
        return owed.unit_id in self.acting or owed.id in self.given

    def decides_on(self, owed: Obligation) -> bool:
        """Whether this viewer may accept, return, extend, waive and answer as the plan's monitor."""
        return owed.plan_id in self.deciding


def viewer_of(session: Session, account: Account, *, today: dt.date) -> Viewer:
    """What an account may see and do today."""
    account_id, person_id = int(account.id or 0), account.person_id
    if person_id is None:
        return Viewer(account_id, account.name, None, account.is_administrator)
    directory = directory_on(session, today)
    posts = {
        (unit, role)
        for (unit, role), holders in directory.holders.items()
        for holder in holders
        if person_id in (holder, directory.stand_ins.get(holder))
    }
    answering: dict[int, set[int]] = {}  # the unit that now answers -> units as issued
    for unit in directory.units:
        now_unit, _ = directory.responsible(unit)
        answering.setdefault(now_unit or unit, set()).add(unit)
    own = {unit for unit, _ in posts}
    working = {unit for unit, role in posts if role in WORKING}
    plans = session.exec(select(Plan.id, Plan.issuer_id, Plan.monitor_id)).all()
    held = _all(answering, own)
    return Viewer(
        account_id,
        session.get_one(Person, person_id).name,
        person_id,
        account.is_administrator,
        units=frozenset(_all(answering, _below(session, own))),
        plans=frozenset(int(id_ or 0) for id_, issuer, monitor in plans if {issuer, monitor} & held),
        acting=frozenset(_all(answering, working)),
        deciding=frozenset(int(id_ or 0) for id_, _, monitor in plans if monitor in _all(answering, working)),
        given=frozenset(id_ for id_, given_to in directory.delegates.items() if given_to == person_id),
    )


def posts_of(session: Session, person_id: int, *, today: dt.date) -> list[str]:
    """The posts that give a person rights today, in words; those of somebody absent for whom the person stands in, too."""
    directory = directory_on(session, today)
    return [
        f"{ROLE_LABELS[role]}, {directory.units[unit]}"
        + ("" if person_id == holder else f" (thay {directory.people[holder]})")
        for (unit, role), holders in directory.holders.items()
        for holder in holders
        if person_id in (holder, directory.stand_ins.get(holder))
    ]


def _below(session: Session, units: set[int]) -> set[int]:
    """Units with all that stand under them."""
    children: dict[int | None, list[int]] = {}
    for id_, parent in session.exec(select(Unit.id, Unit.parent_id).order_by(col(Unit.id))):
        children.setdefault(parent, []).append(int(id_ or 0))
    found, waiting = set(units), list(units)
    while waiting:
        new = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(new)
        waiting += new
    return found


def _all(answering: dict[int, set[int]], units: set[int]) -> set[int]:
    return {as_issued for unit in units for as_issued in answering.get(unit, set())} | units


def seen(session: Session, viewer: Viewer, obligation_id: int) -> Obligation:
    """The obligation, if this viewer may see it; else it is as if there were none."""
    owed = session.get(Obligation, obligation_id)
    if owed is None or not viewer.sees(owed):
        raise NotFoundError(f"không có nghĩa vụ số {obligation_id}")
    return owed


def require_acting(session: Session, viewer: Viewer, obligation_id: int) -> None:
    """Refuse whoever does not hold a working post in the unit that owes."""
    if not viewer.acts_on(seen(session, viewer, obligation_id)):
        raise NotYoursError("chỉ đầu mối, thủ trưởng hoặc cấp phó của đơn vị được giao làm được việc này")


def require_deciding(session: Session, viewer: Viewer, obligation_id: int) -> None:
    """Refuse whoever does not hold a working post in the unit that monitors the plan."""
    if not viewer.decides_on(seen(session, viewer, obligation_id)):
        raise NotYoursError("chỉ đơn vị theo dõi kế hoạch làm được việc này")
