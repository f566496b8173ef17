"""Load the office's changed directory after showing what it changes; write out the one in force."""

from sqlmodel import Session

from cli.acting import actor
from cli.opening import office
from cli.plans import ask, write_out
from cli.printing import fact, print_json, say
from config.clock import now
from config.office import merged_directory, place_in, read_directory
from config.opening import Opened
from config.yaml_files import Loaded
from config.yaml_writing import write_yaml
from engine.directory.facts import Change, changes, export_directory, facts
from engine.directory.load import load_directory
from engine.rehearsal.rehearse import copy_of, writing
from models.errors import RefusedDirectoryError, RefusedFileError
from models.office import Directory

Files = list[Loaded[Directory]]


def load(*, dry_run: bool, yes: bool, by: str | None, as_json: bool) -> None:
    """Show what the files change, ask, and apply it in one transaction."""
    with office() as here:
        files = read_directory(here.settings.office)
        found = foreseen(here, files)
        if not as_json:
            show(found)
        is_applied = bool(found) and not dry_run
        if is_applied:
            if not yes:
                ask("Áp dụng thay đổi cho danh bạ?", "chưa thay đổi gì — xem khác biệt ở trên")
            with here.sessions() as session:
                _load(session, files, actor(by))
    if as_json:
        print_json({"applied": is_applied, "changes": found})
    elif found:
        say(
            "Đã nạp danh bạ. Tin chưa gửi tìm lại người nhận ở lần quét tới."
            if is_applied
            else "Chưa thay đổi gì (--dry-run)."
        )


def foreseen(here: Opened, files: Files) -> list[Change]:
    """What loading the files would change, tried on a copy in memory."""
    with here.readings() as session, copy_of(session) as copy, writing(copy) as trial:
        before = facts(trial)
        _load(trial, files, actor(None))
        trial.flush()
        return changes(before, facts(trial))


def _load(session: Session, files: Files, by: str) -> None:
    try:
        load_directory(session, merged_directory(file.value for file in files), now=now(), actor=by)
    except RefusedDirectoryError as error:
        raise RefusedFileError([place_in(files, fault) for fault in error.faults]) from None


def show(found: list[Change]) -> None:
    """The changes for a person, kind by kind."""
    if not found:
        say("Danh bạ đang dùng đã đúng như tệp, không có gì thay đổi.")
    kind = ""
    for each in found:
        if each.kind != kind:
            kind = each.kind
            say(f"{kind}:")
        if not each.before:
            fact("thêm", f"{each.name}: {each.after}")
        elif not each.after:
            fact("bỏ", f"{each.name}: {each.before}")
        else:
            fact("sửa", f"{each.name}: {each.before}")
            fact("thành", f"{each.after}")


def export(output: str | None) -> None:
    """The directory in force as YAML, to a file or to standard output."""
    with office() as here, here.readings() as session:
        text = write_yaml(export_directory(session))
    write_out(text, output)
