"""Rows of a table of duties: the row itself, and what its cell of products asks for beside it."""

import re
from dataclasses import replace

from engine.reading.candidates import Candidate, Frame, field_names
from engine.reading.choosing import within
from engine.reading.dating import as_milestone, dated, standing, to_ask
from engine.reading.duties import hidden_in, quoted, title_of
from engine.reading.duty import Duty
from engine.reading.passages import Passage
from engine.reading.recipients import recipient_in
from engine.reading.resolving import Context
from engine.reading.sentences import is_one_off
from engine.reading.tables import Row
from engine.reading.targets import count_in, percent_in
from engine.reading.timings import Understood, timings_in, timings_of_cell
from models.timings import DuePoint, Recurring, Undated

ITEM = re.compile(r"(?:^|(?<=[;.\s]))[-+•]\s+|;\s+|(?<=\.)\s+(?=[A-ZĐ])")
PRODUCED = re.compile(
    r"(?:Ban hành|Xây dựng|Tham mưu ban hành|Tham mưu xây dựng)(?: và ban hành)? (?:Kế hoạch|Quyết định|Quy chế|Đề án|Chương trình|Quy định|Văn bản)",
    re.IGNORECASE,
)
BARE_YEAR = re.compile(r"^\s*((?:19|20)\d\d)\s*$")
NO_END = "no_end: cột bắt đầu có ngày, cột kết thúc để trống; phải hỏi người phụ trách"
PLAN_RULE = "plan_window: hàng này không nêu thời gian, tính theo thời gian của kế hoạch"


def row_duties(row: Row, section: str, frame: Frame) -> list[Duty]:
    """The duties of one row."""
    what = row.cells.get("what") or row.cells.get("product") or Passage("", ())
    if len(what) < 4 or (not {"lead", "time", "start", "end", "product", "target"} & set(row.cells) and not row.marks):
        return []
    candidate = Candidate(-1, section, "row", what, field_names(row.cells["lead"]) if "lead" in row.cells else ())
    base = _base(row, what, candidate, frame)
    items = row.cells["product"].split(ITEM) if "product" in row.cells else []
    timings = _row_timings(row, frame.context, _is_report(what.text, items))
    extras, items = _extras(items, base, timings, frame)
    duties = [_with_target(dated(base, timing, candidate, frame), row, timing, frame) for timing in timings] or [
        _undated(base, row, frame)
    ]
    return [*duties, *extras, *hidden_in(base, candidate, frame)]


def _is_report(what: str, items: list[Passage]) -> bool:
    return bool(
        re.match(
            r"(?:Báo cáo|Tổng hợp|Gửi báo cáo|Thực hiện (?:chế độ )?báo cáo|Xây dựng báo cáo)", what, re.IGNORECASE
        )
    )


def _base(row: Row, what: Passage, candidate: Candidate, frame: Frame) -> Duty:
    return Duty(
        section=candidate.section,
        source=quoted(what, frame.source),
        title=title_of(what.text),
        kind="undated",
        timing=Undated(),
        lead=candidate.lead,
        cooperate=field_names(row.cells["cooperate"]) if "cooperate" in row.cells else (),
        reports_to=recipient_in(what.text),
        deliverable=row.text("product")[:400].strip(" .;"),
        span=what.span,
        is_row=True,
        heard=" ".join(row.text(role) for role in ("time", "start", "end")),
    )


def _row_timings(row: Row, context: Context, is_report: bool) -> list[Understood]:
    """The row's cells of time read together: begin and end, a cell of times, or the months that are ticked."""
    context = replace(context, column=True, is_report=is_report)
    if "end" in row.cells or ("start" in row.cells and "time" not in row.cells):
        return _from_to(row.text("start"), row.text("end"), context)
    if row.marks:
        return list(timings_in(", ".join(_mark_words(mark) for mark in row.marks), context).found)
    if row.text("time"):
        return timings_of_cell(row.text("time"), context)
    return [t for t in timings_in(row.text("what"), replace(context, column=False)).found if not t.is_vague]


def _from_to(begin: str, end: str, context: Context) -> list[Understood]:
    """The cells of a beginning and an end; where only the beginning is filled in, its day is no time limit."""
    begin, end = (BARE_YEAR.sub(r"năm \1", text) for text in (begin, end))
    if begin and end and begin != end:
        return timings_of_cell(f"từ {begin} đến {end}", context)
    found = timings_of_cell(begin or end, context)
    return found if end else [_without_end(timing) for timing in found]


def _without_end(timing: Understood) -> Understood:
    if timing.kind != "deadline":
        return timing
    return replace(timing, kind="undated", timing=Undated(), due=(), needs_date=True, rules=(NO_END,))


def _mark_words(mark: str) -> str:
    text = mark.strip()
    if text.isdigit():
        return f"tháng {text}"
    if re.fullmatch(r"[IVX]+", text):
        return f"quý {text}"
    return re.sub(r"^[Tt](?=\d)", "tháng ", text)


def _undated(base: Duty, row: Row, frame: Frame) -> Duty:
    if is_one_off(row.text("what")) or not base.lead:
        return to_ask(base, frame.context.plan, "no_date: hàng này không nêu ngày, phải hỏi người phụ trách")
    return standing(base, frame.context.plan)


def _with_target(duty: Duty, row: Row, timing: Understood, frame: Frame) -> Duty:
    """A counted product or a percentage makes a window a milestone; a deadline keeps its kind and gains the number."""
    text = row.text("target") or row.text("product")
    found = percent_in(text) or count_in(text, anywhere=len(text) < 60)
    if not found:
        return duty
    duty = replace(duty, target=found.target)
    if duty.kind == "window":
        return as_milestone(duty, timing, frame.context.plan)
    return duty


def _extras(
    items: list[Passage], base: Duty, timings: list[Understood], frame: Frame
) -> tuple[list[Duty], list[Passage]]:
    """What a cell of products orders beside the row: a series of reports, a plan to be issued."""
    extras: list[Duty] = []
    running = any(t.kind == "window" for t in timings)
    without_day = bool(timings) and all(
        isinstance(t.timing, Recurring) and not isinstance(t.timing.due, DuePoint) for t in timings
    )
    for item in items:
        found = [
            t for t in timings_in(item.text, replace(frame.context, is_report=None)).found if t.kind == "recurring"
        ]
        if found and running and len(items) == 1:
            timings[:] = [within(found[0], timings[0], frame)]
        elif found and without_day:
            timings[:] = found
        elif found and running:
            extras.append(_extra(base, item, found[0], frame))
        elif running and len(items) > 1 and PRODUCED.match(item.text):
            extras.append(_issued(base, item, frame))
    return extras, items


def _extra(base: Duty, item: Passage, timing: Understood, frame: Frame) -> Duty:
    duty = replace(_of_item(base, item, frame), reports_to=None)
    return dated(duty, timing, Candidate(-1, base.section, "row", item, base.lead), frame)


def _issued(base: Duty, item: Passage, frame: Frame) -> Duty:
    rule = "no_date: sản phẩm của việc thường xuyên, không có ngày riêng; phải hỏi người phụ trách"
    return to_ask(_of_item(base, item, frame), frame.context.plan, rule)


def _of_item(base: Duty, item: Passage, frame: Frame) -> Duty:
    """A duty of its own for one of several products of a row."""
    title = title_of(item.text)
    return replace(base, source=quoted(item, frame.source), title=title, deliverable=title, span=item.span)
