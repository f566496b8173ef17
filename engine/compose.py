"""Write a message at the moment it is sent: what was done meanwhile drops out, the rest is put in words for one person."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.links import Signer, links_for
from engine.queries import titled
from engine.templates import render
from engine.wording import KINDS, PARTIES, audience, clock_time, day, distance, full_day, period_label, place, post
from models.columns import table_of
from models.directory import Person, Post, Unit
from models.ladders import Party
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import local_day
from models.obligations import PROGRESS_LABELS, UNFINISHED, Obligation, Progress, days_late
from models.office import Office
from models.plans import Activity, Agenda, AgendaKind, AgendaStep, Occurrence, Plan

SHOWN = 50
ANSWERABLE = 20  # items of one message with links; a longer one is answered on the pages  # items and table rows that a person can be asked to read; the others are counted
REPEATED = "(gửi lại)"

notice, obligation, step = table_of(Notice), table_of(Obligation), table_of(AgendaStep)
agenda, occurrence, activity = table_of(Agenda), table_of(Occurrence), table_of(Activity)
plan, person, post_ = table_of(Plan), table_of(Person), table_of(Post)
ower, receiver = table_of(Unit).alias("ower"), table_of(Unit).alias("receiver")
Row = sa.Row[Any]


@dataclass(frozen=True)
class Composed:
    """A message in words, the obligations it speaks of, and its ``facts`` for forms that have room for a few words only."""

    subject: str
    text: str
    html: str
    obligations: tuple[int, ...]
    person: str
    facts: dict[str, str] = field(default_factory=dict, repr=False)


class Rungs:
    """The rungs of agendas, each agenda read once: it is fixed when it is made, so a run may keep what it has read."""

    def __init__(self) -> None:
        self._known: dict[int, list[Row]] = {}

    def read(self, session: Session, agendas: Iterable[int]) -> None:
        missing = set(agendas) - self._known.keys()
        if missing:
            self._known |= {id_: [] for id_ in missing}
            for row in session.execute(_rungs, {"ids": list(missing)}):
                self._known[row.agenda_id].append(row)

    def next(self, agenda_id: int, told: int, now: dt.datetime) -> list[Row]:
        """The audiences of the first rung that is neither told nor past; none if that was the last."""
        later = [rung for rung in self._known[agenda_id] if rung.position > told and rung.at > now]
        return [rung for rung in later if rung.position == later[0].position]


def compose(
    session: Session,
    office: Office,
    message: Message,
    *,
    now: dt.datetime,
    base_url: str = "",
    rungs: Rungs | None = None,
    signer: Signer | None = None,
) -> Composed | None:
    """The words of a message as things stand now; None, and the message *empty*, if nothing in it is owed any more.

    A notice drops out when its work is done or its rung belongs to a due day that has moved since. With a ``signer``
    whoever leads a duty can answer by links.
    """
    rows = session.execute(_grouped_notices, {"message_id": message.id, "person_id": message.person_id}).all()
    _drop(session, [row.notice_id for row in rows if not _still_owed(row)])
    owed = [row for row in rows if _still_owed(row)]
    if not owed:
        message.state = MessageState.EMPTY
        return None
    coming = {}
    if not message.is_digest:
        coming = _next_rungs(session, rungs or Rungs(), _one_per_obligation(owed)[:SHOWN], office.zone, now)
    answers = _answers(office, message, owed, signer) if signer else {}
    values = _values(office, message, owed, coming, local_day(now, office.zone), base_url, answers)
    subject, text, html = render(office, "digest" if message.is_digest else "message", values)
    subject = f"{REPEATED} {subject}" if message.is_repeat else subject
    about = tuple(sorted({row.id for row in owed}))
    return Composed(subject, text, html, about, owed[0].person, _facts(values, subject, base_url))


def _facts(values: dict[str, Any], subject: str, base_url: str) -> dict[str, str]:
    """What a form can be filled in with; one obligation names itself and its day, several their number and nearest day."""
    only = values["only"]
    return {
        "person": values["person"],
        "office": values["office"]["name"],
        "subject": subject,
        "today": values["today"],
        "total": str(values["total"]),
        "overdue": str(values["overdue"]),
        "title": only["title"] if only else f"{values['total']} việc chưa xong",
        "due": day(only["due_on"]) if only else values["oldest"] or values["nearest"],
        "link": only["link"] if only else base_url,
    }


def _answers(office: Office, message: Message, owed: Sequence[Row], signer: Signer) -> dict[int, dict[str, str]]:
    """Links for the duties that this person answers for; none in a digest, nor for what others owe."""
    if message.is_digest:
        return {}
    leads = {row.id for row in owed if row.party is Party.LEAD and row.kind is not AgendaKind.REVIEW}
    return {number: links_for(office, signer, message, number) for number in sorted(leads)[:ANSWERABLE]}


def _still_owed(row: Row) -> bool:
    waits = (Progress.SUBMITTED,) if row.kind is AgendaKind.REVIEW else UNFINISHED
    return row.progress in waits and row.agenda_id == row.agenda_now


def _drop(session: Session, notices: Sequence[int]) -> None:
    if notices:
        session.execute(sa.update(notice).where(notice.c.id.in_(notices)).values(state=NoticeState.DROPPED))


def _values(
    office: Office,
    message: Message,
    owed: Sequence[Row],
    coming: dict[int, str],
    today: dt.date,
    base_url: str,
    answers: dict[int, dict[str, str]],
) -> dict[str, Any]:
    each = _one_per_obligation(owed)
    shown = each[:SHOWN]
    write = _item_writer(office, today, coming, base_url, answers)
    owing = [row for row in each if row.kind is not AgendaKind.REVIEW]
    late = [row for row in owing if row.due_on < today]
    ahead = [row for row in owing if row.due_on >= today]
    return {
        "office": {"name": office.setup.name, "contact": office.setup.contact},
        "person": owed[0].person,
        "today": full_day(today),
        "reasons": _reasons(owed),
        "plans": _plans(each, shown, write, today),
        "total": len(owing),
        "reviews": len(each) - len(owing),
        "overdue": len(late),
        "oldest": day(late[0].due_on) if late else "",
        "nearest": day(ahead[0].due_on) if ahead else "",
        "rest": len(each) - len(shown),
        "only": write(each[0]) if len(each) == 1 else None,
        "is_repeat": message.is_repeat,
    }


def _one_per_obligation(owed: Sequence[Row]) -> list[Row]:
    """Each obligation once, at its highest rung, the most overdue first."""
    highest = {row.id: row for row in sorted(owed, key=lambda row: row.rung)}
    return sorted(highest.values(), key=lambda row: (row.due_on, row.plan, row.unit, row.place_in_plan, row.id))


def _item_writer(
    office: Office, today: dt.date, coming: dict[int, str], base_url: str, answers: dict[int, dict[str, str]]
) -> Callable[[Row], dict[str, Any]]:
    def write(row: Row) -> dict[str, Any]:
        is_review = row.kind is AgendaKind.REVIEW
        moved = row.first_due_on and not is_review and row.first_due_on != row.due_on
        return {
            "obligation_id": row.id,
            "title": row.title,
            "unit": row.unit,
            "period": period_label(row.period, row.stands_for, row.is_check),
            "section": place(row.section),
            "source": row.source,
            "deliverable": row.deliverable,
            "status": PROGRESS_LABELS[row.progress],
            "handed": f"đã nộp {row.document} ngày {day(row.submitted_on)}" if is_review else "",
            "due_on": row.due_on,
            "due_word": "hạn duyệt" if is_review else "hạn",
            "due": full_day(row.due_on),
            "hour": clock_time(row.due_time),
            "moved_from": day(row.first_due_on) if moved else "",
            "distance": distance(row.due_on, today, office.calendar),
            "is_overdue": row.due_on < today,
            "days_late": days_late(row.due_on, today),
            "kind": KINDS[row.kind],
            "note": row.note,
            "is_review": is_review,
            "next": coming.get(row.id, ""),
            "answers": answers.get(row.id, {}),
            "link": f"{base_url.rstrip('/')}/nghia-vu/{row.id}" if base_url else "",
        }

    return write


def _plans(
    each: Sequence[Row], shown: Sequence[Row], write: Callable[[Row], dict[str, Any]], today: dt.date
) -> list[dict[str, Any]]:
    """The items by plan and then unit, the oldest first; a plan whose items are all beyond the cap keeps its table."""
    listed = _by(shown, "plan_id")
    return [
        {
            "name": f"Kế hoạch {rows[0].number}" if rows[0].number else "Kế hoạch chưa có số",
            "title": rows[0].plan,
            "units": [
                {"name": same[0].unit, "items": [write(row) for row in same]}
                for same in _by(listed.get(key, []), "unit_id").values()
            ],
            **_table(rows, today),
        }
        for key, rows in _by(each, "plan_id").items()
    ]


def _table(rows: Sequence[Row], today: dt.date) -> dict[str, Any]:
    units = [
        {
            "unit": same[0].unit,
            "total": len(same),
            "reviews": sum(row.kind is AgendaKind.REVIEW for row in same),
            "overdue": sum(row.due_on < today for row in same if row.kind is not AgendaKind.REVIEW),
            "oldest": day(same[0].due_on),
        }
        for same in _by(rows, "unit_id").values()
    ]
    units.sort(key=lambda unit: -unit["overdue"])
    return {"rows": units[:SHOWN], "more": max(0, len(units) - SHOWN)}


def _by(rows: Iterable[Row], column: str) -> dict[int, list[Row]]:
    """Rows under one value of a column, in the order in which the values first appear."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _reasons(owed: Sequence[Row]) -> list[str]:
    """Why this person receives the message: the posts that are spoken to, and for whom the person stands in."""
    said = {
        f"{post(row.post, row.role)} của {row.receiver} ({PARTIES[row.party]})"
        + (f"; {row.fallback}" if row.fallback else "")
        for row in owed
    }
    return sorted(said)[:5]


def _next_rungs(session: Session, rungs: Rungs, shown: Sequence[Row], zone: str, now: dt.datetime) -> dict[int, str]:
    """What happens next to each obligation if nothing is done: the day, and who will be told."""
    rungs.read(session, (row.agenda_id for row in shown))
    found: dict[int, str] = {}
    for row in shown:
        if told := rungs.next(row.agenda_id, row.told, now):
            who = dict.fromkeys(audience(each.party, each.role) for each in told)
            found[row.id] = f"ngày {full_day(local_day(told[0].at, zone))} sẽ báo {' và '.join(who)}"
    return found


_grouped_notices = (
    sa.select(
        notice.c.id.label("notice_id"),
        notice.c.role,
        notice.c.fallback,
        receiver.c.name.label("receiver"),
        post_.c.title.label("post"),
        step.c.party,
        step.c.agenda_id,
        step.c.position.label("rung"),
        agenda.c.kind,
        agenda.c.due_on,
        agenda.c.note,
        obligation.c.id,
        obligation.c.progress,
        obligation.c.document,
        obligation.c.submitted_on,
        obligation.c.told,
        obligation.c.agenda_id.label("agenda_now"),
        obligation.c.unit_id,
        obligation.c.plan_id,
        ower.c.name.label("unit"),
        occurrence.c.period,
        occurrence.c.stands_for,
        occurrence.c.due_on.label("first_due_on"),
        occurrence.c.due_time,
        occurrence.c.is_check,
        titled(activity, occurrence).label("title"),
        activity.c.section,
        activity.c.source,
        activity.c.deliverable,
        activity.c.position.label("place_in_plan"),
        plan.c.number,
        plan.c.title.label("plan"),
        person.c.name.label("person"),
    )
    .select_from(notice)
    .join(step, step.c.id == notice.c.step_id)
    .join(agenda, agenda.c.id == step.c.agenda_id)
    .join(obligation, obligation.c.id == notice.c.obligation_id)
    .join(ower, ower.c.id == obligation.c.unit_id)
    .join(occurrence, occurrence.c.id == obligation.c.occurrence_id)
    .join(activity, activity.c.id == occurrence.c.activity_id)
    .join(plan, plan.c.id == obligation.c.plan_id)
    .join(receiver, receiver.c.id == notice.c.unit_id)
    .join(person, person.c.id == sa.bindparam("person_id"))
    .outerjoin(post_, sa.and_(post_.c.unit_id == notice.c.unit_id, post_.c.role == notice.c.role))
    .where(notice.c.message_id == sa.bindparam("message_id"), notice.c.state == NoticeState.GROUPED)
    .order_by(notice.c.id)
)
_rungs = (
    sa.select(step.c.agenda_id, step.c.position, step.c.at, step.c.party, step.c.role)
    .where(step.c.agenda_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(step.c.agenda_id, step.c.position, step.c.id)
)
