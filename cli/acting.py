"""Commands that change an obligation: hand in, accept, return, waive, extend, date, raise; each carries a name."""

import datetime as dt
import getpass
import os

from sqlmodel import Session, select

from cli.evidence import read_files
from cli.opening import office
from cli.printing import say, shown
from cli.typed import day_from, obligation_number, quantity_from
from config.clock import now
from engine.directory.load import find_unit
from engine.fulfilment.complete import (
    Handed,
    Subject,
    accept,
    extend,
    raise_event,
    send_back,
    set_due,
    subject_of,
    submit,
    waive,
)
from engine.fulfilment.evidence import store_files
from engine.journal import By
from engine.register.entries import find_plan
from engine.register.expand import TIMING
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.moments import local_day
from models.obligations import PROGRESS_LABELS, UNFINISHED
from models.plans import Activity, Plan, PlanState
from models.timings import Milestone


def actor(name: str | None) -> str:
    """The name given, else the login name; a change without any name is not made."""
    if name and name.strip():
        return name.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def acted_by(name: str | None) -> By:
    """Who acts, now."""
    return By(actor(name), now())


def hand_in(
    number: str, document: str, on: str | None, names: list[str], quantity: str | None, note: str, by: str | None
) -> None:
    """Record a document as the completion of an obligation; its files are stored only if it is taken."""
    it, who, files = obligation_number(number), acted_by(by), read_files(names)
    measured = None if quantity is None else quantity_from(quantity)
    with office() as here:
        day = local_day(who.now, here.office.zone) if on is None else day_from(on)
        handed = Handed(document.strip(), day, measured, note, tuple(file.entry for file in files))
        with here.sessions() as session:
            new = submit(session, here.office, it, handed, who)
            store_files(here.settings.home, files)
            words = PROGRESS_LABELS[new].lower() if new not in UNFINISHED else _so_far(subject_of(session, it))
    say(f"Nghĩa vụ {it}: {words} — {handed.document} ngày {shown(day)}.")


def _so_far(it: Subject) -> str:
    """What a target that is not reached yet still lacks."""
    timing = TIMING.validate_python(it.activity.timing)
    assert isinstance(timing, Milestone)
    target = timing.target
    return f"đã ghi, mới được {it.obligation.quantity or 0:g}/{target.value:g} {target.unit} nên việc còn mở"


def accept_one(number: str, note: str, by: str | None) -> None:
    """Accept what was handed in."""
    it = obligation_number(number)
    with office() as here, here.sessions() as session:
        accept(session, it, acted_by(by), note)
    say(f"Nghĩa vụ {it}: đã duyệt.")


def return_one(number: str, reason: str, by: str | None) -> None:
    """Return what was handed in."""
    it = obligation_number(number)
    with office() as here, here.sessions() as session:
        again = send_back(session, here.office, it, acted_by(by), reason)
    say(f"Nghĩa vụ {it}: đã trả lại, bổ sung chậm nhất ngày {shown(again)}.")


def waive_one(number: str, reason: str, by: str | None) -> None:
    """Excuse the unit."""
    it = obligation_number(number)
    with office() as here, here.sessions() as session:
        waive(session, it, acted_by(by), reason)
    say(f"Nghĩa vụ {it}: đã miễn.")


def extend_one(number: str, until: str, reason: str, by: str | None) -> None:
    """Grant more time."""
    it, day = obligation_number(number), day_from(until)
    with office() as here, here.sessions() as session:
        before = subject_of(session, it).obligation.due_on
        extend(session, here.office, it, day, acted_by(by), reason)
    say(f"Nghĩa vụ {it}: gia hạn từ {shown(before)} đến {shown(day)}.")


def date_one(number: str, due: str, reason: str, by: str | None) -> None:
    """Date an occurrence for which the plan states no day."""
    it, day = obligation_number(number), day_from(due)
    with office() as here, here.sessions() as session:
        occurrence = subject_of(session, it).occurrence
        count = set_due(session, here.office, int(occurrence.id or 0), day, acted_by(by), reason)
    say(f"Đã ấn định hạn {shown(day)} cho {count} nghĩa vụ cùng kỳ.")


def raise_one(plan: str, activity: str, unit: str, reason: str, by: str | None) -> None:
    """Raise an event."""
    if not reason.strip():
        raise BadInputError("cần nêu lý do — viết điều đã xảy ra")
    with office() as here, here.sessions() as session:
        stored = find_plan(session, plan)
        if stored.state is PlanState.CLOSED:
            raise NotAllowedError(
                f"kế hoạch {plan} đã hết kỳ, việc nêu thêm sẽ không ai nhắc — nêu ở kế hoạch đang chạy"
            )
        found = _activity(session, stored, activity)
        owner = find_unit(session, unit)
        number = raise_event(session, here.office, int(found.id or 0), int(owner.id or 0), acted_by(by), reason)
        due = subject_of(session, number).obligation.due_on
    say(f"Nghĩa vụ {number}: đã nêu việc, {_due_words(due)}.")


def _activity(session: Session, plan: Plan, key: str) -> Activity:
    found = session.exec(select(Activity).where(Activity.plan_id == plan.id, Activity.key == key)).first()
    if found is None:
        raise NotFoundError(f"kế hoạch {plan.code} không có nhiệm vụ '{key}' — xem 'dondoc plan show {plan.code}'")
    return found


def _due_words(due: dt.date | None) -> str:
    return f"hạn {shown(due)}" if due else "chưa có hạn, ấn định bằng 'dondoc date'"
