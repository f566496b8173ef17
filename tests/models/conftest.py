"""The calendars that the rules of the models are tried on."""

import datetime as dt

import pytest

from models.working_days import WorkingCalendar, vietnamese_calendar

SWAPPED_OFF = {dt.date(2026, 1, 2): "hoán đổi (12729/VPCP-KGVX)"}
SWAPPED_IN = {dt.date(2026, 1, 10): "làm bù cho 02/01"}


@pytest.fixture(scope="session")
def vietnam() -> WorkingCalendar:
    """The state's calendar of 2019 to 2032 with the one swap that the package does not know."""
    return vietnamese_calendar(range(2019, 2033), off=SWAPPED_OFF, worked=SWAPPED_IN)
