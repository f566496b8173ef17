"""How a change of the directory is said to a clerk: which thing, and what about it was and will be."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.directory.changes import Change
from engine.directory.rows import PARTS, Key, Rows
from models.directory import SuccessionKind
from models.ladders import ROLE_LABELS, Role
from models.office import CHANNEL_LABELS
from models.periods import ONE_DAY
from models.quiet import Quiet
from models.wordings import quiet_words

PART_LABELS = {
    "person": "Người",
    "unit": "Đơn vị",
    "group": "Nhóm",
    "alias": "Tên gọi khác của đơn vị",
    "group_alias": "Tên gọi khác của nhóm",
    "member": "Thành viên nhóm",
    "contact": "Liên hệ",
    "post": "Vị trí",
    "tenure": "Người giữ vị trí",
    "absence": "Vắng mặt",
    "succession": "Quyết định sắp xếp",
}
KIND_LABELS = {
    SuccessionKind.RENAMED: "đổi tên",
    SuccessionKind.MERGED: "sáp nhập",
    SuccessionKind.SPLIT: "chia tách",
    SuccessionKind.DISSOLVED: "giải thể",
}
FIELD_LABELS = {
    "name": "tên",
    "short_name": "tên gọn",
    "parent_id": "đơn vị cấp trên",
    "valid_from": "từ ngày",
    "valid_to": "đến hết ngày",
    "quiet": "giờ yên lặng",
    "position": "thứ tự",
    "stand_in_id": "người thay",
    "last_on": "đến hết ngày",
    "kind": "hình thức",
    "decision": "quyết định",
}
VERBS = {"add": "thêm", "change": "sửa", "remove": "bỏ"}
SHOWN = tuple(name for name in PARTS if name != "post")  # a post comes with whoever holds it


@dataclass(frozen=True)
class Told:
    """One change in words: ``verb`` (add, change, remove), what it is about, and each value before and after."""

    part: str
    verb: str
    about: str
    values: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Names:
    """The names behind the codes of units, groups and people, as they will be."""

    rows: Rows

    def of(self, part: str, code: str) -> str:
        found = self.rows.get(part, {}).get(code)
        return str(found["name"]) if found else code

    def about(self, part: str, key: Key) -> str:
        """What a row is about, in words."""
        if part in ("person", "unit", "group"):
            return f"{self.of(part, key)} ({key})"
        owner = PARTS[part].key[0]
        if part == "tenure":
            (unit, role), person, start = key
            since = f" từ {start:%d/%m/%Y}" if start else ""
            return f"{self.of('person', person)}: {ROLE_LABELS[role]} {self.of('unit', unit)}{since}"
        words = [self.of(PARTS[part].refers[owner], key[0])]
        return ": ".join([*words, ", ".join(self._rest(part, key))])

    def _rest(self, part: str, key: Key) -> Iterator[str]:
        for column, value in zip(PARTS[part].key[1:], key[1:], strict=True):
            if value is not None:
                yield self.value(part, column, value)

    def value(self, part: str, column: str, value: Any) -> str:
        """A value as a clerk reads it; the last day of what ends, not the first one after it."""
        if value is None or value == "":
            return "—"
        if column in PARTS[part].refers:
            return self.of(PARTS[part].refers[column], value)
        if isinstance(value, dt.date):
            return f"{value - ONE_DAY if column == 'valid_to' else value:%d/%m/%Y}"
        if isinstance(value, SuccessionKind):
            return KIND_LABELS[value]
        if column == "quiet":
            return quiet_words(Quiet.model_validate(value))
        if column == "channel":
            return CHANNEL_LABELS[value]
        if column == "role":
            return ROLE_LABELS[Role(value)]
        return str(value + 1) if column == "position" else str(value)


def in_words(changes: Sequence[Change], rows: Rows) -> list[Told]:
    """The changes for a clerk, in the order of the directory; what merely follows from another is left out."""
    names = Names(rows)
    return [_told(each, names) for each in changes if each.part in SHOWN]


def _told(each: Change, names: Names) -> Told:
    verb = "add" if each.before is None else "remove" if each.after is None else "change"
    before, after = each.before or {}, each.after or {}
    values = [
        (
            FIELD_LABELS[name],
            names.value(each.part, name, before.get(name)),
            names.value(each.part, name, after.get(name)),
        )
        for name in PARTS[each.part].values
        if before.get(name) != after.get(name)
    ]
    return Told(each.part, verb, names.about(each.part, each.key), tuple(values))
