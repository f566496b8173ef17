"""Everything that would make a promise fail, found before it does: who cannot be reached, what is not decided, what is stuck."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, select

from engine.delivery.outbox import waiting
from engine.delivery.standing import channels_stand
from engine.delivery.zalo.health import troubles
from engine.directory.load import ids_by_code
from engine.directory.people import directory_on, quiet_people
from engine.escalation.group import pending_notices, recipient_of
from engine.escalation.slots import next_opening
from engine.escalation.sweep import swept_plans
from engine.escalation.switches import not_paused, paused
from engine.escalation.templates import check_templates
from engine.runs import last_ok
from engine.wording import masked
from models.columns import table_of
from models.directory import Contact, GroupMember, Person, Unit
from models.errors import ConfigurationError
from models.ladders import LADDERS, ROLE_LABELS, Party, Role
from models.ledger import LedgerEntry, Run
from models.messages import Message, MessageState
from models.moments import local, local_day
from models.obligations import UNFINISHED, Obligation
from models.office import CHANNEL_LABELS, Office
from models.periods import ONE_DAY
from models.plans import Activity, ActivityParty, Occurrence, Plan, PlanState

Level = Literal["error", "warning", "note"]
Topic = Literal["calendar", "channels", "dead messages", "directory", "messages", "person", "runs", "undated", "unit"]
TOO_LONG = dt.timedelta(hours=20)  # a working day's sweeps are a quarter of an hour apart; a night lies between
STUCK = dt.timedelta(hours=24)
MOST_QUIET = 5  # working days

obligation, occurrence = table_of(Obligation), table_of(Occurrence)
plan, activity = table_of(Plan), table_of(Activity)
message, contact = table_of(Message), table_of(Contact)
party_, member = table_of(ActivityParty), table_of(GroupMember)
unit, person, run, ledger = table_of(Unit), table_of(Person), table_of(Run), table_of(LedgerEntry)


@dataclass(frozen=True)
class Finding:
    """One thing found: how bad, what, and what to do by command; a door may have a page for the topic (of that ``code``)."""

    level: Level
    what: str
    todo: str
    topic: Topic | None = None
    code: str = ""


def examine(session: Session, office: Office, *, now: dt.datetime, is_current: bool) -> list[Finding]:
    """All findings, worst first; ``is_current`` says whether the database has the newest shape."""
    if not is_current:
        return [
            Finding("error", "cơ sở dữ liệu chưa ở phiên bản mới nhất", "chạy 'dondoc start' hoặc 'dondoc plan list'")
        ]
    checks = (
        templates, silence, clock, pauses, paused_deadlines, posts, addresses, quiet, channels, deliveries, credentials, undecided_years, undated,
    )  # fmt: skip
    found = [finding for check in checks for finding in check(session, office, now)]
    return sorted(found, key=lambda f: ("error", "warning", "note").index(f.level))


def templates(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """A message template that would fail when a message is written."""
    try:
        check_templates(office)
    except ConfigurationError as error:
        yield Finding("error", str(error), "sửa tệp mẫu trong thư mục templates của cơ quan")


def silence(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """No sweep came to its end for longer than a working day allows."""
    last = last_ok(session, "sweep")
    if last is None:
        yield Finding("warning", "chưa có lần quét nào", "chạy 'dondoc start' hoặc 'dondoc sweep'", "runs")
        return
    worked = office.calendar.is_working(local_day(now, office.zone)) and local(now, office.zone).hour >= 9
    if worked and now - last > TOO_LONG:
        when = local(last, office.zone).format("HH:mm DD/MM/YYYY")
        yield Finding("error", f"lần quét xong gần nhất là {when}", "xem 'dondoc start' hay dịch vụ còn chạy không")


def clock(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """The machine's clock stands before what is already written."""
    newest = session.execute(sa.select(sa.func.max(run.c.started_at, type_=run.c.started_at.type))).scalar()
    if newest and newest > now + dt.timedelta(minutes=5):
        when = local(newest, office.zone).format("HH:mm DD/MM/YYYY")
        yield Finding("error", f"đồng hồ máy lùi so với lần chạy đã ghi lúc {when}", "chỉnh lại giờ máy chủ")


def pauses(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """All sending is paused."""
    if pause := paused(session, now=now):
        todo = "xem 'dondoc messages --state held'; gửi lại bằng 'dondoc resume'"
        yield Finding("warning", f"{pause.words(office.zone)}; đang giữ {waiting(session)} tin", todo, "messages")


def paused_deadlines(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """A declared pause of the deadlines is in force."""
    if reason := office.calendar.paused.get(local_day(now, office.zone)):
        what = f"đang tạm dừng tính hạn: {reason}; không nhắc ai"
        yield Finding("note", what, "xem 'pauses' trong calendar.yaml", "calendar")


def posts(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """Posts that coming notices need and nobody answers for, or only somebody else."""
    people, codes = directory_on(session, local_day(now, office.zone), office.channels), _codes(session, Unit)
    for (owner, role), monitor in _spoken_to(session, office).items():
        found = people.recipient(owner, role, monitor)
        name = people.units[owner]
        if found is None:
            what = f"{name}: không ai nhận được tin của {ROLE_LABELS[role]}"
            yield Finding("error", what, "thêm người giữ chức danh hoặc địa chỉ vào danh bạ", "unit", codes[owner])
        elif not people.holders.get((owner, role)):
            what = f"{name}: chưa có {ROLE_LABELS[role]}, tin sẽ đến {people.people[found.person_id]}"
            yield Finding("warning", what, "thêm người giữ chức danh vào danh bạ", "unit", codes[owner])


def _codes(session: Session, model: type[Person] | type[Unit]) -> dict[int, str]:
    return {id_: code for code, id_ in ids_by_code(session, model).items()}


def _spoken_to(session: Session, office: Office) -> dict[tuple[int, Role], int]:
    """The posts to which the ladders speak in active plans with rungs to come, and who monitors; of leads who still owes."""
    spoken = _audiences(session, office)
    found: dict[tuple[int, Role], int] = {}
    for party, owners in _owners().items():
        for owner, monitor in session.execute(owners).tuples():
            found |= {(owner, role): found.get((owner, role), monitor) for told, role in spoken if told is party}
    return found


def _owners() -> dict[Party, sa.Select[tuple[int, int]]]:
    """For each party the units of it in plans with rungs to come, and who monitors; sought, so that little is read."""
    monitor, to_come = plan.c.monitor_id, sa.exists().where(obligation.c.next_at.is_not(None))
    coming = to_come.where(obligation.c.plan_id == plan.c.id, obligation.c.unit_id == unit.c.id)
    active = sa.and_(plan.c.state == PlanState.ACTIVE, to_come.where(obligation.c.plan_id == plan.c.id).correlate(plan))
    duties = activity.join(plan, sa.and_(plan.c.id == activity.c.plan_id, active, ~activity.c.is_withdrawn))
    helps = sa.and_(party_.c.activity_id == activity.c.id, party_.c.party == Party.COOPERATE)
    helpers = duties.join(party_, helps).outerjoin(member, member.c.group_id == party_.c.group_id)
    helper = sa.func.coalesce(party_.c.unit_id, member.c.unit_id)
    reported = sa.func.coalesce(activity.c.reports_to_id, monitor)
    return {
        Party.LEAD: sa.select(unit.c.id, monitor)
        .join_from(unit, plan, active)
        .where(coming)
        .order_by(plan.c.id, unit.c.id),
        Party.COOPERATE: sa.select(helper, monitor).select_from(helpers).where(helper.is_not(None)).distinct(),
        Party.MONITOR: sa.select(monitor, monitor).where(active).distinct(),
        Party.ISSUER: sa.select(plan.c.issuer_id, monitor).where(active).distinct(),
        Party.REPORTS_TO: sa.select(reported, monitor).select_from(duties).distinct(),
    }


def _audiences(session: Session, office: Office) -> list[tuple[Party, Role]]:
    """Whom the ladders of the office and of active plans speak to."""
    own = session.exec(select(Plan.ladders).where(Plan.state == PlanState.ACTIVE)).all()
    ladders = [*office.ladders.values(), *(ladder for each in own for ladder in LADDERS.validate_python(each).values())]
    names = {audience for ladder in ladders for each in ladder.steps for audience in each.to}
    return [(Party(party), Role(role)) for party, role in (name.split(".") for name in sorted(names))]


def addresses(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """People whom no address reaches, and single addresses that were refused for good or whose channel is not set up."""
    joined = person.outerjoin(contact, contact.c.person_id == person.c.id)
    columns = (person.c.id, person.c.code, person.c.name, contact.c.channel, contact.c.address, contact.c.is_dead)
    rows = session.execute(sa.select(*columns).select_from(joined).order_by(person.c.name, contact.c.position)).all()
    for _, own in itertools.groupby(rows, key=lambda row: (row.name, row.id)):
        yield from _own_addresses(list(own), office.channels)


def _own_addresses(own: list[Any], channels: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the addresses of one person; it matters less while another reaches them."""
    name, code, reached = own[0].name, own[0].code, any(not row.is_dead and row.channel in channels for row in own)
    if not reached:
        yield Finding("warning", f"{name}: không có địa chỉ nào dùng được", "sửa địa chỉ trong danh bạ", "person", code)
    for row in own:
        if row.channel and row.channel not in channels:
            instead = ", tin đi địa chỉ khác" if reached else ""
            what = f"{name}: kênh {CHANNEL_LABELS[row.channel]} của địa chỉ {masked(row.address)} chưa được thiết lập{instead}"
            todo = "thiết lập kênh này (docs/zalo.md), hoặc bỏ địa chỉ khỏi danh bạ"
            yield Finding("warning", what, todo, "person", code)
        elif row.is_dead and reached:
            what = f"{name}: địa chỉ {masked(row.address)} ({CHANNEL_LABELS[row.channel]}) đã bị từ chối, tin đi địa chỉ khác"
            yield Finding("warning", what, "sửa hoặc bỏ địa chỉ này trong danh bạ", "person", code)


def quiet(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """People who want no reminders for more than a working week to come."""
    names = dict(session.execute(sa.select(person.c.id, person.c.name)).tuples().all())
    codes = _codes(session, Person)
    today = local_day(now, office.zone)
    for person_id, wish in quiet_people(session).items():
        opens_at = next_opening(wish, office, now)
        until = local_day(opens_at, office.zone) if opens_at else None
        if until is None or office.calendar.between(today, until - ONE_DAY) > MOST_QUIET:
            when = f"đến {until:%d/%m/%Y}" if until else "mãi"
            what = f"{names[person_id]}: không nhận tin thường {when}"
            todo = "ghi người thay vào 'absences', hoặc sửa 'quiet' trong danh bạ"
            yield Finding("warning", what, todo, "person", codes[person_id])


def channels(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """Channels whose last attempt failed while messages wait for them: most often the mail server is away."""
    for each in channels_stand(session, office, (), now=now):
        if each.last_fault_at and each.is_ailing and each.waiting:
            when = local(each.last_fault_at, office.zone).format("HH:mm DD/MM/YYYY")
            what = f"{CHANNEL_LABELS[each.name]}: lần gửi lúc {when} không được ({each.last_fault})"
            yield Finding(
                "warning", f"{what}; {each.waiting} tin đang chờ", "xem máy chủ của kênh; lần gửi sau tự thử lại"
            )


def deliveries(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """Messages that died or are stuck, and notices of running plans that reach nobody."""
    states = dict(session.execute(sa.select(message.c.state, sa.func.count()).group_by(message.c.state)).tuples().all())
    if dead := states.get(MessageState.DEAD):
        todo = "xem 'dondoc messages --state dead', sửa địa chỉ rồi 'dondoc messages resend', hoặc 'cancel'"
        yield Finding("error", f"{dead} tin không gửi được", todo, "dead messages")
    late = (MessageState.PENDING, MessageState.FAILED, MessageState.SENDING, MessageState.UNKNOWN)
    old = message.c.state.in_(late) & (message.c.created_at < now - STUCK) & not_paused(now)
    old &= message.c.person_id.not_in(still := _still(session, office, now)) | message.c.is_urgent
    if stuck := session.execute(sa.select(sa.func.count()).select_from(message).where(old)).scalar():
        todo = "chạy 'dondoc deliver' và xem máy chủ thư"
        yield Finding("error", f"{stuck} tin chờ gửi quá một ngày", todo, "channels")
    people = directory_on(session, local_day(now, office.zone), office.channels)
    running = pending_notices(session, swept_plans(session, people.today, reliving=False))
    old_ones = [recipient_of(people, each) for each in running if each.created_at < now - 7 * STUCK]
    if count := sum(who is None or who.person_id not in still for who in old_ones):
        todo = "xem các chức danh không có người ở trên"
        yield Finding("error", f"{count} lời nhắc quá một tuần chưa đến ai", todo, "directory")


def _still(session: Session, office: Office, now: dt.datetime) -> set[int]:
    """People whose quiet has left no time to tell them anything for a day."""
    opened = {id_: next_opening(wish, office, now - STUCK) for id_, wish in quiet_people(session).items()}
    return {id_ for id_, at in opened.items() if at is None or at > now}


def credentials(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """Keys of a provider that were lost, or will be if nobody uses them."""
    for level, what, todo in troubles(session, now=now):
        yield Finding(level, what, todo, "channels")


def undecided_years(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """Due days in years whose holidays are not decided yet."""
    statement = sa.select(occurrence.c.due_on).where(
        sa.not_(occurrence.c.is_withdrawn), occurrence.c.due_on > dt.date(office.calendar.decided_through, 12, 31)
    )
    for year in sorted({day.year for day in session.execute(statement.distinct()).scalars()}):
        yield Finding("note", f"lịch nghỉ năm {year} chưa được quyết định, hạn năm đó đang tạm tính",
                      "khi có văn bản, ghi vào calendar.yaml rồi tăng decided_through", "calendar")  # fmt: skip


def undated(session: Session, office: Office, now: dt.datetime) -> Iterator[Finding]:
    """Obligations of active plans that wait for a person to set a day."""
    statement = (
        sa.select(sa.func.count())
        .select_from(
            obligation.join(plan, plan.c.id == obligation.c.plan_id).join(
                occurrence, occurrence.c.id == obligation.c.occurrence_id
            )
        )
        .where(plan.c.state == PlanState.ACTIVE, obligation.c.due_on.is_(None))
        .where(obligation.c.progress.in_(UNFINISHED), occurrence.c.opens_on <= local_day(now, office.zone))
    )
    if count := session.execute(statement).scalar():
        todo = "xem 'dondoc obligations --status undated', đặt bằng 'dondoc date'"
        yield Finding("note", f"{count} nghĩa vụ chưa có hạn", todo, "undated")
