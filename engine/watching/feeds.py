"""Calendar feeds: a secret address of which only the hash is kept, and the due days behind it.

Whoever has the address reads it without signing in, so it shows what its account may see at that moment, and nothing once
the account is closed or the address revoked.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from engine.access.accounts import hashed
from engine.access.rights import NotYoursError, Viewer, viewer_of
from engine.journal import By, record
from engine.names import unit_names
from engine.watching.queries import Row, obligations
from engine.watching.wishes import Wish
from models.accounts import Account, Feed
from models.columns import table_of
from models.directory import Unit
from models.errors import NotFoundError
from models.obligations import FINISHED, LABELS, Obligation, Progress, Timeliness
from models.periods import ONE_DAY, Period

BACK, AHEAD = 60 * ONE_DAY, 400 * ONE_DAY
MOST = 2_000  # days of one feed; phones stop reading far larger ones
obligation = table_of(Obligation)


class NoFeedError(NotFoundError):
    """Không có lịch ở địa chỉ này: địa chỉ sai hoặc đã bị thu hồi."""


@dataclass(frozen=True)
class FeedRow:
    """A feed as its owner sees it; the address itself cannot be shown again."""

    id: int
    unit: str | None
    created_at: dt.datetime


def make_feed(session: Session, viewer: Viewer, unit_code: str, by: By) -> str:
    """The secret of a new feed: of what the viewer's own posts owe, or of one unit that the viewer sees."""
    unit_id = _seen_unit(session, viewer, unit_code) if unit_code else None
    key = secrets.token_urlsafe(32)
    made = Feed(key_hash=hashed(key), account_id=viewer.account_id, unit_id=unit_id, created_at=by.now)
    session.add(made)
    session.flush()
    record(session, now=by.now, actor=by.actor, action="make feed", subject="feed", subject_id=made.id,
           after={"unit": unit_code})  # fmt: skip
    return key


def _seen_unit(session: Session, viewer: Viewer, code: str) -> int:
    unit_id = session.scalar(_units(viewer).where(col(Unit.code) == code))
    if unit_id is None:
        raise NotYoursError("chỉ lập được lịch cho đơn vị của mình và đơn vị cấp dưới")
    return int(unit_id)


def units_to_follow(session: Session, viewer: Viewer) -> dict[str, str]:
    """The name of each unit that one may have a calendar of, by its code."""
    seen = set(session.scalars(_units(viewer).with_only_columns(col(Unit.code))))
    return {code: name for code, name in unit_names(session).items() if code in seen}


def _units(viewer: Viewer) -> sa.Select[tuple[int | None]]:
    return sa.select(col(Unit.id)).where(sa.true() if viewer.is_administrator else col(Unit.id).in_(viewer.units))


def feeds_of(session: Session, viewer: Viewer) -> list[FeedRow]:
    """The feeds of an account that are still good, newest first."""
    feed, unit = table_of(Feed), table_of(Unit)
    statement = (
        sa.select(feed.c.id, unit.c.name, feed.c.created_at)
        .select_from(feed.outerjoin(unit, unit.c.id == feed.c.unit_id))
        .where(feed.c.account_id == viewer.account_id, feed.c.revoked_at.is_(None))
        .order_by(feed.c.id.desc())
    )
    return [FeedRow(*row) for row in session.execute(statement)]


def revoke_feed(session: Session, viewer: Viewer, feed_id: int, by: By) -> None:
    """Close one of the viewer's own feeds; its address answers nobody any more."""
    feed = session.get(Feed, feed_id)
    if feed is None or feed.account_id != viewer.account_id or feed.revoked_at:
        raise NotFoundError(f"không có lịch số {feed_id}")
    feed.revoked_at = by.now
    session.add(feed)
    record(session, now=by.now, actor=by.actor, action="revoke feed", subject="feed", subject_id=feed_id)


def calendar_behind(session: Session, key: str, base_url: str, *, today: dt.date) -> bytes:
    """The calendar of a secret address as it stands today; the same bytes as long as nothing changed."""
    statement = (
        select(Feed, Account)
        .join(Account, col(Account.id) == Feed.account_id)
        .where(Feed.key_hash == hashed(key), col(Feed.revoked_at).is_(None), col(Account.is_disabled).is_(False))
    )
    found = session.exec(statement).first()
    if found is None:
        raise NoFeedError
    feed, account = found
    viewer = viewer_of(session, account, today=today)
    unit = session.get(Unit, feed.unit_id) if feed.unit_id else None
    wish = Wish(
        within=viewer.visible if unit else _own(viewer),
        unit=unit.code if unit else None,
        due_from=today - BACK,
        due_before=today + AHEAD,
        limit=MOST,
    )
    rows = [row for row in obligations(session, wish, today=today) if row.timeliness != Timeliness.EXCUSED]
    return _calendar(unit.name if unit else viewer.name, rows, base_url)


def _own(viewer: Viewer) -> sa.ColumnElement[bool]:
    mine = obligation.c.unit_id.in_(viewer.acting)
    return sa.or_(mine, obligation.c.id.in_(viewer.given)) if viewer.given else mine


def _calendar(name: str, rows: list[Row], base_url: str) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Đôn Đốc//dondoc//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Đôn Đốc: {name}")
    for row in rows:
        made.add_component(_event(row, base_url))
    return bytes(made.to_ical())


def _event(row: Row, base_url: str) -> Event:
    """An all-day event on the due day. What is done is ticked and takes no time in anybody's calendar."""
    assert row.due_on  # a wish with days has no undated ones
    is_done, url = Progress(row.progress) in FINISHED, f"{base_url.rstrip('/')}/nghia-vu/{row.id}"
    period = f" ({Period.parse(row.period).label})" if row.period else ""
    facts = [f"{row.plan}, {row.section}", LABELS[Timeliness(row.timeliness)], row.document or "", url]
    event = Event()
    event.add("uid", f"nghia-vu-{row.id}@dondoc")
    event.add("dtstamp", dt.datetime.combine(row.submitted_on or row.opens_on, dt.time(), dt.UTC))
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + ONE_DAY)
    event.add("summary", f"{'✓ ' if is_done else ''}Hạn: {row.title}{period}")
    event.add("description", "\n".join(filter(None, facts)))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    return event
