"""Delivery by e-mail against smtplib on a kept connection sending the same bodies, and against Apprise's own mailto.

python -m benchmarks.delivery [--messages 500] [--database sqlite|postgres|both] [--rounds N]

The bodies are those that ours sends; nothing is composed, leased, checked again or recorded for them.
"""

import argparse
import datetime as dt
import logging
import smtplib
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from apprise import Apprise

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.figures import Held, median, median_ratio, show, timed
from benchmarks.mail_sink import HOST, mail_sink
from benchmarks.office import add_units, invented_office, plan_numbered
from config.database import quick_sessions, session
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer
from engine.escalation.group import group
from engine.escalation.sweep import sweep
from engine.register.expand import expand
from models.columns import table_of
from models.directory import Contact, Person, Post, Tenure
from models.ladders import Party, Role
from models.messages import Message
from models.office import Office
from models.plans import Activity, ActivityParty

Body = tuple[str, str, str, str]  # address, subject, text, HTML

NOW = dt.datetime(2024, 3, 8, 2, 0, tzinfo=dt.UTC)  # a Friday morning, five working days before the duties are due
DUE = "2024-03-15"
DUTIES = 3
SENDER = "dondoc@soyte.example"
BASE_URL = "https://dondoc.example"
BY_APPRISE = 20  # messages, for each takes as long as some twenty others
TEMPLATES = Path(__file__).parent.parent / "config" / "sample" / "templates"
ROUNDS = {"sqlite": 7, "postgres": 5}


def office_with_templates() -> Office:
    """The invented office, writing its mails as the sample office does."""
    templates = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.j2")}
    return invented_office().model_copy(update={"templates": templates})


def prepare(engine: sa.Engine, office: Office, messages: int) -> None:
    """One message waits for the focal person of each unit, about three duties; made by expanding, sweeping, grouping."""
    with session(engine) as empty:
        add_units(empty.connection(), messages)
        add_people(empty.connection(), messages)
        empty.add(plan_numbered(1, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
        empty.flush()
        empty.add_all(_activity(number) for number in range(1, DUTIES + 1))
        empty.flush()
        empty.add_all(ActivityParty(activity_id=n, party=Party.LEAD, group_id=1) for n in range(1, DUTIES + 1))
    with session(engine) as prepared:
        expand(prepared, office, now=NOW)
    sweep(partial(session, engine), office, now=NOW)
    with session(engine) as swept:
        grouped = group(swept, office, now=NOW)
    if grouped.messages != messages:
        raise SystemExit(f"{grouped.messages} messages instead of {messages}")


def add_people(connection: sa.Connection, count: int) -> None:
    """The focal person of each unit, with an address."""
    numbers = range(1, count + 1)
    rows: dict[type, list[dict[str, object]]] = {
        Person: [{"id": n, "code": f"p{n}", "name": f"Nguyễn Thị Mẫu {n}"} for n in numbers],
        Contact: [{"person_id": n, "channel": "email", "address": f"p{n}@soyte.example"} for n in numbers],
        Post: [{"id": n, "unit_id": n, "role": Role.FOCAL} for n in numbers],
        Tenure: [{"post_id": n, "person_id": n} for n in numbers],
    }
    for model, values in rows.items():
        connection.execute(sa.insert(table_of(model)), values)


def _activity(number: int) -> Activity:
    return Activity(
        id=number,
        plan_id=1,
        key=f"viec-{number}",
        position=number,
        section=f"V.{number}",
        source="trước ngày 16/3/2024",
        title=f"Báo cáo kết quả cải cách hành chính, phần {number}",
        deliverable="báo cáo",
        timing={"kind": "deadline", "on": DUE},
    )


def deliver_ours(engine: sa.Engine, office: Office, port: int, count: int) -> None:
    """The engine's own: composed, leased, sent and recorded one by one."""
    server = MailServer(HOST, port, f"Đôn Đốc <{SENDER}>", security="plain")
    channels = [EmailChannel(server)]
    with quick_sessions(engine) as sessions:
        sent = deliver(sessions, office, channels, clock=lambda: NOW, base_url=BASE_URL)["sent"]
    if sent != count:
        raise SystemExit(f"{sent} sent instead of {count}")


def bodies_of(engine: sa.Engine) -> list[Body]:
    """Address, subject, text and HTML of what was delivered."""
    table = table_of(Message)
    columns = (table.c.address, table.c.subject, table.c.text, table.c.html)
    with engine.connect() as connection:
        return [(a, s, t, h) for a, s, t, h in connection.execute(sa.select(*columns).order_by(table.c.id))]


def mail_of(address: str, subject: str, text: str, html: str) -> EmailMessage:
    """The mail as anyone would make it with Python alone."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = SENDER, address, subject
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail


def send_plain(port: int, bodies: Sequence[Body]) -> None:
    """smtplib on one connection, each mail made of its body and sent."""
    with smtplib.SMTP(HOST, port, local_hostname="bench.example") as smtp:
        for body in bodies:
            smtp.send_message(mail_of(*body))


def send_ready(port: int, mails: Sequence[tuple[str, bytes]]) -> None:
    """smtplib on one connection, the mails made beforehand: what the server and the wire alone take."""
    with smtplib.SMTP(HOST, port, local_hostname="bench.example") as smtp:
        for address, content in mails:
            smtp.sendmail(SENDER, [address], content)


def send_by_mailto(port: int, bodies: Sequence[Body]) -> None:
    """Apprise's own mailto with its throttle taken off, an address at a time as ours."""
    for address, subject, _text, html in bodies:
        name, _, domain = address.partition("@")
        service = Apprise()
        service.add(f"mailto://{HOST}:{port}?from={SENDER}&to={name}@{domain}&mode=insecure&format=html")
        for plugin in service:
            plugin.request_rate_per_sec = 0
        if not service.notify(title=subject, body=html):
            raise SystemExit("mailto did not send")


def run(kind: str, messages: int, rounds: int) -> list[Held]:
    """All rounds in one kind of database; the three ways in turn within each round."""
    office = office_with_templates()
    with ExitStack() as stack:
        databases, port = stack.enter_context(opened(kind)), stack.enter_context(mail_sink())
        base = stack.enter_context(databases.fresh())
        prepare(base, office, messages)
        databases.analyze(base)
        ours = partial(deliver_ours, office=office, port=port, count=messages)
        with databases.copy(base) as first:
            ours(first)
            bodies = bodies_of(first)
        times = [measure(databases, base, ours, port, bodies) for _ in range(rounds)]
    return rows(kind, messages, times)


def measure(
    databases: Databases, base: sa.Engine, ours: Callable[[sa.Engine], None], port: int, bodies: Sequence[Body]
) -> tuple[float, ...]:
    """Seconds per message of ours, of smtplib, of mailto, and of smtplib with mails made beforehand."""
    raw = [(body[0], mail_of(*body).as_bytes()) for body in bodies]
    with databases.copy(base) as engine:
        own = timed(lambda: ours(engine)) / len(bodies)
    plain = timed(lambda: send_plain(port, bodies)) / len(bodies)
    few = bodies[:BY_APPRISE]
    mailto = timed(lambda: send_by_mailto(port, few)) / len(few)
    return own, plain, mailto, timed(lambda: send_ready(port, raw)) / len(raw)


def rows(kind: str, messages: int, times: Sequence[tuple[float, ...]]) -> list[Held]:
    """The two numbers to hold; the third is shown only, for it leaves out what every sender has to do."""
    size = f"{messages:,} messages"
    rates = [_rate([each[n] for each in times]) for n in range(4)]
    shares = [median_ratio([(each[0], each[n]) for each in times]) for n in range(4)]
    return [
        Held(f"{kind}: speed against smtplib, kept connection", size, rates[0], rates[1], shares[1], 0.7),
        Held(f"{kind}: speed against Apprise's mailto", size, rates[0], rates[2], shares[2], 5),
        Held(f"{kind}: against mails made beforehand", size, rates[0], rates[3], shares[3], None),
    ]


def _rate(seconds: Sequence[float]) -> str:
    return f"{1 / median(seconds):.0f} / s"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--rounds", type=int, help="rounds to measure (usually 7 on SQLite, 5 on PostgreSQL)")
    given = parser.parse_args()
    logging.getLogger("apprise").setLevel(logging.ERROR)
    kinds = KINDS if given.database == "both" else (given.database,)
    found = [row for kind in kinds for row in run(kind, given.messages, given.rounds or ROUNDS[kind])]
    return show("Delivery", found)


if __name__ == "__main__":
    sys.exit(main())
