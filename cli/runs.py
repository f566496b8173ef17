"""Commands that run the engine by hand: expand, sweep, deliver."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from cli.opening import office
from cli.printing import day_from, print_json, say
from config.clock import now, parse_as_of
from config.opening import Opened
from engine.delivery.deliver import deliver
from engine.delivery.opening import channels_for
from engine.expand import expand
from engine.register_entries import find_plan
from engine.runs import run_sweep


def expand_plans(plan: str | None, until: str | None, *, as_json: bool) -> None:
    """Fill the horizon."""
    with office() as here, here.sessions() as session:
        ids = [int(find_plan(session, plan).id or 0)] if plan else None
        last = day_from(until) if until else None
        added = expand(session, here.office, now=now(), until=last, plan_ids=ids)
    if as_json:
        print_json(asdict(added))
        return
    say(f"{added.plans} kế hoạch: thêm {added.occurrences} kỳ, {added.obligations} nghĩa vụ.")


def sweep_once(as_of: str | None, *, dry_run: bool, digest: bool, as_json: bool) -> None:
    """Sweep and group; a dry run does the same on a copy and keeps nothing."""
    with office() as here:
        moment = parse_as_of(as_of, here.office.zone) if as_of else None
        if dry_run:
            figures = dry_sweep(here, moment, digest=digest)
        else:
            figures = run_sweep(here.sessions, here.office, now=now(), as_of=moment, digest=digest)
    if as_json:
        print_json(figures)
        return
    tell_sweep(figures, dry_run=dry_run)


def dry_sweep(here: Opened, moment: dt.datetime | None, *, digest: bool) -> dict[str, Any]:
    """What a sweep would do, tried on a copy in memory."""
    from functools import partial

    from engine.rehearse import copy_of, writing

    with here.readings() as session, copy_of(session) as copy:
        return run_sweep(partial(writing, copy), here.office, now=now(), as_of=moment, digest=digest)


def tell_sweep(figures: dict[str, Any], *, dry_run: bool = False) -> None:
    """The figures of a sweep for a person."""
    head = "Nếu quét bây giờ" if dry_run else "Đã quét"
    say(
        f"{head}: {figures['due']} nghĩa vụ đến bậc nhắc, {figures['told']} lời nhắc, "
        f"{figures['superseded']} bậc nhường bậc cao hơn, {figures['messages']} tin."
    )
    if figures.get("waiting"):
        say(f"  {figures['waiting']} lời nhắc chờ giờ làm việc hoặc bản tổng hợp.")
    if figures.get("unaddressed"):
        say(f"  {figures['unaddressed']} lời nhắc không đến được ai — xem 'dondoc doctor'.")


def deliver_waiting(*, as_json: bool) -> None:
    """Send what waits."""
    with office() as here:
        figures = deliver_from(here)
    if as_json:
        print_json(figures)
        return
    tell_delivery(figures)


def deliver_from(here: Opened) -> dict[str, Any]:
    """Send what waits through the office's channels."""
    channels = channels_for(**here.settings.mail_server)
    return deliver(here.sessions, here.office, channels, clock=now, base_url=here.settings.base_url)


def tell_delivery(figures: dict[str, Any]) -> None:
    """The figures of a delivery for a person."""
    words = {"sent": "đã gửi", "empty": "không còn gì để gửi", "failed": "sẽ thử lại", "dead": "không gửi được",
             "unknown": "không rõ, sẽ gửi lại", "waiting": "đang chờ"}  # fmt: skip
    parts = [f"{figures[name]} {word}" for name, word in words.items() if figures.get(name)]
    say("Tin: " + (", ".join(parts) or "không có tin nào chờ gửi") + ".")
