"""The matrix of a plan: who stands where with what, counted by the database in one go."""

import datetime as dt
import enum
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.reading.folding import unmarked
from engine.watching.queries import PlanRow, obligations, plans
from engine.watching.wishes import WAITS, Wish, narrowed, standing, with_occurrence
from models.columns import table_of
from models.directory import Unit
from models.errors import NotFoundError
from models.obligations import Obligation, Timeliness
from models.periods import Period
from models.plans import Activity, Occurrence, PlanState
from models.tallies import Tally, summed

obligation, occurrence = table_of(Obligation), table_of(Occurrence)
activity, unit = table_of(Activity), table_of(Unit)


class Across(enum.StrEnum):
    """What the columns of the matrix are."""

    ACTIVITY = "activity"
    PERIOD = "period"


@dataclass(frozen=True)
class Column:
    """An activity by its key, or a period by its code ("" = bound to none); ``heading`` is short, ``title`` whole."""

    code: str
    heading: str
    title: str


@dataclass(frozen=True)
class Cell:
    """What one unit owes in one column; ``only`` is the obligation if there is but one."""

    tally: Tally
    only: int | None


@dataclass(frozen=True)
class Line:
    """A unit with its cells, column by column; None where it owes nothing."""

    code: str
    name: str
    cells: list[Cell | None]
    tally: Tally


@dataclass(frozen=True)
class Matrix:
    """Units by name against columns in the plan's order; ``totals`` stand under the columns."""

    columns: list[Column]
    lines: list[Line]
    totals: list[Tally]

    @property
    def whole(self) -> Tally:
        return summed(line.tally for line in self.lines)


def plan_to_watch(session: Session, viewer: Viewer, wanted: str, *, today: dt.date) -> PlanRow | None:
    """The plan of that number or id, if the viewer sees anything of it; without one that of what waits longest."""
    seen = plans(session, viewer)
    if not wanted:
        waiting = Wish(running=True, status=WAITS, within=viewer.visible, limit=1)
        wanted = next((row.plan for row in obligations(session, waiting, today=today)), "")
    named = (each for each in seen if wanted and wanted in (each.id, each.number))
    if found := next(named, None):
        return found
    if wanted:
        raise NotFoundError(f"không có kế hoạch '{wanted}' — chọn một kế hoạch trong danh sách")
    return next((each for each in seen if each.state == PlanState.ACTIVE), next(iter(seen), None))


def matrix(session: Session, wish: Wish, across: Across, *, today: dt.date) -> Matrix:
    """The matrix of what is wished; one plan's, or its activities would be those of several."""
    found = narrowed(session, wish, today=today)
    column = occurrence.c.activity_id if across is Across.ACTIVITY else sa.func.coalesce(occurrence.c.period, "")
    stand = standing(today)
    statement = (
        sa.select(obligation.c.unit_id, column, stand, sa.func.count(), sa.func.min(obligation.c.id))
        .select_from(with_occurrence())
        .where(*found.where)
        .group_by(obligation.c.unit_id, column, stand)
    )
    cells: dict[int, dict[object, Cell]] = defaultdict(dict)
    for unit_id, key, code, count, first in session.execute(statement).all():
        _count(cells[unit_id], key, Timeliness(code), count, first)
    columns = _columns(session, across, {key for owed in cells.values() for key in owed})
    return _laid_out(session, cells, columns)


def _count(owed: dict[object, Cell], key: object, stand: Timeliness, count: int, first: int) -> None:
    known = owed.get(key)
    tally = known.tally if known else Tally()
    tally.add(stand, count)
    owed[key] = Cell(tally, first if count == 1 and not known else None)


def _columns(session: Session, across: Across, keys: set[object]) -> dict[object, Column]:
    if across is Across.PERIOD:
        return {code: _period_column(str(code)) for code in sorted(keys, key=lambda code: _period_order(str(code)))}
    statement = sa.select(activity).where(activity.c.id.in_(keys)).order_by(activity.c.position, activity.c.id)
    return {row.id: Column(row.key, row.title, f"{row.section} {row.title}") for row in session.execute(statement)}


def _period_column(code: str) -> Column:
    label = Period.parse(code).label if code else "Không theo kỳ"
    return Column(code, label, label)


def _period_order(code: str) -> tuple[bool, object]:
    return (True, "") if not code else (False, Period.parse(code).last)


def _laid_out(session: Session, cells: dict[int, dict[object, Cell]], columns: dict[object, Column]) -> Matrix:
    names = session.execute(sa.select(unit.c.id, unit.c.code, unit.c.name).where(unit.c.id.in_(cells))).all()
    lines = [
        Line(code, name, [cells[id_].get(key) for key in columns], summed(cell.tally for cell in cells[id_].values()))
        for id_, code, name in sorted(names, key=lambda row: (_in_order(row.name), row.id))
    ]
    return Matrix(list(columns.values()), lines, _totals(lines, len(columns)))


def _in_order(name: str) -> str:
    """Letters without their marks, and numbers by their size: "Trạm 2" before "Trạm 10"."""
    return re.sub(r"\d+", lambda found: found[0].zfill(6), unmarked(name))


def _totals(lines: Sequence[Line], width: int) -> list[Tally]:
    return [summed(cell.tally for line in lines if (cell := line.cells[n])) for n in range(width)]
