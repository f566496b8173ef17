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


@pytest.mark.parametrize(
    "clause",
    [
        "Phòng Đô thị giải quyết dứt điểm các hồ sơ được tiếp nhận trước ngày 15/6.",
        "Phòng Đô thị kiểm tra các công trình khởi công trước ngày 01/3/2024.",
        "Các phòng hoàn thành các nhiệm vụ được giao trước ngày 30/6.",
        "Văn phòng Sở rà soát văn bản ban hành trước ngày 01/7/2024.",
        "Văn phòng Sở theo dõi tiến độ các nhiệm vụ có hạn đến ngày 30/6/2024.",
        "Các đơn vị gửi danh sách trước ngày 15/3 nếu là cấp xã, tùy tình hình có thể đến ngày 30/3.",
        "Phòng Đô thị nghiệm thu tuyến đường ngày 30/6.",
        "Văn phòng Sở phục vụ đoàn của Bộ (dự kiến ngày 20/5).",
        "Phòng Đô thị khảo sát chậm nhất trước 10 ngày khi khai mạc.",
        "Văn phòng Sở hoàn thành việc sắp xếp trong 02 tháng.",
    ],
)
def test_a_day_that_may_be_of_something_else_is_asked_about(clause):
    found = duties(clause)
    assert found
    assert any(duty.needs_date for duty in found)
    assert all(duty.needs_date or duty.confidence < 0.6 for duty in found)


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ("Ban Quản lý dự án khởi công trước ngày 30/4.", dt.date(2024, 4, 29)),
        ("Phòng Đô thị kiểm tra các dự án đã được cấp phép từ 01/01/2022 đến 31/12/2023, xong trước ngày 30/9.", dt.date(2024, 9, 29)),
        ("Phòng Đô thị kiểm tra nhà của người sinh trước ngày 01/01/1960, báo cáo trong tháng 5.", dt.date(2024, 5, 31)),
        ("Văn phòng Sở chi trả trợ cấp tháng 01 và tháng 02/2024 trước ngày 05/3/2024.", dt.date(2024, 3, 4)),
        ("Văn phòng Sở tổng hợp kết quả quý I, trình Giám đốc Sở trước ngày 05/4.", dt.date(2024, 4, 4)),
        ("Văn phòng Sở hướng dẫn nộp hồ sơ trước ngày 15/10 để kịp thanh toán trong năm.", dt.date(2024, 10, 14)),
        ("Phòng Đô thị kiểm kê tài sản; báo cáo trước ngày 10 tháng 8.", dt.date(2024, 8, 9)),
        ("Văn phòng Sở chuẩn bị lễ kỷ niệm ngày 30/4 và 01/5, xong trước ngày 25/4.", dt.date(2024, 4, 24)),
    ],
)  # fmt: skip
def test_a_day_of_something_else_beside_the_duties_own_is_left_out(clause, due):
    (duty,) = duties(clause)
    assert (duty.due, duty.needs_date) == ((due,), False)


def test_words_of_time_left_over_are_one_question_and_make_the_rest_unsure():
    read, asked = duties("Phòng Đô thị khảo sát trong tháng 3, xây dựng phương án tháng 4, trình duyệt tháng 5.")
    assert (read.due, read.confidence < 0.6) == ((dt.date(2024, 3, 31),), True)
    assert asked.needs_date
    assert any("tháng 4, tháng 5" in rule for rule in asked.rules)


def test_the_exception_of_one_group_is_asked_about():
    whole, group = duties("UBND các xã báo cáo trước ngày 15/6 (riêng các xã miền núi trước 20/6).")
    assert (whole.due, whole.needs_date) == ((dt.date(2024, 6, 14),), False)
    assert (group.due, group.needs_date) == ((), True)


def test_a_day_without_a_year_after_one_of_the_next_year_is_asked_about():
    first, second = duties("Các phòng nhập số liệu trước ngày 05/01/2025, đối chiếu trước ngày 10/02.")
    assert (first.needs_date, second.needs_date) == (False, True)


def test_several_percentages_are_several_goals():
    found = duties("Các xã duy trì 100% thôn có tổ thu gom rác, tỷ lệ hộ đăng ký đạt 85%, tỷ lệ phân loại đạt 50%.")
    assert [duty.target.value for duty in found] == [100, 85, 50]


def test_a_series_in_a_plan_without_a_time_is_a_question():
    text = PLAN.replace("Lam Hà, ngày 10 tháng 01 năm 2024", "Lam Hà, ngày     tháng     năm").replace("năm 2024 ", "")
    text = text.replace(" ngày 05/01/2024", "")
    found = read_plan(Source(text.format(clause="Văn phòng Sở báo cáo trước ngày 20 hằng tháng."), "a.txt")).duties
    assert [duty.needs_date for duty in found if duty.section == "II.2"] == [True]


def test_a_verb_that_the_reader_does_not_know_does_not_lose_the_duty():
    found = duties("Văn phòng Sở nghênh tiếp đại biểu từ ngày 25/01 đến ngày 10/02 tại hội trường lớn.")
    assert [duty.due for duty in found] == [(dt.date(2024, 2, 10),)]


TABLE = PLAN.replace(
    "2. {clause}",
    "III. PHÂN CÔNG\n\n| TT | Nội dung | Chủ trì | Tần suất |\n|---|---|---|---|\n| 1 | Khảo sát chất lượng | Văn phòng Sở | {clause} |\n",
)


@pytest.mark.parametrize(
    ("cell", "due", "asked"),
    [
        ("Hằng tháng (ngày 15)", 12, False),
        ("02 lần/quý", 0, True),
        ("Giữa kỳ, cuối kỳ", 0, True),
        ("Theo lịch của Bộ", 0, True),
    ],
)
def test_a_column_of_frequencies_is_a_column_of_times(cell, due, asked):
    found = read_plan(Source(TABLE.format(clause=cell), "a.md"), calendar=CALENDAR).duties
    (duty,) = [duty for duty in found if duty.is_row]
    assert (len(duty.due), duty.needs_date) == (due, asked)


@pytest.mark.parametrize(
    ("clause", "lead", "dues"),
    [
        ("Chiến dịch vệ sinh: đợt 1 từ ngày 15/5 đến ngày 30/5; đợt 2 tháng 7.", (), 2),
        ("Tập huấn: 02 lớp, lớp thứ nhất ngày 12 - 13/4, lớp thứ hai ngày 15 - 16/4/2024.", (), 2),
        ("Tiêm chủng thường xuyên: các trạm y tế tổ chức tiêm vào ngày 25 hằng tháng.", ("các trạm y tế",), 1),
    ],
)
def test_a_task_named_before_a_colon_keeps_its_time_and_its_actor(clause, lead, dues):
    found = duties(clause)
    assert [duty.lead for duty in found] == [lead] * dues
    assert all(duty.due for duty in found)


def test_a_date_in_what_the_receiver_does_is_the_receivers():
    clause = "Các phòng gửi nhu cầu về Văn phòng Sở trước ngày 15/6 để tổng hợp trình UBND tỉnh (trước ngày 20/7)."
    sender, receiver = duties(clause)
    assert (sender.lead, sender.due) == (("Các phòng",), (dt.date(2024, 6, 14),))
    assert (receiver.lead, receiver.due) == (("Văn phòng Sở",), (dt.date(2024, 7, 19),))


def test_the_only_date_after_what_the_receiver_does_may_be_either_ones():
    sender, _ = duties("Các phòng gửi nhu cầu về Văn phòng Sở để tổng hợp trình UBND tỉnh trước ngày 20/7.")
    assert (sender.due, sender.confidence < 0.6) == ((dt.date(2024, 7, 19),), True)


def test_an_expected_day_is_given_and_to_be_looked_at():
    (duty,) = duties("Văn phòng Sở tổ chức hội thi, dự kiến ngày 15/8.")
    assert (duty.due, duty.needs_date, duty.confidence < 0.6) == ((dt.date(2024, 8, 15),), False, True)


@pytest.mark.parametrize(
    ("clause", "leads"),
    [
        ("Riêng các chợ, Ban Quản lý chợ phun khử trùng trước ngày 20/3.", [("Ban Quản lý chợ",)]),
        ("Ngoài ra, nếu có hộ gặp rủi ro thì UBND xã rà soát trước ngày 20 hằng tháng.", [("UBND xã",)]),
        ("Vụ Xuân: triển khai từ ngày 01/3 đến ngày 15/4.", [()]),
        (
            "Công an xã: cập nhật dữ liệu xong trước ngày 25/01; xây dựng phương án bảo vệ.",
            [("Công an xã",)],
        ),
    ],
)
def test_an_actor_after_a_topic_or_a_condition_and_work_of_nobody_are_found(clause, leads):
    assert {duty.lead for duty in duties(clause)} == set(leads)


YEARS = PLAN.replace(
    "2. {clause}",
    "III. PHÂN CÔNG\n\n| TT | Nội dung | Chủ trì | Bắt đầu | Kết thúc |\n|---|---|---|---|---|\n| 1 | Đo chất lượng | Văn phòng Sở | {clause} |\n",
)


@pytest.mark.parametrize(
    ("cells", "first", "due"),
    [
        ("2024 | 2025", dt.date(2024, 1, 1), (dt.date(2025, 12, 31),)),
        ("Tháng 4/2024 | ", None, ()),
        (" | 30/6/2024", None, (dt.date(2024, 6, 30),)),
    ],
)
def test_a_column_of_beginnings_holds_no_deadline(cells, first, due):
    found = read_plan(Source(YEARS.format(clause=cells), "a.md"), calendar=CALENDAR).duties
    (duty,) = [duty for duty in found if duty.is_row]
    assert duty.due == due
    assert duty.needs_date == (not due)
    assert first is None or duty.first == first


@pytest.mark.parametrize(
    "heads", ["Bắt đầu | Hoàn thành", "Thời gian bắt đầu | Thời gian hoàn thành", "Ngày bắt đầu | Ngày hoàn thành"]
)
@pytest.mark.parametrize(("cells", "asked"), [("04/3/2024 | 20/5/2024", False), ("04/3/2024 | ", True)])
def test_beside_a_column_of_beginnings_one_of_completion_holds_the_ends(heads, cells, asked):
    text = YEARS.replace("Bắt đầu | Kết thúc", heads).format(clause=cells)
    (duty,) = [duty for duty in read_plan(Source(text, "a.md"), calendar=CALENDAR).duties if duty.is_row]
    assert duty.needs_date == asked
    assert duty.due == (() if asked else (dt.date(2024, 5, 20),))


def test_the_two_halves_of_a_column_of_times_are_beginnings_and_ends():
    heads = "| TT | Nội dung | Chủ trì | Thời gian |  |\n|---|---|---|---|---|\n|  |  |  | Bắt đầu | Hoàn thành |"
    text = YEARS.replace("| TT | Nội dung | Chủ trì | Bắt đầu | Kết thúc |\n|---|---|---|---|---|", heads)
    found = read_plan(Source(text.format(clause="Tháng 3 | Tháng 5"), "a.md"), calendar=CALENDAR).duties
    (duty,) = [duty for duty in found if duty.is_row]
    assert (duty.first, duty.due) == (dt.date(2024, 3, 1), (dt.date(2024, 5, 31),))


@pytest.mark.parametrize(
    "clause",
    ["Văn phòng Sở báo cáo hằng ngày, trước 16 giờ 30.", "Hằng ngày Văn phòng Sở tổng hợp, gửi trước 16 giờ 30."],
)
def test_the_hour_of_a_daily_round_is_told(clause):
    (duty,) = duties(clause)
    assert duty.kind == "window"
    assert "daily_hour: mỗi ngày trước 16:30" in duty.rules


def test_what_is_handed_on_is_one_duty_with_the_making_of_it():
    (duty,) = duties("Văn phòng Sở: Lập phương án trực, bảo vệ; trình Giám đốc Sở ký duyệt trước ngày 20/02/2024.")
    assert duty.due == (dt.date(2024, 2, 19),)


def test_two_orders_at_a_semicolon_are_two_duties_but_ways_of_telling_are_one():
    assert len(duties("Văn phòng Sở: Theo dõi việc thực hiện; kiểm tra các phòng trong quý II.")) == 2
    assert len(duties("Văn phòng Sở tuyên truyền về cải cách; lồng ghép trong các cuộc họp; đăng tin trên Cổng.")) == 1


@pytest.mark.parametrize(
    ("clause", "lead", "cooperate"),
    [
        ("Rà soát quy chế, xong trước ngày 30/4/2024. Thanh tra Sở chủ trì tham mưu.", "Thanh tra Sở", ()),
        (
            "Kiểm tra kho. Thời gian: quý III. Văn phòng Sở chủ trì, Thanh tra Sở phối hợp.",
            "Văn phòng Sở",
            ("Thanh tra Sở",),
        ),
    ],
)
def test_a_sentence_of_who_is_in_charge_belongs_to_the_task(clause, lead, cooperate):
    (duty,) = duties(clause)
    assert (duty.lead, duty.cooperate) == ((lead,), cooperate)


@pytest.mark.parametrize(
    ("clause", "lead"),
    [
        ("Kế toán dự trù kinh phí trước ngày 31/01/2024.", ("Kế toán",)),
        ("Chủ rừng, chủ hộ ký cam kết, xong trước ngày 30-4-2024.", ("Chủ rừng", "chủ hộ")),
        ("Mỗi lớp 02 tiết học, xong trước ngày 30/9/2024.", ("Mỗi lớp",)),
        (
            "Các chủ đầu tư, ban quản lý dự án gửi báo cáo trước ngày 30/9/2024.",
            ("Các chủ đầu tư, ban quản lý dự án",),
        ),
        ("Khi có đơn tố cáo, đơn vị nơi tiếp nhận báo cáo Thanh tra Sở trong 24 giờ.", ("đơn vị nơi tiếp nhận",)),
        ("Các phòng, chi cục, địa phương báo cáo trước ngày 20/12/2024.", ("Các phòng, chi cục, địa phương",)),
    ],
)
def test_a_name_ends_before_what_is_done_counted_or_told_of_it(clause, lead):
    assert [duty.lead for duty in duties(clause)] == [lead]


def test_a_time_that_names_another_doing_is_a_task_of_its_own():
    found = duties("""Hội thao chữa cháy
- Thời hạn đăng ký: hết ngày 20/9/2024.
- Thời gian bốc thăm: 14h00 ngày 25/9/2024.
- Phụ trách: Văn phòng Sở.""")
    assert [(duty.lead, duty.due) for duty in found] == [
        (("Văn phòng Sở",), (dt.date(2024, 9, 20),)),
        (("Văn phòng Sở",), (dt.date(2024, 9, 25),)),
    ]
