"""How much a channel may still take: the office's rates, counted over the attempts of all deliverers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import one_at_a_time
from models.columns import table_of
from models.messages import Attempt, Message, MessageState
from models.office import Rate

attempt, message = table_of(Attempt), table_of(Message)


@dataclass(frozen=True)
class Room:
    """What one channel takes now, and when it takes more (None: when others are done, which nobody knows)."""

    left: int
    free_at: dt.datetime | None = None


def rooms(session: Session, rates: Mapping[str, Rate], *, now: dt.datetime) -> dict[str, Room]:
    """The room of each channel that has a rate. Those who ask at once wait for each other, until their transaction ends."""
    if rates:
        one_at_a_time(session, "rates")
    return {channel: _room(session, channel, rate, now) for channel, rate in rates.items()}


def _room(session: Session, channel: str, rate: Rate, now: dt.datetime) -> Room:
    """What was tried within the last ``per`` and what is on its way takes up room.

    An attempt that a clock since set back has left in the future does not: it would shut the channel for as long.
    """
    lately = sa.and_(attempt.c.channel == channel, attempt.c.at > now - rate.per, attempt.c.at <= now)
    newest = sa.select(attempt.c.at).where(lately).order_by(attempt.c.at.desc()).limit(rate.count)
    tried = list(session.execute(newest).scalars())
    leaving = sa.and_(message.c.channel == channel, message.c.state == MessageState.SENDING)
    on_way = session.execute(sa.select(sa.func.count()).select_from(message).where(leaving)).scalar_one()
    return Room(max(0, rate.count - len(tried) - on_way), tried[-1] + rate.per if tried else None)
