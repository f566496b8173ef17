"""What an account may see and do: it follows from the posts that its person holds today, and nothing else.

A post in a unit lets one see what that unit and those below it owe, and the plans that the unit issues or monitors.
Handing in is for the unit's own focal, head or deputy; deciding is for the monitor of the plan. Leaders read. An
administrator sees everything and administers, and acts on an obligation only by a post, like anybody else.
"""

import datetime as dt
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.directory.people import answered_for, on_day
from models.accounts import Account
from models.columns import table_of
from models.directory import Absence, Delegation, Person, Post, Tenure, Unit
from models.errors import NotAllowedError, NotFoundError
from models.ladders import ROLE_LABELS, Role
from models.obligations import Obligation
from models.plans import Plan

FEW = 30  # units and single obligations that a database had better look up than pass over
delegation = table_of(Delegation)
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
    def sees_little(self) -> bool:
        """Whether all that is seen is found at once by the units and the numbers of single obligations."""
        return not (self.is_administrator or self.plans) and len(self.units) + len(self.given) <= FEW

    @property
    def visible(self) -> sa.ColumnElement[bool]:
        """The condition on obligations that this viewer may see.

        The little that a unit's own people see is looked up by index. Whoever sees much sees most of any list: the sums keep
        SQLite from looking up each unit and plan, and from sorting all that they owe.
        """
        owed = table_of(Obligation)
        if self.is_administrator:
            return sa.true()
        parts = ((owed.c.unit_id, self.units), (owed.c.plan_id, self.plans), (owed.c.id, self.given))
        columns = ((column if self.sees_little else column + 0, numbers) for column, numbers in parts if numbers)
        return sa.or_(sa.false(), *(column.in_(numbers) for column, numbers in columns))

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


@dataclass(frozen=True)
class HeldPost:
    """A post that gives a person rights: the own one, or that of somebody absent (``instead_of``)."""

    unit_id: int
    role: Role
    instead_of: str = ""


@dataclass(frozen=True)
class NamedPost:
    """Such a post for a reader."""

    role: str
    unit: str
    instead_of: str

    def __str__(self) -> str:
        return f"{self.role}, {self.unit}" + (f" (thay {self.instead_of})" if self.instead_of else "")


def viewer_of(session: Session, account: Account, *, today: dt.date) -> Viewer:
    """What an account may see and do today."""
    account_id = int(account.id or 0)
    if account.person_id is None:
        return Viewer(account_id, account.name, None, account.is_administrator)
    found = viewer_without_account(session, account.person_id, today=today)
    return replace(found, account_id=account_id, is_administrator=account.is_administrator)


def viewer_without_account(session: Session, person_id: int, *, today: dt.date) -> Viewer:
    """What a person of the directory may see and do today by the posts alone."""
    held = held_posts(session, person_id, today=today)
    heirs = answered_for(session, today)
    own = _with_heirs({each.unit_id for each in held}, heirs)
    working = _with_heirs({each.unit_id for each in held if each.role in WORKING}, heirs)
    plans = session.exec(select(Plan.id, Plan.monitor_id).where(_of_units(own))).all()
    given = sa.select(delegation.c.obligation_id).where(delegation.c.person_id == person_id, on_day(delegation, today))
    return Viewer(
        0,
        session.get_one(Person, person_id).name,
        person_id,
        is_administrator=False,
        units=frozenset(_with_heirs(below(session, own), heirs)),
        plans=frozenset(int(id_ or 0) for id_, _ in plans),
        acting=frozenset(working),
        deciding=frozenset(int(id_ or 0) for id_, monitor in plans if monitor in working),
        given=frozenset(session.execute(given).scalars()),
    )


def held_posts(session: Session, person_id: int, *, today: dt.date) -> list[HeldPost]:
    """The posts that a person holds on a day, or holds for somebody who is away."""
    away = (
        select(Absence.person_id)
        .where(Absence.stand_in_id == person_id, col(Absence.first_on) <= today, col(Absence.last_on) >= today)
    )  # fmt: skip
    statement = (
        select(Post.unit_id, Post.role, Tenure.person_id, Person.name)
        .join(Tenure, col(Tenure.post_id) == Post.id)
        .join(Person, col(Person.id) == Tenure.person_id)
        .where(
            on_day(table_of(Tenure), today), sa.or_(col(Tenure.person_id) == person_id, col(Tenure.person_id).in_(away))
        )
        .order_by(col(Tenure.id))
    )
    return [
        HeldPost(unit_id, Role(role), "" if holder == person_id else name)
        for unit_id, role, holder, name in session.exec(statement)
    ]


def _of_units(units: set[int]) -> sa.ColumnElement[bool]:
    return sa.or_(col(Plan.issuer_id).in_(units), col(Plan.monitor_id).in_(units))


def posts_of(session: Session, person_id: int, *, today: dt.date) -> list[NamedPost]:
    """The posts that give a person rights today, in words."""
    return [
        NamedPost(ROLE_LABELS[each.role], session.get_one(Unit, each.unit_id).name, each.instead_of)
        for each in held_posts(session, person_id, today=today)
    ]


def below(session: Session, units: set[int]) -> set[int]:
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


def _with_heirs(units: set[int], heirs: dict[int, set[int]]) -> set[int]:
    """Units with those that were rearranged into them."""
    return units.union(*(heirs.get(unit, set()) for unit in units))


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
