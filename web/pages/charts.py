"""Biểu đồ: how a plan goes, as pictures at addresses of their own and as the same numbers in tables."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from engine.access.rights import Viewer
from engine.watching.overview import plan_to_watch
from engine.watching.queries import PlanRow
from engine.watching.trends import by_day, by_month, measured, overdue_by_age
from models.errors import NotFoundError
from models.obligations import Timeliness
from web.charts import DONE, LATE, OVERDUE, bars, columns, picture
from web.door import Door, OfficeDoor
from web.filters import Filtered, Filters
from web.guard import SignedIn
from web.language import language_of, translated
from web.pages.watching import choices_of, chosen_of
from web.rendering import page

router = APIRouter()
Words = Callable[[str], str]


@router.get("/theo-doi/bieu-do")
def charts(request: Request, door: OfficeDoor, viewer: SignedIn, filters: Filtered) -> Response:
    """All charts of one plan, each beside its table."""
    with door.sessions() as session:
        plan = plan_to_watch(session, viewer, filters["plan"], today=door.today)
        if plan is None:
            return page(request, "charts.html", plan=None)
        choices = choices_of(session, viewer, plan)
        filters = chosen_of(filters, plan, choices)
        figures = _figures(session, door, viewer, filters)
    return page(request, "charts.html", plan=plan, filters=filters, **figures, **choices)


def _figures(session: Session, door: Door, viewer: Viewer, filters: Filters) -> dict[str, Any]:
    wish = filters.wish(viewer)
    days = by_day(session, wish, today=door.today)
    return {
        "months": by_month(days),
        "ages": overdue_by_age(days, today=door.today),
        "targets": measured(session, wish, today=door.today),
    }


@router.get("/theo-doi/bieu-do/{name}.svg")
def chart(request: Request, door: OfficeDoor, viewer: SignedIn, filters: Filtered, name: str) -> Response:
    """One chart of one plan."""
    if name not in DRAWN:
        raise NotFoundError(f"không có biểu đồ '{name}'")
    with door.sessions() as session:
        plan = _plan(session, door, viewer, filters)
        figures = _figures(session, door, viewer, Filters(filters.given | {"plan": plan.id}))
    language = language_of(request)
    return picture(DRAWN[name](figures, lambda words: translated(words, language)))


def _plan(session: Session, door: Door, viewer: Viewer, filters: Filters) -> PlanRow:
    found = plan_to_watch(session, viewer, filters["plan"], today=door.today)
    if found is None:
        raise NotFoundError("chưa có kế hoạch nào để theo dõi")
    return found


def _on_time(figures: dict[str, Any], words: Words) -> bytes:
    months = figures["months"]
    stands = {"Đúng hạn": Timeliness.ON_TIME, "Hoàn thành quá hạn": Timeliness.LATE, "Quá hạn": Timeliness.OVERDUE}
    series = {words(label): [tally[stand] for tally in months.values()] for label, stand in stands.items()}
    labels = [f"{month.month}/{month:%y}" for month in months]
    return columns(words("Đúng hạn theo tháng"), labels, series, (DONE, LATE, OVERDUE))


def _overdue(figures: dict[str, Any], words: Words) -> bytes:
    ages = figures["ages"]
    series = {words("Quá hạn"): list(ages.values())}
    return columns(words("Việc quá hạn theo số ngày"), [words(age) for age in ages], series, (OVERDUE,))


def _targets(figures: dict[str, Any], words: Words) -> bytes:
    known = [each for each in figures["targets"] if each.share is not None]
    shares = [round(each.share * 100, 1) for each in known]
    series = {words("Đo được (%)"): shares, words("Chỉ tiêu"): [100] * len(known)}
    return bars(words("Chỉ tiêu và kết quả đo được"), [each.title for each in known], series, (DONE, LATE))


DRAWN = {"dung-han": _on_time, "qua-han": _overdue, "chi-tieu": _targets}
