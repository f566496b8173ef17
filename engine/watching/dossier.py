"""All that belongs to one obligation as its page shows it: the account of it, what was handed in, asked and said."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from engine.access.rights import Viewer
from engine.fulfilment.comments import Remark, remarks_on
from engine.fulfilment.complete import Subject, clock_of, subject_of
from engine.fulfilment.deeds import Deed, deeds_open
from engine.register.expand import TIMING
from engine.watching.explain import ACTIONS, Event, Why, events_of, why
from engine.watching.queries import Row, obligations
from engine.watching.wishes import Wish
from models.answers import Decision, Quieting, Request, RequestKind
from models.columns import table_of
from models.obligations import Evidence, Obligation, Progress, Submission, Timeliness, timeliness
from models.office import Office
from models.plans import Occurrence
from models.timings import Milestone, Target

BESIDE = 12  # periods of the same duty before this one, and as many after, that a page shows
DECISION_LABELS = {
    Decision.GRANTED: "Đã chấp thuận",
    Decision.SHORTENED: "Chấp thuận đến ngày sớm hơn",
    Decision.REFUSED: "Không chấp thuận",
    Decision.ANSWERED: "Đã trả lời",
    Decision.MOOT: "Không còn cần trả lời",
}
REQUEST_LABELS = {RequestKind.EXTENSION: "Xin gia hạn", RequestKind.DIFFICULTY: "Khó khăn, vướng mắc"}


@dataclass(frozen=True)
class Attached:
    """A file of a submission, by the number under which it is fetched."""

    id: int
    name: str
    size: int


@dataclass(frozen=True)
class HandedIn:
    """A document that was handed in, with its files."""

    id: int
    document: str
    on: dt.date
    quantity: float | None
    note: str
    by: str
    at: dt.datetime
    files: list[Attached]


@dataclass(frozen=True)
class Asked:
    """What the unit asked, and what came of it."""

    kind: RequestKind
    label: str
    wanted_on: dt.date | None
    reason: str
    by: str
    at: dt.datetime
    decision: str
    granted_on: dt.date | None
    answer: str
    decided_by: str | None


@dataclass(frozen=True)
class Returned:
    """Why the reviewer sent a document back, and by when it must come again."""

    reason: str
    by: str
    at: dt.datetime
    again_by: dt.date


@dataclass(frozen=True)
class Measured:
    """A target and how far it is: what was measured last, or counted together so far."""

    target: Target
    value: float | None

    @property
    def is_met(self) -> bool:
        return self.value is not None and self.target.is_met(self.value)


@dataclass(frozen=True)
class Dossier:
    """One obligation for one viewer: ``deeds`` is what this viewer may do, the most likely first."""

    why: Why
    progress: Progress
    stand: Timeliness
    is_check: bool
    answers: int | None
    measured: Measured | None
    returned: Returned | None
    handed_in: list[HandedIn]
    asked: list[Asked]
    comments: list[Remark]
    events: list[Event]
    beside: list[Row]
    quiet_until: dt.datetime | None
    deeds: list[Deed]

    @property
    def waiting(self) -> dict[str, Asked]:
        """What waits for the monitor's answer, by kind."""
        return {each.kind.value: each for each in self.asked if not each.decision}


def dossier(session: Session, office: Office, viewer: Viewer, obligation_id: int, *, today: dt.date) -> Dossier:
    """The whole page of an obligation; whether the viewer may see it has been asked before."""
    it = subject_of(session, obligation_id)
    target, events = target_of(session, obligation_id), events_of(session, obligation_id)
    return Dossier(
        why=why(session, office, obligation_id, today=today),
        progress=it.obligation.progress,
        stand=_stand(it, today),
        is_check=it.occurrence.is_check,
        answers=_answers(session, obligation_id) if it.activity.is_own else None,
        measured=Measured(target, it.obligation.quantity) if target else None,
        returned=_returned(session, it, events),
        handed_in=handed_in(session, obligation_id),
        asked=_asked(session, obligation_id),
        comments=remarks_on(session, obligation_id),
        events=events,
        beside=_beside(session, it, today),
        quiet_until=_quiet_until(session, obligation_id),
        deeds=deeds_open(session, office, viewer, it, today=today),
    )


def target_of(session: Session, obligation_id: int) -> Target | None:
    """The number that an obligation has to reach, if it has one."""
    timing = TIMING.validate_python(subject_of(session, obligation_id).activity.timing)
    return timing.target if isinstance(timing, Milestone) else None


def _stand(it: Subject, today: dt.date) -> Timeliness:
    owed = it.obligation
    return timeliness(
        owed.progress,
        opens_on=it.occurrence.opens_on,
        due_on=owed.due_on,
        submitted_on=owed.submitted_on,
        today=today,
    )


def handed_in(session: Session, obligation_id: int) -> list[HandedIn]:
    """What was handed in, the newest first."""
    made = select(Submission).where(Submission.obligation_id == obligation_id).order_by(col(Submission.id).desc())
    rows = session.exec(made).all()
    files: dict[int, list[Attached]] = {}
    within = col(Evidence.submission_id).in_([row.id for row in rows])
    for each in session.exec(select(Evidence).where(within).order_by(col(Evidence.id))).all():
        files.setdefault(each.submission_id, []).append(Attached(int(each.id or 0), each.name, each.size))
    return [
        HandedIn(
            int(row.id or 0),
            row.document,
            row.submitted_on,
            row.quantity,
            row.note,
            row.recorded_by,
            row.recorded_at,
            files.get(int(row.id or 0), []),
        )
        for row in rows
    ]


def _returned(session: Session, it: Subject, events: list[Event]) -> Returned | None:
    if it.obligation.progress is not Progress.RETURNED:
        return None
    last = next(event for event in reversed(events) if event.action == ACTIONS["return"])
    return Returned(last.reason, last.actor, last.at, clock_of(session, it.obligation))


def _asked(session: Session, obligation_id: int) -> list[Asked]:
    statement = select(Request).where(Request.obligation_id == obligation_id).order_by(col(Request.id).desc())
    return [_as_asked(row) for row in session.exec(statement).all()]


def request_of(session: Session, number: int) -> Asked:
    """One request by its number."""
    return _as_asked(session.get_one(Request, number))


def _as_asked(row: Request) -> Asked:
    return Asked(
        row.kind,
        REQUEST_LABELS[row.kind],
        row.wanted_on,
        row.reason,
        row.asked_by,
        row.asked_at,
        DECISION_LABELS[row.decision] if row.decision else "",
        row.granted_on,
        row.answer,
        row.decided_by,
    )


def _answers(session: Session, obligation_id: int) -> int | None:
    """The obligation about which the monitor has this duty to answer."""
    return session.exec(select(Request.obligation_id).where(Request.answer_id == obligation_id)).first()


def _beside(session: Session, it: Subject, today: dt.date) -> list[Row]:
    """The same duty of the same unit in the periods before and after this one."""
    if it.activity.is_own:
        return []
    owed, occurrence = table_of(Obligation), table_of(Occurrence)
    others = (
        sa.select(owed.c.id)
        .join(occurrence, occurrence.c.id == owed.c.occurrence_id)
        .where(occurrence.c.activity_id == it.activity.id, owed.c.unit_id == it.obligation.unit_id)
        .where(owed.c.id != it.obligation.id)
        .limit(BESIDE)
    )
    this = it.obligation.due_on or it.occurrence.opens_on
    before = others.where(owed.c.due_on < this).order_by(owed.c.due_on.desc())
    after = others.where(sa.or_(owed.c.due_on >= this, owed.c.due_on.is_(None))).order_by(owed.c.due_on)
    numbers = [number for each in (before, after) for number in session.execute(each).scalars()]
    return obligations(session, Wish(within=owed.c.id.in_(numbers)), today=today)


def _quiet_until(session: Session, obligation_id: int) -> dt.datetime | None:
    statement = select(Quieting.quiet_until).where(Quieting.obligation_id == obligation_id)
    return session.exec(statement.order_by(col(Quieting.id).desc())).first()
