"""Reads a YAML file into a checked model that remembers its lines, and writes a model as YAML that reads back equal.

YAML 1.2: ``on`` and ``no`` are words, not truth values. Tabs, duplicate keys and aliases are refused: each of them makes a
file say something other than what a clerk sees.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from config.refusals import Loc, refusals
from models.errors import Problem, RefusedFileError

LARGEST = 5_000_000  # bytes; a register of a thousand duties has about 400 thousand
DEEPEST = 30
TIMESTAMP = "tag:yaml.org,2002:timestamp"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """A checked file: its value, and the line on which each part of it stands."""

    value: Model
    path: Path
    lines: dict[Loc, int] = field(repr=False)

    def line_of(self, loc: Loc) -> int | None:
        """The line of a part, named by its keys and positions; of what holds it, where the file leaves the part out."""
        return nearest(self.lines, loc)

    def problem(self, loc: Loc, what: str, instead: str = "") -> Problem:
        """A fault found in this part by somebody who knows more than the file's shape."""
        return Problem(str(self.path), self.line_of(loc), what, instead)


def nearest(lines: dict[Loc, int], loc: Loc) -> int | None:
    """The line of the longest known beginning of ``loc``."""
    return next((lines[loc[:n]] for n in range(len(loc), -1, -1) if loc[:n] in lines), None)


def read_yaml(path: Path, model: type[Model]) -> Loaded[Model]:
    """The file checked into ``model``; every fault of its shape is told at once, each with its line."""
    data, lines = plain_data(path)
    try:
        value = model.model_validate(data)
    except ValidationError as error:
        found = refusals(error, data, model)
        problems = [Problem(str(path), nearest(lines, r.loc), r.what, r.instead) for r in found]
        raise RefusedFileError(sorted(problems, key=lambda p: p.line or 0)) from None
    return Loaded(value, path, lines)


def plain_data(path: Path) -> tuple[Any, dict[Loc, int]]:
    """A YAML file as dicts, lists and scalars, and the line of each part. Dates stay text: the model reads them."""
    text = read_text(path)
    if "\t" in text:
        line = text.count("\n", 0, text.index("\t")) + 1
        raise refused(path, line, "có ký tự Tab", "thay Tab bằng dấu cách, mỗi cấp hai dấu")
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _PlainComposer
    try:
        node = yaml.compose(text)
        if node is None:
            raise refused(path, 1, "tệp trống", "viết nội dung theo mẫu trong thư mục config/sample")
        lines: dict[Loc, int] = {}
        data = _Builder(yaml, lines).build(node, ())
    except YAMLError as error:
        raise RefusedFileError([_syntax_problem(path, text, error)]) from None
    return data, lines


def refused(path: Path, line: int | None, what: str, instead: str = "") -> RefusedFileError:
    """The refusal of a file for one fault."""
    return RefusedFileError([Problem(str(path), line, what, instead)])


def read_text(path: Path) -> str:
    """The text of a file that an office wrote, refused if it cannot be read as UTF-8 or is larger than any of ours."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise refused(path, None, "không có tệp này", "kiểm tra lại đường dẫn và tên tệp") from None
    except OSError as error:
        raise refused(path, None, f"không đọc được tệp ({error.strerror})", "kiểm tra quyền đọc và đường dẫn") from None
    if len(raw) > LARGEST:
        raise refused(path, None, f"tệp lớn hơn {LARGEST // 1_000_000} MB", "chia thành nhiều tệp")
    return _decoded(path, raw)


def _decoded(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refused(path, line, "tệp không phải UTF-8", "lưu lại tệp với bảng mã UTF-8") from None


class _OwnError(MarkedYAMLError):
    """A fault of ours, told by the reader like its own: ``problem`` is what is wrong, ``note`` what to write."""


class _PlainComposer(Composer):
    """Composes the tree without aliases, and not deeper than a person writes."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent):
            raise _OwnError(
                problem="dùng bí danh YAML (dấu & và *)",
                problem_mark=event.start_mark,
                note="chép lại nội dung ra chỗ cần",
            )
        if self.depth >= DEEPEST:
            raise _OwnError(
                problem="lồng nhau quá sâu", problem_mark=event.start_mark, note="kiểm tra lại thụt dòng và dấu ngoặc"
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _Builder:
    """Turns the tree into plain data and notes the line of each part on the way."""

    def __init__(self, yaml: YAML, lines: dict[Loc, int]) -> None:
        self.constructor = yaml.constructor
        self.lines = lines

    def build(self, node: Node, loc: Loc) -> Any:
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, loc))
        if isinstance(node, SequenceNode):
            return [self.build(each, (*loc, n)) for n, each in enumerate(node.value)]
        return self._scalar(node)

    def _pairs(self, node: MappingNode, loc: Loc) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node), key_node.start_mark.line + 1
            if key in seen:
                raise _OwnError(
                    problem=f"mục '{key}' viết hai lần (lần trước ở dòng {seen[key]})",
                    problem_mark=key_node.start_mark,
                    note="giữ một mục, xóa mục kia",
                )
            seen[key] = self.lines[(*loc, key)] = line
            yield key, self.build(value_node, (*loc, key))

    def _key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise _OwnError(
                problem="tên mục không phải một từ",
                problem_mark=node.start_mark,
                note="viết 'tên: giá trị', không dùng { } hay [ ] làm tên",
            )
        return str(node.value)

    def _scalar(self, node: Node) -> Any:
        if str(node.tag) == TIMESTAMP:
            return str(node.value)
        value = self.constructor.construct_object(node, deep=True)
        if isinstance(value, float) and not math.isfinite(value):
            raise _OwnError(
                problem=f"'{node.value}' không phải số dùng được",
                problem_mark=node.start_mark,
                note="viết một số thường",
            )
        return value


SYNTAX = {
    "mapping values are not allowed": (
        "dấu hai chấm ở chỗ không được phép",
        "đặt câu có dấu ': ' trong dấu nháy, hoặc sửa thụt dòng",
    ),
    "expected <block end>": ("thụt dòng không thẳng hàng", "cho các mục cùng cấp thụt vào như nhau"),
    "could not find expected ':'": ("thiếu dấu hai chấm sau tên mục", "viết 'tên: giá trị'"),
    "expected the node content": ("thiếu giá trị hoặc ngoặc đóng", "viết 'tên: giá trị', đóng mọi dấu [ và {"),
    "expected ',' or": ("thiếu dấu phẩy hoặc ngoặc đóng", "viết [a, b] hoặc {a: 1, b: 2}"),
    "found unexpected end of stream": ("thiếu dấu nháy đóng", "đóng dấu nháy ở cuối câu"),
    "cannot start any token": ("ký tự không được đứng ở đầu giá trị", "đặt giá trị trong dấu nháy"),
    "found unknown escape character": ("dấu \\ trong nháy kép không dùng được", "dùng dấu nháy đơn"),
    "but found another document": ("tệp chứa hai tài liệu (dấu ---)", "mỗi tệp một tài liệu"),
    "could not determine a constructor": (
        "nhãn kiểu dữ liệu (dấu !) không dùng được",
        "bỏ dấu ! hoặc đặt giá trị trong dấu nháy",
    ),
    "special characters are not allowed": ("tệp có ký tự điều khiển", "xóa ký tự lạ rồi lưu lại"),
}


def _syntax_problem(path: Path, text: str, error: YAMLError) -> Problem:
    if isinstance(error, _OwnError):
        return Problem(str(path), _line(error.problem_mark), str(error.problem), str(error.note))
    said = str(error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = _line(mark) or _line_at(text, getattr(error, "position", None))
    if isinstance(error, DuplicateKeyError):
        return Problem(str(path), line, "một mục viết hai lần", "giữ một mục, xóa mục kia")
    what, instead = next((words for part, words in SYNTAX.items() if part in said), _unknown(error))
    return Problem(str(path), line, what, instead)


def _unknown(error: YAMLError) -> tuple[str, str]:
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"sai cú pháp YAML ({said})", "so với mẫu trong config/sample"


def _line(mark: StreamMark | None) -> int | None:
    return None if mark is None else mark.line + 1


def _line_at(text: str, position: object) -> int | None:
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else None
