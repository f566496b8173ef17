"""What every task opens first: the office as it is set up, and its database."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from config.clock import now, parse_as_of
from config.database import open_database, reading, session
from config.office import load_office
from config.settings import Settings, load_settings
from engine.sweep import Sessions
from models.office import Office

FIRST_YEAR = 2015  # plans older than this are not loaded any more
YEARS_AHEAD = 3


@dataclass(frozen=True)
class Opened:
    """An office and its database, open for one task: sessions write, readings wait for no writer."""

    settings: Settings
    office: Office
    engine: Engine

    @property
    def sessions(self) -> Sessions:
        return partial(session, self.engine)

    @property
    def readings(self) -> Sessions:
        return partial(reading, self.engine)


@contextmanager
def opened() -> Iterator[Opened]:
    """The office and its database, closed again after the block."""
    settings = load_settings()
    office = load_office(settings.office, years=range(FIRST_YEAR, now().year + YEARS_AHEAD + 1))
    engine = open_database(settings.database_url)
    try:
        yield Opened(settings, office, engine)
    finally:
        engine.dispose()


def moment(as_of: dt.datetime | None) -> dt.datetime | None:
    """The moment that was asked for; one without an offset is the office's clock time."""
    return None if as_of is None else parse_as_of(as_of.isoformat())
