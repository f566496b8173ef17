"""Check a register against the directory, the ladders and the calendar: every fault is named, nothing is written."""

from difflib import get_close_matches

from sqlmodel import Session, select

from engine.directory.load import ids_by_code
from engine.register.entries import plan_named
from models.directory import Unit, UnitGroup
from models.errors import Fault, RefusedRegisterError
from models.occurrences import Setting
from models.office import Office
from models.plans import Plan
from models.registers import ActivityEntry, PlanEntry, Register
from models.timing_problems import problems_in


def check_register(session: Session, register: Register, office: Office) -> None:
    """Refuse the whole register if anything in it cannot be; every fault is named with its place."""
    units, groups = ids_by_code(session, Unit), ids_by_code(session, UnitGroup)
    known = sorted(office.ladders.keys() | register.ladders.keys())
    faults = [
        *_head_faults(session, register.plan, units),
        *_ladder_faults(register.plan.ladder, ("plan", "ladder"), known),
    ]
    seen: set[str] = set()
    keys = {entry.key for entry in register.activities}
    for n, entry in enumerate(register.activities):
        at: tuple[str | int, ...] = ("activities", n)
        if entry.key in seen:
            faults.append(
                Fault((*at, "key"), f"hai hoạt động cùng khóa '{entry.key}'", "đặt khóa khác cho một trong hai")
            )
        seen.add(entry.key)
        faults += _party_faults(entry, at, units, groups)
        faults += [
            Fault((*at, "inputs"), f"không có hoạt động '{key}' trong sổ", "viết khóa của một hoạt động trong sổ này")
            for key in entry.inputs
            if key not in keys
        ]
        faults += _ladder_faults(entry.ladder, (*at, "ladder"), known)
        faults += _timing_faults(register.plan, entry, (*at, "timing"), office)
    if faults:
        raise RefusedRegisterError(faults)


def _head_faults(session: Session, head: PlanEntry, units: dict[str, int]) -> list[Fault]:
    faults = [
        Fault(("plan", name), f"không có đơn vị '{code}' trong danh bạ", _nearest(code, units))
        for name, code in (("issuer", head.issuer), ("monitor", head.monitor))
        if code not in units
    ]
    if head.parent and plan_named(session, head.parent) is None:
        faults.append(Fault(("plan", "parent"), f"chưa có kế hoạch cha '{head.parent}'", "nhập kế hoạch cha trước"))
    stored = plan_named(session, head.id)
    if stored and stored.number and head.number and stored.number != head.number:
        what = f"id '{head.id}' đã là kế hoạch số {stored.number}, không phải {head.number}"
        faults.append(Fault(("plan", "id"), what, "đặt id khác cho kế hoạch mới, hoặc sửa lại số"))
    if head.parent and head.parent in (head.id, head.number):
        faults.append(Fault(("plan", "parent"), "kế hoạch không thể là cha của chính nó", "bỏ dòng 'parent'"))
    for same in _of_the_same_number(session, head, units):
        what = f"số {head.number} đã nhập với id '{same.code}'"
        faults.append(Fault(("plan", "id"), what, f"viết id: {same.code} để sửa kế hoạch đó, hoặc sửa lại số"))
    return faults


def _of_the_same_number(session: Session, head: PlanEntry, units: dict[str, int]) -> list[Plan]:
    """Other plans that the same body issued under this number in the same year; numbers begin anew each year."""
    same = select(Plan).where(
        Plan.number == head.number, Plan.issuer_id == units.get(head.issuer), Plan.code != head.id
    )
    year = (head.issued_on or head.start).year
    return [p for p in session.exec(same).all() if head.number and (p.issued_on or p.starts_on).year == year]


def _ladder_faults(name: str | None, at: tuple[str | int, ...], known: list[str]) -> list[Fault]:
    if name is None or name in known:
        return []
    return [Fault(at, f"không có thang đôn đốc '{name}'", f"viết một trong: {', '.join(known)}")]


def _party_faults(
    entry: ActivityEntry, at: tuple[str | int, ...], units: dict[str, int], groups: dict[str, int]
) -> list[Fault]:
    known = units | groups
    faults = [
        Fault((*at, name, n), f"không có đơn vị hay nhóm '{code}' trong danh bạ", _nearest(code, known))
        for name, codes in (("lead", entry.lead), ("cooperate", entry.cooperate))
        for n, code in enumerate(codes)
        if code not in known
    ]
    if entry.reports_to and entry.reports_to not in units:
        what = f"không có đơn vị '{entry.reports_to}' trong danh bạ"
        faults.append(Fault((*at, "reports_to"), what, _nearest(entry.reports_to, units)))
    return faults


def _nearest(code: str, known: dict[str, int]) -> str:
    close = get_close_matches(code, known, n=1)
    return f"có phải '{close[0]}'?" if close else "thêm đơn vị vào danh bạ hoặc sửa mã"


def _timing_faults(head: PlanEntry, entry: ActivityEntry, at: tuple[str | int, ...], office: Office) -> list[Fault]:
    setting = Setting(head.days, head.reading_rules(office.setup.rules), office.calendar, head.end)
    found = problems_in(entry.timing, setting, earliest=head.earliest)
    return [Fault(at, what, "sửa ngày hoặc thời gian của kế hoạch") for what in found]
