"""``dondoc start``: the whole office in one command: database, sample, sweep, mailbox, pages and the scheduler."""

import datetime as dt
import logging
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

import uvicorn
from rich.panel import Panel

from cli.accounts import first_link
from cli.loading import holdings, load_if_empty
from cli.printing import console, put, say
from cli.runs import deliver_from, tell_delivery, tell_sweep
from config.clock import now
from config.opening import Opened, opened
from config.processes import LOOPBACK, alone, child, require_free, stop_on_signals
from config.settings import SAMPLE, Settings, load_settings
from engine.delivery.mailbox import MailboxServer
from engine.escalation.slots import last_sending_moment
from engine.escalation.templates import check_templates
from engine.runs import run_sweep
from migrations import upgrade
from models.errors import BusyError, DondocError


class SchedulerGoneError(DondocError):
    """Bộ lịch đã dừng bất ngờ."""


def start(port: int | None) -> None:
    """Runs until Ctrl-C or SIGTERM; started again it goes on where it was. A second one in the same folder is refused."""
    stop_on_signals()
    if port is not None:
        os.environ["DONDOC_WEB_PORT"] = str(port)  # for the pages and the scheduler, which read the settings again
    settings = load_settings()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(settings.home / "start.lock", f"'dondoc start' đang chạy rồi trong {settings.home}."):
        _require_ports(settings)
        try:
            with _mailbox(settings):
                _catch_up(settings)
                _serve(settings)
        except KeyboardInterrupt:
            say("Đã dừng. Chạy lại 'dondoc start' là tiếp tục từ chỗ này.")


class Pages(uvicorn.Server):
    """The server of the pages. Told to stop it says no more: whatever it still had to say is about what the stop cut off."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        super().handle_exit(sig, frame)


def _require_ports(settings: Settings) -> None:
    require_free(settings.web_port, "Chọn cổng khác: dondoc start --port 8900 (hoặc DONDOC_WEB_PORT=8900).")
    require_free(settings.prefect_port, "Chọn cổng khác cho bộ lịch: DONDOC_PREFECT_PORT=4290.")
    if settings.uses_local_mailbox:
        require_free(settings.mailbox_port, "Chọn cổng khác cho hộp thư thử: DONDOC_MAILBOX_PORT=2626.")


@contextmanager
def _mailbox(settings: Settings) -> Iterator[None]:
    local_server = MailboxServer(settings.home / "mailbox", settings.mailbox_port)
    with local_server if settings.uses_local_mailbox else nullcontext():
        yield


def _catch_up(settings: Settings) -> None:
    """Everything that is due and not yet told, however long this was stopped."""
    with opened(settings) as here:
        check_templates(here.office)
        upgrade(here.engine)
        is_new = load_if_empty(here, now=now())
        with here.readings() as session:
            held = holdings(session)
        say(f"{'Đã nạp' if is_new else 'Đang có'} {held.units} đơn vị, {held.plans} kế hoạch, "
            f"{held.occurrences} kỳ, {held.obligations} nghĩa vụ.")  # fmt: skip
        as_of = last_sending_moment(here.office, now()) if is_new and settings.office == SAMPLE else None
        for digest in (True, False):
            _sweep(here, as_of, digest=digest)
        tell_delivery(deliver_from(here))


def _sweep(here: Opened, as_of: dt.datetime | None, *, digest: bool) -> None:
    """A sweep that was killed holds the lock a while longer: the scheduled ones take over then."""
    try:
        tell_sweep(run_sweep(here.sessions, here.office, now=now(), as_of=as_of, digest=digest))
    except BusyError as busy:
        say(f"Chưa quét: {busy}")


def _serve(settings: Settings) -> None:
    """The pages in this process, the scheduler beside it; if one of them ends, both do."""
    log = settings.home / "logs" / "flows.log"
    config = uvicorn.Config(
        "web.app:from_settings",
        factory=True,
        host=LOOPBACK,
        port=settings.web_port,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    pages = Pages(config)
    with child("flows.serving", log=log) as scheduler:
        threading.Thread(target=_end_with, args=(scheduler, pages), name="scheduler-watch", daemon=True).start()
        _show_where(settings)
        _show_first_link(settings)
        pages.run()
        if scheduler.poll() is not None:
            raise SchedulerGoneError(f"Bộ lịch đã dừng bất ngờ (mã {scheduler.returncode}); xem {log}")


def _end_with(scheduler: subprocess.Popen, pages: uvicorn.Server) -> None:
    scheduler.wait()
    pages.should_exit = True


def _show_where(settings: Settings) -> None:
    mail = (
        f"{settings.base_url}/hop-thu, không gửi đi đâu"
        if settings.uses_local_mailbox
        else f"gửi qua {settings.smtp_host}"
    )
    lines = (
        f"Trang web     http://{LOOPBACK}:{settings.web_port}",
        f"Lịch chạy     http://{LOOPBACK}:{settings.prefect_port}  (lên sau chừng mười giây)",
        f"Thư           {mail}",
        f"Dữ liệu       {settings.home}",
        f"Nhật ký       {settings.home / 'logs' / 'flows.log'}",
        "Dừng          Ctrl-C",
    )
    console.print(Panel("\n".join(lines), title="Đôn Đốc đang chạy", title_align="left", expand=False), markup=False)


def _show_first_link(settings: Settings) -> None:
    with opened(settings) as here:
        link = first_link(here)
    if link:
        say("Chưa ai đặt mật khẩu. Người quản trị mở liên kết này để vào lần đầu:")
        put(link + "\n")
