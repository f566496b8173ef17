"""Commands on plans: import with a diff, list, show, export."""

import sys
from pathlib import Path
from typing import Any

import typer

from cli.acting import actor
from cli.opening import office
from cli.printing import print_json, print_table, say, shown
from config.clock import now
from config.opening import Opened
from config.yaml_files import Loaded, read_yaml
from config.yaml_writing import write_yaml
from engine.queries import plans
from engine.register import RegisterDiff, apply_register, diff_register
from engine.register_check import check_register
from engine.register_entries import export_register
from models.errors import BadInputError, RefusedFileError, RefusedRegisterError
from models.moments import local_day
from models.registers import Register
from models.wordings import timing_words


def import_plan(path: str, *, dry_run: bool, yes: bool, by: str | None) -> None:
    """Read, check, show the diff, and apply it when confirmed; anything wrong refuses the whole file."""
    loaded = read_yaml(Path(path), Register)
    with office() as here:
        diff = checked_diff(here, loaded)
        show_diff(diff)
        if dry_run or diff.is_empty:
            return
        if not (yes or diff.is_new or confirmed(diff)):
            raise BadInputError(
                f"{path}: kế hoạch '{diff.plan}' đã nhập với nội dung khác, chưa thay đổi gì — xem khác biệt ở trên, "
                "thêm --yes để áp dụng"
            )
        with here.sessions() as session:
            apply_register(session, loaded.value, here.office, now=now(), actor=actor(by))
        say(f"Đã áp dụng kế hoạch '{diff.plan}'.")


def checked_diff(here: Opened, loaded: Loaded[Register]) -> RegisterDiff:
    """What the file would change; faults found against the directory are given the file's lines."""
    try:
        with here.readings() as session:
            check_register(session, loaded.value, here.office)
            return diff_register(session, loaded.value, here.office, today=local_day(now(), here.office.zone))
    except RefusedRegisterError as error:
        raise RefusedFileError([loaded.problem(f.at, f.what, f.instead) for f in error.faults]) from None


def confirmed(diff: RegisterDiff) -> bool:
    """Ask the person; where nobody can answer, the answer is no."""
    return sys.stdin.isatty() and typer.confirm(f"Áp dụng thay đổi cho kế hoạch '{diff.plan}'?")


def show_diff(diff: RegisterDiff) -> None:
    """The diff for a person."""
    if diff.is_empty:
        say(f"Kế hoạch '{diff.plan}': không có gì thay đổi ({len(diff.unchanged)} nhiệm vụ giữ nguyên).")
        return
    say(f"Kế hoạch '{diff.plan}'" + (" (mới)" if diff.is_new else "") + ":")
    words = {"head": "sửa phần đầu", "new": "thêm", "changed": "sửa", "withdrawn": "rút", "unchanged": "giữ nguyên"}
    print_table("Thay đổi", ("Loại", "Số", "Nhiệm vụ"), [
        (word, len(found), ", ".join(found) if name != "unchanged" else "")
        for name, word in words.items()
        if (found := getattr(diff, name))
    ])  # fmt: skip
    if diff.moved:
        columns = ("Nhiệm vụ", "Kỳ", "Hạn cũ", "Hạn mới", "Nghĩa vụ")
        print_table("Đổi hạn", columns, [(m.activity, m.key, m.before, m.after, m.obligations) for m in diff.moved])


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
    states = {"active": "đang chạy", "closed": "đã hết kỳ"}
    print_table(
        "Kế hoạch",
        ("Từ", "Đến", "Trạng thái", "Kế hoạch"),
        [
            (p.start, p.end, states[p.state], f"{p.number or 'chưa có số'}: {p.title}\n{p.issuer}; id {p.id}")
            for p in found
        ],
        empty="Chưa có kế hoạch nào — nhập bằng 'dondoc plan import TỆP.yaml'.",
    )


def show_plan(name: str, *, as_json: bool) -> None:
    """The duties of a plan."""
    with office() as here, here.readings() as session:
        register = export_register(session, name)
    if as_json:
        print_json(register.model_dump(mode="json", by_alias=True))
        return
    head = register.plan
    say(f"{head.number or head.id} — {head.title}")
    say(f"Cơ quan ban hành {head.issuer}, theo dõi {head.monitor}; từ {shown(head.start)} đến {shown(head.end)}.")
    rows: list[tuple[Any, ...]] = [
        (a.section, f"{a.title}\nChủ trì: {', '.join(a.lead)}", f"{timing_words(a.timing)}\n“{a.source}”")
        for a in register.activities
    ]
    print_table(f"{len(rows)} nhiệm vụ", ("Mục", "Nhiệm vụ", "Thời hạn hiểu là, và câu chữ"), rows)


def export_plan(name: str, output: str | None) -> None:
    """The register as YAML, to a file or to standard output."""
    with office() as here, here.readings() as session:
        text = write_yaml(export_register(session, name))
    if output is None:
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"không ghi được {output} ({error.strerror})") from None
