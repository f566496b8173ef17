"""Pause all sending with one switch and take it up again; sweeps go on meanwhile, and what they tell is held."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import insert_into
from engine.journal import By, record
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError
from models.moments import instant, local, local_day
from models.office import Office
from models.periods import ONE_DAY
from models.switches import PAUSED, Switch

switch = table_of(Switch)


@dataclass(frozen=True)
class Pause:
    """A pause in force: why, by whom, since when, and the instant from which it is over (None: until resumed)."""

    reason: str
    by: str
    since: dt.datetime
    ends_at: dt.datetime | None

    def words(self, zone: str) -> str:
        """The pause in one line for a person; its last day is named, not the first one after it."""
        last = f", đến hết {local_day(self.ends_at - ONE_DAY, zone):%d/%m/%Y}" if self.ends_at else ""
        since = local(self.since, zone).format("HH:mm DD/MM/YYYY")
        return f"Đang tạm dừng gửi từ {since}{last} ({self.by}: {self.reason})"


def pause(session: Session, office: Office, by: By, reason: str, *, until: dt.date | None = None) -> None:
    """Let no message leave from now on, to the end of ``until`` if a day is given; said again it is said anew."""
    if not reason.strip():
        raise BadInputError("cần nêu lý do tạm dừng")
    if until and until < (today := local_day(by.now, office.zone)):
        raise BadInputError(f"--until {until:%d/%m/%Y} là ngày đã qua — viết một ngày từ {today:%d/%m/%Y} trở đi")
    ends_at = instant(until + ONE_DAY, dt.time(0), office.zone) if until else None
    _throw(session, by, is_thrown=True, reason=reason.strip(), ends_at=ends_at)


def resume(session: Session, by: By) -> None:
    """Send again. What was held leaves with the next delivery, unless it was finished meanwhile."""
    if paused(session, now=by.now) is None:
        raise NotAllowedError("việc gửi không bị tạm dừng, không có gì để mở lại")
    _throw(session, by, is_thrown=False, reason="", ends_at=None)


def paused(session: Session, *, now: dt.datetime) -> Pause | None:
    """The pause in force, if there is one."""
    row = session.execute(sa.select(switch).where(_is_on(now))).one_or_none()
    return Pause(row.reason, row.by, row.at, row.ends_at) if row else None


def not_paused(now: dt.datetime | sa.BindParameter[dt.datetime]) -> sa.ColumnElement[bool]:
    """The condition that no pause is in force, for a statement that lets a message leave."""
    return ~sa.exists(sa.select(switch.c.name).where(_is_on(now)))


def _is_on(now: dt.datetime | sa.BindParameter[dt.datetime]) -> sa.ColumnElement[bool]:
    lasts = sa.or_(switch.c.ends_at.is_(None), switch.c.ends_at > now)
    return sa.and_(switch.c.name == PAUSED, switch.c.is_thrown, lasts)


def _throw(session: Session, by: By, *, is_thrown: bool, reason: str, ends_at: dt.datetime | None) -> None:
    before = paused(session, now=by.now)
    values = {"is_thrown": is_thrown, "reason": reason, "by": by.actor, "at": by.now, "ends_at": ends_at}
    insert = insert_into(session, switch).values(name=PAUSED, **values)
    session.execute(insert.on_conflict_do_update(index_elements=[switch.c.name], set_=values))
    record(
        session, now=by.now, actor=by.actor, action="pause" if is_thrown else "resume", subject="switch", reason=reason,
        before={"reason": before.reason, "ends_at": before.ends_at} if before else None, after={"ends_at": ends_at},
    )  # fmt: skip
