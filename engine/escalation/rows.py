"""All that the words of a message are made of: one row per notice in it, in one statement that is put together once."""

import sqlalchemy as sa

from engine.wording import titled
from models.columns import table_of
from models.directory import Person, Post, Unit
from models.messages import Notice, NoticeState
from models.obligations import Obligation
from models.plans import Activity, Agenda, AgendaStep, Occurrence, Plan

notice, obligation, step = table_of(Notice), table_of(Obligation), table_of(AgendaStep)
agenda, occurrence, activity = table_of(Agenda), table_of(Occurrence), table_of(Activity)
plan, person, post_ = table_of(Plan), table_of(Person), table_of(Post)
ower, receiver = table_of(Unit).alias("ower"), table_of(Unit).alias("receiver")

message_rows = (
    sa.select(
        notice.c.id.label("notice_id"),
        notice.c.role,
        notice.c.fallback,
        receiver.c.name.label("receiver"),
        post_.c.title.label("post"),
        step.c.party,
        step.c.agenda_id,
        step.c.position.label("rung"),
        step.c.severity,
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
        activity.c.inputs,
        activity.c.is_own,
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
