"""Commands on plans: import with a diff, list, show, export."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from sqlmodel import Session

from cli.acting import acted_by
from cli.opening import office
from cli.printing import fact, print_json, print_table, put, say, shown
from cli.typed import day_from
from config.clock import now
from config.opening import Opened
from config.yaml_files import Loaded, read_yaml
from config.yaml_writing import write_yaml
from engine.journal import By
from engine.names import group_names, unit_names
from engine.register.backlog import begin_telling, untold
from engine.register.check import check_register
from engine.register.entries import export_register, find_plan, plan_named
from engine.register.importing import RegisterDiff, apply_register, diff_register
from engine.rehearsal.rehearse import copy_of, writing
from engine.watching.queries import PlanRow, plans
from models.errors import BadInputError, RefusedFileError, RefusedRegisterError
from models.moments import local_day
from models.plans import PlanState
from models.registers import ActivityEntry, PlanEntry, Register
from models.wordings import timing_words

STATES = {"active": "đang chạy", "closed": "đã hết kỳ"}
YES = ("c", "có", "co", "y", "yes")
ONCE = "once"  # the key of what falls due one time only


def import_plan(path: str, *, dry_run: bool, yes: bool, tell_from: str | None, by: str | None) -> None:
    """Read, check, show the diff, and apply it when confirmed; anything wrong refuses the whole file."""
    loaded, since = read_yaml(Path(path), Register), day_from(tell_from) if tell_from else None
    with office() as here:
        diff = checked_diff(here, loaded)
        show_diff(diff)
        if dry_run and not diff.is_empty:
            tell_untold(trial(here, loaded), is_new=True)
            say("Chưa thay đổi gì (--dry-run).")
        if dry_run or (diff.is_empty and since is None):
            return
        if not (yes or diff.is_new or diff.is_empty):
            confirm(diff, path)
        left = apply(here, loaded, since, acted_by(by))
        if not diff.is_empty:
            say(f"Đã áp dụng kế hoạch '{diff.plan}'.")
        if since:
            say(f"{left} việc có hạn trước ngày {shown(since)} vẫn còn nợ nhưng không nhắc ai.")
        else:
            tell_untold(left, is_new=diff.is_new)


def apply(here: Opened, loaded: Loaded[Register], since: dt.date | None, who: By) -> int:
    """Apply in one transaction; gives how much that is overdue nobody is told of, or (without a day) nobody was."""
    with _lines_of(loaded), here.sessions() as session:
        return brought(session, here, loaded, since, who)


def trial(here: Opened, loaded: Loaded[Register]) -> int:
    """The same on a copy in memory."""
    with _lines_of(loaded), here.readings() as session, copy_of(session) as copy, writing(copy) as tried:
        return brought(tried, here, loaded, None, acted_by(None))


def brought(session: Session, here: Opened, loaded: Loaded[Register], since: dt.date | None, who: By) -> int:
    """Apply a register, and begin its reminders with what is due from a day on, if one is named."""
    apply_register(session, loaded.value, here.office, now=who.now, actor=who.actor)
    plan_id = int(find_plan(session, loaded.value.plan.id).id or 0)
    if since:
        return begin_telling(session, plan_id, since, who)
    return untold(session, plan_id, local_day(who.now, here.office.zone))


def tell_untold(count: int, *, is_new: bool) -> None:
    """What a plan taken up late does to its leaders, and how to spare them."""
    if count and is_new:
        say(f"{count} việc đã quá hạn mà chưa nhắc ai: lần quét tới báo thẳng bậc cao nhất. Xem: dondoc preview.")
        say("Chỉ muốn nhắc việc có hạn từ một ngày: nhập tệp này với --tell-from NGÀY.")


def checked_diff(here: Opened, loaded: Loaded[Register]) -> RegisterDiff:
    """What the file would change; faults found against the directory are given the file's lines."""
    with _lines_of(loaded), here.readings() as session:
        check_register(session, loaded.value, here.office)
        return diff_register(session, loaded.value, here.office, today=local_day(now(), here.office.zone))


@contextmanager
def _lines_of(loaded: Loaded[Register]) -> Iterator[None]:
    """What is found wrong within is told with the file's lines."""
    try:
        yield
    except RefusedRegisterError as error:
        raise RefusedFileError([loaded.problem(f.at, f.what, f.instead) for f in error.faults]) from None


def confirm(diff: RegisterDiff, path: str) -> None:
    """Ask the person; where nobody can answer, the file is refused."""
    ask(
        f"Áp dụng thay đổi cho kế hoạch '{diff.plan}'?",
        f"{path}: kế hoạch '{diff.plan}' đã nhập với nội dung khác, chưa thay đổi gì — xem khác biệt ở trên",
    )


def ask(question: str, unasked: str) -> None:
    """Go on only if the person says yes; where nobody can answer, say what was not done and that --yes does it."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise BadInputError(f"{unasked}, thêm --yes để áp dụng")
    answer = str(typer.prompt(f"{question} (c/K)", default="k", show_default=False))
    if answer.strip().casefold() not in YES:
        raise typer.Abort


def show_diff(diff: RegisterDiff) -> None:
    """The diff for a person."""
    if diff.is_empty:
        say(f"Kế hoạch '{diff.plan}': không có gì thay đổi ({len(diff.unchanged)} nhiệm vụ giữ nguyên).")
        return
    say(f"Kế hoạch '{diff.plan}'" + (" (mới)" if diff.is_new else "") + ":")
    fields = PlanEntry.model_fields
    head = [fields[name].alias or name if name in fields else name for name in diff.head]
    told = (("Phần đầu", head), ("Thêm", diff.new), ("Sửa", diff.changed), ("Rút", diff.withdrawn))
    for name, found in told:
        if found:
            fact(name, (f"{len(found)}: " if name != "Phần đầu" else "sửa ") + ", ".join(found))
    if diff.unchanged:
        fact("Giữ nguyên", str(len(diff.unchanged)))
    if diff.moved:
        say()
        columns = ("Đổi hạn", "Kỳ", "Hạn cũ", "Hạn mới", "Đơn vị còn nợ")
        print_table("", columns, [
            (m.activity, None if m.key == ONCE else m.key, m.before, m.after, m.obligations) for m in diff.moved
        ])  # fmt: skip


def list_plans(*, as_json: bool) -> None:
    """All plans."""
    with office() as here, here.readings() as session:
        found = plans(session)
    if as_json:
        print_json([
            {"id": p.id, "number": p.number, "title": p.title, "issuer": p.issuer, "from": p.start, "to": p.end,
             "state": p.state, "parent": p.parent}
            for p in found
        ])  # fmt: skip
        return
    if not found:
        say("Chưa có kế hoạch nào — nhập bằng 'dondoc plan import TỆP.yaml'.")
    for plan in found:
        _tell_plan(plan)


def _tell_plan(plan: PlanRow) -> None:
    say(f"{plan.number or '(chưa có số)'} — {plan.title}", indent=2)
    say(f"  {plan.issuer}, {shown(plan.start)} đến {shown(plan.end)}, {STATES[plan.state]}", indent=2)
    parent = f", thuộc kế hoạch {plan.parent}" if plan.parent else ""
    say(f"  id {plan.id}{parent}", indent=2)
    say()


def show_plan(name: str, *, as_json: bool) -> None:
    """The duties of a plan."""
    with office() as here, here.readings() as session:
        register = export_register(session, name)
        stored = plan_named(session, name)
        names = unit_names(session) | group_names(session)
    if as_json:
        print_json(register.model_dump(mode="json", by_alias=True))
        return
    _tell_head(register.plan, names, is_closed=stored is not None and stored.state is PlanState.CLOSED)
    for entry in register.activities:
        _tell_activity(entry, names)
    say()
    say(f"{len(register.activities)} nhiệm vụ. Hạn của từng đơn vị: dondoc obligations --plan {register.plan.id}")


def _tell_head(head: PlanEntry, names: dict[str, str], *, is_closed: bool) -> None:
    say(f"{head.number or '(chưa có số)'} — {head.title}")
    issued = f", ngày {shown(head.issued_on)}" if head.issued_on else ""
    fact("Ban hành", names[head.issuer] + issued)
    fact("Theo dõi", names[head.monitor])
    closed = " — đã hết kỳ: không nhắc nữa, trừ khi quét với --as-of" if is_closed else ""
    fact("Thời gian", f"{shown(head.start)} đến {shown(head.end)}{closed}")
    fact("id", head.id)
    for name, text in (("Thuộc", head.parent), ("Căn cứ", head.basis), ("Ghi chú", head.note)):
        if text:
            fact(name, text)


def _tell_activity(entry: ActivityEntry, names: dict[str, str]) -> None:
    say()
    say(f"{entry.section}  {entry.title}", indent=2)
    fact("Câu chữ", f"“{entry.source}”")
    fact("Hiểu là", timing_words(entry.timing))
    fact("Chủ trì", "; ".join(names[code] for code in entry.lead))
    if entry.cooperate:
        fact("Phối hợp", "; ".join(names[code] for code in entry.cooperate))
    if entry.reports_to:
        fact("Gửi về", names[entry.reports_to])
    if entry.note:
        fact("Ghi chú", entry.note)
    fact("Khóa", entry.key)


def export_plan(name: str, output: str | None) -> None:
    """The register as YAML, to a file or to standard output."""
    with office() as here, here.readings() as session:
        text = write_yaml(export_register(session, name))
    write_out(text, output)


def write_out(text: str, output: str | None) -> None:
    """A text into a file, or to standard output."""
    if output is None:
        put(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"không ghi được {output} ({error.strerror}) — chọn tệp khác") from None
    say(f"Đã ghi {output}.")
