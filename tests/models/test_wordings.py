"""A timing read back in Vietnamese."""

import pytest
from hypothesis import given

from models.quiet import Quiet
from models.wordings import quiet_words, timing_words
from tests.models.drafting import deadline, event, milestone, recurring, rota, undated, window
from tests.models.strategies import timings

TARGET = {"value": 40, "unit": "%"}


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        (deadline(on="2024-01-10", bound="before"), "trước ngày 10/01/2024"),
        (deadline(on="2020-04-27", at="10:00"), "chậm nhất 10:00 ngày 27/04/2020"),
        (deadline(on="2026-Q2"), "chậm nhất hết quý II/2026"),
        (deadline(on="2026-Q2", bound="before"), "trước quý II/2026"),
        (recurring(every=["M", "Q", "Y"], due="period_end"), "hằng tháng, hằng quý, hằng năm; đến hết kỳ"),
        (recurring(every=["H"], due=None), "6 tháng; chưa có ngày"),
        (recurring(every=["H1", "Y"], due=None), "6 tháng đầu năm, hằng năm; chưa có ngày"),
        (recurring(every=["Q1", "M06", "W05"], due=None), "quý I, tháng 6, tuần 5; chưa có ngày"),
        (recurring(every=["M"], due={"day": 18, "bound": "before"}), "hằng tháng; trước ngày 18 tháng cuối kỳ"),
        (recurring(every=["Q"], due={"day": "last", "month": "after"}), "hằng quý; chậm nhất ngày cuối tháng sau kỳ"),
        (recurring(every=["Y"], due={"day": 10, "month": 12}), "hằng năm; chậm nhất ngày 10 tháng 12"),
        (
            recurring(every=["W"], due={"weekday": "fri", "bound": "before", "at": "16:00"}),
            "hằng tuần; trước 16:00 thứ Sáu",
        ),
        (window(), "thường xuyên suốt kế hoạch"),
        (window(start="2020-03-20"), "thường xuyên từ ngày 20/03/2020"),
        (window(end="2024-Y"), "thường xuyên đến hết năm 2024"),
        (window(start="2021-M01", end="2022-M12"), "thường xuyên từ tháng 1/2021 đến hết tháng 12/2022"),
        (milestone(target=TARGET, by="2020-12-31"), "đạt ít nhất 40% chậm nhất ngày 31/12/2020"),
        (milestone(target=TARGET, by="2020-Q2", bound="before"), "đạt ít nhất 40% trước quý II/2020"),
        (
            milestone(target={"value": 2, "unit": "phóng sự"}, by="2024-Y"),
            "đạt ít nhất 2 phóng sự chậm nhất hết năm 2024",
        ),
        (milestone(target=TARGET | {"op": "<"}, by="2024-12-31"), "đạt dưới 40% chậm nhất ngày 31/12/2024"),
        (milestone(target=TARGET, holds_from="2020-06-01"), "đạt ít nhất 40% từ ngày 01/06/2020 trở đi"),
        (rota(per_week=2, start="2020-04-01"), "2 ngày/tuần, luân phiên từ ngày 01/04/2020"),
        (event(trigger="có khó khăn, vướng mắc", within=5), "khi có khó khăn, vướng mắc; trong 5 ngày làm việc"),
        (event(trigger="có yêu cầu"), "khi có yêu cầu; chưa có thời hạn"),
        (event(trigger="khi có yêu cầu"), "khi có yêu cầu; chưa có thời hạn"),
        (undated(), "chưa có ngày"),
        (
            undated(suggest="2024-11-15", suggest_from="sau hạn của đơn vị"),
            "chưa có ngày (gợi ý 15/11/2024: sau hạn của đơn vị)",
        ),
    ],
)
def test_is_what_a_clerk_would_say(timing, words):
    assert timing_words(timing) == words


@given(timings())
def test_every_timing_has_words_without_a_trace_of_code(timing):
    words = timing_words(timing)
    assert words == words.strip()
    assert all(trace not in words for trace in ("None", "Bound", "_", "  "))


def test_quiet_is_said_by_weekdays_hours_and_days():
    said = {
        "days": ["sat", "sun"],
        "from": "17:30",
        "to": "08:00",
        "dates": [{"from": "2024-03-08", "to": "2024-03-11"}],
    }
    assert quiet_words(Quiet.model_validate(said)) == "thứ Bảy; Chủ nhật; từ 17:30 đến 08:00; 08/03/2024 – 11/03/2024"
