"""Commands that look ahead on a copy: the messages of the coming days, and what ladders do over a longer time."""

import datetime as dt
import re
from collections import Counter
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlmodel import Session

from cli.opening import office
from cli.printing import fact, letter, print_json, print_table, say, shown, working
from cli.typed import count_from, lived_day, moment_from, share_from
from config.clock import now
from config.office import load_ladders
from config.opening import Opened
from engine.ladders.replan import replan_all
from engine.rehearsal.findings import FLOOD, Load, Rehearsal, Told
from engine.rehearsal.rehearse import Question, rehearse
from engine.wording import audience, audience_named, full_day
from models.errors import BadInputError
from models.ladders import Party, Role
from models.moments import local_day
from models.office import Office
from models.periods import ONE_DAY

RUNG = re.compile(r"(?P<ladder>\S+) (?P<number>\d+): (?P<party>\w+)\.(?P<role>\w+)")
MOST = 15  # rows of a table that says who gets most


def preview_days(days: str, as_of: str | None, *, full: bool, as_json: bool) -> None:
    """The messages of the coming days as they would be sent if nothing changes."""
    count = count_from(days, "số ngày", least=1, most=60)
    with office() as here, here.readings() as session, working("Đang xem trước…"):
        moment = now() if as_of is None else moment_from(as_of, here.office.zone)
        first = local_day(moment, here.office.zone)
        asked = Question(since=moment, base_url=here.settings.base_url)
        found = rehearse(session, here.office, first=first, last=first + (count - 1) * ONE_DAY, asked=asked)
    if as_json:
        print_json(found.facts() | {"list": [_message(each, full=full) for each in found.messages]})
    elif full:
        tell_messages(found)
    else:
        tell_preview(found)


def _message(each: Told, *, full: bool) -> dict[str, Any]:
    said = {
        "at": each.at.isoformat(),
        "day": each.day,
        "time": f"{each.at:%H:%M}",
        "person": each.person,
        "subject": each.subject,
        "items": each.items,
        "obligations": each.obligations,
        "rungs": each.rungs,
    }
    return said | ({"text": each.text, "html": each.html} if full else {})


def tell_preview(found: Rehearsal) -> None:
    """The messages of some days, day by day."""
    span = f"{shown(found.first)} đến {shown(found.last)}"
    say(f"{len(found.messages)} tin từ {span}." if found.messages else f"Không có tin nào từ {span}.")
    for day, messages in groupby(found.messages, key=lambda message: message.day):
        say()
        say(full_day(day))
        for each in messages:
            rungs = "; ".join(rung_words(name, times) for name, times in sorted(Counter(each.rungs).items()))
            say(f"  {each.at:%H:%M} {each.person}: {each.subject}", indent=8)
            say(f"        {each.items} việc — {rungs}", indent=8)


def tell_messages(found: Rehearsal) -> None:
    """The messages of some days in full."""
    for each in found.messages:
        say(f"{full_day(each.day)}, {each.at:%H:%M}")
        fact("Gửi", each.person)
        fact("Tiêu đề", each.subject)
        say()
        letter(each.text, indent=2)
        say()
    say(f"{len(found.messages)} tin từ {shown(found.first)} đến {shown(found.last)}.")


def rung_words(name: str, count: int = 1) -> str:
    """A rung of a rehearsal in words: ``standard 5: issuer.leader`` is the fifth rung of the ladder ``standard``."""
    found = RUNG.fullmatch(name)
    if found is None:
        return name
    rung = f"bậc {found['number']}" if found["number"] != "0" else "báo ngay"
    times = f" ×{count}" if count > 1 else ""
    return f"{found['ladder']} {rung} cho {audience(Party(found['party']), Role(found['role']))}{times}"


def rehearse_days(first: str, last: str, late_share: str | None, ladders: str | None, *, as_json: bool) -> None:
    """Run the calendar forward on a copy, once more with other ladders if a file of them is given."""
    begin, end = lived_day(first), lived_day(last)
    if end < begin:
        raise BadInputError(f"--to {shown(end)} trước --from {shown(begin)} — đổi lại cho đúng thứ tự")
    share = None if late_share is None else share_from(late_share)
    with office() as here, here.readings() as session, working("Đang diễn tập…"):
        found = rehearse(session, here.office, first=begin, last=end, late_share=share)
        other = with_ladders(here, session, found, Path(ladders)) if ladders else None
    if as_json:
        print_json(found.facts() | ({"other": {"ladders": ladders} | other.facts()} if other else {}))
        return
    tell_rehearsal(found)
    if other:
        tell_difference(found, other, str(ladders))


def with_ladders(here: Opened, session: Session, found: Rehearsal, path: Path) -> Rehearsal:
    """The same rehearsal with the ladders of a file in place of the office's; those it does not name stay."""
    changed: Office = here.office.model_copy(update={"ladders": here.office.ladders | load_ladders(path)})
    moment = now()
    turn = partial(replan_all, office=changed, now=moment, actor="diễn tập", closed=True)
    return rehearse(session, changed, first=found.first, last=found.last, late_share=found.late_share,
                    asked=Question(change=turn))  # fmt: skip


def tell_rehearsal(found: Rehearsal) -> None:
    """A rehearsal for a person: the sums, the busiest days and people, the rungs, what floods and what is silent."""
    count, who, when = found.busiest()
    share = "không ai nộp gì" if found.late_share is None else f"{found.late_share:.0%} nộp chậm"
    say(f"Diễn tập {shown(found.first)} đến {shown(found.last)}, {share}: {len(found.messages)} tin, "
        f"{found.told} lời nhắc; {found.submitted} lần nộp, {found.late} lần chậm.")  # fmt: skip
    if not found.messages:
        return
    say(f"Nhiều nhất trong một ngày cho một người: {count} tin ({who}, {shown(dt.date.fromisoformat(when))}).")
    print_table("Theo bậc", ("Bậc", "Lời nhắc"), [(rung_words(name), n) for name, n in found.by_rung().items()])
    months = Counter(day[:7] for day, n in found.by_day().items() for _ in range(n))
    print_table("Theo tháng", ("Tháng", "Tin"), [(f"{m[5:]}/{m[:4]}", n) for m, n in sorted(months.items())])
    print_table("Nhận nhiều nhất", ("Người", "Tin"), list(found.by_person().items())[:MOST])
    _load_table("Ngày nặng nhất của mỗi người", found.load(), "")
    _load_table(f"Quá nhiều: hơn {found.cap} tin hoặc hơn {FLOOD} việc một ngày", found.floods(),
                "Không ai nhận quá nhiều trong một ngày.")  # fmt: skip
    print_table("Bậc không báo ai", ("Thang", "Bậc", "Lúc", "Người nhận", "Vì sao"),
                [(s.ladder, s.step, s.at, audience_named(s.audience), s.why) for s in found.silent],
                empty="Bậc nào cũng có lúc báo.")  # fmt: skip


def _load_table(title: str, load: list[Load], empty: str) -> None:
    heaviest = {each.person: each for each in reversed(load)}
    rows = sorted(heaviest.values(), key=lambda each: (-each.messages, -each.items))[:MOST]
    columns = ("Người", "Ngày", "Tin", "Việc")
    print_table(title, columns, [(e.person, e.day, e.messages, e.items) for e in rows], empty=empty)


def tell_difference(found: Rehearsal, other: Rehearsal, name: str) -> None:
    """Two rehearsals side by side: the sums, each rung, and the first day on which each leader hears."""
    sums = (
        ("Tin", *(len(each.messages) for each in (found, other))),
        ("Lời nhắc", found.told, other.told),
        ("Bậc nhường", found.superseded, other.superseded),
        ("Nhiều tin nhất một người một ngày", *(each.busiest()[0] for each in (found, other))),
        ("Nhiều việc nhất một người một ngày", *(max((e.items for e in r.load()), default=0) for r in (found, other))),
        ("Ngày quá nhiều", *(len(each.floods()) for each in (found, other))),
        ("Bậc không báo ai", *(len(each.silent) for each in (found, other))),
    )
    columns = ("Đang dùng", name)
    print_table("So sánh", ("", *columns), sums)
    for title, each, rows in (
        ("Theo bậc", "Bậc", _beside(_worded(found.by_rung()), _worded(other.by_rung()))),
        ("Lãnh đạo nghe lần đầu", "Người", _beside(_first_days(found), _first_days(other))),
    ):
        print_table(title, (each, *columns), rows)


def _first_days(found: Rehearsal) -> dict[str, dt.date]:
    return {person: dt.date.fromisoformat(on) for person, on in found.first_heard().items()}


def _worded(rungs: dict[str, int]) -> dict[str, int]:
    return {rung_words(name): count for name, count in rungs.items()}


def _beside(ours: dict[str, Any], theirs: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(key, ours.get(key), theirs.get(key)) for key in sorted(ours.keys() | theirs.keys())]
