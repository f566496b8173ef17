"""Commands that run the engine by hand: expand, sweep, deliver, preview, rehearse."""

import datetime as dt
import logging
import re
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import typer

from cli.opening import office
from cli.printing import print_json, say
from cli.typed import day_from, moment_from
from config.clock import now
from config.keys import office_key
from config.opening import Opened
from config.settings import Settings
from engine.delivery.deliver import deliver
from engine.delivery.opening import channels_for
from engine.escalation.switches import Pause, paused
from engine.fulfilment.links import Signer
from engine.heartbeat import beat
from engine.register.entries import find_plan
from engine.rehearsal.rehearse import copy_of, writing
from engine.runs import run_sweep
from engine.upkeep import keep
from engine.watching.told import refusals_since
from models.moments import local

RUNG = re.compile(r"(?P<ladder>\S+) (?P<number>\d+): (?P<party>\w+)\.(?P<role>\w+)")
OUTCOMES = {
    "sent": "đã gửi",
    "empty": "không còn gì để gửi",
    "failed": "chưa gửi được (sẽ gửi lại)",
    "dead": "không gửi được",
    "unknown": "không rõ đã đến chưa (sẽ gửi lại)",
    "held": "đang giữ vì tạm dừng gửi",
    "waiting": "còn chờ",
}
ALWAYS = ("plans", "occurrences", "obligations")  # what programs find in the figures of an expansion
NOTHING_SENT, IN_PART = 1, 3
REASONS = 5  # told of one delivery


def expand_plans(plan: str | None, until: str | None, *, as_json: bool) -> None:
    """Fill the horizon."""
    last = None if until is None else day_from(until)
    with office() as here, here.sessions() as session:
        ids = None if plan is None else [int(find_plan(session, plan).id or 0)]
        done = keep(session, here.office, now=now(), until=last, plan_ids=ids)
    if as_json:
        print_json({name: count for name, count in asdict(done).items() if count or name in ALWAYS})
        return
    say(f"{done.plans} kế hoạch: thêm {done.occurrences} kỳ, {done.obligations} nghĩa vụ.")
    if done.cancelled:
        say(f"  {done.cancelled} nghĩa vụ bãi bỏ vì đơn vị đã rời nhóm trước hạn.")
    if done.excused:
        say(f"  {done.excused} nghĩa vụ được lùi hạn vì rơi vào thời gian tạm dừng ghi trong calendar.yaml.")


def sweep_once(as_of: str | None, *, dry_run: bool, digest: bool, as_json: bool) -> None:
    """Sweep and group; a dry run does the same on a copy and keeps nothing."""
    with office() as here:
        moment = None if as_of is None else moment_from(as_of, here.office.zone)
        if dry_run:
            figures = dry_sweep(here, moment, digest=digest)
        else:
            figures = run_sweep(here.sessions, here.office, now=now(), as_of=moment, digest=digest)
            if here.settings.heartbeat_url and moment is None:
                beat(here.settings.heartbeat_url)
        pause = pause_now(here)
    if as_json:
        print_json(figures)
        return
    at = f" lúc {local(moment, here.office.zone).format('HH:mm DD/MM/YYYY')}" if moment else ""
    tell_sweep(figures, f"Nếu quét{at or ' bây giờ'}" if dry_run else f"Đã quét{at}")
    if pause:
        tell_pause(pause, here.office.zone)
    elif figures["messages"] and not dry_run:
        say("  Gửi đi bằng: dondoc deliver")


def dry_sweep(here: Opened, moment: dt.datetime | None, *, digest: bool) -> dict[str, Any]:
    """What a sweep would do, tried on a copy in memory."""
    with here.readings() as session, copy_of(session) as copy:
        return run_sweep(partial(writing, copy), here.office, now=now(), as_of=moment, digest=digest)


def tell_sweep(figures: dict[str, Any], head: str = "Đã quét") -> None:
    """The figures of a sweep for a person."""
    say(f"{head}: {figures['due']} nghĩa vụ đến lượt, {figures['told']} lời nhắc, soạn {figures['messages']} tin.")
    asides = {
        "superseded": "bậc đã lỡ từ trước không nhắc riêng: bậc cao nhất nói thay.",
        "dropped": "lời nhắc bỏ đi vì việc đã xong.",
        "collapsed": "bậc chờ đã lâu không nhắc riêng: bậc cao hơn nói thay.",
        "waiting": "lời nhắc chờ giờ làm việc, giờ nhận tin của người nhận hoặc bản tổng hợp.",
        "held": "tin đang giữ vì tạm dừng gửi.",
        "unaddressed": "lời nhắc không đến được ai — xem 'dondoc doctor'.",
    }
    for name, words in asides.items():
        if figures.get(name):
            say(f"  {figures[name]} {words}", indent=2)


def deliver_waiting(*, as_json: bool) -> None:
    """Send what waits; ends with 1 if nothing could be sent and something waits, with 3 if a part failed."""
    logging.getLogger("engine.delivery").addHandler(logging.NullHandler())  # the reasons are told below
    with office() as here:
        begun = now()
        figures, pause = deliver_from(here, wait=time.sleep), pause_now(here)
        with here.readings() as session:
            reasons = refusals_since(session, begun)
    if as_json:
        print_json(figures)
    else:
        tell_delivery(figures)
        tell_remedy(here.settings, figures, reasons)
        if pause:
            tell_pause(pause, here.office.zone)
    if code := outcome_of(figures):
        raise typer.Exit(code)


def outcome_of(figures: dict[str, Any]) -> int:
    """The exit code that a delivery deserves."""
    if figures["waiting"] and not figures["sent"]:
        return NOTHING_SENT
    return IN_PART if figures["failed"] or figures["dead"] or figures["unknown"] else 0


def pause_now(here: Opened) -> Pause | None:
    """The pause in force, if there is one."""
    with here.readings() as session:
        return paused(session, now=now())


def tell_pause(pause: Pause, zone: str) -> None:
    """That nothing leaves, who decided it, and how to go on."""
    say(f"  {pause.words(zone)}. Mở lại bằng: dondoc resume", indent=2)


def deliver_from(here: Opened, *, wait: Callable[[float], None] | None = None) -> dict[str, Any]:
    """Send what waits through the office's channels; with ``wait`` also what a channel's rate holds up for a while."""
    channels = channels_for(**here.settings.mail_server, zalo=here.settings.zalo, sessions=here.sessions)
    base_url = here.settings.base_url
    signer = Signer(office_key(here.settings), base_url)
    with here.quick_sessions() as sessions:
        return deliver(
            sessions, here.office, channels, clock=now, base_url=base_url, signer=signer,
            administrator=here.settings.administrator, wait=wait,
        )  # fmt: skip


def tell_delivery(figures: dict[str, Any]) -> None:
    """The figures of a delivery for a person; what is tried again is among what waits."""
    parts = [f"{figures[name]} {word}" for name, word in OUTCOMES.items() if figures.get(name)]
    if figures["waiting"] and (figures["failed"] or figures["unknown"]):
        parts[-1] += " (kể cả tin sẽ gửi lại)"
    say("Tin: " + (", ".join(parts) or "không có tin nào chờ gửi") + ".")


def tell_remedy(settings: Settings, figures: dict[str, Any], reasons: list[str]) -> None:
    """Why messages did not leave, and what to do; none of them is lost."""
    for reason in reasons[:REASONS]:
        say(f"  Lý do: {reason}", indent=4)
    if figures["failed"]:
        server = settings.mail_server
        say(f"  Máy chủ thư là {server['host']}:{server['port']}. Không mất tin nào: lần gửi sau sẽ thử lại.", indent=2)
        if settings.uses_local_mailbox:
            say("  Đây là hộp thư tại máy, chỉ chạy cùng 'dondoc start'. Mở nó ở cửa sổ khác rồi gửi lại, hoặc đặt "
                "DONDOC_SMTP_HOST để gửi thật.", indent=2)  # fmt: skip
    elif figures["waiting"]:
        say("  Tin còn chờ thì chưa đến giờ gửi, hoặc đang nghỉ giữa hai lần thử; lần gửi sau sẽ gửi.", indent=2)
    if figures["dead"]:
        say("  Tin không gửi được: sửa địa chỉ trong danh bạ; xem 'dondoc doctor'.", indent=2)
