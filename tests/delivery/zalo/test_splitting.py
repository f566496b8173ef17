"""Splitting: every part fits, nothing is lost, and no letter is parted from its marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delivery.zalo.splitting import cut, length, marked, parts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # one sign of five characters
FLAG = "\U0001f1fb\U0001f1f3"
TEXTS = st.lists(
    st.sampled_from(["a", "ề", "x\u0301\u0323", " ", "\n", "\n\n", "  ", FLAG, FAMILY, "\U0001f44d\U0001f3fd", "trước"])
    | st.text(max_size=30),
    max_size=120,
).map("".join)


def bodies(found):
    return [part.partition("\n")[2] for part in found]


def test_a_short_text_is_one_part_without_a_number():
    assert parts("Hạn 10/01\n\nviệc") == ["Hạn 10/01\n\nviệc"]
    assert parts("x" * 2_000) == ["x" * 2_000]


def test_nothing_gives_no_part():
    assert parts(" \n ") == []


def test_a_long_text_is_cut_at_line_ends_and_numbered():
    lines = [f"dòng {n:03d} " + "x" * 90 for n in range(30)]
    found = parts("\n".join(lines))
    assert [part.partition("\n")[0] for part in found] == ["(1/2)", "(2/2)"]
    assert "\n".join(bodies(found)).split("\n") == lines


@pytest.mark.parametrize(("before", "ends_with"), [(1_500, "x"), (500, "y")])
def test_a_paragraph_is_kept_whole_unless_the_part_would_be_less_than_half(before, ends_with):
    first = parts("x" * before + "\n\n" + "\n".join(["y" * 100] * 30))[0]
    assert first[-1] == ends_with


def test_a_line_that_is_too_long_is_cut_at_a_space():
    found = bodies(parts("từ " * 1_000))
    assert all(set(body.split(" ")) == {"từ"} for body in found)


def test_the_indent_of_the_next_line_is_kept():
    assert bodies(parts("a" * 1_900 + "\n  * việc" + "\n  * nữa" * 20))[1].startswith("  * ")


@pytest.mark.parametrize("sign", [FLAG, FAMILY, "x\u0323\u0301", "\U0001f44d\U0001f3fd", "\U0001f600"])
def test_a_sign_of_several_characters_is_never_cut(sign):
    for lead in range(12):
        found = bodies(parts("a" * lead + sign * 400, 100))
        assert all(body.removeprefix("a" * lead).replace(sign, "") == "" for body in found)


def test_lengths_are_counted_in_utf_16_units():
    assert length("ề\U0001f600") == 3
    found = parts("\U0001f600" * 1_001)
    assert len(found) == 2
    assert all(len(part.encode("utf-16-le")) // 2 <= 2_000 for part in found)


def test_letters_that_are_written_in_pieces_are_put_together():
    assert parts(unicodedata.normalize("NFD", "ề" * 2_000)) == ["ề" * 2_000]


def test_a_marked_part_still_fits():
    found = parts("a" * 50_000)
    assert len(found) > 9
    assert all(length(marked(part)) <= 2_000 for part in found)
    assert marked(found[1]).startswith(f"(2/{len(found)}, gửi lại)\n")


@given(TEXTS, st.integers(40, 200))
def test_every_part_fits_and_no_letter_is_lost(text, limit):
    found = parts(text, limit)
    assert all(0 < length(part) <= limit for part in found)
    assert all(length(marked(part)) <= limit for part in found if len(found) > 1)
    told = "".join(bodies(found) if len(found) > 1 else found)
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    assert "".join(told.split()) == "".join(whole.split())


@given(TEXTS, st.integers(1, 60))
def test_a_field_is_one_line_that_fits(text, at_most):
    found = cut(text, at_most)
    assert length(found) <= at_most
    assert not set(found) & set("\n\r\t")


def test_a_field_is_cut_at_a_word_and_says_so():
    assert cut("Xây dựng kế hoạch cải cách hành chính", 20) == "Xây dựng kế hoạch…"
    assert cut("Xây dựng", 20) == "Xây dựng"
    assert cut("x" * 40, 20) == "x" * 19 + "…"
