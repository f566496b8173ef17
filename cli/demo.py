"""``dondoc demo``: the whole job once, on a database and a mailbox of its own, told as it happens."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from rich.panel import Panel

from cli.loading import holdings, load_if_empty
from cli.opening import office
from cli.printing import console, say, shown
from cli.runs import tell_delivery, tell_sweep
from config.clock import now, parse_as_of
from config.opening import Opened
from config.settings import SAMPLE, load_settings
from engine.delivery.deliver import deliver
from engine.delivery.mailbox import Mail, MailboxServer, read_mailbox
from engine.delivery.opening import channels_for
from engine.runs import run_sweep
from engine.slots import last_sending_moment
from engine.told import Duty, duties_told
from models.moments import local


def demo(as_of: str | None) -> None:
    """Load, expand, sweep, deliver; then say who was told what and why. Each demo starts afresh in its own folder."""
    with demo_office() as here, MailboxServer(here.settings.home / "mailbox") as mailbox:
        moment = parse_as_of(as_of, here.office.zone) if as_of else last_sending_moment(here.office, now())
        console.rule(f"Đôn Đốc — một ngày mẫu: {local(moment, here.office.zone).format('HH:mm DD/MM/YYYY')}")
        load_if_empty(here, now=moment)
        with here.readings() as session:
            held = holdings(session)
        say(f"Đã nạp {held.units} đơn vị, {held.plans} kế hoạch; trải thành {held.occurrences} kỳ, "
            f"{held.obligations} nghĩa vụ.")  # fmt: skip
        tell_sweep(_sweep(here, moment))
        tell_delivery(_deliver(here, mailbox, moment))
        _account(here, mailbox.folder)


@contextmanager
def demo_office() -> Iterator[Opened]:
    """The sample office with a new database in DONDOC_HOME/demo; whatever the settings say, no other is touched."""
    settings = load_settings()
    home = settings.home / "demo"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True)
    changes = {"home": home, "office": SAMPLE, "database_url": f"sqlite:///{home}/dondoc.db", "smtp_host": None}
    with office(settings.model_copy(update=changes), fill=False) as here:
        yield here


def _sweep(here: Opened, moment: dt.datetime) -> dict[str, int]:
    """What a working morning does: the digests, then the single reminders."""
    runs = [run_sweep(here.sessions, here.office, now=moment, digest=digest) for digest in (True, False)]
    return {name: sum(figures[name] for figures in runs) for name in runs[0]} | {"waiting": runs[-1]["waiting"]}


def _deliver(here: Opened, mailbox: MailboxServer, moment: dt.datetime) -> dict[str, int]:
    server = here.settings.mail_server | {"port": mailbox.port}
    return deliver(
        here.sessions, here.office, channels_for(**server), clock=lambda: moment, base_url=here.settings.base_url
    )


def _account(here: Opened, mailbox: Path) -> None:
    with here.readings() as session:
        duties = duties_told(session)
    say("Ai được báo việc gì, vì sao" if duties else "Không có thư nào: chưa việc nào đến bậc nhắc, hoặc là ngày nghỉ.")
    for plan, told in groupby(duties, key=lambda duty: duty.plan):
        say("")
        say(f"Kế hoạch {plan}")
        for duty in told:
            _tell(duty)
    say("")
    mails = read_mailbox(mailbox)
    if mails:
        _show(max(mails, key=lambda mail: len(mail.text)))
    say(f"{len(mails)} thư nằm trong {mailbox}; cơ sở dữ liệu mẫu ở {here.settings.home}.")
    say(f"Hỏi vì sao một việc đến hạn: DONDOC_HOME={here.settings.home} dondoc why ID (số ID: dondoc obligations).")


def _tell(duty: Duty) -> None:
    people, units = sorted(duty.people), sorted(duty.units)
    named = ", ".join(people[:3]) + (f" và {len(people) - 3} người khác" if len(people) > 3 else "")
    owner = units[0] if len(units) == 1 else f"{len(units)} đơn vị"
    say(f"  {shown(duty.due_on)}  {duty.title} (mục {duty.section}; {owner})", indent=14)
    waits = "đã nộp, chờ duyệt; " if duty.is_review else ""
    say(f"              {waits}bậc {duty.rung} → {', '.join(sorted(duty.posts))}: {named}", indent=14)


def _show(mail: Mail) -> None:
    text = f"Đến: {mail.to}\nChủ đề: {mail.subject}\n\n{mail.text.strip()}"
    console.print(Panel(text, title="Một thư trong hộp thư", title_align="left"), markup=False)
