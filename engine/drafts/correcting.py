"""What people do to a draft: mend, accept, leave out, add, name units, fill in the head. Who did what stands in the ledger."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from engine.access.rights import Viewer
from engine.directory.load import ids_by_code
from engine.drafts.carrying import span_of
from engine.drafts.keeping import keep, may_shape_with, proposal_in, shaped
from engine.drafts.making import read_again
from engine.drafts.naming import names_in_documents
from engine.drafts.renaming import matched, renamed
from engine.journal import By, record
from engine.reading.drafting import key_from
from engine.reading.matching import Matcher, normal_name
from engine.reading.plans import read_plan
from engine.reading.sources import Source
from models.directory import Unit, UnitAlias, UnitGroup
from models.drafts import PlanDraft
from models.errors import BadInputError, Fault, NotAllowedError, NotFoundError, RefusedRegisterError
from models.office import Office
from models.periods import Days
from models.proposals import Proposal, ProposedDuty, ProposedHead, Standing, Who
from models.timings import Timing
from models.wordings import timing_words

SHORTEST = 3
NOT_OWN = "anh/chị không giữ vị trí làm việc ở cơ quan ban hành hay đơn vị theo dõi này"
INSTEAD = "chọn đơn vị của mình, hoặc nhờ người quản trị"


class StaleError(NotAllowedError):
    """Người khác vừa sửa chỗ này. Những gì anh/chị nhập vẫn còn trên trang; xem bản hiện tại rồi lưu lại nếu vẫn muốn sửa."""


@dataclass(frozen=True)
class DutyFields:
    """What a person may state of a duty."""

    title: str
    lead: tuple[Who, ...]
    cooperate: tuple[Who, ...]
    reports_to: Who | None
    deliverable: str
    timing: Timing
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shaping:
    """A draft in the hands of somebody who may shape it, for as long as a session lasts."""

    session: Session
    it: PlanDraft
    proposal: Proposal
    by: By

    def duty(self, number: int, version: int | None = None) -> ProposedDuty:
        """The duty of that number; refused if somebody changed it since ``version`` was seen."""
        found = duty_in(self.proposal, number)
        if version is not None and found.version != version:
            raise StaleError
        return found

    def put(self, duty: ProposedDuty, action: str, **told: Any) -> ProposedDuty:
        """Put a changed duty in the place of the one that bears its number."""
        changed = duty.model_copy(update={"version": duty.version + 1})
        duties = tuple(changed if each.number == duty.number else each for each in self.proposal.duties)
        self.keep(self.proposal.model_copy(update={"duties": duties}), action, duty=duty.number, **told)
        return changed

    def keep(self, proposal: Proposal, action: str, *, reason: str = "", **told: Any) -> None:
        """Keep the proposal and write down who changed it."""
        keep(self.session, self.it, proposal.model_copy(update={"revision": proposal.revision + 1}))
        record(self.session, now=self.by.now, actor=self.by.actor, action=action, subject="plan draft",
               subject_id=self.it.id, reason=reason, after=told)  # fmt: skip


def shaping(session: Session, viewer: Viewer, draft_id: int, by: By, *, hold: bool = True) -> Shaping:
    """Take a draft in hand; without ``hold`` only to show what could be changed."""
    it = shaped(session, viewer, draft_id, hold=hold)
    return Shaping(session, it, proposal_in(it), by)


def duty_in(proposal: Proposal, number: int) -> ProposedDuty:
    """The duty of that number."""
    found = next((duty for duty in proposal.duties if duty.number == number), None)
    if found is None:
        raise NotFoundError(f"bản thảo không có nhiệm vụ số {number}")
    return found


def correct_duty(hand: Shaping, number: int, fields: DutyFields, *, version: int) -> ProposedDuty:
    """State a duty anew; what is added by hand stays known as added."""
    duty = hand.duty(number, version)
    if len(fields.title.strip()) < SHORTEST:
        raise _refused(number, "title", "chưa có tên nhiệm vụ", "viết ít nhất ba chữ cái")
    standing = Standing.ADDED if duty.standing is Standing.ADDED else Standing.CORRECTED
    changed = duty.model_copy(update={**vars(fields), "standing": standing})
    told = {
        name: _words(getattr(changed, name)) for name in vars(fields) if getattr(changed, name) != getattr(duty, name)
    }
    return hand.put(changed, "correct duty", **told)


def accept_duty(hand: Shaping, number: int, *, version: int) -> ProposedDuty:
    """Say that a duty is right as the machine read it."""
    duty = hand.duty(number, version)
    return hand.put(duty.model_copy(update={"standing": Standing.ACCEPTED, "reason": ""}), "accept duty")


def remove_duty(hand: Shaping, number: int, reason: str, *, version: int) -> ProposedDuty:
    """Leave a duty out; it stays in the draft with the reason."""
    if not reason.strip():
        raise _refused(number, "reason", "chưa nêu lý do bỏ", "viết một câu, ví dụ 'không phải nhiệm vụ'")
    changed = hand.duty(number, version).model_copy(update={"is_removed": True, "reason": reason.strip()})
    return hand.put(changed, "remove duty", reason=reason.strip())


def restore_duty(hand: Shaping, number: int, *, version: int) -> ProposedDuty:
    """Take a duty in again that was left out."""
    duty = hand.duty(number, version).model_copy(update={"is_removed": False, "reason": ""})
    return hand.put(duty, "restore duty")


def add_duty(hand: Shaping, source: str, fields: DutyFields) -> ProposedDuty:
    """A duty that the machine did not find, or one split off from another, with the words it stands on."""
    words, number = " ".join(source.split()), 1 + max((d.number for d in hand.proposal.duties), default=0)
    if len(fields.title.strip()) < SHORTEST:
        raise _refused(number, "title", "chưa có tên nhiệm vụ", "viết ít nhất ba chữ cái")
    duty = ProposedDuty(
        number=number, key=_new_key(hand.proposal, fields), standing=Standing.ADDED, source=words or fields.title,
        span=span_of(hand.it.text, words), **vars(fields),
    )  # fmt: skip
    proposal = hand.proposal.model_copy(update={"duties": (*hand.proposal.duties, duty)})
    hand.keep(proposal, "add duty", duty=number, title=duty.title)
    return duty


def _new_key(proposal: Proposal, fields: DutyFields) -> str:
    taken = {duty.key for duty in proposal.duties}
    key, number = key_from(fields.title, fields.timing.kind), 2
    while (f"{key}-{number}" if number > 2 or key in taken else key) in taken:
        number += 1
    return f"{key}-{number}" if key in taken else key


def name_unit(hand: Shaping, name: str, code: str, *, remember: bool, viewer: Viewer) -> int:
    """Say once which unit or group a name means, for all duties and the head; gives how many places it changed.

    An administrator may have the directory remember it, so that the next document is understood. Nobody names a draft
    out of the own hands: an issuer whose draft the viewer could no longer correct is refused with ``BadInputError``.
    """
    form, changed = normal_name(name), 0

    def known(who: Who) -> Who:
        nonlocal changed
        if who.code or normal_name(who.name) != form:
            return who
        changed += 1
        return Who(name=who.name, code=code)

    proposal = _beside_issuer(hand.session, hand.proposal.head, renamed(hand.proposal, known))
    if not may_shape_with(hand.session, viewer, hand.it, proposal.head):
        raise BadInputError(f"{NOT_OWN} — {INSTEAD}")
    hand.keep(proposal, "name unit", name=name, code=code, places=changed)
    if remember and viewer.is_administrator:
        _remember(hand.session, name, code, hand.by)
    return changed


def _beside_issuer(session: Session, before: ProposedHead, proposal: Proposal) -> Proposal:
    """Once the issuer is named, or another one is, the names that stand under it can be understood."""
    issuer = proposal.head.issuer.code
    if issuer is None or issuer == before.issuer.code:
        return proposal
    return matched(proposal, Matcher(names_in_documents(session), settled=issuer))


def _remember(session: Session, name: str, code: str, by: By) -> None:
    unit, group = ids_by_code(session, Unit), ids_by_code(session, UnitGroup)
    whose = {"unit_id": unit[code]} if code in unit else {"group_id": group[code]}
    session.add(UnitAlias(name=name, is_remembered=True, **whose))
    record(
        session,
        now=by.now,
        actor=by.actor,
        action="remember name",
        subject="directory",
        after={"name": name, "code": code},
    )


def correct_head(hand: Shaping, office: Office, head: ProposedHead, *, version: int, viewer: Viewer) -> None:
    """State the head anew. With other days the document is read again, and what nobody has touched gets its new days.

    Nobody may state a head that gives the draft out of the own hands.
    """
    before = hand.proposal.head
    if before.version != version:
        raise StaleError
    if not may_shape_with(hand.session, viewer, hand.it, head):
        raise RefusedRegisterError([Fault(("plan", "issuer"), NOT_OWN, INSTEAD)])
    proposal = hand.proposal.model_copy(update={"head": head.model_copy(update={"version": version + 1})})
    if (head.start, head.end) != (before.start, before.end) and head.start and head.end and head.start <= head.end:
        proposal = _with_other_days(hand, proposal, office, Days(head.start, head.end))
    proposal = _beside_issuer(hand.session, before, proposal)
    told = {
        name: _words(getattr(head, name))
        for name in ProposedHead.model_fields
        if getattr(head, name) != getattr(before, name)
    }
    hand.keep(proposal, "correct head", **told)


def _with_other_days(hand: Shaping, proposal: Proposal, office: Office, period: Days) -> Proposal:
    directory = names_in_documents(hand.session)
    source = Source(hand.it.text, hand.it.file_name, tuple(hand.it.pages))
    setup = office.setup
    reading = read_plan(source, rules=setup.rules, calendar=office.calendar, directory=directory, period=period)
    return read_again(proposal, reading, directory)


def _refused(number: int, field: str, what: str, instead: str) -> RefusedRegisterError:
    return RefusedRegisterError([Fault(("duties", number, field), what, instead)])


def _words(value: Any) -> str:
    """A value for the ledger, as people read it."""
    if isinstance(value, tuple):
        return "; ".join(_words(each) for each in value)
    if isinstance(value, Who):
        return value.code or value.name
    return timing_words(value) if hasattr(value, "kind") else str(value)
