"""Write a message at the moment it is sent: what was done meanwhile drops out, the rest is put in words for one person."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.escalation.coming import Rungs, next_rungs
from engine.escalation.rows import message_rows
from engine.escalation.templates import render, render_chat
from engine.fulfilment.links import Signer, decision_link, links_for, look_for
from engine.register.consolidation import Gathered, Sought, gathered, inputs_of
from engine.wording import KINDS, PARTIES, clock_time, day, distance, full_day, period_label, place, post
from models.columns import table_of
from models.ladders import Party, Severity
from models.messages import Message, MessageState, Notice, NoticeState
from models.moments import local_day
from models.obligations import PROGRESS_LABELS, UNFINISHED, Progress, days_late
from models.office import Office
from models.plans import AgendaKind

SHOWN = 50  # items and table rows that a person can be asked to read; the others are counted
FOREMOST = 5  # items of a chat message, which is read on a telephone
ANSWERABLE = 20  # items of one message with links; a longer one is answered on the pages
MAIL = "email"
REPEATED = "(gửi lại)"

notice = table_of(Notice)
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


@dataclass(frozen=True)
class Beside:
    """What is said of items beside their own row, by the obligation's number; ``high`` are those at a grave step.

    ``mine`` is where the reader finds all that waits for them.
    """

    base_url: str
    mine: str = ""
    coming: dict[int, str] = field(default_factory=dict)
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    decisions: dict[int, str] = field(default_factory=dict)
    gathered: dict[int, Gathered] = field(default_factory=dict)
    high: frozenset[int] = frozenset()
    copied: frozenset[int] = frozenset()


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
    whoever leads a duty can answer, and a monitor decide, by links. What goes by any channel but e-mail is short, and has no HTML.
    """
    rows = session.execute(message_rows, {"message_id": message.id, "person_id": message.person_id}).all()
    _drop(session, [row.notice_id for row in rows if not _still_owed(row)])
    owed = [row for row in rows if _still_owed(row)]
    if not owed:
        message.state = MessageState.EMPTY
        return None
    today, shown = local_day(now, office.zone), _one_per_obligation(owed)[:SHOWN]
    mine = look_for(office, signer, message) if signer else ""
    beside = Beside(base_url, mine, gathered=_gathered(session, shown, today))
    if not message.is_digest:
        coming = next_rungs(session, rungs or Rungs(), shown, office.zone, now)
        beside = replace(beside, coming=coming)
        beside = _with_links(beside, office, message, owed, signer) if signer else beside
    values = _values(office, message, owed, beside, today)
    subject, text, html = _rendered(office, message, values)
    subject = f"{REPEATED} {subject}" if message.is_repeat else subject
    about = tuple(sorted({row.id for row in owed}))
    return Composed(subject, text, html, about, owed[0].person, _facts(values, subject))


def _rendered(office: Office, message: Message, values: dict[str, Any]) -> tuple[str, str, str]:
    kind = "digest" if message.is_digest else "message"
    if message.channel == MAIL:
        return render(office, kind, values)
    return *render_chat(office, kind, values), ""


def _facts(values: dict[str, Any], subject: str) -> dict[str, str]:
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
        "link": values["link"],
    }


def _with_links(beside: Beside, office: Office, message: Message, owed: Sequence[Row], signer: Signer) -> Beside:
    """Links for the duties that this person answers for, none for what others owe; a request is decided by one of its own."""
    leads = {row.id for row in owed if row.party is Party.LEAD and row.kind is not AgendaKind.REVIEW and not row.is_own}
    asked = {row.id for row in owed if row.party in (Party.LEAD, Party.MONITOR) and row.is_own}
    return replace(
        beside,
        answers={number: links_for(office, signer, message, number) for number in sorted(leads)[:ANSWERABLE]},
        decisions={number: decision_link(office, signer, message, number) for number in sorted(asked)[:ANSWERABLE]},
    )


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
    beside: Beside,
    today: dt.date,
) -> dict[str, Any]:
    each = _one_per_obligation(owed)
    shown = each[:SHOWN]
    beside = replace(beside, high=_high(owed), copied=_copied(owed))
    write = _item_writer(office, today, beside)
    owing = [row for row in each if row.kind is not AgendaKind.REVIEW]
    late = [row for row in owing if row.due_on < today]
    ahead = [row for row in owing if row.due_on >= today]
    only = write(each[0]) if len(each) == 1 else None
    return {
        "office": {"name": office.setup.name, "contact": office.setup.contact},
        "person": owed[0].person,
        "today": full_day(today),
        "reasons": _reasons(owed),
        "plans": _plans(each, shown, write, today),
        "total": len(owing),
        "high": len(beside.high),
        "reviews": len(each) - len(owing),
        "overdue": len(late),
        "oldest": day(late[0].due_on) if late else "",
        "nearest": day(ahead[0].due_on) if ahead else "",
        "rest": len(each) - len(shown),
        "foremost": [write(row) for row in each[:FOREMOST]],
        "others": max(0, len(each) - FOREMOST),
        "link": only["link"] if only else beside.base_url,
        "only": only,
        "is_repeat": message.is_repeat,
        "mine": beside.mine,
    }


def _one_per_obligation(owed: Sequence[Row]) -> list[Row]:
    """Each obligation once, at its highest rung, the most overdue first."""
    highest = {row.id: row for row in sorted(owed, key=lambda row: row.rung)}
    return sorted(highest.values(), key=lambda row: (row.due_on, row.plan, row.unit, row.place_in_plan, row.id))


def _high(owed: Sequence[Row]) -> frozenset[int]:
    """What has reached a grave step."""
    return frozenset(row.id for row in owed if row.severity is Severity.HIGH)


def _copied(owed: Sequence[Row]) -> frozenset[int]:
    """What this person hears of only because their unit cooperates."""
    return frozenset(row.id for row in owed) - {row.id for row in owed if row.party is not Party.COOPERATE}


def _gathered(session: Session, shown: Sequence[Row], today: dt.date) -> dict[int, Gathered]:
    """For each consolidation that is not handed in: who has sent their part and who has not."""
    found: dict[int, Gathered] = {}
    for row in shown:
        if row.inputs and row.kind is not AgendaKind.REVIEW:
            inputs = inputs_of(session, Sought(row.plan_id, row.inputs, row.period, row.stands_for), today)
            if parts := gathered(inputs):
                found[row.id] = parts
    return found


def _item_writer(office: Office, today: dt.date, beside: Beside) -> Callable[[Row], dict[str, Any]]:
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
            "days_late": days_late(row.due_on, today, office.calendar.paused),
            "kind": KINDS[row.kind],
            "note": row.note,
            "is_review": is_review,
            "is_high": row.id in beside.high,
            "is_copy": row.id in beside.copied,
            "inputs": beside.gathered.get(row.id),
            "next": beside.coming.get(row.id, ""),
            "answers": beside.answers.get(row.id, {}),
            "decide": beside.decisions.get(row.id, ""),
            "link": f"{beside.base_url.rstrip('/')}/nghia-vu/{row.id}" if beside.base_url else "",
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
