"""Sentences with their values in them, said in another language."""

import pytest

from web.catalogue import Catalogue

CATALOGUE = Catalogue(
    {
        "kỳ '{code}' không có trong năm {year}": "{year} has no period '{code}'",
        "không có tin {number} — xem 'tin'": "there is no message {number} — see 'tin'",
        "{count} tin": "{count} messages",
        "{one} tin": "{one} message",
        "Quý {n}": "Quarter {n}",
        "hằng quý": "quarterly",
        "hằng năm": "yearly",
        "ngày {day}": "{day}",
        "trước {when}": "before {when}",
        "thay {person} đang vắng": "for {person}, who is away",
        "no_date: không nêu ngày của {what}": "no_date: no day is named for {what}",
    }
)


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("kỳ '2024-Q9' không có trong năm 2024", "2024 has no period '2024-Q9'"),
        ("Kỳ '2024-Q9' không có trong năm 2024", "2024 has no period '2024-Q9'"),
        ("Hằng quý", "Quarterly"),
        ("quý III/2026", "quarter III/2026"),
        ("Trước quý II/2026", "Before quarter II/2026"),
        ("trước ngày 01/02/2026", "before 01/02/2026"),
        ("hằng quý, hằng năm; trước ngày 01/02/2026", "quarterly, yearly; before 01/02/2026"),
        ("1 tin", "1 message"),
        ("12 tin", "12 messages"),
        ("thay Trần Thị Hằng đang vắng", "for Trần Thị Hằng, who is away"),
        ("không nêu ngày của quý I/2026", "no day is named for quarter I/2026"),
        ("xem 'tin'", "see 'tin'"),
    ],
)
def test_a_sentence_of_ours_is_said_with_its_values(said: str, other: str) -> None:
    assert CATALOGUE.of(said) == other


@pytest.mark.parametrize(
    "said",
    ["", "Trước mùa mưa bão", "trước mùa mưa", "hằng quý, khi cần", "kỳ '2024-Q9' không có trong năm nay", "Quý vị"],
)
def test_what_people_wrote_is_none_of_ours(said: str) -> None:
    assert CATALOGUE.of(said) is None


def test_a_name_that_reads_like_words_of_ours_stays() -> None:
    assert CATALOGUE.of("thay Hằng Quý đang vắng") == "for Hằng Quý, who is away"


@pytest.mark.parametrize("text", ["' không có trong năm 20", "trước ", "thay ", "hằng quý; ", "', '", "kỳ '"])
def test_a_text_without_end_is_soon_answered(text: str) -> None:
    assert CATALOGUE.of("kỳ '" + text * 10_000) is None
