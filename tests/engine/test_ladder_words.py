"""A ladder in words, and the days on which it would be told."""

import pytest

from engine.ladders.words import foreseen, rungs
from models.ladders import Ladder
from tests.engine.cast import day, office


@pytest.mark.parametrize(
    ("step", "when", "how"),
    [
        ({"at": "-5 working days"}, "trước hạn 5 ngày làm việc", "tin riêng"),
        ({"at": "+1 day", "urgent": True}, "sau hạn 1 ngày", "gửi ngay, kể cả ngoài giờ"),
        ({"at": "-2 hours"}, "trước hạn 2 giờ", "tin riêng"),
        ({"at": "0 days", "digest": "by unit"}, "đúng ngày đến hạn", "gộp theo đơn vị trong bản tổng hợp"),
        (
            {"at": "+5 working days", "repeat": "every 5 working days", "at most": 4, "severity": "high"},
            "sau hạn 5 ngày làm việc, nhắc lại mỗi 5 ngày làm việc, nhiều nhất 4 lần",
            "mức cao (nêu ở tiêu đề)",
        ),
        ({"at": "+2 days", "repeat": "every 3 days", "at most": 2}, "sau hạn 2 ngày, nhắc lại mỗi 3 ngày, nhiều nhất 2 lần", "tin riêng"),
    ],
)  # fmt: skip
def test_a_rung_says_when_and_how_it_is_told(step: dict[str, object], when: str, how: str) -> None:
    [rung] = rungs(Ladder.model_validate([{"to": ["lead.focal", "monitor.head"]} | step]))
    assert (rung.when, rung.how) == (when, how)
    assert rung.to == "đầu mối đơn vị chủ trì; thủ trưởng đơn vị theo dõi"


def test_the_days_of_an_example_are_those_of_the_real_ladder() -> None:
    found = foreseen(office().ladders["standard"], office(), day("2024-03-15"))
    assert [f"{each.at:%m-%d}" for each in found[:4]] == ["03-08", "03-14", "03-18", "03-20"]
    assert not any(each.is_estimated for each in found)


def test_days_of_a_year_that_is_not_decided_are_marked() -> None:
    found = foreseen(office().ladders["standard"], office(), day("2026-12-31"))
    assert [each.is_estimated for each in found[:3]] == [False, False, True]
