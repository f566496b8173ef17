"""What opens a part and holds for what stands in it: months of a timetable, limits in headings and over lists, titles run in."""

import datetime as dt

from tests.reading.small_plan import duties_in


def duties(text):
    return duties_in(f"I. NHIỆM VỤ\n{text}")


def told(found):
    return [(duty.lead, duty.due) for duty in found]


def test_a_timetable_gives_its_months_to_what_stands_under_them_and_who_does_it_stands_at_the_end():
    found = duties(
        "Tháng 3\n- Kiểm định cân ở các chợ (Phòng Đo lường).\n- Báo cáo quý I trước ngày 20/3 (Văn phòng).\n"
        "Tháng 4/2024:\n- Mở lớp ghi nhãn hàng hóa (Văn phòng)."
    )
    assert told(found) == [
        (("Phòng Đo lường",), (dt.date(2024, 3, 31),)),
        (("Văn phòng",), (dt.date(2024, 3, 19),)),
        (("Văn phòng",), (dt.date(2024, 4, 30),)),
    ]


def test_a_limit_in_brackets_after_a_heading_holds_for_what_has_none_of_its_own():
    found = duties(
        "1. Chuẩn bị (hoàn thành trước ngày 28/02/2024)\n- Phòng Đo lường kiểm tra quả cân chuẩn.\n"
        "- Văn phòng lập dự toán trước ngày 15/01/2024.\n2. Thực hiện\n- Phòng Đo lường kiểm định cân trong tháng 5."
    )
    assert [due for _, due in told(found)] == [
        (dt.date(2024, 2, 27),),
        (dt.date(2024, 1, 14),),
        (dt.date(2024, 5, 31),),
    ]


def test_a_limit_over_a_list_holds_for_the_list_and_ends_with_it():
    found = duties(
        "1. Chuẩn bị\nCác nội dung sau phải hoàn thành chậm nhất ngày 30/3/2024:\na) Văn phòng bố trí hội trường.\n"
        "b) Phòng Đo lường lập danh sách cơ sở.\n2. Thực hiện\na) Phòng Đo lường lập biên bản trước ngày 15/6/2024."
    )
    last = dt.date(2024, 3, 30)
    assert [due for _, due in told(found)] == [(last,), (last,), (dt.date(2024, 6, 14),)]


def test_a_title_that_runs_into_what_is_to_be_done_is_no_duty():
    (duty,) = duties(
        "1. Nguồn chuẩn. Rà soát, mua bổ sung 05 bộ quả cân cho các trạm.\nCơ quan chủ trì: Phòng Đo lường.\n"
        "Thời gian thực hiện: Quý II/2024."
    )
    assert duty.title.startswith("Rà soát, mua bổ sung")
    assert told([duty]) == [(("Phòng Đo lường",), (dt.date(2024, 6, 30),))]


def test_figures_of_the_situation_are_no_duties():
    found = duties("1. Văn phòng báo cáo trước ngày 20/6/2024.\nII. TÌNH HÌNH\nTừ 15/12/2022 đến 14/12/2023 có 21 vụ.")
    assert len(found) == 1


def test_an_item_under_an_office_with_its_time_on_a_line_of_its_own_is_a_task():
    found = duties(
        "1. Phòng Đo lường\na) Kiểm tra cân tại 04 chợ.\nThời gian thực hiện: quý III/2024.\n"
        "b) Mở đợt tuyên truyền.\n- Thời gian: trong tháng 6/2024."
    )
    assert told(found) == [
        (("Phòng Đo lường",), (dt.date(2024, 9, 30),)),
        (("Phòng Đo lường",), (dt.date(2024, 6, 30),)),
    ]


def test_a_line_that_only_says_by_when_is_the_time_of_the_task_before_it():
    found = duties("1. Phòng Đo lường\na) Kiểm tra cân tại 04 chợ.\nHoàn thành trước ngày 30/9/2024.")
    assert told(found) == [(("Phòng Đo lường",), (dt.date(2024, 9, 29),))]


def test_so_does_a_sentence_after_the_task():
    found = duties("1. Phòng Đo lường kiểm tra cân tại 04 chợ. Hoàn thành trước ngày 30/9/2024.")
    assert told(found) == [(("Phòng Đo lường",), (dt.date(2024, 9, 29),))]
