"""Speaks to the local scheduler (Prefect's server) over its own interface: which runs can be asked for, and how they went."""

import datetime as dt
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from config.settings import Settings
from models.errors import BadInputError, DondocError, NotFoundError

PATIENCE = 5.0  # seconds; the server is on this machine
TRIES, PAUSE = 4, 0.5  # seconds
TAG = "dondoc"
ASKED = "asked-from-the-pages"
RUN_STATES = {
    "SCHEDULED": "chờ chạy",
    "PENDING": "sắp chạy",
    "RUNNING": "đang chạy",
    "COMPLETED": "xong",
    "FAILED": "hỏng",
    "CRASHED": "bị ngắt",
    "CANCELLED": "đã hủy",
    "CANCELLING": "đang hủy",
    "PAUSED": "tạm dừng",
}
KINDS = {"integer": "number", "number": "number", "boolean": "checkbox", "date": "date", "date-time": "datetime-local"}


class SchedulerAwayError(DondocError):
    """Bộ lập lịch (Prefect) không trả lời — khởi động bằng 'dondoc start' trên máy chủ, hoặc xem dịch vụ còn chạy không."""


class SchedulerRefusedError(DondocError):
    """Bộ lập lịch (Prefect) từ chối yêu cầu."""


@dataclass(frozen=True)
class Field:
    """One parameter of a flow as a form asks for it; ``kind`` is that of an HTML field."""

    name: str
    kind: str
    hint: str
    required: bool
    default: str

    def read(self, text: str) -> Any:
        """The value of what was typed; None where nothing was and nothing has to be."""
        text = text.strip()
        if self.kind == "checkbox":
            return bool(text)
        if not text and self.required:
            raise BadInputError(f"cần ghi '{self.name}'")
        if not text:
            return None
        return int(_number(text)) if self.kind == "number" else text


def _number(text: str) -> str:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise BadInputError(f"'{text}' không phải số nguyên — viết như 20")
    return text


@dataclass(frozen=True)
class Deployment:
    """A flow that can be asked for: what it does and what it asks."""

    id: str
    name: str
    words: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FlowRun:
    """One run: whose flow, in which state, when, and with what."""

    id: str
    deployment: str
    name: str
    state: str
    at: dt.datetime | None
    message: str
    parameters: dict[str, Any]
    is_scheduled: bool


@dataclass(frozen=True)
class Scheduler:
    """The local scheduler by its address; a login is sent along if there is one."""

    address: str
    login: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Scheduler":
        login = settings.prefect_login
        return cls(f"http://127.0.0.1:{settings.prefect_port}", login.get_secret_value() if login else None)

    def deployments(self) -> list[Deployment]:
        """The flows of this office that can be asked for, by name."""
        with self._open() as client:
            found = _answer(client.post("/deployments/filter", json={"deployments": {"tags": {"all_": [TAG]}}}))
        return sorted((_deployment(each) for each in found), key=lambda each: each.name)

    def runs(self, limit: int) -> list[FlowRun]:
        """The last runs that have begun or were asked for, the newest first."""
        wanted = {"sort": "EXPECTED_START_TIME_DESC", "limit": limit, "deployments": {"tags": {"all_": [TAG]}}}
        begun = {"state": {"type": {"not_any_": ["SCHEDULED"]}}}
        asked = {"state": {"type": {"any_": ["SCHEDULED"]}}, "tags": {"all_": [ASKED]}}
        with self._open() as client:
            names = {each["id"]: each["name"] for each in _answer(client.post("/deployments/filter", json={}))}
            bodies = [wanted | {"flow_runs": which} for which in (asked, begun)]
            rows = [row for body in bodies for row in _answer(client.post("/flow_runs/filter", json=body))]
        found = sorted((_run(row, names) for row in rows), key=lambda run: run.at.timestamp() if run.at else 0.0)
        return found[::-1][:limit]

    def run(self, name: str, parameters: Mapping[str, Any], actor: str) -> None:
        """Ask for a run of a flow; Prefect checks the parameters against the flow's own form."""
        wanted = next((each for each in self.deployments() if each.name == name), None)
        if wanted is None:
            raise NotFoundError(f"bộ lập lịch không có luồng '{name}'")
        given = {each.name: each.read(str(parameters.get(each.name, ""))) for each in wanted.fields}
        body = {"parameters": {key: value for key, value in given.items() if value is not None}, "tags": [ASKED],
                "enforce_parameter_schema": True, "labels": {"by": actor}, "idempotency_key": str(uuid.uuid4())}  # fmt: skip
        with self._open() as client:
            _answer(_asked_again(lambda: client.post(f"/deployments/{wanted.id}/create_flow_run", json=body)))

    @contextmanager
    def _open(self) -> Iterator[httpx2.Client]:
        """A client that bears the token the server asks of everybody who changes something; no proxy is asked."""
        auth = tuple(self.login.split(":", 1)) if self.login else None
        me = str(uuid.uuid4())
        try:
            with httpx2.Client(base_url=f"{self.address}/api", auth=auth, timeout=PATIENCE, trust_env=False) as client:  # type: ignore[arg-type]
                token = client.get("/csrf-token", params={"client": me})
                if token.status_code == 200:
                    client.headers.update({"Prefect-Csrf-Token": token.json()["token"], "Prefect-Csrf-Client": me})
                elif token.status_code in (401, 403):
                    _answer(token)
                yield client
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            raise SchedulerAwayError(f"{SchedulerAwayError.__doc__} ({type(error).__name__})") from error


def _asked_again(ask: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The answer, asked for again while the server's database is busy (503); the request carries a key against doubles."""
    for _ in range(TRIES - 1):
        response = ask()
        if response.status_code != 503:
            return response
        time.sleep(PAUSE)
    return ask()


def _answer(response: httpx2.Response) -> Any:
    if response.status_code in (401, 403):
        raise SchedulerRefusedError("bộ lập lịch (Prefect) không nhận tên và mật khẩu — kiểm tra DONDOC_PREFECT_LOGIN")
    if response.status_code >= 500:
        raise SchedulerAwayError(
            f"bộ lập lịch (Prefect) báo lỗi {response.status_code} — xem nhật ký của 'dondoc start'"
        )
    if response.status_code >= 400:
        raise SchedulerRefusedError(f"bộ lập lịch (Prefect) từ chối: {_detail(response)}")
    return response.json()


def _detail(response: httpx2.Response) -> str:
    try:
        return str(response.json().get("detail", response.status_code))[:300]
    except (ValueError, AttributeError):
        return str(response.status_code)


def _deployment(found: Mapping[str, Any]) -> Deployment:
    schema = found.get("parameter_openapi_schema") or {}
    required = schema.get("required", [])
    fields = [
        _field(name, each, required=name in required)
        for name, each in sorted(schema.get("properties", {}).items(), key=lambda pair: pair[1].get("position", 0))
    ]
    return Deployment(found["id"], found["name"], _first(found.get("description") or ""), tuple(fields))


def _first(text: str) -> str:
    """What a flow does, without the list of its arguments."""
    return " ".join(text.partition("Args:")[0].split())


def _field(name: str, schema: Mapping[str, Any], *, required: bool) -> Field:
    shapes = [schema, *schema.get("anyOf", [])]
    kinds = (str(shape.get("format") or shape.get("type") or "") for shape in shapes)
    kind = next((KINDS[each] for each in kinds if each in KINDS), "text")
    default = schema.get("default")
    return Field(name, kind, str(schema.get("description") or ""), required, "" if default is None else str(default))


def _reason(message: str) -> str:
    """What went wrong in our own words; Prefect sets its own and the name of the error before them."""
    return re.sub(r"^Flow run encountered an exception: \w+: ", "", message)


def _run(found: Mapping[str, Any], names: Mapping[str, str]) -> FlowRun:
    at = found.get("start_time") or found.get("expected_start_time")
    state = found.get("state") or {}
    return FlowRun(
        id=str(found.get("id", "")),
        deployment=names.get(found.get("deployment_id") or "", ""),
        name=str(found.get("name", "")),
        state=str(found.get("state_type") or ""),
        at=dt.datetime.fromisoformat(at.replace("Z", "+00:00")) if at else None,
        message=_reason(str(state.get("message") or ""))[:300],
        parameters=dict(found.get("parameters") or {}),
        is_scheduled=bool(found.get("auto_scheduled")),
    )
