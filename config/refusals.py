"""What pydantic finds wrong in a file, in the words of a clerk: what is wrong, and what to write instead."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

Loc = tuple[str | int, ...]
VIETNAMESE_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
LOOSE_DAY = re.compile(r"(?!\d{4}-\d\d-\d\d)(\d{4})-(\d{1,2})-(\d{1,2})")
MOST = 20  # faults told of one file; a file with more has one cause


@dataclass(frozen=True)
class Refusal:
    """One fault of a file's content, and the part in which it stands."""

    loc: Loc
    what: str
    instead: str = ""


class _Fault(NamedTuple):
    """An error of pydantic at its place in the data: ``branch`` when it is one of several ways that failed."""

    loc: Loc
    branch: bool
    error: ErrorDetails


def refusals(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Refusal]:
    """The faults in the order of the file, one per place: of a value that fits none of several shapes the nearest."""
    faults = [_placed(each, data) for each in error.errors(include_url=False)]
    kept = _one_per_place([fault for fault in faults if not _explained(fault, faults)])
    return [_told(fault, model) for fault in kept[:MOST]]


def _placed(error: ErrorDetails, data: Any) -> _Fault:
    """The error with its place in the data: pydantic also names the shapes it tried, which no file contains."""
    loc, here = [], data
    for part in error["loc"]:
        if _holds(here, part):
            loc.append(part)
            here = here[part]
    if error["type"] == "missing":
        loc.append(error["loc"][-1])
    return _Fault(tuple(loc), len(loc) < len(error["loc"]), error)


def _holds(here: Any, part: str | int) -> bool:
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, dict) and part in here


def _explained(fault: _Fault, faults: list[_Fault]) -> bool:
    """Whether a fault deeper inside the same value says more than this failed shape."""
    return fault.branch and any(
        len(other.loc) > len(fault.loc) and other.loc[: len(fault.loc)] == fault.loc for other in faults
    )


def _one_per_place(faults: list[_Fault]) -> list[_Fault]:
    best: dict[Loc, _Fault] = {}
    for fault in faults:
        if fault.loc not in best or _rank(fault) > _rank(best[fault.loc]):
            best[fault.loc] = fault
    return list(best.values())


def _rank(fault: _Fault) -> int:
    """Of several shapes that failed at one place, which to speak of: the day where a day was meant, then choices."""
    kind, given = fault.error["type"], str(fault.error["input"])
    if kind.startswith("date") and (ISO_DAY.fullmatch(given) or VIETNAMESE_DAY.fullmatch(given)):
        return 3
    return {"value_error": 2, "literal_error": 2, "enum": 2}.get(kind, 1)


def _told(fault: _Fault, model: type[BaseModel]) -> Refusal:
    what, instead = _words(fault, model)
    name = _name(fault.loc)
    speaks_for_itself = fault.error["type"] in ("missing", "extra_forbidden")
    return Refusal(fault.loc, what if speaks_for_itself or not name else f"{name}: {what}", instead)


def _name(loc: Loc) -> str:
    """The place in words: the key, and the number of the entry if it is one of a list."""
    keys = [part for part in loc if isinstance(part, str)]
    if not keys:
        return ""
    return f"'{keys[-1]}'" + (f" mục thứ {loc[-1] + 1}" if isinstance(loc[-1], int) else "")


def _words(fault: _Fault, model: type[BaseModel]) -> tuple[str, str]:
    kind, error = fault.error["type"], fault.error
    if kind == "missing":
        return f"thiếu '{fault.loc[-1]}'", f"thêm dòng '{fault.loc[-1]}: …'"
    if kind == "extra_forbidden":
        return _extra(fault, model)
    if kind in ("value_error", "assertion_error"):
        return _own_words(error)
    if kind.startswith(("date", "time")):
        return _day_words(kind, error["input"])
    return _shape_words(kind, error)


def _own_words(error: ErrorDetails) -> tuple[str, str]:
    """A message of our models already says both, with a dash between."""
    text = str(error.get("ctx", {}).get("error", error["msg"]))
    what, _, instead = text.partition(" — ")
    return what, instead


def _extra(fault: _Fault, model: type[BaseModel]) -> tuple[str, str]:
    known = sorted(_known_keys(model, fault.error["loc"][:-1]))
    near = difflib.get_close_matches(str(fault.loc[-1]), known, n=1)
    instead = f"có phải '{near[0]}'?" if near else "bỏ mục này, hoặc viết một trong: " + ", ".join(known)
    return f"không có mục '{fault.loc[-1]}'", instead if known else "bỏ mục này"


def _day_words(kind: str, given: Any) -> tuple[str, str]:
    if kind.startswith("time"):
        return f"'{given}' không phải giờ", "viết như '16:00'"
    if found := VIETNAMESE_DAY.fullmatch(str(given)):
        day, month, year = found.groups()
        return f"ngày '{given}' viết chưa đúng kiểu", f"viết năm-tháng-ngày: {year}-{int(month):02d}-{int(day):02d}"
    if found := LOOSE_DAY.fullmatch(str(given)):
        year, month, day = found.groups()
        return f"ngày '{given}' viết chưa đúng kiểu", f"viết đủ hai chữ số: {year}-{int(month):02d}-{int(day):02d}"
    if ISO_DAY.fullmatch(str(given)):
        return f"ngày '{given}' không có trong lịch", "viết một ngày có thật, năm-tháng-ngày, như 2024-02-29"
    return f"'{given}' không phải ngày", "viết năm-tháng-ngày, như 2024-01-31"


CODES = "chữ thường không dấu, số và gạch nối, như 'cdc-hue'"
PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": CODES,
    r"^\d{1,5}": "số/KÝ HIỆU như '4672/KH-SYT', hoặc để null nếu văn bản bỏ trống",
    r"^[^@": "một địa chỉ như 'an.nguyen@cdc-hue.example'",
}
SHAPES = {
    "string_type": ("phải là chữ", "đặt giá trị trong dấu nháy"),
    "list_type": ("phải là danh sách", "viết [a, b], hoặc mỗi dòng một gạch đầu dòng"),
    "dict_type": ("phải là các mục con", "viết mỗi dòng một 'tên: giá trị', thụt vào hai dấu cách"),
    "model_type": ("phải là các mục con", "viết mỗi dòng một 'tên: giá trị', thụt vào hai dấu cách"),
    "model_attributes_type": ("phải là các mục con", "viết mỗi dòng một 'tên: giá trị', thụt vào hai dấu cách"),
    "int_type": ("phải là số nguyên", "viết số, không có dấu nháy"),
    "int_parsing": ("phải là số nguyên", "viết số, không có chữ đi kèm"),
    "int_from_float": ("phải là số nguyên", "bỏ phần lẻ"),
    "float_type": ("phải là số", "viết số, không có dấu nháy"),
    "float_parsing": ("phải là số", "viết số, đơn vị ghi ở mục 'unit'"),
    "bool_type": ("phải là true hoặc false", "viết true hoặc false"),
    "bool_parsing": ("phải là true hoặc false", "viết true hoặc false"),
    "too_short": ("danh sách trống", "viết ít nhất một mục"),
    "union_tag_not_found": (
        "thiếu 'kind'",
        "thêm 'kind: …', một trong: deadline, recurring, window, milestone, rota, event, undated",
    ),
}


def _shape_words(kind: str, error: ErrorDetails) -> tuple[str, str]:
    given, ctx = error["input"], error.get("ctx", {})
    if kind in SHAPES:
        return SHAPES[kind]
    if kind in ("literal_error", "enum"):
        return f"'{given}' không dùng được ở đây", f"viết một trong: {_choices(ctx['expected'])}"
    if kind == "union_tag_invalid":
        return f"không có kind '{ctx['tag']}'", f"viết một trong: {_choices(ctx['expected_tags'])}"
    if kind == "string_pattern_mismatch":
        return f"'{given}' không đúng dạng", "viết " + _pattern(ctx["pattern"])
    if kind == "string_too_short":
        return f"'{given}' quá ngắn", f"viết ít nhất {ctx['min_length']} chữ cái"
    return _limit_words(kind, error)


def _limit_words(kind: str, error: ErrorDetails) -> tuple[str, str]:
    ctx = error.get("ctx", {})
    words = {"greater_than_equal": ("ge", "từ {} trở lên"), "less_than_equal": ("le", "không quá {}")}
    if kind in words:
        name, text = words[kind]
        return f"{error['input']} nằm ngoài khoảng cho phép", "viết số " + text.format(ctx[name])
    return f"không dùng được ({error['msg']})", "so với mẫu trong config/sample"


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _pattern(pattern: str) -> str:
    return next((words for start, words in PATTERNS.items() if pattern.startswith(start)), f"theo mẫu {pattern}")


def _known_keys(model: type[BaseModel], loc: Loc) -> set[str]:
    """The keys that may stand at a place of the model, along pydantic's own path."""
    models = list(_models_in(model.model_fields["root"].annotation)) if issubclass(model, RootModel) else [model]
    for part in loc:
        models = [found for each in models for found in _inside(each, part)] or models
    return {field.alias or name for each in models for name, field in each.model_fields.items()}


def _inside(model: type[BaseModel], part: str | int) -> list[type[BaseModel]]:
    """The models a field holds; a number, or the name of a shape that was tried, narrows the choice or keeps it."""
    if part in _tags(model) or part == model.__name__:
        return [model]
    for name, field in model.model_fields.items():
        if part in (name, field.alias):
            return list(_models_in(field.annotation))
    return [model] if isinstance(part, int) else []


def _tags(model: type[BaseModel]) -> set[str]:
    kind = model.model_fields.get("kind")
    return {kind.default} if kind and isinstance(kind.default, str) else set()


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, list, dict, Annotated):
        for each in get_args(annotation):
            yield from _models_in(each)
