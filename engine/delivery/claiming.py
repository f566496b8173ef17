"""What may leave now: nothing while all is paused, nothing to people in their quiet, no more than a channel's rate."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session

from engine.delivery import outbox
from engine.dialect import one_at_a_time
from engine.directory.people import quiet_people
from engine.escalation.slots import is_quiet
from engine.escalation.switches import paused
from models.columns import table_of
from models.messages import Attempt, Message, MessageState
from models.office import Office, Rate

attempt, message = table_of(Attempt), table_of(Message)


@dataclass(frozen=True)
class Claimed:
    """Leased messages; or none, and when a channel whose rate is used up has room again for what is due."""

    messages: list[Message] = field(default_factory=list)
    free_at: dt.datetime | None = None


@dataclass(frozen=True)
class Room:
    """What one channel takes now, and when it takes more (None: not before others are done)."""

    left: int
    free_at: dt.datetime | None = None


def claim(
    session: Session, office: Office, channels: Collection[str], *, holder: str, count: int, now: dt.datetime
) -> Claimed:
    """Lease up to ``count`` messages that may leave now.

    Nothing is leased beyond the room there is, so that no lease has to be held through a wait.
    """
    if paused(session, now=now):
        return Claimed()
    still = [id_ for id_, quiet in quiet_people(session).items() if is_quiet(quiet, now, office.zone)]
    room = rooms(
        session, {name: rate for name, rate in office.setup.sending.limits.items() if name in channels}, now=now
    )
    claimed: list[Message] = []
    for some, most in [(set(channels) - room.keys(), count), *(({name}, each.left) for name, each in room.items())]:
        if some and (most := min(most, count - len(claimed))):
            claimed += outbox.claim(session, some, holder=holder, count=most, now=now, but_to=still)
    return Claimed(claimed) if claimed else Claimed(free_at=_free_at(session, room, still, now))


def rooms(session: Session, rates: Mapping[str, Rate], *, now: dt.datetime) -> dict[str, Room]:
    """The room of each channel that has a rate. Those who ask at once wait for each other, to the end of the transaction."""
    if rates:
        one_at_a_time(session, "rates")
    return {channel: _room(session, channel, rate, now) for channel, rate in rates.items()}


def _room(session: Session, channel: str, rate: Rate, now: dt.datetime) -> Room:
    """What was tried within the last ``per`` and what is on its way, of all deliverers, takes up room.

    An attempt that a clock since set back has left in the future does not: it would shut the channel for as long.
    """
    lately = sa.and_(attempt.c.channel == channel, attempt.c.at > now - rate.per, attempt.c.at <= now)
    newest = sa.select(attempt.c.at).where(lately).order_by(attempt.c.at.desc()).limit(rate.count)
    tried = list(session.execute(newest).scalars())
    leaving = sa.and_(outbox.INDEXED, message.c.channel == channel, message.c.state == MessageState.SENDING)
    on_way = session.execute(sa.select(sa.func.count()).select_from(message).where(leaving)).scalar_one()
    return Room(max(0, rate.count - len(tried) - on_way), tried[-1] + rate.per if tried else None)


def _free_at(
    session: Session, room: Mapping[str, Room], still: Collection[int], now: dt.datetime
) -> dt.datetime | None:
    """The first moment at which a channel that is full now, and for which something is due, has room again."""
    full = {name: each.free_at for name, each in room.items() if each.free_at and not each.left}
    due = sa.select(message.c.channel).where(outbox.INDEXED, outbox.is_due(full.keys(), now, still)).distinct()
    return min((full[name] for name in session.execute(due).scalars()), default=None) if full else None
