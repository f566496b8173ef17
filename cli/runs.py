"""Commands that run the engine by hand: expand, sweep, deliver, preview, rehearse."""

import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from cli.opening import office
from cli.printing import day_from, print_json, print_table, say, shown
from config.clock import now, parse_as_of
from config.opening import Opened
from engine.delivery.deliver import deliver
from engine.delivery.opening import channels_for
from engine.expand import expand
from engine.register_entries import find_plan
from engine.rehearse import Rehearsal, rehearse
from engine.runs import run_sweep
from engine.switches import Pause, paused
from models.errors import BadInputError
from models.moments import local_day
from models.periods import ONE_DAY


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
        pause = pause_now(here)
    if as_json:
        print_json(figures)
        return
    tell_sweep(figures, dry_run=dry_run)
    if pause:
        say(f"  {pause.words(here.office.zone)}; đang giữ {figures['held']} tin.")


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
        figures, pause = deliver_from(here, wait=time.sleep), pause_now(here)
    if as_json:
        print_json(figures)
        return
    tell_delivery(figures)
    if pause:
        say(f"  {pause.words(here.office.zone)}.")


def pause_now(here: Opened) -> Pause | None:
    """The pause in force, if there is one."""
    with here.readings() as session:
        return paused(session, now=now())


def deliver_from(here: Opened, *, wait: Callable[[float], None] | None = None) -> dict[str, Any]:
    """Send what waits through the office's channels; with ``wait`` also what a channel's rate holds up for a while."""
    channels = channels_for(**here.settings.mail_server)
    return deliver(here.sessions, here.office, channels, clock=now, base_url=here.settings.base_url, wait=wait)


def tell_delivery(figures: dict[str, Any]) -> None:
    """The figures of a delivery for a person."""
    words = {"sent": "đã gửi", "empty": "không còn gì để gửi", "failed": "sẽ thử lại", "dead": "không gửi được",
             "unknown": "không rõ, sẽ gửi lại", "waiting": "đang chờ", "held": "đang giữ"}  # fmt: skip
    parts = [f"{figures[name]} {word}" for name, word in words.items() if figures.get(name)]
    say("Tin: " + (", ".join(parts) or "không có tin nào chờ gửi") + ".")


def preview_days(days: int, as_of: str | None, *, as_json: bool) -> None:
    """What people will receive in the coming days if nothing changes."""
    with office() as here, here.readings() as session:
        moment = parse_as_of(as_of, here.office.zone) if as_of else now()
        first = local_day(moment, here.office.zone)
        found = rehearse(session, here.office, first=first, last=first + (days - 1) * ONE_DAY)
    if as_json:
        print(found.to_json())
        return
    print_table(
        f"{len(found.messages)} tin từ {shown(found.first)} đến {shown(found.last)}",
        ("Ngày", "Người nhận", "Số việc", "Bậc"),
        [(m.day, m.person, m.items, _rungs(m.rungs)) for m in found.messages],
        empty=f"Không có tin nào từ {shown(found.first)} đến {shown(found.last)}.",
    )


def _rungs(rungs: tuple[str, ...]) -> str:
    return ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in sorted(Counter(rungs).items()))


def rehearse_days(first: str, last: str, late_share: float | None, *, as_json: bool) -> None:
    """Run the calendar forward on a copy."""
    begin, end = day_from(first), day_from(last)
    if end < begin:
        raise BadInputError(f"--to {shown(end)} trước --from {shown(begin)} — đổi lại cho đúng thứ tự")
    with office() as here, here.readings() as session:
        found = rehearse(session, here.office, first=begin, last=end, late_share=late_share)
    if as_json:
        print(json.dumps(json.loads(found.to_json()), ensure_ascii=False, indent=2))
        return
    tell_rehearsal(found)


def tell_rehearsal(found: Rehearsal) -> None:
    """A rehearsal for a person: the sums, the busiest days and people, the rungs."""
    count, who, when = found.busiest()
    share = "không ai nộp gì" if found.late_share is None else f"{found.late_share:.0%} nộp chậm"
    say(f"Diễn tập {shown(found.first)} đến {shown(found.last)}, {share}: {len(found.messages)} tin, "
        f"{found.told} lời nhắc, {found.superseded} bậc nhường, {found.submitted} lần nộp ({found.late} chậm).")  # fmt: skip
    if count:
        say(f"Nhiều nhất trong một ngày cho một người: {count} tin ({who}, {shown(dt.date.fromisoformat(when))}).")
    print_table("Theo bậc", ("Bậc", "Lời nhắc"), found.by_rung().items())
    months = Counter(day[:7] for day, n in found.by_day().items() for _ in range(n))
    print_table("Theo tháng", ("Tháng", "Tin"), sorted(months.items()))
    print_table("Người nhận nhiều nhất", ("Người", "Tin"), list(found.by_person().items())[:15])
