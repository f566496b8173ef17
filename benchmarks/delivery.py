"""Delivery by e-mail to a server on this machine, against smtplib on a kept connection that sends the same bodies.

python -m benchmarks.delivery [--messages 400] [--items 3] [--database sqlite|postgres|both] [--rounds 3]

The other side has its bodies ready: nothing is composed, leased, checked again or recorded. The server is a process of
its own. Apprise's own mailto is measured on a few mails, without its throttle.
"""

import argparse
import datetime as dt
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial

import apprise
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue
from sqlmodel import Session

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.figures import Held, median, median_ratio, show, timed
from benchmarks.office import add_units, invented_office, plan_numbered
from config.database import session
from config.settings import SAMPLE
from engine.delivery.channels import Envelope as Letter
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.mailbox import AnyPortController
from engine.delivery.smtp import MailServer
from models.columns import table_of
from models.directory import Person
from models.ladders import Party, Role
from models.messages import Message, MessageState, Notice, NoticeState
from models.obligations import Obligation
from models.office import Office
from models.plans import Activity, Agenda, AgendaKind, AgendaStep, Occurrence

NOW = dt.datetime(2024, 1, 8, 1, 0, tzinfo=dt.UTC)
FROM = "Đôn Đốc <dondoc@soyte.example>"
FEW = 30  # mails by Apprise's mailto: it makes a connection, and its TLS context, for each


class Sink:
    """Takes every mail and keeps none."""

    async def handle_DATA(self, server: SMTP, session: Dialogue, envelope: Envelope) -> str:  # noqa: N802
        return "250 2.0.0 taken"


def serve() -> None:
    """The server's process: tells its port, and stops when nobody holds its input any more."""
    controller = AnyPortController(Sink(), hostname="127.0.0.1", port=0)
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


@contextmanager
def sink() -> Iterator[MailServer]:
    """A server in another process."""
    command = [sys.executable, "-m", "benchmarks.delivery", "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield MailServer("127.0.0.1", int(process.stdout.readline()), FROM, security="plain")
        process.communicate()


def prepare(engine: sa.Engine, messages: int, items: int) -> None:
    """Messages of some items each, as grouping leaves them."""
    with session(engine) as empty:
        add_units(empty.connection(), 100)
        empty.add(plan_numbered(1, dt.date(2024, 1, 1), dt.date(2024, 12, 31)))
        empty.flush()
        empty.add(Agenda(id=1, kind=AgendaKind.DUE, ladder="standard", due_on=dt.date(2024, 1, 9)))
        empty.flush()
        for position in (0, 1):
            empty.add(
                AgendaStep(agenda_id=1, position=position, step=position, round=0, party=Party.LEAD, role=Role.FOCAL,
                           at=NOW + position * dt.timedelta(days=1))
            )  # fmt: skip
        empty.flush()
        _add_work(empty, messages, items)


def _add_work(empty: Session, messages: int, items: int) -> None:
    """Each activity is owed by all units; message m tells unit m's focal person of ``items`` of them."""
    due_on = dt.date(2024, 1, 9)
    kinds = range(1, items * ((messages + 99) // 100) + 1)
    owed = [(kind, unit, unit + 100 * ((kind - 1) // items)) for kind in kinds for unit in range(1, 101)]
    owed = [each for each in owed if each[2] <= messages]
    for rows in (
        [Person(id=n, code=f"p{n}", name=f"Lê Thị Lan {n}") for n in range(1, messages + 1)],
        [_activity(n) for n in kinds],
        [Occurrence(id=n, activity_id=n, key="x", period="2024-Q1", opens_on=NOW.date(), due_on=due_on) for n in kinds],
        [
            Obligation(
                id=n, occurrence_id=kind, plan_id=1, unit_id=unit, agenda_id=1, due_on=due_on, told=0, created_at=NOW
            )
            for n, (kind, unit, _) in enumerate(owed, 1)
        ],
        [_message(n) for n in range(1, messages + 1)],
        [
            Notice(
                obligation_id=n,
                step_id=1,
                unit_id=unit,
                role=Role.FOCAL,
                state=NoticeState.GROUPED,
                message_id=to,
                created_at=NOW,
            )
            for n, (_, unit, to) in enumerate(owed, 1)
        ],
    ):
        empty.add_all(rows)
        empty.flush()


def _activity(number: int) -> Activity:
    title = "Xây dựng kế hoạch và báo cáo kết quả cải cách hành chính của đơn vị"
    return Activity(id=number, plan_id=1, key=f"k{number}", section="V.2", source="trước ngày 10/01/2024", title=title,
                    deliverable="báo cáo", timing={})  # fmt: skip


def _message(number: int) -> Message:
    return Message(id=number, person_id=number, channel="email", address=f"p{number}@soyte.example", slot="x",
                   token=f"t{number:030d}", retry_at=NOW, created_at=NOW)  # fmt: skip


def again(engine: sa.Engine) -> None:
    """All messages as if never sent."""
    with session(engine) as opened_:
        values = {"state": MessageState.PENDING, "handed_at": None, "sent_at": None, "tries": 0}
        opened_.execute(sa.update(table_of(Message)).values(values))
        opened_.execute(sa.update(table_of(Notice)).values(state=NoticeState.GROUPED))


def ours(engine: sa.Engine, office: Office, server: MailServer, messages: int) -> None:
    figures = deliver(
        partial(session, engine), office, [EmailChannel(server)], clock=lambda: NOW, base_url="https://dondoc.example"
    )
    assert figures["sent"] == messages, figures


def letters(engine: sa.Engine) -> list[Letter]:
    """The messages as they were sent."""
    table, person = table_of(Message), table_of(Person)
    columns = (person.c.name, table.c.address, table.c.subject, table.c.text, table.c.html, table.c.token)
    with session(engine) as opened_:
        rows = opened_.execute(sa.select(*columns).join(person, person.c.id == table.c.person_id)).all()
    return [Letter(r.address, r.name, r.subject, r.text, r.html, r.token, None, NOW) for r in rows]


def bare(mails: list[Letter], server: MailServer) -> None:
    """What a script would do that has all bodies at hand: make each mail, send it, on one connection."""
    with smtplib.SMTP(server.host, server.port, local_hostname=server.domain) as smtp:
        for each in mails:
            mail = EmailMessage()
            mail["From"] = Address(server.sender_name, addr_spec=server.sender)
            mail["To"] = Address(each.person, addr_spec=each.address)
            mail["Subject"], mail["Date"], mail["Message-ID"] = each.subject, each.at, f"<{each.token}@{server.domain}>"
            mail.set_content(each.text)
            mail.add_alternative(each.html, subtype="html")
            smtp.send_message(mail)


def mailto(mails: list[Letter], server: MailServer) -> None:
    """Apprise's own plugin, without its throttle."""
    for each in mails:
        service = apprise.Apprise()
        service.add(f"mailto://{server.host}:{server.port}?from={server.sender}&to={each.address}&mode=insecure")
        for plugin in service:
            plugin.request_rate_per_sec = 0
        assert service.notify(body=each.text, title=each.subject)


def measure(databases: Databases, messages: int, items: int, rounds: int) -> list[Held]:
    sources = {path.name: path.read_text("utf-8") for path in (SAMPLE / "templates").glob("*.j2")}
    office = invented_office().model_copy(update={"templates": sources})
    with databases.fresh() as engine, sink() as server:
        prepare(engine, messages, items)
        ours(engine, office, server, messages)
        mails = letters(engine)
        pairs, plain = [], []
        for _ in range(rounds):
            again(engine)
            databases.rest(engine)
            mine = timed(lambda: ours(engine, office, server, messages))
            pairs.append((mine, timed(lambda: bare(mails, server))))
            plain.append((mine / messages, timed(lambda: mailto(mails[:FEW], server)) / FEW))
    return _rows(f"{messages} x {items} items, {databases.kind}", messages, pairs, plain)


def _rows(size: str, messages: int, pairs: list[tuple[float, float]], plain: list[tuple[float, float]]) -> list[Held]:
    def rate(seconds: list[float]) -> str:
        return f"{1 / median(seconds):.0f}/s"

    mine = [seconds / messages for seconds, _ in pairs]
    kept = [seconds / messages for _, seconds in pairs]
    return [
        Held("delivery : smtplib, kept", size, rate(mine), rate(kept), median_ratio(pairs), 0.7),
        Held("delivery : Apprise mailto", size, rate(mine), rate([s for _, s in plain]), median_ratio(plain), 5),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--items", type=int, default=3)
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve()
        return 0
    kinds = KINDS if asked.database == "both" else (asked.database,)
    rows = []
    for kind in kinds:
        with opened(kind) as databases:
            rows += measure(databases, asked.messages, asked.items, asked.rounds)
    return show("Delivery by e-mail", rows)


if __name__ == "__main__":
    sys.exit(main())
