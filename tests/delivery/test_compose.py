"""What a message says: what by when, to whom and why, the most overdue first, and nothing about finished work."""

import datetime as dt

import pytest
import sqlalchemy as sa

from engine.escalation.compose import Composed, compose
from engine.escalation.templates import KINDS, PARTS, check_templates, sample, sample_item, template_name
from models.errors import ConfigurationError
from models.ladders import Role
from models.messages import Message, MessageState, NoticeState
from models.obligations import Obligation, Progress
from models.plans import AgendaKind, Occurrence
from tests.delivery.cast import Cast, day, moment, office

LONG = "Rà soát, đánh giá và công bố danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của đơn vị " * 3


def composed(cast: Cast, message: int, at: str = "2024-01-08") -> Composed | None:
    with cast.sessions() as session:
        return compose(
            session, office(), session.get_one(Message, message), now=moment(at), base_url="https://dondoc.example/"
        )


def words(cast: Cast, message: int, at: str = "2024-01-08") -> Composed:
    found = composed(cast, message, at)
    assert found is not None
    return found


def test_the_subject_of_one_item_is_its_day_and_its_title(cast):
    owed = cast.owe("2024-01-09")
    assert words(cast, cast.message("lan", [owed])).subject == (
        "Hạn 09/01/2024 (thứ Ba): Xây dựng kế hoạch cải cách hành chính"
    )


def test_the_subject_of_one_late_item_says_how_late(cast):
    owed = cast.owe("2024-01-05")
    assert words(cast, cast.message("lan", [owed])).subject == (
        "Quá hạn 3 ngày: Xây dựng kế hoạch cải cách hành chính — hạn 05/01/2024 (thứ Sáu)"
    )


def test_the_subject_of_several_counts_them_and_names_the_nearest_day(cast):
    owed = [cast.owe("2024-01-05"), cast.owe("2024-01-02"), cast.owe("2024-01-10"), cast.owe("2024-01-12")]
    assert words(cast, cast.message("lan", owed)).subject == (
        "4 việc cần làm, 2 việc quá hạn (lâu nhất từ 02/01/2024), hạn gần nhất 10/01/2024"
    )


def test_an_item_says_what_until_when_on_what_grounds_and_what_comes_next(cast):
    owed = cast.owe("2024-01-09", period="2024-Q1", due_time=None)
    text = words(cast, cast.message("lan", [owed])).text
    assert text.splitlines() == [
        "Kính gửi ông/bà Lê Thị Lan,",
        "",
        "Tính đến 08/01/2024 (thứ Hai), có 1 việc chưa xong.",
        "",
        "Kế hoạch 4672/KH-AP: Cải cách hành chính năm 2024",
        "",
        "  Trung tâm Y tế Bình Minh",
        "",
        "  * Xây dựng kế hoạch cải cách hành chính — Quý I/2024",
        "    Hạn: 09/01/2024 (thứ Ba) — còn 1 ngày làm việc",
        "    Cần nộp: kế hoạch của đơn vị",
        "    Tình trạng: Chưa hoàn thành",
        "    Căn cứ: mục V.2, “trước ngày 10/01/2024”",
        "    Nếu chưa xong, ngày 10/01/2024 (thứ Tư) sẽ báo thủ trưởng đơn vị chủ trì và đầu mối đơn vị theo dõi",
        "    https://dondoc.example/nghia-vu/1",
        "",
        "Ông/bà nhận thư này với vai trò:",
        "- đầu mối của Trung tâm Y tế Bình Minh (đơn vị chủ trì)",
        "",
        "Văn phòng Sở Y tế An Phú · vanphong@soyte.example",
        "Thư do phần mềm Đôn Đốc gửi tự động.",
    ]


def test_a_message_that_comes_late_announces_no_rung_that_is_past(cast):
    owed = cast.owe("2024-01-05", told=0)
    text = words(cast, cast.message("lan", [owed]), "2024-01-09").text
    assert "Nếu chưa xong, ngày 10/01/2024 (thứ Tư) sẽ báo thủ trưởng đơn vị theo dõi" in text


def test_after_the_last_rung_nothing_is_announced(cast):
    owed = cast.owe("2024-01-05", told=3)
    assert "Nếu chưa xong" not in words(cast, cast.message("lan", [owed])).text


def test_working_days_left_skip_the_holidays(cast):
    owed = cast.owe("2024-02-16")  # Tết 2024: 8 to 14 February off
    assert "còn 3 ngày làm việc" in words(cast, cast.message("lan", [owed]), "2024-02-06").text


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2024-01-08", "còn 1 ngày làm việc"),
        ("2024-01-09", "hạn là hôm nay"),
        ("2024-01-10", "quá hạn 1 ngày"),
        ("2024-01-15", "quá hạn 6 ngày"),
    ],
)
def test_before_on_and_after_the_due_day(cast, today, said):
    owed = cast.owe("2024-01-09")
    assert f"09/01/2024 (thứ Ba) — {said}\n" in words(cast, cast.message("lan", [owed]), today).text


def test_an_hour_an_extension_and_a_merged_period_are_said(cast):
    owed = cast.owe("2024-03-29", period="2024-Q1", stands_for=["2024-M03"])
    cast.change(Occurrence, 1, due_on=day("2024-03-20"), due_time=moment("2024-01-01", "23:30").time())
    text = words(cast, cast.message("lan", [owed])).text
    assert "— Quý I/2024 (gồm cả Tháng 3/2024)" in text
    assert "trước 16 giờ 30" in text
    assert "(hạn gốc 20/03/2024)" in text


def test_a_stand_in_reads_for_whom(cast):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed], role=Role.HEAD, position=1, fallback="thay Phạm Văn Hùng đang vắng")
    text = words(cast, message).text
    assert "- Giám đốc của Trung tâm Y tế Bình Minh (đơn vị chủ trì); thay Phạm Văn Hùng đang vắng" in text


def test_plans_and_units_are_grouped_and_the_most_overdue_comes_first(cast):
    cast.plan("kh2", None, "Chuyển đổi số")
    owed = [
        cast.owe("2024-01-10", "Việc thứ ba"),
        cast.owe("2024-01-05", "Việc thứ hai", unit="tl"),
        cast.owe("2024-01-11", "Việc thứ tư", unit="tl"),
        cast.owe("2024-01-02", "Việc thứ nhất", plan="kh2"),
    ]
    text = words(cast, cast.message("son", owed, unit="vp", role=Role.HEAD)).text
    said = [line.strip(" *") for line in text.splitlines() if line.startswith(("Kế hoạch", "  Trung", "  * "))]
    assert said == [
        "Kế hoạch chưa có số: Chuyển đổi số",
        "Trung tâm Y tế Bình Minh",
        "Việc thứ nhất",
        "Kế hoạch 4672/KH-AP: Cải cách hành chính năm 2024",
        "Trung tâm Y tế Tân Lập",
        "Việc thứ hai",
        "Việc thứ tư",
        "Trung tâm Y tế Bình Minh",
        "Việc thứ ba",
    ]


def test_an_obligation_named_by_two_notices_stands_once(cast):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed])
    cast.notice(message, owed, 1, role=Role.HEAD)
    found = words(cast, message)
    assert found.text.count("Xây dựng kế hoạch") == 1
    assert "- Giám đốc của" in found.text
    assert "- đầu mối của" in found.text


@pytest.mark.parametrize("progress", [Progress.SUBMITTED, Progress.ACCEPTED, Progress.WAIVED, Progress.CANCELLED])
def test_finished_work_drops_out_and_the_rest_stays(cast, progress):
    done, owed = cast.owe("2024-01-05", "Việc đã xong"), cast.owe("2024-01-09", "Việc còn lại")
    message = cast.message("lan", [done, owed])
    cast.change(Obligation, done, progress=progress)
    found = words(cast, message)
    assert found.subject == "Hạn 09/01/2024 (thứ Ba): Việc còn lại"
    assert found.obligations == (owed,)
    assert "Việc đã xong" not in found.text + found.html
    assert cast.notices(message) == [NoticeState.DROPPED, NoticeState.GROUPED]


def test_a_message_with_nothing_left_is_empty(cast):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed])
    cast.change(Obligation, owed, progress=Progress.SUBMITTED)
    assert composed(cast, message) is None
    assert cast.state(message) is MessageState.EMPTY


def test_a_rung_of_a_due_day_that_moved_drops_out(cast):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed])
    cast.change(Obligation, owed, agenda_id=cast.agenda("2024-02-01", AgendaKind.EXTENDED), due_on=day("2024-02-01"))
    assert composed(cast, message) is None
    assert cast.notices(message) == [NoticeState.DROPPED]


@pytest.mark.parametrize(
    ("progress", "is_told"), [(Progress.SUBMITTED, True), (Progress.ACCEPTED, False), (Progress.RETURNED, False)]
)
def test_a_review_is_told_while_it_waits(cast, progress, is_told):
    owed = cast.owe("2024-01-09", kind=AgendaKind.REVIEW, progress=Progress.SUBMITTED)
    cast.change(Obligation, owed, document="12/BC-BM", submitted_on=dt.date(2024, 1, 2))
    message = cast.message("son", [owed], unit="vp", role=Role.HEAD)
    cast.change(Obligation, owed, progress=progress)
    found = composed(cast, message)
    assert (found is not None) == is_told
    assert found is None or found.subject.startswith("Chờ duyệt, hạn duyệt 09/01/2024")


def test_a_review_in_a_digest_is_the_monitors_delay_and_not_the_units(cast):
    waits = cast.owe("2024-01-03", kind=AgendaKind.REVIEW, progress=Progress.SUBMITTED)
    cast.change(Obligation, waits, document="12/BC-BM", submitted_on=dt.date(2024, 1, 2))
    owed = [waits, cast.owe("2024-01-05")]
    found = words(cast, cast.message("son", owed, unit="vp", role=Role.HEAD, digest=True))
    assert found.subject == "Tổng hợp đôn đốc: 1 việc quá hạn, lâu nhất từ 05/01/2024; 1 việc chờ duyệt"
    assert "1 việc quá hạn, 1 việc chờ duyệt trong 2 việc" in found.text
    assert "đã nộp 12/BC-BM ngày 02/01/2024; hạn duyệt 03/01/2024" in found.text


@pytest.mark.parametrize("digest", [True, False])
def test_where_only_reviews_wait_nothing_is_called_unfinished(cast, digest):
    waits = cast.owe("2024-01-10", kind=AgendaKind.REVIEW, progress=Progress.SUBMITTED)
    cast.change(Obligation, waits, document="12/BC-BM", submitted_on=dt.date(2024, 1, 2))
    found = words(cast, cast.message("son", [waits], unit="vp", role=Role.HEAD, digest=digest))
    for said in (found.text, found.html):
        assert "việc chưa xong" not in said
        assert "nộp, chờ duyệt." in said


def test_a_digest_has_a_table_of_units_then_the_items(cast):
    owed = [cast.owe("2024-01-05"), cast.owe("2024-01-04"), cast.owe("2024-01-03", unit="tl"), cast.owe("2024-01-11")]
    found = words(cast, cast.message("son", owed, position=3, unit="vp", role=Role.HEAD, digest=True))
    assert found.subject == "Tổng hợp đôn đốc: 3 việc quá hạn, lâu nhất từ 03/01/2024; tất cả 4 việc"
    table = [line for line in found.text.splitlines() if line.startswith("  - ")]
    assert table == [
        "  - Trung tâm Y tế Bình Minh: 2 việc quá hạn trong 3 việc, hạn sớm nhất 04/01/2024",
        "  - Trung tâm Y tế Tân Lập: 1 việc quá hạn trong 1 việc, hạn sớm nhất 03/01/2024",
    ]
    assert "- Chánh Văn phòng của Văn phòng Sở (đơn vị theo dõi)" in found.text
    assert "Nếu chưa xong" not in found.text


def test_a_long_message_shows_fifty_and_counts_the_rest(cast):
    owed = [cast.owe("2024-01-05", f"Việc số {n}") for n in range(53)]
    found = words(cast, cast.message("lan", owed))
    assert found.text.count("  * Việc số") == 50
    assert "… và 3 việc khác." in found.text
    assert "<b>3 việc khác</b>" in found.html


def test_what_data_says_is_never_markup(cast):
    owed = cast.owe("2024-01-09", 'Báo cáo <script>alert(1)</script> & "phụ lục"')
    found = words(cast, cast.message("lan", [owed]))
    assert "<script>" not in found.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;phụ lục&#34;" in found.html
    assert 'Báo cáo <script>alert(1)</script> & "phụ lục"' in found.text


def test_nothing_in_the_html_is_fetched_from_elsewhere(cast):
    html = words(cast, cast.message("lan", [cast.owe("2024-01-09")])).html
    assert html.count("http") == 1  # the link to the obligation
    assert [part for part in ("<img", "<link", "<script", "@import", "url(") if part in html] == []


def test_a_title_with_line_ends_gives_a_subject_of_one_line(cast):
    owed = cast.owe("2024-01-09", "Báo cáo\r\nBcc: ai@noi.example\n")
    assert words(cast, cast.message("lan", [owed])).subject == "Hạn 09/01/2024 (thứ Ba): Báo cáo Bcc: ai@noi.example"


def test_a_long_title_is_cut_in_the_subject_only(cast):
    found = words(cast, cast.message("lan", [cast.owe("2024-01-09", LONG)]))
    assert len(found.subject) < 150
    assert found.subject.endswith("…")
    assert LONG.strip() in found.text


def chat(cast: Cast, obligations: list[int], **more) -> list[str]:
    return words(cast, cast.message("lan", obligations, channel="zalobot", address="c1", **more)).text.splitlines()


def test_a_chat_message_is_a_few_lines_with_one_link(cast):
    found = words(cast, cast.message("lan", [cast.owe("2024-01-09")], channel="zalobot", address="c1"))
    assert (found.subject, found.html) == ("Hạn 09/01/2024 (thứ Ba): Xây dựng kế hoạch cải cách hành chính", "")
    assert found.text.splitlines() == [
        "Trung tâm Y tế Bình Minh: còn 1 ngày làm việc.",
        "Nếu chưa xong, ngày 10/01/2024 (thứ Tư) sẽ báo thủ trưởng đơn vị chủ trì và đầu mối đơn vị theo dõi.",
        "Xem: https://dondoc.example/nghia-vu/1",
    ]


@pytest.mark.parametrize(("count", "others"), [(5, []), (6, ["… và 1 việc khác."]), (60, ["… và 55 việc khác."])])
def test_a_chat_message_names_the_five_most_overdue_and_counts_the_others(cast, count, others):
    owed = [cast.owe(f"2024-01-{2 + n % 4:02d}", f"Việc {n} {LONG}") for n in range(count)]
    lines = chat(cast, owed)
    assert [line.startswith("- Việc") for line in lines[:5]] == [True] * 5
    assert "quá hạn 6 ngày" in lines[0]
    assert lines[5:] == [*others, "Xem: https://dondoc.example/"]
    assert len("\n".join(lines)) < 1_200


def test_a_chat_digest_counts_by_plan_and_unit(cast):
    owed = [cast.owe("2024-01-03"), cast.owe("2024-01-09", unit="tl")]
    assert chat(cast, owed, position=3, unit="vp", role=Role.HEAD, digest=True)[0] == (
        "Kế hoạch 4672/KH-AP: Trung tâm Y tế Bình Minh 1/1; Trung tâm Y tế Tân Lập 0/1 (quá hạn/tất cả)"
    )


def test_a_repeat_says_so(cast):
    found = words(cast, cast.message("lan", [cast.owe("2024-01-09")], is_repeat=True))
    assert found.subject.startswith("(gửi lại) Hạn 09/01/2024")
    assert "xin bỏ qua nếu trùng" in found.text


def test_without_an_address_of_the_pages_there_is_no_link(cast):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    with cast.sessions() as session:
        found = compose(session, office(), session.get_one(Message, message), now=moment("2024-01-08"))
    assert found is not None
    assert "http" not in found.text + found.html


def test_composing_takes_as_many_queries_for_fifty_items_as_for_two(cast):
    counted: list[str] = []
    few = cast.message("lan", [cast.owe("2024-01-09") for _ in range(2)])
    many = cast.message("lan", [cast.owe("2024-01-09") for _ in range(50)])
    sa.event.listen(cast.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    words(cast, few)
    after_few = len(counted)
    words(cast, many)
    assert len(counted) == 2 * after_few


def test_the_sample_templates_pass_their_check():
    check_templates(office())


def test_samples_offer_the_templates_exactly_what_messages_offer(cast, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        "engine.escalation.compose.render", lambda _, __, values: (seen.update(values), ("", "", ""))[1]
    )
    words(cast, cast.message("lan", [cast.owe("2024-01-09")]))
    offered = sample(office(), [seen["only"]], rest=0)
    assert seen.keys() == offered.keys()
    assert seen["plans"][0].keys() == offered["plans"][0].keys()
    assert seen["only"].keys() == sample_item().keys()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Kính gửi {{ person }}\n{{ ngay }}", "message.txt.j2:2: 'ngay' is undefined"),
        ("một\nhai\n{% if total %}", "message.txt.j2:3: "),
        ("{{ only.tieu_de.x }}", "message.txt.j2:1: "),
        ("một\n{{ ''.__class__.__mro__ }}", "message.txt.j2:2: "),
        ("{{ total + person }}", "message.txt.j2:1: "),
    ],
)
def test_a_template_error_is_found_when_loaded_with_name_and_line(source, said):
    with pytest.raises(ConfigurationError) as refused:
        check_templates(office(message_txt=source))
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("name", [template_name(kind, part) for kind in KINDS for part in PARTS])
def test_a_missing_template_is_named(name):
    whole = office()
    less = whole.model_copy(update={"templates": {k: v for k, v in whole.templates.items() if k != name}})
    with pytest.raises(ConfigurationError, match=name):
        check_templates(less)


def test_plans_keep_their_tables_when_their_items_are_beyond_the_cap(cast):
    cast.plan("kh2", "9/KH-AP", "Việc sau")
    owed = [cast.owe("2024-01-03") for _ in range(50)] + [cast.owe("2024-01-09", plan="kh2", unit="tl")]
    text = words(cast, cast.message("son", owed, position=3, unit="vp", role=Role.HEAD, digest=True)).text
    assert "Trung tâm Y tế Tân Lập: 0 việc quá hạn trong 1 việc, hạn sớm nhất 09/01/2024" in text
    assert "… và 1 việc khác." in text
