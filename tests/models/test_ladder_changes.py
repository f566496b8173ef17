"""What a changed ladder means for an agenda in force: nothing told is told again, nothing still to come is lost."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ladder_changes import ANNOUNCEMENT, Change, Rung, compare
from models.ladders import Severity

DUE = dt.datetime(2024, 6, 20, 10, tzinfo=dt.UTC)


def at(days):
    """The morning so many days from the due day."""
    return dt.datetime(2024, 6, 20, 0, 30, tzinfo=dt.UTC) + dt.timedelta(days=days)


def agenda(*said, **more):
    """Rungs of an agenda: days from the due day, or a day and an audience; one position per instant."""
    found = [(each, "lead.focal") if isinstance(each, int) else each for each in said]
    places = {days: n for n, days in enumerate(sorted({days for days, _ in found}))}
    return [Rung(at(days), audience, places[days], step=places[days], **more) for days, audience in found]


def days(rungs):
    return [((rung.at - at(0)).days, rung.audience) for rung in rungs]


def change(before, after, told=-1):
    return compare(agenda(*before), told, agenda(*after), DUE)


def test_the_same_ladder_changes_nothing():
    assert not change((-5, -1, (1, "lead.head")), (-5, -1, (1, "lead.head")))


def test_a_new_rung_appears_and_a_missing_one_vanishes():
    found = change((-5, (1, "lead.head")), (-5, (1, "lead.head"), (3, "issuer.leader")))
    assert (days(found.appear), days(found.vanish)) == ([(3, "issuer.leader")], [])
    found = change((-5, (1, "lead.head")), (-5,))
    assert (days(found.vanish), days(found.ahead)) == ([(1, "lead.head")], [(-5, "lead.focal")])


def test_a_rung_for_the_same_post_on_the_same_side_of_the_due_day_is_moved():
    found = change((-5, -1), (-3, -1))
    assert [(days([a])[0][0], days([b])[0][0]) for a, b in found.moved] == [(-5, -3)]
    assert (found.appear, found.vanish) == ((), ())


def test_a_reminder_is_not_taken_for_an_escalation():
    found = change((-5,), (5,))
    assert (days(found.appear), days(found.vanish)) == ([(5, "lead.focal")], [(-5, "lead.focal")])


@pytest.mark.parametrize(("told", "ahead"), [(-1, [-3, -1]), (0, [-1]), (1, [])])
def test_who_was_reminded_five_days_before_is_not_reminded_again_three_days_before(told, ahead):
    assert [n for n, _ in days(change((-5, -1), (-3, -1), told).ahead)] == ahead


def test_a_ladder_reaches_back_only_to_the_last_rung_that_was_told():
    found = change((1, (5, "monitor.head")), (1, (3, "issuer.leader"), (8, "issuer.leader")), told=1)
    assert days(found.ahead) == [(8, "issuer.leader")]


def test_a_rung_told_graver_or_in_a_digest_is_altered():
    before, after = agenda(1, 3), agenda(1, 3, severity=Severity.HIGH)
    assert days(compare(before, 0, after, DUE).altered) == [(3, "lead.focal")]


def test_an_announcement_that_still_waits_goes_first_and_what_came_before_it_stays_away():
    announced = Rung(at(-2), "lead.focal", 0, ANNOUNCEMENT)
    found = compare(
        [announced, Rung(at(1), "lead.head", 1, 2)], -1, agenda(-5, (1, "lead.head"), (2, "lead.head")), DUE
    )
    assert days(found.ahead) == [(-2, "lead.focal"), (1, "lead.head"), (2, "lead.head")]


rungs = st.lists(
    st.tuples(st.integers(-20, 20), st.sampled_from(["lead.focal", "lead.head", "issuer.leader"])),
    unique=True,
    max_size=8,
)


def ahead_of(found: Change, in_force, told):
    """The agenda as it is stored after the change."""
    past = [rung for rung in in_force if rung.position <= told]
    places = {when: told + 1 + n for n, when in enumerate(sorted({rung.at for rung in found.ahead}))}
    return past + [Rung(r.at, r.audience, places[r.at], r.step) for r in found.ahead]


@given(rungs, rungs, st.integers(-1, 7))
def test_whatever_the_ladders_a_second_time_changes_nothing(before, after, told):
    in_force, wanted = agenda(*before), agenda(*after)
    told = min(told, max((rung.position for rung in in_force), default=-1))
    found = compare(in_force, told, wanted, DUE)
    assert not compare(ahead_of(found, in_force, told), told, wanted, DUE)


@given(rungs, rungs, st.integers(-1, 7))
def test_whatever_the_ladders_no_post_hears_more_often_than_either_would_tell_it(before, after, told):
    in_force, wanted = agenda(*before), agenda(*after)
    told = min(told, max((rung.position for rung in in_force), default=-1))
    whole = ahead_of(compare(in_force, told, wanted, DUE), in_force, told)
    for audience in {rung.audience for rung in whole}:
        for early in (True, False):
            heard, then, now = (
                sum(r.audience == audience and (r.at <= DUE) is early for r in some)
                for some in (whole, in_force, wanted)
            )
            assert heard <= max(then, now)


@given(rungs, rungs, st.integers(-1, 7))
def test_whatever_the_ladders_what_is_ahead_comes_after_what_was_told(before, after, told):
    in_force, wanted = agenda(*before), agenda(*after)
    told = min(told, max((rung.position for rung in in_force), default=-1))
    past = [rung.at for rung in in_force if rung.position <= told]
    assert all(rung.at > max(past) for rung in compare(in_force, told, wanted, DUE).ahead if past)
