"""The sample office with the five plans, loaded once into a database file as `dondoc start` loads it."""

import datetime as dt
from collections.abc import Iterator

import pytest

from cli.loading import load_if_empty
from config.opening import Opened, opened
from config.settings import SAMPLE, Settings
from engine.watching.queries import Row, obligations
from engine.watching.wishes import Wish
from migrations import upgrade
from models.moments import instant, local_day

LOADED_AT = instant(dt.date(2026, 11, 23), dt.time(9, 0))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The office as a newcomer has it after the first start, on a Monday of 2026."""
    settings = Settings(home=tmp_path_factory.mktemp("sample"), office=SAMPLE)
    with opened(settings) as here:
        upgrade(here.engine)
        assert load_if_empty(here, now=LOADED_AT)
        yield here


@pytest.fixture(scope="session")
def owed(sample: Opened) -> list[Row]:
    """Every obligation of the sample office."""
    with sample.readings() as session:
        return obligations(session, Wish(), today=local_day(LOADED_AT))
