"""What people say to each other about an obligation, kept in the order in which it was said."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session, col, select

from engine.journal import By
from models.comments import Comment
from models.errors import BadInputError


@dataclass(frozen=True)
class Remark:
    """What somebody said, and when."""

    text: str
    by: str
    at: dt.datetime


def say(session: Session, obligation_id: int, text: str, by: By) -> None:
    """Add a remark; everybody who sees the obligation sees it, and nobody takes it back."""
    if not text.strip():
        raise BadInputError("cần viết nội dung trao đổi")
    session.add(Comment(obligation_id=obligation_id, text=text.strip(), said_by=by.actor, said_at=by.now))


def remarks_on(session: Session, obligation_id: int) -> list[Remark]:
    """All that was said about an obligation, the oldest first."""
    statement = select(Comment).where(Comment.obligation_id == obligation_id).order_by(col(Comment.id))
    return [Remark(row.text, row.said_by, row.said_at) for row in session.exec(statement)]
