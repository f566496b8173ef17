"""What people say to each other about an obligation, kept in the order in which it was said."""

from sqlmodel import Session, col, select

from engine.complete import By
from models.comments import Comment
from models.errors import BadInputError


def say(session: Session, obligation_id: int, text: str, by: By) -> None:
    """Add a remark; everybody who sees the obligation sees it, and nobody takes it back."""
    if not text.strip():
        raise BadInputError("cần viết nội dung trao đổi")
    session.add(Comment(obligation_id=obligation_id, text=text.strip(), said_by=by.actor, said_at=by.now))


def comments_on(session: Session, obligation_id: int) -> list[Comment]:
    """All that was said about an obligation, the oldest first."""
    return list(
        session.exec(select(Comment).where(Comment.obligation_id == obligation_id).order_by(col(Comment.id))).all()
    )
