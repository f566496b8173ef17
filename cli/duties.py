"""Commands that look at obligations: the list, and the account of one."""

import csv
import dataclasses
import datetime as dt
import io
import sys
from collections.abc import Collection

from cli.opening import office
from cli.printing import fact, print_json, print_table, put, say, shown
from cli.typed import day_from, moment_from, obligation_number
from config.clock import now
from config.opening import Opened
from engine.directory.load import find_unit
from engine.register.entries import find_plan
from engine.watching.explain import Why, why
from engine.watching.queries import Row, count_obligations, obligations
from engine.watching.wishes import Wish
from engine.wording import full_day, place
from models.errors import BadInputError
from models.moments import local, local_day
from models.obligations import LABELS, PROGRESS_LABELS, Progress, Timeliness, days_late
from models.periods import Period

STATUSES = [p.value for p in Progress] + [t.value for t in Timeliness]
SCREENFUL = 200  # obligations shown at a terminal; a pipe or a file gets all
STATES = {
    Progress.SUBMITTED: "Chờ duyệt, ",
    Progress.ACCEPTED: "Xong, ",
    Progress.RETURNED: "Bị trả lại, ",
}
LINE = "{:>6}  {:<10}  {:<24}  {}"


def list_obligations(
    plan: str | None,
    unit: str | None,
    status: str | None,
    due_before: str | None,
    as_of: str | None,
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Obligations by due day."""
    if as_json and as_csv:
        raise BadInputError("--json và --csv không đi cùng nhau — chọn một")
    if status is not None and status not in STATUSES:
        raise BadInputError(f"không có trạng thái '{status}' — viết một trong: {', '.join(STATUSES)}")
    wish = Wish(plan, unit, status, None if due_before is None else day_from(due_before))
    for_people = not (as_json or as_csv)
    with office() as here, here.readings() as session:
        if plan is not None:
            find_plan(session, plan)
        if unit is not None:
            find_unit(session, unit)
        today, limit = _today(here, as_of), SCREENFUL if for_people and sys.stdout.isatty() else None
        rows = obligations(session, dataclasses.replace(wish, limit=limit), today=today)
        count = count_obligations(session, wish, today=today) if limit else len(rows)
    if for_people:
        _show(rows, count, wish, today, here.office.calendar.paused)
    elif as_json:
        print_json(rows)
    else:
        _write_csv(rows)


def _today(here: Opened, as_of: str | None) -> dt.date:
    return local_day(now() if as_of is None else moment_from(as_of, here.office.zone), here.office.zone)


def _write_csv(rows: list[Row]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f.name for f in dataclasses.fields(Row)])
    writer.writerows(dataclasses.astuple(row) for row in rows)
    put(out.getvalue())


def _show(rows: list[Row], count: int, wish: Wish, today: dt.date, excused: Collection[dt.date]) -> None:
    if not rows:
        say("Không có nghĩa vụ nào như vậy.")
        return
    say(f"{count} nghĩa vụ")
    say()
    put(LINE.format("ID", "Hạn", "Tình trạng", "Đơn vị") + "\n")
    for row in rows:
        put(LINE.format(row.id, shown(row.due_on), state_words(row, today, excused), row.unit) + "\n")
        period = f", {Period.parse(row.period).label}" if row.period else ""
        origin = ", ".join(part for part in ("" if wish.plan else row.plan, place(row.section)) if part)
        say(f"        {row.title}{period}" + (f" ({origin})" if origin else ""), indent=8)
    if count > len(rows):
        say(f"Còn {count - len(rows)} nghĩa vụ nữa: thu hẹp bằng --plan, --unit, --status, --due-before, "
            "hoặc lấy tất cả bằng --csv.")  # fmt: skip


def state_words(row: Row, today: dt.date, excused: Collection[dt.date] = ()) -> str:
    """How an obligation stands, in a few words: ``Chờ duyệt, đúng hạn``, ``Quá hạn 3 ngày``."""
    progress, stand = Progress(row.progress), Timeliness(row.timeliness)
    if stand is Timeliness.EXCUSED:
        return PROGRESS_LABELS[progress]
    words = {Timeliness.LATE: "quá hạn"}.get(stand, LABELS[stand].lower())
    if stand is Timeliness.OVERDUE:
        words = f"quá hạn {days_late(row.due_on, today, excused)} ngày"
    start = STATES.get(progress, "")
    return start + words if start else words[0].upper() + words[1:]


def explain(number: str, as_of: str | None, *, as_json: bool) -> None:
    """The account of one obligation."""
    it = obligation_number(number)
    with office() as here, here.readings() as session:
        found = why(session, here.office, it, today=_today(here, as_of))
        zone = here.office.zone
    if as_json:
        print_json(found)
        return
    _tell_origin(found)
    _tell_day(found)
    for each in found.inputs:
        fact("Chờ", f"{each.unit}: {each.title} — {LABELS[each.state]}")
    if found.rungs:
        say()
        print_table("Thang đôn đốc", ("Lúc", "Báo cho", "Tình trạng", "Người nhận"), [
            (local(r.at, zone).format("DD/MM/YYYY HH:mm"), r.to, r.state, r.person) for r in found.rungs
        ])  # fmt: skip
    for line in found.left_out:
        fact("Không lập", line)


def _tell_origin(found: Why) -> None:
    say(f"Nghĩa vụ {found.id}: {found.title}")
    fact("Đơn vị", found.unit)
    fact("Kế hoạch", f"{found.plan} — {found.plan_title}")
    fact("Căn cứ", f"{place(found.section)}: “{found.source}”" if found.section else f"“{found.source}”")
    if found.deliverable:
        fact("Sản phẩm", found.deliverable)
    if found.period:
        gathered = ", ".join(Period.parse(code).label for code in found.stands_for)
        fact("Kỳ", Period.parse(found.period).label + (f" (gộp cả {gathered})" if gathered else ""))
    if found.data_from:
        fact("Số liệu", f"{shown(found.data_from)} đến {shown(found.data_to)}")


def _tell_day(found: Why) -> None:
    if found.due_on:
        moved = found.original_due_on != found.due_on and f"; hạn gốc {shown(found.original_due_on)}"
        fact("Hạn", full_day(found.due_on) + (moved or ""))
    else:
        fact("Hạn", "kế hoạch không nêu ngày — ấn định bằng 'dondoc date'")
    fact("Tình trạng", f"{found.progress}; {found.timeliness.lower()}")
    for heading, lines in (("Quy tắc", found.rules), ("Lịch", found.calendar), ("Đã làm", found.history)):
        for n, line in enumerate(lines):
            fact(heading if n == 0 else "", line)
