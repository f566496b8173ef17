"""A request that a program sends again, because no answer reached it, is done once and answered twice."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.dialect import insert_into, rows_of
from models.accounts import ApiAnswer
from models.columns import table_of
from models.errors import BadInputError

KEPT = dt.timedelta(days=1)
answer = table_of(ApiAnswer)


class ReusedKeyError(BadInputError):
    """Khóa chống lặp này đã dùng cho một yêu cầu khác — đặt khóa mới cho mỗi yêu cầu mới."""


def earlier_answer(
    session: Session, token_id: int, key: str, request_hash: str, *, now: dt.datetime
) -> dict[str, Any] | None:
    """What the same request was answered before; None for a new one, whose key is taken until the transaction ends.

    Of two at once the second waits for the first. A request that is refused leaves nothing and may be tried again.
    """
    session.execute(sa.delete(answer).where(answer.c.answered_at < now - KEPT))
    claim = insert_into(session, answer).values(
        token_id=token_id, key=key, request_hash=request_hash, answer={}, answered_at=now
    )
    if rows_of(session.execute(claim.on_conflict_do_nothing())):
        return None
    columns = sa.select(answer.c.request_hash, answer.c.answer)
    known = session.execute(columns.where(_same(token_id, key))).one()
    if known.request_hash != request_hash:
        raise ReusedKeyError
    found: dict[str, Any] = known.answer
    return found


def keep_answer(session: Session, token_id: int, key: str, given: dict[str, Any]) -> None:
    """Remember what a request is answered, together with what it did or not at all."""
    session.execute(sa.update(answer).where(_same(token_id, key)).values(answer=given))


def _same(token_id: int, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(answer.c.token_id == token_id, answer.c.key == key)
