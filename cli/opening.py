"""What every command that needs the database opens: the office, its database brought to the newest shape and filled."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError

from cli.ending import complain
from cli.loading import load_if_empty
from config.clock import now
from config.database import BEGIN
from config.opening import Opened, opened
from config.settings import Settings
from migrations import is_current, upgrade
from models.errors import ConfigurationError


@contextmanager
def office(settings: Settings | None = None, *, fill: bool = True) -> Iterator[Opened]:
    """The office and its database with all tables; an empty one is filled from the office's folder, as ``start`` does."""
    with opened(settings) as here:
        if not current(here):
            _upgrade(here)
        if fill and load_if_empty(here, now=now()):
            complain(f"cơ sở dữ liệu trống, đã nạp cơ quan từ {here.settings.office}")
        yield here


def current(here: Opened) -> bool:
    """Whether the database has the newest shape; asked without waiting for anybody who writes."""
    return is_current(here.engine.execution_options(**{BEGIN: "DEFERRED"}))


def _upgrade(here: Opened) -> None:
    try:
        upgrade(here.engine)
    except CommandError as error:
        raise ConfigurationError(
            f"cơ sở dữ liệu thuộc một phiên bản mới hơn phần mềm này ({error}) — cài phiên bản mới, hoặc dùng bản sao lưu"
        ) from None
