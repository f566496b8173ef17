"""Loads the folder in which an office keeps what it decides: its file, ladders, calendar, directory and plans."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import Field, RootModel

from config.directory_checks import directory_problems
from config.yaml_files import Loaded, read_text, read_yaml, refused
from models.errors import Fault, Problem, RefusedFileError
from models.ladders import Ladder, Ladders
from models.office import CalendarDay, CalendarEntry, Directory, Office, OfficeEntry, PausedDays
from models.periods import ONE_DAY
from models.registers import Register
from models.working_days import WorkingCalendar, vietnamese_calendar


class LadderFile(RootModel[dict[str, Ladder]]):
    """The ladders of an office by name."""

    root: dict[str, Ladder] = Field(min_length=1)


def load_office(folder: Path, *, years: Iterable[int]) -> Office:
    """The office of a folder, its calendar worked out for ``years``: a day of another year knows weekends only.

    Templates go by their file name, ``notice.txt.j2``.
    """
    setup, ladders = checked_office(folder / "office.yaml", folder / "ladders.yaml")
    return Office(
        setup=setup,
        ladders=ladders,
        calendar=load_calendar(folder / "calendar.yaml", years=years),
        templates={path.name: read_text(path) for path in sorted((folder / "templates").glob("*.j2"))},
    )


def checked_office(office: Path, ladders: Path) -> tuple[OfficeEntry, Ladders]:
    """The office file and the ladder file, checked each and together."""
    setup, named = read_yaml(office, OfficeEntry), read_yaml(ladders, LadderFile)
    if problems := list(_setup_problems(setup, named)):
        raise RefusedFileError(problems)
    return setup.value, named.value.root


def load_ladders(path: Path) -> Ladders:
    """Ladders from a file of their own, to be compared with those in force."""
    return read_yaml(path, LadderFile).value.root


def _setup_problems(setup: Loaded[OfficeEntry], ladders: Loaded[LadderFile]) -> Iterator[Problem]:
    if setup.value.zone not in available_timezones():
        yield setup.problem(("zone",), f"không có múi giờ '{setup.value.zone}'", "viết như 'Asia/Ho_Chi_Minh'")
    named = {("check_ladder",): setup.value.check_ladder, ("review", "ladder"): setup.value.review.ladder}
    if setup.value.answers.ladder != "standard":  # a missing standard ladder is named below, once
        named[("answers", "ladder")] = setup.value.answers.ladder
    known = ladders.value.root
    for loc, name in named.items():
        if name not in known:
            yield setup.problem(loc, f"không có thang đôn đốc '{name}'", f"viết một trong: {', '.join(known)}")
    if "standard" not in known:
        yield ladders.problem(
            (), "thiếu thang 'standard'", "thêm thang 'standard': kế hoạch không nêu thang thì dùng nó"
        )


def load_calendar(path: Path, *, years: Iterable[int]) -> WorkingCalendar:
    """The country's calendar with the office's own days laid over it."""
    loaded = read_yaml(path, CalendarEntry)
    days = loaded.value.days
    if problems := list(_repeated(loaded)):
        raise RefusedFileError(problems)
    return vietnamese_calendar(
        years,
        off={day.date: _named(day) for day in days if day.kind == "off"},
        worked={day.date: _named(day) for day in days if day.kind == "work"},
        decided_through=loaded.value.decided_through,
        paused={day: _named(each) for each in loaded.value.pauses for day in _days(each)},
    )


def _days(span: PausedDays) -> Iterator[dt.date]:
    return (span.start + n * ONE_DAY for n in range((span.end - span.start).days + 1))


def _named(day: CalendarDay | PausedDays) -> str:
    return f"{day.name} ({day.document})"


def _repeated(loaded: Loaded[CalendarEntry]) -> Iterator[Problem]:
    seen = set()
    for n, day in enumerate(loaded.value.days):
        if day.date in seen:
            yield loaded.problem(("days", n), f"ngày {day.date} viết hai lần", "giữ một dòng")
        seen.add(day.date)


def has_directory(folder: Path) -> bool:
    """Whether the office keeps a directory in files; else it has begun on the pages, or not at all."""
    return any(_directory_files(folder))


def _directory_files(folder: Path) -> list[Path]:
    return sorted((folder / "directory").glob("*.yaml"))


def load_directory(folder: Path) -> Directory:
    """The directory of an office: all files of ``directory/`` as one, refused as a whole if a name leads nowhere."""
    return merged_directory(file.value for file in read_directory(folder))


def read_directory(folder: Path) -> list[Loaded[Directory]]:
    """The checked files of a directory, which know their lines."""
    paths = _directory_files(folder)
    if not paths:
        raise refused(folder / "directory", None, "không có tệp danh bạ nào", "thêm ít nhất một tệp .yaml")
    files = [read_yaml(path, Directory) for path in paths]
    if problems := directory_problems(files):
        raise RefusedFileError(problems)
    return files


def place_in(files: Iterable[Loaded[Directory]], fault: Fault) -> Problem:
    """A fault of the merged directory, in the file and on the line where it stands."""
    part, number, *rest = fault.at
    for file in files:
        here = len(getattr(file.value, str(part)))
        if int(number) < here:
            return file.problem((part, number, *rest), fault.what, fault.instead)
        number = int(number) - here
    raise ValueError(f"no such place in the directory: {fault.at}")


def merged_directory(parts: Iterable[Directory]) -> Directory:
    """Several directories as one, in their order."""
    parts = list(parts)
    return Directory(
        units=[each for part in parts for each in part.units],
        groups=[each for part in parts for each in part.groups],
        people=[each for part in parts for each in part.people],
        absences=[each for part in parts for each in part.absences],
        successions=[each for part in parts for each in part.successions],
    )


def read_plans(folder: Path) -> list[Loaded[Register]]:
    """The checked plan files of an office, a parent before the plans under it; a parent kept elsewhere orders nothing."""
    plans = [read_yaml(path, Register) for path in sorted((folder / "plans").glob("*.yaml"))]
    by_name = {name: plan for plan in plans for name in (plan.value.plan.number, plan.value.plan.id) if name}
    ordered: list[Loaded[Register]] = []
    for plan in plans:
        _with_parents(plan, by_name, ordered, below=())
    return ordered


def _with_parents(
    plan: Loaded[Register],
    by_name: dict[str, Loaded[Register]],
    ordered: list[Loaded[Register]],
    below: tuple[Path, ...],
) -> None:
    if plan.path in below:
        problem = plan.problem(
            ("plan", "parent"), "kế hoạch là cấp trên của chính nó", "sửa 'parent' của một trong các kế hoạch"
        )
        raise RefusedFileError([problem])
    if parent := by_name.get(plan.value.plan.parent or ""):
        _with_parents(parent, by_name, ordered, (*below, plan.path))
    if plan not in ordered:
        ordered.append(plan)
