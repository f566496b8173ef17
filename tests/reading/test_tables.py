"""Tables of duties whose header or columns may be taken for something else."""

import datetime as dt

from tests.reading.small_plan import duties_in


def duties(*rows):
    table = "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * len(rows[0]), *rows[1:]))
    return duties_in(f"Phụ lục\n\n{table}", "a.md")


def test_a_first_row_that_names_a_quarter_is_a_heading_and_not_a_second_header():
    (duty,) = duties(
        ("STT", "Nội dung", "Chủ trì", "Thời gian"),
        ("I", "QUÝ I", "", ""),
        ("1", "Kiểm định cân ở chợ", "Chi cục Đo lường", "Tháng 3/2024"),
    )
    assert (duty.title, duty.lead) == ("Kiểm định cân ở chợ", ("Chi cục Đo lường",))
    assert duty.due == (dt.date(2024, 3, 31),)


def test_beside_a_new_time_limit_the_former_one_says_nothing():
    (duty,) = duties(
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn đã giao", "Thời hạn mới"),
        ("1", "Lập danh mục đề tài", "Phòng Quản lý khoa học", "30/6/2024", "31/12/2024"),
    )
    assert duty.due == (dt.date(2024, 12, 31),)


def test_a_time_limit_alone_counts_whatever_it_is_called():
    (duty,) = duties(
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn được giao"),
        ("1", "Lập danh mục đề tài", "Phòng Quản lý khoa học", "30/6/2024"),
    )
    assert duty.due == (dt.date(2024, 6, 30),)


def test_a_department_of_a_ministry_leads():
    rows = duties(
        ("STT", "Nhiệm vụ", "Chủ trì", "Thời gian"), ("1", "Lập dự toán", "Vụ Kế hoạch, Tài chính", "Quý I/2024")
    )
    assert rows[0].lead == ("Vụ Kế hoạch, Tài chính",)
