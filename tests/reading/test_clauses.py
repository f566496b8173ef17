"""Clauses with several times or numbers, read within a small plan."""

import datetime as dt

import pytest

from engine.reading.plans import read_plan
from engine.reading.sources import Source
from models.working_days import vietnamese_calendar

CALENDAR = vietnamese_calendar(range(2023, 2027))
PLAN = """UBND TỈNH LAM HÀ
SỞ XÂY DỰNG
Số: 55/KH-SXD
Lam Hà, ngày 10 tháng 01 năm 2024

KẾ HOẠCH
Công tác năm 2024 của Sở Xây dựng

Căn cứ Quyết định số 12/QĐ-UBND ngày 05/01/2024 của UBND tỉnh.

II. NHIỆM VỤ
1. Văn phòng Sở thường xuyên theo dõi việc thực hiện kế hoạch này của các đơn vị thuộc Sở.
2. {clause}

Nơi nhận:
- Lưu: VT.
"""


def duties(clause):
    found = read_plan(Source(PLAN.format(clause=clause), "a.txt"), calendar=CALENDAR).duties
    return [duty for duty in found if duty.section == "II.2"]


def test_a_series_owes_nothing_before_the_plan_was_issued():
    (duty,) = duties("Văn phòng Sở gửi báo cáo trước ngày 09 hằng tháng.")
    assert duty.due[0] == dt.date(2024, 2, 8)
    assert duty.timing.start == dt.date(2024, 1, 10)


def test_each_milestone_has_the_number_said_beside_it():
    found = duties("Văn phòng Sở bảo đảm hồ sơ đúng hạn: tháng 8 đạt 90%, từ tháng 10 đạt 98% trở lên.")
    assert [duty.target.value for duty in found] == [90, 98]


def test_a_number_is_not_carried_to_a_deadline_of_something_else():
    found = duties(
        "Văn phòng Sở trình kế hoạch trước ngày 31/3/2024, tổ chức kiểm tra ít nhất 30% số đơn vị, kết thúc trước ngày 31/10/2024."
    )
    assert [(duty.kind, bool(duty.target)) for duty in found] == [("deadline", False), ("milestone", True)]


@pytest.mark.parametrize(
    "clause",
    [
        "UBND các xã báo cáo Sở trước ngày 25/6/2024 để Sở Xây dựng tổng hợp báo cáo UBND tỉnh trước ngày 30/6/2024.",
        "UBND các xã báo cáo Sở trước ngày 25/6/2024, Sở Xây dựng tổng hợp báo cáo UBND tỉnh trước ngày 30/6/2024.",
    ],
)
def test_the_later_day_is_the_second_actors(clause):
    found = [(duty.lead, duty.due) for duty in duties(clause)]
    assert found == [(("UBND các xã",), (dt.date(2024, 6, 24),)), (("Sở Xây dựng",), (dt.date(2024, 6, 29),))]


def test_a_limit_without_a_beginning_is_a_question():
    (duty,) = duties("Văn phòng Sở thẩm định hồ sơ trong thời hạn không quá 20 ngày đối với công trình cấp III.")
    assert duty.needs_date
