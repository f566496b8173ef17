"""What somebody may do to one obligation now, and doing it: rights and state are asked anew each time, under a lock."""

import datetime as dt
import enum
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.access.rights import Viewer, require_acting, require_deciding, seen
from engine.fulfilment.answers import (
    Said,
    act,
    answer_difficulty,
    asked,
    decide_extension,
    snoozes_left,
    urge,
)
from engine.fulfilment.comments import say
from engine.fulfilment.complete import Subject, accept, extend, send_back, set_due, subject_of, waive
from engine.journal import By
from models.answers import Purpose, Request, RequestKind
from models.columns import table_of
from models.errors import BadInputError, NotAllowedError
from models.obligations import UNFINISHED, Obligation, Progress, Submission
from models.office import Office
from models.plans import PlanState


class Deed(enum.StrEnum):
    """One thing to do to an obligation; the value stands in addresses."""

    SUBMIT = "nop"
    ACKNOWLEDGE = "dang-lam"
    EXTENSION = "xin-gia-han"
    DIFFICULTY = "kho-khan"
    SNOOZE = "nhac-sau"
    ACCEPT = "duyet"
    RETURN = "tra-lai"
    GRANT = "cho-gia-han"
    REFUSE = "khong-gia-han"
    ANSWER = "tra-loi"
    DATE = "an-dinh-han"
    URGE = "don-doc"
    EXTEND = "gia-han"
    WAIVE = "mien"
    COMMENT = "trao-doi"


COUNTED = "ghi-them"  # what a submission comes to that does not yet reach its target
BY_LINK = {
    Deed.SUBMIT: Purpose.SUBMIT,
    Deed.ACKNOWLEDGE: Purpose.ACKNOWLEDGE,
    Deed.EXTENSION: Purpose.EXTENSION,
    Deed.DIFFICULTY: Purpose.DIFFICULTY,
    Deed.SNOOZE: Purpose.SNOOZE,
}


@dataclass(frozen=True)
class Doing:
    """A deed being done: to which obligation, with what was filled in, by whom."""

    session: Session
    office: Office
    obligation_id: int
    said: Said
    by: By


def deeds_open(session: Session, office: Office, viewer: Viewer, it: Subject, *, today: dt.date) -> list[Deed]:
    """What this viewer may do now, the most likely first; everybody who sees may say something."""
    own = [] if it.activity.is_own else _of_unit(session, office, viewer, it, today) + _of_monitor(session, viewer, it)
    return [*own, Deed.COMMENT]


def _of_unit(session: Session, office: Office, viewer: Viewer, it: Subject, today: dt.date) -> list[Deed]:
    owed = it.obligation
    if not viewer.acts_on(owed) or owed.progress not in UNFINISHED:
        return []
    waiting = _waiting(session, it)
    is_reminded = owed.due_on is not None and it.plan.state is PlanState.ACTIVE
    can_wait = is_reminded and owed.due_on and today <= owed.due_on and snoozes_left(session, office, int(owed.id or 0))
    found = {
        Deed.SUBMIT: True,
        Deed.ACKNOWLEDGE: is_reminded,
        Deed.EXTENSION: owed.due_on and RequestKind.EXTENSION not in waiting,
        Deed.DIFFICULTY: RequestKind.DIFFICULTY not in waiting,
        Deed.SNOOZE: can_wait,
    }
    return [deed for deed, is_open in found.items() if is_open]


def _of_monitor(session: Session, viewer: Viewer, it: Subject) -> list[Deed]:
    owed = it.obligation
    if not viewer.decides_on(owed) or owed.progress not in (*UNFINISHED, Progress.SUBMITTED):
        return []
    waiting, is_unfinished = _waiting(session, it), owed.progress in UNFINISHED
    found = {
        Deed.ACCEPT: not is_unfinished,
        Deed.RETURN: not is_unfinished,
        Deed.GRANT: RequestKind.EXTENSION in waiting,
        Deed.REFUSE: RequestKind.EXTENSION in waiting,
        Deed.ANSWER: RequestKind.DIFFICULTY in waiting,
        Deed.DATE: is_unfinished and it.occurrence.due_on is None and owed.due_on is None,
        Deed.URGE: is_unfinished and owed.due_on and it.plan.state is PlanState.ACTIVE,
        Deed.EXTEND: is_unfinished and owed.due_on and RequestKind.EXTENSION not in waiting,
        Deed.WAIVE: True,
    }
    return [deed for deed, is_open in found.items() if is_open]


def _waiting(session: Session, it: Subject) -> set[RequestKind]:
    """What was asked about an obligation and not answered yet."""
    open_ones = select(Request.kind).where(Request.obligation_id == it.obligation.id, col(Request.decision).is_(None))
    return {RequestKind(kind) for kind in session.exec(open_ones)}


def perform(
    session: Session, office: Office, viewer: Viewer, deed: Deed, obligation_id: int, said: Said, by: By
) -> str:
    """Do it, if this viewer may and nobody was faster; gives the code of what came of it."""
    _allow(session, viewer, deed, obligation_id)
    hold(session, obligation_id)
    it = subject_of(session, obligation_id)
    DOING[deed](Doing(session, office, obligation_id, said, by))
    return COUNTED if deed is Deed.SUBMIT and it.obligation.progress in UNFINISHED else deed.value


def hold(session: Session, obligation_id: int) -> None:
    """Keep an obligation to oneself to the end of the transaction: whoever is second waits, and reads what the first did."""
    owed = table_of(Obligation)
    session.execute(sa.select(owed.c.id).where(owed.c.id == obligation_id).with_for_update())
    session.expire_all()


def _allow(session: Session, viewer: Viewer, deed: Deed, obligation_id: int) -> None:
    if deed is Deed.COMMENT:
        seen(session, viewer, obligation_id)
    elif deed in BY_LINK:
        require_acting(session, viewer, obligation_id)
    else:
        require_deciding(session, viewer, obligation_id)


def _answer_reminder(purpose: Purpose) -> Callable[[Doing], None]:
    def do(it: Doing) -> None:
        act(it.session, it.office, purpose, it.obligation_id, it.said, it.by)

    return do


def _accept(it: Doing) -> None:
    _same_submission(it)
    accept(it.session, it.obligation_id, it.by, it.said.reason)


def _return(it: Doing) -> None:
    _same_submission(it)
    send_back(it.session, it.office, it.obligation_id, it.by, it.said.reason)


def _same_submission(it: Doing) -> None:
    """Refuse a decision about a document that another one has replaced since the reviewer's page was opened."""
    last = select(Submission.id).where(Submission.obligation_id == it.obligation_id)
    if it.said.submission not in (None, it.session.exec(last.order_by(col(Submission.id).desc())).first()):
        raise NotAllowedError("văn bản đã được thay bằng bản nộp mới hơn — tải lại trang, xem bản mới rồi quyết định")


def _grant(it: Doing) -> None:
    request = asked(it.session, it.obligation_id, RequestKind.EXTENSION)
    decide_extension(it.session, it.office, request, it.by, until=_day(it), answer=it.said.reason)


def _refuse(it: Doing) -> None:
    request = asked(it.session, it.obligation_id, RequestKind.EXTENSION)
    decide_extension(it.session, it.office, request, it.by, until=None, answer=it.said.reason)


def _answer(it: Doing) -> None:
    request = asked(it.session, it.obligation_id, RequestKind.DIFFICULTY)
    answer_difficulty(it.session, it.office, request, it.by, it.said.reason)


def _date(it: Doing) -> None:
    occurrence = subject_of(it.session, it.obligation_id).occurrence
    set_due(it.session, it.office, int(occurrence.id or 0), _day(it), it.by, it.said.reason)


def _urge(it: Doing) -> None:
    urge(it.session, it.office, it.obligation_id, it.by, it.said.reason)


def _extend(it: Doing) -> None:
    extend(it.session, it.office, it.obligation_id, _day(it), it.by, it.said.reason)


def _waive(it: Doing) -> None:
    waive(it.session, it.obligation_id, it.by, it.said.reason)


def _comment(it: Doing) -> None:
    say(it.session, it.obligation_id, it.said.reason, it.by)


def _day(it: Doing) -> dt.date:
    if it.said.until is None:
        raise BadInputError("cần nêu ngày — viết như 31/01/2024")
    return it.said.until


DOING: dict[Deed, Callable[[Doing], None]] = {
    **{deed: _answer_reminder(purpose) for deed, purpose in BY_LINK.items()},
    Deed.ACCEPT: _accept,
    Deed.RETURN: _return,
    Deed.GRANT: _grant,
    Deed.REFUSE: _refuse,
    Deed.ANSWER: _answer,
    Deed.DATE: _date,
    Deed.URGE: _urge,
    Deed.EXTEND: _extend,
    Deed.WAIVE: _waive,
    Deed.COMMENT: _comment,
}
