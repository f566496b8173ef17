"""What cannot be in a timing once the plan's days are known, so that a register is refused before anything is stored."""

import datetime as dt
from dataclasses import replace

from models.occurrences import Draft, Setting, drafts_of, vn
from models.periods import Days, Period
from models.timings import DayOrPeriod, Deadline, Milestone, Recurring, Rota, Timing, first_day, last_day


def problems_in(timing: Timing, setting: Setting, *, earliest: dt.date) -> list[str]:
    """What cannot be: a due day before the plan exists, a run or a period outside the plan, a series that gives nothing.

    ``earliest`` is the day the plan was issued or begins, whichever comes first.
    """
    drafts = drafts_of(timing, replace(setting, until=setting.plan.last))
    found = _run_problems(timing, setting.plan, earliest)
    if isinstance(timing, Deadline):
        found += _day_problems(timing, timing.on, drafts[0], setting.plan, earliest)
    if isinstance(timing, Milestone):
        found += _day_problems(timing, timing.by, drafts[0], setting.plan, earliest)
        found += _hold_problems(timing, timing.span(setting.plan))
    if isinstance(timing, Recurring):
        found += _period_problems(drafts)
    if isinstance(timing, Recurring | Rota) and not drafts:
        found.append("không có kỳ nào nằm trong thời gian kế hoạch")
    return found


def _run_problems(timing: Timing, plan: Days, earliest: dt.date) -> list[str]:
    found = []
    if timing.start and first_day(timing.start) < earliest:
        found.append(f"'from' {vn(first_day(timing.start))} trước khi có kế hoạch ({vn(earliest)})")
    if timing.start and first_day(timing.start) > plan.last:
        found.append(f"'from' {vn(first_day(timing.start))} sau khi kế hoạch kết thúc {vn(plan.last)}")
    if timing.end and last_day(timing.end) > plan.last:
        found.append(f"'to' {vn(last_day(timing.end))} sau khi kế hoạch kết thúc {vn(plan.last)}")
    if timing.end and last_day(timing.end) < plan.first:
        found.append(f"'to' {vn(last_day(timing.end))} trước khi kế hoạch bắt đầu {vn(plan.first)}")
    return found


def _day_problems(timing: Timing, stated: DayOrPeriod | None, draft: Draft, plan: Days, earliest: dt.date) -> list[str]:
    """Of one due day. A stated day may lie after the plan's end (a closing report), a whole period may not."""
    due, found = draft.due_on or plan.first, []
    if due < earliest:
        found.append(f"hạn {vn(due)} trước khi có kế hoạch ({vn(earliest)})")
    elif timing.start and due < first_day(timing.start):
        found.append(f"hạn {vn(due)} trước 'from' {vn(first_day(timing.start))}")
    if isinstance(stated, str) and first_day(stated) > plan.last:
        found.append(f"kỳ {stated} sau khi kế hoạch kết thúc {vn(plan.last)}")
    return found


def _hold_problems(timing: Milestone, span: Days) -> list[str]:
    if timing.holds_from and timing.holds_from > span.last:
        return [f"'holds_from' {vn(timing.holds_from)} sau ngày cuối {vn(span.last)}"]
    return []


def _period_problems(drafts: list[Draft]) -> list[str]:
    """The first period whose stated day lies before it begins, as the 20th of March of every quarter does."""
    for draft in drafts:
        period = Period.parse(draft.key)
        if draft.stated_on and draft.stated_on < period.first:
            return [f"hạn {vn(draft.stated_on)} trước khi {period.label} bắt đầu"]
    return []
