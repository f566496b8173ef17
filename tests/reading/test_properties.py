"""What must hold for any text: no crash, no day that the text does not say, bounded time."""

import datetime as dt
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.reading.folding import fold
from engine.reading.formats.files import source_of
from engine.reading.plans import read_plan
from engine.reading.resolving import Context
from engine.reading.sources import Source
from engine.reading.timings import read_phrase, timings_in
from models.errors import BadInputError
from models.periods import Days

PRINTED = Path(__file__).parent / "apart" / "an-toan-2023.pdf"
PLAN = Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
WORDS = st.sampled_from(
    [
        "trước",
        "ngày",
        "chậm",
        "nhất",
        "đến",
        "hết",
        "hàng",
        "hằng",
        "tháng",
        "quý",
        "năm",
        "tuần",
        "tháng",
        "cuối",
        "quý",
        "thứ",
        "Sáu",
        "16",
        "giờ",
        "10h00",
        "ngày",
        "20",
        "15/6",
        "30/02",
        "31/12/2024",
        "5/13",
        "01/7/24",
        "quý",
        "II",
        "I,",
        "III",
        "và",
        "hoặc",
        "đột",
        "xuất",
        "định",
        "kỳ",
        "(",
        ")",
        ",",
        ";",
        "từ",
        "nay",
        "trở",
        "đi",
        "6",
        "tháng",
        "9",
        "tháng",
        "đầu",
        "giữa",
        "cuối",
        "năm",
        "2024",
        "2021-2022",
        "3-5/2020",
        "giai",
        "đoạn",
        "nhiệm",
        "kỳ",
        "Quyết",
        "định",
        "số",
        "12/QĐ-UBND",
        "của",
        "Chính",
        "phủ",
        "trong",
        "vòng",
        "05",
        "ngày",
        "làm",
        "việc",
        "kể",
        "từ",
        "2",
        "ngày/tuần",
        "thường",
        "xuyên",
        "theo",
        "quy",
        "định",
        "năm",
        "học",
        "sau",
        "trước",
        "khi",
    ]
)
PHRASES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def refusal(path):
    """Why a file is refused, empty if it is read."""
    try:
        source_of(path)
    except BadInputError as error:
        return str(error)
    return ""


HEAD = "SỞ MẪU\nSố: 1/KH-SM\nNơi Mẫu, ngày 02 tháng 01 năm 2024\n\nKẾ HOẠCH\nThử nghiệm năm 2024\n\nI. NHIỆM VỤ\n1. Văn phòng Sở "


@SLOW
@given(st.text(max_size=300) | PHRASES)
def test_any_text_gets_an_answer(text):
    for plan in (PLAN, None):
        for each in read_phrase(text, Context(plan=plan)):
            assert each.as_json()["kind"] in (
                "deadline",
                "recurring",
                "window",
                "milestone",
                "rota",
                "event",
                "undated",
            )


@SLOW
@given(PHRASES)
def test_without_a_plan_no_year_is_made_up(text):
    for each in read_phrase(text, Context()):
        for day in each.due:
            assert str(day.year) in text or f"/{day.year % 100:02d}" in text or str(day.year + 1) in text


@SLOW
@given(PHRASES)
def test_a_question_never_carries_a_day(text):
    assert all(not each.due for each in read_phrase(text, Context(plan=PLAN)) if each.needs_date)


@SLOW
@given(
    st.lists(
        st.sampled_from(
            [
                "văn",
                "hóa",
                "đơn",
                "vị",
                "phối",
                "hợp",
                "tăng",
                "cường",
                "tuyên",
                "truyền",
                "sâu",
                "rộng",
                "đá",
                "quý",
                "hàng",
                "rào",
                "trước",
                "pháp",
                "luật",
            ]
        ),
        max_size=20,
    )
)
def test_words_without_time_give_no_day(words):
    assert all(not each.due for each in read_phrase(" ".join(words), Context(plan=PLAN)))


@SLOW
@given(st.text(alphabet="aàoòyýquhăâđ ̣̀́\t\n–“", max_size=80))
def test_folding_keeps_every_place(text):
    folded = fold(text)
    assert len(folded.at) == len(folded.text) + 1
    assert list(folded.at) == sorted(folded.at)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400) | PHRASES)
def test_any_plan_is_read_or_refused(text):
    try:
        reading = read_plan(
            Source(HEAD + text + "\n2. Các phòng báo cáo trước ngày 15/6/2024.\n" + "Nơi nhận: như trên.\n" * 3)
        )
    except BadInputError:
        return
    assert all(duty.source and 0 <= duty.span[0] <= duty.span[1] for duty in reading.duties)


def test_a_hostile_phrase_takes_no_longer_than_its_length_deserves():
    text = "trước ngày 15/6, " * 2000 + "hàng " * 2000 + "(" * 2000 + "Quyết định " * 500
    started = time.process_time()
    timings_in(text, Context(plan=PLAN))
    assert time.process_time() - started < 2.0


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    content=st.binary(max_size=600),
    start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"<tr><td>"]),
)
def test_any_bytes_are_decoded_or_refused(tmp_path, content, start):
    path = tmp_path / "a.bin"
    path.write_bytes(start + content)
    assert "\n" not in refusal(path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 34000), junk=st.binary(min_size=1, max_size=40))
def test_a_damaged_pdf_is_read_or_refused(tmp_path, place, junk):
    whole = PRINTED.read_bytes()
    path = tmp_path / "a.pdf"
    path.write_bytes(whole[:place] + junk + whole[place + len(junk) :])
    assert "\n" not in refusal(path)


def test_ten_pages_are_read_within_a_second():
    clause = "{n}. Văn phòng Sở xây dựng kế hoạch kiểm tra đợt {s}{n} tại các đơn vị và báo cáo Sở Y tế trước ngày {d}/6/2024."
    sections = ("II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    body = "\n".join(
        f"{s}. NHIỆM VỤ\n" + "\n".join(clause.format(n=n, s=s, d=n % 28 + 1) for n in range(1, 31)) for s in sections
    )
    started = time.process_time()
    reading = read_plan(Source(HEAD + "lập kế hoạch.\n" + body))
    assert len(reading.duties) > 200
    assert time.process_time() - started < 1.5
