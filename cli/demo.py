"""``dondoc demo``: the whole job once, on a database and a mailbox of its own, told as it happens."""

import datetime as dt
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from rich.panel import Panel

from cli.loading import holdings, load_if_empty
from cli.opening import office
from cli.printing import console, put, say, shown, working
from cli.runs import tell_delivery, tell_sweep
from cli.typed import moment_from
from config.clock import now
from config.keys import office_key
from config.opening import Opened
from config.processes import alone
from config.settings import SAMPLE, Settings, load_settings
from engine.delivery.deliver import deliver
from engine.delivery.mailbox import Mail, MailboxServer, read_mailbox
from engine.delivery.opening import channels_for
from engine.escalation.slots import last_sending_moment
from engine.fulfilment.links import Signer
from engine.runs import run_sweep
from engine.watching.told import Duty, duties_told, duties_waiting, posts_words, rung_words
from engine.wording import full_day, place
from models.moments import local, local_day
from models.office import Office
from models.periods import ONE_DAY

SHOWN = 3  # duties told of one rung, people named of one duty
MAIL_LINES = 25  # about as long is the letter that is shown


def demo(as_of: str | None) -> None:
    """Load, expand, sweep, deliver; then say who was told what and why. Each demo starts afresh in its own folder."""
    wanted = None if as_of is None else moment_from(as_of)
    with demo_office() as here, MailboxServer(here.settings.home / "mailbox") as mailbox:
        moment = wanted or last_sending_moment(here.office, now())
        console.rule(f"Đôn Đốc — một ngày mẫu: {local(moment, here.office.zone).format('HH:mm DD/MM/YYYY')}")
        if wanted is None and moment < now() - ONE_DAY / 2:
            say("Bây giờ ngoài giờ làm việc, nên xem buổi sáng làm việc gần nhất.")
        _load(here, moment)
        tell_sweep(_sweep(here, moment))
        tell_delivery(_deliver(here, mailbox, moment))
        _account(here, moment)
        _show_mail(here, read_mailbox(mailbox.folder))


@contextmanager
def demo_office() -> Iterator[Opened]:
    """The sample office with a new database in DONDOC_HOME/demo; whatever the settings say, no other is touched."""
    settings = load_settings()
    home = settings.home / "demo"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(home / "demo.lock", f"một 'dondoc demo' khác đang chạy trong {home}"):
        _clear(home)
        with office(_for_demo(settings, home), fill=False) as here:
            yield here


def _clear(home: Path) -> None:
    """Take away what the last demo left, and nothing else: the folder may be somebody's who has one of that name."""
    for left in home.glob("dondoc.db*"):
        left.unlink()
    shutil.rmtree(home / "mailbox", ignore_errors=True)


def _for_demo(settings: Settings, home: Path) -> Settings:
    changes = {"home": home, "office": SAMPLE, "database_url": f"sqlite:///{home}/dondoc.db", "smtp_host": None}
    return settings.model_copy(update=changes)


def _load(here: Opened, moment: dt.datetime) -> None:
    with working("Đang nạp cơ quan mẫu…"):
        load_if_empty(here, now=moment)
    with here.readings() as session:
        held = holdings(session)
    say(f"Đã nạp {held.units} đơn vị, {held.plans} kế hoạch; trải thành {held.occurrences} kỳ, "
        f"{held.obligations} nghĩa vụ.")  # fmt: skip


def _sweep(here: Opened, moment: dt.datetime) -> dict[str, int]:
    """What a working morning does: the digests, then the single reminders."""
    runs = [run_sweep(here.sessions, here.office, now=moment, digest=digest) for digest in (True, False)]
    return {name: sum(figures[name] for figures in runs) for name in runs[0]} | {"waiting": runs[-1]["waiting"]}


def _deliver(here: Opened, mailbox: MailboxServer, moment: dt.datetime) -> dict[str, int]:
    server = here.settings.mail_server | {"port": mailbox.port}
    base_url = here.settings.base_url
    signer = Signer(office_key(here.settings), base_url)
    return deliver(
        here.sessions, here.office, channels_for(**server), clock=lambda: moment, base_url=base_url, signer=signer
    )


def _account(here: Opened, moment: dt.datetime) -> None:
    """Who was told what; on a day off, what waits for the next working day."""
    with here.readings() as session:
        told, waiting = duties_told(session), duties_waiting(session)
    closed = closed_words(here.office, moment)
    if told:
        tell_duties("Ai được báo việc gì, vì sao", told)
    elif waiting and closed:
        tell_duties(f"{closed} Sẽ báo khi mở cửa:", waiting)
    else:
        say(closed or "Chưa việc nào đến lượt nhắc.")
    say()
    if told or waiting:
        number = min((told or waiting)[0].obligations)
        say("Hỏi vì sao có việc ấy:")
        put(f"  DONDOC_HOME={shlex.quote(str(here.settings.home))} dondoc why {number}\n")


def closed_words(office: Office, moment: dt.datetime) -> str:
    """Why nothing leaves at this moment; nothing in working hours."""
    today, sending = local_day(moment, office.zone), office.setup.sending
    if not office.calendar.is_working(today):
        following = office.calendar.on_or_after(today + ONE_DAY)
        name = office.calendar.why_off(today)
        return f"{full_day(today)} là ngày nghỉ, {name}: không gửi gì đến {full_day(following)}."
    if sending.opens <= local(moment, office.zone).time() <= sending.closes:
        return ""
    return f"Ngoài giờ gửi ({sending.opens:%H:%M}-{sending.closes:%H:%M}): không gửi gì."


def tell_duties(heading: str, duties: list[Duty]) -> None:
    """Duties by plan; those of one day and rung together, of many only the first by name."""
    say(heading)
    for plan, of_plan in groupby(duties, key=lambda duty: duty.plan):
        say()
        say(f"Kế hoạch {plan}")
        for some in _of_one_rung(of_plan):
            _tell_rung(some)


def _of_one_rung(duties: Iterator[Duty]) -> list[list[Duty]]:
    found: dict[tuple[object, ...], list[Duty]] = {}
    for duty in duties:
        key = (duty.due_on, duty.rung, duty.is_review, frozenset(duty.posts))
        found.setdefault(key, []).append(duty)
    return list(found.values())


def _tell_rung(duties: list[Duty]) -> None:
    first = duties[0]
    waits = ", đã nộp chờ duyệt" if first.is_review else ""
    say(f"  hạn {shown(first.due_on)}{waits} — {rung_words(first.rung)} → {posts_words(first.posts)}", indent=4)
    for duty in duties[:SHOWN]:
        owner = next(iter(duty.units)) if len(duty.units) == 1 else f"{len(duty.units)} đơn vị"
        say(f"    {duty.title} ({place(duty.section)}; {owner}){_reached(duty)}", indent=6)
    if more := duties[SHOWN:]:
        say(f"    và {len(more)} việc khác: {', '.join(dict.fromkeys(place(duty.section) for duty in more))}", indent=6)


def _reached(duty: Duty) -> str:
    people = sorted(duty.people)
    named = ", ".join(people[:SHOWN]) + (f" và {len(people) - SHOWN} người khác" if len(people) > SHOWN else "")
    instead = f" ({'; '.join(sorted(duty.fallbacks)[:SHOWN])})" if duty.fallbacks else ""
    return f": {named}{instead}" if people else ""


def _show_mail(here: Opened, mails: list[Mail]) -> None:
    if mails:
        mail = min(mails, key=lambda each: abs(len(each.text.splitlines()) - MAIL_LINES))
        text = f"Đến: {mail.to}\nChủ đề: {mail.subject}\n\n{mail.text.strip()}"
        console.print(Panel(text, title="Một thư trong hộp thư", title_align="left"), markup=False)
    say(f"{len(mails)} thư nằm trong {here.settings.home / 'mailbox'}.")
