"""What every door opens first: the settings, the office as it is set up, and its database."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from config.clock import now
from config.database import Sessions, open_database, quick_sessions, reading, session
from config.office import load_office
from config.settings import Settings, load_settings
from models.office import Office

FIRST_YEAR = 2015  # plans older than this are not loaded any more
YEARS_AHEAD = 3


@dataclass(frozen=True)
class Opened:
    """An office and its database: sessions write, readings wait for no writer; ``quick_sessions`` are for many in a row."""

    settings: Settings
    office: Office
    engine: Engine

    @property
    def sessions(self) -> Sessions:
        return partial(session, self.engine)

    @property
    def readings(self) -> Sessions:
        return partial(reading, self.engine)

    def quick_sessions(self) -> AbstractContextManager[Sessions]:
        return quick_sessions(self.engine)


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Opened]:
    """The office and its database by the settings in force (or those given), closed again after the block."""
    settings = settings or load_settings()
    office = load_office(settings.office, years=range(FIRST_YEAR, now().year + YEARS_AHEAD + 1))
    engine = open_database(settings.database_url)
    try:
        yield Opened(settings, office.model_copy(update={"channels": settings.channels}), engine)
    finally:
        engine.dispose()
