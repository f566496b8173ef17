"""A duty with its timing: a day, a series, a number to reach by then, or the question which day it is; and how sure that is."""

import re
from dataclasses import replace

from engine.reading.candidates import Candidate, Frame
from engine.reading.choosing import action_of
from engine.reading.duty import Duty
from engine.reading.folding import plain
from engine.reading.sentences import STANDING, is_one_off
from engine.reading.timings import Understood
from models.periods import Days
from models.timings import Milestone, Window

LIMIT = re.compile(
    r"\b(?:(?:chậm nhất |muộn nhất )?trước|trong(?: vòng| thời hạn| thời gian)?|sau|chậm nhất|thời hạn) (?:không quá |tối đa |là )*\d{1,3} (?:giờ|ngày|phút)\b(?! đầu)"
)
PLAN_RULE = "plan_window: không nêu thời gian, tính theo thời gian của kế hoạch"
NO_PERIOD = (
    "no_period: dãy kỳ này không có ngày nào trong thời gian của kế hoạch, hoặc kế hoạch không nêu thời gian; phải hỏi"
)
PARTLY = "partly_read: trong câu còn «{}» chưa đọc được, phải soát lại"
UNDATED_RULE = "no_date: không nêu ngày, phải hỏi người phụ trách"


def dated(base: Duty, timing: Understood, candidate: Candidate, frame: Frame) -> Duty:
    """The duty with a timing; a percentage to reach makes it a milestone."""
    plan = frame.context.plan
    if timing.kind == "recurring" and not timing.due and not timing.needs_date:
        timing = replace(timing, needs_date=True, rules=(*timing.rules, NO_PERIOD))
    duty = replace(
        base,
        kind=timing.kind,
        timing=timing.timing,
        first=timing.first or (plan.first if plan else None),
        last=timing.last or (plan.last if plan else None),
        due=timing.due,
        periods=timing.periods,
        needs_date=timing.needs_date or timing.kind == "undated",
        rules=(*base.rules, *timing.rules),
        readings=timing.readings,
        confidence=confidence(
            base, stated=True, asked=timing.needs_date, partly=bool(timing.unread) or timing.is_unsure
        ),
    )
    if timing.unread and not timing.is_only_a_question:
        duty = replace(duty, rules=(*duty.rules, PARTLY.format(", ".join(timing.unread))))
    if duty.target and duty.target.unit == "%" and timing.kind in ("deadline", "window"):
        return as_milestone(duty, timing, plan)
    return duty


def as_milestone(duty: Duty, timing: Understood, plan: Days | None) -> Duty:
    """A number to reach by the end of the time stated, or from its beginning on if it has no end."""
    assert duty.target is not None
    begins = "bắt đầu" in plain(duty.source)
    if (
        isinstance(timing.timing, Window)
        and timing.timing.start
        and not timing.timing.end
        and timing.first
        and not begins
    ):
        made = Milestone(target=duty.target, holds_from=timing.first)
        return replace(
            duty,
            kind="milestone",
            timing=made,
            due=(timing.first,),
            rules=(*duty.rules, "milestone: đạt chỉ tiêu từ ngày này trở đi"),
        )
    by = timing.due[-1] if timing.due else (plan.last if plan else None)
    if by is None:
        return replace(duty, kind="milestone", needs_date=True)
    return replace(
        duty,
        kind="milestone",
        timing=Milestone(target=duty.target, by=by),
        rules=(*duty.rules, "milestone: đạt chỉ tiêu đến ngày này"),
    )


def undated(base: Duty, candidate: Candidate, frame: Frame) -> Duty:
    """A duty without any time: it runs with the plan, or its day must be asked for."""
    plan = frame.context.plan
    if base.target and base.target.unit == "%" and plan:
        made = replace(base, kind="milestone", timing=Milestone(target=base.target, by=plan.last))
        return _of_plan(made, plan, "plan_end: chỉ tiêu không nêu ngày, tính đến hết kế hoạch")
    if LIMIT.search(plain(candidate.text)):
        return to_ask(base, plan, "no_start: nêu số ngày, giờ nhưng không rõ tính từ đâu, phải hỏi người phụ trách")
    if is_one_off(action_of(candidate)) and not STANDING.match(plain(action_of(candidate))):
        return to_ask(base, plan, UNDATED_RULE)
    return standing(base, plan)


def to_ask(base: Duty, plan: Days | None, rule: str) -> Duty:
    """The duty with the question which day it is."""
    made = replace(_of_plan(base, plan, rule), needs_date=True)
    return replace(made, confidence=confidence(base, stated=False, asked=True))


def standing(base: Duty, plan: Days | None) -> Duty:
    """The duty as one that runs as long as the plan."""
    return _of_plan(replace(base, kind="window", timing=Window()), plan, PLAN_RULE)


def _of_plan(duty: Duty, plan: Days | None, rule: str) -> Duty:
    first, last = (plan.first, plan.last) if plan else (None, None)
    rules = (*duty.rules, rule)
    return replace(duty, first=first, last=last, rules=rules, confidence=confidence(duty, stated=False))


def confidence(duty: Duty, *, stated: bool, asked: bool = False, partly: bool = False) -> float:
    """How sure the reading is, 0 to 1: a named lead and a stated time make it sure, a question makes it less so.

    Where words of time in the same clause were left over, or the day is only expected, it is never sure.
    """
    value = 0.45 + (0.3 if duty.lead else 0) + (0.2 if stated else 0) - (0.15 if asked else 0)
    return round(min(0.55 if partly else 0.95, max(0.2, value)), 2)
