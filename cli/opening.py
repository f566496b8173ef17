"""What every command that needs the database opens: the office, its database brought to the newest shape first."""

from collections.abc import Iterator
from contextlib import contextmanager

from config.opening import Opened, opened
from config.settings import Settings
from migrations import is_current, upgrade


@contextmanager
def office(settings: Settings | None = None) -> Iterator[Opened]:
    """The office and a database that has all its tables, also on the very first command."""
    with opened(settings) as here:
        if not is_current(here.engine):
            upgrade(here.engine)
        yield here
