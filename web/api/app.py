"""The interface as an application of its own beside the pages: its gate, its shape of errors, its document."""

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from engine.access.allowance import Allowance
from models.errors import DondocError
from web.api import acting, overseeing, reading
from web.api.gate import for_browsers, gate
from web.api.problems import Problem, broken, misread, refused, unrouted
from web.door import Door

PREFIX = "/api/v1"
ROOMS = (reading, acting, overseeing)


def create_api(door: Door) -> FastAPI:
    """The interface over an office, to be mounted at ``PREFIX``."""
    api = FastAPI(
        title="Đôn Đốc",
        version="1",
        servers=[{"url": PREFIX}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(gate)],
    )
    api.state.door = door
    api.state.allowance = Allowance(door.settings.api_calls_per_minute, door.writing, door.clock)
    api.openapi = lambda: _document(api)  # type: ignore[method-assign]
    handlers = {DondocError: refused, HTTPException: unrouted, RequestValidationError: misread, Exception: broken}
    for kind, answer in handlers.items():
        api.add_exception_handler(kind, answer)
    for room in ROOMS:
        api.include_router(room.router)

    @api.get("/openapi.json", include_in_schema=False)
    @for_browsers
    def document() -> JSONResponse:
        return JSONResponse(api.openapi())

    return api


def _document(api: FastAPI) -> dict[str, Any]:
    """FastAPI's document, and the shape of problems, to which each route's refusals refer."""
    if not api.openapi_schema:
        made = get_openapi(title=api.title, version=api.version, routes=api.routes, servers=api.servers)
        problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
        made["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
        api.openapi_schema = made
    return api.openapi_schema
