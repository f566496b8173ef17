"""What every door opens first: the settings, the office as it is set up, and its database."""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine

from config.clock import now
from config.database import Sessions, open_database, quick_sessions, reading, session
from config.office import load_office
from config.settings import Settings, load_settings
from models.errors import DondocError
from models.office import Office

FIRST_YEAR = 2015  # plans older than this are not loaded any more
YEARS_AHEAD = 3
log = logging.getLogger(__name__)


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


def office_of(settings: Settings) -> Office:
    """The office as its folder says it now, with the channels that are set up."""
    found = load_office(settings.office, years=range(FIRST_YEAR, now().year + YEARS_AHEAD + 1))
    return found.model_copy(update={"channels": settings.channels})


class OfficeFolder:
    """The office as its folder says it now: read again once a file has changed, whoever changed it.

    A file with a fault changes nothing until it is mended.
    """

    def __init__(self, settings: Settings, office: Office) -> None:
        self._settings, self._office, self._mark = settings, office, _mark(settings.office)
        self._lock = Lock()

    def office(self) -> Office:
        """What is in force."""
        mark = _mark(self._settings.office)
        with self._lock:
            if mark != self._mark:
                self._mark = mark
                self._read()
            return self._office

    def _read(self) -> None:
        try:
            self._office = office_of(self._settings)
        except DondocError as error:
            log.warning("the office's files are not read again: %s", error)


def _mark(folder: Path) -> list[tuple[Path, int, int]]:
    """Which files there are that make an office, and which state of each."""
    found = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("templates/*.j2")]):
        with suppress(FileNotFoundError):  # an editor may be putting a new one in its place
            stat = path.stat()
            found.append((path, stat.st_ino, stat.st_mtime_ns))
    return found


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Opened]:
    """The office and its database by the settings in force (or those given), closed again after the block."""
    settings = settings or load_settings()
    office, engine = office_of(settings), open_database(settings.database_url)
    try:
        yield Opened(settings, office, engine)
    finally:
        engine.dispose()
