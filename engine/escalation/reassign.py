"""Give one obligation to a person, or all posts of one person to another; what has not reached anybody follows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, or_, select

from engine.directory.people import directory_on, holds
from engine.escalation.group import find_anew
from engine.fulfilment.complete import subject_of
from engine.journal import By, record
from models.columns import table_of
from models.directory import Absence, Delegation, Person, Tenure, Unit
from models.errors import BadInputError, NotAllowedError
from models.ladders import Party, Role
from models.messages import Message, Notice
from models.moments import local_day
from models.obligations import UNFINISHED
from models.office import Office
from models.periods import ONE_DAY
from models.plans import AgendaStep

notice, message, step = table_of(Notice), table_of(Message), table_of(AgendaStep)
Dated = TypeVar("Dated", Tenure, Delegation)


@dataclass(frozen=True)
class HandedOn:
    """What went from one person to another: posts, single obligations, turns as stand-in, reminders not yet arrived."""

    posts: int
    delegations: int
    absences: int
    notices: int


def delegate(session: Session, office: Office, obligation_id: int, to: Person, by: By, reason: str) -> None:
    """What is told to the lead's posts about this obligation goes to a person, until it is taken back."""
    today = local_day(by.now, office.zone)
    if subject_of(session, obligation_id).obligation.progress not in UNFINISHED:
        raise NotAllowedError(f"nghĩa vụ {obligation_id} đã nộp hoặc đã kết thúc, không giao lại được")
    if not reason.strip():
        raise BadInputError("cần nêu lý do giao việc")
    require_address(session, office, to, today)
    given = delegation_of(session, obligation_id, today)
    if given and given.person_id == to.id:
        raise NotAllowedError(f"nghĩa vụ {obligation_id} đang giao cho {to.name} rồi")
    if given:
        given.valid_to = today
        session.add(given)
    made = Delegation(obligation_id=obligation_id, person_id=int(to.id or 0), reason=reason.strip(), valid_from=today)
    session.add(made)
    _told_anew(session, obligation_id)
    _note(session, by, "delegate", obligation_id, reason, _name(session, given.person_id) if given else None, to.name)


def give_over(session: Session, office: Office, what: str, heir: str, obligations: Sequence[int], by: By) -> Person:
    """Of what a split unit still owes, some goes to an heir: its focal person, or who answers instead, hears of it."""
    unit_id = session.exec(select(Unit.id).where(Unit.code == heir)).one()
    reader = directory_on(session, local_day(by.now, office.zone), office.channels).within(
        int(unit_id or 0), Role.FOCAL, ""
    )
    if reader is None:
        raise NotAllowedError("đơn vị nhận chưa có ai nhận được tin — thêm đầu mối và địa chỉ trước")
    to = session.get_one(Person, reader.person_id)
    for obligation_id in obligations:
        delegate(session, office, obligation_id, to, by, f"{what} chia tách")
    return to


def take_back(session: Session, office: Office, obligation_id: int, by: By, reason: str = "") -> None:
    """The lead's own posts are told about this obligation again."""
    today = local_day(by.now, office.zone)
    subject_of(session, obligation_id)
    given = delegation_of(session, obligation_id, today)
    if given is None:
        raise NotAllowedError(f"nghĩa vụ {obligation_id} không giao riêng cho ai")
    given.valid_to = today
    session.add(given)
    _told_anew(session, obligation_id)
    _note(session, by, "take back", obligation_id, reason, _name(session, given.person_id), None)


def handover(
    session: Session, office: Office, leaver: Person, successor: Person, on: dt.date, by: By, reason: str = ""
) -> HandedOn:
    """All posts and delegations of one person belong to another from a day on, and absences in which they stand in.

    Reminders to the leaver that have not arrived follow if the day has come; they find their reader anew, by the posts.
    """
    today = local_day(by.now, office.zone)
    if leaver.id == successor.id:
        raise BadInputError("người giao và người nhận là một — viết hai người khác nhau")
    require_address(session, office, successor, today)
    posts = _held(session, Tenure, leaver, on)
    if not posts:
        raise NotAllowedError(f"{leaver.name} không giữ chức danh nào từ ngày {on:%d/%m/%Y}, không có gì để bàn giao")
    given = _held(session, Delegation, leaver, on)
    held: list[Tenure | Delegation] = [*posts, *given]
    for each in held:
        _hand_on(session, each, successor, on)
    absences = _stand_in(session, leaver, successor, on)
    session.flush()
    follow = find_anew(session, message.c.person_id == leaver.id) if on <= today else 0
    found = HandedOn(len(posts), len(given), absences, follow)
    record(
        session, now=by.now, actor=by.actor, action="handover", subject="person", subject_id=leaver.id, reason=reason,
        before={"person": leaver.name}, after={"person": successor.name, "on": on} | vars(found),
    )  # fmt: skip
    return found


def delegation_of(session: Session, obligation_id: int, today: dt.date) -> Delegation | None:
    """Who was given an obligation, if anybody is on this day."""
    given = session.exec(select(Delegation).where(Delegation.obligation_id == obligation_id)).all()
    return next((each for each in given if holds(each.valid_from, each.valid_to, today)), None)


def require_address(session: Session, office: Office, person: Person, today: dt.date) -> None:
    """Refuse somebody whom no reminder would reach."""
    if person.id not in directory_on(session, today, office.channels).addresses:
        raise NotAllowedError(f"{person.name} không có địa chỉ nào dùng được — thêm địa chỉ vào danh bạ trước")


def _told_anew(session: Session, obligation_id: int) -> None:
    session.flush()
    find_anew(session, notice.c.obligation_id == obligation_id, step.c.party == Party.LEAD)


def _held(session: Session, kind: type[Dated], person: Person, on: dt.date) -> list[Dated]:
    lasts = or_(col(kind.valid_to).is_(None), col(kind.valid_to) > on)
    return list(session.exec(select(kind).where(kind.person_id == person.id, lasts).order_by(col(kind.id))).all())


def _hand_on(session: Session, each: Tenure | Delegation, successor: Person, on: dt.date) -> None:
    """End it on the day and begin it anew for the successor; what begins only then changes hands as a whole."""
    if each.valid_from is not None and each.valid_from >= on:
        each.person_id = int(successor.id or 0)
    else:
        session.add(type(each)(**each.model_dump(exclude={"id"}) | {"person_id": successor.id, "valid_from": on}))
        each.valid_to = on
    session.add(each)


def _stand_in(session: Session, leaver: Person, successor: Person, on: dt.date) -> int:
    """Absences that reach beyond the day, in which the leaver stands in: from the day on the successor does."""
    lasting = select(Absence).where(Absence.stand_in_id == leaver.id, Absence.last_on >= on)
    found = session.exec(lasting).all()
    for each in found:
        if each.first_on < on:
            kept = {"stand_in_id": leaver.id, "last_on": on - ONE_DAY}
            session.add(Absence(**each.model_dump(exclude={"id"}) | kept))
            each.first_on = on
        each.stand_in_id = successor.id
        session.add(each)
    return len(found)


def _name(session: Session, person_id: int) -> str:
    return session.get_one(Person, person_id).name


def _note(
    session: Session, by: By, action: str, obligation_id: int, reason: str, before: str | None, after: str | None
) -> None:
    record(
        session, now=by.now, actor=by.actor, action=action, subject="obligation", subject_id=obligation_id,
        reason=reason.strip(), before={"person": before}, after={"person": after},
    )  # fmt: skip
