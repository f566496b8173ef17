"""The command that asks what a changed ladder is for: only what comes later, or what is open as well."""

import sys
from dataclasses import asdict
from functools import partial
from typing import Any

import typer
from sqlmodel import Session

from cli.acting import actor
from cli.opening import office
from cli.printing import print_json, print_table, say
from config.clock import now
from config.opening import Opened
from engine.ladders.replan import Difference, differences_in, replan_all, running_plans
from engine.ladders.replan_words import by_ladder, rung_rows
from engine.register.entries import find_plan
from engine.rehearsal.rehearse import Question, rehearse
from engine.runs import run_replan
from models.errors import BadInputError
from models.ladder_changes import Rung
from models.moments import local_day
from models.periods import ONE_DAY

FORESEEN = 7  # days for which the preview says who would be told


def replan_open(
    plan: str | None, ladder: str | None, *, dry_run: bool, yes: bool, by: str | None, as_json: bool
) -> None:
    """Show what would change, then re-plan what is open when confirmed."""
    with office() as here:
        with here.readings() as session:
            named = int(find_plan(session, plan).id or 0) if plan else None
            plans = running_plans(session, named)
            found = differences_in(session, here.office, plans, ladder)
            ahead = foreseen(here, session, plans, ladder) if found else {}
        if not as_json:
            show_differences(here, found, ahead)
        if dry_run or not found:
            figures: dict[str, Any] = {"applied": False}
        elif not (yes or confirmed()):
            raise BadInputError(
                "chưa thay đổi gì: thang mới chỉ dùng cho các kỳ lập sau — thêm --yes để lập lại lịch nhắc cho việc đang mở"
            )
        else:
            done = run_replan(here.sessions, here.office, now=now(), actor=actor(by), plan_id=named, ladder=ladder)
            figures = {"applied": True} | asdict(done)
    _close(figures, found, ahead, as_json=as_json)


def _close(figures: dict[str, Any], found: list[Difference], ahead: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(figures | {"differences": [_plain(each) for each in found], "next_days": ahead})
    elif figures["applied"]:
        say(f"Đã lập lại lịch nhắc của {figures['replanned']} nghĩa vụ trong {figures['plans']} kế hoạch.")


def foreseen(here: Opened, session: Session, plans: list[int], ladder: str | None) -> dict[str, Any]:
    """Messages and items of each person in the coming days, as things stand and after re-planning."""
    moment = now()
    first = local_day(moment, here.office.zone)
    turn = partial(replan_all, office=here.office, now=moment, actor="xem trước", plans=plans, ladder=ladder)
    both = [
        rehearse(session, here.office, first=first, last=first + (FORESEEN - 1) * ONE_DAY,
                 asked=Question(since=moment, change=change))
        for change in (None, turn)
    ]  # fmt: skip
    before, after = (each.by_person() for each in both)
    people = sorted(before.keys() | after.keys())
    return {
        "days": FORESEEN,
        "before": len(both[0].messages),
        "after": len(both[1].messages),
        "people": {person: [before.get(person, 0), after.get(person, 0)] for person in people},
    }


def show_differences(here: Opened, found: list[Difference], ahead: dict[str, Any]) -> None:
    """What changes, for a person: by plan and ladder, by rung, and who hears in the coming days."""
    if not found:
        say("Lịch nhắc của việc đang mở đã đúng với thang đôn đốc, không có gì để đổi.")
        return
    print_table("Việc đang mở sẽ được nhắc khác đi", ("Kế hoạch", "Thang", "Nghĩa vụ", "Thêm", "Bỏ", "Dời", "Đổi cách"),
                [(*key, *counts) for key, counts in by_ladder(found).items()])  # fmt: skip
    print_table("Từng bậc", ("Thay đổi", "Báo cho", "Nghĩa vụ", "Ví dụ"), rung_rows(found, here.office.zone))
    say(f"{ahead['days']} ngày tới: {ahead['before']} tin theo lịch đang có, {ahead['after']} tin theo thang mới.")
    changed = [(person, *counts) for person, counts in ahead["people"].items() if counts[0] != counts[1]]
    print_table("Ai nhận khác đi", ("Người nhận", "Đang có", "Thang mới"), changed,
                empty="Trong những ngày đó ai cũng nhận bấy nhiêu tin như cũ.")  # fmt: skip
    say("Điều đã nhắc giữ nguyên và không nhắc lại.")


def _plain(each: Difference) -> dict[str, Any]:
    def rungs(some: tuple[Rung, ...]) -> list[dict[str, str]]:
        return [{"at": rung.at.isoformat(), "to": rung.audience} for rung in some]

    return {
        "plan": each.plan,
        "ladder": each.follower.wanted.ladder,
        "due_on": each.follower.wanted.due_on,
        "obligations": each.follower.obligations,
        "appear": rungs(each.change.appear),
        "vanish": rungs(each.change.vanish),
        "moved": [{"from": a.at.isoformat(), "at": b.at.isoformat(), "to": b.audience} for a, b in each.change.moved],
        "altered": rungs(each.change.altered),
    }


def confirmed() -> bool:
    """Ask the person; where nobody can answer, the answer is no."""
    return sys.stdin.isatty() and typer.confirm("Lập lại lịch nhắc cho việc đang mở? (không: chỉ dùng cho kỳ mới)")
