"""Steps of ladders that told nobody in a rehearsal, and why: a ladder that never fires is found before it is missed."""

import datetime as dt
from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.rehearsal.findings import Silent
from models.columns import table_of
from models.ladders import LADDERS, Ladder
from models.messages import Notice, NoticeState
from models.moments import instant
from models.obligations import Obligation
from models.office import Office
from models.periods import ONE_DAY
from models.plans import Agenda, AgendaStep, Occurrence, Plan

notice, step, agenda = table_of(Notice), table_of(AgendaStep), table_of(Agenda)
obligation, occurrence = table_of(Obligation), table_of(Occurrence)
Rung = tuple[str, int, str]  # ladder, number of the step, audience
TOLD = (NoticeState.GROUPED, NoticeState.SENT)
REASONS = {
    NoticeState.PENDING: "chờ ngày gửi bản tổng hợp, hoặc không ai nhận được",
    NoticeState.SUPERSEDED: "lần nào cũng nhường bậc cao hơn đến cùng lúc",
    NoticeState.DROPPED: "việc đã xong trước khi tin kịp gửi",
}


def silent_steps(session: Session, office: Office, first: dt.date, last: dt.date) -> list[Silent]:
    """Every step and audience of the ladders, of the office and of plans, that reached nobody in ``first..last``."""
    span = instant(first, dt.time(0), office.zone), instant(last + ONE_DAY, dt.time(0), office.zone)
    told, coming = _states(session, *span), _coming(session, *span)
    used = set(session.execute(sa.select(agenda.c.ladder).distinct()).scalars())
    return [
        Silent(name, number + 1, each.at, audience, _why((name, number, audience), used, told, coming))
        for name, ladder in sorted(_ladders(session, office).items())
        for number, each in enumerate(ladder.steps)
        for audience in each.to
        if not set(TOLD) & told[name, number, audience]
    ]


def _ladders(session: Session, office: Office) -> dict[str, Ladder]:
    own = [LADDERS.validate_python(each) for each in session.exec(select(Plan.ladders)).all()]
    return office.ladders | {name: ladder for ladders in own for name, ladder in ladders.items()}


def _why(rung: Rung, used: set[str], told: dict[Rung, set[NoticeState]], coming: set[Rung]) -> str:
    if rung[0] not in used:
        return "không việc nào theo thang này"
    for state, reason in REASONS.items():
        if state in told[rung]:
            return reason
    if rung not in coming:
        return "không hạn nào đưa bậc này vào những ngày diễn tập"
    return "việc nào cũng xong trước khi đến bậc này"


def _states(session: Session, since: dt.datetime, until: dt.datetime) -> dict[Rung, set[NoticeState]]:
    """What became of the notices of each rung."""
    joined = notice.join(step, step.c.id == notice.c.step_id).join(agenda, agenda.c.id == step.c.agenda_id)
    columns = (agenda.c.ladder, step.c.step, step.c.party, step.c.role, notice.c.state)
    written = sa.select(*columns).distinct().select_from(joined)
    found: dict[Rung, set[NoticeState]] = defaultdict(set)
    inside = notice.c.created_at >= since, notice.c.created_at < until
    for ladder, number, party, role, state in session.execute(written.where(*inside)):
        found[ladder, number, f"{party}.{role}"].add(NoticeState(state))
    return found


def _coming(session: Session, since: dt.datetime, until: dt.datetime) -> set[Rung]:
    """The rungs that fall into the span by the agenda of an occurrence, or by one that an obligation has of its own."""
    columns = (agenda.c.ladder, step.c.step, step.c.party, step.c.role)
    rungs = step.join(agenda, agenda.c.id == step.c.agenda_id)
    inside = step.c.at >= since, step.c.at < until
    found: set[Rung] = set()
    for followed in (occurrence, obligation):
        joined = rungs.join(followed, followed.c.agenda_id == agenda.c.id)
        for ladder, number, party, role in session.execute(
            sa.select(*columns).distinct().select_from(joined).where(*inside)
        ):
            found.add((ladder, number, f"{party}.{role}"))
    return found
