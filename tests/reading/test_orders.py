"""Who is to do what: clauses of two actors, offices named by doings, topics that someone is ordered to do, columns of months."""

import datetime as dt

import pytest

from tests.reading.small_plan import duties_in

FIRST = "1. Văn phòng Sở thường xuyên theo dõi việc thực hiện kế hoạch này."


def duties(clause, section="I. NHIỆM VỤ"):
    found = duties_in(f"{section}\n{FIRST}\n{clause}")
    return [duty for duty in found if not duty.title.startswith("Văn phòng Sở thường xuyên")]


def test_after_a_semicolon_someone_else_may_be_named_in_small_letters():
    first, second = duties(
        "2. Ban Tổ chức lập lịch trước ngày 31/3; các cấp Hội đồng loạt ra quân từ ngày 01/5 đến ngày 31/5."
    )
    assert (first.lead, second.lead) == (("Ban Tổ chức",), ("các cấp Hội",))
    assert second.due == (dt.date(2024, 5, 31),)


def test_an_office_named_by_diagnosing_and_testing_keeps_both():
    (duty,) = duties("2. Trung tâm Chẩn đoán, xét nghiệm lấy mẫu nước trong tháng 6.")
    assert duty.lead == ("Trung tâm Chẩn đoán, xét nghiệm",)


def test_inspecting_and_checking_are_doings_and_not_the_inspectorate():
    (duty,) = duties("2. Thanh tra Sở\n- Thanh tra, kiểm tra các cơ sở bức xạ trong quý II.")
    assert duty.lead == ("Thanh tra Sở",)


def test_who_does_it_may_stand_in_brackets_at_the_end():
    (duty,) = duties("2. Tổ chức ngày hội đọc sách trong tháng 4 (Đoàn Thanh niên chủ trì).")
    assert duty.lead == ("Đoàn Thanh niên",)


def test_a_paper_named_first_and_then_who_hands_it_in():
    (duty,) = duties("2. Hồ sơ xét sáng kiến còn thiếu, các đơn vị nộp bổ sung trước ngày 15/11.")
    assert (duty.lead, duty.due) == (("các đơn vị",), (dt.date(2024, 11, 14),))


def test_in_a_section_of_topics_what_someone_is_ordered_to_do_is_a_duty():
    found = duties(
        "2. Phó Hiệu trưởng kiểm tra sổ điểm vào ngày cuối cùng của tháng.\n3. Kiểm tra các quy định về chuyên môn.",
        section="II. NỘI DUNG KIỂM TRA",
    )
    assert [duty.lead for duty in found] == [("Phó Hiệu trưởng",)]


def test_something_done_daily_once_an_event_has_happened_is_one_duty_of_that_event():
    (duty,) = duties("2. Phòng Quản lý chuyên ngành cập nhật số liệu hằng ngày khi có sự cố.")
    assert duty.kind == "event"


def test_each_working_day_before_an_hour_is_a_time_and_not_the_actor():
    (duty,) = duties("2. Bộ phận Một cửa\n- Mỗi ngày làm việc, trước 17 giờ, thống kê hồ sơ quá hạn.")
    assert (duty.lead, duty.kind) == (("Bộ phận Một cửa",), "window")


@pytest.mark.parametrize(("cell", "due"), [("9/2024", [(9, 30)]), ("11", [(11, 30)]), ("3, 6", [(3, 31), (6, 30)])])
def test_a_column_headed_month_holds_months(cell, due):
    table = f"PHỤ LỤC\nTT\tTháng\tNội dung\tNgười phụ trách\n1\t{cell}\tKiểm tra phòng thí nghiệm\tTổ Vật lí\n"
    found = [duty for duty in duties(table) if duty.is_row]
    assert sorted(day for duty in found for day in duty.due) == [dt.date(2024, *day) for day in due]


@pytest.mark.parametrize(
    "clause",
    [
        "2. Phòng Kế hoạch rà soát việc một số đơn vị gửi chậm so với hạn ngày 15/3/2024.",
        "2. Phòng Kế hoạch đôn đốc các đơn vị nộp khoản còn thiếu đã quá hạn 31/01/2024.",
        "2. Đoàn Thanh niên tổ chức hội trại mừng 93 năm thành lập Đoàn (26/3/1931 - 26/3/2024).",
    ],
)
def test_an_old_limit_and_a_jubilee_give_no_day(clause):
    assert not [day for duty in duties(clause) for day in duty.due]


def test_a_department_of_a_ministry_is_an_actor_and_a_case_is_none():
    assert [duty.lead for duty in duties("2. Vụ Pháp chế báo cáo kết quả trước ngày 15/6/2024.")] == [("Vụ Pháp chế",)]
    assert not any("vụ việc" in " ".join(duty.lead).lower() for duty in duties("2. Vụ việc tồn đọng được rà soát."))


def test_to_prolong_is_a_doing_and_ends_the_name_before_it():
    (duty,) = duties("2. Trung tâm Thông tin gia hạn chữ ký số (hết hạn ngày 18/9/2024) trước ngày 31/8/2024.")
    assert (duty.lead, duty.due) == (("Trung tâm Thông tin",), (dt.date(2024, 8, 30),))


def test_who_is_named_by_a_doing_keeps_it():
    (duty,) = duties("2. Trưởng đoàn kiểm tra báo cáo kết quả trước ngày 15/6/2024.")
    assert duty.lead == ("Trưởng đoàn kiểm tra",)


def test_the_law_that_a_paper_follows_does_not_swallow_the_limit_after_it():
    (duty,) = duties("2. Phòng Pháp chế rà soát văn bản hướng dẫn luật, trình Giám đốc công bố trước ngày 31/01/2024.")
    assert duty.due == (dt.date(2024, 1, 30),)


def test_a_quarter_cut_by_the_end_of_a_line_is_whole_again():
    (duty,) = duties(
        "2. Phòng Tổ chức rà soát danh sách chứng chỉ của mọi cán bộ trong ngành, gửi các đơn vị trong quý\nIII."
    )
    assert duty.due == (dt.date(2024, 9, 30),)


@pytest.mark.parametrize(
    ("clause", "leads"),
    [
        ("2. Các cụm, khối thi đua ký kết giao ước trước ngày 15/3.", ("Các cụm, khối thi đua",)),
        ("2. Đoàn kiểm tra của Sở kiểm tra tại 22 đơn vị từ ngày 04/3 đến ngày 29/3/2024.", ("Đoàn kiểm tra của Sở",)),
        ("2. Phòng Tài chính - Kế toán: lập dự toán trước ngày 25/12.", ("Phòng Tài chính - Kế toán",)),
        ("2. Chi cục Thủy lợi kiểm định các hồ chứa trước ngày 30/4.", ("Chi cục Thủy lợi",)),
    ],
)
def test_groups_teams_and_offices_of_two_fields_are_named_whole(clause, leads):
    (duty,) = duties(clause)
    assert duty.lead == leads


def test_a_meeting_of_the_week_after_a_semicolon_is_a_duty_of_its_own():
    first, second = duties(
        "2. Văn phòng Sở trực ban từ ngày 15/5 đến ngày 31/10; giao ban vào 8 giờ thứ Hai hằng tuần trong thời gian trực."
    )
    assert first.due == (dt.date(2024, 10, 31),)
    assert second.needs_date


def test_what_runs_out_before_a_year_has_its_own_limit_and_not_the_duty():
    (duty,) = duties("2. Phòng Tổ chức rà soát chứng chỉ hết hạn trước năm 2025 và lập danh sách trong quý III.")
    assert duty.due == (dt.date(2024, 9, 30),)


def test_a_day_after_a_citation_in_brackets_is_no_note():
    (duty,) = duties(
        "2. Phòng Pháp chế xác nhận hồ sơ theo mẫu (ban hành kèm Quyết định số 12/QĐ-UBND ngày 25/6/2021) và gửi Sở trước ngày 31/3."
    )
    assert duty.due == (dt.date(2024, 3, 30),)


def test_a_turn_of_duty_begins_on_the_day_said_behind_its_purpose():
    (duty,) = duties(
        "2. Mỗi phòng cử cán bộ luân phiên 2 ngày/tuần đến quầy để hướng dẫn người dân bắt đầu từ 01/4/2024."
    )
    assert (duty.kind, duty.first) == ("rota", dt.date(2024, 4, 1))


@pytest.mark.parametrize(
    ("clause", "lead", "due"),
    [
        ("2. Trình UBND tỉnh kế hoạch năm (Phòng Công nghệ, trước ngày 28/02).", "Phòng Công nghệ", (2, 27)),
        ("2. Báo cáo kết quả khảo sát (Phòng Việc làm - An toàn lao động; tháng 6/2024)", "Phòng Việc làm - An toàn lao động", (6, 30)),
        ("2. Trưng bày sáng chế (Trung tâm Thông tin chủ trì, quý III).", "Trung tâm Thông tin", (9, 30)),
    ],
)  # fmt: skip
def test_who_and_when_may_stand_together_in_brackets(clause, lead, due):
    (duty,) = duties(clause)
    assert (duty.lead, duty.due) == ((lead,), (dt.date(2024, *due),))


def test_a_day_before_the_paper_was_issued_is_kept_and_must_be_looked_at():
    (duty,) = duties("2. Văn phòng Sở trình lịch công tác trước ngày 04/01/2024.")
    assert duty.due == (dt.date(2024, 1, 3),)
    assert duty.confidence < 0.6


def test_papers_that_run_out_by_a_day_have_that_day_for_themselves():
    (duty,) = duties("2. Thanh tra Sở xử lý phương tiện hết hạn đăng kiểm trước ngày 01/6/2024.")
    assert not duty.due


def test_so_many_a_week_in_named_months_owes_no_day_of_the_months():
    found = duties("2. Trung tâm Thông tin phát phóng sự mỗi tuần 02 số trong tháng 6 và tháng 7.")
    assert not [day for duty in found for day in duty.due]


def test_a_day_of_the_year_after_is_never_put_into_the_plans_year():
    found = duties("2. Các trường báo cáo sĩ số vào ngày 05/9, cuối học kỳ I vào ngày 10/01 năm sau.")
    assert [day for duty in found for day in duty.due] == [dt.date(2024, 9, 5), dt.date(2025, 1, 10)]


@pytest.mark.parametrize(
    ("clause", "lead"),
    [
        ("2. Hội Nông dân huyện tổ chức hội thi, xong trước ngày 20/10.", "Hội Nông dân huyện"),
        ("2. Thường trực Tổ công tác họp vào ngày 05 hằng tháng.", "Thường trực Tổ công tác"),
    ],
)
def test_unions_of_farmers_and_standing_members_are_actors(clause, lead):
    (duty,) = duties(clause)
    assert duty.lead == (lead,)


def test_a_column_of_those_who_send_reports_holds_the_leads():
    table = (
        "PHỤ LỤC\nTT\tTên báo cáo\tĐơn vị gửi\tNơi nhận\tThời hạn gửi\n1\tBáo cáo tài sản\tCác đơn vị\tSở\t31/01/2025\n"
    )
    (row,) = [duty for duty in duties(table) if duty.is_row]
    assert (row.lead, row.due) == (("Các đơn vị",), (dt.date(2025, 1, 31),))


def test_what_an_office_is_called_after_the_colon_is_no_other_office():
    (duty,) = duties("2. Phòng Kế hoạch: cơ quan thường trực, báo cáo kết quả trước ngày 15/6/2024.")
    assert duty.lead == ("Phòng Kế hoạch",)
