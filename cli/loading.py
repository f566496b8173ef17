"""Load the office's folder into an empty database: directory, plans, and for the sample office a plan of the running year."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.office import has_directory, load_directory, read_plans
from config.opening import Opened
from config.sample_year import running_history, running_plan
from config.settings import SAMPLE
from engine.directory.load import load_directory as store_directory
from engine.fulfilment.complete import Handed, accept, submit
from engine.journal import By
from engine.register.expand import expand
from engine.register.importing import apply_register
from models.columns import table_of
from models.directory import Unit
from models.errors import RefusedFileError, RefusedRegisterError
from models.moments import ZONE, local_day
from models.obligations import Obligation
from models.periods import ONE_DAY
from models.plans import Activity, Occurrence, Plan

ACTOR = "nạp dữ liệu"
SETTLED_AFTER = dt.timedelta(days=7)
REVIEWED_AFTER = 5  # working days


@dataclass(frozen=True)
class Holdings:
    """What the database holds."""

    units: int
    plans: int
    occurrences: int
    obligations: int


def load_if_empty(here: Opened, *, now: dt.datetime) -> bool:
    """Load everything in one transaction if no unit is there yet; gives whether it did.

    An office without directory files begins on the pages, where units and people are imported or added.
    """
    with here.readings() as session:
        if _is_filled(session) or not has_directory(here.settings.office):
            return False
    with here.sessions() as session:
        if _is_filled(session):  # another command was quicker
            return False
        store_directory(session, load_directory(here.settings.office), now=now, actor=ACTOR)
        _load_plans(session, here, now)
        if here.settings.office == SAMPLE:
            load_running_year(session, here, now)
        expand(session, here.office, now=now, actor=ACTOR)
    return True


def _is_filled(session: Session) -> bool:
    return session.exec(select(Unit.id)).first() is not None


def _load_plans(session: Session, here: Opened, now: dt.datetime) -> None:
    for loaded in read_plans(here.settings.office):
        try:
            apply_register(session, loaded.value, here.office, now=now, actor=ACTOR)
        except RefusedRegisterError as error:
            raise RefusedFileError([loaded.problem(f.at, f.what, f.instead) for f in error.faults]) from None


def load_running_year(session: Session, here: Opened, now: dt.datetime) -> None:
    """The sample's plan of the year is loaded as if it had run for a while: some of it handed in, the older part accepted."""
    today = local_day(now, ZONE)
    register = running_plan(today, here.office.calendar)
    apply_register(session, register, here.office, now=now, actor=ACTOR)
    for each in running_history(today, here.office.calendar):
        owed = _owed(session, register.plan.id, col(Activity.key) == each.activity, col(Unit.code) == each.unit)
        _hand_in(session, here, owed[0], each.document, each.submitted_on, now)
    checks = (col(Occurrence.is_check), col(Obligation.due_on) < today - SETTLED_AFTER)
    for number, due_on, unit in _owed(session, register.plan.id, *checks):
        on = max(due_on - 2 * ONE_DAY, register.plan.start)
        _hand_in(session, here, (number, due_on, unit), f"{number}/BC", on, now)


def _owed(session: Session, plan: str, *where: Any) -> list[Any]:
    """Obligations of a plan (number, due day, unit) that meet some conditions, the earliest first."""
    statement = (
        sa.select(col(Obligation.id), col(Obligation.due_on), col(Unit.code))
        .join(Occurrence, col(Occurrence.id) == col(Obligation.occurrence_id))
        .join(Activity, col(Activity.id) == col(Occurrence.activity_id))
        .join(Plan, col(Plan.id) == col(Activity.plan_id))
        .join(Unit, col(Unit.id) == col(Obligation.unit_id))
        .where(col(Plan.code) == plan, *where)
    )
    return list(session.execute(statement.order_by(col(Obligation.due_on), col(Obligation.id))).all())


def _hand_in(session: Session, here: Opened, owed: Any, document: str, on: dt.date, now: dt.datetime) -> None:
    """Hand in as of that day; what was handed in long enough ago has been looked at since."""
    number, _, unit = owed
    age = local_day(now, ZONE) - on
    submit(session, here.office, number, Handed(document, on), By(unit, now - age))
    if here.office.calendar.between(on + ONE_DAY, local_day(now, ZONE)) > REVIEWED_AFTER:
        accept(session, number, By("vp-svd", now - age + ONE_DAY))


def holdings(session: Session) -> Holdings:
    """How much of everything there is."""
    counts = (sa.select(sa.func.count()).select_from(table_of(m)) for m in (Unit, Plan, Occurrence, Obligation))
    return Holdings(*(int(session.execute(statement).scalar_one()) for statement in counts))
