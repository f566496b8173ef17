"""What every command that needs the database opens: the office, its database brought to the newest shape and filled."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cli.loading import load_if_empty
from config.clock import now
from config.opening import Opened, opened
from config.settings import Settings
from migrations import is_current, upgrade


@contextmanager
def office(settings: Settings | None = None, *, fill: bool = True) -> Iterator[Opened]:
    """The office and its database with all tables; an empty one is filled from the office's folder, as ``start`` does."""
    with opened(settings) as here:
        if not is_current(here.engine):
            upgrade(here.engine)
        if fill and load_if_empty(here, now=now()):
            print(f"dondoc: cơ sở dữ liệu trống, đã nạp cơ quan từ {here.settings.office}", file=sys.stderr)
        yield here
