"""How days, posts and rungs are said to a Vietnamese reader, so that messages, letters and pages say them alike."""

import datetime as dt

import sqlalchemy as sa

from models.ladders import ROLE_LABELS, Party, Role
from models.obligations import days_late
from models.periods import Period
from models.plans import AgendaKind
from models.working_days import WorkingCalendar

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
PARTIES = {
    Party.LEAD: "đơn vị chủ trì",
    Party.COOPERATE: "đơn vị phối hợp",
    Party.MONITOR: "đơn vị theo dõi",
    Party.ISSUER: "cơ quan ban hành kế hoạch",
    Party.REPORTS_TO: "đơn vị nhận báo cáo",
}
KINDS = {
    AgendaKind.DUE: "",
    AgendaKind.MOVED: "kế hoạch thay đổi, hạn mới",
    AgendaKind.EXTENDED: "được gia hạn",
    AgendaKind.RETURNED: "cần sửa và gửi lại",
    AgendaKind.REVIEW: "đã nộp, chờ ông/bà duyệt",
    AgendaKind.RAISED: "việc mới phát sinh",
    AgendaKind.URGED: "được đôn đốc trực tiếp",
    AgendaKind.ANSWERED: "đề nghị đã được trả lời",
}
NAMED_PLACES = ("mục", "phụ lục", "khoản", "điểm", "phần", "dòng", "điều", "chương", "biểu")


def day(value: dt.date) -> str:
    """A day as offices write it: 09/01/2024."""
    return f"{value:%d/%m/%Y}"


def full_day(value: dt.date) -> str:
    """A day with its weekday: "09/01/2024 (thứ Ba)"."""
    return f"{day(value)} ({WEEKDAYS[value.weekday()]})"


def distance(due_on: dt.date, today: dt.date, calendar: WorkingCalendar) -> str:
    """How far a due day is: "quá hạn 3 ngày" in calendar days, "còn 2 ngày làm việc" in working days."""
    if late := days_late(due_on, today, calendar.paused):
        return f"quá hạn {late} ngày"
    if due_on == today:
        return "hạn là hôm nay"
    left = calendar.between(today + dt.timedelta(days=1), due_on)
    return f"còn {left} ngày làm việc" if left else "không còn ngày làm việc nào trước hạn"


def clock_time(value: dt.time | None) -> str:
    """A stated hour: "trước 16 giờ", "trước 10 giờ 30"; nothing if none is stated."""
    if value is None:
        return ""
    return f"trước {value.hour} giờ" + (f" {value.minute:02d}" if value.minute else "")


def period_label(code: str | None, stands_for: list[str], is_check: bool) -> str:
    """The reporting period in words, with the shorter ones that are done by doing it."""
    name = Period.parse(code).label if code else ""
    if stands_for:
        name += f" (gồm cả {', '.join(Period.parse(each).label for each in stands_for)})"
    return f"báo tiến độ {name}".strip() if is_check else name


def place(section: str) -> str:
    """Where a duty stands in its plan: "mục V.2"; a section that names its own kind is left as it is."""
    return section if not section or section.casefold().startswith(NAMED_PLACES) else f"mục {section}"


def post(title: str | None, role: Role) -> str:
    """A post by its title, or by its role where the directory gives none."""
    return title or ROLE_LABELS[role]


def audience(party: Party, role: Role) -> str:
    """Whom a rung speaks to: "lãnh đạo đơn vị theo dõi"."""
    return f"{ROLE_LABELS[role]} {PARTIES[party]}"


def audience_named(name: str) -> str:
    """The same by its name in a ladder: ``monitor.head``."""
    party, role = name.split(".")
    return audience(Party(party), Role(role))


def masked(address: str) -> str:
    """An address as logs and lists may show it: ``l…@syt.example``, ``slack://…``."""
    if "://" in address:
        return address.partition("://")[0] + "://…"
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}"


def titled(activity: sa.FromClause, occurrence: sa.FromClause) -> sa.ColumnElement[str]:
    """An activity's title, and after it what a raised occurrence is about."""
    return sa.case((occurrence.c.subject != "", activity.c.title + ": " + occurrence.c.subject), else_=activity.c.title)
