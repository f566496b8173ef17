"""The office of these tests in a fresh database, a clock that is moved by hand, and a real mail server."""

import logging
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer
from tests.delivery.cast import Cast, Clock, moment, office
from tests.delivery.servers import Moody, listening


@pytest.fixture
def overheard() -> Iterator[list[logging.LogRecord]]:
    """What reaches the root logger, as any log file would have it (caplog also hears loggers that keep to themselves)."""
    records: list[logging.LogRecord] = []
    ear, root = logging.Handler(logging.DEBUG), logging.getLogger()
    ear.emit = records.append  # type: ignore[method-assign,assignment]
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    yield records
    root.removeHandler(ear)
    root.setLevel(level)


@pytest.fixture
def cast(database: Engine) -> Cast:
    return Cast(database)


@pytest.fixture
def clock() -> Clock:
    return Clock(moment("2024-01-08"))


@pytest.fixture
def moody() -> Moody:
    return Moody()


@pytest.fixture
def server(moody: Moody) -> Iterator[MailServer]:
    with listening(moody) as found:
        yield found


@pytest.fixture
def deliver_all(cast: Cast, clock: Clock, server: MailServer) -> Callable[..., dict[str, int]]:
    """Deliver by e-mail to the server, with the clock of the test."""

    def run(**more: object) -> dict[str, int]:
        values: dict[str, object] = {"clock": clock, "base_url": "https://dondoc.example"} | more
        return deliver(cast.sessions, office(), [EmailChannel(server)], **values)  # type: ignore[arg-type]

    return run
