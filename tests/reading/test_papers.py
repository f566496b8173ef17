"""Papers that are no plan by name and hold duties all the same: programmes, schemes, directives, letters that hand out tasks."""

import datetime as dt

import pytest

from engine.reading.plans import read_plan
from engine.reading.sources import Source

UNDER_THE_HEAD = """
Căn cứ Nghị quyết số 9/NQ-HĐND ngày 08/12/2023 của HĐND tỉnh; Sở Công Thương ban hành {kind} như sau:

I. NHIỆM VỤ
1. Văn phòng Sở gửi dự toán về Sở Tài chính trước ngày 20/7/2024.
2. Phòng Quản lý năng lượng báo cáo Giám đốc Sở vào ngày 05 hằng tháng.
"""
HEAD = "UBND TỈNH LAM HÀ\nSỞ CÔNG THƯƠNG\nSố: 31/{sign}-SCT\nLam Hà, ngày 08 tháng 01 năm 2024\n\n"
LETTER = """UBND TỈNH LAM HÀ
SỞ Y TẾ
Số: 114/SYT-NVY
V/v rà soát trang thiết bị các trạm y tế
Lam Hà, ngày 04 tháng 3 năm 2024

Kính gửi:
- Các trung tâm y tế;
- Bệnh viện Đa khoa tỉnh.

Thực hiện Công văn số 88/UBND-VX ngày 26/02/2024 của UBND tỉnh, Sở Y tế giao các đơn vị như sau:

1. Các trung tâm y tế rà soát trang thiết bị của từng trạm, gửi kết quả về Sở trước ngày 22/3.
2. Bệnh viện Đa khoa tỉnh cử kỹ sư hỗ trợ các trung tâm trong tháng 4; hồ sơ bàn giao nộp về Phòng Nghiệp vụ Y sau 05 ngày kể từ ngày nghiệm thu.

Nơi nhận:
- Như trên;
- Lưu: VT.
"""


def read(text):
    return read_plan(Source(text, "van-ban.txt"))


@pytest.mark.parametrize(
    ("title", "sign"),
    [("CHƯƠNG TRÌNH", "CTr"), ("PHƯƠNG ÁN", "PA"), ("CHỈ THỊ", "CT"), ("DỰ THẢO CHƯƠNG TRÌNH", "CTr")],
)
def test_a_paper_of_another_name_is_read_as_a_plan_is(title, sign):
    paper = (
        HEAD.format(sign=sign)
        + f"{title}\nBảo đảm cung ứng điện năm 2024\n"
        + UNDER_THE_HEAD.format(kind="Chương trình")
    )
    reading = read(paper)
    assert (reading.head.number, reading.head.title) == (f"31/{sign}-SCT", "Bảo đảm cung ứng điện năm 2024")
    assert reading.head.period is not None
    assert reading.head.period.last == dt.date(2024, 12, 31)
    assert [duty.lead for duty in reading.duties] == [("Văn phòng Sở",), ("Phòng Quản lý năng lượng",)]


def test_the_word_programme_above_a_plans_title_is_not_the_title():
    above = HEAD.format(sign="KH").replace("SỞ CÔNG THƯƠNG", "BAN CHỈ ĐẠO\nCHƯƠNG TRÌNH KHUYẾN CÔNG")
    reading = read(above + "KẾ HOẠCH\nKiểm tra năm 2024\n" + UNDER_THE_HEAD.format(kind="Kế hoạch"))
    assert reading.head.title == "Kiểm tra năm 2024"


def test_a_letter_says_its_subject_day_and_duties():
    reading = read(LETTER)
    assert reading.head.title == "rà soát trang thiết bị các trạm y tế"
    assert reading.head.issued_on == dt.date(2024, 3, 4)
    assert [(duty.lead, duty.due) for duty in reading.duties][:2] == [
        (("Các trung tâm y tế",), (dt.date(2024, 3, 21),)),
        (("Bệnh viện Đa khoa tỉnh",), (dt.date(2024, 4, 30),)),
    ]


def test_days_of_a_letter_take_their_year_from_its_day_of_issue():
    (first, *_) = read(LETTER).duties
    assert any(rule.startswith("year_from_plan") for rule in first.rules)


def test_a_paper_to_be_handed_in_after_an_event_is_a_duty_of_its_own():
    handed = read(LETTER).duties[-1]
    assert (handed.kind, handed.due) == ("event", ())
    assert handed.source.startswith("hồ sơ bàn giao nộp")


BULLETS = """UBND TỈNH LAM HÀ
SỞ NỘI VỤ
Số: 402/SNV-CCHC
V/v chấm điểm chỉ số cải cách hành chính
Lam Hà, ngày 11 tháng 11 năm 2025

Kính gửi:
- Các sở, ban, ngành;
- UBND các xã.

Thực hiện Kế hoạch số 31/KH-UBND ngày 06/01/2025, đến nay còn 14 đơn vị chưa gửi báo cáo (hạn trước ngày 31/10/2025). {colon}

- Hoàn thành tự chấm điểm trước ngày 20/11/2025.
- UBND các xã cử đầu mối, gửi họ tên về Sở Nội vụ chậm nhất ngày 14/11.

Sở Nội vụ yêu cầu Văn phòng UBND tỉnh giải trình hồ sơ trễ hạn trong ngày 17/11/2025. Hồ sơ gửi sau ngày 20/11/2025 sẽ bị trừ điểm.
"""


def test_the_bullets_of_a_letter_are_owed_by_whom_the_sentence_above_them_orders():
    duties = read(BULLETS.format(colon="Sở Nội vụ đề nghị các sở, ban, ngành thực hiện các nội dung sau:")).duties
    assert [(duty.lead, duty.due) for duty in duties] == [
        (("các sở, ban, ngành",), (dt.date(2025, 11, 19),)),
        (("UBND các xã",), (dt.date(2025, 11, 14),)),
        (("Văn phòng UBND tỉnh",), (dt.date(2025, 11, 17),)),
    ]


def test_an_old_limit_in_the_opening_of_a_letter_is_nobodys_time():
    text = BULLETS.format(colon="Sở Nội vụ đề nghị các sở, ban, ngành thực hiện:").replace(" trước ngày 20/11/2025", "")
    first, *_ = read(text).duties
    assert (first.title, first.due) == ("Hoàn thành tự chấm điểm", ())


def test_bullets_under_a_sentence_that_orders_nobody_have_the_names_of_their_own():
    duties = read(BULLETS.format(colon="Sở Nội vụ thông báo một số việc như sau:")).duties
    assert [duty.lead for duty in duties][1:] == [("UBND các xã",), ("Văn phòng UBND tỉnh",)]


def test_a_letter_may_order_in_one_sentence_without_a_list():
    before, _ = BULLETS.split("\n\nThực hiện")
    order = "Thực hiện Kế hoạch số 31/KH-UBND ngày 06/01/2025, Sở Nội vụ yêu cầu các sở, ban, ngành gửi báo cáo tự chấm điểm trước ngày 18/11/2025."
    (duty,) = read(f"{before}\n\n{order}\n").duties
    assert (duty.lead, duty.due) == (("các sở, ban, ngành",), (dt.date(2025, 11, 17),))


def test_the_sentence_over_the_list_of_a_letter_may_be_a_duty_itself():
    colon = "Sở Nội vụ đề nghị các sở, ban, ngành báo cáo trước ngày 28/11/2025 theo các nội dung sau:"
    first, *_ = read(BULLETS.format(colon=colon)).duties
    assert (first.lead, first.due) == (("các sở, ban, ngành",), (dt.date(2025, 11, 27),))


def test_an_office_for_social_affairs_is_written_as_offices_write_it():
    paper = HEAD.format(sign="KH").replace("SỞ CÔNG THƯƠNG", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    reading = read(paper + "KẾ HOẠCH\nCông tác năm 2024\n" + UNDER_THE_HEAD.format(kind="Kế hoạch"))
    assert reading.head.issuer == "Sở Lao động - Thương binh và Xã hội tỉnh Lam Hà"
