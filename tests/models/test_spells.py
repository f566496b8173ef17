"""A reviewed list changes who is where from today on; what was stays as it was."""

import datetime as dt

import pytest

from models.spells import Reopened, Spell, brought

TODAY = dt.date(2026, 6, 1)
PAST, SOON = dt.date(2026, 3, 1), dt.date(2026, 9, 1)
A, B = "an", "binh"


def after(known: list[Spell], *wanted: Spell) -> list[Spell]:
    found, refused = brought(known, wanted, today=TODAY)
    assert refused == []
    return found


def test_a_first_list_is_taken_as_it_is():
    assert after([], Spell(A), Spell(B, SOON)) == [Spell(A), Spell(B, SOON)]


def test_the_same_list_again_changes_nothing():
    known = [Spell(A, None, PAST), Spell(B, PAST)]
    assert after(known, Spell(A, None, PAST), Spell(B, PAST)) == known
    assert after(known, Spell(B)) == known


def test_who_takes_anothers_place_begins_today_and_the_other_ends():
    assert after([Spell(A)], Spell(B)) == [Spell(A, None, TODAY), Spell(B, TODAY)]


def test_days_that_the_list_states_are_taken():
    assert after([Spell(A)], Spell(A, None, SOON), Spell(B, SOON)) == [Spell(A, None, SOON), Spell(B, SOON)]


def test_who_is_listed_from_a_later_day_only_leaves_today():
    assert after([Spell(A)], Spell(A, SOON)) == [Spell(A, None, TODAY), Spell(A, SOON)]


def test_who_is_listed_no_more_ends_today_and_the_past_is_kept():
    known = [Spell(A, None, PAST), Spell(B, PAST)]
    assert after(known) == [Spell(A, None, PAST), Spell(B, PAST, TODAY)]


def test_what_was_to_begin_later_and_is_listed_no_more_never_was():
    assert after([Spell(A), Spell(B, SOON)], Spell(A)) == [Spell(A)]


def test_the_end_of_a_handover_to_come_is_kept_where_the_list_names_the_successor():
    known = [Spell(A, None, SOON), Spell(B, SOON)]
    assert after(known, Spell(B)) == known


@pytest.mark.parametrize(
    ("known", "successor"),
    [
        ([Spell(A, None, PAST), Spell(B, PAST)], B),  # handed over
        ([Spell(A, None, SOON), Spell(B, SOON)], B),  # to be handed over
        ([Spell(A, None, PAST)], None),  # ended
    ],
)
def test_a_list_that_lets_somebody_go_on_after_the_end_is_refused(known: list[Spell], successor: str | None):
    assert brought(known, [Spell(A)], today=TODAY)[1] == [Reopened(0, known[0], successor)]


@pytest.mark.parametrize("again", [PAST, TODAY, SOON])
def test_with_a_new_beginning_they_come_back(again: dt.date):
    known = [Spell(A, None, PAST), Spell(B, PAST)]
    assert after(known, Spell(A, again))[0] == Spell(A, None, PAST)
    assert after(known, Spell(A, again))[-1] == Spell(A, again)


def test_an_end_to_come_may_be_put_off():
    assert after([Spell(A, None, SOON)], Spell(A)) == [Spell(A)]


def test_a_list_that_names_everything_there_was_changes_nothing():
    known = [Spell(A, None, PAST), Spell(B, PAST, TODAY), Spell(A, TODAY)]
    assert after(known, *known) == known
    assert after(known, Spell(A)) == known


def test_a_slip_of_today_can_be_undone_today():
    assert after([Spell(A, None, TODAY)], Spell(A)) == [Spell(A)]


def test_members_of_a_group_do_not_follow_each_other():
    known = [Spell(A, None, SOON), Spell(B, SOON)]
    assert brought(known, [Spell(A), Spell(B, SOON)], today=TODAY, follow=False) == ([Spell(A), Spell(B, SOON)], [])
