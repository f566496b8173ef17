"""From what a term says to a day or a period: missing years come from the plan, and from nowhere else."""

import datetime as dt
from dataclasses import dataclass, field

from engine.reading.terms import Term
from models.errors import BadInputError
from models.periods import Days, Period, last_of_month
from models.timings import DayOrPeriod, ReadingRules, first_day
from models.working_days import WorkingCalendar


@dataclass(frozen=True)
class Context:
    """What a phrase is read against.

    ``column`` = a cell or field of times, where a bare "Quý II" is a time limit; ``core`` = the campaign in which a plan's series run.
    """

    plan: Days | None = None
    issued_on: dt.date | None = None
    rules: ReadingRules = field(default_factory=ReadingRules)
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    column: bool = False
    is_report: bool | None = None
    core: Days | None = None

    @property
    def years(self) -> range:
        """The years a day without a year can lie in: those of the plan, from its day of issue on."""
        if self.plan is None:
            return range(0)
        return range(self.earliest.year, self.plan.last.year + 1)

    @property
    def earliest(self) -> dt.date:
        """The first day on which anything in the plan can be due."""
        assert self.plan is not None
        return min(self.plan.first, self.issued_on or self.plan.first)

    @property
    def only_year(self) -> int | None:
        """The plan's year if it has only one."""
        one = self.plan is not None and self.plan.first.year == self.plan.last.year
        return self.plan.first.year if one and self.plan else None

    @property
    def is_campaign(self) -> bool:
        """Whether the plan is one run of days and not a year or several."""
        return self.core is not None or (self.plan is not None and (self.plan.last - self.plan.first).days < 200)


@dataclass(frozen=True)
class Resolved:
    """A day or a period, or None with the ``options`` that a person may choose from and the reason."""

    value: DayOrPeriod | None
    options: tuple[DayOrPeriod, ...] = ()
    rule: str = ""


def resolve(term: Term, context: Context, *, year: int | None = None) -> Resolved:
    """What an endpoint stands for; ``year`` is one stated nearby ("từ ngày 15/4 đến ngày 15/5/2024")."""
    said = term.get("y") or year
    if said:
        value = in_year(term, said)
        reason = "" if value else "no_such_day: ngày này không có trong lịch"
        return Resolved(value, rule=reason)
    if term.letter in "xy" and not (term.letter == "y" or term.value.get("unit") == "Y"):
        return Resolved(None, rule="no_date: không nói tháng nào, quý nào")
    every = [v for y in context.years if (v := in_year(term, y))]
    options = tuple(v for v in every if _within(v, context)) or _just_after(every, context)
    if len(options) == 1:
        return Resolved(
            options[0],
            rule=f"year_from_plan: không ghi năm, lấy theo thời gian của kế hoạch ({first_day(options[0]).year})",
        )
    why = "nhiều năm đều có thể" if options else "không ghi năm và kế hoạch không cho biết"
    return Resolved(None, options, f"no_year: {why}, phải hỏi người phụ trách")


def _within(value: DayOrPeriod, context: Context) -> bool:
    plan = context.plan
    if plan is None:
        return False
    if isinstance(value, dt.date):
        return context.earliest <= value <= plan.last
    period = Period.parse(value)
    return period.last >= plan.first and period.first <= plan.last


def _just_after(values: list[DayOrPeriod], context: Context) -> tuple[DayOrPeriod, ...]:
    """The days after a short campaign, in the year of its end: its closing report is due then."""
    if context.plan is None:
        return ()
    return tuple(v for v in values if first_day(v) > context.plan.last)


def in_year(term: Term, year: int) -> DayOrPeriod | None:
    """The term's day or period in a year, None if there is none (30/02)."""
    if not 1990 <= year <= 2099:
        return None
    try:
        return _in_year(term, year)
    except (ValueError, BadInputError):
        return None


def _in_year(term: Term, year: int) -> DayOrPeriod | None:
    if term.letter in "DP":
        return dt.date(year, term.get("m") or 0, term.get("d") or 0)
    if term.letter in "Mm":
        return f"{year}-M{term.get('m'):02d}"
    if term.letter == "Q":
        return f"{year}-Q{term.get('q')}"
    if term.letter == "H":
        half = term.get("half")
        return f"{year}-H{half}" if half else f"{year}-9M"
    if term.letter == "E":
        return _part(term, year)
    return f"{year}-Y" if term.letter in "Yyx" else None


def _part(term: Term, year: int) -> DayOrPeriod | None:
    """Đầu, giữa, cuối: the first day, the 15th (30/6 of a year), the last day (Bộ luật Dân sự 2015 Điều 146)."""
    part, month, quarter = term.value["part"], term.get("m"), term.get("q")
    if month:
        days = {"đầu": dt.date(year, month, 1), "giữa": dt.date(year, month, 15), "cuối": last_of_month(year, month)}
        return days[str(part)]
    if quarter:
        period = Period(year, Period.parse(f"{year}-Q{quarter}").frequency, quarter)
        return {"đầu": period.first, "cuối": period.last}.get(str(part))
    return {"đầu": dt.date(year, 1, 1), "giữa": dt.date(year, 6, 30), "cuối": dt.date(year, 12, 31)}[str(part)]
