"""Counts by place in time: the gravest word, the on-time share, and what counts in neither."""

from collections import Counter

import pytest

from models.obligations import Timeliness
from models.tallies import GRAVEST_FIRST, Tally, summed

ON_TIME, LATE, OVERDUE = Timeliness.ON_TIME, Timeliness.LATE, Timeliness.OVERDUE


def tally(*stands: Timeliness) -> Tally:
    return Tally(dict(Counter(stands)))


def test_every_place_in_time_has_its_gravity() -> None:
    assert sorted(GRAVEST_FIRST) == sorted(Timeliness)


@pytest.mark.parametrize(
    ("stands", "worst"),
    [
        ((ON_TIME, ON_TIME, OVERDUE), OVERDUE),
        ((ON_TIME, Timeliness.NOT_OPEN), ON_TIME),
        ((LATE, Timeliness.NOT_DUE), LATE),
        ((Timeliness.EXCUSED, Timeliness.NOT_OPEN), Timeliness.NOT_OPEN),
        ((Timeliness.EXCUSED,), Timeliness.EXCUSED),
    ],
)
def test_several_show_the_gravest(stands: tuple[Timeliness, ...], worst: Timeliness) -> None:
    assert tally(*stands).worst is worst


def test_the_rate_is_of_what_was_done_or_should_have_been() -> None:
    assert tally(ON_TIME, ON_TIME, LATE, OVERDUE, Timeliness.NOT_DUE, Timeliness.EXCUSED).rate == 0.5
    assert tally(Timeliness.NOT_DUE, Timeliness.DUE_SOON).rate is None


def test_what_was_excused_is_owed_by_nobody() -> None:
    counted = tally(ON_TIME, LATE, Timeliness.NOT_DUE, Timeliness.EXCUSED)
    assert (counted.total, counted.done) == (3, 2)


def test_tallies_add_up() -> None:
    whole = summed([tally(ON_TIME), tally(ON_TIME, OVERDUE), Tally()])
    assert whole.counts == {ON_TIME: 2, OVERDUE: 1}
