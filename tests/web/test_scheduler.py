"""The scheduler as the pages see it: a form for each flow, runs asked for, and clear words when it is away."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from config.opening import Opened
from config.settings import Settings
from models.errors import BadInputError, NotFoundError
from tests.web.conftest import Browser, browser_of, rehearsed
from web.scheduler import Field, Scheduler, SchedulerAwayError, SchedulerRefusedError

REHEARSE = {
    "id": "d1", "name": "rehearse", "description": "Chạy thử lịch đôn đốc.\n\nArgs:\n    first: Ngày bắt đầu.",
    "parameter_openapi_schema": {
        "required": ["first"],
        "properties": {
            "first": {"type": "string", "format": "date", "description": "Ngày bắt đầu", "position": 0},
            "late_percent": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 20, "position": 1},
            "apply": {"type": "boolean", "default": False, "position": 2},
        },
    },
}  # fmt: skip
RUN = {"id": "r1", "deployment_id": "d1", "name": "bold-fox", "state_type": "FAILED", "state": {"message": "Flow run encountered an exception: BadInputError: hết giờ"},
       "start_time": "2026-11-20T02:00:00Z", "parameters": {"first": "2026-11-20"}, "auto_scheduled": False}  # fmt: skip


class Answers(BaseHTTPRequestHandler):
    """A scheduler that answers what it is told to, and keeps what it was asked."""

    status = 200
    asked: ClassVar[list[tuple[str, Any, Any]]] = []

    def do_GET(self) -> None:
        self.answer({"token": "t"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body, {name.lower(): each for name, each in self.headers.items()}))
        self.answer([REHEARSE] if "deployments/filter" in self.path else [RUN] if "flow_runs" in self.path else {})

    def answer(self, what: Any) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Answers.status, Answers.asked[:] = 200, []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield serving
        serving.shutdown()


@pytest.fixture
def scheduler(server: ThreadingHTTPServer) -> Scheduler:
    return Scheduler(f"http://127.0.0.1:{server.server_port}", "an:mat-khau")


def test_a_flow_is_shown_with_a_field_for_each_parameter(scheduler: Scheduler):
    [found] = scheduler.deployments()
    assert (found.name, found.words) == ("rehearse", "Chạy thử lịch đôn đốc.")
    assert [(each.name, each.kind, each.required, each.default) for each in found.fields] == [
        ("first", "date", True, ""), ("late_percent", "number", False, "20"), ("apply", "checkbox", False, "False"),
    ]  # fmt: skip


def test_a_run_is_asked_for_with_typed_values_the_token_and_the_login(scheduler: Scheduler):
    scheduler.run("rehearse", {"first": "2026-12-01", "late_percent": "30", "apply": "true"}, "An")
    path, body, headers = Answers.asked[-1]
    assert path == "/api/deployments/d1/create_flow_run"
    assert body["parameters"] == {"first": "2026-12-01", "late_percent": 30, "apply": True}
    assert body["labels"] == {"by": "An"}
    assert headers["prefect-csrf-token"] == "t"
    assert headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("given", "said"), [({}, "cần ghi 'first'"), ({"first": "x", "late_percent": "nhiều"}, "không phải số")]
)
def test_a_form_that_is_not_filled_in_is_refused_before_anything_is_asked(
    scheduler: Scheduler, given: dict[str, str], said: str
):
    with pytest.raises(BadInputError, match=said):
        scheduler.run("rehearse", given, "An")


def test_a_flow_that_is_not_there_is_told_so(scheduler: Scheduler):
    with pytest.raises(NotFoundError, match="khac"):
        scheduler.run("khac", {}, "An")


def test_the_last_runs_are_told_with_state_and_reason(scheduler: Scheduler):
    run = scheduler.runs(10)[0]
    assert (run.deployment, run.state, run.message, run.is_scheduled) == ("rehearse", "FAILED", "hết giờ", False)
    assert run.at
    assert f"{run.at:%H:%M}" == "02:00"


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_login_is_told_by_the_name_of_its_setting(scheduler: Scheduler, status: int):
    Answers.status = status
    with pytest.raises(SchedulerRefusedError, match="DONDOC_PREFECT_LOGIN"):
        scheduler.deployments()


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_scheduler_is_told_from_one_that_refuses(scheduler: Scheduler, status: int):
    Answers.status = status
    with pytest.raises(SchedulerAwayError):
        scheduler.deployments()


def test_nobody_there_is_told_with_how_to_start_it():
    with pytest.raises(SchedulerAwayError, match="dondoc start"):
        Scheduler("http://127.0.0.1:9").runs(1)


@pytest.mark.parametrize(
    ("kind", "text", "value"), [("checkbox", "", False), ("number", " ", None), ("text", "a", "a")]
)
def test_an_empty_field_is_no_value_and_an_empty_box_is_no(kind: str, text: str, value: Any):
    assert Field("x", kind, "", required=False, default="").read(text) == value


@pytest.fixture
def there(office: Opened, server: ThreadingHTTPServer) -> Browser:
    """The administrator of an office whose scheduler is the one of this test."""
    settings = Settings(home=office.settings.home, prefect_port=server.server_port)
    return browser_of(replace(office, settings=settings), None, administrator=True)


def test_a_run_is_asked_for_on_the_page_and_a_wrong_one_keeps_what_was_typed(there: Browser):
    page = there.get("/quan-tri/chay").text
    assert "Chạy thử lịch đôn đốc." in page
    assert "hết giờ" in page
    done = there.fill("/quan-tri/chay/rehearse", {"first": "2026-12-01"})
    assert done.headers["location"] == "/quan-tri/chay?xong=chay"
    wrong = there.fill("/quan-tri/chay/rehearse", {"first": "2026-12-05", "late_percent": "nhiều"})
    assert wrong.status_code == 400
    assert "2026-12-05" in wrong.text


def test_days_the_wrong_way_round_are_not_sent(there: Browser):
    wrong = there.fill("/quan-tri/chay/rehearse", {"first": "2026-12-05", "last": "2026-12-01"})
    assert wrong.status_code == 400
    assert "Ngày kết thúc 01/12/2026 trước ngày bắt đầu 05/12/2026" in wrong.text
    assert 'value="2026-12-05"' in wrong.text
    assert not [path for path, _, _ in Answers.asked if "create_flow_run" in path]


def test_what_a_rehearsal_found_is_a_page_beside_its_run(apart: Opened, server: ThreadingHTTPServer):
    settings = Settings(home=apart.settings.home, prefect_port=server.server_port)
    there = browser_of(replace(apart, settings=settings), None, administrator=True)
    assert "Xem kết quả" not in there.get("/quan-tri/chay").text
    rehearsed(apart, "r1")
    assert '<a href="/quan-tri/chay/dien-tap/2">Xem kết quả</a>' in there.get("/quan-tri/chay").text
    page = there.get("/quan-tri/chay/dien-tap/2").text
    assert "Từ 20/11/2026 đến 24/11/2026" in page
    assert "20% đơn vị nộp trễ" in page
    assert re.search(r"[1-9]\d* tin cho [1-9]\d* người, gồm", page)
    assert "không hạn nào đưa bậc này vào những ngày diễn tập" in page
    assert there.get("/quan-tri/chay/dien-tap/1").status_code == 404


def test_the_page_says_how_to_start_a_scheduler_that_is_away(there: Browser, server: ThreadingHTTPServer):
    Answers.status = 503
    answer = there.get("/quan-tri/chay")
    assert answer.status_code == 200
    assert "dondoc start" in answer.text
