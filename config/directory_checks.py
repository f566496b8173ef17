"""What can be wrong between the entries of a directory: codes used twice, names that lead nowhere, units over themselves."""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from config.refusals import Loc
from config.yaml_files import Loaded
from models.errors import Problem
from models.office import Directory

File = Loaded[Directory]


class _Named(NamedTuple):
    """A name in a file, and where it stands."""

    name: str
    file: File
    loc: Loc

    def problem(self, what: str, instead: str) -> Problem:
        return self.file.problem(self.loc, what, instead)


def directory_problems(files: list[File]) -> list[Problem]:
    """All faults between the entries of all files, in the order of files and lines."""
    units = [name for file in files for name in _codes(file, "units")]
    groups = [name for file in files for name in _codes(file, "groups")]
    people = [name for file in files for name in _codes(file, "people")]
    emails = [name for file in files for name in _emails(file)]
    found = [
        *_twice([*units, *groups], "mã đơn vị hoặc nhóm"),
        *_twice(people, "mã người"),
        *_twice(emails, "địa chỉ"),
        *_unknown((name for file in files for name in _unit_names(file)), units, "đơn vị"),
        *_unknown((name for file in files for name in _person_names(file)), people, "người"),
        *_over_themselves(files),
        *(problem for file in files for problem in _backwards(file)),
    ]
    return sorted(found, key=lambda problem: (problem.file, problem.line or 0))


def _codes(file: File, part: str) -> Iterator[_Named]:
    for n, entry in enumerate(getattr(file.value, part)):
        yield _Named(entry.code, file, (part, n, "code"))


def _emails(file: File) -> Iterator[_Named]:
    for n, person in enumerate(file.value.people):
        if person.email:
            yield _Named(person.email.lower(), file, ("people", n, "email"))


def _twice(names: Iterable[_Named], what: str) -> Iterator[Problem]:
    first: dict[str, _Named] = {}
    for each in names:
        before = first.setdefault(each.name, each)
        if before is not each:
            where = f"{before.file.path}:{before.file.line_of(before.loc)}"
            yield each.problem(f"{what} '{each.name}' đã có ở {where}", "đặt tên khác, hoặc bỏ một trong hai")


def _unit_names(file: File) -> Iterator[_Named]:
    directory = file.value
    for n, unit in enumerate(directory.units):
        if unit.parent:
            yield _Named(unit.parent, file, ("units", n, "parent"))
    for n, group in enumerate(directory.groups):
        for m, member in enumerate(group.members):
            yield _Named(member.unit, file, ("groups", n, "members", m))
    for n, succession in enumerate(directory.successions):
        yield _Named(succession.unit, file, ("successions", n, "unit"))
        if succession.successor:
            yield _Named(succession.successor, file, ("successions", n, "successor"))


def _person_names(file: File) -> Iterator[_Named]:
    directory = file.value
    for n, unit in enumerate(directory.units):
        for role, holders in unit.posts.items():
            for m, holder in enumerate(holders):
                yield _Named(holder.person, file, ("units", n, "posts", role.value, m))
    for n, absence in enumerate(directory.absences):
        yield _Named(absence.person, file, ("absences", n, "person"))
        if absence.stand_in:
            yield _Named(absence.stand_in, file, ("absences", n, "stand_in"))


def _unknown(used: Iterable[_Named], known: Iterable[_Named], what: str) -> Iterator[Problem]:
    names = {each.name for each in known}
    for each in used:
        if each.name not in names:
            near = difflib.get_close_matches(each.name, sorted(names), n=1)
            yield each.problem(
                f"không có {what} '{each.name}'",
                f"có phải '{near[0]}'?" if near else f"thêm {what} này vào danh bạ, hoặc sửa mã",
            )


def _over_themselves(files: list[File]) -> Iterator[Problem]:
    parents = {unit.code: unit.parent for file in files for unit in file.value.units}
    for file in files:
        for n, unit in enumerate(file.value.units):
            if unit.code in _above(unit.code, parents):
                place = _Named(unit.code, file, ("units", n, "parent"))
                yield place.problem(f"'{unit.code}' nằm dưới chính nó", "sửa 'parent' cho thành cây")


def _above(code: str, parents: dict[str, str | None]) -> list[str]:
    """The units above one, from the nearest up; ends when it comes to one it has passed."""
    found: list[str] = []
    here = parents.get(code)
    while here and here not in found:
        found.append(here)
        here = parents.get(here)
    return found


def _backwards(file: File) -> Iterator[Problem]:
    for loc, start, end in _spans(file.value):
        if start and end and start > end:
            yield file.problem(loc, f"'from' {start} sau 'to' {end}", "đổi lại cho đúng thứ tự")


def _spans(directory: Directory) -> Iterator[tuple[Loc, dt.date | None, dt.date | None]]:
    for n, unit in enumerate(directory.units):
        yield ("units", n), unit.start, unit.end
        for role, holders in unit.posts.items():
            for m, holder in enumerate(holders):
                yield ("units", n, "posts", role.value, m), holder.start, holder.end
    for n, group in enumerate(directory.groups):
        for m, member in enumerate(group.members):
            yield ("groups", n, "members", m), member.start, member.end
    for n, absence in enumerate(directory.absences):
        yield ("absences", n), absence.start, absence.end
