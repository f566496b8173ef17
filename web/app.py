"""The pages as one application: what they stand on, how they are guarded, and how errors are told to a reader."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from config.clock import now
from config.database import Sessions
from config.keys import office_key
from config.opening import opened
from engine.links import Signer
from models.errors import BadInputError, BusyError, DondocError, NotAllowedError, NotFoundError
from models.office import Office
from web.door import Door, page, templates_of
from web.pages import answers, mailbox, obligations

STATIC = Path(__file__).parent / "static"
LOCAL_HOSTS = ("127.0.0.1", "localhost")
GUARDS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
STATUS = {NotFoundError: 404, NotAllowedError: 409, BusyError: 409, BadInputError: 400}
WORDS = {404: "Không có trang này.", 405: "Trang này không nhận cách gọi đó.", 422: "Địa chỉ của trang viết chưa đúng."}


def create_app(
    sessions: Sessions,
    office: Office,
    mailbox_folder: Path,
    clock: Callable[[], dt.datetime],
    *,
    writing: Sessions,
    signer: Signer,
    hosts: Iterable[str] = LOCAL_HOSTS,
    lasting: AbstractContextManager[object] | None = None,
) -> FastAPI:
    """The application over an office: ``sessions`` read, ``writing`` serves the links in messages. It answers to ``hosts`` only; ``lasting`` is held for as long as it serves."""
    app = FastAPI(
        title="Đôn Đốc", lifespan=_held(lasting or nullcontext()), docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.door = Door(sessions, office, mailbox_folder, clock, writing, signer)
    app.state.templates = templates_of(office)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.middleware("http")(_guarded)
    for kind, answer in ((DondocError, _told), (HTTPException, _refused), (RequestValidationError, _misread)):
        app.add_exception_handler(kind, answer)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(obligations.router)
    app.include_router(mailbox.router)
    app.include_router(answers.router)
    return app


def from_settings() -> FastAPI:
    """The application of this installation: ``uvicorn --factory web.app:from_settings``."""
    with ExitStack() as stack:
        here = stack.enter_context(opened())
        settings = here.settings
        hosts = {*LOCAL_HOSTS, urlsplit(settings.base_url).hostname or "localhost"}
        signer = Signer(office_key(settings), settings.base_url)
        return create_app(
            here.readings,
            here.office,
            settings.home / "mailbox",
            now,
            writing=here.sessions,
            signer=signer,
            hosts=hosts,
            lasting=stack.pop_all(),
        )


def _held(lasting: AbstractContextManager[object]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with lasting:
            yield

    return lifespan


async def _guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    for name, value in GUARDS.items():
        response.headers.setdefault(name, value)
    return response


def _told(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    return page(request, "error.html", status=status, message=str(error))


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "error.html", status=status, message=WORDS.get(status, "Không làm được việc này."))


def _misread(request: Request, _error: Exception) -> Response:
    return page(request, "error.html", status=422, message=WORDS[422])
