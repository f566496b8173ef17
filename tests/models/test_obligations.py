"""The life of an obligation: which moves it has, and where it stands in time on each side of every boundary."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import NotAllowedError
from models.obligations import (
    LABELS,
    PROGRESS_LABELS,
    UNFINISHED,
    Progress,
    Timeliness,
    checked_move,
    days_late,
    timeliness,
)
from tests.models.drafting import on

ALLOWED = {
    ("open", "submitted"),
    ("open", "waived"),
    ("open", "cancelled"),
    ("submitted", "accepted"),
    ("submitted", "returned"),
    ("submitted", "waived"),
    ("returned", "submitted"),
    ("returned", "waived"),
    ("returned", "cancelled"),
}
PAIRS = [(old, new) for old in Progress for new in Progress]
days = st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))


class TestMoves:
    @pytest.mark.parametrize(("old", "new"), PAIRS)
    def test_each_is_allowed_or_refused_as_the_life_of_an_obligation_says(self, old, new):
        if (old.value, new.value) in ALLOWED:
            assert checked_move(old, new) is new
        else:
            with pytest.raises(NotAllowedError):
                checked_move(old, new)

    def test_a_refusal_names_both_states_in_the_words_of_the_office(self):
        with pytest.raises(NotAllowedError, match="đang ở trạng thái 'Đã hoàn thành', không thể chuyển thành 'Bãi bỏ'"):
            checked_move(Progress.ACCEPTED, Progress.CANCELLED)

    def test_what_is_accepted_waived_or_cancelled_stays_so(self):
        assert {old for old, _ in ALLOWED}.isdisjoint({"accepted", "waived", "cancelled"})

    def test_only_open_and_returned_work_is_still_to_be_done(self):
        assert UNFINISHED == (Progress.OPEN, Progress.RETURNED)


def stands(today, progress=Progress.OPEN, *, due="2024-06-20", opens="2024-06-01", submitted=None, **more):
    return timeliness(
        progress,
        opens_on=on(opens),
        due_on=due and on(due),
        submitted_on=submitted and on(submitted),
        today=on(today),
        **more,
    ).value


class TestWhereUnfinishedWorkStands:
    @pytest.mark.parametrize("progress", UNFINISHED)
    @pytest.mark.parametrize(
        ("today", "where"),
        [
            ("2024-05-31", "not_open"),
            ("2024-06-01", "not_due"),
            ("2024-06-12", "not_due"),
            ("2024-06-13", "due_soon"),
            ("2024-06-19", "due_soon"),
            ("2024-06-20", "due_soon"),
            ("2024-06-21", "overdue"),
            ("2025-06-21", "overdue"),
        ],
    )
    def test_from_before_it_opens_to_long_after_it_was_due(self, progress, today, where):
        assert stands(today, progress) == where

    @pytest.mark.parametrize(("soon_days", "first_soon"), [(0, "2024-06-20"), (1, "2024-06-19"), (14, "2024-06-06")])
    def test_the_office_says_how_soon_is_soon(self, soon_days, first_soon):
        day_before = (on(first_soon) - dt.timedelta(days=1)).isoformat()
        assert stands(day_before, soon_days=soon_days) == "not_due"
        assert stands(first_soon, soon_days=soon_days) == "due_soon"

    def test_what_is_due_soon_is_so_even_before_it_opens(self):
        assert stands("2024-06-15", opens="2024-06-17") == "due_soon"

    @pytest.mark.parametrize("today", ["2024-05-31", "2024-06-01", "2030-01-01"])
    def test_without_a_day_it_is_never_late(self, today):
        assert stands(today, due=None) == "undated"


class TestWhereFinishedWorkStands:
    @pytest.mark.parametrize("progress", [Progress.SUBMITTED, Progress.ACCEPTED])
    @pytest.mark.parametrize(
        ("submitted", "where"),
        [("2024-05-02", "on_time"), ("2024-06-19", "on_time"), ("2024-06-20", "on_time"), ("2024-06-21", "late")],
    )
    def test_is_judged_by_the_day_it_was_handed_in(self, progress, submitted, where):
        for today in ("2024-06-20", "2024-06-21", "2024-12-31"):
            assert stands(today, progress, submitted=submitted) == where

    def test_a_slow_reviewer_makes_no_unit_late(self):
        assert stands("2024-12-31", Progress.SUBMITTED, submitted="2024-06-20") == "on_time"

    def test_without_a_due_day_it_is_on_time(self):
        assert stands("2024-12-31", Progress.ACCEPTED, due=None, submitted="2024-11-30") == "on_time"

    def test_what_was_returned_is_late_again_when_its_day_is_over_whenever_it_was_first_handed_in(self):
        assert stands("2024-06-20", Progress.RETURNED, submitted="2024-06-18") == "due_soon"
        assert stands("2024-06-21", Progress.RETURNED, submitted="2024-06-18") == "overdue"

    @pytest.mark.parametrize("progress", [Progress.WAIVED, Progress.CANCELLED])
    @pytest.mark.parametrize("today", ["2024-05-31", "2024-06-20", "2024-06-21"])
    def test_what_was_waived_or_cancelled_is_excused_on_every_day(self, progress, today):
        assert stands(today, progress) == "excused"
        assert stands(today, progress, due=None) == "excused"


class TestDaysLate:
    @pytest.mark.parametrize(
        ("day", "late"), [("2024-06-19", 0), ("2024-06-20", 0), ("2024-06-21", 1), ("2024-07-20", 30)]
    )
    def test_are_calendar_days_after_the_due_day(self, day, late):
        assert days_late(on("2024-06-20"), on(day)) == late

    def test_are_none_without_a_due_day(self):
        assert days_late(None, on("2030-01-01")) == 0

    @given(st.sampled_from(list(Progress)), days, days, days, st.none() | days, st.integers(0, 30))
    def test_agree_with_the_words_for_it(self, progress, opens, due, today, submitted, soon):
        found = timeliness(progress, opens_on=opens, due_on=due, submitted_on=submitted, today=today, soon_days=soon)
        judged_on = today if progress in UNFINISHED else submitted or today
        is_late = days_late(due, judged_on) > 0 and progress not in (Progress.WAIVED, Progress.CANCELLED)
        assert (found in (Timeliness.OVERDUE, Timeliness.LATE)) is is_late

    @given(days, days, days, st.integers(0, 30))
    def test_time_only_goes_forward(self, opens, due, today, soon):
        order = ["not_open", "not_due", "due_soon", "overdue"]

        def place(day):
            found = timeliness(Progress.OPEN, opens_on=opens, due_on=due, submitted_on=None, today=day, soon_days=soon)
            return order.index(found)

        assert place(today) <= place(today + dt.timedelta(days=1))


def test_every_state_has_a_vietnamese_word():
    assert set(LABELS) == set(Timeliness)
    assert set(PROGRESS_LABELS) == set(Progress)
    assert all(LABELS.values())
    assert all(PROGRESS_LABELS.values())
