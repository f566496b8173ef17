"""What is wrong with a request, field by field, in Vietnamese."""

from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

PLACES = {"body": "thân yêu cầu", "query": "tham số", "path": "địa chỉ", "header": "tiêu đề"}
WORDS = {
    "missing": "thiếu mục này",
    "extra_forbidden": "không có mục này",
    "json_invalid": "không phải JSON",
    "json_type": "không phải JSON",
    "string_type": "phải là chữ",
    "string_unicode": "có ký tự hỏng",
    "string_too_short": "phải có ít nhất {min_length} ký tự",
    "string_too_long": "quá {max_length} ký tự",
    "string_pattern_mismatch": "không đúng dạng",
    "int_type": "phải là số nguyên",
    "int_parsing": "phải là số nguyên",
    "int_parsing_size": "số quá lớn",
    "int_from_float": "phải là số nguyên",
    "float_type": "phải là số",
    "float_parsing": "phải là số",
    "finite_number": "phải là số có thật",
    "bool_type": "phải là true hoặc false",
    "bool_parsing": "phải là true hoặc false",
    "list_type": "phải là danh sách",
    "too_long": "quá {max_length} mục",
    "too_short": "phải có ít nhất {min_length} mục",
    "model_attributes_type": "phải là các mục con",
    "model_type": "phải là các mục con",
    "greater_than": "phải lớn hơn {gt}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than": "phải nhỏ hơn {lt}",
    "less_than_equal": "không được quá {le}",
    "enum": "phải là một trong: {expected}",
    "literal_error": "phải là một trong: {expected}",
    "base64_decode": "không phải base64",
}


class Fault(BaseModel):
    """One field that is wrong: where it stands, and what it must be."""

    at: str
    message: str


def faults_of(error: RequestValidationError) -> list[Fault]:
    """All that is wrong, in the order of the request."""
    return [_fault(each) for each in error.errors()]


def _fault(error: Any) -> Fault:
    place, *rest = error["loc"]
    kind = str(error["type"])
    if kind == "json_invalid":
        rest = []  # only a position within the text
    words = WORDS.get(
        kind, "phải là ngày có thật, viết như 2026-01-31" if kind.startswith("date") else "không dùng được"
    )
    if kind == "value_error":
        words = str(error["ctx"]["error"])
    at = ".".join([PLACES.get(str(place), str(place)), *map(str, rest)])
    return Fault(at=at, message=words.format_map(error.get("ctx", {})))
