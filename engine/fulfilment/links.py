"""Signed links: each lets one person do one thing to one obligation, once and for some days, without an account; one more
lets the person look at all that waits for them, as often as they like in those days.

All that a link is good for is signed into it, so that making one costs nothing; that it was used stands in the database.
Opening a link changes nothing; acting on it uses it up.
"""

import datetime as dt
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session, select

from engine.access.rights import viewer_without_account
from engine.dialect import insert_into, rows_of
from engine.directory.people import directory_on
from engine.fulfilment.answers import request_behind
from engine.fulfilment.complete import duty_of_plan
from models.answers import Decision, LinkUse, Purpose
from models.columns import table_of
from models.directory import Person
from models.errors import NotAllowedError, NotFoundError
from models.ladders import Role
from models.messages import Message
from models.moments import local, local_day
from models.obligations import UNFINISHED, Obligation
from models.office import Office

SALT, LOOK_SALT = "dondoc.link", "dondoc.look"
PURPOSES = list(Purpose)
OF_UNIT = [purpose for purpose in PURPOSES if purpose is not Purpose.DECIDE]
ANSWERING = (Role.FOCAL, Role.HEAD, Role.DEPUTY)


class AlteredLinkError(NotFoundError):
    """Liên kết này không đúng: có thể bị cắt mất hoặc sửa khi chép. Mở lại từ thư đã nhận."""


class UsedLinkError(NotAllowedError):
    """Liên kết này đã dùng rồi; mỗi liên kết dùng được một lần."""


class ExpiredLinkError(NotAllowedError):
    """Liên kết này đã hết hạn; xin dùng liên kết trong thư mới nhất."""


class OthersLinkError(NotAllowedError):
    """Người nhận liên kết này không còn phụ trách việc này."""


class OverLinkError(NotAllowedError):
    """Việc này đã xong hoặc đã được miễn, không cần trả lời nữa."""


@dataclass(frozen=True)
class Link:
    """What a link says: the one thing that one person may do to one obligation, from which message, until when."""

    purpose: Purpose
    obligation_id: int
    person_id: int
    message_id: int
    expires_at: dt.datetime


@dataclass(frozen=True)
class Look:
    """A link that shows one person what waits for them, until when; nothing can be done by it."""

    person_id: int
    expires_at: dt.datetime


@dataclass(frozen=True)
class Signer:
    """Writes links and reads them back; ``key`` is the office's secret, ``base_url`` where its pages are."""

    key: str
    base_url: str

    def token(self, link: Link) -> str:
        facts = [
            PURPOSES.index(link.purpose),
            link.obligation_id,
            link.person_id,
            link.message_id,
            int(link.expires_at.timestamp()),
        ]
        return str(self._serializer(SALT).dumps(facts))

    def read(self, token: str) -> Link:
        """The link behind a token, if the signature is ours."""
        try:
            purpose, obligation_id, person_id, message_id, expires = self._serializer(SALT).loads(token)
        except (BadSignature, ValueError, TypeError):
            raise AlteredLinkError from None
        expires_at = dt.datetime.fromtimestamp(expires, dt.UTC)
        return Link(PURPOSES[purpose], obligation_id, person_id, message_id, expires_at)

    def url(self, link: Link) -> str:
        return f"{self.base_url.rstrip('/')}/tra-loi/{self.token(link)}"

    def look_url(self, look: Look) -> str:
        facts = [look.person_id, int(look.expires_at.timestamp())]
        return f"{self.base_url.rstrip('/')}/viec-cua-toi/{self._serializer(LOOK_SALT).dumps(facts)}"

    def read_look(self, token: str) -> Look:
        """The look behind a token, if the signature is ours."""
        try:
            person_id, expires = self._serializer(LOOK_SALT).loads(token)
        except (BadSignature, ValueError, TypeError):
            raise AlteredLinkError from None
        return Look(person_id, dt.datetime.fromtimestamp(expires, dt.UTC))

    def _serializer(self, salt: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=salt)


def links_for(office: Office, signer: Signer, message: Message, obligation_id: int) -> dict[str, str]:
    """The addresses in a message for who owes an obligation, one per purpose; a message sent again has the same ones."""
    return {purpose.value: _url(office, signer, message, obligation_id, purpose) for purpose in OF_UNIT}


def decision_link(office: Office, signer: Signer, message: Message, duty_id: int) -> str:
    """The address in a message under which a monitor decides what was asked, by the number of the duty to answer it."""
    return _url(office, signer, message, duty_id, Purpose.DECIDE)


def _url(office: Office, signer: Signer, message: Message, obligation_id: int, purpose: Purpose) -> str:
    return signer.url(Link(purpose, obligation_id, message.person_id, int(message.id or 0), _expiry(office, message)))


def look_for(office: Office, signer: Signer, message: Message) -> str:
    """The address in a message under which its reader finds all that waits for them."""
    return signer.look_url(Look(message.person_id, _expiry(office, message)))


def _expiry(office: Office, message: Message) -> dt.datetime:
    return message.created_at + dt.timedelta(days=office.setup.answers.link_days)


def check_look(look: Look, *, now: dt.datetime) -> None:
    """Refuse a look that has lasted long enough; what it shows follows the person's posts of the day."""
    if now >= look.expires_at:
        raise ExpiredLinkError


def check_link(session: Session, office: Office, link: Link, *, now: dt.datetime) -> str:
    """The name of the person who may act by this link now; each way in which nobody may has its own answer."""
    used = select(LinkUse.used_at).where(
        LinkUse.message_id == link.message_id,
        LinkUse.obligation_id == link.obligation_id,
        LinkUse.purpose == link.purpose,
    )
    if used_at := session.exec(used).first():
        at = local(used_at, office.zone).format("HH:mm DD/MM/YYYY")
        raise UsedLinkError(f"Liên kết này đã dùng rồi, lúc {at}; điều báo khi đó đã được ghi.")
    if now >= link.expires_at:
        raise ExpiredLinkError
    is_theirs = _decides if link.purpose is Purpose.DECIDE else _owes
    if not is_theirs(session, office, link, local_day(now, office.zone)):
        raise OthersLinkError
    return session.get_one(Person, link.person_id).name


def _owes(session: Session, office: Office, link: Link, today: dt.date) -> bool:
    """Whether the person answers for the unit that owes, or was given the duty."""
    it = duty_of_plan(session, link.obligation_id)
    if it.obligation.progress not in UNFINISHED:
        raise OverLinkError
    people = directory_on(session, today, office.channels)
    found = [people.recipient(it.obligation.unit_id, role, it.plan.monitor_id) for role in ANSWERING]
    found.append(people.delegate(link.obligation_id, Role.FOCAL))
    return link.person_id in {who.person_id for who in found if who}


def _decides(session: Session, office: Office, link: Link, today: dt.date) -> bool:
    """Whether the person decides for the monitor that the plan has today, or was given the duty to answer."""
    request = request_behind(session, link.obligation_id)
    if request.decided_at and request.decision is not Decision.MOOT:
        at = local(request.decided_at, office.zone).format("HH:mm DD/MM/YYYY")
        raise OverLinkError(f"Đề nghị này đã được trả lời, lúc {at}.")
    if request.decision:
        raise OverLinkError
    viewer = viewer_without_account(session, link.person_id, today=today)
    return viewer.decides_on(session.get_one(Obligation, request.obligation_id)) or link.obligation_id in viewer.given


def use_link(session: Session, link: Link, *, now: dt.datetime) -> None:
    """Use a link up, in the transaction of what it does; of two people at once only the first succeeds."""
    row = {
        "message_id": link.message_id,
        "obligation_id": link.obligation_id,
        "purpose": link.purpose,
        "used_at": now,
    }
    insert = insert_into(session, table_of(LinkUse)).values(row).on_conflict_do_nothing()
    if not rows_of(session.execute(insert)):
        raise UsedLinkError
