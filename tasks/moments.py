"""What the tasks share: the moment that a person asked a run to act for."""

import datetime as dt

from config.clock import parse_as_of


def moment(as_of: dt.datetime | None) -> dt.datetime | None:
    """The moment that was asked for; one without an offset is the office's clock time."""
    return None if as_of is None else parse_as_of(as_of.isoformat())
