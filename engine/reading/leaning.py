"""Duties whose days follow from the plan's period: where that period is assumed or doubtful, they are to be looked at."""

from dataclasses import replace

from engine.reading.duty import Duty
from engine.reading.plan_period import PlanPeriod
from models.timings import Milestone, Recurring, Rota

UNSURE = 0.55


def looked_at(duty: Duty, period: PlanPeriod) -> Duty:
    """The duty with less confidence, and the reason, where its days lean on a period that nobody should simply believe."""
    reason = _reason(duty, period)
    if not reason or duty.needs_date:
        return duty
    return replace(duty, confidence=min(duty.confidence, UNSURE), rules=(*duty.rules, reason))


def _reason(duty: Duty, period: PlanPeriod) -> str:
    runs_on = isinstance(duty.timing, Recurring | Rota) and duty.timing.end is None
    if period.doubt and (runs_on or _has_the_plans_year(duty)):
        return period.doubt
    if period.is_assumed and runs_on:
        return f"open_end: không nêu ngày kết thúc; {period.rule}"
    if any(rule.startswith("core:") for rule in duty.rules):
        return "core: cần soát ngày kết thúc của dãy kỳ"
    return ""


def _has_the_plans_year(duty: Duty) -> bool:
    by_plan = isinstance(duty.timing, Milestone) and any(rule.startswith("plan_end") for rule in duty.rules)
    return by_plan or any(rule.startswith("year_from_plan") for rule in duty.rules)
