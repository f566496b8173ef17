"""Commands that look at the installation: doctor and settings."""

import typer

from cli.opening import current
from cli.printing import print_json, print_table, say
from config.clock import now
from config.opening import Opened, opened
from config.settings import load_settings, shown
from engine.watching.doctor import Finding, examine

LEVELS = {"error": "HỎNG", "warning": "nên sửa", "note": "lưu ý"}


def doctor(*, quiet: bool, as_json: bool) -> None:
    """All findings; exit 1 if anything is broken, and with ``quiet`` only that is printed."""
    with opened() as here, here.readings() as session:
        found = examine(session, here.office, now=now(), is_current=current(here)) + own_findings(here)
    broken = [finding for finding in found if finding.level == "error"]
    listed = broken if quiet else found
    if as_json:
        print_json([{"level": each.level, "what": each.what, "todo": each.todo} for each in listed])
    elif listed or not quiet:
        rows = [(LEVELS[f.level], f.what, f.todo) for f in listed]
        print_table("Kiểm tra", ("Mức", "Điều thấy", "Cần làm"), rows, empty="Mọi thứ ổn.")
    if broken:
        raise typer.Exit(1)


def own_findings(here: Opened) -> list[Finding]:
    """What only this door knows: where mail goes, and who hears of what does not arrive."""
    if here.settings.uses_local_mailbox:
        return [Finding("note", "thư chỉ vào hộp thư tại máy, không gửi đi đâu", "gửi thật thì đặt DONDOC_SMTP_HOST")]
    if here.settings.administrator is None:
        what = "tin không gửi được không báo cho ai: chưa có địa chỉ người quản trị"
        return [Finding("note", what, "đặt DONDOC_ADMINISTRATOR là một địa chỉ thư")]
    return []


def show_settings(*, as_json: bool) -> None:
    """Every setting with where it came from."""
    rows = shown(load_settings())
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    sources = {"default": "mặc định", "env": "biến môi trường", "file": "tệp dondoc.toml"}
    print_table("Thiết lập", ("Tên", "Giá trị", "Từ đâu"), [(r.name, r.value, sources[r.source]) for r in rows])
    say("Đặt bằng biến môi trường DONDOC_TÊN (như DONDOC_SMTP_HOST) hoặc tệp dondoc.toml trong DONDOC_HOME.")
