"""The calendar that the rules of the models are tried on."""

import pytest

from models.working_days import WorkingCalendar
from tests.models.drafting import VIETNAM


@pytest.fixture(scope="session")
def vietnam() -> WorkingCalendar:
    """The state's calendar of 2019 to 2032 with the one swap that the package does not know."""
    return VIETNAM
