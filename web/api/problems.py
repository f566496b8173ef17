"""Every refusal in one shape, ``application/problem+json`` of RFC 9457, with a code that a program can go by."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from engine.access.repeats import ReusedKeyError
from engine.access.rights import NotYoursError
from models.errors import BusyError, DondocError
from web.api.faults import Fault, faults_of
from web.refusals import STATUS, sentence

MEDIA = "application/problem+json"
DOCUMENT = "/tai-khoan/api"  # the page that lists the codes


class NoKeyError(DondocError):
    """Thiếu mã truy cập, hoặc mã sai, đã thu hồi hay thuộc tài khoản đã khóa; gửi 'Authorization: Bearer MÃ'."""


class ReadOnlyKeyError(NotYoursError):
    """Mã truy cập này chỉ được đọc; lập mã được ghi ở trang Tài khoản."""


class TooManyCallsError(DondocError):
    """Gọi quá nhiều trong một phút; chờ số giây ghi ở Retry-After rồi gọi tiếp."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__()


class Problem(BaseModel):
    """A refusal: ``code`` for the program, ``detail`` for the person, ``errors`` for each field that is wrong."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Fault] = Field(default_factory=list)


class Kind(NamedTuple):
    """What a status means here: the code that goes with it, and its name."""

    code: str
    title: str


KINDS = {
    400: Kind("refused", "Dữ liệu không dùng được"),
    401: Kind("no-key", "Thiếu mã truy cập"),
    403: Kind("not-allowed", "Không có quyền"),
    404: Kind("not-found", "Không tìm thấy"),
    405: Kind("wrong-method", "Địa chỉ này không nhận cách gọi đó"),
    409: Kind("conflict", "Trạng thái hiện tại không cho phép"),
    413: Kind("too-large", "Yêu cầu quá lớn"),
    422: Kind("invalid", "Yêu cầu viết chưa đúng"),
    429: Kind("too-many-calls", "Gọi quá nhiều"),
    500: Kind("broken", "Lỗi của phần mềm"),
}
CODES = {ReadOnlyKeyError: "read-only-key", BusyError: "busy", ReusedKeyError: "reused-key"}
WORDS = {
    404: "Không có địa chỉ này; xem tài liệu ở trang Tài khoản.",
    405: "Địa chỉ này không nhận cách gọi đó; các cách gọi được ghi ở Allow.",
    413: "Yêu cầu lớn hơn mức nhận hoặc không báo trước độ dài; gửi ít tệp hơn, kèm Content-Length.",
    422: "Có chỗ viết chưa đúng, xem 'errors'.",
    500: "Phần mềm gặp lỗi, chưa làm gì; thử lại sau hoặc báo người quản trị.",
}


def meanings() -> list[tuple[int, str, str]]:
    """Every code with its status and what it means, for people who write programs."""
    special = [(_status_of(kind), code, (kind.__doc__ or "").strip()) for kind, code in CODES.items()]
    return sorted([(status, kind.code, kind.title) for status, kind in KINDS.items()] + special)


def _status_of(kind: type[Exception]) -> int:
    return next((status for known, status in STATUS.items() if issubclass(kind, known)), 500)


def problem(
    status: int,
    detail: str = "",
    *,
    code: str = "",
    errors: list[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that says no."""
    kind = KINDS.get(status, KINDS[400] if status < 500 else KINDS[500])
    told = Problem(
        type=f"{DOCUMENT}#{code or kind.code}",
        title=kind.title,
        status=status,
        detail=detail or WORDS.get(status, kind.title),
        code=code or kind.code,
        errors=errors or [],
    )
    return Response(told.model_dump_json(), status, headers, MEDIA)


def refused(_request: Request, error: Exception) -> Response:
    """An error of the engine, or one of the gate."""
    if isinstance(error, NoKeyError):
        return problem(401, sentence(error), headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error, TooManyCallsError):
        return problem(429, sentence(error), headers={"Retry-After": str(error.wait)})
    status = _status_of(type(error))
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "")
    return problem(status, sentence(error), code=code)


def unrouted(_request: Request, error: Exception) -> Response:
    """No such address, or not in this way; or a body that is no JSON."""
    assert isinstance(error, HTTPException)
    return problem(error.status_code, headers=error.headers)


def misread(_request: Request, error: Exception) -> Response:
    """A request that is not as the document says; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    return problem(422, errors=faults_of(error))


def broken(_request: Request, _error: Exception) -> Response:
    """What should not happen: the server's log says what it was."""
    return problem(500)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These refusals as a route's part of the document; what each route can answer is among them."""
    schema = {"$ref": "#/components/schemas/Problem"}
    headers = {"Retry-After": {"description": "Số giây phải chờ", "schema": {"type": "integer"}}}
    return {
        status: {"description": KINDS[status].title, "content": {MEDIA: {"schema": schema}}}
        | ({"headers": headers} if status == 429 else {})
        for status in (401, 422, 429, 500, *statuses)
    }
