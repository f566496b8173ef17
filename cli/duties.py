"""Commands on obligations: list, explain, hand in, accept, return, waive, extend, date, raise."""

import csv
import dataclasses
import datetime as dt
import sys

from sqlmodel import select

from cli.acting import by as acting
from cli.evidence import store_files
from cli.opening import office
from cli.printing import console, day_from, print_json, print_table, say, shown
from config.clock import now, parse_as_of
from config.opening import Opened
from engine.complete import Handed, accept, extend, raise_event, send_back, set_due, subject_of, submit, waive
from engine.explain import Why, why
from engine.load import find_unit
from engine.queries import Row, Wish, obligations
from engine.register_entries import find_plan
from models.errors import BadInputError, NotFoundError
from models.moments import local, local_day
from models.obligations import LABELS, PROGRESS_LABELS, Progress, Timeliness
from models.periods import Period
from models.plans import Activity

STATUSES = [p.value for p in Progress] + [t.value for t in Timeliness]


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
    if status and status not in STATUSES:
        raise BadInputError(f"không có trạng thái '{status}' — viết một trong: {', '.join(STATUSES)}")
    wish = Wish(plan, unit, status, day_from(due_before) if due_before else None)
    with office() as here, here.readings() as session:
        if plan:
            find_plan(session, plan)
        if unit:
            find_unit(session, unit)
        rows = obligations(session, wish, today=_today(here, as_of))
    if as_json:
        print_json(rows)
    elif as_csv:
        _write_csv(rows)
    else:
        _show(rows)


def _today(here: Opened, as_of: str | None) -> dt.date:
    return local_day(parse_as_of(as_of, here.office.zone) if as_of else now(), here.office.zone)


def _write_csv(rows: list[Row]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow([f.name for f in dataclasses.fields(Row)])
    writer.writerows(dataclasses.astuple(row) for row in rows)


def _show(rows: list[Row]) -> None:
    print_table(
        f"{len(rows)} nghĩa vụ",
        ("ID", "Hạn", "Tình trạng", "Việc"),
        [(r.id, r.due_on, _state(r), _what(r)) for r in rows],
        empty="Không có nghĩa vụ nào như vậy.",
    )


def _what(row: Row) -> str:
    period = f", {Period.parse(row.period).label}" if row.period else ""
    return f"{row.title}{period}\n{row.unit} · {row.plan}, mục {row.section}"


def _state(row: Row) -> str:
    stand = LABELS[Timeliness(row.timeliness)]
    return stand if row.progress == Progress.OPEN else f"{PROGRESS_LABELS[Progress(row.progress)]} ({stand})"


def explain(number: int, as_of: str | None, *, as_json: bool) -> None:
    """The account of one obligation."""
    with office() as here, here.readings() as session:
        found, zone = why(session, here.office, number, today=_today(here, as_of)), here.office.zone
    if as_json:
        print_json(found)
        return
    _tell(found, zone)


def _tell(found: Why, zone: str) -> None:
    say(f"Nghĩa vụ {found.id}: {found.title}")
    say(f"  Đơn vị      {found.unit}", indent=14)
    say(f"  Kế hoạch    {found.plan} — {found.plan_title}", indent=14)
    say(f"  Căn cứ      mục {found.section}: “{found.source}”", indent=14)
    if found.period:
        gathered = ", ".join(Period.parse(code).label for code in found.stands_for)
        say(
            f"  Kỳ          {Period.parse(found.period).label}" + (f" (gộp cả {gathered})" if gathered else ""),
            indent=14,
        )
    if found.data_from:
        say(f"  Số liệu     {shown(found.data_from)} đến {shown(found.data_to)}", indent=14)
    original = f" (hạn gốc {shown(found.original_due_on)})" if found.original_due_on != found.due_on else ""
    say(f"  Hạn         {shown(found.due_on)}{original} — {found.timeliness}; {found.progress}", indent=14)
    for heading, lines in (("Quy tắc", found.rules), ("Lịch", found.calendar), ("Đã làm", found.history)):
        for n, line in enumerate(lines):
            say(f"  {heading if n == 0 else '':<11} {line}", indent=14)
    for each in found.inputs:
        say(f"  Chờ         {each.unit}: {each.title} — {LABELS[each.state]}", indent=14)
    if found.rungs:
        print_table("Thang đôn đốc", ("Lúc", "Báo cho", "Tình trạng", "Ghi chú"), [
            (local(r.at, zone).format("DD/MM/YYYY HH:mm"), r.to, r.state, r.person) for r in found.rungs
        ])  # fmt: skip
    for line in found.left_out:
        say(f"  Không lập   {line}", indent=14)
    console.print()


def hand_in(
    number: int, document: str, on: str | None, files: list[str], quantity: float | None, note: str, by: str | None
) -> None:
    """Record a document as the completion of an obligation."""
    who = acting(by)
    with office() as here:
        kept = store_files(here.settings.home, files)
        day = day_from(on) if on else local_day(who.now, here.office.zone)
        with here.sessions() as session:
            new = submit(session, here.office, number, Handed(document, day, quantity, note, tuple(kept)), who)
    say(f"Nghĩa vụ {number}: {PROGRESS_LABELS[new].lower()} — {document} ngày {shown(day)}.")


def accept_one(number: int, note: str, by: str | None) -> None:
    """Accept what was handed in."""
    with office() as here, here.sessions() as session:
        accept(session, number, acting(by), note)
    say(f"Nghĩa vụ {number}: đã duyệt.")


def return_one(number: int, reason: str, by: str | None) -> None:
    """Return what was handed in."""
    with office() as here, here.sessions() as session:
        again = send_back(session, here.office, number, acting(by), reason)
    say(f"Nghĩa vụ {number}: đã trả lại, bổ sung trước hết ngày {shown(again)}.")


def waive_one(number: int, reason: str, by: str | None) -> None:
    """Excuse the unit."""
    with office() as here, here.sessions() as session:
        waive(session, number, acting(by), reason)
    say(f"Nghĩa vụ {number}: đã miễn.")


def extend_one(number: int, until: str, reason: str, by: str | None) -> None:
    """Grant more time."""
    with office() as here, here.sessions() as session:
        extend(session, here.office, number, day_from(until), acting(by), reason)
    say(f"Nghĩa vụ {number}: gia hạn đến {shown(day_from(until))}.")


def date_one(number: int, due: str, reason: str, by: str | None) -> None:
    """Date an occurrence for which the plan states no day."""
    with office() as here, here.sessions() as session:
        occurrence = subject_of(session, number).occurrence
        count = set_due(session, here.office, int(occurrence.id or 0), day_from(due), acting(by), reason)
    say(f"Đã ấn định hạn {shown(day_from(due))} cho {count} nghĩa vụ cùng kỳ.")


def raise_one(plan: str, activity: str, unit: str, reason: str, by: str | None) -> None:
    """Raise an event."""
    with office() as here, here.sessions() as session:
        stored = find_plan(session, plan)
        found = session.exec(select(Activity).where(Activity.plan_id == stored.id, Activity.key == activity)).first()
        if found is None:
            raise NotFoundError(f"kế hoạch {plan} không có hoạt động '{activity}' — xem 'dondoc plan show {plan}'")
        owner = find_unit(session, unit)
        number = raise_event(session, here.office, int(found.id or 0), int(owner.id or 0), acting(by), reason)
        due = subject_of(session, number).obligation.due_on
    say(f"Nghĩa vụ {number}: đã nêu việc, hạn {shown(due)}.")
