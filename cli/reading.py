"""Commands that read: a plan document as a draft register, one timing phrase as it is understood."""

import datetime as dt
from pathlib import Path
from textwrap import shorten

from ruamel.yaml import YAML

from cli.printing import print_json, print_table, say
from cli.typed import day_from
from config.office import load_directory, load_office
from config.settings import load_settings
from engine.reading.drafting import draft_register
from engine.reading.formats.files import source_of
from engine.reading.matching import entries_of
from engine.reading.plans import Reading, read_plan
from engine.reading.resolving import Context
from engine.reading.timings import Understood, read_phrase
from models.errors import BadInputError
from models.office import Office
from models.periods import Days

YEARS = range(2015, 2036)
WIDTH = 140
KINDS = {
    "deadline": "một hạn",
    "recurring": "định kỳ",
    "window": "thường xuyên",
    "milestone": "chỉ tiêu",
    "rota": "luân phiên",
    "event": "khi phát sinh",
    "undated": "chưa nêu ngày",
}


def read_file(path: str, *, as_json: bool, output: str | None) -> None:
    """Read a plan document; to the screen, as JSON, or as a draft register in YAML for editing."""
    settings = load_settings()
    office = load_office(settings.office, years=YEARS)
    directory = entries_of(load_directory(settings.office))
    source = source_of(Path(path))
    reading = read_plan(source, rules=office.setup.rules, calendar=office.calendar, directory=directory)
    if output:
        write_draft(reading, Path(output))
    if as_json:
        print_json(reading.as_json())
    elif output:
        say(f"Đã ghi {len(reading.duties)} nhiệm vụ vào {output}; xem lại rồi chạy: dondoc plan import {output}")
    else:
        show(reading)


def write_draft(reading: Reading, path: Path) -> None:
    """The draft register as YAML with comments."""
    yaml = YAML()
    yaml.width, yaml.allow_unicode = 4000, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    if path.is_dir():
        raise BadInputError(f"{path}: là thư mục — ghi tên tệp, ví dụ {path / 'ke-hoach.yaml'}")
    if not path.parent.is_dir():
        raise BadInputError(f"{path.parent}: không có thư mục này — tạo thư mục hoặc ghi vào nơi khác")
    try:
        with path.open("w", encoding="utf-8") as stream:
            yaml.dump(draft_register(reading), stream)
    except OSError as error:
        raise BadInputError(f"{path}: không ghi được ({error.strerror}) — chọn nơi khác") from error


def show(reading: Reading) -> None:
    """The plan and its duties for a person."""
    head = reading.head
    say(f"{head.number or '(chưa có số)'} · {head.issuer} · {head.title}")
    if head.period:
        say(
            f"Thời gian {head.period.first:%d/%m/%Y}–{head.period.last:%d/%m/%Y} ({head.spoken.doubt or head.spoken.rule})"
        )
    rows = [
        (d.section, f"{shorten(d.title, WIDTH, placeholder=' …')}\nChủ trì: {'; '.join(d.lead) or 'văn bản không nêu'}",
         f"{due_words(d.due, needs_date=d.needs_date)}\n{KINDS[d.kind]}")
        for d in reading.duties
    ]  # fmt: skip
    print_table(f"{len(reading.duties)} nhiệm vụ", ("Mục", "Nhiệm vụ", "Hạn"), rows)
    for note in (
        *reading.source.notes,
        *([f"Danh bạ không có: {'; '.join(reading.unmatched)}"] if reading.unmatched else []),
    ):
        say(note)
    if reading.repairs:
        say(
            f"Đã đọc lại {len(reading.repairs)} chỗ mất chữ, ví dụ: "
            + "; ".join(f"'{r.found.strip()}' → '{r.read}'" for r in reading.repairs[:3])
        )


def due_words(due: tuple[dt.date, ...], *, needs_date: bool) -> str:
    """The due days in a cell: one, or the first and how many more."""
    if not due:
        return "Chưa có hạn" if needs_date else "—"
    more = f" (+{len(due) - 1})" if len(due) > 1 else ""
    return f"{due[0]:%d/%m/%Y}{more}"


def explain(phrase: str, *, start: str | None, end: str | None, as_json: bool) -> None:
    """How a timing phrase is understood within a plan's days, and by which rules."""
    office = load_office(load_settings().office, years=YEARS)
    found = read_phrase(phrase, phrase_context(office, start, end))
    if as_json:
        values = [each.as_json() for each in found]
        print_json(values[0] if len(values) == 1 else values)
        return
    for each in found:
        explain_one(each)


def phrase_context(office: Office, start: str | None, end: str | None) -> Context:
    """The context of a phrase: the plan's days, if both are given."""
    days = [day_from(text) for text in (start, end) if text]
    if len(days) == 1 or (len(days) == 2 and days[0] > days[1]):
        raise BadInputError("cần cả --from và --to, ngày đầu trước ngày cuối — ví dụ --from 2024-01-01 --to 2024-12-31")
    plan = Days(*days) if days else None
    return Context(plan, None, office.setup.rules, office.calendar)


def explain_one(each: Understood) -> None:
    """One timing in words."""
    say(
        f"{KINDS[each.kind]}: "
        + due_words(each.due, needs_date=each.needs_date)
        + (f"; kỳ {', '.join(each.every)}" if each.every else "")
    )
    for rule in each.rules:
        say(f"  - {rule}", 4)
    for reading in each.readings:
        mark = "được chọn" if reading["chosen"] else "không chọn"
        say(
            f"  cách hiểu ({mark}) {reading['switch']}: {reading['reading']} → {', '.join(reading['due'][:4]) or '—'}",
            4,
        )
