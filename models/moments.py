"""Days and clock times of the office turned into instants, and back; the one place that knows the time zone rules."""

import datetime as dt
from functools import lru_cache

import pendulum

ZONE = "Asia/Ho_Chi_Minh"


@lru_cache
def zone_named(name: str) -> pendulum.Timezone:
    """The zone's rules, read once: pendulum reads the file anew each time it is given a name."""
    zone = pendulum.timezone(name)
    assert isinstance(zone, pendulum.Timezone)
    return zone


def instant(day: dt.date, at: dt.time, zone: str = ZONE) -> dt.datetime:
    """That clock time of that day in the office's zone, as an aware UTC instant."""
    local = pendulum.datetime(day.year, day.month, day.day, at.hour, at.minute, at.second, tz=zone_named(zone))
    return local.in_timezone(pendulum.UTC)


def local(moment: dt.datetime, zone: str = ZONE) -> pendulum.DateTime:
    """An instant as the office's clock shows it."""
    return pendulum.instance(moment).in_timezone(zone_named(zone))


def local_day(moment: dt.datetime, zone: str = ZONE) -> dt.date:
    """The day it is in the office at an instant."""
    here = local(moment, zone)
    return dt.date(here.year, here.month, here.day)
