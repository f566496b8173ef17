"""Zalo's stand-in on a port of this machine, with the clock of the test, and the three channels that speak to it."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.delivery.channels import Channel
from engine.delivery.deliver import deliver
from engine.delivery.zalo.bot import Bot, BotSender
from engine.delivery.zalo.official_account import OfficialAccountSender
from engine.delivery.zalo.plugin import NotifyZaloBot, NotifyZaloOA, NotifyZNS, ZaloChannel
from engine.delivery.zalo.tokens import OfficialAccount, Tokens
from engine.delivery.zalo.zns import Template, ZnsSender
from models.office import Office
from tests.delivery.cast import Cast, Clock, office
from tests.delivery.zalo.provider import APP, BOT, FIRST, SECRET, Zalo, serving

READ = 0.6  # seconds that these tests wait for an answer
TEMPLATE = Template("123", {"ten": ("person", 30), "viec": ("title", 20)})


@pytest.fixture(autouse=True)
def talkative() -> Iterator[None]:
    """urllib3 writes down all it can, whatever another test has set: nothing of it may show a secret."""
    logger = logging.getLogger("urllib3")
    level = logger.level
    logger.setLevel(logging.DEBUG)
    yield
    logger.setLevel(level)


@pytest.fixture
def zalo(clock: Clock) -> Zalo:
    return Zalo(clock)


@pytest.fixture
def base(zalo: Zalo) -> Iterator[str]:
    with serving(zalo) as found:
        yield found


@pytest.fixture
def tokens(cast: Cast, base: str) -> Callable[..., Tokens]:
    """A new holder of the tokens, as each run of deliver has one."""

    def make(first: str = FIRST, secret: str = SECRET, **more: Any) -> Tokens:
        return Tokens(OfficialAccount(APP, secret, first, base, READ), cast.sessions, **more)

    return make


@pytest.fixture
def channels(cast: Cast, base: str, tokens: Callable[..., Tokens]) -> Callable[..., list[Channel]]:
    """New channels, as each run of deliver has them."""

    def make(token: str = BOT, **more: Any) -> list[Channel]:
        return [
            ZaloChannel(NotifyZaloBot, BotSender(Bot(token, base, READ), cast.sessions)),
            ZaloChannel(NotifyZaloOA, OfficialAccountSender(tokens(**more), cast.sessions, base=base, read=READ)),
            ZaloChannel(NotifyZNS, ZnsSender(tokens(**more), {"message": TEMPLATE}, base=base, read=READ)),
        ]

    return make


@pytest.fixture
def bot(channels: Callable[..., list[Channel]]) -> Iterator[Channel]:
    with channels()[0] as found:
        yield found


@pytest.fixture
def oa(channels: Callable[..., list[Channel]]) -> Iterator[Channel]:
    with channels()[1] as found:
        yield found


@pytest.fixture
def zns(channels: Callable[..., list[Channel]]) -> Iterator[Channel]:
    with channels()[2] as found:
        yield found


@pytest.fixture
def deliver_zalo(cast: Cast, clock: Clock, channels: Callable[..., list[Channel]]) -> Callable[..., dict[str, int]]:
    """Deliver through Zalo's channels, and any others that are given."""

    def run(*others: Channel, of: Office | None = None, **more: Any) -> dict[str, int]:
        return deliver(cast.sessions, of or office(), [*channels(**more), *others], clock=clock)

    return run
