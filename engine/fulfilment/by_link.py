"""What a link of a message opens, and doing it: a unit answers its reminder, a monitor decides what a unit asked."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from engine.fulfilment.answers import Said, act, request_behind
from engine.fulfilment.deeds import BY_LINK, DOING, Deed, Doing, hold
from engine.fulfilment.links import Link, check_link, use_link
from engine.journal import By
from models.answers import Purpose, RequestKind
from models.errors import BadInputError
from models.office import Office

DECIDING = {RequestKind.EXTENSION: (Deed.GRANT, Deed.REFUSE), RequestKind.DIFFICULTY: (Deed.ANSWER,)}


@dataclass(frozen=True)
class Offer:
    """What a link lets its person choose from, about which obligation; ``request`` is the number of what is to be decided."""

    obligation_id: int
    deeds: tuple[Deed, ...]
    request: int | None = None

    def chosen(self, deed: Deed | None) -> Deed:
        """What is to be done, of several what was chosen; nothing else can be done by the link."""
        if deed is None and len(self.deeds) == 1:
            return self.deeds[0]
        if deed not in self.deeds:
            raise BadInputError("cần chọn một trong những việc mà liên kết này cho làm")
        return deed


def offered(session: Session, link: Link) -> Offer:
    """What a link is for; whether it may still be used is asked by ``check_link``."""
    if link.purpose is Purpose.DECIDE:
        request = request_behind(session, link.obligation_id)
        return Offer(request.obligation_id, DECIDING[request.kind], request.id)
    return Offer(link.obligation_id, tuple(deed for deed, purpose in BY_LINK.items() if purpose is link.purpose))


def do_by_link(
    session: Session, office: Office, link: Link, deed: Deed | None, said: Said, *, now: dt.datetime
) -> tuple[str, str]:
    """Do what a link is for and use it up, together or not at all; gives who did it, and what happened in words.

    The link is checked when nobody else can be at the obligation: of two people who decide at once the second is told.
    """
    offer = offered(session, link)
    hold(session, offer.obligation_id)
    person = check_link(session, office, link, now=now)
    use_link(session, link, now=now)
    doing = Doing(session, office, offer.obligation_id, said, By(f"{person} (qua liên kết)", now))
    return person, _done(doing, link.purpose, offer.chosen(deed))


def _done(it: Doing, purpose: Purpose, deed: Deed) -> str:
    if purpose is not Purpose.DECIDE:
        return act(it.session, it.office, purpose, it.obligation_id, it.said, it.by)
    DOING[deed](it)
    if deed is Deed.GRANT:
        return f"Đã chấp thuận gia hạn đến {it.said.until:%d/%m/%Y}; đơn vị sẽ được báo."
    return "Đã trả lời không gia hạn; đơn vị sẽ được báo." if deed is Deed.REFUSE else "Đã trả lời; đơn vị sẽ được báo."
