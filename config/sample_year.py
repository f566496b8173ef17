"""The sample's plan of the running year, made relative to a day, so that a newcomer sees every state whenever they come.

Sở Ví dụ tỉnh Minh Họa and its duties are invented; due days are counted in working days from ``today``.
"""

import datetime as dt
from typing import NamedTuple

from models.registers import ActivityEntry, PlanEntry, Register
from models.timings import Deadline, Event, Milestone, Recurring, Target, Timing, Undated, Window
from models.working_days import WorkingCalendar

EARLIEST, LATEST = -20, 10  # working days from today that the plan reaches at least
REGIONS = ["tt-khuvuc-bac-svd", "tt-khuvuc-trung-svd", "tt-khuvuc-nam-svd"]


class HandedIn(NamedTuple):
    """A document that a unit has already sent for a duty with one due day."""

    activity: str
    unit: str
    document: str
    submitted_on: dt.date


def running_plan(today: dt.date, calendar: WorkingCalendar) -> Register:
    """The plan as it stands on ``today``: it spans that year, and a few days more where a due day would fall outside."""
    first, last = dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)
    plan = PlanEntry(
        id=f"svd-{today.year}",
        number=f"01/{today.year}/KH-SVD",
        title=f"Cải cách hành chính của Sở Ví dụ năm {today.year}",
        issuer="svd",
        monitor="vp-svd",
        start=min(first, _working_day(today, EARLIEST, calendar)),
        end=max(last, _working_day(today, LATEST, calendar)),
        note="Kế hoạch bịa đặt, hạn tính theo ngày nạp, để thấy mọi trạng thái.",
    )
    return Register(plan=plan, activities=[*_dated(today, calendar), *_standing(today)])


def running_history(today: dt.date, calendar: WorkingCalendar) -> list[HandedIn]:
    """What the units had handed in by ``today``: some on time, some late; who is not named here has sent nothing."""
    return [
        HandedIn(key, unit, document, _working_day(today, -days_ago, calendar))
        for key, unit, document, days_ago in HISTORY
    ]


HISTORY = [
    ("ke-hoach-don-vi", "tt-dulieu-svd", "07/KH-TTDL", 14),
    ("ke-hoach-don-vi", "tt-daotao-svd", "11/KH-TTĐT", 13),
    ("ke-hoach-don-vi", "cc-doluong-svd", "05/KH-CCĐL", 13),
    ("ke-hoach-don-vi", "tt-khuvuc-bac-svd", "03/KH-KVB", 12),
    ("ke-hoach-don-vi", "tt-khuvuc-trung-svd", "04/KH-KVT", 10),
    ("ke-hoach-don-vi", "tt-khuvuc-nam-svd", "09/KH-KVN", 6),
    ("kiem-ke-thiet-bi", "tt-khuvuc-bac-svd", "14/BC-KVB", 6),
    ("kiem-ke-thiet-bi", "tt-khuvuc-trung-svd", "16/BC-KVT", 3),
    ("danh-sach-tap-huan", "tccb-svd", "21/TCCB", 4),
    ("so-lieu-truc-tuyen", "cc-doluong-svd", "18/BC-CCĐL", 2),
    ("de-xuat-kinh-phi", "ttra-svd", "06/TTr", 1),
]


def _dated(today: dt.date, calendar: WorkingCalendar) -> list[ActivityEntry]:
    """The duties with one due day, from the longest past to the farthest ahead."""

    def entry(key: str, section: str, title: str, lead: list[str], days: int) -> ActivityEntry:
        day = _working_day(today, days, calendar)
        return _entry(key, section, f"chậm nhất ngày {day:%d/%m/%Y}", title, lead, Deadline(on=day))

    return [
        entry("ke-hoach-don-vi", "II.1", "Gửi kế hoạch năm của đơn vị về Văn phòng Sở", ["dvtt-svd"], -12),
        entry("kiem-ke-thiet-bi", "II.2", "Báo cáo kiểm kê thiết bị của bộ phận một cửa", REGIONS, -5),
        entry("danh-sach-tap-huan", "II.3", "Lập danh sách cán bộ dự tập huấn", ["nv-svd", "tccb-svd"], -3),
        entry(
            "so-lieu-truc-tuyen", "II.4", "Cung cấp số liệu hồ sơ trực tuyến", ["tt-dulieu-svd", "cc-doluong-svd"], -1
        ),
        entry("de-xuat-kinh-phi", "II.5", "Đề xuất kinh phí tuyên truyền", ["phong-svd"], 1),
        entry("tong-hop-kinh-phi", "II.5", "Tổng hợp đề xuất kinh phí trình lãnh đạo Sở", ["khtc-svd"], 5).model_copy(
            update={"inputs": ["de-xuat-kinh-phi"], "reports_to": "svd"}
        ),
    ]


def _working_day(today: dt.date, count: int, calendar: WorkingCalendar) -> dt.date:
    """The day so many working days from ``today``; looking back from a day off, the last day worked is the first."""
    return calendar.add(calendar.on_or_before(today) if count < 0 else today, count)


def _standing(today: dt.date) -> list[ActivityEntry]:
    """The duties without one due day: meetings, reports, what runs all year, a target, an event, one to be dated."""
    month = today.replace(day=1)
    quarter = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    online = Target(value=60, unit="%", metric="hồ sơ nộp trực tuyến")
    return [
        _entry(
            "giao-ban",
            "III.1",
            "giao ban hằng tháng, quý, năm",
            "Phổ biến cải cách hành chính trong giao ban",
            ["dvtt-svd"],
            Recurring(start=month, every=["M", "Q", "Y"], due="period_end"),
        ),
        _entry(
            "bao-cao-dinh-ky",
            "III.2",
            "báo cáo hằng quý, 6 tháng, năm",
            "Báo cáo cải cách hành chính định kỳ",
            ["khtc-svd"],
            Recurring(start=quarter, every=["Q", "H", "Y"], due=None, data_window="office"),
        ),
        _entry(
            "cong-khai-thu-tuc",
            "III.3",
            "thường xuyên trong năm",
            "Công khai thủ tục tại nơi tiếp dân",
            ["dvtt-svd"],
            Window(),
        ),
        _entry(
            "ty-le-truc-tuyen",
            "III.4",
            f"năm {today.year} đạt ít nhất 60%",
            "Ít nhất 60% hồ sơ nộp trực tuyến",
            ["tt-dulieu-svd"],
            Milestone(by=dt.date(today.year, 12, 31), target=online),
        ),
        _entry("sua-quy-che", "III.5", "khẩn trương rà soát", "Rà soát, sửa quy chế làm việc", ["ttra-svd"], Undated()),
        _entry(
            "vuong-mac",
            "IV",
            "nếu có khó khăn, vướng mắc",
            "Báo cáo khó khăn, vướng mắc về Văn phòng Sở",
            ["dvtt-svd"],
            Event(trigger="có khó khăn, vướng mắc", within=5),
        ).model_copy(update={"reports_to": "vp-svd"}),
    ]


def _entry(key: str, section: str, source: str, title: str, lead: list[str], timing: Timing) -> ActivityEntry:
    return ActivityEntry(key=key, section=section, source=source, title=title, lead=lead, timing=timing)
