"""Tables without lines and text in two columns, from the places of words on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reading.formats.columns import Block, blocks_in

HEADER = [("TT", "Nội dung", "Chủ trì", "Thời hạn")]
LEFT = (50, 90, 260, 400)
PITCH, SIZE = 14, 10


def line(text, left, top):
    """The words of a text set in a line, each letter five points wide."""
    words, place = [], float(left)
    for word in text.split():
        words.append({"text": word, "x0": place, "x1": place + 5 * len(word), "top": top, "bottom": top + SIZE})
        place += 5 * len(word) + 4
    return words


def table(rows, top=100.0, *, padding=8, centred=False):
    """Rows of cells, each cell a list of its lines, from the top of a page on."""
    words = []
    for row in rows:
        cells = [cell.split("/") for cell in row]
        tallest = max(map(len, cells))
        for left, cell in zip(LEFT, cells, strict=True):
            start = top + (tallest - len(cell)) * PITCH / 2 if centred else top
            words += [w for n, text in enumerate(cell) for w in line(text, left, start + n * PITCH)]
        top += tallest * PITCH + padding
    return words


ROWS = [
    ("1", "Rà soát hồ sơ của/các đơn vị", "Phòng Nội vụ", "Trước 15-3"),
    ("2", "Tổ chức tập huấn", "Văn phòng/Sở", "Tháng 4"),
    ("3", "Báo cáo tổng kết/cuối năm/gửi Sở", "Thanh tra Sở", ""),
]
TEXTS = (
    "TT\tNội dung\tChủ trì\tThời hạn",
    "1\tRà soát hồ sơ của các đơn vị\tPhòng Nội vụ\tTrước 15-3",
    "2\tTổ chức tập huấn\tVăn phòng Sở\tTháng 4",
    "3\tBáo cáo tổng kết cuối năm gửi Sở\tThanh tra Sở\t",
)


@pytest.mark.parametrize("centred", [False, True])
def test_a_table_without_lines_is_known_by_its_header(centred):
    (block,) = blocks_in(table(HEADER + ROWS, centred=centred))
    assert block.lines == TEXTS


def test_rows_part_at_their_numbers_where_the_page_leaves_no_room_between_them():
    (block,) = blocks_in(table(HEADER + ROWS, padding=0))
    assert block.lines == TEXTS


def test_columns_under_no_header_of_duties_stay_lines():
    assert not list(blocks_in(table([("A", "Tên", "Tuổi", "Quê"), *ROWS])))


def test_what_stands_under_a_table_is_no_row_of_it():
    below = line("Nơi nhận: các đơn vị thuộc Sở và các phòng", 50, 290)
    (block,) = blocks_in(table(HEADER + ROWS) + below)
    assert block.lines == TEXTS
    assert not block.open_to


@pytest.mark.parametrize("centred", [False, True])
def test_a_table_goes_on_over_the_page(centred):
    (first,) = blocks_in(table(HEADER + ROWS[:2], centred=centred))
    (second,) = blocks_in(line("2", 300, 20) + table(ROWS[2:], 60, centred=centred), first)
    assert second.lines == TEXTS[3:]


def test_a_row_cut_by_the_page_gives_nothing_to_the_row_after_it():
    (first,) = blocks_in(table(HEADER + ROWS[:2]))
    (second,) = blocks_in(table([("", "cho cán bộ xã", "", "và tháng 9"), *ROWS[2:]], 60), first)
    assert second.lines == ("\tcho cán bộ xã\t\tvà tháng 9", TEXTS[3])


def test_prose_on_the_next_page_does_not_go_on_with_a_table():
    before = Block(0, 700, TEXTS, ((70.0, 88.0), (200.0, 258.0)))
    prose = [w for n in range(6) for w in line("Trong quá trình thực hiện nếu có vướng mắc " * 2, 50, 60 + n * PITCH)]
    assert not list(blocks_in(prose, before))


def test_text_in_two_columns_is_read_one_column_after_the_other():
    left = [f"dòng trái số {n} của bài viết dài" for n in range(8)]
    right = [f"dòng phải số {n} của bài viết dài" for n in range(6)]
    words = [w for n, text in enumerate(left) for w in line(text, 50, 100 + n * PITCH)]
    words += [w for n, text in enumerate(right) for w in line(text, 320, 107 + n * PITCH)]
    (block,) = blocks_in(words)
    assert block.lines == (*left, *right)


def test_ragged_lines_side_by_side_are_no_columns_of_text():
    words = [w for n in range(8) for w in line("Sở " * (1 + n % 4), 50, 100 + n * PITCH)]
    words += [w for n in range(8) for w in line("Phòng " * (4 - n % 4), 320, 100 + n * PITCH)]
    assert not list(blocks_in(words))


PLACES = st.floats(0, 600, allow_nan=False)
SPOTS = st.tuples(
    st.sampled_from(["TT", "1", "Nội dung", "Chủ trì", "Thời hạn", "Nơi nhận:"]), PLACES, PLACES, st.floats(1, 90)
)


@given(st.lists(SPOTS, max_size=60))
def test_words_in_any_places_are_read_and_each_at_most_once(spots):
    words = [{"text": t, "x0": x, "x1": x + wide, "top": y, "bottom": y + SIZE} for t, x, y, wide in spots]
    texts = [word for block in blocks_in(words) for line in block.lines for word in line.split()]
    assert len(texts) <= sum(len(word["text"].split()) for word in words)
