"""The time of a plan: what its title, preface and sections say, and what leans on it when they cannot be believed."""

import datetime as dt

import pytest

from engine.reading.plan_period import period_in
from engine.reading.plans import read_plan
from engine.reading.sources import Source
from models.working_days import vietnamese_calendar

CALENDAR = vietnamese_calendar(range(2017, 2032))
PLAN = """SỞ VĂN HÓA TỈNH LAM HÀ
Số: 12/KH-SVH
Lam Hà, ngày {issued}

KẾ HOẠCH
{title}

I. NHIỆM VỤ
1. Văn phòng Sở {clause}
{more}
Nơi nhận:
- Bộ Văn hóa, Thể thao và Du lịch; Ủy ban nhân dân tỉnh (để báo cáo);
- Các phòng, đơn vị trực thuộc Sở;
- Lưu: VT.
"""


def read(title, clause, issued="10 tháng 01 năm 2024", more=""):
    text = PLAN.format(title=title, clause=clause, issued=issued, more=more)
    return read_plan(Source(text, "a.txt"), calendar=CALENDAR)


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("Phát triển thư viện giai đoạn 2018 - 2020, định hướng đến năm 2030", "2018-01-01", "2020-12-31"),
        ("Phát triển thư viện giai đoạn 2021 - 2025, tầm nhìn 2045", "2021-01-01", "2025-12-31"),
        ("Giảm nghèo giai đoạn 2021 - 2025 năm 2023", "2023-01-01", "2023-12-31"),
        ("Cải cách năm 2024 thực hiện Chương trình giai đoạn 2021 - 2030", "2024-01-01", "2024-12-31"),
        ("Giám sát nhiệm kỳ 2020 - 2025 và năm 2021", "2021-01-01", "2021-12-31"),
        ("Đợt cao điểm từ ngày 15/12/2023 đến ngày 20/02/2024", "2023-12-15", "2024-02-20"),
        ("Dạy học năm học 2024 - 2025", "2024-09-01", "2025-08-31"),
        ("Kiểm tra quý IV năm 2024", "2024-10-01", "2024-12-31"),
    ],
)
def test_a_title_says_the_time_of_the_plan_and_not_of_its_programme(title, first, last):
    found = period_in(title)
    assert found is not None
    assert found.days is not None
    assert (found.days.first.isoformat(), found.days.last.isoformat(), found.doubt) == (first, last, "")


def test_a_term_of_office_is_not_the_time_of_the_plan():
    assert period_in("Bầu cử đại biểu Hội đồng nhân dân nhiệm kỳ 2026 - 2031") is None


@pytest.mark.parametrize(
    "title",
    ["Sản xuất vụ Đông Xuân 2023 - 2024", "Tuyển sinh năm học 2025 - 2026", "Cải cách giai đoạn 2021-2025 và năm 2021"],
)
def test_a_season_a_part_of_a_school_year_and_two_times_are_doubted(title):
    found = period_in(title)
    assert found is not None
    assert found.doubt


def test_a_year_that_is_over_is_what_the_plan_is_about():
    head = read("Quyết toán vốn năm 2023", "gửi hồ sơ trước ngày 15/3.").head
    assert (head.period.first, head.period.last) == (dt.date(2024, 1, 10), dt.date(2024, 12, 31))
    assert head.spoken.is_assumed


@pytest.mark.parametrize(
    ("title", "sure"),
    [
        ("Đọc sách năm 2024", True),
        ("Đọc sách", False),
        ("Đọc sách giai đoạn 2024 - 2035", False),
        ("Đọc sách giai đoạn 2020 - 2024", False),
        ("Đọc sách năm 2026", False),
    ],
)
def test_a_series_that_leans_on_a_doubtful_time_is_to_be_looked_at(title, sure):
    (duty,) = read(title, "báo cáo trước ngày 20 hằng tháng.").duties
    assert (duty.confidence >= 0.6) == sure


def test_a_series_runs_within_the_campaign_that_a_section_names():
    more = "II. THỜI GIAN THỰC HIỆN\nTừ ngày 15/4/2024 đến ngày 15/5/2024.\n"
    (duty,) = read("Tháng hành động năm 2024", "báo cáo vào thứ Sáu hằng tuần.", more=more).duties
    assert (duty.due[0], duty.due[-1]) == (dt.date(2024, 4, 19), dt.date(2024, 5, 10))
    assert duty.confidence < 0.6


def test_the_closing_report_of_a_campaign_is_due_after_it():
    title = "Đợt cao điểm từ ngày 15/12/2023 đến ngày 20/02/2024"
    (duty,) = read(title, "báo cáo tổng kết trước ngày 28/02.", issued="01 tháng 12 năm 2023").duties
    assert duty.due == (dt.date(2024, 2, 27),)
