"""In which order a list stands, said so that a database goes through an index in that order and stops once a page is full.

By unit or by plan it takes one after the other by name and each one's obligations by day; nothing is sorted but what few
see. By state the parts follow each other, and none is looked at before those in front of it are exhausted.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.access.rights import FEW
from engine.dialect import unsought
from engine.watching.wishes import Condition, Narrowed, Sort, Wish, due_later, time_condition, with_activity
from models.columns import table_of
from models.directory import Unit
from models.obligations import Obligation, Timeliness
from models.plans import Activity, Plan

obligation, activity, plan, unit = table_of(Obligation), table_of(Activity), table_of(Plan), table_of(Unit)
By = tuple[sa.ColumnElement[Any], ...]
OWNERS = {  # by what they are named, what they are known by, and what of an obligation leads to them
    Sort.UNIT: (unit.c.name, unit.c.id, obligation.c.unit_id),
    Sort.PLAN: (plan.c.number, plan.c.id, obligation.c.plan_id),
}


@dataclass(frozen=True)
class Order:
    """Rows of ``source`` as they follow each other: part after part, and in each ``by`` these columns.

    One that ``walks`` takes the owners of obligations one after the other.
    """

    source: sa.FromClause
    by: By
    parts: list[list[Condition]]
    walks: bool = False


def order_of(found: Narrowed, wish: Wish, *, today: dt.date) -> Order:
    """The order that a wish asks for."""
    due, id_ = obligation.c.due_on, obligation.c.id
    days: By = (due.desc(), id_.desc()) if wish.sort is Sort.LATEST else (due, id_)
    parts: list[list[Condition]] = [*([found.dated, *state] for state in _states(wish, today)), [due.is_(None)]]
    is_little = wish.sees_little or (found.units is not None and len(found.units) <= FEW)
    if wish.sort is Sort.DUTY:
        return Order(with_activity(), (activity.c.position, activity.c.id, *days), parts)
    if wish.sort not in OWNERS:
        return Order(found.source, days, parts)
    name, owner, owned = OWNERS[wish.sort]
    if is_little:
        return Order(found.source.join(owner.table, owner == owned), (name, owner, *days), parts)
    wanted = found.units if wish.sort is Sort.UNIT else found.plans
    also: list[Condition] = [] if wanted is None else [unsought(owner).in_(wanted)]
    source = found.source.join(owner.table, unsought(owner) == owned)
    return Order(source, (name, owner, *days), [[*also, *part] for part in parts], walks=True)


def _states(wish: Wish, today: dt.date) -> list[list[Condition]]:
    """The places in time, the most pressing first; of one place alone the day says as much."""
    if wish.sort is not Sort.STATE or wish.status:
        return [[]]
    named = {code: time_condition(code, today) for code in Timeliness}
    waited = [named[Timeliness.OVERDUE], named[Timeliness.DUE_SOON], due_later(today)]
    return [[each] for each in (*waited, named[Timeliness.LATE], named[Timeliness.ON_TIME], named[Timeliness.EXCUSED])]
